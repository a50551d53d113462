"""HTML → PDF with Chinese faces, in a tenth of a second.

Text is set by role (title 小标宋, hei 黑体, kai 楷体, fang 仿宋); the role comes from the element and
its class alone, so that the exact characters of each face are known before the layout and can be cut out
with harfbuzz. WeasyPrint's own subsetting takes 4–12 s a form with Chinese faces.
"""

import gc
import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

from healthtalk_app.printing import engine
from healthtalk_app.printing.faces import Face, FontChain, locate
from healthtalk_app.printing.text import GETA, printable

# The first matching line gives an element its role; an element without one has its parent's.
ROLE_ELEMENTS = {"body": "fang", "h1": "title", "h2": "hei", "h3": "hei", "h4": "hei", "th": "hei"}
ROLE_CLASSES = {"title": "title", "hei": "hei", "kai": "kai", "fang": "fang"}
# What the style sheet itself may print (page numbers, counters), in the role of the page's margins.
MARGIN_ROLE, MARGIN_TEXT = "fang", "0123456789第页共—- ·"
UNTEXTUAL = {"style", "script", "head", "title", "noscript", "template"}
LOADING = {
	"script",
	"link",
	"base",
	"iframe",
	"object",
	"embed",
	"video",
	"audio",
	"source",
	"meta",
	"noscript",
}
DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml)[;,]", re.IGNORECASE)
GENERATED = re.compile(r"content\s*:\s*([^;}]*)")
DROPPED_TABLES = (
	"GSUB",
	"GPOS",
	"GDEF",
	"BASE",
	"JSTF",
	"vhea",
	"vmtx",
	"VORG",
	"DSIG",
	"kern",
	"STAT",
	"MATH",
)


@dataclass(frozen=True)
class RenderedPdf:
	"""A finished form. `missing`: characters that no face has and that print as 〓; `notes`: one sentence for
	each thing that whoever prints should know (a face that is not installed, characters replaced)."""

	pdf: bytes
	missing: list[str] = field(default_factory=list)
	pages: int = 0
	notes: list[str] = field(default_factory=list)


def render_pdf(html: str, *, fonts: FontChain | None = None, base: str | None = None) -> RenderedPdf:
	"""Set an HTML page as PDF with subset faces embedded.

	`html` is a whole page whose user text is already escaped; `fonts` defaults to what this machine has;
	`base` is only put before relative links that the reader clicks: nothing outside of the page is loaded.
	Raises FontsMissing if there is no Chinese face at all.
	"""
	chain = fonts or locate()
	with young_garbage_only(), tempfile.TemporaryDirectory(prefix="healthtalk-form-") as folder:
		return _render(html, chain, base, Path(folder))


def _render(html: str, chain: FontChain, base: str | None, folder: Path) -> RenderedPdf:
	engine.engine()
	tree = engine.read(html)
	setting = Typesetting(tree, chain)
	sheets = [*take_out_styles(tree), _parsed_style(setting.style_sheet())]
	fetcher, fonts = only_own_fonts(folder), engine.own_fonts()
	for name, file in setting.write_faces(folder).items():
		fonts.add_font_face({"font_family": name, "src": [("external", file.as_uri())]}, fetcher)
	parsed = engine.page_of(tree, base, fetcher)
	document = parsed.render(stylesheets=sheets, font_config=fonts)
	pdf = engine.write(document)
	return RenderedPdf(pdf, sorted(setting.missing), len(document.pages), setting.notes())


@contextmanager
def young_garbage_only() -> Iterator[None]:
	"""Hold the collector back while a form is set, then collect just what the form left behind.

	A document and its font configuration refer to each other and hold megabytes outside of Python's heap, so
	they must go at once; a full collection in a large web process would cost more than the form itself.
	"""
	was_enabled = gc.isenabled()
	gc.disable()
	try:
		yield
	finally:
		engine.forget_streams()
		gc.collect(0)
		if was_enabled:
			gc.enable()


class Typesetting:
	"""Chooses a face for every character of a parsed page, and rewrites the page where it must."""

	def __init__(self, root: Element, chain: FontChain) -> None:
		self.chain = chain
		self.characters: dict[Face, set[int]] = {}
		self.whole_names: set[Face] = set()
		self.missing: set[str] = set()
		self._chosen: dict[tuple[str, str], Face | None] = {}
		remove_loading_elements(root)
		self._walk(root, MARGIN_ROLE)
		self._set(MARGIN_TEXT, MARGIN_ROLE)

	def notes(self) -> list[str]:
		"""One sentence for each thing that whoever prints should know."""
		said = list(self.chain.notes)
		if self.missing:
			said.append(f"No installed face has {' '.join(sorted(self.missing))}; printed as {GETA}.")
		return said

	def _walk(self, element: Element, inherited: str) -> None:
		if not isinstance(element.tag, str) or element.tag in UNTEXTUAL:
			if element.tag == "style":
				self._set(generated_text(element.text or ""), MARGIN_ROLE)
			return
		classes = (element.get("class") or "").split()
		role = next((ROLE_CLASSES[name] for name in classes if name in ROLE_CLASSES), None)
		role = role or ROLE_ELEMENTS.get(element.tag, inherited)
		whole = self._whole_name_face(element, role) if "name" in classes else None
		if whole:
			element.set("class", " ".join([*classes, f"whole{self._number(whole)}"]))
		element.text = self._set(element.text, role, whole)
		for child in element:
			self._walk(child, role)
			child.tail = self._set(child.tail, role, whole)
		if "runs" in classes:
			self._set("".join(element.itertext()), MARGIN_ROLE)

	def _set(self, text: str | None, role: str, whole: Face | None = None) -> str | None:
		"""Note the face of each character; characters without one become 〓."""
		if not text:
			return text
		kept = []
		for character in printable(text):
			face = whole or self._face_for(character, role)
			if face is None and not character.isspace():
				self.missing.add(character)
				character, face = GETA, self._face_for(GETA, role)
			if face:
				self.characters.setdefault(face, {0x20}).add(ord(character))
			kept.append(character)
		return "".join(kept)

	def _face_for(self, character: str, role: str) -> Face | None:
		key = (role, character)
		if key not in self._chosen:
			code = ord(character)
			self._chosen[key] = next(
				(face for face in self.chain.roles[role] if code in coverage(face)), None
			)
		return self._chosen[key]

	def _whole_name_face(self, element: Element, role: str) -> Face | None:
		"""The first face that has the whole name, if the role's own lacks a character of it."""
		codes = {
			ord(character) for character in printable("".join(element.itertext())) if not character.isspace()
		}
		faces = self.chain.roles[role]
		if not codes or all(code in coverage(faces[0]) for code in codes):
			return None
		face = next((face for face in faces[1:] if all(code in coverage(face) for code in codes)), None)
		if face:
			self.whole_names.add(face)
		return face

	def _number(self, face: Face) -> int:
		return self._faces().index(face)

	def _faces(self) -> list[Face]:
		return list(dict.fromkeys(face for chain in self.chain.roles.values() for face in chain))

	def write_faces(self, folder: Path) -> dict[str, Path]:
		"""Write the subsets into `folder`; file by family name."""
		written = {}
		for face, codes in self.characters.items():
			file = folder / f"{self._number(face)}.font"
			file.write_bytes(subset(face, codes))
			written[f"f{self._number(face)}"] = file
		return written

	def style_sheet(self) -> str:
		"""The style sheet that makes every role use just the subsets. Forms with the same faces share it."""
		lines = []
		families = {
			role: ",".join(f'"f{self._number(face)}"' for face in chain if face in self.characters)
			for role, chain in self.chain.roles.items()
		}
		# Weight and slant are those of the face; a synthetic bold would look for another file.
		own = "font-weight:normal!important;font-style:normal!important"
		lines.append(f"*{{font-family:inherit!important;{own}}}")
		lines.append(f"@page{{font-family:{families[MARGIN_ROLE]};font-weight:normal}}")
		for names, prefix in ((ROLE_ELEMENTS, ""), (ROLE_CLASSES, "html .")):
			for name, role in names.items():
				if families[role]:
					lines.append(f"{prefix}{name}{{font-family:{families[role]}!important}}")
		for face in self.whole_names:
			number = self._number(face)
			lines.append(f'html .name.whole{number}{{font-family:"f{number}"!important}}')
		return "\n".join(lines)


def remove_loading_elements(root: Element) -> None:
	"""Take out whatever would load something, and the platform's screen furniture."""
	for parent in list(root.iter()):
		for child in list(parent):
			classes = (child.get("class") or "").split()
			foreign = child.tag == "img" and not DATA_IMAGE.match(child.get("src") or "")
			if child.tag in LOADING or foreign or {"action-banner", "print-hide"} & set(classes):
				_remove(parent, child)


def take_out_styles(root: Element) -> list[Any]:
	"""Take the style sheets out of the page, parsed: forms share one, which is parsed once a process."""
	taken = []
	for parent in list(root.iter()):
		for child in [child for child in parent if child.tag == "style"]:
			taken.append(_parsed_style(child.text or ""))
			_remove(parent, child)
	return taken


@lru_cache(maxsize=32)
def generated_text(style: str) -> str:
	"""What the rules of a style sheet put on the page by themselves."""
	return "".join(GENERATED.findall(style))


@lru_cache(maxsize=32)
def _parsed_style(text: str) -> Any:
	return engine.engine().CSS(string=text, url_fetcher=only_own_fonts(Path("/nonexistent")))


def _remove(parent: Element, child: Element) -> None:
	"""Remove an element but keep the text that follows it."""
	position = list(parent).index(child)
	if child.tail and position:
		before = parent[position - 1]
		before.tail = (before.tail or "") + child.tail
	elif child.tail:
		parent.text = (parent.text or "") + child.tail
	parent.remove(child)


@lru_cache(maxsize=64)
def _harfbuzz_face(face: Face) -> Any:
	import uharfbuzz

	return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.index)


@lru_cache(maxsize=64)
def coverage(face: Face) -> Any:
	"""The code points that a face has, as a set-like object."""
	return _harfbuzz_face(face).unicodes


def subset(face: Face, codes: set[int]) -> bytes:
	"""The face with just these code points: no layout, no vertical metrics, no hinting, .notdef kept."""
	import uharfbuzz

	wanted = uharfbuzz.SubsetInput()
	wanted.unicode_set.update(codes)
	wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_TABLES)
	wanted.layout_feature_tag_set.clear()
	wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
	return uharfbuzz.subset(_harfbuzz_face(face), wanted).blob.data


def only_own_fonts(folder: Path) -> Any:
	"""A fetcher that gives out the subset faces in `folder` and images inside the page, and nothing else."""

	def read(url: str) -> tuple[bytes, str]:
		if found := DATA_IMAGE.match(url):
			return inside(url), f"image/{found.group(1).lower()}"
		file = folder / url.rpartition("/")[2]
		if url != file.as_uri() or file.suffix != ".font":
			raise PermissionError(f"A form loads nothing from outside: {url}")
		return file.read_bytes(), "font/otf"

	return engine.fetcher(read)


def inside(url: str) -> bytes:
	"""What a data: address holds."""
	kind, _, data = url.partition(",")
	content = unquote_to_bytes(data)
	return b64decode(content) if kind.endswith(";base64") else content

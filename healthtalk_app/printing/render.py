"""HTML → PDF with Chinese faces, in a tenth of a second.

Text is set by role (title 小标宋, hei 黑体, kai 楷体, fang 仿宋); the role comes from the element and
its class alone, so that the exact characters of each face are known before the layout and can be cut out
with harfbuzz. WeasyPrint's own subsetting takes 4–12 s a form with Chinese faces.
"""

import gc
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree.ElementTree import Element, SubElement

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
GLYPHS_PER_BLOCK = 100


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
	from weasyprint import HTML
	from weasyprint.text.fonts import FontConfiguration

	parsed = HTML(string=html, base_url=base, url_fetcher=only_own_fonts(folder))
	setting = Typesetting(parsed.etree_element, chain)
	sheets = take_out_styles(parsed.etree_element)
	SubElement(_head(parsed.etree_element), "style").text = setting.style_sheet(folder)
	# a fresh one each time: a used one silently keeps the glyphs of the form before
	document = parsed.render(stylesheets=sheets, font_config=FontConfiguration(), full_fonts=True)
	pdf = document.write_pdf(finisher=split_character_maps, full_fonts=True)
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
		forget_streams()
		gc.collect(0)
		if was_enabled:
			gc.enable()


def forget_streams() -> None:
	"""WeasyPrint 59 keeps the streams and fonts of the last 25 forms in a cache of a method."""
	from weasyprint.pdf.stream import Stream

	clear = getattr(Stream.add_font, "cache_clear", None)
	if clear:
		clear()


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

	def style_sheet(self, folder: Path) -> str:
		"""Write the subsets into `folder`; the style sheet that makes every role use just them."""
		lines = []
		for face, codes in self.characters.items():
			file = folder / f"{self._number(face)}.font"
			file.write_bytes(subset(face, codes))
			lines.append(f'@font-face{{font-family:"f{self._number(face)}";src:url({file.as_uri()})}}')
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
def _parsed_style(text: str) -> Any:
	from weasyprint import CSS

	return CSS(string=text, url_fetcher=only_own_fonts(Path("/nonexistent")))


def _remove(parent: Element, child: Element) -> None:
	"""Remove an element but keep the text that follows it."""
	position = list(parent).index(child)
	if child.tail and position:
		before = parent[position - 1]
		before.tail = (before.tail or "") + child.tail
	elif child.tail:
		parent.text = (parent.text or "") + child.tail
	parent.remove(child)


def _head(root: Element) -> Element:
	head = root.find("head")
	return head if head is not None else SubElement(root, "head")


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


def split_character_maps(document: Any, pdf: Any) -> None:
	"""Cut `beginbfchar` blocks above 100 glyphs, which WeasyPrint 59 writes and Ghostscript misreads."""
	for item in pdf.objects:
		lines = getattr(item, "stream", None)
		if not lines or b"begincmap" not in lines:
			continue
		start = next(
			(place for place, line in enumerate(lines) if _bytes(line).endswith(b"beginbfchar")), None
		)
		if start is None or int(_bytes(lines[start]).split()[0]) <= GLYPHS_PER_BLOCK:
			continue
		end = lines.index(b"endbfchar", start)
		lines[start : end + 1] = list(_blocks(lines[start + 1 : end]))


def _blocks(entries: list[bytes]) -> Iterator[bytes]:
	for start in range(0, len(entries), GLYPHS_PER_BLOCK):
		block = entries[start : start + GLYPHS_PER_BLOCK]
		yield f"{len(block)} beginbfchar".encode()
		yield from block
		yield b"endbfchar"


def _bytes(line: object) -> bytes:
	return line if isinstance(line, bytes) else str(line).encode()


def only_own_fonts(folder: Path) -> Callable[..., Any]:
	"""A fetcher that gives out the subset faces in `folder` and images inside the page, and nothing else."""
	from weasyprint import urls

	def read(url: str) -> tuple[bytes, str]:
		if DATA_IMAGE.match(url):
			with urlopen(url) as answer:
				return answer.read(), answer.headers.get_content_type()
		file = folder / url.rpartition("/")[2]
		if url != file.as_uri() or file.suffix != ".font":
			raise PermissionError(f"A form loads nothing from outside: {url}")
		return file.read_bytes(), "font/otf"

	if not hasattr(urls, "URLFetcher"):

		def fetch_mapping(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
			content, kind = read(url)
			return {"string": content, "mime_type": kind}

		return fetch_mapping

	class OwnFonts(urls.URLFetcher):
		"""WeasyPrint 68 and later ask for an object of this class."""

		def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
			content, kind = read(url)
			return urls.URLFetcherResponse(url, content, {"Content-Type": kind})

	return OwnFonts()

"""WeasyPrint as the forms use it: pages are read by libxml2, no font of the system is looked at, and the
subsets that were cut are embedded as they are.

Everything here belongs to one form; other users of WeasyPrint in the same process notice nothing.
"""

from __future__ import annotations

import ctypes.util
import gc
import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

SVG = "{http://www.w3.org/2000/svg}"
# HTML writes attributes in small letters, SVG does not
SVG_ATTRIBUTES = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
# White space straight inside of these is no text (HTML, "in table" insertion modes).
TABLE_PARTS = {"table", "thead", "tbody", "tfoot", "tr", "colgroup"}
FRAME = ("html", "body")
# WeasyPrint imports fontTools' subsetter, a seventh of a second, for what harfbuzz has done before.
UNUSED = ("fontTools.subset", "fontTools.varLib.mutator")
GLYPHS_PER_BLOCK = 100
_importing, _declaring = threading.Lock(), threading.Lock()


# ---- loading


@lru_cache(maxsize=1)
def engine() -> ModuleType:
	"""The module `weasyprint`, imported at the first form of a process without its detours."""
	with _importing:
		if "weasyprint" not in sys.modules:
			with found_by_loader(), put_off(UNUSED):
				importlib.import_module("weasyprint")
			_grow_old()
		return sys.modules["weasyprint"]


def _grow_old() -> None:
	"""Put what was imported among the objects that the collection after a form does not look at."""
	if not gc.get_freeze_count():
		gc.freeze()
		gc.unfreeze()


@contextmanager
def found_by_loader() -> Iterator[None]:
	"""While WeasyPrint tries its libraries' names, this thread does not run ldconfig and gcc for each of
	them: the last name, with its version, is the one that Linux's loader knows."""
	search, here = ctypes.util.find_library, threading.get_ident()
	if not sys.platform.startswith("linux"):
		yield
		return
	ctypes.util.find_library = lambda name: None if threading.get_ident() == here else search(name)
	try:
		yield
	finally:
		ctypes.util.find_library = search


@contextmanager
def put_off(names: tuple[str, ...]) -> Iterator[None]:
	"""Stand in for modules of which WeasyPrint only calls functions, in cases that no form brings about."""
	placed = {name: Later(name) for name in names if name not in sys.modules}
	sys.modules.update(placed)
	try:
		yield
	finally:
		for name in placed:
			del sys.modules[name]


class Later(ModuleType):
	"""A module whose functions import it when they are called."""

	def __getattr__(self, name: str) -> Callable[..., Any]:
		if name.startswith("__"):
			raise AttributeError(name)
		return lambda *words, **options: getattr(importlib.import_module(self.__name__), name)(
			*words, **options
		)


# ---- reading


def read(html: str) -> Element:
	"""The tree of a page, as the HTML parser of WeasyPrint would build it, in a tenth of its time."""
	from lxml import etree

	return etree.fromstring(html, etree.HTMLParser(target=_Tree()))


class _Tree:
	"""Builds the tree while libxml2 reads: SVG in its namespace, no comments, no blanks between table parts.

	`html` and `body` stay open to the end: what stands behind their end tags belongs to the body.
	"""

	def __init__(self) -> None:
		self._builder = TreeBuilder()
		self._open: list[str] = []
		self._frame: list[str] = []

	def start(self, tag: str, attributes: Mapping[str, str]) -> None:
		if tag in FRAME:
			if tag in self._frame:
				return
			self._frame.append(tag)
		elif tag == "svg" or (self._open and self._open[-1].startswith(SVG)):
			tag = SVG + tag
			attributes = {
				SVG_ATTRIBUTES.get(key, key): value for key, value in attributes.items() if key != "xmlns"
			}
		self._open.append(tag)
		self._builder.start(tag, dict(attributes))

	def end(self, tag: str) -> None:
		if tag not in FRAME:
			self._builder.end(self._open.pop())

	def data(self, text: str) -> None:
		if not (text.isspace() and self._open and self._open[-1] in TABLE_PARTS):
			self._builder.data(text)

	def comment(self, text: str) -> None:
		"""Comments are not printed."""

	def pi(self, target: str, data: str | None = None) -> None:
		"""Nor are instructions to programs."""

	def close(self) -> Element:
		while self._open:
			self._builder.end(self._open.pop())
		return self._builder.close()


def page_of(tree: Element, base: str | None, fetcher: Any) -> Any:
	"""The tree as the object that WeasyPrint lays out."""
	import cssselect2

	class Page(engine().HTML):
		"""A page that has been read already."""

		def __init__(self) -> None:
			self.base_url, self.url_fetcher, self.media_type = base, fetcher, "print"
			self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
			self.etree_element = self.wrapper_element.etree_element

	return Page()


# ---- fonts


def own_fonts() -> Any:
	"""A font configuration that knows no font until it is given one: looking through those of the system
	costs more than cutting the form's own, which have every character that is printed.

	A fresh one for each form: a used one silently keeps the glyphs of the form before.
	"""
	# the first two forms of a process may come at the same moment; a function is declared once
	with _declaring:
		configuration = _own_configuration()
	return configuration()


@lru_cache(maxsize=1)
def _own_configuration() -> type:
	engine()
	from weasyprint.text import ffi as native
	from weasyprint.text import fonts

	native.ffi.cdef("FcConfig * FcConfigCreate (void);")

	class NoSystemFonts:
		"""fontconfig, in which the step that loads the system's fonts makes an empty collection."""

		FcInitLoadConfigAndFonts = staticmethod(native.fontconfig.FcConfigCreate)

		def __getattr__(self, name: str) -> Any:
			return getattr(native.fontconfig, name)

	class OwnFonts(fonts.FontConfiguration):
		"""WeasyPrint's own configuration, made with `NoSystemFonts`."""

		__init__ = FunctionType(
			fonts.FontConfiguration.__init__.__code__, {**vars(fonts), "fontconfig": NoSystemFonts()}
		)

	return OwnFonts


class FinishedFonts(dict[Any, Any]):
	"""The faces of a document, by WeasyPrint's key, of which nothing needs to be cut off any more."""

	def __setitem__(self, key: Any, font: Any) -> None:
		font.clean = lambda *_: None
		super().__setitem__(key, font)


# ---- writing


def write(document: Any) -> bytes:
	"""The PDF of a laid-out document. Widths and characters are noted while it is drawn; with WeasyPrint's
	`full_fonts` every face would be opened and read once more."""
	document.fonts = FinishedFonts()
	return document.write_pdf(finisher=split_character_maps)


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


def fetcher(read: Callable[[str], tuple[bytes, str]]) -> Any:
	"""What WeasyPrint asks for whatever a page names: `read` gives content and kind, or refuses."""
	from weasyprint import urls

	if not hasattr(urls, "URLFetcher"):

		def fetch_mapping(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
			content, kind = read(url)
			return {"string": content, "mime_type": kind}

		return fetch_mapping

	class OwnFetcher(urls.URLFetcher):
		"""WeasyPrint 68 and later ask for an object of this class."""

		def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
			content, kind = read(url)
			return urls.URLFetcherResponse(url, content, {"Content-Type": kind})

	return OwnFetcher()


def forget_streams() -> None:
	"""WeasyPrint 59 keeps the streams and fonts of the last 25 forms in a cache of a method."""
	from weasyprint.pdf.stream import Stream

	clear = getattr(Stream.add_font, "cache_clear", None)
	if clear:
		clear()

"""Reads a finished PDF as a ruler would: where each line of text stands, how large it is, what was filled.

All lengths are millimetres from the upper left corner of the page, sizes are points. It understands the
streams that WeasyPrint writes: horizontal text in embedded subsets, filled rectangles, no nested forms.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MM = 25.4 / 72
RED = (216, 0, 15)
BLACK = (0, 0, 0)
HEX_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
# one after the other: first this one, then that one
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Run:
	"""Text set in one go. `face` is the family of the subset (`f3`), by its number in the font chain."""

	text: str
	left: float
	right: float
	baseline: float
	size: float
	face: str
	colour: tuple[int, int, int]


@dataclass(frozen=True)
class Box:
	"""A filled rectangle, such as a rule."""

	left: float
	top: float
	width: float
	height: float
	colour: tuple[int, int, int]


@dataclass
class Sheet:
	"""A page: its size, its text in the order in which it was written, its filled rectangles."""

	width: float
	height: float
	runs: list[Run] = field(default_factory=list)
	boxes: list[Box] = field(default_factory=list)

	def lines(self) -> dict[float, list[Run]]:
		"""The runs by baseline, from the top to the bottom, each line from the left to the right."""
		found: dict[float, list[Run]] = {}
		for run in sorted(self.runs, key=lambda run: (run.baseline, run.left)):
			near = next((at for at in found if abs(at - run.baseline) < 0.2), run.baseline)
			found.setdefault(near, []).append(run)
		return found

	def saying(self, text: str) -> Run:
		"""The first run that holds `text`. Raises `LookupError` if there is none."""
		for run in self.runs:
			if text in run.text:
				return run
		raise LookupError(f"No run says {text}: {[run.text for run in self.runs]}")

	def rules(self, colour: tuple[int, int, int]) -> list[Box]:
		"""Filled rectangles of a colour that are wide and thin, from the top to the bottom."""
		return sorted(
			{box for box in self.boxes if box.colour == colour and box.width > 20 * box.height},
			key=lambda box: box.top,
		)


def measure(pdf: bytes) -> list[Sheet]:
	"""The pages of a PDF."""
	from pypdf import PdfReader
	from pypdf.generic import ContentStream

	reader = PdfReader(io.BytesIO(pdf))
	sheets = []
	for page in reader.pages:
		_left, _bottom, width, height = (float(edge) for edge in page.mediabox)
		sheet = Sheet(width * MM, height * MM)
		pen = _Pen(sheet, height, _fonts(page))
		for operands, operator in ContentStream(page.get_contents(), reader).operations:
			pen.do(operator.decode() if isinstance(operator, bytes) else operator, operands)
		sheets.append(sheet)
	return sheets


@dataclass
class _Font:
	"""An embedded subset: what its glyphs say and how wide they are, in thousandths of the size."""

	family: str
	words: dict[int, str]
	widths: dict[int, float]


def _fonts(page: Any) -> dict[str, _Font]:
	found = {}
	# older versions of pypdf leave what is referred to unread
	resources = page["/Resources"].get_object()
	fonts = resources["/Font"].get_object() if "/Font" in resources else {}
	for key, reference in fonts.items():
		font = reference.get_object()
		below = font["/DescendantFonts"][0].get_object()
		pairs = HEX_PAIR.findall(font["/ToUnicode"].get_object().get_data().partition(b"beginbfchar")[2])
		words = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
		widths = dict(_widths(below.get("/W", [])))
		family = re.search(r"\+(f\d+)", font["/BaseFont"])
		found[key] = _Font(family.group(1) if family else str(font["/BaseFont"]), words, widths)
	return found


def _widths(listed: Any) -> Iterator[tuple[int, float]]:
	entries = list(listed)
	while entries:
		first, second = int(entries.pop(0)), entries.pop(0)
		if isinstance(second, list):
			yield from ((first + place, float(width)) for place, width in enumerate(second))
		else:
			width = float(entries.pop(0))
			yield from ((glyph, width) for glyph in range(first, int(second) + 1))


def _times(one: Matrix, two: Matrix) -> Matrix:
	a, b, c, d, e, f = one
	g, h, i, j, k, m = two
	return (
		a * g + b * i,
		a * h + b * j,
		c * g + d * i,
		c * h + d * j,
		e * g + f * i + k,
		e * h + f * j + m,
	)


class _Pen:
	"""Follows the operators of a page."""

	def __init__(self, sheet: Sheet, height: float, fonts: dict[str, _Font]) -> None:
		self.sheet, self.height, self.fonts = sheet, height, fonts
		self.space, self.colour = UNIT, BLACK
		self.kept: list[tuple[Matrix, tuple[int, int, int]]] = []
		self.text, self.font, self.size = UNIT, next(iter(fonts.values()), None), 0.0
		self.paths: list[tuple[float, float, float, float]] = []

	def do(self, operator: str, given: Any) -> None:
		"""One operator with what stands before it."""
		if operator == "q":
			self.kept.append((self.space, self.colour))
		elif operator == "Q":
			self.space, self.colour = self.kept.pop()
		elif operator == "cm":
			self.space = _times(tuple(map(float, given)), self.space)
		elif operator == "rg":
			self.colour = tuple(round(255 * float(part)) for part in given)
		elif operator == "Tf":
			self.font, self.size = self.fonts[given[0]], float(given[1])
		elif operator == "Tm":
			self.text = tuple(map(float, given))
		elif operator in ("TJ", "Tj"):
			self.write(given[0] if operator == "TJ" else given)
		elif operator == "re":
			self.paths.append(tuple(map(float, given)))
		elif operator in ("f", "f*", "n", "S", "W"):
			if operator in ("f", "f*"):
				for path in self.paths:
					self.fill(*path)
			if operator != "W":
				self.paths = []

	def write(self, parts: Any) -> None:
		"""Text at the place of the text matrix; numbers between its parts move it by thousandths."""
		if not self.font:
			return
		said, length = "", 0.0
		for part in parts:
			if isinstance(part, int | float):
				length -= float(part)
				continue
			codes = getattr(part, "original_bytes", part)
			for at in range(0, len(codes), 2):
				glyph = int.from_bytes(codes[at : at + 2], "big")
				said += self.font.words.get(glyph, "\ufffd")
				length += self.font.widths.get(glyph, 1000)
		whole = _times(self.text, self.space)
		scale = abs(whole[0])
		left, baseline = whole[4] * MM, (self.height - whole[5]) * MM
		right = left + length / 1000 * self.size * scale * MM
		self.text = _times((1, 0, 0, 1, length / 1000 * self.size, 0), self.text)
		size = round(self.size * scale, 2)
		self.sheet.runs.append(Run(said, left, right, baseline, size, self.font.family, self.colour))

	def fill(self, x: float, y: float, width: float, height: float) -> None:
		"""A rectangle in the colour of the moment."""
		corners = [
			_times((1, 0, 0, 1, *corner), self.space)[4:] for corner in ((x, y), (x + width, y + height))
		]
		(left, right), (low, high) = (sorted(edge) for edge in zip(*corners, strict=True))
		self.sheet.boxes.append(
			Box(
				left * MM,
				(self.height - high) * MM,
				(right - left) * MM,
				(high - low) * MM,
				self.colour,
			)
		)

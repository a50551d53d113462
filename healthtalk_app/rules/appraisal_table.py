"""A table of figures as it is pasted from a sheet: a unit a line, figures in the order of a scheme (H10)."""

from __future__ import annotations

import re
from decimal import Decimal

WIDE = str.maketrans("０１２３４５６７８９．－％，", "0123456789.-%,")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
# how sheets say that there is no figure
NONE = frozenset(("", "-", "--", "—", "——", "/", "无"))
Line = tuple[str, list[Decimal | None]]


def read(text: str, columns: int) -> list[Line]:
	"""Name and figures of each line; a missing figure is None.

	Cells are parted by tabs, else by commas or spaces; a first line without figures is the heading. Raises
	`ValueError` with the line that has another number of cells or a cell that is no number.
	"""
	found: list[Line] = []
	for number, line in enumerate(text.splitlines()):
		if not line.strip():
			continue
		name, *cells = _cells(line)
		heading = not number and not any(NUMBER.fullmatch(cell) for cell in cells)
		if heading:
			continue
		if not name or len(cells) != columns:
			raise ValueError(line.strip())
		found.append((name, [_number(cell, line) for cell in cells]))
	return found


def _cells(line: str) -> list[str]:
	parts = line.split("\t") if "\t" in line else re.split(r"[,，]\s*|\s+", line.strip())
	cells = [part.strip().translate(WIDE).removesuffix("%") for part in parts]
	return [parts[0].strip(), *cells[1:]]


def _number(cell: str, line: str) -> Decimal | None:
	if cell in NONE:
		return None
	if not NUMBER.fullmatch(cell):
		raise ValueError(line.strip())
	return Decimal(cell)

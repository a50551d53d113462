"""A bar chart as a picture: the same in the PDF and in the Word file, with the faces of the forms.

Labels are few (the months of a period). A value that does not exist has no bar, a nought has its number.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from healthtalk_app.printing.faces import FontChain, locate
from healthtalk_app.printing.text import printable

DOTS = 300 / 25.4
GREYS = (60, 165, 215)
INK, LINE = 0, 120
HEARD = {"raised": "收集诉求", "answered": "答复"}
# millimetres
HEIGHT, LEGEND, AXIS, LETTER, WIDEST_BAR = 62.0, 8.0, 7.0, 3.4, 9.0


def bars(
	labels: Sequence[str],
	series: Mapping[str, Sequence[float | None]],
	width: float = 150.0,
	fonts: FontChain | None = None,
) -> bytes:
	"""PNG of grouped bars, `width` millimetres wide at 300 dots an inch; nothing without values."""
	values = [value for line in series.values() for value in line if value is not None]
	if not labels or not values:
		return b""
	# the library is loaded where a chart is drawn, and nowhere else
	from PIL import Image, ImageDraw

	picture = Image.new("L", (_dots(width), _dots(HEIGHT)), 255)
	pen = ImageDraw.Draw(picture)
	face = _face(LETTER, fonts)
	_legend(pen, list(series), width, face)
	floor, ceiling = _dots(HEIGHT - AXIS), _dots(LEGEND + LETTER + 2)
	pen.line([(0, floor), (_dots(width), floor)], fill=LINE, width=_dots(0.25))
	highest = max(*values, 1)
	slot = width / len(labels)
	bar = min(WIDEST_BAR, slot * 0.8 / len(series))
	for place, label in enumerate(labels):
		middle = (place + 0.5) * slot
		_centred(pen, label, middle, _dots(HEIGHT - AXIS + 1.5), face)
		left = middle - bar * len(series) / 2
		for number, line in enumerate(series.values()):
			if (value := line[place]) is None:
				continue
			top = floor - round((floor - ceiling) * value / highest)
			begin = left + number * bar
			box = [_dots(begin + 0.3), top, _dots(begin + bar - 0.3), floor]
			pen.rectangle(box, fill=GREYS[number % len(GREYS)])
			_centred(pen, f"{value:g}", begin + bar / 2, top - _dots(LETTER + 1.7), face)
	with io.BytesIO() as file:
		picture.quantize(16).save(file, "PNG", dpi=(300, 300), optimize=True)
		return file.getvalue()


def of_months(months: Sequence[Mapping[str, Any]]) -> bytes:
	"""What was heard and answered, month by month; nothing for a single month, which needs no chart."""
	if len(months) < 2:
		return b""
	series = {words: [month[key] for month in months] for key, words in HEARD.items()}
	return bars([str(month["label"]) for month in months], series)


def _legend(pen: Any, names: Sequence[str], width: float, face: Any) -> None:
	"""What each shade stands for, above the bars."""
	lengths = [pen.textlength(printable(name), font=face) / DOTS + LETTER * 2.5 for name in names]
	at = (width - sum(lengths)) / 2
	for number, (name, length) in enumerate(zip(names, lengths, strict=True)):
		box = [_dots(at), _dots(1), _dots(at + LETTER), _dots(1 + LETTER)]
		pen.rectangle(box, fill=GREYS[number % len(GREYS)])
		pen.text((_dots(at + LETTER * 1.4), _dots(0.6)), printable(name), fill=INK, font=face)
		at += length


def _centred(pen: Any, text: str, middle: float, top: int, face: Any) -> None:
	length = pen.textlength(printable(text), font=face)
	pen.text((_dots(middle) - length / 2, top), printable(text), fill=INK, font=face)


def _dots(millimetres: float) -> int:
	return round(millimetres * DOTS)


def _face(size: float, fonts: FontChain | None) -> Any:
	chosen = (fonts or locate()).roles["hei"][0]
	return _opened(str(chosen.path), chosen.index, _dots(size))


@lru_cache(maxsize=4)
def _opened(path: str, index: int, size: int) -> Any:
	from PIL import ImageFont

	return ImageFont.truetype(path, size, index=index)

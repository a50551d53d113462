"""Texts from other systems' exports: made clean without losing a word, and compared with each other.

Pure functions; nothing here knows the platform.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

# what a spreadsheet writes for a character that XML does not take
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
BREAKING_TAG = re.compile(
	r"</?(?:p|div|br|li|ul|ol|tr|table|tbody|h[1-6]|section|article|blockquote|hr)\b[^<>]*>", re.IGNORECASE
)
OTHER_TAG = re.compile(
	r"</?(?:span|font|b|i|u|s|em|strong|a|img|td|th|sub|sup|small|big|center|o:p|st1:\w+|v:\w+|w:\w+|!doctype"
	r"|html|head|body|meta|link|style|script|label|input|pre|code|strike|col|colgroup|thead)\b[^<>]*>",
	re.IGNORECASE,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CONTROL = re.compile(
	r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
BLANKS = re.compile(r"[^\S\n]+")
LINE_BREAKS = re.compile(r" ?\n[ \n]*")
# full-width digits and letters only: Chinese punctuation is full-width by right
HALF_WIDTH = {
	code: code - 0xFEE0
	for low, high in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
	for code in range(low, high + 1)
}
# few texts have any of these, and to look is quicker than to replace
ODD = re.compile(f"{CONTROL.pattern}|{LONE_SURROGATE.pattern}|[{''.join(map(chr, HALF_WIDTH))}]")
UNSAID = re.compile(r"[\W_]+")

# 2026-03-05 14:30:00, 2026/3/5, 2026.3.5 14:30, 2026年3月5日14时30分 and the like
MOMENT = re.compile(
	r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时点](\d{1,2})分?(?:[:：]?(\d{1,2})秒?)?(?:\.\d+)?)?"
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s*(\d\d)(\d\d)(\d\d)?)?")
# the days that a spreadsheet counts from, and those that can be meant: 1954 to 2119
SPREADSHEET_EPOCH = datetime(1899, 12, 30)
SPREADSHEET_DAYS = (20_000, 80_000)

SHINGLE = 5
SHORTEST_COMPARED = 20
SKETCH = 4
MULTIPLIER = 0x9E3779B97F4A7C15


def clean(value: Any) -> str:
	"""Text without markup, control characters and blanks that say nothing; every word stays.

	Line breaks stay as single ones, full-width digits and letters become half-width.
	"""
	text = plain(value)
	if not text:
		return ""
	text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
	if "&" in text:
		text = html.unescape(text)
	if "<" in text:
		text = OTHER_TAG.sub("", BREAKING_TAG.sub("\n", COMMENT.sub("", text)))
	text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
	if ODD.search(text):
		text = CONTROL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n"))
		text = LONE_SURROGATE.sub("\ufffd", text).translate(HALF_WIDTH)
	return LINE_BREAKS.sub("\n", BLANKS.sub(" ", text)).strip()


def one_line(value: Any) -> str:
	"""Clean text on one line."""
	return clean(value).replace("\n", " ")


def plain(value: Any) -> str:
	"""A cell as text: nothing for an empty one, whole numbers without a fraction."""
	if value is None or value != value:  # not a number: an empty cell of a table
		return ""
	if isinstance(value, float) and value.is_integer():
		return str(int(value))
	return value if isinstance(value, str) else str(value)


def moment(value: Any, formats: tuple[str, ...] = ()) -> datetime | None:
	"""A time as a spreadsheet or a text writes it, to the second; None where it cannot be read.

	`formats` are tried before the usual ones.
	"""
	if isinstance(value, datetime):
		return None if value != value else datetime(*value.timetuple()[:6])
	if isinstance(value, int | float) and value == value:
		low, high = SPREADSHEET_DAYS
		if low < value < high:
			return SPREADSHEET_EPOCH + timedelta(seconds=round(value * 86_400))
	text = one_line(value)
	for pattern in formats if text else ():
		try:
			return datetime.strptime(text, pattern)
		except ValueError:
			continue
	if found := MOMENT.fullmatch(text) or COMPACT.fullmatch(text):
		try:
			return datetime(*(int(part or 0) for part in found.groups()))
		except ValueError:
			return None
	return None


def said(text: str) -> str:
	"""What a text says, for comparisons: letters and digits only, in one width and case."""
	return UNSAID.sub("", unicodedata.normalize("NFKC", text)).lower()


def sketch(words: str) -> tuple[int, ...]:
	"""A few numbers that texts with nearly the same words have in common; `words` is what is `said`.

	The smallest checksums of all pieces of five characters of what is said (min-hash); empty for a text too
	short to be compared.
	"""
	# it comes with pandas, and is as heavy
	import numpy as np

	if len(words) < SHORTEST_COMPARED:
		return ()
	codes = np.frombuffer(words.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
	pieces = len(codes) - SHINGLE + 1
	sums = np.zeros(pieces, dtype=np.uint64)
	for at in range(SHINGLE):
		# overflow is meant: a checksum of 64 bits
		sums = sums * np.uint64(MULTIPLIER) + codes[at : at + pieces]
	sums = (sums ^ (sums >> np.uint64(29))) * np.uint64(MULTIPLIER)
	return tuple(np.unique(sums)[:SKETCH].tolist())


def shorten(subject: str, content: str, longest: int) -> tuple[str, str]:
	"""A subject of at most `longest` characters; what it loses stands whole before the content."""
	if len(subject) <= longest:
		return subject, content
	return subject[: longest - 1] + "…", f"{subject}\n{content}"

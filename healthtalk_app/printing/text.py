"""What is done to the characters of a form before a face is chosen for them."""

import unicodedata
from functools import lru_cache

GETA = "〓"
SPACES = {
	"\t",
	"\n",
	"\r",
	"\f",
	"\u00a0",
	"\u2002",
	"\u2003",
	"\u2009",
	"\u202f",
	"\u2028",
	"\u2029",
	"\u0085",
}
INVISIBLE = {"Cc", "Cf"}
# GBK codes that old programs wrote into the private use area and that GB 18030-2022 names otherwise.
GBK_LATER = {
	0xE7C7: 0x1E3F,
	0xE7C8: 0x01F9,
	0xE81E: 0x9FB4,
	0xE826: 0x9FB5,
	0xE82B: 0x9FB6,
	0xE82C: 0x9FB7,
	0xE832: 0x9FB8,
	0xE843: 0x9FB9,
	0xE854: 0x9FBA,
	0xE864: 0x9FBB,
	0xE816: 0x20087,
	0xE817: 0x20089,
	0xE818: 0x200CC,
	0xE831: 0x215D7,
	0xE83B: 0x2298F,
	0xE855: 0x241FE,
}


@lru_cache(maxsize=1)
def gbk_private_use() -> dict[int, int]:
	"""Private-use code → real character, for names that come from old GBK programs (U+E863 → 䶮).

	Windows gave U+E815…U+E864 to the GBK row FE50…FEA0 in order; where GB 18030 already names the character,
	Python's codec tells it.
	"""
	mapped = {}
	trail_bytes = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
	for offset, trail in enumerate(trail_bytes):
		character = bytes([0xFE, trail]).decode("gb18030")
		if not 0xE000 <= ord(character) <= 0xF8FF:
			mapped[0xE815 + offset] = ord(character)
	return mapped | GBK_LATER


def printable(text: str) -> str:
	"""The text as it can be set: private-use GBK mapped, accents composed, controls and selectors dropped.

	Line breaks and every kind of narrow space become a plain space; the ideographic space stays.
	"""
	if text.isascii() and text.isprintable():
		return text
	mapped = text.translate(gbk_private_use())
	if any(unicodedata.combining(character) for character in mapped):
		mapped = unicodedata.normalize("NFC", mapped)
	return "".join(kept for character in mapped if (kept := _printed(character)))


def _printed(character: str) -> str:
	if character in SPACES:
		return " " if character not in "\n\t\r" else character
	if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
		return ""
	return "" if unicodedata.category(character) in INVISIBLE else character

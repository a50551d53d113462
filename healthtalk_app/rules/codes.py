"""Tracking and rating codes on a citizen's receipt (design §9): random, checked for typing errors.

Sixteen characters of Crockford's base 32, fifteen of them random (75 bits) and the last a check character.
The check is a weighted sum over the field of 32 elements in which each place weighs the next power of a
generator: a wrong character, and two exchanged characters wherever they stand, always change the sum.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
LENGTH = 16
GROUP = 4
BITS = 5
FIELD_POLYNOMIAL = 0b100101

LOOKALIKES = str.maketrans("OIL", "011")
SEPARATORS = re.compile(r"[\s\u002d\u005f\u00ad\u200b\u2010-\u2015\u2212\u30fc]+")


class BadCode(ValueError):
	"""The text is not a code: wrong length, a character that codes do not use, or a typing error."""


def new_code(randbytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
	"""A new code as it is printed, in four groups of four; `randbytes(n)` returns n random bytes."""
	number = int.from_bytes(randbytes(10), "big")
	data = [number >> (BITS * place) & (len(ALPHABET) - 1) for place in range(LENGTH - 1)]
	text = "".join(ALPHABET[value] for value in [*data, _double(_weighted_sum(data))])
	return "-".join(text[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def normalise_code(text: str) -> str:
	"""The sixteen characters of a code that a person typed, in any case or width, dashed and spaced at will.

	O is read as 0, I and L as 1. Raises `BadCode`.
	"""
	code = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(LOOKALIKES)
	if len(code) != LENGTH or any(character not in VALUES for character in code):
		raise BadCode(f"A code has {LENGTH} letters and digits")
	if _weighted_sum([VALUES[character] for character in code]):
		raise BadCode("The code contains a typing error")
	return code


def digest(code: str) -> str:
	"""SHA-256 of the normalised code in hexadecimal: what is stored instead of the code. Raises `BadCode`."""
	return hashlib.sha256(normalise_code(code).encode("ascii")).hexdigest()


def _weighted_sum(values: list[int]) -> int:
	total = 0
	for value in values:
		total = _double(total) ^ value
	return total


def _double(value: int) -> int:
	"""The field's generator times `value`."""
	value <<= 1
	return value ^ FIELD_POLYNOMIAL if value >= len(ALPHABET) else value

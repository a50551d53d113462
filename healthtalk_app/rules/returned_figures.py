"""Figures that units return (P6): what is a number, what is not plausible, what grew."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")


def number_of(text: str | None) -> float | None:
	"""The number that somebody typed, None for nothing. Raises `ValueError` for what is no number.

	Separators of thousands, written western or Chinese, and full-width digits are taken as they are meant.
	"""
	said = "".join((text or "").split()).replace(",", "").replace("，", "")
	if not said:
		return None
	said = said.translate(str.maketrans("０１２３４５６７８９．－", "0123456789.-"))
	if not NUMBER.fullmatch(said):
		raise ValueError(text)
	return float(said)


def change(value: float | None, before: float | None) -> float | None:
	"""By how many per cent a value changed, to two places; None where one is unknown or there was nothing.

	Growth on the year before takes two sums over the same units, those that returned both.
	"""
	if value is None or not before:
		return None
	return round(100 * (value - before) / abs(before), 2)


def asks_for_reason(value: float | None, before: float | None, tolerance: float) -> bool:
	"""Whether a value differs from the period before by more than `tolerance` per cent; 0 never asks.

	Something after nothing, or nothing after something, asks as well.
	"""
	if tolerance <= 0 or value is None or before is None or value == before:
		return False
	changed = change(value, before)
	return changed is None or abs(changed) > tolerance

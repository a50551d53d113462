"""How a figure compares with an earlier one: growth of counts, differences of rates (T9, P6)."""

from __future__ import annotations


def growth(now: float | None, before: float | None) -> float | None:
	"""Growth in per cent to one place; None where there was nothing to grow from."""
	if now is None or not before:
		return None
	return round(100 * (now - before) / abs(before), 1)


def difference(now: float | None, before: float | None) -> float | None:
	"""The change of a rate in percentage points, of points or days in their own unit, to two places."""
	return None if now is None or before is None else round(now - before, 2)


def compared(now: float | None, before: float | None, is_count: bool) -> float | None:
	"""Growth of a count, else the difference."""
	return growth(now, before) if is_count else difference(now, before)

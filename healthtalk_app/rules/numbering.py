"""Document numbers 编号 as the heading of an official paper writes them (GB/T 9704)."""

from __future__ import annotations

from string import Formatter

PLACEHOLDERS = frozenset({"unit", "kind", "year", "seq"})
REQUIRED = frozenset({"year", "seq"})


class BadPattern(ValueError):
	"""The number pattern holds an unknown placeholder, is malformed, or would give one number twice."""


def check_pattern(pattern: str) -> None:
	"""Raises `BadPattern` unless the pattern has {year} and {seq} and no others but {unit} and {kind}.

	Numbers start again at 1 every year, so a pattern without year or sequence would repeat itself.
	"""
	try:
		fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
	except ValueError as error:
		raise BadPattern(f"Malformed number pattern: {pattern}") from error
	names = {name for _, name, _, _ in fields}
	if unknown := sorted(names - PLACEHOLDERS):
		raise BadPattern(f"Unknown placeholder in the number pattern: {', '.join(unknown) or '{}'}")
	if any(spec or conversion for _, _, spec, conversion in fields):
		raise BadPattern("A placeholder of the number pattern takes no format")
	if missing := sorted(REQUIRED - names):
		raise BadPattern(f"The number pattern lacks a placeholder: {', '.join(missing)}")


def render(pattern: str, unit_short: str, kind_char: str, year: int, sequence: int) -> str:
	"""The number, e.g. "{unit}卫说{kind}〔{year}〕{seq}号" gives 甬卫说流〔2026〕12号.

	The year has four digits and the sequence no leading zero (GB/T 9704). Raises `BadPattern`, and
	`ValueError` for a year or sequence that is out of range.
	"""
	check_pattern(pattern)
	if not 1000 <= year <= 9999 or sequence < 1:
		raise ValueError(f"No document number for year {year} and sequence {sequence}")
	return pattern.format(unit=unit_short, kind=kind_char, year=year, seq=sequence)

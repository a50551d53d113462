"""Names of persons, as far as the rules tell by them who is who."""

from __future__ import annotations


def spoken(name: str | None) -> str:
	"""A person's name without the blanks between its characters, empty for none."""
	return "".join((name or "").split())

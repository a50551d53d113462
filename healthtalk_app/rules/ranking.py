"""Scores and places of rankings (H10, rules.md "The three rates"): weighted means; ties share a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def weighted(values: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
	"""The weighted mean of the values in per cent, rounded to two places.

	A value that does not exist takes its weight with it; without any value, or any weight, there is no mean.
	"""
	known = [(value, weights.get(key) or 0) for key, value in values.items() if value is not None]
	total = sum(weight for _value, weight in known)
	if not total:
		return None
	return round(sum(value * weight for value, weight in known) / total, 2)


def places(scores: Sequence[float | None]) -> list[int | None]:
	"""The place of each score, the highest first: equal scores share a place and the next one is left out.

	Who has no score has no place.
	"""
	place_of: dict[float, int] = {}
	for place, score in enumerate(sorted((s for s in scores if s is not None), reverse=True), 1):
		place_of.setdefault(score, place)
	return [None if score is None else place_of[score] for score in scores]


def change(place: int | None, before: int | None) -> int | None:
	"""How many places were gained (positive) or lost; None where there was or is no place."""
	return None if place is None or before is None else before - place

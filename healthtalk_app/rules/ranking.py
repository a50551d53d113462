"""Scores and places of rankings (H10, rules.md "The three rates"): weighted means; ties share a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

# how many places in a row make a trend
LOOKED_AT = 3


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


def places_in_groups(scores: Sequence[float | None], groups: Sequence[str]) -> list[int | None]:
	"""The place of each score among those of its own peer group; ties as in `places`."""
	found: list[int | None] = [None] * len(scores)
	for group in dict.fromkeys(groups):
		members = [at for at, name in enumerate(groups) if name == group]
		for at, place in zip(members, places([scores[at] for at in members]), strict=True):
			found[at] = place
	return found


def trend(placed: Sequence[int | None]) -> str | None:
	"""Where a unit is heading by its places, the oldest first: Rising, Falling, Steady or Wavering.

	The last three known places decide; without three there is no trend.
	"""
	known = [place for place in placed if place is not None][-LOOKED_AT:]
	if len(known) < LOOKED_AT:
		return None
	gains = [before - after for before, after in pairwise(known)]
	if not any(gains):
		return "Steady"
	if min(gains) >= 0:
		return "Rising"
	return "Falling" if max(gains) <= 0 else "Wavering"

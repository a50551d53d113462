"""How a public commitment 公开承诺 is rated by everyone 大家评 (C4): groups of raters, weights, batches.

A level of 1 (best) to 5 (worst) is worth 100, 80, 60, 40 or 20 points (rules/surveys). A group's points are
the mean of its ballots that are shown; those of a commitment are the mean of its groups by their weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from healthtalk_app.rules.surveys import points_of

# 群众 · 职工 · 领导 · 本单位（自评）
RESIDENTS, STAFF, LEADERS, OWN_UNIT = "Residents", "Staff", "Leaders", "Own Unit"
GROUPS = (RESIDENTS, STAFF, LEADERS, OWN_UNIT)
PLACES = 2


@dataclass(frozen=True)
class Tally:
	"""Ballots of a group: how many were cast, and how often those shown gave each level, best first."""

	cast: int = 0
	levels: tuple[int, ...] = field(default=(0, 0, 0, 0, 0))

	@property
	def shown(self) -> int:
		"""How many ballots are shown."""
		return sum(self.levels)

	@property
	def points(self) -> float | None:
		"""Mean points of the ballots shown, 20 to 100; None where none is shown."""
		if not self.shown:
			return None
		worth = sum(count * points_of(level) for level, count in enumerate(self.levels, 1))
		return worth / self.shown


def points(tallies: Mapping[str, Tally], weights: Mapping[str, float]) -> float | None:
	"""Points of a commitment, 20 to 100, to two places; None while no group that weighs anything is shown.

	A group that is not shown yet neither counts nor lowers the others: their weights are taken for the whole.
	Raises `ValueError` for a negative weight.
	"""
	if any(weight < 0 for weight in weights.values()):
		raise ValueError(f"A weight is not negative: {weights}")
	shown = {group: tally.points for group, tally in tallies.items() if tally.points is not None}
	whole = sum(weights.get(group, 0) for group in shown)
	if whole <= 0:
		return None
	return round(sum(mean * weights.get(group, 0) for group, mean in shown.items()) / whole, PLACES)


def to_show(waiting: int, least: int) -> int:
	"""How many of a group's ballots that wait are shown now: all or none, never fewer than `least` at once.

	So each change of a figure is made by at least `least` people, and nobody reads one ballot off two figures
	(C8). `least` below two shows each at once, which settings refuse.
	"""
	return waiting if waiting >= max(least, 1) else 0

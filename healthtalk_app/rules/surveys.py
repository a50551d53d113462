"""Figures of a satisfaction survey 满意度调查: index, rate, their 95 % intervals, and what changed (P4).

A level of 1 (best) to 5 (worst) is worth 100, 80, 60, 40 or 20 points; an answer's points are the mean of its
levels by the weights of their questions. The index of a unit is the mean of its answers' points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

BEST, WORST = 1, 5
STEP = 20
# basically satisfied or better
SATISFIED = 3
# the two-sided 95 % point of the normal distribution
Z = 1.959963984540054


@dataclass(frozen=True)
class Sums:
	"""What is added up of answers: how many, their points and these squared, how many are satisfied."""

	answers: int = 0
	points: float = 0.0
	squares: float = 0.0
	satisfied: int = 0

	def __add__(self, other: Sums) -> Sums:
		return Sums(
			self.answers + other.answers,
			self.points + other.points,
			self.squares + other.squares,
			self.satisfied + other.satisfied,
		)

	@property
	def index(self) -> float | None:
		"""Mean points, 20 to 100; None without an answer."""
		return self.points / self.answers if self.answers else None

	@property
	def error(self) -> float | None:
		"""Standard error of the index in points; None below two answers, of which nothing can be said."""
		if self.answers < 2:
			return None
		spread = max(self.squares - self.points**2 / self.answers, 0.0)
		return sqrt(spread / (self.answers - 1) / self.answers)

	@property
	def index_interval(self) -> tuple[float, float] | None:
		"""Points between which the index of all whom one might have asked lies in 95 of 100 samples."""
		if self.index is None or self.error is None:
			return None
		margin = Z * self.error
		return max(self.index - margin, points_of(WORST)), min(self.index + margin, points_of(BEST))

	@property
	def rate(self) -> float | None:
		"""Per cent that are basically satisfied or better; None without an answer."""
		return 100 * self.satisfied / self.answers if self.answers else None

	@property
	def rate_interval(self) -> tuple[float, float] | None:
		"""Wilson's 95 % interval of the rate in per cent: holds for small samples and near 0 and 100."""
		if not self.answers:
			return None
		n, share, square = self.answers, self.satisfied / self.answers, Z**2
		middle = (share + square / (2 * n)) / (1 + square / n)
		margin = Z * sqrt(share * (1 - share) / n + square / (4 * n**2)) / (1 + square / n)
		return 100 * max(middle - margin, 0.0), 100 * min(middle + margin, 1.0)


def choices(options: str | None) -> list[str]:
	"""The answers of a question to choose from, written one a line."""
	return [line.strip() for line in (options or "").splitlines() if line.strip()]


def points_of(level: int) -> int:
	"""Points of a level, 1 (best) to 5 (worst). Raises `ValueError` for any other."""
	if not BEST <= level <= WORST:
		raise ValueError(f"A level is a number from {BEST} to {WORST}: {level}")
	return STEP * (WORST + BEST - level)


def points(levels: Mapping[Any, int], weights: Mapping[Any, float]) -> float | None:
	"""Mean points of one answer: `levels` and `weights` by question; None if nothing was answered.

	A question that was left out, or weighs nothing, does not count.
	"""
	weight = sum(weights.get(key, 0) for key in levels)
	if weight <= 0:
		return None
	return sum(points_of(level) * weights.get(key, 0) for key, level in levels.items()) / weight


def change(now: Sums, before: Sums) -> tuple[float, bool] | None:
	"""Points gained since the survey before, and whether that is more than chance explains (95 %).

	None if either survey has no answers; without errors (below two answers) nothing is called certain.
	"""
	if now.index is None or before.index is None:
		return None
	gained = now.index - before.index
	if now.error is None or before.error is None:
		return gained, False
	return gained, abs(gained) > Z * sqrt(now.error**2 + before.error**2)


def enough(answers: int, target: int, small_group: int) -> bool:
	"""Whether a unit's figures are shown: its sample is reached and nobody can be told apart in it."""
	return answers >= max(target, small_group, 1)

"""What an inspection 督导检查 scores: points, what does not apply, the cap after a critical failure (T4).

The score is what is left of the points that apply, of a hundred. A failed critical item caps the grade,
whatever the score. The thresholds and the cap are the template's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PASS, FAIL, NOT_APPLICABLE = "Pass", "Fail", "Not Applicable"
# from the best to the worst
GRADES = ("Excellent", "Good", "Qualified", "Unqualified")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Item:
	"""One line of the form; `result` is one of the three, or "" while nobody has looked."""

	points: float
	result: str = ""
	critical: bool = False
	# points lost; None or 0 after a failure means all of them
	deduction: float | None = None


@dataclass(frozen=True)
class Grading:
	"""From which score on (of a hundred) a grade is given, and the best one after a critical failure."""

	excellent_from: float = 90
	good_from: float = 80
	qualified_from: float = 60
	critical_cap: str = "Qualified"


@dataclass(frozen=True)
class Score:
	"""`score` of a hundred, to two places; None, like `grade`, while nothing that applies was looked at."""

	score: float | None
	grade: str | None
	full: float
	lost: float
	failed: int
	critical_failed: int
	# items that apply and that nobody has looked at
	open: int


def lost(item: Item) -> float:
	"""Points that an item loses: none unless it failed, else its deduction, else all.

	Raises `ValueError` for a deduction below zero or above the points.
	"""
	if item.result != FAIL:
		return 0.0
	if item.deduction is not None and not 0 <= item.deduction <= item.points:
		raise ValueError(f"A deduction of {item.deduction} from {item.points} points")
	return float(item.deduction or item.points)


def score(items: Iterable[Item], grading: Grading | None = None) -> Score:
	"""The score of what was looked at; items that do not apply or that are open count neither way."""
	grading, items = grading or Grading(), list(items)
	judged = [item for item in items if item.result in (PASS, FAIL)]
	full = sum((Decimal(str(item.points)) for item in judged), Decimal(0))
	gone = sum((Decimal(str(lost(item))) for item in judged), Decimal(0))
	failed = [item for item in judged if item.result == FAIL]
	critical = sum(item.critical for item in failed)
	waiting = sum(item.result not in (PASS, FAIL, NOT_APPLICABLE) for item in items)
	if not full:
		return Score(None, None, 0.0, 0.0, len(failed), critical, waiting)
	reached = float(((full - gone) * 100 / full).quantize(CENT, ROUND_HALF_UP))
	grade = capped(grade_of(reached, grading), grading.critical_cap if critical else GRADES[0])
	return Score(reached, grade, float(full), float(gone), len(failed), critical, waiting)


def grade_of(reached: float, grading: Grading) -> str:
	"""The grade of a score without regard to critical items."""
	steps = (grading.excellent_from, grading.good_from, grading.qualified_from)
	return next((grade for grade, least in zip(GRADES, steps, strict=False) if reached >= least), GRADES[-1])


def capped(grade: str, cap: str) -> str:
	"""The worse of the two grades."""
	return GRADES[max(GRADES.index(grade), GRADES.index(cap))]

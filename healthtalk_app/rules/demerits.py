"""Demerit points 不良执业行为记分 (P1): cycles of one year, the sum in a cycle, and the tier that it reaches.

A cycle is a calendar year, or a year from an anniversary. An anniversary on 29 February has no day of its own
in a common year: the cycle before ends with the last day of February, as a term in years does where the day
is missing (民法典 art. 202), and the next begins on 1 March. So cycles follow each other without a gap and
without a day that lies in two of them.

Points stand while an appeal is open, as an administrative decision is not suspended by it; a revoked record
counts on no day, as if it had never been made.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

POINTS = (1, 2, 4, 6, 10)
THRESHOLDS = (12, 16, 20)
CALENDAR, ANNIVERSARY = "Calendar Year", "Anniversary"
# statuses of a record whose points stand
COUNTING = ("Confirmed", "Appealed", "Upheld")
NEW_YEAR = date(2000, 1, 1)


@dataclass(frozen=True)
class Cycle:
	"""One year in which points add up, both days included."""

	start: date
	end: date

	def __contains__(self, day: date) -> bool:
		return self.start <= day <= self.end


@dataclass(frozen=True)
class Entry:
	"""One demerit record: its points as frozen at confirmation, the day for which they count, its status."""

	points: int
	counted_on: date
	status: str = "Confirmed"


@dataclass(frozen=True)
class Standing:
	"""How an institution or a practitioner stands on a day; `tier` counts from 0, the lowest."""

	points: int
	records: int
	tier: int
	cycle: Cycle


def cycle(day: date, anchor: date | None = None) -> Cycle:
	"""The cycle in which a day lies; `anchor` is a day on which a cycle begins, None the calendar year."""
	begun = cycle_year(day, anchor)
	return Cycle(_begin(begun, anchor), _begin(begun + 1, anchor) - timedelta(days=1))


def cycle_year(day: date, anchor: date | None = None) -> int:
	"""The calendar year in which the cycle of a day begins; two days share a cycle when this is the same."""
	first = anchor or NEW_YEAR
	return day.year - ((day.month, day.day) < (first.month, first.day))


def tier(points: int, thresholds: Sequence[int] = THRESHOLDS) -> int:
	"""How many thresholds the points have reached: 0 below the first, as many as there are from the last on.

	Raises `ValueError` for negative points or thresholds that do not rise from above nought.
	"""
	if points < 0:
		raise ValueError(f"Points are never negative: {points}")
	if not rising(thresholds):
		raise ValueError(f"Each threshold is higher than the one before: {thresholds}")
	return bisect_right(thresholds, points)


def rising(thresholds: Sequence[int]) -> bool:
	"""Whether each threshold is higher than the one before, and the first above nought."""
	return all(low < high for low, high in zip((0, *thresholds), thresholds, strict=False))


def standing(
	entries: Iterable[Entry],
	day: date,
	anchor: date | None = None,
	thresholds: Sequence[int] = THRESHOLDS,
) -> Standing:
	"""The points, number of records and tier on a day: what stands and counts for its cycle by then."""
	now = cycle(day, anchor)
	counted = [
		entry.points
		for entry in entries
		if entry.status in COUNTING and entry.counted_on in now and entry.counted_on <= day
	]
	return Standing(sum(counted), len(counted), tier(sum(counted), thresholds), now)


def _begin(year: int, anchor: date | None) -> date:
	first = anchor or NEW_YEAR
	try:
		return date(year, first.month, first.day)
	except ValueError:
		return date(year, 3, 1)

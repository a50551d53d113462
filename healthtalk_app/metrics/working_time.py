"""Working days between two columns, in SQL: the site's calendar as two lists of deviating days.

Working days up to day n are 5/7 of the days and a bit for the weekday, less the weekdays that rest, plus the
weekends that are worked (调休). Seven times that is a whole number, so a sum over many rows stays exact.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import getdate
from pypika.terms import Case, Function, LiteralValue, Term

SATURDAY = 5
# MariaDB's TO_DAYS counts from another day than Python's ordinal, of which every multiple of 7 is a Sunday
TO_DAYS_OFFSET = 365
SEVENFOLD = 7


def sevenfold_working_days(start: Any, end: Any) -> Term:
	"""Seven times the working days after the day of `start` up to the day of `end` (rules/workdays.py)."""
	resting, worked = _deviating_days()
	return _sevenfold(end, resting, worked) - _sevenfold(start, resting, worked)


def _sevenfold(at: Any, resting: str, worked: str) -> Term:
	day = Function("TO_DAYS", at) - TO_DAYS_OFFSET
	weekday = Function("MOD", day, 7)
	return (
		day * 5
		+ Case().when(weekday == 6, 5).else_(weekday * 2)
		+ _passed(day, worked) * SEVENFOLD
		- _passed(day, resting) * SEVENFOLD
	)


def _passed(day: Term, days: str) -> Term:
	"""How many of the listed days have come by `day`; the database searches the list by halves."""
	return Function("INTERVAL", day, LiteralValue(days))


def _deviating_days() -> tuple[str, str]:
	"""Weekdays that rest and weekends that are worked, as ordinals in order; never an empty list."""
	name = frappe.get_cached_doc("Healthtalk Settings").calendar
	days = frappe.get_cached_doc("Work Calendar", name).days if name else []
	found: dict[bool, list[int]] = {False: [], True: []}
	for row in days:
		day, working = getdate(row.date), bool(row.is_working)
		if working == (day.weekday() >= SATURDAY):
			found[working].append(day.toordinal())
	# a day that never comes keeps the function's list from being empty
	never = getdate("2999-12-31").toordinal()
	return tuple(",".join(map(str, [*sorted(found[key]), never])) for key in (False, True))

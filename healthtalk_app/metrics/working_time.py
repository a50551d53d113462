"""Working days between two columns, in SQL: the site's calendar as a list of running numbers, one a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate
from pypika.terms import Function, LiteralValue, Term

SATURDAY = 5
# where the list begins and how far it reaches
FIRST_DAY = date(2015, 1, 1)
YEARS_AHEAD = 2
# MariaDB's TO_DAYS counts from another day than Python's ordinal
TO_DAYS_OFFSET = 365
FIRST_NUMBER = FIRST_DAY.toordinal() + TO_DAYS_OFFSET


def working_days(start: Any, end: Any) -> Term:
	"""Working days after the day of `start` up to the day of `end`, as rules/workdays.py counts them.

	NULL where one of them is empty, lies before `FIRST_DAY` or years ahead.
	"""
	return working_days_between(Function("TO_DAYS", start), Function("TO_DAYS", end))


def working_days_between(start: Term, end: Term) -> Term:
	"""The same between two days as TO_DAYS counts them, where these stand in columns."""
	numbers = LiteralValue(_running_numbers())
	return _number(end, numbers) - _number(start, numbers)


def _number(day: Term, numbers: Term) -> Term:
	"""How many working days there were by a day: the element of the list for it."""
	return Function("ELT", day - (FIRST_NUMBER - 1), numbers)


def _running_numbers() -> str:
	"""Working days from the first day to each day of the calendar; kept for one request."""
	calendar = frappe.get_cached_doc("Healthtalk Settings").calendar
	days = frappe.get_cached_doc("Work Calendar", calendar) if calendar else None
	key = (calendar, days and str(days.modified), getdate().year)
	kept = getattr(frappe.local, "healthtalk_running_numbers", None)
	if not kept or kept[0] != key:
		kept = frappe.local.healthtalk_running_numbers = (key, _count(days.days if days else []))
	return kept[1]


def _count(deviating: list[Any]) -> str:
	differs = {getdate(row.date): bool(row.is_working) for row in deviating}
	day, passed, numbers = FIRST_DAY, 0, []
	while day.year <= getdate().year + YEARS_AHEAD:
		passed += differs.get(day, day.weekday() < SATURDAY)
		numbers.append(str(passed))
		day += timedelta(days=1)
	return ",".join(numbers)

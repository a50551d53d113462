"""The site's working days: official plans, local changes on top, a warning where a plan is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, to_timedelta

from healthtalk_app.rules import workdays

PUBLISHED, LOCAL, HOLIDAY_LIST = "Published", "Local", "Holiday List"
# a plan moves more days than these off or onto a weekend; a few days of one's own are no plan
DAYS_OF_A_PLAN = 10


def work_calendar() -> workdays.Calendar:
	"""The calendar that the site follows; plain weekdays, with no year certain, when none is set."""
	name = frappe.get_cached_doc("Healthtalk Settings").calendar
	return calendar_of(name) if name else workdays.Calendar()


def calendar_of(name: str) -> workdays.Calendar:
	"""One Work Calendar as rules understand it, built once per request and version of the document."""
	doc = frappe.get_cached_doc("Work Calendar", name)
	built = getattr(frappe.local, "healthtalk_calendars", None)
	if built is None:
		built = frappe.local.healthtalk_calendars = {}
	if (known := built.get(name)) and known[0] == str(doc.modified):
		return known[1]
	calendar = build(doc)
	built[name] = (str(doc.modified), calendar)
	return calendar


def build(doc: Any) -> workdays.Calendar:
	"""The calendar of a Work Calendar document."""
	return workdays.Calendar(
		working=frozenset(getdate(row.date) for row in doc.days if row.is_working),
		resting=frozenset(getdate(row.date) for row in doc.days if not row.is_working),
		hours=workdays.OfficeHours(time_of_day(doc.office_start), time_of_day(doc.office_end)),
		published_years=frozenset({*years_of(doc), *years_entered(doc)}),
	)


def time_of_day(value: timedelta | str) -> time:
	"""A time field, which the database gives as a length of time, as the time of day."""
	seconds = int(to_timedelta(value).total_seconds())
	return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def years_of(doc: Any) -> list[int]:
	"""The years whose official plan is loaded."""
	return [int(year) for year in (doc.published_years or "").replace(",", " ").split()]


def years_entered(doc: Any) -> list[int]:
	"""The years whose plan somebody has entered by hand: days of rest, and days worked to make up for them.

	An ERPNext Holiday List knows no days that are made up, so one alone is no plan.
	"""
	rows: dict[int, list[Any]] = defaultdict(list)
	for row in doc.days:
		rows[getdate(row.date).year].append(row)
	return sorted(
		year
		for year, days in rows.items()
		if len(days) >= DAYS_OF_A_PLAN and any(row.is_working for row in days)
	)


def load_published_plan(doc: Any, year: int) -> int:
	"""Put the official plan of a year into a Work Calendar; returns how many days it set. Does not save.

	Days that were entered or changed by hand, or came from a Holiday List, stay as they are. Next year's plan
	may reach back into late December, so these days are looked at again.
	Raises `workdays.YearNotPublished`.
	"""
	plan = workdays.published_plan(year)
	if year - 1 in years_of(doc):
		plan |= {
			day: planned
			for day, planned in workdays.published_plan(year - 1).items()
			if (day.month, day.day) >= workdays.FIRST_DAY_OPEN_TO_NEXT_PLAN
		}
	known = {getdate(row.date): row for row in doc.days}
	changed = 0
	for day, planned in plan.items():
		row = known.get(day)
		if row and row.source != PUBLISHED:
			continue
		row = row or doc.append("days", {"date": day, "source": PUBLISHED})
		row.update({"is_working": int(planned.working), "reason": planned.reason})
		changed += 1
	for day, row in known.items():
		if row.source == PUBLISHED and day.year == year and day not in plan:
			doc.remove(row)
	doc.published_years = ", ".join(str(known_year) for known_year in sorted({*years_of(doc), year}))
	sort_days(doc)
	return changed


def ensure_years(calendar: str, years: Iterable[int]) -> list[int]:
	"""Load those of `years` that are published and not loaded yet; returns the years that were loaded.

	Runs on the app's own account, at installation, at migrate and for the demo.
	"""
	doc = frappe.get_doc("Work Calendar", calendar)
	loaded = []
	for year in years:
		if year in years_of(doc):
			continue
		try:
			load_published_plan(doc, year)
		except workdays.YearNotPublished:
			continue
		loaded.append(year)
	if loaded:
		doc.flags.loading = True
		doc.save(ignore_permissions=True)
	return loaded


def import_holiday_list(calendar: str, holiday_list: str) -> int:
	"""Take the days of rest of an ERPNext Holiday List into a Work Calendar; returns how many were taken.

	A Holiday List knows no make-up working days: it only adds days of rest. Its Saturdays and Sundays rest
	anyway, and days that the calendar lists already, published or local, stay as they are.
	"""
	doc = frappe.get_doc("Work Calendar", calendar)
	doc.check_permission("write")
	source = frappe.get_doc("Holiday List", holiday_list)
	source.check_permission("read")
	known = {getdate(row.date) for row in doc.days}
	taken = 0
	for holiday in source.holidays:
		day = getdate(holiday.holiday_date)
		if day in known or day.weekday() >= workdays.SATURDAY:
			continue
		reason = frappe.utils.strip_html(holiday.description or "")[:140]
		doc.append("days", {"date": day, "is_working": 0, "reason": reason, "source": HOLIDAY_LIST})
		known.add(day)
		taken += 1
	sort_days(doc)
	doc.holiday_list = holiday_list
	doc.flags.loading = True
	doc.save()
	return taken


def sort_days(doc: Any) -> None:
	"""Put the days of a calendar in the order of their dates."""
	doc.days.sort(key=lambda row: getdate(row.date))
	for position, row in enumerate(doc.days, 1):
		row.idx = position


def unpublished_years(years: Iterable[int] | None = None) -> list[int]:
	"""Those of `years` whose official plan the site's calendar does not hold; by default this year, and next
	year once the days that its plan may move have come."""
	calendar = work_calendar()
	if years is None:
		today = getdate()
		years = {today.year} | ({today.year + 1} if is_near_next_plan(today) else set())
	return sorted(year for year in set(years) if not calendar.is_published(year))


def is_near_next_plan(today: date) -> bool:
	"""Whether deadlines of a month that start today may reach into next year."""
	return (today + timedelta(days=31)).year > today.year


def warning(years: Iterable[int] | None = None) -> str:
	"""A sentence for forms and the workspace on years that are answered with weekdays only, or nothing."""
	missing = unpublished_years(years)
	if not missing:
		return ""
	return _(
		"The official working-day plan of {0} is not loaded: deadlines there count Monday to Friday only."
	).format("、".join(str(year) for year in missing))

"""Days that deviate from Monday to Friday, and office hours (rules.md, "The working-day calendar")."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.exceptions import CalendarDayError, refuse
from healthtalk_app.rules.workdays import YearNotPublished
from healthtalk_app.services.clockwork import calendars
from healthtalk_app.services.inputs import CheckedDocument


class WorkCalendar(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.work_calendar_day.work_calendar_day import WorkCalendarDay

		calendar_name: DF.Data
		days: DF.Table[WorkCalendarDay]
		holiday_list: DF.Link | None
		office_end: DF.Time
		office_start: DF.Time
		published_years: DF.Data | None

	# end: auto-generated types
	def validate(self) -> None:
		self.check_office_hours()
		self.check_days()
		self.mark_local_days()
		self.keep_published_years()
		calendars.sort_days(self)

	def onload(self) -> None:
		self.set_onload("warning", calendars.warning())

	def check_office_hours(self) -> None:
		"""The office closes after it opened."""
		if not self.office_start or not self.office_end:
			frappe.throw(_("Enter when the office opens and when it closes."), CalendarDayError)
		if calendars.time_of_day(self.office_end) <= calendars.time_of_day(self.office_start):
			frappe.throw(_("Office hours end before they start."), CalendarDayError)

	def check_days(self) -> None:
		"""A day is listed once: it cannot be both worked and free."""
		seen = set()
		for row in self.days:
			day = getdate(row.date)
			if day in seen:
				refuse(
					_("Row {0}: {1} is listed twice."),
					row.idx,
					frappe.format(day, "Date"),
					error=CalendarDayError,
				)
			seen.add(day)

	def mark_local_days(self) -> None:
		"""What a person entered or changed is local, whatever a client says; no later load changes it."""
		if self.flags.loading:
			return
		before = self.get_doc_before_save()
		known = {getdate(row.date): row for row in before.days} if before else {}
		for row in self.days:
			old = known.get(getdate(row.date))
			same = old and (old.is_working, old.reason or "") == (int(row.is_working or 0), row.reason or "")
			row.source = old.source if same else calendars.LOCAL

	def keep_published_years(self) -> None:
		"""Only loading a plan makes a year published."""
		if not self.flags.loading:
			before = self.get_doc_before_save()
			self.published_years = before.published_years if before else None


@frappe.whitelist(methods=["POST"])
def load_published_plan(calendar: str, year: int) -> int:
	"""Load the official plan of a year; returns how many days it set."""
	doc = frappe.get_doc("Work Calendar", calendar)
	doc.check_permission("write")
	try:
		changed = calendars.load_published_plan(doc, int(year))
	except YearNotPublished:
		refuse(
			_(
				"The official plan of {0} is not known here yet. It appears around November of the year "
				"before: update the app's packages then, or enter the days by hand."
			),
			year,
			error=CalendarDayError,
			title=_("Not Published Yet"),
		)
	doc.flags.loading = True
	doc.save()
	return changed


@frappe.whitelist(methods=["POST"])
def import_holiday_list(calendar: str, holiday_list: str) -> int:
	"""Take the days of rest of an ERPNext Holiday List; returns how many were taken."""
	frappe.has_permission("Work Calendar", "write", calendar, throw=True)
	return calendars.import_holiday_list(calendar, holiday_list)

"""The moment at which a day ends, where a day is all that was said."""

from __future__ import annotations

from datetime import date, datetime, time

import frappe
from frappe.utils import cint, getdate

END_OF_DAY = time(23, 59, 59)
OFFICE_CLOSES = time(17, 0)
REMINDED_AHEAD = 3


def end_of(day: date | str) -> datetime:
	"""The last second of a day."""
	return datetime.combine(getdate(day), END_OF_DAY)


def close_of(day: date | str) -> datetime:
	"""When the office closes on a day; of today midnight, for it may have closed already."""
	day = getdate(day)
	return end_of(day) if day == getdate() else datetime.combine(day, OFFICE_CLOSES)


def reminded_ahead() -> int:
	"""How many days before its day a unit is reminded of what it owes."""
	return cint(frappe.get_cached_doc("Healthtalk Settings").get("reminder_days")) or REMINDED_AHEAD

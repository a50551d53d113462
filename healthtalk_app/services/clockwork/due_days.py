"""Reminders of what is owed by a day and has no clock: answers to letters of inspection, commitments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import frappe
from frappe.utils import getdate

from healthtalk_app.rules.transitions import COMMITMENT
from healthtalk_app.services.clockwork import days
from healthtalk_app.services.clockwork.sweep import apart, speak_site_language
from healthtalk_app.services.notifying import notices, recipients

LETTER = "Inspection Feedback"


class Owed(NamedTuple):
	"""Documents that wait for somebody's word: which they are, by which day, by which Notification."""

	doctype: str
	day: str
	waiting: dict[str, Any]
	method: str


KINDS = (
	Owed(LETTER, "answer_by", {"answered_at": ("is", "not set")}, "healthtalk_inspection_answer_due"),
	Owed(COMMITMENT, "due_on", {"status": "Published"}, "healthtalk_commitment_due"),
)


def remind(today: date | str | None = None) -> int:
	"""Tell each unit what is owed in some days, today, or was until yesterday; returns how many. Daily."""
	on = getdate(today)
	speak_site_language()
	due = [on + timedelta(days=ahead) for ahead in (days.reminded_ahead(), 0, -1)]
	told = 0
	for kind in KINDS:
		# get_all: the job works for everybody
		for name in frappe.get_all(
			kind.doctype,
			filters={**kind.waiting, kind.day: ("in", due)},
			pluck="name",
			order_by="name",
		):
			told += apart(partial(tell, kind, name, on), f"{kind.doctype} {name}")
	return told


def tell(kind: Owed, name: str, on: date) -> None:
	"""One notice to the unit's desk; once the day is over to its leaders as well."""
	doc: Any = frappe.get_doc(kind.doctype, name)
	day = getdate(doc.get(kind.day))
	asked: tuple[Callable[[str, date], list[str]], ...] = (recipients.desk,)
	if day < on:
		asked = (recipients.desk, recipients.leaders)
	users = dict.fromkeys(user for who in asked for user in who(doc.unit, on))
	facts = {"unit": notices.unit_name(doc.unit), "due": notices.moment(days.end_of(day))}
	notices.send(doc, kind.method, users, **facts)

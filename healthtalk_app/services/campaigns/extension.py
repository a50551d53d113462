"""A campaign that goes on longer for one unit, with the reason: it went through the motions 走过场 (C5).

What the unit owes once and has not handed in moves by as many days; what it owes every period goes on until
the new end. Dates of other units stay.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime

from healthtalk_app.exceptions import MoveNotAllowedError, refuse
from healthtalk_app.rules.campaign_plan import ONCE
from healthtalk_app.rules.transitions import CAMPAIGN, UNIT_TASK
from healthtalk_app.services.campaigns import activation, participants
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.records import events

EXTENSION = "Campaign Extension"
MOVED = ("Due", "Returned")
MOST_DAYS = 366


def extend_unit(campaign: str, unit: str, days: int, reason: str, reference: Document | None = None) -> int:
	"""Extend a campaign for one unit by natural days; returns how many of its tasks were moved.

	Whoever calls has checked the right to do so. The same `reference` (an inspection) extends once: again it
	returns 0. Raises `MoveNotAllowedError` unless the campaign is active and the unit takes part.
	"""
	doc = frappe.get_doc(CAMPAIGN, campaign, for_update=True)
	check(doc, unit, days, reason)
	source = digest_of(reference)
	if source and frappe.db.exists(EXTENSION, {"campaign": campaign, "unit": unit, "source_digest": source}):
		return 0
	moved = move(doc, unit, cint(days))
	write_down(doc, unit, cint(days), reason, moved, source)
	for owing, owed in activation.owed_by_unit(doc, unit):
		activation.make(doc, [(owing, owed)], frappe.session.user)
	activation.count(doc.name)
	facts = {"unit": notices.unit_name(unit), "days": cint(days)}
	on = now_datetime().date()
	users = [*recipients.desk(unit, on), *recipients.leaders(unit, on)]
	notices.send(doc, "healthtalk_campaign_extended", dict.fromkeys(users), **facts)
	return moved


def check(doc: Any, unit: str, days: int, reason: str) -> None:
	"""Refuse what is no extension."""
	if doc.status != "Active":
		refuse(_("{0} is not under way; nothing is extended."), doc.title, error=MoveNotAllowedError)
	if not 0 < cint(days) <= MOST_DAYS:
		refuse(_("Extend by 1 to {0} days."), MOST_DAYS, error=MoveNotAllowedError)
	if not (reason or "").strip():
		refuse(_("Give the reason of the extension."), error=MoveNotAllowedError)
	if not participants.takes_part(doc, unit):
		refuse(
			_("{0} takes no part in this campaign."), participants.name_of(unit), error=MoveNotAllowedError
		)


def move(doc: Any, unit: str, days: int) -> int:
	"""Move the dates of what a unit owes once and has not handed in, each with an event."""
	# get_all: the extension moves all of the unit's tasks, whoever orders it
	names = frappe.get_all(
		UNIT_TASK,
		{"campaign": doc.name, "unit": unit, "status": ("in", MOVED), "recurrence": ONCE},
		pluck="name",
		order_by="due_at, name",
	)
	for name in names:
		task = frappe.get_doc(UNIT_TASK, name, for_update=True)
		due: datetime = get_datetime(task.due_at) + timedelta(days=days)
		details = {"due": due.isoformat(), "days": days}
		events.record(task, "task.extended", unit=doc.unit, details=details)
		frappe.db.set_value(UNIT_TASK, name, "reminded", 0, update_modified=False)
	return len(names)


def write_down(doc: Any, unit: str, days: int, reason: str, moved: int, source: str | None) -> None:
	"""A record for the unit and those above; the campaign's log, which all read, names no unit."""
	extension = frappe.get_doc(
		doctype=EXTENSION,
		campaign=doc.name,
		unit=unit,
		ordering_unit=participants.organiser(doc),
		days=days,
		reason=reason,
		extended_by=frappe.session.user,
		extended_at=now_datetime(),
		tasks_moved=moved,
		source_digest=source,
	)
	# written by this service alone; whoever calls has checked the right
	extension.insert(ignore_permissions=True)
	events.record(doc, "campaign.extended", unit=doc.unit, details={"extension": extension.name})


def digest_of(reference: Document | None) -> str | None:
	"""Tells one inspection from another without naming it: of a mystery visit the unit knows nothing."""
	if not reference:
		return None
	return hashlib.sha256(f"{reference.doctype}\n{reference.name}".encode()).hexdigest()[:40]

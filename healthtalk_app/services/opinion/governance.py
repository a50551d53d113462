"""One task for the cause of a hot topic 未诉先办, to which all its matters are linked.

The task is a matter of its own with a lead unit, a clock and a reply; each citizen's matter goes on and is
answered by itself.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, refuse
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.records import events

OPENERS = ("Healthtalk Administrator", "Unit Officer", "Unit Leader")
CHANNEL = "Proactive Governance"
GIVEN_UP = ("Not Accepted", "Merged", "Withdrawn")


def open_task(topic: Any, lead_unit: str, what: str) -> str:
	"""Open the governance task of a topic and link its matters to it; returns the task's name.

	The caller has checked that the user may read the topic. A topic has one task at a time.
	"""
	permissions.require_role(OPENERS)
	if task_of(topic):
		refuse(
			_("The topic has a governance task already: {0}."), topic.governance, error=MoveNotAllowedError
		)
	if not lead_unit or not (what or "").strip():
		frappe.throw(
			_("A governance task names its lead unit and says what is to be done."), EvidenceMissingError
		)
	if not permissions.can_act_for(lead_unit):
		frappe.throw(_("The lead unit of a governance task is one of yours."), frappe.PermissionError)
	about = _("{0} matters by {1} people between {2} and {3}: {4}").format(
		topic.matters,
		topic.people,
		frappe.format(topic.first_at, "Datetime"),
		frappe.format(topic.last_at, "Datetime"),
		topic.title,
	)
	task = frappe.get_doc(
		doctype=MATTER,
		subject=_("Governance: {0}").format(topic.title)[:140],
		content=f"{about}\n{what.strip()}",
		category=topic.category,
		channel=CHANNEL,
		place=topic.place,
		identity_level="Anonymous",
		unit=topic.unit or lead_unit,
		lead_unit=lead_unit,
		raised_at=now_datetime(),
		hot_topic=topic.name,
	)
	# the link to the topic is the app's own; the user's right to enter the matter is asked for all the same
	task.flags.by_service = True
	task.insert()
	frappe.db.set_value(topic.doctype, topic.name, "governance", task.name)
	topic.governance = task.name
	follow(topic)
	return task.name


def task_of(topic: Any) -> str | None:
	"""The governance task of a topic, unless it was given up."""
	if not topic.governance:
		return None
	status = frappe.db.get_value(MATTER, topic.governance, "status")
	return topic.governance if status and status not in GIVEN_UP else None


def follow(topic: Any) -> None:
	"""Link those matters of a topic to its task that are not linked to it yet."""
	task = task_of(topic)
	if not task:
		return
	names = [row.matter for row in topic.members]
	# get_all: the topic's own matters, which were chosen by the unit whose topic it is
	linked = set(frappe.get_all(MATTER, {"name": ("in", names), "governed_by": task}, pluck="name"))
	for name in names:
		if name not in linked:
			matter = frappe.get_doc(MATTER, name)
			events.record(matter, "governed", unit=matter.event_unit(), details={"by": task})

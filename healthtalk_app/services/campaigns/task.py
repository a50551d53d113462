"""What must hold for a Unit Task 单位任务, and the evidence of its steps (C2, C3, T5, P6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate, now_datetime, today

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError
from healthtalk_app.rules.transitions import CAMPAIGN
from healthtalk_app.services.campaigns import task_sides, task_values
from healthtalk_app.services.clockwork import days
from healthtalk_app.services.steps.evidence import has_file

# what the campaign says of the task; nobody changes it here
FIXED = (
	"subject",
	"campaign",
	"unit",
	"ordering_unit",
	"kind",
	"five_one",
	"is_meeting",
	"needs_evidence",
	"requirement",
	"recurrence",
	"phase",
	"phase_no",
	"period",
	"period_start",
	"period_end",
)
OPEN = ("Due", "Returned")
MEETING = ("meeting_on", "attendance", "minutes")
RESULT = ("responsible_person", "completion", "evidence", "evidence_note", *MEETING)
DECISION = ("review_note", "new_due")


# ---- the steps of a save -------------------------------------------------------------------------
def lock_facts(doc: Any) -> None:
	"""What was handed in is fixed; nobody writes in the other side's place."""
	if doc.flags.by_service or not doc.before:
		return
	was = doc.before.status
	if was not in OPEN:
		doc.refuse_frozen((*RESULT, "figures"), _("The task has been handed in."))
	for side, names in ((task_sides.OWING, RESULT), (task_sides.ORDERING, DECISION)):
		changed = [_(doc.meta.get_label(name), context=doc.doctype) for name in names if doc.differs(name)]
		task_sides.check_writers(doc, side, changed)
	check_meeting_day(doc)


def check_meeting_day(doc: Any) -> None:
	"""A meeting that is on record was held."""
	if doc.meeting_on and getdate(doc.meeting_on) > getdate():
		frappe.throw(_("The meeting lies in the future. Hand it in when it was held."), TimeOrderError)
	if cint(doc.attendance) < 0:
		frappe.throw(_("The number of people present is not negative."))


def created_details(due: datetime | str | None) -> dict[str, Any]:
	"""What the first event of a task keeps."""
	return {"due": get_datetime(due).isoformat()} if due else {}


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move:
		side = task_sides.SIDES[new]
		task_sides.check_side(doc, side)
		doc.flags.acted_for = task_sides.acted_for(doc, side)
	{"Submitted": handed_in, "Returned": returned}.get(new, lambda _doc: None)(doc)


def handed_in(doc: Any) -> None:
	"""A task has its result: words, the meeting, evidence, or figures that are given and plausible."""
	if frappe.db.get_value(CAMPAIGN, doc.campaign, "status") != "Active":
		frappe.throw(_("The campaign is closed; nothing is handed in any more."), MoveNotAllowedError)
	if doc.is_meeting:
		doc.require_evidence(MEETING, _("A meeting has its date, attendance and minutes."))
	if doc.kind == "Figures":
		task_values.require_all(doc)
	else:
		doc.require_evidence(("completion",), _("Say what was done."))
	if doc.needs_evidence and not (doc.evidence or doc.evidence_note or has_file(doc)):
		frappe.throw(
			_("A task has its evidence: attach a file, or say where the evidence on paper is kept."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def returned(doc: Any) -> None:
	"""What is sent back says why, and by when it is done again."""
	doc.require_evidence(("review_note",), _("Say what is missing."))
	if doc.new_due and getdate(doc.new_due) < getdate(today()):
		frappe.throw(_("The new date has passed already."), TimeOrderError)
	if not doc.new_due and get_datetime(doc.due_at) < now_datetime():
		doc.require_evidence(("new_due",), _("The date of the task has passed."))


def entered(doc: Any, old: str, new: str) -> dict[str, Any]:
	"""Who handed it in; by when it is done again."""
	details: dict[str, Any] = {}
	if new == "Submitted":
		doc.submitted_by, doc.reminded, doc.new_due = frappe.session.user, 0, None
		doc.review_note = None
	if new == "Returned" and doc.new_due:
		details["due"] = days.end_of(doc.new_due).isoformat()
	if acted_for := doc.flags.acted_for:
		details["acted_for"] = acted_for
	return details


def asked_for(doc: Any) -> dict[str, bool]:
	"""What the dialog for handing in asks for, by what kind of task it is."""
	asked: dict[str, bool] = {}
	if doc.kind == "Figures":
		asked["figures"] = True
	if doc.is_meeting:
		asked |= dict.fromkeys(MEETING, True)
	asked["completion"] = doc.kind != "Figures"
	asked["responsible_person"] = False
	if doc.needs_evidence:
		asked |= {"evidence": False, "evidence_note": False}
	return asked

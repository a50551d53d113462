"""What a form's head shows: rings, clocks, who has it now, and what this user may do next (design §7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from healthtalk_app import permissions
from healthtalk_app.rules.transitions import FINISHED
from healthtalk_app.services.clockwork import calendars, clocks
from healthtalk_app.services.notifying import citizen_notice
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import next_steps

RINGS = {
	"Work Summary": (("Draft", "creation"), ("Reviewed", "reviewed_at"), ("Issued", "issued_at")),
	"Conduct Campaign": (("Draft", "creation"), ("Active", "activated_at"), ("Closed", "closed_at")),
	"Unit Task": (("Due", "creation"), ("Submitted", "submitted_at"), ("Accepted", "accepted_at")),
	"Public Commitment": (
		("Approved", "approved_at"),
		("Published", "published_at"),
		("Result Reported", "reported_at"),
		("Verified", "verified_at"),
	),
	"Satisfaction Survey": (("Open", "opened_at"), ("Closed", "closed_at"), ("Published", "published_at")),
	"Talk Matter": (
		("Speak", "raised_at"),
		("Listen", "accepted_at"),
		("Discuss", "planned_at"),
		("Act", "started_at"),
		("Evaluate", "evaluated_at"),
	),
	"Talk Session": (("Planned", "creation"), ("Held", "held_at"), ("Closed", "closed_at")),
	"Opinion Incident": (
		("Found", "found_at"),
		("Judged", "judged_at"),
		("Reported", "reported_at"),
		("Released", "released_at"),
		("Closed", "closed_at"),
	),
	"Dispute Mediation": (
		("Registered", "received_at"),
		("Notified", "notified_at"),
		("Accepted", "accepted_at"),
		("Mediating", "mediating_at"),
		("Ended", "ended_at"),
		("Closed", "closed_at"),
	),
	"Unit Appraisal": (
		("Computed", "computed_at"),
		("Self-reviewed", "self_reviewed_at"),
		("Reviewed", "reviewed_at"),
		("Published", "published_at"),
	),
	"Commendation": (
		("Nominated", "creation"),
		("Shortlisted", "shortlisted_at"),
		("Awarded", "awarded_at"),
	),
	"Demerit Record": (
		("Proposed", "creation"),
		("Confirmed", "confirmed_at"),
		("Appealed", "appealed_at"),
		("Appeal Decided", "decided_at"),
	),
	"Referral Slip": (
		("Issued", "issued_at"),
		("Signed For", "signed_for_at"),
		("Replied", "replied_at"),
		("Confirmed", "confirmed_at"),
	),
	"Accountability Record": (
		("Proposed", "proposed_at"),
		("Under Review", "review_at"),
		("Decided", "decided_at"),
		("Notified", "notified_at"),
		("Executed", "executed_at"),
	),
	"Public Submission": (("Received", "received_at"), ("Decided", "decided_at")),
	"Inspection": (
		("Planned", "creation"),
		("In Progress", "started_at"),
		("Feedback Issued", "feedback_at"),
		("Rectifying", "rectifying_at"),
		("Closed", "closed_at"),
	),
	"Rectification": (
		("Ordered", "opened_at"),
		("Plan Filed", "planned_at"),
		("Rectifying", "started_at"),
		("Submitted", "submitted_at"),
		("Verified", "verified_at"),
	),
}


def panel(doc: Any) -> dict[str, Any]:
	"""Everything the head of a form shows to the user at work. The caller has checked that he may read it."""
	return {
		"modified": str(doc.modified),
		"status": _(doc.status, context=doc.doctype),
		"state": _(doc.workflow_state) if doc.workflow_state != doc.status else None,
		"rings": rings(doc),
		"clocks": [clock(doc, row) for row in doc.get("clocks") or []],
		"holder": holder(doc),
		"actions": next_steps.actions(doc),
		"facilities": next_steps.facilities(doc),
		"events": history(doc),
		"notices": told(doc),
		"people": people(doc),
		"fixed": doc.fixed_fields(doc.status),
	}


def people(doc: Any) -> dict[str, str]:
	"""The names of whom a decision is about, by user: the desk knows only some of its users by name."""
	users = [row.person for row in doc.get("recusals") or []]
	users += [row.requested_by for row in doc.get("extensions") or [] if row.requested_by]
	return {user: get_fullname(user) for user in users}


def rings(doc: Any) -> list[dict[str, Any]]:
	"""The line of progress: each ring done, current or to come, with its time."""
	steps = RINGS[doc.doctype]
	reached = [bool(doc.get(column)) for _label, column in steps]
	last = max((i for i, done in enumerate(reached) if done), default=0)
	if doc.doctype == "Talk Matter":
		last = [label for label, _column in steps].index(doc.ring or "Speak")
	finished = doc.status in FINISHED[doc.doctype] or doc.status == "Evaluated"
	return [
		{
			"key": label,
			"label": _(label, context=doc.doctype),
			"at": doc.get(column),
			"state": "done" if i < last or (i == last and finished) else "current" if i == last else "todo",
		}
		for i, (label, column) in enumerate(steps)
	]


def clock(doc: Any, row: Any) -> dict[str, Any]:
	"""One clock in words."""
	left = clocks.left(doc, row)
	# nobody owes what may be done in a time; such a time outlives the case, but that for returning a slip
	window = row.step in clocks.WINDOWS
	outlives = window and row.step != clocks.RETURN
	ended = doc.status in FINISHED[doc.doctype] and not row.met_at and not outlives
	pause = next((p for p in reversed(doc.get("pauses") or []) if not p.resumed_at), None)
	return {
		"step": row.step,
		"label": _(row.step, context="Deadline Rule"),
		"due": left.due,
		"met_at": row.met_at,
		"on_time": row.on_time,
		"overdue": left.overdue and not (row.met_at or left.paused or ended or window),
		"paused": left.paused,
		"reason": pause.reason if pause and left.paused else uncertain(row, left),
		"left_text": _("No longer runs") if ended else left_text(row, left, window),
	}


def uncertain(row: Any, left: Any) -> str | None:
	"""Why a running clock may still move: it ends in a year whose official plan is not known."""
	if row.met_at or row.unit == "Hour" or not left.due:
		return None
	return calendars.warning([left.due.year]) or None


def left_text(row: Any, left: Any, window: bool = False) -> str:
	"""What is left, as an official would say it; a `window` that is over is not overdue."""
	if row.met_at:
		return _("Kept", context="Talk Matter") if row.on_time == "On Time" else _("Met late")
	if left.paused:
		return _("Clock stopped")
	if window and left.overdue:
		return _("The time is over")
	if row.unit == "Hour":
		hours = abs(round(left.hours_left, 1))
		return _("{0} hours overdue").format(hours) if left.overdue else _("{0} hours left").format(hours)
	days = left.working_days_left
	if left.overdue:
		return _("{0} working days overdue").format(max(1, -days))
	return _("Due today") if days == 0 else _("{0} working days left").format(days)


def holder(doc: Any) -> dict[str, Any]:
	"""Who has it now."""
	unit = doc.get("lead_unit") or doc.get("unit")
	if doc.doctype == "Referral Slip":
		with_sender = doc.status in ("Draft", "Objected", "Replied", "Confirmed", "Withdrawn")
		unit = doc.sender_unit if with_sender else doc.receiver_unit
	person = doc.get("handler")
	if doc.doctype == "Demerit Record" and doc.status != "Confirmed":
		unit = doc.proposing_unit
	if doc.doctype == "Commendation":
		unit = doc.awarding_unit
	if doc.doctype == "Rectification":
		with_ordering = doc.status in ("Submitted", "Verified")
		unit = doc.ordering_unit if with_ordering else doc.responsible_unit
		person = None if with_ordering else doc.handler
	if doc.doctype == "Inspection" and doc.status != "Rectifying":
		unit = doc.inspecting_unit
	if doc.doctype == "Unit Task" and doc.status == "Submitted":
		unit = doc.ordering_unit
	if not person and unit:
		liaison = units.duty_holder(unit, "Liaison", now_datetime().date())
		person = liaison and liaison.employee_name
	elif person:
		person = frappe.utils.get_fullname(person)
	name = frappe.get_cached_value("Health Unit", unit, "unit_name") if unit else _("Bureau's intake")
	return {"unit": unit, "unit_name": name, "person": person}


def told(doc: Any) -> list[dict[str, Any]]:
	"""What who raised it was told, or could not be: the newest notice of each occasion and way."""
	if doc.doctype not in citizen_notice.STEPS:
		return []
	newest = {}
	for row in citizen_notice.of(doc.doctype, doc.name):
		newest.setdefault((row.occasion, row.channel), row)
	words = ("occasion", "channel", "status", "reason")
	return [
		{
			"name": row.name,
			"failed": row.status == "Failed",
			"at": row.sent_at,
			"text": " · ".join(_(row[key], context="Citizen Notice") for key in words if row[key]),
		}
		for row in newest.values()
	]


def history(doc: Any) -> list[dict[str, Any]]:
	"""The last twenty events in words, for who may read what was noted about the document."""
	if not permissions.notes_shown(doc.doctype, doc.name):
		return []
	return [
		{
			"at": event.occurred_at,
			"text": say(event),
			"unit_name": event.unit and frappe.get_cached_value("Health Unit", event.unit, "unit_name"),
			"actor": frappe.utils.get_fullname(event.actor) if event.actor else _("Not named"),
			"late": event.late_entry,
		}
		for event in events.of(doc.doctype, doc.name)[-20:][::-1]
	]


EVENT_WORDS = {
	"created": "Entered",
	"state": "Approval step",
	"responded": "First response given",
	"clock.started": "Clock started",
	"clock.met": "Clock met",
	"clock.paused": "Clock stopped",
	"clock.resumed": "Clock goes on",
	"clock.extended": "Extension approved",
	"clock.dropped": "Clock no longer runs",
	"extension.requested": "Extension asked for",
	"extension.refused": "Extension refused",
	"extension.told": "Public told of the extension",
	"slip.issued": "Slip sent",
	"slip.finished": "Slip finished",
	"hop": "Circulated",
	"urged": "Urged",
	"evaluated": "Evaluated",
	"merged.from": "Took over a duplicate",
	"unmerged": "Duplicate separated again",
	"governed": "Taken up by a governance task",
	"lead": "Lead unit changed",
	"handover": "Handed over",
	"unit.moved": "Moved to the successor unit",
	"notice": "Notice sent",
	"receipt.printed": "Receipt printed",
	"supplemented": "Supplemented by who raised it",
	"joined": "Joined by a further resident",
	"forwarded": "Handed to another unit",
	"erased": "Personal data erased",
	"petition.registered": "Petition registered",
	"petition.paper": "Paper issued",
	"petition.supplied": "Materials supplied",
	"petition.delivered": "Paper delivered",
	"review.asked": "Review asked for",
	"review.decided": "Review decided",
	"recusal.requested": "Recusal asked for",
	"recusal.approved": "Recused",
	"recusal.refused": "Recusal refused",
	"dispute.opened": "Dispute registered",
	"released": "Information released",
	"dispute.ended": "Dispute ended",
	"published": "Case published",
	"publication.withdrawn": "Publication taken back",
	"task.extended": "Date moved on",
	"campaign.extended": "Extended for a unit",
	"rectification.opened": "Rectification ordered",
	"feedback.answered": "Feedback answered",
	"called.back": "Called back",
	"progress.noted": "Progress noted",
	"notified": "Person notified",
	"computed": "Computed again",
	"result.used": "Use of the result noted",
	"jury.points": "Juror gave points",
	"jury.recused": "Juror kept out",
	"vetoes.checked": "Vetoes looked up",
	"review.called": "Put up for review",
	"review.closed": "Confirmed after review",
	"citizen.told": "Citizen told",
	"citizen.not_told": "Citizen could not be told",
}


def say(event: Any) -> str:
	"""An event as a short sentence."""
	if event.event == "status":
		doctype = event.reference_doctype
		moved = f"{_(event.from_status, context=doctype)} → {_(event.to_status, context=doctype)}"
		return f"{moved} · {in_place_of(event)}" if "acted_for" in event.details else moved
	words = _(EVENT_WORDS.get(event.event, event.event), context="Case Event")
	step = event.details.get("step")
	if event.event.startswith("citizen."):
		said = (event.details.get(key) for key in ("occasion", "channel", "reason"))
		return " · ".join([words, *(_(word, context="Citizen Notice") for word in said if word)])
	return f"{words} · {_(step, context='Deadline Rule')}" if step else words


def in_place_of(event: Any) -> str:
	"""That an administrator acted where a unit had nobody."""
	name = frappe.get_cached_value("Health Unit", event.details["acted_for"], "unit_name")
	return _("in the place of {0}").format(name)

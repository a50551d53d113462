"""What a form's head shows: rings, clocks, who has it now, and what this user may do next (design §7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.rules.transitions import FINISHED, MATTER
from healthtalk_app.services import (
	calendars,
	clocks,
	deadlines,
	events,
	identity,
	merging,
	slip_sides,
	states,
	units,
)

RINGS = {
	"Talk Matter": (
		("Speak", "raised_at"),
		("Listen", "accepted_at"),
		("Discuss", "planned_at"),
		("Act", "started_at"),
		("Evaluate", "evaluated_at"),
	),
	"Talk Session": (("Planned", "creation"), ("Held", "held_at"), ("Closed", "closed_at")),
	"Referral Slip": (
		("Issued", "issued_at"),
		("Signed For", "signed_for_at"),
		("Replied", "replied_at"),
		("Confirmed", "confirmed_at"),
	),
}
# what a step asks for, by the status it leads to or by (from, to); True: it is refused without
EVIDENCE: dict[str, dict[str | tuple[str, str], dict[str, bool]]] = {
	"Talk Session": {
		"Held": {"actual_start": True, "actual_end": False, "host": False, "recorder": False},
		"Closed": {"waiver_reason": False},
		"Cancelled": {"cancel_reason": True},
	},
	"Talk Matter": {
		"Accepted": {
			"category": True,
			"regime": True,
			"variant": False,
			"lead_unit": False,
			"first_response": False,
		},
		"Not Accepted": {"not_accepted_reason": True, "not_accepted_note": True, "notice_given_at": True},
		"Planned": {"plan": True, "lead_unit": True},
		"Replied": {
			"reply": True,
			"reply_how": False,
			"replied_by": False,
			"trips": False,
			"co_handler_override": False,
		},
		"Withdrawn": {"withdrawn_reason": True},
		("Replied", "In Progress"): {"reopen_reason": True},
		("Evaluated", "In Progress"): {"reopen_reason": True},
		("Closed", "In Progress"): {"reopen_reason": True},
	},
	"Referral Slip": {
		"Objected": {"objection_reason": True},
		("Objected", "Issued"): {"next_unit": True, "decision_note": True},
		("Signed For", "Issued"): {"next_unit": True, "decision_note": True},
		("Objected", "Signed For"): {"decision_note": True},
		("Replied", "In Progress"): {"decision_note": True},
		"Replied": {"reply": True, "replied_by": False, "scan": False},
		"Confirmed": {"confirmation_note": False, "confirmed_by": False},
		"Withdrawn": {"withdrawn_reason": True},
	},
}
# steps that lead on; the others are offered behind them
FORWARD = frozenset(
	("Prepared", "Held", "Following Up", "Accepted", "Planned", "In Progress", "Replied", "Evaluated")
) | {"Issued", "Signed For", "Confirmed", "Closed"}


# possible, but never the next thing: going back, passing on, closing what nobody has rated
ASIDE = frozenset(
	(
		("Prepared", "Planned"),
		("Signed For", "Issued"),
		("Replied", "In Progress"),
		("Evaluated", "In Progress"),
		("Closed", "In Progress"),
		("Replied", "Closed"),
	)
)


def panel(doc: Any) -> dict[str, Any]:
	"""Everything the head of a form shows to the user at work. The caller has checked that he may read it."""
	return {
		"modified": str(doc.modified),
		"status": _(doc.status, context=doc.doctype),
		"state": _(doc.workflow_state) if doc.workflow_state != doc.status else None,
		"rings": rings(doc),
		"clocks": [clock(doc, row) for row in doc.get("clocks") or []],
		"holder": holder(doc),
		"actions": actions(doc),
		"facilities": facilities(doc),
		"events": history(doc),
	}


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
	ended = doc.status in FINISHED[doc.doctype] and not row.met_at
	pause = next((p for p in reversed(doc.get("pauses") or []) if not p.resumed_at), None)
	return {
		"step": row.step,
		"label": _(row.step, context="Deadline Rule"),
		"due": left.due,
		"met_at": row.met_at,
		"on_time": row.on_time,
		"overdue": left.overdue and not (row.met_at or left.paused or ended),
		"paused": left.paused,
		"reason": pause.reason if pause and left.paused else uncertain(row, left),
		"left_text": _("No longer runs") if ended else left_text(row, left),
	}


def uncertain(row: Any, left: Any) -> str | None:
	"""Why a running clock may still move: it ends in a year whose official plan is not known."""
	if row.met_at or row.unit == "Hour" or not left.due:
		return None
	return calendars.warning([left.due.year]) or None


def left_text(row: Any, left: Any) -> str:
	"""What is left, as an official would say it."""
	if row.met_at:
		return _("Kept") if row.on_time == "On Time" else _("Met late")
	if left.paused:
		return _("Clock stopped")
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
	if not person and unit:
		liaison = units.duty_holder(unit, "Liaison", now_datetime().date())
		person = liaison and liaison.employee_name
	elif person:
		person = frappe.utils.get_fullname(person)
	name = frappe.get_cached_value("Health Unit", unit, "unit_name") if unit else _("Bureau's intake")
	return {"unit": unit, "unit_name": name, "person": person}


def actions(doc: Any) -> list[dict[str, Any]]:
	"""The workflow's actions that this user may take now, with what each asks for."""
	if doc.is_new() or not permissions.has_permission(doc, "write"):
		return []
	found: dict[str, dict[str, Any]] = {}
	for row in get_transitions(doc, states.workflow_of(doc.doctype)):
		status = states.status_of_state(doc.doctype, row.next_state)
		if row.action in found or not offered(doc, status):
			continue
		asked = EVIDENCE[doc.doctype].get((doc.status, status)) or EVIDENCE[doc.doctype].get(status) or {}
		if status == doc.status:
			asked = {}
		found[row.action] = {
			"action": row.action,
			"label": _(row.action, context=doc.doctype),
			"status": status,
			"primary": leads_on(doc, status),
			"fields": [field(doc, name, required) for name, required in asked.items()],
		}
	return list(found.values())


def leads_on(doc: Any, status: str) -> bool:
	"""Whether a step is the way forward, and stands as a button; the others stand in the menu."""
	return (doc.status, status) not in ASIDE and (status in FORWARD or status == doc.status)


def offered(doc: Any, status: str) -> bool:
	"""Whether a step makes sense for this user; the guards decide again when it is taken."""
	if status == doc.status:
		return True
	if doc.doctype == "Referral Slip":
		return slip_sides.may_act(doc, slip_sides.side_of(doc.status, status))
	if doc.doctype == "Talk Matter":
		if status == "Evaluated":
			return bool(doc.satisfaction)
		return permissions.can_act_for(doc.lead_unit or doc.unit) or permissions.can_act_for(doc.unit)
	return True


def field(doc: Any, fieldname: str, required: bool) -> dict[str, Any]:
	"""A field of a step's dialog, as the form's own field with its present value."""
	df = doc.meta.get_field(fieldname)
	return {
		"fieldname": fieldname,
		"fieldtype": df.fieldtype,
		"label": _(df.label, context=doc.doctype),
		"options": options(doc, df),
		"description": _(df.description) if df.description else None,
		"reqd": int(required),
		"default": doc.get(fieldname),
	}


def options(doc: Any, df: Any) -> Any:
	"""The choices of a Select in the words of its DocType; the target of a Link as it is."""
	if df.fieldtype != "Select":
		return df.options
	values = (df.options or "").split("\n")
	if df.fieldname == "variant":
		values = ["", *deadlines.variants(doc.regime)]
	return [{"value": value, "label": _(value, context=doc.doctype) if value else ""} for value in values]


def facilities(doc: Any) -> list[dict[str, str]]:
	"""Actions beside the workflow that are open now, by key; the form knows how to ask for each."""
	if doc.is_new():
		return []
	by_doctype = {"Talk Matter": _matter_keys, "Talk Session": _session_keys, "Referral Slip": _slip_keys}
	keys = by_doctype[doc.doctype](doc) if permissions.has_permission(doc, "write") else []
	keys += _reader_keys(doc)
	return [{"key": key, "label": _(label, context=doc.doctype)} for key, label in keys]


def _reader_keys(doc: Any) -> list[tuple[str, str]]:
	"""What who only reads a document may do as well."""
	keys = []
	known = doc.doctype == MATTER and (doc.raiser_name or doc.raiser_phone)
	if known and not set(identity.OPENERS).isdisjoint(frappe.get_roles()):
		keys.append(("show_identity", "Show Identity"))
	return keys


def _matter_keys(doc: Any) -> list[tuple[str, str]]:
	keys = []
	running = doc.status in ("Accepted", "Planned", "In Progress")
	if doc.status == "Raised" and not doc.is_accusation:
		keys.append(("settle_on_the_spot", "Settle on the Spot"))
	if running and not doc.first_response_at:
		keys.append(("respond", "Give First Response"))
	if running and not doc.is_accusation:
		keys += [("refer", "Send Slip"), ("ask_joint_handling", "Ask Co-handlers")]
	if running and any(not row.met_at for row in doc.clocks):
		if doc.paused_since:
			keys.append(("resume", "Let the Clock Go On"))
		elif any(deadlines.pause_reasons_of(row) for row in doc.clocks if not row.met_at):
			keys.append(("pause", "Stop the Clock"))
		if any(row.extension_cap and not row.met_at for row in doc.clocks):
			keys.append(("request_extension", "Ask for More Time"))
	decider = "Discipline Officer" if doc.is_accusation else "Unit Leader"
	if any(row.decision == "Requested" for row in doc.extensions) and decider in frappe.get_roles():
		keys.append(("decide_extension", "Decide on More Time"))
	if any(row.decision == "Approved" and not row.told_at for row in doc.extensions):
		keys.append(("record_told", "Public Was Told"))
	if doc.status in ("Raised", "Accepted", "Planned", "In Progress") and not doc.is_accusation:
		keys.append(("merge", "Merge Duplicate"))
	if doc.status == "Merged":
		keys.append(("undo_merge", "Undo Merge"))
	if doc.status == "Replied" or (doc.status == "Merged" and survivor_awaits_rating(doc)):
		keys.append(("evaluate", "Enter Evaluation"))
	keys.append(("receipt", "Print Receipt"))
	return keys


def survivor_awaits_rating(doc: Any) -> bool:
	"""Whether who raised a duplicate may rate what it was merged into."""
	return frappe.db.get_value(MATTER, merging.survivor_of(doc.name), "status") == "Replied"


def _session_keys(doc: Any) -> list[tuple[str, str]]:
	keys = [("record_accusation", "Record Accusation")]
	if doc.status in ("Held", "Following Up"):
		keys += [("evaluate", "Enter Evaluation"), ("tally", "Enter Tally")]
	return keys


def _slip_keys(doc: Any) -> list[tuple[str, str]]:
	if doc.status not in ("Issued", "Signed For", "In Progress") or not slip_sides.may_oversee(doc):
		return []
	return [("urge", "Urge"), ("supervise", "Supervise")]


def history(doc: Any) -> list[dict[str, Any]]:
	"""The last twenty events in words."""
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
	"lead": "Lead unit changed",
	"handover": "Handed over",
	"unit.moved": "Moved to the successor unit",
	"notice": "Notice sent",
	"receipt.printed": "Receipt printed",
}


def say(event: Any) -> str:
	"""An event as a short sentence."""
	if event.event == "status":
		doctype = event.reference_doctype
		moved = f"{_(event.from_status, context=doctype)} → {_(event.to_status, context=doctype)}"
		return f"{moved} · {in_place_of(event)}" if "acted_for" in event.details else moved
	words = _(EVENT_WORDS.get(event.event, event.event), context="Case Event")
	step = event.details.get("step")
	return f"{words} · {_(step, context='Deadline Rule')}" if step else words


def in_place_of(event: Any) -> str:
	"""That an administrator acted where a unit had nobody."""
	name = frappe.get_cached_value("Health Unit", event.details["acted_for"], "unit_name")
	return _("in the place of {0}").format(name)

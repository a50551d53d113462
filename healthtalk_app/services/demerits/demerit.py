"""What must hold for a Demerit Record 不良执业记分, and the evidence of each step (P1, design §3)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	AccusationRouteError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	refuse,
)
from healthtalk_app.metrics import demerits as figures
from healthtalk_app.rules import deadlines
from healthtalk_app.rules import demerits as rules
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services import inputs
from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.clockwork import calendars
from healthtalk_app.services.demerits import demerit_sides as sides
from healthtalk_app.services.demerits import subjects
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering
from healthtalk_app.services.rectifications.rectification_sides import orders
from healthtalk_app.services.steps.evidence import has_file

NOON = time(12)
BOTH = "Both"
SOURCE = ("kind", "unit", "proposing_unit", "employee", "practitioner_name", "licence_number", "matter")
PROPOSED = (*SOURCE, "code", "occurred_on", "cycle_from", "facts", "evidence", "evidence_note")
FOUND = ("statement", "confirmation_note", "dismissal_reason")
APPEAL = ("appeal_reason", "appeal_evidence", "late_appeal_reason")
DECISION = ("appeal_decision",)


# ---- the steps of a save -------------------------------------------------------------------------
def lock_past_steps(doc: Any) -> None:
	"""What a step has settled stands, and the unit writes nothing but its appeal."""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was != "Proposed":
		doc.refuse_frozen((*PROPOSED, *FOUND), _("The proposal has been decided on."))
	if was != "Confirmed":
		doc.refuse_frozen(APPEAL, _("An appeal is written when it comes in, against confirmed points."))
	if was != "Appealed":
		doc.refuse_frozen(DECISION, _("There is no appeal to decide on."))
	sides.check_writers(doc, (*PROPOSED, *FOUND, *DECISION))


def fill_defaults(doc: Any) -> None:
	"""The unit of who proposes it, and who that is."""
	if not doc.is_new():
		return
	doc.proposing_unit = doc.proposing_unit or permissions.default_unit() or units.bureau()
	if not doc.proposed_by:
		doc.proposed_by = frappe.session.user


def check_units(doc: Any) -> None:
	"""A superior unit or a department of the bureau proposes; a unit itself only for its people."""
	if not (doc.is_new() or doc.differs("unit") or doc.differs("proposing_unit") or doc.differs("kind")):
		return
	doc.require_evidence(
		("unit", "proposing_unit"), _("A record has its unit and the unit that proposes it.")
	)
	own = doc.unit == doc.proposing_unit
	if not orders(doc.proposing_unit, doc.unit) or (own and doc.kind == figures.INSTITUTION):
		frappe.throw(
			_("A superior unit or a department of the bureau proposes points; a unit none of its own."),
			MoveNotAllowedError,
		)


def check_matter(doc: Any) -> None:
	"""A unit reads the record of its points: it must not learn there of an accusation (C9)."""
	if not doc.matter or not (doc.is_new() or doc.differs("matter")):
		return
	if frappe.db.get_value(MATTER, doc.matter, "is_accusation"):
		frappe.throw(
			_("The unit would learn of the accusation here. Write down what was found, without the matter."),
			AccusationRouteError,
		)


def take_code(doc: Any) -> None:
	"""Points, behaviour and basis are those of the code until the record is confirmed (P1)."""
	if doc.before and doc.before.status != "Proposed":
		return
	occurred = getdate(doc.occurred_on)
	if occurred > getdate():
		frappe.throw(_("The day on which it occurred lies in the future."), TimeOrderError)
	code = frappe.get_cached_doc("Demerit Code", doc.code)
	if code.applies_to not in (doc.kind, BOTH):
		refuse(
			_("The code {0} is for another kind: {1}."), code.name, _(code.applies_to, context=code.doctype)
		)
	begun, over = code.valid_from and getdate(code.valid_from), code.valid_to and getdate(code.valid_to)
	if (begun and occurred < begun) or (over and occurred > over):
		refuse(_("The code {0} was not in force on that day."), code.name)
	if not code.enabled and (doc.is_new() or doc.differs("code")):
		refuse(_("The code {0} is switched off."), code.name)
	doc.update({"points": cint(code.points), "behaviour": code.behaviour, "basis": code.basis})


def check_cycle_day(doc: Any) -> None:
	"""All records of a subject count their years from one day."""
	if not doc.cycle_from or (doc.before and doc.before.status != "Proposed"):
		return
	known = subjects.cycle_from(doc)
	if known and known != getdate(doc.cycle_from):
		refuse(
			_("The cycles of this unit or person are counted from {0} already; leave the day blank."),
			frappe.format(known, "Date"),
		)


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong person or without its evidence."""
	if not doc.flags.system_move:
		sides.check(doc, new)
	GUARDS[new](doc)


def _confirmed(doc: Any) -> None:
	doc.require_evidence(
		("statement", "confirmation_note"),
		_("Before points are given, the party is heard, and the finding is written down."),
	)
	if not (doc.evidence or doc.evidence_note or has_file(doc)):
		frappe.throw(
			_("Points need evidence: attach a file, or say where the evidence on paper is kept."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def _dismissed(doc: Any) -> None:
	doc.require_evidence(("dismissal_reason",), _("It is on record why a proposal is not followed."))


def _appealed(doc: Any) -> None:
	doc.require_evidence(("appeal_reason",), _("An appeal says what is wrong with the decision."))
	at = inputs.moment(doc.flags.occurred_at or doc.step_at) or now_datetime()
	if doc.appeal_until and at.date() > getdate(doc.appeal_until) and not doc.late_appeal_reason:
		refuse(
			_("The time for an appeal ended on {0}. Write down why it is taken all the same."),
			frappe.format(doc.appeal_until, "Date"),
			error=WindowClosedError,
		)


def _decided(doc: Any) -> None:
	doc.require_evidence(
		("appeal_decision",), _("The decision on an appeal says what was reviewed, and its reasons.")
	)


GUARDS = {
	"Confirmed": _confirmed,
	"Dismissed": _dismissed,
	"Appealed": _appealed,
	"Upheld": _decided,
	"Revoked": _decided,
}


# ---- what a step leaves behind ---------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Number, points and standing of a confirmation; who decided."""
	if new == "Confirmed":
		confirm(doc, at)
	elif new in ("Upheld", "Revoked"):
		doc.decided_by = frappe.session.user
	return {"points": cint(doc.points)}


def confirm(doc: Any, at: datetime) -> None:
	"""Freeze what the notice says: points, the day that counts, the cycle, its sum and the measure."""
	policy = figures.policy()
	subjects.lock(doc)
	# what is joined was confirmed: a proposal may name the wrong licence
	subjects.join_records(doc)
	doc.confirmed_by = frappe.session.user
	doc.number = numbering.issue(doc.proposing_unit, "demerit", doc, at)
	doc.counted_on = at.date() if policy.by_confirmation else getdate(doc.occurred_on)
	doc.cycle_from = subjects.cycle_from(doc, locked=True) or doc.cycle_from or doc.counted_on
	doc.appeal_until = appeal_until(at, policy.appeal_days)
	cycle = rules.cycle(doc.counted_on, policy.anchor(doc.cycle_from))
	# what counts for an earlier day of the cycle is told up to its end: the notice speaks of the whole cycle
	others = figures.points_of(doc.kind, doc.subject_key or doc.unit, cycle.end, doc.cycle_from)
	doc.update(
		{"cycle_start": cycle.start, "cycle_end": cycle.end, "cycle_points": others + cint(doc.points)}
	)
	doc.measure = policy.measure(doc.kind, rules.tier(doc.cycle_points, policy.thresholds))


def moved(doc: Any, old: str, new: str) -> None:
	"""Whoever reaches the last tier of a cycle is proposed to be held accountable, once (C6)."""
	last = figures.policy().thresholds[-1]
	if new == "Confirmed" and cint(doc.cycle_points) - cint(doc.points) < last <= cint(doc.cycle_points):
		person = doc.employee or doc.practitioner_name or None
		proposal.propose(proposal.DEMERITS, doc, doc.unit, person, doc.measure or "")


def appeal_until(at: datetime, days: int) -> date:
	"""The last day of an appeal: natural days from the decision, moved on from a rest day (民法典 203)."""
	term = deadlines.Term(days, deadlines.TermUnit.DAY)
	return deadlines.due_at(term, datetime.combine(at.date(), NOON), calendars.work_calendar()).date()

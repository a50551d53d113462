"""What must hold for a Referral Slip 流转单, and the evidence of each of its steps (design §3, H8)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	AccusationRouteError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules.transitions import FINISHED, MATTER
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.organisation import units
from healthtalk_app.services.slips.slip_sides import (
	RECEIVER_WRITES,
	acted_for,
	check_side,
	check_writers,
	side_of,
)

FROZEN_WHEN_ISSUED = (
	"subject",
	"kind",
	"matter",
	"original_slip",
	"urgency",
	"sender_unit",
	"receiver_unit",
	"request",
	"required_by",
	"preliminary_opinion",
	"preliminary_by",
	"preliminary_on",
)


# ---- the steps of a save -------------------------------------------------------------------------
def check_ends(doc: Any) -> None:
	"""A slip goes from one open unit to another, on a matter that its sender may see."""
	doc.require_evidence(("matter", "sender_unit", "receiver_unit"), _("A slip is about a matter."))
	if not (doc.is_new() or doc.differs("receiver_unit") or doc.differs("sender_unit")):
		# both ends may have become one when a unit was closed into the other; it is finished all the same
		return
	if doc.sender_unit == doc.receiver_unit:
		frappe.throw(_("A slip goes to another unit."), MoveNotAllowedError)
	if doc.is_new() or doc.differs("receiver_unit"):
		receiver = frappe.get_cached_doc("Health Unit", doc.receiver_unit)
		if not units.is_open(receiver.name, now_datetime().date()):
			refuse(_("{0} is closed; choose its successor."), receiver.unit_name)
		doc.outside_unit = int(not receiver.has_account)


def check_matter(doc: Any) -> None:
	"""The matter is open and no accusation; joint handling is asked for by the lead unit."""
	facts = frappe.db.get_value(
		MATTER,
		doc.matter,
		("status", "is_accusation", "lead_unit", "unit", "resolution_due_at"),
		as_dict=True,
	)
	if facts.is_accusation:
		frappe.throw(
			_("Accusations are handled by the discipline officer and travel on no slip."),
			AccusationRouteError,
		)
	if not (doc.is_new() or (doc.status == "Issued" and doc.before.status == "Draft")):
		return
	if not doc.flags.by_service:
		permissions.refuse_recused(doc)
	if facts.status in FINISHED[MATTER]:
		frappe.throw(_("This matter is finished; it takes no further slips."), MoveNotAllowedError)
	if doc.kind == "Joint Handling":
		if doc.sender_unit != (facts.lead_unit or facts.unit):
			frappe.throw(_("Only the lead unit asks others to handle a matter with it."), WrongSideError)
		due = facts.resolution_due_at
		if doc.required_by and due and get_datetime(doc.required_by) > get_datetime(due):
			refuse(
				_("The co-handlers answer before the lead unit's own deadline ({0})."),
				frappe.format(due, "Datetime"),
				error=TimeOrderError,
			)


def lock_issued_facts(doc: Any) -> None:
	"""What was issued is frozen; objections and the next hop are the flow's own."""
	if doc.flags.by_service:
		return
	was = doc.before.status if doc.before else "Draft"
	if was != "Draft":
		doc.refuse_frozen(FROZEN_WHEN_ISSUED, _("The slip has been issued."))
	if was == "Replied":
		doc.refuse_frozen(RECEIVER_WRITES, _("The slip has been answered."))
	if was == "Objected":
		doc.refuse_frozen(("objection_reason",), _("The slip has been returned."))
	check_writers(doc)


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move:
		check_side(doc, side_of(old, new))
		doc.flags.acted_for = acted_for(doc, side_of(old, new))
	if check := GUARDS.get((old, new)) or GUARDS.get(new):
		check(doc)


def _issued(doc: Any) -> None:
	doc.require_evidence(("request",), _("A slip says what is asked."))
	issued_at = inputs.moment(doc.flags.occurred_at or doc.step_at) or now_datetime()
	if doc.required_by and get_datetime(doc.required_by) <= issued_at:
		frappe.throw(_("The date asked for has passed already."), TimeOrderError)


def _next_hop(doc: Any) -> None:
	doc.require_evidence(
		("next_unit", "decision_note"), _("A slip is sent on to a named unit, with the reason.")
	)
	if doc.designated:
		refuse_designated()
	if doc.next_unit in (doc.receiver_unit, doc.sender_unit):
		frappe.throw(
			_("Choose a unit other than the one that holds the slip or has sent it."), MoveNotAllowedError
		)
	if not units.is_open(doc.next_unit, now_datetime().date()):
		refuse(_("{0} is closed; choose its successor."), doc.next_unit, error=MoveNotAllowedError)


def refuse_designated() -> None:
	"""Who was designated 指定 neither returns the slip nor passes it on (北京市接诉即办工作条例)."""
	frappe.throw(
		_("This slip was designated to your unit; it cannot be returned again."),
		MoveNotAllowedError,
		title=_("Designated"),
	)


def _objected(doc: Any) -> None:
	doc.require_evidence(("objection_reason",), _("An objection has its reasons."))
	if doc.designated:
		refuse_designated()
	if clocks.is_over(doc, clocks.RETURN, now_datetime()):
		refuse(
			_("The time for returning this slip ended on {0}."),
			frappe.format(clocks.row_of(doc, clocks.RETURN).due_at, "Datetime"),
			error=WindowClosedError,
		)


def _designated(doc: Any) -> None:
	doc.require_evidence(("decision_note",), _("A rejected objection is told its reason."))


def _replied(doc: Any) -> None:
	if doc.outside_unit:
		doc.require_evidence(("scan",), _("The answer of an outside unit is kept as a scan."))
	else:
		doc.require_evidence(("reply",), _("An answer has a text."))


def _sent_back(doc: Any) -> None:
	doc.require_evidence(("decision_note",), _("What is sent back says what is missing."))


def _withdrawn(doc: Any) -> None:
	doc.require_evidence(("withdrawn_reason",), _("A withdrawal has its reason."))


GUARDS = {
	("Draft", "Issued"): _issued,
	("Objected", "Issued"): _next_hop,
	("Signed For", "Issued"): _next_hop,
	"Objected": _objected,
	("Objected", "Signed For"): _designated,
	"Replied": _replied,
	("Replied", "In Progress"): _sent_back,
	"Withdrawn": _withdrawn,
}

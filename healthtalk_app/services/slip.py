"""A Referral Slip 流转单 is sent, signed for, objected to, answered, confirmed (design §3, H8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	AccusationRouteError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	WrongSideError,
)
from healthtalk_app.rules.transitions import FINISHED
from healthtalk_app.services import clocks, events, flow, inputs, numbering, units

DOCTYPE = "Referral Slip"
NUMBER_KIND = {
	"Referral": "referral",
	"Assignment": "assignment",
	"Joint Handling": "joint",
	"Supervision": "supervision",
}
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
RECEIVER_WRITES = ("objection_reason", "reply", "replied_by", "scan")
SENDER_WRITES = ("confirmation_note", "confirmed_by", "withdrawn_reason")
OPINIONS = (
	"proposal",
	"proposal_by",
	"proposal_on",
	"leader_instruction",
	"instruction_by",
	"instruction_on",
	"decision_note",
)
# (from, to) → which side takes the step; a status alone stands for every way into it
SIDES = {
	"Issued": "sender",
	("Objected", "Issued"): "dispatcher",
	("Signed For", "Issued"): "receiver",
	"Signed For": "receiver",
	("Objected", "Signed For"): "dispatcher",
	"Objected": "receiver",
	"In Progress": "receiver",
	("Replied", "In Progress"): "sender",
	"Replied": "receiver",
	"Confirmed": "sender",
	"Withdrawn": "sender",
}


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
			frappe.throw(_("{0} is closed; choose its successor.").format(receiver.unit_name))
		doc.outside_unit = int(not receiver.has_account)


def check_matter(doc: Any) -> None:
	"""The matter is open and no accusation; joint handling is asked for by the lead unit."""
	facts = frappe.db.get_value(
		"Talk Matter",
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
	if facts.status in FINISHED["Talk Matter"]:
		frappe.throw(_("This matter is finished; it takes no further slips."), MoveNotAllowedError)
	if doc.kind == "Joint Handling":
		if doc.sender_unit != (facts.lead_unit or facts.unit):
			frappe.throw(_("Only the lead unit asks others to handle a matter with it."), WrongSideError)
		due = facts.resolution_due_at
		if doc.required_by and due and get_datetime(doc.required_by) > get_datetime(due):
			frappe.throw(
				_("The co-handlers answer before the lead unit's own deadline ({0}).").format(
					frappe.format(due, "Datetime")
				),
				TimeOrderError,
			)


def lock_issued_facts(doc: Any) -> None:
	"""What was issued is frozen; objections and the next hop are the flow's own."""
	if doc.flags.by_service:
		return
	was = doc.before.status if doc.before else "Draft"
	if was != "Draft":
		doc.refuse_frozen(FROZEN_WHEN_ISSUED, _("The slip has been issued."))
	if was in ("Replied", "Confirmed"):
		doc.refuse_frozen(RECEIVER_WRITES, _("The slip has been answered."))
	if was == "Objected":
		doc.refuse_frozen(("objection_reason",), _("The slip has been returned."))
	if was in FINISHED[DOCTYPE]:
		doc.refuse_frozen((*RECEIVER_WRITES, *SENDER_WRITES, *OPINIONS), _("The slip is finished."))
	check_writers(doc)


def check_writers(doc: Any) -> None:
	"""Nobody puts words into the other side's mouth: each writes its own fields."""
	for side, fieldnames in (("receiver", RECEIVER_WRITES), ("sender", SENDER_WRITES)):
		written = [name for name in fieldnames if is_written(doc, name)]
		if written and not may_act(doc, side):
			label = "、".join(_(doc.meta.get_label(name)) for name in written)
			frappe.throw(
				_("{0} is written by the receiving unit.").format(label)
				if side == "receiver"
				else _("{0} is written by the sending unit.").format(label),
				WrongSideError,
				title=_("Not Your Step"),
			)


def is_written(doc: Any, fieldname: str) -> bool:
	"""Whether this save puts something into a field, or takes it away."""
	return doc.differs(fieldname) if doc.before else not inputs.is_blank(doc.get(fieldname))


def refresh_parties(doc: Any) -> None:
	"""Everybody who ever held the slip keeps seeing it, from its issue on; a draft is the sender's."""
	doc.set("parties", [])
	doc.add_party(doc.sender_unit, "Sender")
	if doc.status != "Draft":
		doc.add_party(doc.receiver_unit, "Receiver")
		for hop in doc.hops:
			doc.add_party(hop.to_unit, "Receiver")


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move:
		check_side(doc, SIDES.get((old, new)) or SIDES[new])
	if check := GUARDS.get((old, new)) or GUARDS.get(new):
		check(doc)


def check_side(doc: Any, side: str) -> None:
	"""Who may take a step: sender, receiver, or the one who dispatched it."""
	if may_act(doc, side):
		return
	frappe.throw(
		{
			"sender": _("Only the sending unit takes this step."),
			"receiver": _("Only the receiving unit takes this step."),
			"dispatcher": _(
				"Only the unit that sent the slip, or a superior of it, decides on an objection."
			),
		}[side],
		WrongSideError,
		title=_("Not Your Step"),
	)


def may_act(doc: Any, side: str) -> bool:
	"""Whether the user at work stands on that side of the slip."""
	if side == "sender":
		return permissions.can_act_for(doc.sender_unit)
	if side == "receiver":
		if permissions.can_act_for(doc.receiver_unit):
			return True
		# an outside unit without an account is served by the sender's liaison, with a scan
		return bool(doc.outside_unit) and permissions.can_act_for(doc.sender_unit)
	# who may act for the dispatcher is the dispatcher itself or a superior of it
	return permissions.can_act_for(last_dispatch(doc).from_unit)


def last_dispatch(doc: Any) -> Any:
	"""The hop by which the slip came to its present receiver."""
	return next(hop for hop in reversed(doc.hops) if hop.kind in ("Sent", "Forwarded", "Passed On"))


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
		frappe.throw(_("{0} is closed; choose its successor.").format(doc.next_unit), MoveNotAllowedError)


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
	if clocks.is_over(doc, "Return", now_datetime()):
		frappe.throw(
			_("The time for returning this slip ended on {0}.").format(
				frappe.format(clocks.row_of(doc, "Return").due_at, "Datetime")
			),
			WindowClosedError,
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


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Numbers, hops and clocks of a step; returns what its event says beside the status."""
	if new == "Issued":
		return _send(doc, old, at)
	if new == "Signed For":
		return _sign(doc, old, at)
	if new == "Objected":
		take_receipt(doc, at)
	if new in ("In Progress", "Replied"):
		_work(doc, old, new, at)
	if new == "Withdrawn" and doc.number:
		numbering.void(doc, doc.withdrawn_reason)
	return {}


def _send(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	kind, from_unit = "Sent", doc.sender_unit
	if old == "Draft":
		doc.number = numbering.issue(doc.sender_unit, NUMBER_KIND[doc.kind], doc, at)
	else:
		kind = "Forwarded" if old == "Objected" else "Passed On"
		from_unit = last_dispatch(doc).from_unit if old == "Objected" else doc.receiver_unit
		if old == "Objected":
			doc.objection_decision = "Upheld"
			add_hop(doc, "Returned", doc.receiver_unit, from_unit, doc.objected_at, doc.objection_reason)
		else:
			last_dispatch(doc).received_at = last_dispatch(doc).received_at or at
		doc.receiver_unit, doc.next_unit = doc.next_unit, None
		doc.round_no = (doc.round_no or 1) + 1
		doc.outside_unit = int(not frappe.get_cached_value("Health Unit", doc.receiver_unit, "has_account"))
	hop = add_hop(doc, kind, from_unit, doc.receiver_unit, at, doc.decision_note if old != "Draft" else None)
	# what was said stands in the hops; the next receiver and the next decision give their own reasons
	doc.objection_reason = doc.decision_note = None
	for step in ("Sign For", "Return"):
		clocks.restart(doc, step, at, regime="Slip")
	if old == "Draft":
		start_reply_clock(doc, at)
	row = clocks.row_of(doc, "Reply")
	hop.due_at = row.due_at if row else None
	refresh_parties(doc)
	return {"to": doc.receiver_unit}


def start_reply_clock(doc: Any, at: datetime) -> None:
	"""Up to the date asked for; co-handlers up to the lead's deadline; else by rule, else that deadline."""
	lead_due = frappe.db.get_value("Talk Matter", doc.matter, "resolution_due_at")
	if doc.required_by or (doc.kind == "Joint Handling" and lead_due):
		clocks.start(doc, "Reply", at, due_at=doc.required_by or lead_due)
	elif not clocks.start(doc, "Reply", at, regime="Slip", variant=doc.kind) and lead_due:
		clocks.start(doc, "Reply", at, due_at=lead_due)


def _sign(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	if old != "Objected":
		take_receipt(doc, at)
		return {}
	doc.objection_decision = "Rejected"
	add_hop(doc, "Designated", last_dispatch(doc).from_unit, doc.receiver_unit, at, doc.decision_note)
	# the reason stands in the hop; the next decision gives its own
	doc.designated, doc.decision_note = 1, None
	return {"designated": 1}


def take_receipt(doc: Any, at: datetime) -> None:
	"""The receiver has the slip in hand, whether it signs for it or returns it."""
	clocks.meet(doc, "Sign For", at)
	hop = last_dispatch(doc)
	hop.received_at = hop.received_at or at
	hop.received_by = hop.received_by or frappe.session.user


def _work(doc: Any, old: str, new: str, at: datetime) -> None:
	if new == "Replied":
		clocks.meet(doc, "Reply", at)
	elif old == "Replied":
		row = clocks.row_of(doc, "Reply")
		if row:
			row.met_at = row.on_time = None


def add_hop(doc: Any, kind: str, from_unit: str, to_unit: str, at: Any, note: str | None = None) -> Any:
	"""A row of the circulation table 流转记录, and its event."""
	hop = doc.append(
		"hops",
		{
			"kind": kind,
			"from_unit": from_unit,
			"sent_by": frappe.session.user,
			"sent_at": at,
			"to_unit": to_unit,
			"note": note,
		},
	)
	doc.queue_event("hop", occurred_at=at, details={"kind": kind, "from": from_unit, "to": to_unit})
	return hop


def moved(doc: Any, old: str, new: str) -> None:
	"""Tell the matter that a slip went out or came to its end, and let the receiver see it."""
	matter = frappe.get_doc("Talk Matter", doc.matter)
	if new == "Issued":
		share_matter(matter, doc)
		if old == "Draft":
			events.record(matter, "slip.issued", unit=doc.sender_unit, details={"slip": doc.name})
	elif new == "Confirmed" or (new == "Withdrawn" and old != "Draft"):
		events.record(matter, "slip.finished", unit=doc.sender_unit, details={"slip": doc.name})


def share_matter(matter: Any, doc: Any) -> None:
	"""Who holds a slip of a matter reads the matter."""
	part = "Co-handler" if doc.kind == "Joint Handling" else "Receiver"
	held = {"parent": matter.name, "parenttype": matter.doctype, "unit": doc.receiver_unit}
	if frappe.db.exists("Case Party", held):
		return
	row = matter.append("parties", {"unit": doc.receiver_unit, "part": part})
	row.db_insert()


# ---- actions beside the workflow -----------------------------------------------------------------
def send_off(doc: Any) -> None:
	"""Issue a draft as the user at work, or take it to the approval that was put before its issue."""
	workflow = flow.workflow_of(DOCTYPE)
	ways = {
		flow.status_of_state(DOCTYPE, row.next_state): row.action for row in get_transitions(doc, workflow)
	}
	if action := ways.get("Issued") or ways.get("Draft"):
		flow.act(DOCTYPE, doc.name, action)


def urge(doc: Any, note: str) -> None:
	"""Remind the receiver, on record."""
	check_side(doc, "sender")
	if doc.status not in ("Issued", "Signed For", "In Progress"):
		frappe.throw(_("Only a slip that waits for its receiver is urged."), MoveNotAllowedError)
	if not (note or "").strip():
		frappe.throw(_("Write what you urge for."), EvidenceMissingError)
	doc.flags.by_service = doc.flags.system_move = True
	add_hop(doc, "Urged", doc.sender_unit, doc.receiver_unit, now_datetime(), note)
	doc.queue_event("urged")
	# the sender's right was checked above; the workflow's edit role is the receiver's at this stage
	doc.save(ignore_permissions=True)


def supervise(doc: Any, request: str, required_by: datetime | str | None = None) -> Any:
	"""督办: a slip of its own on a slip that is late, with its own date. Returns the new draft."""
	check_side(doc, "sender")
	if doc.status not in ("Issued", "Signed For", "In Progress", "Objected"):
		frappe.throw(_("Only a slip that waits for its receiver is supervised."), MoveNotAllowedError)
	supervision = frappe.get_doc(
		doctype=DOCTYPE,
		kind="Supervision",
		original_slip=doc.original_slip or doc.name,
		matter=doc.matter,
		subject=doc.subject,
		sender_unit=doc.sender_unit,
		receiver_unit=doc.receiver_unit,
		urgency="Urgent",
		request=request,
		required_by=required_by,
	)
	supervision.insert()
	return supervision

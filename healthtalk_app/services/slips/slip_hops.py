"""The way of a Referral Slip from hand to hand: hops, clocks, and what its matter hears (H8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.records import events, numbering, parties
from healthtalk_app.services.slips.slip_sides import last_dispatch

NUMBER_KIND = {
	"Referral": "referral",
	"Assignment": "assignment",
	"Joint Handling": "joint",
	"Supervision": "supervision",
}
# The regime of the matter may know a term of its own, under its own name; else that of slips holds.
STEP_NAMES = {"Return": ("Objection", "Return")}


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Numbers, hops and clocks of a step; returns what its event says beside the status."""
	details = {"acted_for": doc.flags.acted_for} if doc.flags.acted_for else {}
	if new == "Issued":
		return {**details, **_send(doc, old, at)}
	if new == "Signed For":
		return {**details, **_sign(doc, old, at)}
	if new == "Objected":
		take_receipt(doc, at)
	if new in ("In Progress", "Replied"):
		_work(doc, old, new, at)
	if new == "Withdrawn" and doc.number:
		numbering.void(doc, doc.withdrawn_reason)
	return details


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
		clocks.restart(doc, step, at, rule=rule_of(doc, step, at))
	if old == "Draft":
		start_reply_clock(doc, at)
	row = clocks.row_of(doc, "Reply")
	hop.due_at = row.due_at if row else None
	refresh_parties(doc)
	return {"to": doc.receiver_unit}


def start_reply_clock(doc: Any, at: datetime) -> None:
	"""Up to the date asked for; co-handlers up to the lead's deadline; else by rule, else that deadline."""
	lead_due = frappe.db.get_value(MATTER, doc.matter, "resolution_due_at")
	if doc.required_by or (doc.kind == "Joint Handling" and lead_due):
		clocks.start(doc, "Reply", at, due_at=doc.required_by or lead_due)
	elif not clocks.start(doc, "Reply", at, rule=rule_of(doc, "Reply", at)) and lead_due:
		clocks.start(doc, "Reply", at, due_at=lead_due)


def rule_of(doc: Any, step: str, at: datetime) -> frappe._dict | None:
	"""The rule for a step of the slip: of the matter's own regime where it has one, else of slips.

	A petition is objected to, a hotline matter returned, in the time that its regime gives. A slip reaches
	its receiver in the system when it is issued, so a term from receipt runs from then.
	"""
	matter = frappe.db.get_value(MATTER, doc.matter, ("regime", "category"), as_dict=True)
	wanted = [(matter.regime, name) for name in STEP_NAMES.get(step, (step,))]
	for regime, name in (*wanted, ("Slip", step)):
		if rule := deadlines.select(regime, name, matter.category, at.date(), doc.kind):
			return rule
	return None


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


def refresh_parties(doc: Any) -> None:
	"""Everybody who ever held the slip keeps seeing it, from its issue on; a draft is the sender's."""
	doc.set("parties", [])
	doc.add_party(doc.sender_unit, "Sender")
	if doc.status != "Draft":
		doc.add_party(doc.receiver_unit, "Receiver")
		for hop in doc.hops:
			doc.add_party(hop.to_unit, "Receiver")


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
	matter = frappe.get_doc(MATTER, doc.matter)
	if new == "Issued":
		share_matter(matter, doc)
		if old == "Draft":
			events.record(matter, "slip.issued", unit=doc.sender_unit, details={"slip": doc.name})
	elif new == "Confirmed" or (new == "Withdrawn" and old != "Draft"):
		events.record(matter, "slip.finished", unit=doc.sender_unit, details={"slip": doc.name})


def share_matter(matter: Any, doc: Any) -> None:
	"""Who holds a slip of a matter reads the matter, in this part beside any other that it has."""
	part = "Co-handler" if doc.kind == "Joint Handling" else "Receiver"
	held = {"parent": matter.name, "parenttype": matter.doctype, "unit": doc.receiver_unit, "part": part}
	if frappe.db.exists("Case Party", held):
		return
	row = matter.append("parties", {"unit": doc.receiver_unit, "part": part})
	row.db_insert()
	parties.mark_stored(matter.name)

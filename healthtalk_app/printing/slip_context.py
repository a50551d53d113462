"""Reads slips into the contexts of 流转单, 交办单, 协办单 and 督办单."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import cint, get_datetime, getdate, now_datetime

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import chosen, own_notes, paper, person, place_of, unit_name, zh

SLIP_NOTES = (
	"承办单位收单后在签收时限内签收；不属本单位职责的，说明理由退回。",
	"评价为“不满意”“非常不满意”的，重新办理并再次反馈。",
)


def matter_of(slip: Any) -> Any:
	return frappe.get_cached_doc("Talk Matter", slip.matter)


def referral_slip(doc: Any, identity: Mapping[str, Any]) -> c.ReferralSlip:
	"""流转单 of a slip, with the matter that it carries."""
	matter = matter_of(doc)
	session = frappe.get_cached_doc("Talk Session", matter.session) if matter.session else None
	confirmed = doc.status == "Confirmed"
	reopened = not confirmed and cint(matter.reopen_count)
	age = f"{matter.raiser_age}岁" if matter.raiser_age else ""
	return c.ReferralSlip(
		**paper(doc, doc.sender_unit, own_notes("slip_note", SLIP_NOTES)),
		urgency=c.Choice(list(terms.URGENCY.values()), [zh(doc.urgency, terms.URGENCY)]),
		round=cint(doc.round_no) or 1,
		speaker=identity.get("raiser_name") or matter.raiser_name or "",
		gender_age="，".join(filter(None, [zh(matter.raiser_gender, terms.GENDER), age])),
		phone=identity.get("raiser_phone") or matter.raiser_phone or "",
		address=identity.get("raiser_address") or matter.raiser_address or "",
		participant_category=zh(matter.raiser_category, terms.PARTICIPANT_CATEGORY),
		talk_unit=unit_name(matter.unit, matter.raised_at),
		mode=zh(session.mode, terms.MODE) if session else zh(matter.channel, terms.CHANNEL),
		talked_on=matter.raised_at,
		place=place_of(session) if session else "",
		recorder=(session and session.recorder) or person(matter.owner),
		categories=categories(matter.category),
		content=matter.content or matter.subject,
		request=doc.request or "",
		preliminary=c.Opinion(
			doc.preliminary_opinion or "", "", doc.preliminary_by or "", doc.preliminary_on
		),
		proposal=c.Opinion(doc.proposal or "", "", doc.proposal_by or "", doc.proposal_on),
		instruction=instruction(doc),
		hops=[hop(row) for row in doc.hops],
		result=reply_of(doc),
		feedback_mode=c.Choice(list(terms.REPLY_WAY.values()), chosen(matter.reply_how, terms.REPLY_WAY)),
		feedback_on=matter.resolved_at if matter.reply_how else None,
		rating=c.Choice(list(c.RATING_LEVELS), chosen(matter.satisfaction, terms.LEVEL)),
		closing=c.Choice(
			["办结销号", "延期", "重新交办"], ["办结销号"] if confirmed else ["重新交办"] if reopened else []
		),
		closed_by=doc.confirmed_by or "",
		closed_on=doc.confirmed_at,
	)


def categories(category: str | None) -> c.Choice:
	"""The upper categories of the site's tree, with the one ticked under which the matter falls."""
	# get_all: categories are shipped settings that everybody who prints may read
	upper = frappe.get_all(
		"Matter Category",
		{"enabled": 1, "is_group": 1},
		["name", "category_name", "lft", "rgt"],
		order_by="lft",
	)
	place = (
		frappe.get_cached_value("Matter Category", category, ["lft", "rgt", "category_name"])
		if category
		else None
	)
	if not place:
		return c.Choice([row.category_name for row in upper][:9])
	over = [row.category_name for row in upper if row.lft <= place[0] and row.rgt >= place[1]]
	ticked = over[-1] if over else place[2]
	leaves = [row for row in upper if not any(row.lft < other.lft < row.rgt for other in upper)]
	return c.Choice([row.category_name for row in leaves][:12], [ticked])


def instruction(doc: Any) -> c.Opinion:
	return c.Opinion(doc.leader_instruction or "", "", doc.instruction_by or "", doc.instruction_on)


def reply_of(doc: Any) -> c.Opinion:
	unit = unit_name(doc.receiver_unit, doc.replied_at) if doc.replied_at else ""
	return c.Opinion(doc.reply or "", unit, doc.replied_by or "", doc.replied_at)


def hop(row: Any) -> c.Hop:
	return c.Hop(
		row.sent_at,
		unit_name(row.from_unit, row.sent_at),
		person(row.sent_by),
		unit_name(row.to_unit, row.sent_at),
		person(row.received_by),
		row.due_at,
	)


def assignment(doc: Any) -> c.AssignmentSlip:
	"""交办单 or 协办单 of a slip."""
	kind = "joint" if doc.kind == "Joint Handling" else "assignment"
	notes = own_notes("slip_note", ("本单一式两份，双方各存一份。", "收单后按时限签收、回执。"))
	return c.AssignmentSlip(**paper(doc, doc.sender_unit, notes), kind=kind, **assigned(doc))


def assigned(doc: Any) -> dict[str, Any]:
	"""What 交办单 and 督办单 have in common."""
	matter = matter_of(doc)
	first = next(iter(doc.hops), None)
	# get_all: a co-handler's name is on the paper of everybody who is party to the matter
	joint = {"matter": doc.matter, "kind": "Joint Handling", "status": ("not in", ("Draft", "Withdrawn"))}
	helpers = frappe.get_all("Referral Slip", joint, pluck="receiver_unit", order_by="creation")
	lead = matter.lead_unit if doc.kind == "Joint Handling" else doc.receiver_unit
	if doc.kind == "Joint Handling" and doc.receiver_unit not in helpers:
		helpers.append(doc.receiver_unit)
	return {
		"source": source_of(matter),
		"lead_unit": unit_name(lead, doc.issued_at),
		"co_units": [unit_name(unit, doc.issued_at) for unit in dict.fromkeys(helpers)],
		"matter": matter.subject,
		"content": matter.content or "",
		"requirement": doc.request or "",
		"due_on": doc.reply_due_at or doc.required_by,
		"instruction": instruction(doc),
		"issue": c.Opinion(
			"", unit_name(doc.sender_unit, doc.issued_at), person(first and first.sent_by), doc.issued_at
		),
		"receipt": c.Opinion(
			"",
			unit_name(doc.receiver_unit, doc.signed_for_at) if doc.signed_for_at else "",
			person(first and first.received_by),
			doc.signed_for_at,
		),
		"reply": reply_of(doc),
	}


def source_of(matter: Any) -> str:
	number = frappe.get_cached_value("Talk Session", matter.session, "number") if matter.session else ""
	return zh(matter.channel, terms.CHANNEL) + (
		f"（{number or matter.source_number}）" if number or matter.source_number else ""
	)


def supervision(doc: Any) -> c.SupervisionSlip:
	"""督办单 of a slip, with the slip that it presses for."""
	notes = own_notes("slip_note", ("收到本单后按时限签收，并书面回执。",))
	original = frappe.get_cached_doc("Referral Slip", doc.original_slip) if doc.original_slip else None
	matter = matter_of(doc)
	due = original.reply_due_at if original else matter.resolution_due_at
	until = get_datetime(doc.issued_at) if doc.issued_at else now_datetime()
	# get_all: only counts the earlier supervisions of the same slip, whoever wrote them
	same = {
		"kind": "Supervision",
		"matter": doc.matter,
		"original_slip": doc.original_slip or ("is", "not set"),
	}
	earlier = frappe.get_all(
		"Referral Slip",
		{**same, "creation": ("<", doc.creation), "status": ("!=", "Withdrawn")},
		pluck="name",
	)
	objection = original.objection_reason if original else ""
	return c.SupervisionSlip(
		**paper(doc, doc.sender_unit, notes),
		**assigned(doc),
		original_number=(original and original.number) or matter.number or "",
		original_due_on=due,
		days_overdue=max((until.date() - getdate(due)).days, 0) if due else None,
		supervision_round=len(earlier) + 1,
		progress=matter.progress_note or "",
		reason=objection or "",
		conclusion=c.Choice(["销号", "继续督办"], ["销号"] if doc.status == "Confirmed" else []),
		conclusion_opinion=c.Opinion(
			doc.confirmation_note or "", "", doc.confirmed_by or "", doc.confirmed_at
		),
	)

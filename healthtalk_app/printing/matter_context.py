"""Reads matters into the contexts of 延期审批表 and 说事回执."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_url, now_datetime

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import chosen, own_notes, paper, person, settings, unit_name
from healthtalk_app.services.clockwork import clocks

RECEIPT_NOTES = ("查询码和评价码只印在本联，请妥善保存，不要给承办单位和他人看。",)
# the code follows as the fragment, which a browser keeps to itself and no server writes down
TRACK_PATH, RATE_PATH = "/healthtalk/track", "/healthtalk/rate"


def extension(doc: Any) -> c.ExtensionApproval:
	"""延期审批表 of the matter's latest request for more time."""
	form = c.ExtensionApproval(
		**paper(doc, doc.lead_unit or doc.unit),
		matter=doc.subject,
		unit=unit_name(doc.lead_unit or doc.unit),
		accepted_on=doc.accepted_at,
		due_on=doc.resolution_due_at,
	)
	row = doc.extensions[-1] if doc.extensions else None
	if not row:
		return form
	clock = next((clock for clock in doc.clocks if clock.step == row.step), None)
	if clock:
		form.due_on = due_before(doc, clock)
		form.basis = frappe.get_cached_value("Deadline Rule", clock.rule, "basis") if clock.rule else ""
		unit = terms.TERM_UNIT.get(clock.extension_unit or clock.unit, "")
		form.unit_opinion.text = f"申请延期{row.amount}{unit}。"
	form.reason, form.extended_to = row.reason or "", row.proposed_due
	form.unit_opinion.person, form.unit_opinion.signed_on = person(row.requested_by), row.requested_at
	if row.decision in ("Approved", "Refused"):
		words = "同意延期。" if row.decision == "Approved" else "不同意延期。"
		form.leader_opinion = c.Opinion(
			words + (row.decision_note or ""), "", person(row.decided_by), row.decided_at
		)
	form.notified_on, form.notify_mode.chosen = row.told_at, chosen(row.told_how, terms.TOLD_WAY)
	return form


def due_before(doc: Any, clock: Any) -> datetime:
	"""When the clock would have run out without any extension."""
	return clocks.due(doc, clock, now_datetime(), extended=0)


def receipt(doc: Any, identity: Mapping[str, Any], codes: Mapping[str, str] | None) -> c.Receipt:
	"""说事回执. Without `codes` it is a second print, which carries none and says so."""
	tracking, rating = (codes or {}).get("tracking", ""), (codes or {}).get("rating", "")
	made = paper(doc, doc.unit, own_notes("receipt_note", RECEIPT_NOTES))
	return c.Receipt(
		**{**made, "desk_url": ""},
		speaker=identity.get("raiser_name") or doc.raiser_name or "",
		matter=doc.subject,
		content=doc.content or "",
		unit=unit_name(doc.unit, doc.raised_at) or made["issuer"],
		accepted_on=doc.accepted_at or doc.raised_at,
		promised_on=doc.resolution_due_at,
		tracking_code=tracking,
		tracking_url=get_url(f"{TRACK_PATH}#{tracking}") if tracking else "",
		rating_code=rating,
		rating_url=get_url(f"{RATE_PATH}#{rating}") if rating else "",
		contact=frappe.get_cached_value("Health Unit", doc.unit, "phone") or "" if doc.unit else "",
		supervision_phone=settings().service_phone or "",
		issued_by=person(frappe.session.user),
		issued_on=now_datetime().date(),
		reprint=not codes,
	)

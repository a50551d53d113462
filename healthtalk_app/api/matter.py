"""Endpoints of a matter beside its workflow."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.printing.platform import allow_receipt
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import more_time
from healthtalk_app.services.matters import matter, merging
from healthtalk_app.services.records import events
from healthtalk_app.services.slips import slip_actions
from healthtalk_app.services.steps import surroundings
from healthtalk_app.services.voice import receipt_codes


def open_matter(name: str) -> Any:
	"""A matter for an action: read again, locked, and writable by the user at work."""
	return flow_document("Talk Matter", name, "write")


@frappe.whitelist(methods=["POST"])
@retried
def settle_on_the_spot(name: str, reply: str, trips: str = "0", occurred_at: str | None = None) -> str:
	"""当场办结: all rings in one action."""
	doc = open_matter(name)
	if not (reply or "").strip():
		frappe.throw(_("Write what was answered."), EvidenceMissingError)
	matter.settle_on_the_spot(doc, reply, trips, occurred_at)
	return doc.status


@frappe.whitelist(methods=["POST"])
@retried
def respond(name: str, text: str, occurred_at: str | None = None) -> None:
	"""The first response to who raised the matter."""
	matter.respond(open_matter(name), text, occurred_at)


@frappe.whitelist(methods=["POST"])
def refer(
	name: str,
	receiver_unit: str,
	request: str,
	kind: str = "Referral",
	urgency: str = "Normal",
	required_by: str | None = None,
	preliminary_opinion: str | None = None,
) -> str:
	"""Draft a slip of this matter to another unit; returns its name. Its sender issues it."""
	doc = open_matter(name)
	slip = frappe.get_doc(
		doctype="Referral Slip",
		kind=kind,
		matter=doc.name,
		subject=doc.subject,
		sender_unit=doc.lead_unit or doc.unit,
		receiver_unit=receiver_unit,
		request=request,
		urgency=urgency,
		required_by=required_by,
		preliminary_opinion=preliminary_opinion,
	)
	slip.insert()
	return slip.name


@frappe.whitelist(methods=["POST"])
@retried
def ask_joint_handling(name: str, units: list[dict[str, Any]] | str) -> list[str]:
	"""Issue one joint-handling slip to each co-handler; `units` holds unit, request and required_by."""
	doc = open_matter(name)
	rows = inputs.rows(units)
	if not rows or not all(row.get("unit") for row in rows):
		frappe.throw(_("Name at least one co-handling unit."), EvidenceMissingError)
	names = []
	for row in rows:
		slip_name = refer(
			doc.name,
			row["unit"],
			row.get("request") or "",
			"Joint Handling",
			required_by=row.get("required_by"),
		)
		slip = frappe.get_doc("Referral Slip", slip_name)
		slip_actions.send_off(slip)
		names.append(slip_name)
	return names


@frappe.whitelist(methods=["POST"])
def pause(name: str, reason: str, occurred_at: str | None = None) -> None:
	"""Stop the clock for a lawful reason."""
	more_time.pause(open_matter(name), reason, occurred_at)


@frappe.whitelist(methods=["POST"])
def resume(name: str, occurred_at: str | None = None) -> None:
	"""Let the clock go on."""
	more_time.resume(open_matter(name), occurred_at)


@frappe.whitelist(methods=["POST"])
def request_extension(name: str, step: str, amount: int, reason: str) -> str:
	"""Ask for more time; returns the row on which a leader decides."""
	return more_time.request_extension(open_matter(name), step, cint(amount), reason)


@frappe.whitelist(methods=["POST"])
@retried
def decide_extension(name: str, row: str, approve: bool | int | str, note: str | None = None) -> None:
	"""Approve or refuse more time, as a leader."""
	doc = open_matter(name)
	permissions.require_role(("Discipline Officer",) if doc.is_accusation else ("Unit Leader",))
	more_time.decide_extension(doc, row, bool(cint(approve)), note)


@frappe.whitelist(methods=["POST"])
def record_told(name: str, row: str, told_how: str, told_at: str | None = None) -> None:
	"""Who raised the matter was told of the extension."""
	more_time.record_told(open_matter(name), row, told_how, told_at)


@frappe.whitelist(methods=["POST"])
@retried
def merge(name: str, into: str) -> None:
	"""Merge a duplicate into the matter that survives."""
	merging.merge(open_matter(name), open_matter(into))


@frappe.whitelist(methods=["POST"])
@retried
def undo_merge(name: str) -> str:
	"""Undo a merger inside the window; returns the status in which the matter stands again."""
	doc = open_matter(name)
	merging.undo_merge(doc)
	return doc.status


@frappe.whitelist(methods=["GET", "POST"])
def similar(name: str) -> dict[str, Any]:
	"""What the user at work may see around a matter: open ones like it, hot topics, what it governs."""
	return surroundings.of(flow_document("Talk Matter", name))


@frappe.whitelist(methods=["POST"])
def record_accusation(values: dict[str, Any] | str) -> None:
	"""检举控告: straight to the discipline officer. Answers nothing: who wrote it down cannot open it."""
	permissions.require_role(
		("Unit Officer", "Unit Leader", "Discipline Officer", "Healthtalk Administrator")
	)
	given = inputs.mapping(values)
	allowed = (
		"subject",
		"content",
		"category",
		"channel",
		"raised_at",
		"identity_level",
		"raiser_name",
		"raiser_phone",
		"raiser_category",
		"session",
	)
	doc = frappe.get_doc(doctype="Talk Matter", **{key: given.get(key) for key in allowed if given.get(key)})
	if given.get("accused_unit") or given.get("accused_employee") or given.get("accused_person"):
		doc.append(
			"accused",
			{
				"unit": given.get("accused_unit"),
				"employee": given.get("accused_employee"),
				"person": given.get("accused_person"),
			},
		)
	else:
		frappe.throw(_("Say which unit or person is accused."), EvidenceMissingError)
	if doc.session:
		flow_document("Talk Session", doc.session)
	doc.is_accusation = 1
	doc.channel = doc.channel or ("Talk" if doc.session else "Visit")
	doc.content = doc.content or doc.subject
	# it belongs to no unit: the bureau's discipline officer finds it at the intake
	doc.flags.by_service = True
	doc.insert(ignore_permissions=True)


@frappe.whitelist(methods=["POST"])
def receipt(name: str) -> str:
	"""The print format of the receipt 说事回执; its codes are made now, and the print is on record."""
	doc = open_matter(name)
	if doc.unit and not permissions.can_act_for(doc.unit):
		frappe.throw(_("The receipt is printed where the matter was raised."), frappe.PermissionError)
	if receipt_codes.is_with_raiser(doc):
		frappe.throw(
			_("Who raised this matter has a receipt of the public pages; its codes are for nobody else."),
			frappe.PermissionError,
		)
	receipt_codes.public_codes(doc)
	allow_receipt(doc)
	events.record(doc, "receipt.printed", unit=doc.unit)
	return "说事回执"

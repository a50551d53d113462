"""What follows when a guest acts: the app writes for him, and only so far as his code goes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import refuse_guest
from healthtalk_app.rules.transitions import MATTER, SUBMISSION, UNANSWERED
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps.saving import service_save
from healthtalk_app.services.voice import (
	guest_input,
	likely,
	public_view,
	receipt_codes,
	sign_in,
	uploads,
)
from healthtalk_app.services.voice.receipt_codes import Holder

EVALUATION = "Public Evaluation"
FIELDS = (
	"subject",
	"content",
	"place",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_email",
	"wants_notice",
	"channel",
)


# ---- raising -------------------------------------------------------------------------------------
def take_in(given: dict[str, Any], files: Sequence[uploads.Checked], key: str | None) -> Any:
	"""Write a Public Submission with its files; it was received at this moment, whatever the client says."""
	doc = frappe.get_doc(doctype=SUBMISSION, **{field: given[field] for field in FIELDS})
	doc.received_at = now_datetime()
	doc.source_key = source_key(given, key)
	doc.unit = addressee(given["unit"], "unit")
	if given["session"]:
		doc.session = sign_in.session_of(given["session"])
	if doc.session:
		doc.channel = "Talk"
		doc.unit = doc.unit or frappe.db.get_value("Talk Session", doc.session, "unit")
	if given["joins"]:
		doc.joins = doc.merge_into = likely.matter_of(given["joins"])
	if given["accused"] or given["accused_unit"]:
		doc.is_accusation = 1
		accused_unit = addressee(given["accused_unit"], "accused_unit")
		doc.append("accused", {"unit": accused_unit, "person": given["accused"] or None})
		doc.joins = doc.merge_into = None
	doc.flags.by_service = True
	try:
		# a guest has no right to any document: what he may send was checked field by field
		doc.insert(ignore_permissions=True)
	except frappe.UniqueValidationError:
		# a second tap came while the first was being written
		frappe.db.rollback()
		frappe.clear_messages()
		if known := known_submission(given, key):
			return known
		raise
	uploads.attach(doc, files)
	return doc


def known_submission(given: dict[str, Any], key: str | None) -> Any | None:
	"""What was taken in with this key and text already."""
	name = key and frappe.db.get_value(SUBMISSION, {"source_key": source_key(given, key)}, "name")
	return frappe.get_doc(SUBMISSION, name) if name else None


def source_key(given: dict[str, Any], key: str | None) -> str | None:
	"""By which a second tap is known; with another text the same key stands for another matter."""
	if not key:
		return None
	said = "\n".join([key, given["subject"], given["content"]])
	return hmac.new(get_encryption_key().encode(), said.encode(), hashlib.sha256).hexdigest()


def receipt(doc: Any) -> dict[str, str]:
	"""What the citizen takes home."""
	found = receipt_codes.public_codes(doc)
	return {
		"tracking_code": found["tracking"],
		"rating_code": found["rating"],
		"subject": doc.subject,
		"received_at": public_view.moment(doc.received_at),
		"answer_by": public_view.day(doc.answer_due_at),
		"service_phone": frappe.get_cached_doc("Healthtalk Settings").service_phone or "",
	}


def addressees() -> list[dict[str, str]]:
	"""The open units that have an account: those that answer for themselves."""
	# get_all: the names of units stand on every door
	rows = frappe.get_all(
		"Health Unit",
		filters={"has_account": 1, "valid_to": ("is", "not set"), "kind": ("!=", "Outside Department")},
		fields=["name as code", "unit_name as name"],
		order_by="lft",
	)
	return [dict(row) for row in rows]


def addressee(code: str, field: str) -> str | None:
	"""The unit that a guest has chosen from `addressees`; None for the bureau's intake."""
	if not code:
		return None
	known = {"name": code, "has_account": 1, "kind": ("!=", "Outside Department")}
	if not frappe.db.exists("Health Unit", known) or not units.is_open(code):
		refuse_guest(_("Please choose one of those given."), field=field)
	return code


# ---- with the tracking code ----------------------------------------------------------------------
def supplement(holder: Holder, text: str, files: Sequence[uploads.Checked]) -> None:
	"""Add to what was raised, with the time, where the officer reads it."""
	doc = open_document(holder)
	if not text and not files:
		refuse_guest(_("Please write something here."), field="text")
	if text:
		heading = _("[Supplement of {0}]").format(public_view.moment(now_datetime()))
		with service_save(doc):
			doc.content = f"{doc.content}\n\n{heading}\n{text}"
	kept = uploads.attach(doc, files)
	details = {"files": len(kept), "sent": kept, "by": holder.submission or holder.raised}
	events.record(doc, "supplemented", unit=doc.unit, details=details)


def withdraw(holder: Holder, reason: str) -> None:
	"""Withdraw what nobody has answered yet."""
	doc = open_document(holder, "withdraw")
	doc.withdrawn_reason = reason
	flow.transition(doc, "Withdrawn")


def reopen(holder: Holder, reason: str) -> None:
	"""Have an answered matter handled again."""
	if "reopen" not in public_view.progress(holder)["can"]:
		refuse_guest(_("This matter cannot be re-opened now. Please raise a new one that refers to it."))
	doc = frappe.get_doc(MATTER, holder.matter, for_update=True)
	doc.reopen_reason = reason
	flow.transition(doc, "In Progress")


def open_document(holder: Holder, act: str = "supplement") -> Any:
	"""The submission, or the matter that came of it, locked, while its holder may do this with it."""
	if act not in public_view.progress(holder)["can"]:
		refuse_guest(_("This has been decided or answered; it cannot be changed any more."))
	doctype, name = (MATTER, holder.matter) if holder.matter else (SUBMISSION, holder.submission)
	doc = frappe.get_doc(doctype, name, for_update=True)
	if doc.status not in (*UNANSWERED, "Received"):
		refuse_guest(_("This has been decided or answered; it cannot be changed any more."))
	return doc


# ---- with the rating code ------------------------------------------------------------------------
def rate(holder: Holder, level: Any, outcome: Any, comment: str, wants_call_back: bool) -> None:
	"""Enter the rating of who raised the matter: signed unless he is anonymous."""
	shown = public_view.rating(holder)
	if not shown["can_rate"]:
		refuse_guest(
			_("This was rated already. Thank you.")
			if shown["rated"]
			else _("This can be rated once it was answered.")
		)
	choose = guest_input.choice
	values = {
		"overall": choose(level, options("overall"), "level"),
		"outcome": choose(outcome, options("outcome"), "outcome") if outcome else None,
	}
	if shown["asks_for_solution"] and not values["outcome"]:
		refuse_guest(_("Please say whether it was solved."), field="outcome")
	level_of_protection, who = rater(holder)
	signed = level_of_protection != "Anonymous"
	doc = frappe.get_doc(
		doctype=EVALUATION,
		reference_doctype=MATTER,
		reference_name=holder.matter,
		kind="Single",
		source="Online",
		signed=int(signed),
		comment=comment or None,
		wants_call_back=int(wants_call_back),
		**values,
	)
	if signed:
		doc.rater_name = who.get("full_name") or _("Holder of the Receipt")
		doc.rater_phone = who.get("phone")
	doc.flags.by_code = level_of_protection
	# who brings the code is the raiser; the service asks whether the matter can be rated
	doc.insert(ignore_permissions=True)


def options(fieldname: str) -> tuple[str, ...]:
	return tuple(row["value"] for row in guest_input.choices(fieldname, EVALUATION))


def rater(holder: Holder) -> tuple[str, dict[str, Any]]:
	"""How protected the holder of a code is, and who he is."""
	doctype, name = (MATTER, holder.raised) if holder.raised else (SUBMISSION, holder.submission)
	return frappe.db.get_value(doctype, name, "identity_level"), identity.clear_values(doctype, name)

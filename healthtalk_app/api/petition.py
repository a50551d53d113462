"""Endpoints of petitions and recusals, beside the workflow of a matter."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.matter import open_matter
from healthtalk_app.printing.platform import form_pdf
from healthtalk_app.services import inputs
from healthtalk_app.services.petitions import petition, petition_papers, petition_review, recusal
from healthtalk_app.services.records import identity

FORMS = ("acceptance_notice", "refusal_notice", "one_time_notice", "petition_opinion")


@frappe.whitelist(methods=["POST"])
@retried
def register(name: str, values: dict[str, Any] | str | None = None) -> str:
	"""接待登记: enter a petition in the register; returns its registration number."""
	return petition.register(open_matter(name), inputs.mapping(values))


@frappe.whitelist(methods=["POST"])
@retried
def one_time_notice(
	name: str,
	materials: list[dict[str, Any]] | str,
	supply_by: str | None = None,
	occurred_at: str | None = None,
) -> None:
	"""一次性告知: `materials` holds material, copies, requirement and state (Received or To Supply)."""
	petition.give_one_time_notice(open_matter(name), inputs.rows(materials), supply_by, occurred_at)


@frappe.whitelist(methods=["POST"])
@retried
def materials_supplied(
	name: str, rows: list[str] | str | None = None, occurred_at: str | None = None
) -> None:
	"""What was asked for has come: the rows of the notice, or all of them."""
	petition.materials_supplied(open_matter(name), inputs.names(rows), occurred_at)


@frappe.whitelist(methods=["POST"])
@retried
def record_delivery(name: str, row: str, how: str, occurred_at: str | None = None) -> None:
	"""送达: a paper reached the petitioner."""
	petition_papers.record_delivery(open_matter(name), row, how, occurred_at)


@frappe.whitelist(methods=["POST"])
def print_named(name: str, form: str, reason: str) -> None:
	"""A paper with the petitioner's clear name as PDF, to be handed to him; the reading stays on record."""
	doc = open_matter(name)
	if form not in FORMS:
		inputs.refuse(_("There is no such paper on a petition."))
	values = identity.reveal("Talk Matter", doc.name, reason, way="Print")
	frappe.local.response.filecontent = form_pdf(doc, form, values)
	frappe.local.response.filename = f"{form}-{doc.name}.pdf"
	frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["POST"])
@retried
def ask_review(
	name: str, values: dict[str, Any] | str, occurred_at: str | None = None
) -> dict[str, str | bool]:
	"""申请复查、复核: returns the new petition, and whether the user may open it himself."""
	review = petition_review.ask(open_matter(name), inputs.mapping(values), occurred_at)
	return {"name": review, "visible": review in permissions.visible("Talk Matter", [review])}


@frappe.whitelist(methods=["POST"])
@retried
def request_recusal(name: str, person: str, reason: str, asked_by: str = "The Petitioner") -> str:
	"""申请回避: returns the row on which a leader decides."""
	return recusal.request(open_matter(name), person, reason, asked_by)


@frappe.whitelist(methods=["POST"])
@retried
def decide_recusal(name: str, row: str, approve: bool | int | str, note: str | None = None) -> None:
	"""Decide on a recusal, as a leader."""
	doc = open_matter(name)
	permissions.require_role(("Discipline Officer",) if doc.is_accusation else ("Unit Leader",))
	recusal.decide(doc, row, bool(cint(approve)), note)

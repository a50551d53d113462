"""回避: who is recused from a matter acts neither on it nor on what belongs to it, nor is told of it (P5)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from pypika.queries import QueryBuilder

from healthtalk_app.exceptions import RecusedError, refuse

DECIDED = "Recused"
# what belongs to the matter that its field `matter` names
FOLLOWING = ("Referral Slip", "Rectification", "Dispute Mediation", "Call Back")


def recused_from(user: str) -> QueryBuilder:
	"""Names of the matters from which the user is recused."""
	row = frappe.qb.DocType("Matter Recusal")
	return (
		frappe.qb.from_(row)
		.select(row.parent)
		.where((row.parenttype == "Talk Matter") & (row.person == user) & (row.decision == DECIDED))
	)


def recused_users(doc: Document) -> set[str]:
	"""The users who are recused from a matter, or from the matter to which the document belongs."""
	matter = doc.name if doc.doctype == "Talk Matter" else doc.doctype in FOLLOWING and doc.get("matter")
	if not matter:
		return set()
	if doc.doctype == "Talk Matter" and doc.get("recusals") is not None:
		return {row.person for row in doc.recusals if row.decision == DECIDED}
	filters = {"parent": matter, "parenttype": "Talk Matter", "decision": DECIDED}
	# get_all: whom a recusal keeps out does not depend on who asks
	return set(frappe.get_all("Matter Recusal", filters=filters, pluck="person"))


def refuse_recused(doc: Document) -> None:
	"""Raise `RecusedError` with a sentence if the session's user is recused."""
	if frappe.session.user in recused_users(doc):
		refuse(
			_("You are recused from this matter: you may read it, but somebody else handles it."),
			error=RecusedError,
			title=_("Recused"),
		)

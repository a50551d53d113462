"""Endpoints of a dispute mediation beside its workflow."""

from __future__ import annotations

import frappe
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.rules.transitions import DISPUTE, MATTER
from healthtalk_app.services.clockwork import more_time
from healthtalk_app.services.disputes import dispute, dispute_publication


@frappe.whitelist(methods=["POST"])
@retried
def open_from_matter(matter: str) -> str:
	"""Register the dispute that a matter turned out to be; returns its name."""
	return dispute.open_from(flow_document(MATTER, matter, "write")).name


@frappe.whitelist(methods=["POST"])
@retried
def request_extension(name: str, amount: int, reason: str, agreed_on: str | None = None) -> str:
	"""Ask for the longer term on which both sides agreed; returns the row on which a leader decides."""
	return dispute.request_extension(flow_document(DISPUTE, name, "write"), cint(amount), reason, agreed_on)


@frappe.whitelist(methods=["POST"])
@retried
def decide_extension(name: str, row: str, approve: bool | int | str, note: str | None = None) -> None:
	"""Approve or refuse more time, as a leader."""
	permissions.require_role(("Unit Leader",))
	more_time.decide_extension(flow_document(DISPUTE, name, "write"), row, bool(cint(approve)), note)


@frappe.whitelist(methods=["POST"])
@retried
def publish(name: str, text: str) -> None:
	"""Publish an ended mediation, with the consent of both sides."""
	permissions.require_role(("Unit Leader",))
	dispute_publication.publish(flow_document(DISPUTE, name, "write"), text)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw_publication(name: str) -> None:
	"""Take a published case back."""
	dispute_publication.withdraw(flow_document(DISPUTE, name, "write"))

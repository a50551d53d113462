"""Endpoints of a slip beside its workflow."""

from __future__ import annotations

import frappe

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.services.slips import slip_actions


@frappe.whitelist(methods=["POST"])
@retried
def urge(name: str, note: str) -> None:
	"""Urge the receiver, on record."""
	slip_actions.urge(flow_document("Referral Slip", name, "write"), note)


@frappe.whitelist(methods=["POST"])
@retried
def supervise(name: str, request: str, required_by: str | None = None) -> str:
	"""督办: draft a supervision slip on this one; returns its name."""
	return slip_actions.supervise(flow_document("Referral Slip", name, "write"), request, required_by).name

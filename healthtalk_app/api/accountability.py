"""Endpoints of an accountability record beside its workflow."""

from __future__ import annotations

import frappe

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.rules.transitions import ACCOUNTABILITY
from healthtalk_app.services.accountability import hearing


@frappe.whitelist(methods=["POST"])
@retried
def notify(name: str, how: str, occurred_at: str | None = None) -> None:
	"""The decision was delivered to the person concerned, who sees it from now on."""
	hearing.notify(flow_document(ACCOUNTABILITY, name, "write"), how, occurred_at)


@frappe.whitelist(methods=["POST"])
@retried
def appeal(name: str, grounds: str) -> None:
	"""The person concerned appeals."""
	hearing.appeal(flow_document(ACCOUNTABILITY, name, "read"), grounds)


@frappe.whitelist(methods=["POST"])
@retried
def confirm(name: str, why: str) -> None:
	"""A joint record was reviewed and stands."""
	hearing.confirm(flow_document(ACCOUNTABILITY, name, "write"), why)

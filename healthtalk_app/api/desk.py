"""Endpoints of the desk: my unit today, the head of a form, and steps of the flows."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.metrics import today as today_metrics
from healthtalk_app.rules.transitions import STATUSES
from healthtalk_app.services import flow
from healthtalk_app.services import panel as panels


def flow_document(doctype: str, name: str, ptype: str = "read") -> Any:
	"""A document of one of the flows, read again from the database and checked for the user at work."""
	if doctype not in STATUSES:
		raise frappe.PermissionError
	doc = frappe.get_doc(doctype, name, for_update=ptype == "write")
	permissions.require(doc, ptype)
	return doc


@frappe.whitelist(methods=["GET", "POST"])
def today() -> dict[str, Any]:
	"""My unit today: what waits for the user's unit, most urgent first (design §7)."""
	return today_metrics.today()


@frappe.whitelist(methods=["GET", "POST"])
def panel(doctype: str, name: str) -> dict[str, Any]:
	"""The head of a form: rings, clocks, holder, actions, history."""
	return panels.panel(flow_document(doctype, name))


@frappe.whitelist(methods=["POST"])
def act(
	doctype: str,
	name: str,
	action: str,
	values: dict[str, Any] | str | None = None,
	occurred_at: str | None = None,
) -> dict[str, Any]:
	"""Take a workflow action with its evidence. Returns the document's new state."""
	flow_document(doctype, name, "write")
	doc = flow.act(doctype, name, action, frappe.parse_json(values) if values else None, occurred_at)
	return {"status": doc.status, "workflow_state": doc.workflow_state, "number": doc.number}

"""Endpoints of a campaign beside its workflow: load a template, make missing tasks, extend for a unit."""

from __future__ import annotations

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import MoveNotAllowedError, refuse
from healthtalk_app.rules.transitions import CAMPAIGN
from healthtalk_app.services.campaigns import activation, extension, templates


@frappe.whitelist(methods=["POST"])
@retried
def load_template(name: str, template: str, starts_on: str | None = None) -> dict[str, int]:
	"""Add what a template has and the campaign has not; returns how many rows of each table."""
	doc = flow_document(CAMPAIGN, name, "write")
	frappe.has_permission(templates.TEMPLATE, "read", throw=True)
	return templates.load(doc, template, starts_on)


@frappe.whitelist(methods=["POST"])
@retried
def make_tasks(name: str) -> str:
	"""Make the tasks that are missing, for units or tasks added since; returns the Background Run."""
	doc = flow_document(CAMPAIGN, name, "write")
	if doc.status != "Active":
		refuse(_("{0} is not under way; no tasks are made."), doc.title, error=MoveNotAllowedError)
	return activation.begin(doc)


@frappe.whitelist(methods=["POST"])
@retried
def extend_unit(name: str, unit: str, days: int, reason: str) -> int:
	"""Extend a campaign for one unit; returns how many of its tasks were moved."""
	flow_document(CAMPAIGN, name, "write")
	permissions.require_role(("Unit Leader", "Healthtalk Administrator"))
	return extension.extend_unit(name, unit, days, reason)

"""Endpoints of the desk: my unit today, the head of a form, and steps of the flows."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate, sbool

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.exceptions import refuse
from healthtalk_app.metrics import today as today_metrics
from healthtalk_app.rules.transitions import STATUSES
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import calendars, deadlines
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps import panel as panels

ROLES = frozenset(
	(
		"Healthtalk Administrator",
		"Unit Officer",
		"Unit Leader",
		"Inspector",
		"Discipline Officer",
		"Appraiser",
		"Viewer",
	)
)


def has_app() -> bool:
	"""Whether the user works with Health Talk: the platform's apps screen asks."""
	return not ROLES.isdisjoint(frappe.get_roles())


def extend_boot(bootinfo: frappe._dict) -> None:
	"""Tell the desk at its start in which unit the user's new documents begin."""
	bootinfo.healthtalk_unit = permissions.default_unit()


def flow_document(doctype: str, name: str, ptype: str = "read") -> Any:
	"""A document of one of the flows, read again from the database and checked for the user at work."""
	if doctype not in STATUSES:
		refuse(_("{0} has no steps of this kind."), _(doctype), error=frappe.PermissionError)
	permissions.require_visible(doctype, [name])
	doc = frappe.get_doc(doctype, name, for_update=ptype == "write")
	permissions.require(doc, ptype)
	return doc


@frappe.whitelist(methods=["GET", "POST"])
def today() -> dict[str, Any]:
	"""My unit today: what waits for the user's unit, most urgent first (design §7)."""
	return {**today_metrics.today(), "warning": calendars.warning()}


@frappe.whitelist(methods=["GET", "POST"])
def today_list(group: str, doctype: str) -> list[str]:
	"""The documents of one kind that a tile of My Unit Today counts, for the list that it opens."""
	return today_metrics.names(group, doctype)


@frappe.whitelist(methods=["GET", "POST"])
def panel(doctype: str, name: str) -> dict[str, Any]:
	"""The head of a form: rings, clocks, holder, actions, history."""
	return panels.panel(flow_document(doctype, name))


@frappe.whitelist(methods=["POST"])
@retried
def act(
	doctype: str,
	name: str,
	action: str,
	values: dict[str, Any] | str | None = None,
	occurred_at: str | None = None,
) -> dict[str, Any]:
	"""Take a workflow action with its evidence. Returns the document's new state."""
	flow_document(doctype, name, "write")
	doc = flow.act(doctype, name, action, inputs.mapping(values), occurred_at)
	return {"status": doc.status, "workflow_state": doc.workflow_state, "number": doc.get("number")}


@frappe.whitelist(methods=["GET", "POST"])
def calendar(
	start: date | str, end: date | str, filters: str | list | dict | None = None
) -> list[dict[str, Any]]:
	"""Talks between two days for the calendar view, at their actual time once they were held."""
	wanted = [
		*inputs.conditions("Talk Session", filters),
		["Talk Session", "planned_start", "<=", get_datetime(f"{getdate(end)} 23:59:59")],
		["Talk Session", "planned_start", ">=", get_datetime(f"{getdate(start)} 00:00:00")],
	]
	fields = ["name", "title", "status", "unit", "planned_start", "planned_end", "actual_start", "actual_end"]
	rows = frappe.get_list("Talk Session", fields=fields, filters=wanted, order_by="planned_start", limit=500)
	for row in rows:
		unit = frappe.get_cached_value("Health Unit", row.unit, "short_name") if row.unit else None
		row.title = f"{unit} {row.title}" if unit else row.title
		row.planned_start = row.actual_start or row.planned_start
		row.planned_end = row.actual_end or row.planned_end or row.planned_start
	return rows


TREES = {
	"Health Unit": ("parent_health_unit", "unit_name", "valid_to"),
	"Matter Category": ("parent_matter_category", "category_name", "enabled"),
}


@frappe.whitelist(methods=["GET", "POST"])
def tree_children(
	doctype: str, parent: str = "", is_root: bool | str | int = False, **_others: Any
) -> list[dict[str, Any]]:
	"""The branches below a unit or category for the tree view, called by their names."""
	if doctype not in TREES:
		refuse(_("{0} is no tree."), _(doctype), error=frappe.PermissionError)
	parent_field, title, state = TREES[doctype]
	above = "" if sbool(is_root) is True else parent
	frappe.has_permission(doctype, "read", throw=True)
	# get_all: the names of units and categories are no secret, every link field offers them all
	rows = frappe.get_all(
		doctype,
		fields=["name as value", f"{title} as title", "is_group as expandable", f"{state} as state"],
		filters={parent_field: above or ("is", "not set")},
		order_by="lft",
	)
	for row in rows:
		gone = getdate(row.state) < getdate() if doctype == "Health Unit" and row.state else False
		row.off = int(gone or (doctype == "Matter Category" and not row.state))
	return rows


@frappe.whitelist(methods=["POST"])
def preview_deadline(
	start: str,
	amount: int | str,
	unit: str,
	extension_cap: int | str = 0,
	extension_unit: str | None = None,
) -> dict[str, Any]:
	"""What a term makes of a start: the due moment, with and without the longest extension."""
	frappe.has_permission("Deadline Rule", "read", throw=True)
	return deadlines.preview(inputs.moment(start), cint(amount), unit, cint(extension_cap), extension_unit)

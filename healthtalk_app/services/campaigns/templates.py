"""Task Templates 任务模板: what a campaign asks, loaded into one by a button (documents 001, 002; P6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, refuse
from healthtalk_app.services.campaigns import activation
from healthtalk_app.services.inputs import moment

TEMPLATE = "Task Template"
# tables of a template that a campaign has as well, with the column that names a row
TABLES = {"content_areas": "area", "deliverables": "deliverable", "figures": "figure"}


def check(doc: Any) -> None:
	"""Every phase lasts, and every task of a phase names one that is there."""
	phases = {row.phase for row in doc.phases}
	for row in doc.phases:
		if cint(row.lasts) < 1:
			refuse(_("Row {0}: a phase lasts one day at least."), row.idx)
	for row in doc.deliverables:
		if row.phase and doc.phases and row.phase not in phases:
			refuse(_("Row {0}: {1} is none of the phases above."), row.idx, row.phase)


def load(campaign: Any, template: str, starts_on: Any = None) -> dict[str, int]:
	"""Add to a campaign what a template has and it has not; returns how many rows of each table.

	A template with phases dates them from `starts_on`, else from the campaign's first day. The caller has
	checked the permission. An active campaign keeps its phases, and its new tasks are made.
	"""
	source = frappe.get_doc(TEMPLATE, template)
	if not source.enabled:
		refuse(_("{0} is switched off."), template, error=MoveNotAllowedError)
	added = {"phases": add_phases(campaign, source, starts_on)}
	for table, key in TABLES.items():
		added[table] = add_rows(campaign, source, table, key)
	campaign.save()
	if campaign.status == "Active" and added["deliverables"]:
		activation.begin(campaign)
	return added


def add_phases(campaign: Any, source: Any, starts_on: Any) -> int:
	"""Phases come into a draft that has none."""
	if not source.phases or campaign.phases or campaign.status != "Draft":
		return 0
	first = moment(starts_on) or moment(campaign.starts_on)
	if not first:
		frappe.throw(_("Say on which day the campaign begins."), EvidenceMissingError)
	for row in source.phases:
		begins = getdate(first) + timedelta(days=cint(row.begins_after))
		ends = begins + timedelta(days=cint(row.lasts) - 1)
		campaign.append(
			"phases", {"phase": row.phase, "work": row.work, "starts_on": begins, "ends_on": ends}
		)
	return len(source.phases)


def add_rows(campaign: Any, source: Any, table: str, key: str) -> int:
	"""Rows whose name the campaign does not have yet."""
	known = {row.get(key) for row in campaign.get(table)}
	columns = [
		field.fieldname
		for field in frappe.get_meta(source.meta.get_options(table)).fields
		if field.fieldtype not in ("Column Break", "Section Break")
	]
	new = [row for row in source.get(table) if row.get(key) not in known]
	for row in new:
		campaign.append(table, {column: row.get(column) for column in columns})
	return len(new)

"""Who inspects, and that nobody inspects his own side: not the unit itself, nor one above or below it (T4).

Where a person works is told by the User Permissions of his account, by his employment, by the duties that he
holds (interests) and by the unit in his row, which who has neither account nor employment must have. The
inspecting unit and those above it are no side: from there one inspects.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_fullname, getdate

from healthtalk_app.exceptions import ConflictOfInterestError, EvidenceMissingError, refuse
from healthtalk_app.services.inspections import interests
from healthtalk_app.services.organisation import units

LEAST = 2


def fill(doc: Any) -> None:
	"""Name and account of each member, where the other one is known."""
	for row in doc.team:
		if row.employee and not row.user:
			row.user = frappe.db.get_value("Employee", row.employee, "user_id")
		if row.user and not row.employee:
			row.employee = frappe.db.get_value("Employee", {"user_id": row.user}, "name")
		if not row.member_name:
			own = row.employee and frappe.db.get_value("Employee", row.employee, "employee_name")
			row.member_name = own or (get_fullname(row.user) if row.user else None)
		if not row.member_name:
			frappe.throw(_("Name every member of the team."), EvidenceMissingError)
		row.member_name = row.member_name.strip()


def check(doc: Any) -> None:
	"""Nobody stands twice on the team, at most one leads, and nobody has a conflict of interest."""
	names = [row.user or row.member_name for row in doc.team]
	if twice := next((row for row in doc.team if names.count(row.user or row.member_name) > 1), None):
		refuse(_("{0} stands twice on the team."), twice.member_name)
	if sum(cint(row.leader) for row in doc.team) > 1:
		frappe.throw(_("A team has one leader."), EvidenceMissingError)
	if doc.status not in ("Planned", "In Progress"):
		return
	if unknown := next((row for row in doc.team if not (row.user or row.employee or row.member_unit)), None):
		refuse(
			_("{0}: name the account or the employee, else the unit in which the person works."),
			unknown.member_name,
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	found = conflicts(doc, getdate(doc.inspection_date or doc.planned_from))
	if found:
		refuse(
			_("{0} cannot inspect {1}: nobody inspects his own unit, nor one above or below it."),
			"、".join(found),
			frappe.get_cached_value("Health Unit", doc.unit, "unit_name"),
			error=ConflictOfInterestError,
			title=_("Conflict of Interest"),
		)


def check_complete(doc: Any) -> None:
	"""An inspection begins with two inspectors at least, one of whom leads."""
	if len(doc.team) < LEAST or not any(row.leader for row in doc.team):
		frappe.throw(
			_("An inspection has two inspectors at least, one of whom is marked as the leader."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def conflicts(doc: Any, on: date) -> list[str]:
	"""The names of those of the team who may not inspect the unit."""
	people = [interests.Inspector(row.user or row.member_name, row.employee) for row in doc.team]
	known = interests.conflicts([doc.unit], people, doc.inspecting_unit, on).get(doc.unit, {})
	return [
		row.member_name
		for row in doc.team
		if (row.user or row.member_name) in known or _is_of_the_side(row.member_unit, doc)
	]


def _is_of_the_side(own: str | None, doc: Any) -> bool:
	"""Whether the unit that a row names is the inspected one, or one above or below it."""
	if not own or own == doc.unit:
		return bool(own)
	inspects = units.is_within(doc.inspecting_unit, own)
	return not inspects and (units.is_within(own, doc.unit) or units.is_within(doc.unit, own))

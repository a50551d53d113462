"""Who sees demerit points: confirmed ones the unit, proposals only those who supervise it (P1, design §5)."""

import frappe
from frappe.query_builder import Criterion, Table
from frappe.query_builder.functions import Coalesce
from pypika.queries import QueryBuilder

from healthtalk_app.permissions.accusations import follows_accusation
from healthtalk_app.permissions.criteria import in_scope, nothing
from healthtalk_app.permissions.scope import scope, workplaces

DEMERIT = "Demerit Record"
OFFICE = {"Inspector", "Discipline Officer", "Healthtalk Administrator"}
# leads a unit that proposes: he confirms, but learns nothing of what others propose about units below him
LEADER = "Unit Leader"
# proposals that were not, or not yet, followed
UNTOLD = ("Proposed", "Dismissed")


def demerit_shown(table: Table, user: str) -> Criterion:
	"""Confirmed points: the unit, those above it, who proposed and the person; proposals the office alone."""
	told = in_scope(user, table.unit, table.proposing_unit) | table.employee.isin(_staff(user))
	shown = (table.status.notin(UNTOLD) & told) | _office(table, user)
	return follows_accusation(table.matter, shown, user, table.matter.isnotnull())


def demerit_office(table: Table, user: str) -> Criterion:
	"""Those who propose, confirm and decide: never who works in the unit, nor the person concerned.

	What they noted about a record (log, versions, comments, files) is theirs, too: a unit that reads its
	confirmed points does not read how they were discussed.
	"""
	return follows_accusation(table.matter, _office(table, user), user, table.matter.isnotnull())


def _office(table: Table, user: str) -> Criterion:
	roles = set(frappe.get_roles(user))
	rule = nothing()
	if roles & (OFFICE | {LEADER}):
		rule |= in_scope(user, table.proposing_unit)
	if roles & OFFICE:
		below = in_scope(user, table.unit)
		if scope(user) is not None and (own := workplaces(user)):
			below &= table.unit.notin(sorted(own))
		rule |= below
	return rule & Coalesce(table.employee, "").notin(_staff(user))


def _staff(user: str) -> QueryBuilder:
	"""The user as an employee."""
	employee = frappe.qb.DocType("Employee")
	return frappe.qb.from_(employee).select(employee.name).where(employee.user_id == user)

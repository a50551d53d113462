"""Ethics appraisal sheets 医德考评表: for discipline, and once confirmed the person alone (E2).

Nobody else: no administrator, no officer or leader of the unit, no share. A sheet gathers what was decided
about a person, so who must not see a record of accountability about his own unit does not see it here either.
"""

import frappe
from frappe.query_builder import Criterion, Table
from frappe.query_builder.functions import Coalesce

from healthtalk_app.permissions.accusations import ACCUSATION_ROLE
from healthtalk_app.permissions.criteria import for_reader, in_scope, nothing
from healthtalk_app.permissions.scope import can_act_for, own_side

ETHICS = "Ethics Appraisal"
EMPLOYEE, GRADE, GRADES_FIELD = "Employee", "Employee Ethics Grade", "healthtalk_ethics_grades"
# a level of its own: ERPNext lets colleagues look up each other's files
GRADES_LEVEL = 7


def ethics_shown(table: Table, user: str) -> Criterion:
	"""Discipline, and the person himself from the confirmation on."""
	own = (table.account == user) & (table.status == "Confirmed")
	return ethics_office(table, user) | own


def ethics_office(table: Table, user: str) -> Criterion:
	"""The discipline officer over the unit: not of the unit itself or below it, nor the person himself."""
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return nothing()
	rule = in_scope(user, table.unit) & (Coalesce(table.account, "") != user)
	if side := own_side(user):
		rule &= table.unit.notin(sorted(side))
	return rule


def may_appraise(unit: str | None, user: str) -> bool:
	"""Whether a discipline officer may open a sheet of somebody in a unit: he would have to see it."""
	return (
		ACCUSATION_ROLE in frappe.get_roles(user) and can_act_for(unit, user) and unit not in own_side(user)
	)


def keeps_files(user: str) -> bool:
	"""Whether a user reads the grades in personnel files: those to whom the level is given."""
	return GRADES_LEVEL in frappe.get_meta(EMPLOYEE).get_permlevel_access("read", user=user)


def grade_conditions(user: str | None = None, **_more: object) -> str:
	"""`permission_query_conditions` of grades in personnel files: rows are read in the file, not as a list.

	The platform gives a list of child rows to whoever may read the parents' DocType, be it one file of a
	thousand. Who keeps the files opens these.
	"""
	return for_reader(user, lambda reader: None if reader == "Administrator" else nothing())

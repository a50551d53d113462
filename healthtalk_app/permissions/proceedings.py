"""Accountability 责任追究: discipline officers see it, and the person concerned once it was notified (C6).

Nobody else does: no administrator, no officer or leader of the unit, no share. What the person concerned may
read is the decision; the proposal, the review and what was noted about them stay with discipline.
"""

import frappe
from frappe.query_builder import Criterion, Table

from healthtalk_app.permissions.accusations import ACCUSATION_ROLE, complained_of
from healthtalk_app.permissions.criteria import in_scope, nothing
from healthtalk_app.permissions.scope import own_side

PROCEEDINGS = "Accountability Record"


def record_shown(table: Table, user: str) -> Criterion:
	"""Discipline, and the person concerned from the notification on."""
	own = (table.account == user) & table.notified_at.isnotnull()
	return proceedings_shown(table, user) | own


def proceedings_shown(table: Table, user: str) -> Criterion:
	"""The discipline officer over the unit: not of the unit itself or below it, nor the person concerned."""
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return nothing()
	concerning = frappe.qb.DocType(PROCEEDINGS)
	own = (
		frappe.qb.from_(concerning)
		.select(concerning.name)
		.where(complained_of(concerning, user) | (concerning.account == user))
	)
	return in_scope(user, table.unit) & table.name.notin(own)


def may_propose(unit: str | None, user: str) -> bool:
	"""Whether a discipline officer may enter a record about a unit: he would have to see it afterwards."""
	return ACCUSATION_ROLE in frappe.get_roles(user) and (not unit or unit not in own_side(user))

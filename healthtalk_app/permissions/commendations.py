"""Who sees nominations for awards, and who sees how they are judged (C7).

A nomination is read by the unit nominated, by who gives the award and by the jury; an award that was given by
everybody with a unit. Points, findings and what was noted are for who gives the award alone: never for the
nominee himself, nor for a unit that would learn how others judged it.
"""

import frappe
from frappe.query_builder import Criterion, Table
from frappe.query_builder.functions import Coalesce
from pypika.queries import QueryBuilder

from healthtalk_app.permissions.criteria import in_scope, nothing
from healthtalk_app.permissions.scope import scope

COMMENDATION, ROUND = "Commendation", "Commendation Round"
OFFICE = {"Healthtalk Administrator", "Appraiser"}


def commendation_shown(table: Table, user: str) -> Criterion:
	"""The unit nominated and those above it, who gives the award, the jury; what was awarded everybody."""
	if scope(user) == frozenset():
		return table.round.isin(_judged_by(user))
	own = in_scope(user, table.unit, table.awarding_unit)
	return own | (table.status == "Awarded") | table.round.isin(_judged_by(user))


def commendation_office(table: Table, user: str) -> Criterion:
	"""Who gives the award, unless he is the nominee."""
	if OFFICE.isdisjoint(frappe.get_roles(user)):
		return nothing()
	return in_scope(user, table.awarding_unit) & (Coalesce(table.account, "") != user)


def round_shown(table: Table, user: str) -> Criterion | None:
	"""A round is a call to all units: whoever works with one reads it, and its jury."""
	if scope(user) == frozenset():
		return table.name.isin(_judged_by(user))
	return table.name.isnotnull()


def _judged_by(user: str) -> QueryBuilder:
	juror = frappe.qb.DocType("Commendation Juror")
	return (
		frappe.qb.from_(juror).select(juror.parent).where((juror.parenttype == ROUND) & (juror.user == user))
	)

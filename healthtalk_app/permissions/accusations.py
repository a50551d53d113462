"""Accusations 检举控告: the discipline officer over the unit sees them, never whom they accuse (C9)."""

import frappe
from frappe.query_builder import Criterion, Field, Table
from pypika.queries import QueryBuilder

from healthtalk_app.permissions.criteria import in_scope, nothing
from healthtalk_app.permissions.scope import own_side

ACCUSATION_ROLE = "Discipline Officer"


def accusation_shown(table: Table, user: str, doctype: str = "Talk Matter") -> Criterion:
	"""Accusations 检举控告: the discipline officer over the unit, never whom it accuses (C9, R9).

	No share, no party and no other role opens them. `doctype` is that of `table`.
	"""
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return nothing()
	shown = (table.is_accusation == 1) & in_scope(user, table.unit)
	return shown & table.name.notin(_accusing(user, doctype))


def _accusing(user: str, doctype: str) -> QueryBuilder:
	"""Matters, or submissions, that accuse the user, one of the user's units or a unit above these."""
	accused = frappe.qb.DocType("Matter Accused")
	return (
		frappe.qb.from_(accused)
		.select(accused.parent)
		.where((accused.parenttype == doctype) & complained_of(accused, user))
	)


def complained_of(accused: Table, user: str) -> Criterion:
	"""Rows of Matter Accused that name the user, one of the user's units or a unit above these."""
	whom = [named(accused, user)]
	if side := own_side(user):
		whom.append(accused.unit.isin(sorted(side)))
	return Criterion.any(whom)


def complaining_of(user: str) -> QueryBuilder:
	"""Names of the matters that complain of the user in person, whatever unit works on them."""
	accused = frappe.qb.DocType("Matter Accused")
	return (
		frappe.qb.from_(accused)
		.select(accused.parent)
		.where((accused.parenttype == "Talk Matter") & named(accused, user))
	)


def named(accused: Table, user: str) -> Criterion:
	"""Rows of Matter Accused that name the user in person."""
	# the user's own record, which the user's roles need not allow to read
	own = frappe.get_all("Employee", filters={"user_id": user}, fields=["name", "employee_name"])
	names = {frappe.get_cached_value("User", user, "full_name"), *(row.employee_name for row in own)}
	whom = [accused.person.isin(sorted(name for name in names if name) or [user])]
	# who bore the name when the accusation was written down stays shut out, whatever his name is now
	whom.append(accused.shut_out.like(f"%|{user}|%"))
	if own:
		whom.append(accused.employee.isin([row.name for row in own]))
	return Criterion.any(whom)


def accusations(user: str | None = None) -> QueryBuilder:
	"""Names of all accusations, or of those that the user may see."""
	matter = frappe.qb.DocType("Talk Matter")
	rule = matter.is_accusation == 1 if user is None else accusation_shown(matter, user)
	return frappe.qb.from_(matter).select(matter.name).where(rule)


def follows_accusation(matter: Field, otherwise: Criterion, user: str, refers: Criterion) -> Criterion:
	"""What belongs to an accusation is seen by who sees the accusation, all else by its own rule."""
	ordinary = otherwise & ~(refers & matter.isin(accusations()))
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return ordinary
	return ordinary | (refers & matter.isin(accusations(user)))

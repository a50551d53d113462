"""Of what every rule about rows is made: scope, party, share, and how a rule becomes SQL."""

from collections.abc import Callable

import frappe
from frappe.query_builder import Criterion, Field, Table
from frappe.query_builder.functions import Coalesce
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.terms import ValueWrapper

from healthtalk_app.permissions.scope import scope

FEW_UNITS = 8


def for_reader(user: str | None, rule_of: Callable[[str], Criterion | None]) -> str:
	"""The rule of `user`, and of who is at work too: a report may ask in the name of somebody else."""
	readers = {user or frappe.session.user, frappe.session.user or user}
	return " and ".join(filter(None, (as_sql(rule_of(reader)) for reader in sorted(readers))))


def as_sql(rule: Criterion | None) -> str:
	"""A criterion as a piece of SQL in parentheses, its values escaped by the database driver."""
	if rule is None:
		return ""
	values = NamedParameterWrapper()
	sql = rule.get_sql(quote_char="`", with_namespace=True, param_wrapper=values)
	return f"({sql % {key: _literal(value) for key, value in values.get_parameters().items()}})"


def _literal(value: str) -> str:
	"""A text as SQL without per cent signs: 16 fills parameters into the finished condition, 15 does not."""
	if "%" in value:
		return f"_utf8mb4 0x{value.encode().hex()}"
	return frappe.db.escape(value, percent=False)


def nothing() -> Criterion:
	"""No row at all."""
	return ValueWrapper(1) == 0


def everything() -> Criterion:
	"""Every row."""
	return ValueWrapper(1) == 1


def in_scope(user: str, *fields: Field) -> Criterion:
	"""One of the fields names a unit of the user's scope."""
	units = scope(user)
	if units is None:
		return everything()
	if not units:
		return nothing()
	names = sorted(units)
	return Criterion.any(field.isin(names) for field in fields)


def concerned(doctype: str, table: Table, user: str, *fields: Field) -> Criterion:
	"""Own unit, party or share; everything for a user over the bureau.

	The units of `fields` are parties, too. A user with few units finds his documents among the parties; for
	one with many, a list is read in its order, and each row asks who is party to it.
	"""
	units = scope(user)
	if units is None:
		return everything()
	rule = shared(doctype, table, user)
	if not units:
		return rule or nothing()
	party = frappe.qb.DocType("Case Party")
	query = (
		frappe.qb.from_(party)
		.where((party.parenttype == doctype) & (party.parentfield == "parties"))
		.where(party.unit.isin(sorted(units)))
	)
	if len(units) <= FEW_UNITS:
		found = table.name.isin(query.select(party.parent))
	else:
		is_party = query.select(1).where(party.parent == table.name).limit(1)
		found = in_scope(user, *fields) | (Coalesce(is_party, 0) == 1)
	return found | rule if rule else found


def shared(doctype: str, table: Table, user: str) -> Criterion | None:
	"""What somebody shared with the user; None where nobody did, so that no query has to look for it."""
	share = frappe.qb.DocType("DocShare")
	names = (
		frappe.qb.from_(share)
		.select(share.share_name)
		.where((share.share_doctype == doctype) & (share.read == 1))
		.where((share.user == user) | (share.everyone == 1))
		.run(pluck=True)
	)
	return table.name.isin(names) if names else None

"""Of what every rule about rows is made: scope, party, share, and how a rule becomes SQL."""

from collections.abc import Callable, Iterable

import frappe
from frappe.query_builder import Criterion, Field, Table
from frappe.query_builder.functions import Coalesce
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.queries import QueryBuilder
from pypika.terms import ContainsCriterion, LiteralValue, Term, ValueWrapper

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
	return Criterion.any(_one_of(field, units) for field in fields)


def _one_of(field: Term, units: frozenset[str]) -> Criterion:
	"""As `field.isin(units)`, but the list is written once for a request, which asks it several times."""
	known = getattr(frappe.local, "healthtalk_unit_lists", None)
	if known is None:
		known = frappe.local.healthtalk_unit_lists = {}
	if units not in known:
		known[units] = LiteralValue(f"({','.join(_literal(unit) for unit in sorted(units))})")
	return ContainsCriterion(field, known[units])


def concerned(
	doctype: str, table: Table, user: str, *fields: Field, others: Field | None = None
) -> Criterion:
	"""Own unit, party or share; everything for a user over the bureau.

	The units of `fields` are parties, too. A user with few units finds his documents among the parties; for
	one with many, a list is read in its order, and each row asks who is party to it, unless the column
	`others` says that nobody is beside those of `fields`.
	"""
	units = scope(user)
	if units is None:
		return everything()
	rule = shared(doctype, table, user)
	if not units:
		return rule or nothing()
	party = frappe.qb.DocType("Case Party")
	parties = frappe.qb.from_(party).where((party.parenttype == doctype) & (party.parentfield == "parties"))
	if len(units) <= FEW_UNITS:
		found = table.name.isin(parties.where(_one_of(party.unit, units)).select(party.parent))
	else:
		found = _one_of_many(fields, units) | _takes_part(parties, party, table, units, others)
	return found | rule if rule else found


def _one_of_many(fields: Iterable[Field], units: frozenset[str]) -> Criterion:
	"""One of the fields names one of many units.

	Coalesced, because the database would otherwise look up every unit in indexes that cannot help: no index
	answers an "or" of several columns.
	"""
	return Criterion.any(_one_of(Coalesce(field, ""), units) for field in fields)


def _takes_part(
	parties: QueryBuilder, party: Table, table: Table, units: frozenset[str], others: Field | None
) -> Criterion:
	"""One of many units is among the parties of the row, which are read only where `others` says so."""
	is_party = (
		parties.where(_one_of_many([party.unit], units)).where(party.parent == table.name).select(1).limit(1)
	)
	rule = Coalesce(is_party, 0) == 1
	return (others == 1) & rule if others else rule


def shared(doctype: str, table: Table, user: str) -> Criterion | None:
	"""What somebody shared with the user; None where nobody did, so that no query has to look for it."""
	names = frappe.db.sql(
		"""
		select share_name from `tabDocShare`
		where share_doctype = %s and `read` = 1 and (user = %s or everyone = 1)
		""",
		(doctype, user),
		pluck=True,
	)
	return table.name.isin(names) if names else None

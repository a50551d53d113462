"""The leader's page: how many stand in each ring today, what is overdue and whose (issue 5, design §6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.metrics import today
from healthtalk_app.metrics.base import Asked, yes
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.transitions import (
	COMMITMENT,
	DISPUTE,
	FINISHED,
	INCIDENT,
	MATTER,
	RECTIFICATION,
	RINGS,
	SLIP,
	SUBMISSION,
	UNIT_TASK,
)

# the moment by which a matter leaves each ring, and so what was done in it today
LEFT_AT = ("raised_at", "accepted_at", "planned_at", "resolved_at", "evaluated_at")
RUNNING = ("Raised", "Accepted", "Planned", "In Progress", "Replied", "Evaluated")
LISTED = 500
# whose an overdue document is
OWNERS: dict[str, Callable[[Any], Any]] = {
	MATTER: lambda matter: Coalesce(matter.lead_unit, matter.unit),
	SLIP: lambda slip: slip.receiver_unit,
	RECTIFICATION: lambda order: order.responsible_unit,
	SUBMISSION: lambda sent: sent.unit,
	DISPUTE: lambda dispute: dispute.unit,
	INCIDENT: lambda incident: incident.unit,
	UNIT_TASK: lambda task: task.unit,
	COMMITMENT: lambda promise: promise.unit,
	today.LETTER: lambda letter: letter.unit,
}


@dataclass(frozen=True)
class Ring:
	"""Matters that stand in a ring now, how many of them are overdue, and how many passed it today."""

	ring: str
	open: int
	overdue: int
	today: int


@dataclass
class Debtor:
	"""A unit with what is overdue there, by kind of document."""

	unit: str
	unit_name: str = ""
	counts: dict[str, int] = field(default_factory=dict)

	@property
	def total(self) -> int:
		"""All that is overdue there."""
		return sum(self.counts.values())


def rings() -> list[Ring]:
	"""The five rings of the matters in the user's scope, by one statement each for now and for today."""
	matter = frappe.qb.DocType(MATTER)
	late = _overdue(MATTER, matter)
	query = (
		frappe.qb.from_(matter)
		.select(matter.ring, Count("*"), Sum(yes(late)))
		.where(matter.status.isin(RUNNING))
		.groupby(matter.ring)
	)
	standing = {ring: (int(count), int(overdue or 0)) for ring, count, overdue in _seen(query, matter).run()}
	passed = _passed(matter)
	return [Ring(ring, *standing.get(ring, (0, 0)), passed[place]) for place, ring in enumerate(RINGS)]


def _passed(matter: Any) -> list[int]:
	"""How many matters passed each ring today."""
	begun = datetime.combine(getdate(), time.min)
	query = frappe.qb.from_(matter).select(
		*(Sum(Case().when(matter[column] >= begun, 1).else_(0)) for column in LEFT_AT)
	)
	# what nobody has touched today has passed nothing today
	row = _seen(query.where(matter.modified >= begun), matter).run()[0]
	return [int(count or 0) for count in row]


def debtors() -> list[Debtor]:
	"""Units with something overdue, the most first; what the user's role may not read is left out."""
	found: dict[str, Debtor] = {}
	for doctype, owner in OWNERS.items():
		if not frappe.has_permission(doctype, "read"):
			continue
		table = frappe.qb.DocType(doctype)
		unit = owner(table)
		query = frappe.qb.from_(table).select(unit, Count("*")).where(_overdue(doctype, table)).groupby(unit)
		for name, count in _seen(query, table, doctype).run():
			if name:
				found.setdefault(name, Debtor(name)).counts[doctype] = int(count)
	names = dict(
		# get_all: the names of units are no secret, every link field offers them all
		frappe.get_all(
			"Health Unit",
			filters={"name": ("in", sorted(found) or [""])},
			fields=["name", "unit_name"],
			as_list=True,
		)
	)
	for debtor in found.values():
		debtor.unit_name = names.get(debtor.unit, debtor.unit)
	return sorted(found.values(), key=lambda debtor: (-debtor.total, debtor.unit_name))


def overdue_names(doctype: str, unit: str | None = None) -> list[str]:
	"""The overdue documents of a kind, of one unit or of all, for the list that a number opens."""
	if doctype not in OWNERS or not frappe.has_permission(doctype, "read"):
		return []
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(_overdue(doctype, table))
	if unit:
		query = query.where(OWNERS[doctype](table) == unit)
	return _seen(query, table, doctype).limit(LISTED).run(pluck=True)


def ring_names(ring: str, part: str) -> list[str]:
	"""The matters that stand in a ring, those overdue in it, or those that passed it today."""
	if ring not in RINGS:
		return []
	matter = frappe.qb.DocType(MATTER)
	query = frappe.qb.from_(matter).select(matter.name)
	if part == "today":
		begun = datetime.combine(getdate(), time.min)
		query = query.where(matter[LEFT_AT[RINGS.index(ring)]] >= begun)
	else:
		query = query.where(matter.status.isin(RUNNING) & (matter.ring == ring))
		if part == "overdue":
			query = query.where(_overdue(MATTER, matter))
	return _seen(query, matter).limit(LISTED).run(pluck=True)


def open_incidents(most: int) -> tuple[int, list[frappe._dict]]:
	"""How many incidents are open, and the first of them by what is due next."""
	if not frappe.has_permission(INCIDENT, "read"):
		return 0, []
	table = frappe.qb.DocType(INCIDENT)
	is_open = table.status.notin(sorted(FINISHED[INCIDENT]))
	count = _seen(frappe.qb.from_(table).select(Count("*")).where(is_open), table, INCIDENT).run()[0][0]
	due = today.incident_due(table)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.subject, table.level, table.status, table.unit, due.as_("due"))
		.where(is_open)
		.orderby(due.isnull())
		.orderby(due)
		.limit(most)
	)
	rows = _seen(query, table, INCIDENT).run(as_dict=True)
	for row in rows:
		row.overdue = bool(row.due and row.due < now_datetime())
	return int(count), rows


def _overdue(doctype: str, table: Any) -> Criterion:
	"""What My Unit Today calls overdue, of every unit in the user's scope."""
	if doctype == MATTER and permissions.scope() is None:
		# no matter is asked for one of a thousand units
		return today.matter_overdue(table) & (OWNERS[MATTER](table) != "")
	return today.KINDS[doctype][0](table, _units())["overdue"]


def _units() -> Any:
	"""The units in the user's scope; asked once a request. Of who sees all of them, a query over all."""
	known = getattr(frappe.local, "healthtalk_leader_units", None)
	if known is None or known[0] != frappe.session.user:
		wanted = units_asked(Asked())
		unit = frappe.qb.DocType("Health Unit")
		# a thousand names in each statement take their time to be written
		units = frappe.qb.from_(unit).select(unit.name) if wanted is None else sorted(wanted) or [""]
		known = frappe.local.healthtalk_leader_units = (frappe.session.user, units)
	return known[1]


def _seen(query: Any, table: Any, doctype: str = MATTER) -> Any:
	"""The rows that the user may see; no accusation stands on the page, whoever looks at it."""
	if doctype == MATTER:
		query = query.where(table.is_accusation == 0)
		if permissions.scope() is not None:
			query = query.where(OWNERS[MATTER](table).isin(_units()))
	if doctype == SUBMISSION:
		query = query.where(table.is_accusation == 0)
	rule = permissions.criterion(doctype, None, table)
	return query.where(rule) if rule is not None else query

"""Which units an inspection has reached in a quarter, and which it has not (C5: each unit at least once).

A unit owes a visit if it was open on at least half of the period's days, as it owes a talk
(`rules.frequency`). A visit counts for the day on which it took place, once it has begun. What the user may
not see, such as any visit before its feedback letter for the unit inspected, does not count for him.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Max, Sum
from frappe.utils import cint, getdate

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules import frequency
from healthtalk_app.rules.periods import Period

VISITED = ("In Progress", "Feedback Issued", "Rectifying", "Closed")
# the units of the health system that are visited, unless the settings say otherwise: not its offices,
# committees and towns
KINDS = ("Group Headquarters", "Branch", "Public Health Unit", "Station", "Private Institution")


NONE = frappe._dict(visits=0, planned=0, last_visit=None)


@dataclass(frozen=True)
class Line:
	"""A unit in a period: whether it owes a visit, how many it had, and what is planned."""

	unit: str
	unit_name: str
	kind: str
	superior: str | None
	valid_from: date | None
	valid_to: date | None
	owed: bool
	visits: int
	planned: int
	last_visit: date | None
	wanted: int = 1

	@property
	def reached(self) -> bool:
		return self.visits >= self.wanted

	@property
	def due(self) -> bool:
		"""Owes a visit that it has not had."""
		return self.owed and not self.reached


def quarter(day: date) -> Period:
	"""The calendar quarter of a day."""
	window = frequency.window_of(day, "quarter")
	return Period(window.start, window.end)


def lines(
	period: Period,
	unit: str | None = None,
	*,
	kind: str | None = None,
	domain: str | None = None,
	template: str | None = None,
	history: bool = True,
) -> list[Line]:
	"""Every unit that was open on a day of the period, in the order of the tree, in the user's scope.

	`unit` asks for it and those below; `domain` or `template` for visits of that line of work alone. Without
	`history` only visits of the period are read, and the last one before it is not known.
	"""
	window = frequency.Window(period.start, period.end, "")
	visits, wanted = _visits(period, domain, template, history), visits_wanted()
	return [
		Line(
			unit=row.name,
			unit_name=row.unit_name,
			kind=row.kind,
			superior=row.parent_health_unit,
			valid_from=row.valid_from,
			valid_to=row.valid_to,
			owed=frequency.owes(window, row.valid_from, row.valid_to),
			visits=found.visits,
			planned=found.planned,
			last_visit=found.last_visit,
			wanted=wanted,
		)
		for row in _units(period, unit, kind)
		for found in [visits.get(row.name, NONE)]
	]


def _units(period: Period, unit: str | None, kind: str | None) -> list[frappe._dict]:
	table = frappe.qb.DocType("Health Unit")
	query = (
		frappe.qb.from_(table)
		.select(
			*(table.name, table.unit_name, table.kind, table.parent_health_unit),
			*(table.valid_from, table.valid_to),
		)
		.where(table.kind.isin([kind] if kind else visited_kinds()))
		.where(table.valid_from.isnull() | (table.valid_from <= period.end))
		.where(table.valid_to.isnull() | (table.valid_to >= period.start))
		.orderby(table.lft)
	)
	wanted = units_asked(Asked(unit))
	if wanted is not None:
		query = query.where(table.name.isin(sorted(wanted) or [""]))
	return query.run(as_dict=True)


def visited_kinds() -> list[str]:
	"""The kinds of units that are inspected, from the settings."""
	text = frappe.get_cached_doc("Healthtalk Settings").get("visited_kinds") or ""
	return [line.strip() for line in text.splitlines() if line.strip()] or list(KINDS)


def visits_wanted() -> int:
	"""How many inspections a unit is to have in a quarter, from the settings."""
	return cint(frappe.get_cached_doc("Healthtalk Settings").get("visits_per_quarter")) or 1


def _visits(
	period: Period, domain: str | None, template: str | None, history: bool
) -> dict[str, frappe._dict]:
	"""Visits by unit: in the period, planned in it, and the day of the last one.

	Who inspects sees the inspections; who was inspected the feedback letters, of which those are taken whose
	inspection he does not see.
	"""
	table, letter = frappe.qb.DocType("Inspection"), frappe.qb.DocType("Inspection Feedback")
	took_place = table.status.isin(VISITED)
	planned = (table.planned_from <= period.end) & (table.planned_to >= period.start)
	seen = _grouped(
		table, took_place, (table.status == "Planned") & planned, period, domain, template, history
	)
	rule = permissions.criterion("Inspection", None, table)
	if rule is None:
		return _by_unit(seen)
	known = frappe.qb.from_(table).select(table.name).where(rule)
	told = _grouped(letter, letter.inspection.notin(known), None, period, domain, template, history)
	if (letters := permissions.criterion("Inspection Feedback", None, letter)) is not None:
		told = told.where(letters)
	return _by_unit(seen.where(rule), told)


def _grouped(
	table: Any,
	took_place: Any,
	planned: Any,
	period: Period,
	domain: str | None,
	template: str | None,
	history: bool,
) -> Any:
	"""One statement, a row a unit, over inspections or letters."""
	inside = (table.inspection_date >= period.start) & (table.inspection_date <= period.end)
	before = table.inspection_date <= period.end
	# what counts for nothing is not read
	read = took_place & (before if history else inside)
	query = (
		frappe.qb.from_(table)
		.select(
			table.unit,
			Sum(Case().when(took_place & inside, 1).else_(0)).as_("visits"),
			Max(Case().when(took_place & before, table.inspection_date)).as_("last_visit"),
		)
		.where(read if planned is None else read | planned)
		.groupby(table.unit)
	)
	if planned is not None:
		query = query.select(Sum(Case().when(planned, 1).else_(0)).as_("planned"))
	if template:
		query = query.where(table.template == template)
	return query.where(table.domain == domain) if domain else query


def _by_unit(*queries: Any) -> dict[str, frappe._dict]:
	found: dict[str, frappe._dict] = {}
	for query in queries:
		for row in query.run(as_dict=True):
			one = found.setdefault(row.unit, frappe._dict(visits=0, planned=0, last_visit=None))
			one.visits += int(row.visits or 0)
			one.planned += int(row.planned or 0)
			days = [day for day in (one.last_visit, row.last_visit) if day]
			one.last_visit = max(map(getdate, days)) if days else None
	return found


def answer(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""Units visited, of those that owe a visit, in every quarter that the period touches."""
	wanted = units_asked(asked)
	found: dict[Any, Figure] = {} if by else {None: Figure(metric)}
	for window in frequency.windows_between(period.start, period.end, "quarter"):
		if window.start > getdate():
			break
		for line in lines(Period(window.start, window.end), asked.unit, history=False):
			if not line.owed or (wanted is not None and line.unit not in wanted):
				continue
			group = line.unit if by == "unit" else f"{window.start:%Y-%m}" if by else None
			reached = Figure(metric, int(line.reached), 1)
			found[group] = found.get(group, Figure(metric)) + reached
	return found


INSPECTIONS = Source("Inspection", ("unit",), lambda table: table.status.isin(VISITED))
METRICS = (
	Metric(
		"inspection_coverage",
		"Inspection Coverage",
		"Units visited in the quarter / units open at least half of it",
		"The quarter lies in the period or touches it, and has begun",
		INSPECTIONS,
		"inspection_date",
		measure=lambda table: table.inspection_date,
		unit="percent",
		direction="higher",
		answer=answer,
	),
)

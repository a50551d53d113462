"""Figures about published appraisals 单位考核, and the rows of the report on them (P3, H10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Count, Min, Sum
from pypika import Table
from pypika.queries import QueryBuilder

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Metric, Source
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import APPRAISAL

ROW, USE = "Appraisal Row", "Use of Result"
APPRAISED = "The last day of the appraised period lies in the period"
PUBLISHED = Source(
	APPRAISAL, ("unit",), lambda appraisal: appraisal.status == "Published", ("scheme", "grade", "peer_group")
)
METRICS = (
	Metric(
		"appraisals_published",
		"Appraisals Published",
		"Appraisals of units that were published",
		APPRAISED,
		PUBLISHED,
		"to_date",
	),
	Metric(
		"appraisal_points",
		"Mean Appraisal Points",
		"Sum of the totals / published appraisals that could be measured",
		APPRAISED,
		PUBLISHED,
		"to_date",
		took=lambda appraisal: appraisal.total,
		unit="points",
		direction="higher",
		when=lambda appraisal: appraisal.grade != "",
	),
	Metric(
		"appraisals_vetoed",
		"Appraisals Vetoed",
		"Published appraisals under a one-vote veto",
		APPRAISED,
		PUBLISHED,
		"to_date",
		lambda appraisal: appraisal.vetoed == 1,
		direction="lower",
	),
)
COLUMNS = (
	*("name", "unit", "scheme", "from_date", "to_date", "peer_group", "status"),
	*("total", "shown", "bonus", "deducted", "grade", "vetoed", "place", "group_size"),
)


def lines(period: Period, asked: Asked, columns: Mapping[str, Any]) -> list[frappe._dict]:
	"""Appraisals whose period touches this one and that the user may see: by scheme, the best first."""
	table, unit = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Health Unit")
	query = (
		_shown(table, period, asked, columns)
		.left_join(unit)
		.on(unit.name == table.unit)
		.select(*(table[name] for name in COLUMNS), unit.unit_name)
		.orderby(table.to_date, order=Order.desc)
		.orderby(table.scheme, table.peer_group)
		.orderby(table.total, order=Order.desc)
		.orderby(table.unit)
	)
	return query.run(as_dict=True)


def modules(period: Period, asked: Asked, columns: Mapping[str, Any]) -> dict[str, dict[str, float]]:
	"""Appraisal of `lines` → module → points of its indicators, without what goes on top of the hundred.

	Modules in the order of the scheme.
	"""
	table = frappe.qb.DocType(ROW)
	query = (
		_of_shown(table, period, asked, columns)
		.select(table.parent, table.module, Sum(table.points))
		.where(table.weight > 0)
		.groupby(table.parent, table.module)
		.orderby(table.parent, Min(table.idx))
	)
	found: dict[str, dict[str, float]] = {}
	for name, module, points in query.run():
		found.setdefault(name, {})[module or ""] = round(float(points or 0), 2)
	return found


def uses(period: Period, asked: Asked, columns: Mapping[str, Any]) -> dict[str, int]:
	"""Appraisal of `lines` → how often its result was used."""
	table = frappe.qb.DocType(USE)
	query = _of_shown(table, period, asked, columns).select(table.parent, Count("*"))
	return dict(query.groupby(table.parent).run())


def _shown(table: Table, period: Period, asked: Asked, columns: Mapping[str, Any]) -> QueryBuilder:
	"""The appraisals of `lines`, of which nothing is selected yet."""
	query = frappe.qb.from_(table).where((table.from_date <= period.end) & (table.to_date >= period.start))
	rule = permissions.criterion(APPRAISAL, None, table)
	if rule is not None:
		query = query.where(rule)
	if (units := units_asked(asked)) is not None and asked.unit:
		query = query.where(table.unit.isin(sorted(units) or [""]))
	for column, value in columns.items():
		if value:
			query = query.where(table[column] == value)
	return query


def _of_shown(rows: Table, period: Period, asked: Asked, columns: Mapping[str, Any]) -> QueryBuilder:
	"""The rows that hang on the appraisals of `lines`."""
	table = frappe.qb.DocType(APPRAISAL)
	names = _shown(table, period, asked, columns).select(table.name)
	return frappe.qb.from_(rows).where((rows.parenttype == APPRAISAL) & rows.parent.isin(names))

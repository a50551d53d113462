"""What a figure is and how it is asked: one grouped statement over projection columns, row rule inside.

A `Metric` says which rows of its `Source` it counts, by which moment a row belongs to a period, and what it
measures of them. `ask` puts any number of metrics of one source into one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Coalesce, Count, NullIf, Substring, Sum
from pypika.terms import Term

from healthtalk_app import permissions
from healthtalk_app.rules.periods import Period

Unit = Literal["count", "percent", "days"]
Direction = Literal["higher", "lower", "neither"]
Part = Literal["counted", "met", "missed"]
Group = Any


@dataclass(frozen=True)
class Source:
	"""The documents that a family of metrics counts."""

	doctype: str
	# the unit for which a row counts
	owner: Callable[[Any], Term]
	# what holds for every row that any metric of the source counts
	base: Callable[[Any], Criterion]
	# columns that a report may filter by
	filters: tuple[str, ...] = ()
	# what else is joined, one row for each document
	joined: Callable[[Any, Any], Any] | None = None

	def rows(self, table: Any) -> Any:
		"""A query over the rows that the user may see and that count at all; nothing is selected yet."""
		query = frappe.qb.from_(table)
		if self.joined:
			query = self.joined(query, table)
		return within_rows(query.where(self.base(table)), self.doctype, table)


@dataclass(frozen=True)
class Metric:
	"""One figure. `label`, `formula` and `period` are words for people, translated where they are shown."""

	key: str
	label: str
	formula: str
	period: str
	source: Source
	# the column by whose moment a row belongs to a period
	at: str
	counted: Callable[[Any], Criterion]
	# what is measured of a counted row: 1, 0 or a weight for a rate, days for a mean; None for a mere count
	measure: Callable[[Any], Term] | None = None
	unit: Unit = "count"
	direction: Direction = "neither"
	# the sum of the measures is divided by this
	divisor: int = 1
	# how much a counted row counts: ballots, people; one where nothing is said
	weight: Callable[[Any], Term] | None = None
	# how the figure is found where it is no sum over rows
	answer: Callable[[Metric, Period, str | None, Asked], dict[Any, Figure]] | None = None


@dataclass(frozen=True)
class Figure:
	"""The value of a metric: `bottom` rows (or their weight) were counted, their measures make `top`."""

	metric: Metric
	top: float = 0
	bottom: int = 0

	@property
	def value(self) -> float | int | None:
		"""The count, the rate in per cent or the mean, to two places; a rate of nothing does not exist."""
		if self.metric.measure is None:
			return self.bottom
		if not self.bottom:
			return None
		scale = 100 if self.metric.unit == "percent" else 1
		return round(scale * self.top / self.bottom, 2)

	def __add__(self, other: Figure) -> Figure:
		return Figure(self.metric, self.top + other.top, self.bottom + other.bottom)


@dataclass(frozen=True)
class Asked:
	"""Whose rows are asked for: a unit with or without those below it, and values of columns.

	Without a unit it is every unit that the user may see. `intake` asks for what belongs to no unit yet.
	"""

	unit: str | None = None
	below: bool = True
	intake: bool = False
	columns: Mapping[str, Any] = field(default_factory=dict)


Answer = dict[Group, dict[str, Figure]]


def ask(
	metrics: Sequence[Metric], period: Period, by: str | None = None, asked: Asked | None = None
) -> Answer:
	"""The metrics in one period, by "unit", "month" or a column; without `by` the only group is None."""
	return ask_periods(metrics, [period], by, asked)[0]


def ask_periods(
	metrics: Sequence[Metric], periods: Sequence[Period], by: str | None = None, asked: Asked | None = None
) -> list[Answer]:
	"""The same for several periods, in one statement for each source (and, by month, each moment)."""
	answers: list[Answer] = [{} for _period in periods]
	for metric in metrics:
		if metric.answer:
			for period, answer in zip(periods, answers, strict=True):
				for group, figure in metric.answer(metric, period, by, asked or Asked()).items():
					answer.setdefault(group, {})[metric.key] = figure
	for family in _families([metric for metric in metrics if not metric.answer], by):
		query = _statement(family, periods, by, asked or Asked())
		for row in query.run(as_dict=True):
			group = row.pop("group_key", None)
			for number, answer in enumerate(answers):
				answer.setdefault(group, {}).update(_figures(family, row, number))
	if not by:
		for answer in answers:
			found = answer.setdefault(None, {})
			found.update({m.key: Figure(m) for m in metrics if m.key not in found})
	return answers


def total(answer: Iterable[Mapping[str, Figure]], metrics: Sequence[Metric]) -> dict[str, Figure]:
	"""The figures of several groups that share no row, taken together."""
	groups = list(answer)
	return {
		metric.key: sum((group[metric.key] for group in groups if metric.key in group), Figure(metric))
		for metric in metrics
	}


def counted_rows(metric: Metric, period: Period, asked: Asked, part: Part = "counted") -> tuple[Any, Any]:
	"""The table and a query over the very rows that make up a figure; nothing is selected yet."""
	table = frappe.qb.DocType(metric.source.doctype)
	query = _restricted(metric.source, table, asked)
	query = query.where(in_period(table, metric, period)).where(metric.counted(table))
	if part != "counted" and metric.measure is not None:
		measured = Coalesce(metric.measure(table), 0)
		# of what counts several times all must be met; partly solved is met in part
		met = measured >= metric.weight(table) if metric.weight else measured > 0
		query = query.where(met if part == "met" else met.negate())
	return table, query


def row_count(table: Any) -> Term:
	"""How many rows a query has."""
	return Count(table.name)


def in_period(table: Any, metric: Metric, period: Period) -> Criterion:
	"""Whether the moment that decides lies in the period."""
	at = table[metric.at]
	return (at >= period.since) & (at < period.until)


def within_rows(query: Any, doctype: str, table: Any) -> Any:
	"""The query with the row rule of the user at work."""
	rule = permissions.criterion(doctype, None, table)
	return query.where(rule) if rule is not None else query


def first_filled(*fields: Any) -> Term:
	"""The first of the columns that holds something."""
	return Coalesce(*(NullIf(column, "") for column in fields))


def _families(metrics: Sequence[Metric], by: str | None) -> list[list[Metric]]:
	"""Metrics that fit into one statement: of one source and, by month, of one moment."""
	families: dict[Any, list[Metric]] = {}
	for metric in metrics:
		key = (metric.source.doctype, id(metric.source), metric.at if by == "month" else None)
		families.setdefault(key, []).append(metric)
	return list(families.values())


def _restricted(source: Source, table: Any, asked: Asked) -> Any:
	"""The rows of a source that the user may see and asks for."""
	query = source.rows(table)
	units = units_asked(asked)
	if units is not None:
		query = query.where(source.owner(table).isin(sorted(units) or [""]))
	elif asked.intake:
		query = query.where(source.owner(table).isnull())
	for column, value in asked.columns.items():
		if column in source.filters and value not in (None, ""):
			values = _with_subcategories(value) if column == "category" else [value]
			query = query.where(table[column].isin(values))
	return query


def units_asked(asked: Asked) -> frozenset[str] | None:
	"""The units whose rows are asked for, within what the user may see; None for all of them."""
	scope = permissions.scope()
	if not asked.unit:
		return scope
	found = {asked.unit}
	if asked.below:
		found |= set(_below("Health Unit", asked.unit))
	return frozenset(found if scope is None else found & scope)


def _with_subcategories(category: str) -> list[str]:
	return [category, *_below("Matter Category", category)]


def _below(doctype: str, name: str) -> list[str]:
	"""The records under one of a tree."""
	ends = frappe.db.get_value(doctype, name, ("lft", "rgt"))
	if not ends:
		return []
	tree = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(tree)
		.select(tree.name)
		.where((tree.lft > ends[0]) & (tree.rgt < ends[1]))
		.run(pluck=True)
	)


def _statement(family: list[Metric], periods: Sequence[Period], by: str | None, asked: Asked) -> Any:
	source = family[0].source
	table = frappe.qb.DocType(source.doctype)
	query = _restricted(source, table, asked)
	moments = {metric.at: metric for metric in family}
	query = query.where(
		Criterion.any(in_period(table, metric, period) for metric in moments.values() for period in periods)
	)
	if by:
		group = _group(source, table, family[0], by)
		query = query.select(group.as_("group_key")).groupby(group)
	one = len(periods) == len(moments) == 1
	for number, period in enumerate(periods):
		for metric in family:
			counts = metric.counted(table)
			if not one:
				counts = in_period(table, metric, period) & counts
			weight = metric.weight(table) if metric.weight else 1
			query = query.select(Sum(Case().when(counts, weight).else_(0)).as_(f"{metric.key}__{number}"))
			if metric.measure is not None:
				measured = Sum(Case().when(counts, metric.measure(table)).else_(0))
				query = query.select(measured.as_(f"{metric.key}__{number}_top"))
	return query


def _group(source: Source, table: Any, metric: Metric, by: str) -> Term:
	if by == "unit":
		return source.owner(table)
	if by == "month":
		return Substring(table[metric.at], 1, 7)
	return table[by]


def _figures(family: list[Metric], row: Mapping[str, Any], number: int) -> dict[str, Figure]:
	return {
		metric.key: Figure(
			metric,
			float(row.get(f"{metric.key}__{number}_top") or 0) / metric.divisor,
			int(row[f"{metric.key}__{number}"] or 0),
		)
		for metric in family
	}

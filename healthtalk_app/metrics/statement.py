"""A question about figures as one SQL statement, with the row rule of the user at work inside.

Rows are grouped twice. The inner query counts the rows of each period by unit and by the few columns that
the metrics speak of; the outer one decides which of these groups a metric counts. So a million rows are
compared with dates only, and with words a few thousand times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder import Case, Criterion, Field, Table
from frappe.query_builder.functions import Coalesce, Count, Extract, Sum
from pypika.terms import Term

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric, Part, Source
from healthtalk_app.metrics.coded import Coded
from healthtalk_app.rules.periods import Period

GROUPED = Table("grouped")


def ask(
	metrics: Sequence[Metric], period: Period, by: str | None = None, asked: Asked | None = None
) -> Answer:
	"""The metrics in one period, by "unit", "month" or a column; without `by` the only group is None."""
	return ask_periods(metrics, [period], by, asked)[0]


def ask_periods(
	metrics: Sequence[Metric], periods: Sequence[Period], by: str | None = None, asked: Asked | None = None
) -> list[Answer]:
	"""The same for several periods, in one statement for each source (and, by month, each moment)."""
	asked = asked or Asked()
	answers: list[Answer] = [{} for _period in periods]
	for metric in metrics:
		if metric.answer:
			for period, answer in zip(periods, answers, strict=True):
				for group, figure in metric.answer(metric, period, by, asked).items():
					answer.setdefault(group, {})[metric.key] = figure
	for family in _families([metric for metric in metrics if not metric.answer], by):
		_collect(answers, family, periods, by, asked)
	if not by:
		for answer in answers:
			found = answer.setdefault(None, {})
			found.update({metric.key: Figure(metric) for metric in metrics if metric.key not in found})
	return answers


def counted_rows(metric: Metric, period: Period, asked: Asked, part: Part = "counted") -> tuple[Any, Any]:
	"""The table and a query over the very rows that make up a figure; nothing is selected yet."""
	table = frappe.qb.DocType(metric.source.doctype)
	row = _Row(metric.source, table)
	query = _restricted(metric.source, table, asked).where(_in_period(table, metric, period))
	if metric.counted:
		query = query.where(metric.counted(row))
	if part != "counted" and metric.measure:
		measured = Coalesce(metric.measure(row), 0)
		# of what counts several times all must be met; partly solved is met in part
		met = measured >= metric.weight(row) if metric.weight else measured > 0
		query = query.where(met if part == "met" else met.negate())
	return table, query


def row_count() -> Term:
	"""How many rows a group has."""
	return Count("*")


def month_of(at: Term) -> Term:
	"""The month of a moment as a number such as 202611: cheaper for a million rows than a text."""
	return Extract("YEAR_MONTH", at)


def month_name(number: int) -> str:
	"""202611 as 2026-11."""
	return f"{number // 100}-{number % 100:02d}"


def units_asked(asked: Asked, beyond_scope: bool = False) -> frozenset[str] | None:
	"""The units whose rows are asked for, within what the user may see; None for all of them."""
	limits = [None if beyond_scope else permissions.scope(), asked.only]
	if asked.unit:
		below = _below("Health Unit", asked.unit) if asked.below else []
		limits.append(frozenset([asked.unit, *below]))
	limits = [limit for limit in limits if limit is not None]
	return frozenset.intersection(*limits) if limits else None


class _Row:
	"""The columns and traits of a row, as a metric speaks of them."""

	def __init__(self, source: Source, table: Any) -> None:
		self._source, self._table = source, table

	def __getattr__(self, name: str) -> Any:
		if name in self._source.words:
			return Coded(self._column(self._source.packed), self._source.words[name])
		return self._column(name)

	def _column(self, name: str) -> Term:
		trait = self._source.traits.get(name)
		return trait(self._table) if trait else self._table[name]


class _Group(_Row):
	"""The same of a group of rows; remembers what the rows have to be grouped by."""

	def __init__(self, source: Source, table: Any) -> None:
		super().__init__(source, table)
		self._used: dict[str, Term] = {}

	def _column(self, name: str) -> Term:
		self._used[name] = super()._column(name)
		return Field(name, table=GROUPED)

	def _columns(self, *first: str) -> dict[str, Term]:
		"""What to group by: with units the columns of the index up to the last one needed, then the rest.

		Without units there are so few groups that looking each up is cheaper than going by the index.
		"""
		needed, order = [*first, *self._used], self._source.order if first else ()
		last = max((i for i, name in enumerate(order) if name in needed), default=-1)
		ordered = {name: self._table[name] for name in order[: last + 1]}
		return ordered | {name: self._table[name] for name in first} | self._used


def _families(metrics: Sequence[Metric], by: str | None) -> list[list[Metric]]:
	"""Metrics that fit into one statement: of one source and, by month, of one moment."""
	families: dict[Any, list[Metric]] = {}
	for metric in metrics:
		families.setdefault((id(metric.source), metric.at if by == "month" else None), []).append(metric)
	return list(families.values())


def _collect(
	answers: list[Answer], family: list[Metric], periods: Sequence[Period], by: str | None, asked: Asked
) -> None:
	for row in statement(family, periods, by, asked).run(as_dict=True):
		group = row.get("group_key")
		if by == "unit":
			group = next((row[column] for column in family[0].source.owner if row[column]), None)
		elif by == "month":
			group = month_name(group)
		for number, answer in enumerate(answers):
			if by and not any(row[f"{metric.key}__{number}"] for metric in family):
				# its rows lie in another of the periods
				continue
			found = answer.setdefault(group, {})
			for metric in family:
				bottom = int(row[f"{metric.key}__{number}"] or 0)
				top = float(row.get(f"{metric.key}__{number}_top") or 0)
				found[metric.key] = found.get(metric.key, Figure(metric)) + Figure(metric, top, bottom)


def statement(family: list[Metric], periods: Sequence[Period], by: str | None, asked: Asked) -> Any:
	"""The statement for metrics of one source: an inner query over rows, an outer one over groups."""
	source = family[0].source
	table = frappe.qb.DocType(source.doctype)
	group = _Group(source, table)
	inner = _restricted(source, table, asked)
	moments = {metric.at: metric for metric in family}.values()
	inner = inner.where(
		Criterion.any(_at_in(table, metric, period) for metric in moments for period in periods)
	)
	sums = [_outer_sums(metric, number, group) for number in range(len(periods)) for metric in family]
	for number, period in enumerate(periods):
		for alias, term in _inner_sums(table, family, number, period).items():
			inner = inner.select(term.as_(alias))
	keys = source.owner if by == "unit" else ()
	for name, term in group._columns(*keys).items():
		inner = inner.select(term.as_(name)).groupby(term)
	outer_keys = [GROUPED[name] for name in keys]
	if by and not keys:
		term = month_of(table[family[0].at]) if by == "month" else table[by]
		inner = inner.select(term.as_("group_key")).groupby(term)
		outer_keys = [GROUPED.group_key]
	outer = frappe.qb.from_(inner.as_("grouped")).select(*outer_keys, *(s for pair in sums for s in pair))
	return outer.groupby(*outer_keys) if outer_keys else outer


def _rows_name(metric: Metric, number: int) -> str:
	"""Metrics that count by the same moments share a column of the inner query."""
	return f"rows_{metric.at}_{metric.when.__name__ if metric.when else ''}_{number}"


def _inner_sums(table: Any, family: list[Metric], number: int, period: Period) -> dict[str, Term]:
	sums: dict[str, Term] = {}
	for metric in family:
		inside = _in_period(table, metric, period)
		sums[_rows_name(metric, number)] = Count(Case().when(inside, 1))
		if metric.took:
			sums[f"took_{metric.key}_{number}"] = Sum(Case().when(inside, metric.took(table)))
	return sums


def _outer_sums(metric: Metric, number: int, group: _Group) -> list[Term]:
	rows = Field(_rows_name(metric, number), table=GROUPED)
	counted = metric.counted(group) if metric.counted else None

	def summed(term: Term, alias: str) -> Term:
		return Sum(Case().when(counted, term) if counted is not None else term).as_(alias)

	weighed = rows * metric.weight(group) if metric.weight else rows
	found = [summed(weighed, f"{metric.key}__{number}")]
	if metric.took:
		took = Field(f"took_{metric.key}_{number}", table=GROUPED)
		found.append(summed(took, f"{metric.key}__{number}_top"))
	elif metric.measure:
		found.append(summed(rows * metric.measure(group), f"{metric.key}__{number}_top"))
	return found


def _at_in(table: Any, metric: Metric, period: Period) -> Criterion:
	return table[metric.at].between(period.since, period.until)


def _in_period(table: Any, metric: Metric, period: Period) -> Criterion:
	"""Whether the moments of a row make it belong to the period."""
	inside = _at_in(table, metric, period)
	return inside & metric.when(table) if metric.when else inside


def _restricted(source: Source, table: Any, asked: Asked) -> Any:
	"""The rows of a source that count at all, that the user may see and that are asked for."""
	query = frappe.qb.from_(table)
	if source.joined:
		query = source.joined(query, table)
	query = query.where(source.base(table))
	rule = permissions.criterion(source.doctype, None, table)
	if rule is not None:
		query = query.where(rule)
	units = units_asked(asked, source.beyond_scope)
	if units is not None:
		query = query.where(_owned_by(source, table, sorted(units) or [""]))
	if asked.intake:
		query = query.where(source.owner_of(table).isnull())
	for column, value in asked.columns.items():
		if column in source.filters and value not in (None, ""):
			with_below = column == "category" and not asked.only_category
			values = [value, *_below("Matter Category", value)] if with_below else [value]
			query = query.where(table[column].isin(values))
	return query


def _owned_by(source: Source, table: Any, units: list[str]) -> Criterion:
	"""Rows that count for one of the units, said so that the index on the columns of the owner is of use."""
	found, unfilled = [], []
	for column in source.owner:
		found.append(Criterion.all([*unfilled, table[column].isin(units)]))
		unfilled.append(table[column].isnull() | (table[column] == ""))
	return Criterion.any(found)


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

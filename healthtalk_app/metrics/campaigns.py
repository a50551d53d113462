"""Figures about the tasks of campaigns: how many are due, handed in, in time; what units returned.

Returned figures are one grouped statement, with the row rule of the user at work inside.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Sum
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Metric, Source, yes
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules import returned_figures
from healthtalk_app.rules.transitions import UNIT_TASK

VALUE = "Unit Task Value"
HANDED_IN = ("Submitted", "Accepted")
OWED = ("Due", "Returned")
DUE = "The task is due in the period"
Join = Callable[[Any, Any], Any]
FILTERS = ("campaign", "phase", "kind", "five_one", "status")

TASKS = Source(UNIT_TASK, ("unit",), lambda task: task.campaign.isnotnull(), FILTERS)


def has_passed(task: Any) -> Criterion:
	"""The date of the task has passed."""
	return task.due_at < now_datetime()


METRICS = (
	Metric(
		"unit_tasks",
		"Unit Tasks",
		"All tasks of campaigns",
		DUE,
		TASKS,
		"due_at",
	),
	Metric(
		"unit_tasks_done_rate",
		"Tasks Handed In",
		"Tasks handed in or accepted / tasks whose date has passed",
		DUE,
		TASKS,
		"due_at",
		None,
		lambda task: yes(task.status.isin(HANDED_IN)),
		"percent",
		"higher",
		when=has_passed,
	),
	Metric(
		"unit_tasks_on_time_rate",
		"Tasks in Time",
		"Tasks handed in by their date / tasks whose date has passed",
		DUE,
		TASKS,
		"due_at",
		None,
		lambda task: yes(task.on_time == "On Time"),
		"percent",
		"higher",
		when=has_passed,
	),
	Metric(
		"unit_tasks_overdue",
		"Tasks Overdue",
		"Tasks not handed in whose date has passed",
		DUE,
		TASKS,
		"due_at",
		lambda task: task.status.isin(OWED),
		direction="lower",
		when=has_passed,
	),
)


def tasks_of(campaign: str, status: str | None = None) -> int:
	"""How many tasks a campaign has, whoever asks: for its own form and its steps."""
	wanted = {"campaign": campaign} | ({"status": status} if status else {})
	return frappe.db.count(UNIT_TASK, wanted)


@dataclass(frozen=True)
class Returned:
	"""What units returned of a figure: sums over those that handed it in, and the returns owed and late.

	`before` and `comparable` are sums over the units that gave both years, `aimed` over those with a target.
	"""

	value: float = 0
	target: float = 0
	before: float = 0
	comparable: float = 0
	aimed: float = 0
	owed: int = 0
	returned: int = 0
	late: int = 0
	with_before: int = 0

	@property
	def growth(self) -> float | None:
		"""On the year before, in per cent."""
		return returned_figures.change(self.comparable, self.before) if self.with_before else None

	@property
	def reached(self) -> float | None:
		"""Of the target, in per cent, by those who have one."""
		return round(100 * self.aimed / self.target, 2) if self.target else None

	def __add__(self, other: Returned) -> Returned:
		mine, theirs = vars(self), vars(other)
		return Returned(**{name: mine[name] + theirs[name] for name in mine})


def returned(
	start: date, end: date, by: str, asked: Asked | None = None, **columns: str | None
) -> dict[tuple[str, str, str, str], Returned]:
	"""(group, figure, class, unit of measure) → what was returned of periods that begin between two days.

	`by` is unit, period or figure (the group is the figure itself); `columns` are campaign, figure, class. A
	return is owed from its date on, or once it is handed in; it is late when it came late or has not come.
	"""
	task, value = frappe.qb.DocType(UNIT_TASK), frappe.qb.DocType(VALUE)
	group = {"unit": task.unit, "period": task.period}.get(by, value.figure)
	handed_in = task.status.isin(HANDED_IN)
	passed = task.due_at < now_datetime()
	aimed = handed_in & (value.target > 0)
	given = handed_in & value.last_year.isnotnull() & (value.last_year != "")
	query = (
		frappe.qb.from_(value)
		.join(task)
		.on((task.name == value.parent) & (value.parenttype == UNIT_TASK))
		.select(
			group.as_("group_key"),
			value.figure,
			value.figure_class,
			value.measure,
			Sum(Case().when(handed_in, value.number).else_(0)),
			Sum(Case().when(aimed, value.target).else_(0)),
			Sum(Case().when(given, value.number_before).else_(0)),
			Sum(Case().when(given, value.comparable).else_(0)),
			Sum(Case().when(aimed, value.number).else_(0)),
			Sum(yes(handed_in | passed)),
			Sum(yes(handed_in)),
			Sum(yes((task.on_time == "Late") | (passed & task.status.isin(OWED)))),
			Sum(yes(given)),
		)
		.where(task.kind == "Figures")
		.where(task.period_start[start:end])
		.groupby(group, value.figure, value.figure_class, value.measure)
	)
	for column, wanted in columns.items():
		if wanted:
			field = task.campaign if column == "campaign" else value[column]
			query = query.where(field == wanted)
	found: dict[tuple[str, str, str, str], Returned] = {}
	for key, figure, figure_class, measure, *sums in allowed(query, task, asked).run():
		numbers = [float(number or 0) for number in sums[:5]] + [int(number or 0) for number in sums[5:]]
		found[key or "", figure, figure_class or "", measure or ""] = Returned(*numbers)
	return found


def allowed(query: Any, task: Any, asked: Asked | None) -> Any:
	"""The rows of tasks that the user may see and asks for."""
	rule = permissions.criterion(UNIT_TASK, None, task)
	if rule is not None:
		query = query.where(rule)
	if asked and (asked.unit or asked.only is not None):
		query = query.where(task.unit.isin(sorted(units_asked(asked) or [""])))
	return query


def in_tree(names: Iterable[str]) -> list[frappe._dict]:
	"""Units in the order of the tree, as by `nested`."""
	unit = frappe.qb.DocType("Health Unit")
	rows = (
		frappe.qb.from_(unit)
		.select(unit.name, unit.unit_name, unit.lft, unit.rgt)
		.where(unit.name.isin(sorted(set(names)) or [""]))
		.orderby(unit.lft)
		.run(as_dict=True)
	)
	return nested(rows)


def nested(rows: Iterable[frappe._dict]) -> list[frappe._dict]:
	"""Units in the order of the tree with their depth and `above`, the nearest of them that holds each."""
	found: list[frappe._dict] = []
	above: list[frappe._dict] = []
	for row in rows:
		while above and above[-1].rgt < row.lft:
			above.pop()
		row.depth, row.above = len(above), above[-1].name if above else None
		above.append(row)
		found.append(row)
	return found


def rolled_up(
	rows: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]], join: Join = operator.add
) -> dict[str, dict[Any, Any]]:
	"""Unit → key → its part with those of the units below it; `rows` are the units as by `nested`."""
	found = {row.name: dict(parts.get(row.name, {})) for row in rows}
	# from the leaves up: each unit is added to the one above it, once
	for row in reversed(rows):
		if row.above:
			add(found[row.above], found[row.name], join)
	return found


def add(whole: dict[Any, Any], part: Mapping[Any, Any], join: Join = operator.add) -> None:
	"""Join the parts of a unit to those of another."""
	for key, value in part.items():
		whole[key] = join(whole[key], value) if key in whole else value

"""How far the units of a campaign are: by phase, and the matrix of the five-ones (T5).

Each is one statement with the row rule of the user at work inside, which gives a row per unit in the order of
the tree. Of a thousand units with 24 tasks each, the database has counted everything before Python has read a
row for each unit, phase and one of the five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Asked, yes
from healthtalk_app.metrics.campaigns import HANDED_IN, OWED, allowed, nested
from healthtalk_app.rules.transitions import UNIT_TASK

# how far a task is from being done; of several tasks the furthest is told
ACCEPTED, SUBMITTED, TO_COME, OVERDUE = range(1, 5)
# the units as by `nested`, and unit → what was asked of it → number
Progress = tuple[list[frappe._dict], dict[str, dict[Any, int]]]


def by_phase(campaign: str, phases: Sequence[int], asked: Asked | None = None) -> Progress:
	"""The `counts` of each unit, and (number of a phase, "owed" or "done") → tasks of it; done is handed in.

	Phase 0 is the whole campaign.
	"""
	task = frappe.qb.DocType(UNIT_TASK)
	columns = counts(task)
	parts = (
		frappe.qb.from_(task)
		.select(task.unit, task.phase_no, *(value.as_(key) for key, value in columns.items()))
		.where(task.campaign == campaign)
		.groupby(task.unit, task.phase_no)
	)
	part = allowed(parts, task, asked).as_("part")
	sums = {key: Sum(part[key]) for key in columns}
	for number in phases:
		for key, value in (("owed", part.tasks), ("done", part.submitted + part.accepted)):
			sums[number, key] = Sum(Case().when(part.phase_no == number, value).else_(0))
	return in_order(frappe.qb.from_(part).groupby(part.unit), part, sums)


def of_fives(
	campaign: str, phases: Sequence[int], ones: Sequence[str], asked: Asked | None = None
) -> Progress:
	"""The `counts` of each unit, and (number of a phase, one of the five) → how far; 0 where none is owed."""
	task = frappe.qb.DocType(UNIT_TASK)
	far = (
		Case()
		.when(task.status == "Accepted", ACCEPTED)
		.when(task.status.isin(HANDED_IN), SUBMITTED)
		.when(task.due_at < now_datetime(), OVERDUE)
		.else_(TO_COME)
	)
	signs = {
		(number, one): Max(Case().when((task.phase_no == number) & (task.five_one == one), far).else_(0))
		for number in phases
		for one in ones
	}
	query = frappe.qb.from_(task).where(task.campaign == campaign).groupby(task.unit)
	return in_order(allowed(query, task, asked), task, {**counts(task), **signs})


def counts(task: Any) -> dict[Any, Any]:
	"""How many tasks there are, and how far they are."""
	return {
		"tasks": Count("*"),
		"submitted": Sum(yes(task.status == "Submitted")),
		"accepted": Sum(yes(task.status == "Accepted")),
		"returned": Sum(yes(task.status == "Returned")),
		"overdue": Sum(yes(task.status.isin(OWED) & (task.due_at < now_datetime()))),
		"late": Sum(yes(task.on_time == "Late")),
	}


def in_order(query: Any, table: Any, columns: Mapping[Any, Any]) -> Progress:
	"""A query grouped by the unit of a table, joined to the tree."""
	aliases = [f"column_{at}" for at in range(len(columns))]
	values = (value.as_(alias) for value, alias in zip(columns.values(), aliases, strict=True))
	grouped = query.select(table.unit, *values).as_("grouped")
	unit = frappe.qb.DocType("Health Unit")
	rows = (
		frappe.qb.from_(grouped)
		.join(unit)
		.on(unit.name == grouped.unit)
		.select(unit.name, unit.unit_name, unit.lft, unit.rgt, *(grouped[alias] for alias in aliases))
		.orderby(unit.lft)
		.run()
	)
	units = nested(
		frappe._dict(name=name, unit_name=title, lft=lft, rgt=rgt)
		for name, title, lft, rgt, *_numbers in rows
	)
	return units, {row[0]: dict(zip(columns, map(int, row[4:]), strict=True)) for row in rows}

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
from frappe.query_builder.functions import Count, Sum
from frappe.utils import now_datetime
from pypika.terms import AggregateFunction

from healthtalk_app.metrics.base import Asked, yes
from healthtalk_app.metrics.campaigns import HANDED_IN, OWED, allowed, nested
from healthtalk_app.rules.transitions import UNIT_TASK

COUNTS = ("tasks", "submitted", "accepted", "returned", "overdue", "late")
SUMMARY = ("tasks", "submitted", "accepted", "overdue")
# how far a task is from being done: a bit each, so that tasks are taken together by "or"
BITS = 4
ACCEPTED, SUBMITTED, TO_COME, OVERDUE = 1, 2, 4, 8
# the units as by `nested`, and unit → what was asked of it → number
Progress = tuple[list[frappe._dict], dict[str, dict[Any, int]]]


def by_phase(campaign: str, phases: Sequence[int], asked: Asked | None = None) -> Progress:
	"""`COUNTS` of each unit, and (number of a phase, "owed" or "done") → tasks of it; done is handed in.

	Phase 0 is the whole campaign.
	"""
	task = frappe.qb.DocType(UNIT_TASK)
	counted = counts(task)
	grouped = (
		frappe.qb.from_(task)
		.select(task.unit, task.phase_no, *(value.as_(key) for key, value in counted.items()))
		.where(task.campaign == campaign)
		.groupby(task.unit, task.phase_no)
	)
	part = allowed(grouped, task, asked).as_("part")
	columns: dict[Any, Any] = {key: Sum(part[key]) for key in counted}
	for number in phases:
		for key, value in (("owed", part.tasks), ("done", part.submitted + part.accepted)):
			columns[number, key] = Sum(Case().when(part.phase_no == number, value).else_(0))
	return in_order(frappe.qb.from_(part), part, columns)


def of_fives(
	campaign: str, phases: Sequence[int], ones: Sequence[str], asked: Asked | None = None
) -> Progress:
	"""`SUMMARY` of each unit, and number of a phase → the bits of its tasks, for `furthest`."""
	task = frappe.qb.DocType(UNIT_TASK)
	far = (
		Case()
		.when(task.status == "Accepted", ACCEPTED)
		.when(task.status.isin(HANDED_IN), SUBMITTED)
		.when(task.due_at < now_datetime(), OVERDUE)
		.else_(TO_COME)
	)
	place = Case()
	for at, one in enumerate(ones):
		place = place.when(task.five_one == one, 1 << BITS * at)
	bits = far * place.else_(0)
	counted = counts(task)
	columns: dict[Any, Any] = {key: counted[key] for key in SUMMARY}
	for number in phases:
		columns[number] = AggregateFunction("BIT_OR", Case().when(task.phase_no == number, bits).else_(0))
	return in_order(
		allowed(frappe.qb.from_(task).where(task.campaign == campaign), task, asked), task, columns
	)


def furthest(bits: int, many: int) -> tuple[int, ...]:
	"""How far each of so many is by its furthest task: 0 not owed, 1 accepted, 2 handed in, 3 still to
	come, 4 overdue."""
	return tuple((bits >> BITS * at & (1 << BITS) - 1).bit_length() for at in range(many))


def counts(task: Any) -> dict[str, Any]:
	"""How many tasks there are, and how far they are."""
	values = (
		Count("*"),
		Sum(yes(task.status == "Submitted")),
		Sum(yes(task.status == "Accepted")),
		Sum(yes(task.status == "Returned")),
		Sum(yes(task.status.isin(OWED) & (task.due_at < now_datetime()))),
		Sum(yes(task.on_time == "Late")),
	)
	return dict(zip(COUNTS, values, strict=True))


def in_order(query: Any, table: Any, columns: Mapping[Any, Any]) -> Progress:
	"""The rows of a query by the unit that a table names, in the order of the tree."""
	aliases = [f"column_{at}" for at in range(len(columns))]
	values = (value.as_(alias) for value, alias in zip(columns.values(), aliases, strict=True))
	grouped = query.select(table.unit, *values).groupby(table.unit).as_("grouped")
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

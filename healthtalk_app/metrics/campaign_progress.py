"""How far the units of a campaign are: by phase, and the matrix of the five-ones (T5).

Each is one statement with the row rule of the user at work inside, which gives a row per unit in the order of
the tree. Of a thousand units with 24 tasks each, the database has counted everything before Python has read a
row for each unit, phase and one of the five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Asked, yes
from healthtalk_app.metrics.campaigns import HANDED_IN, OWED, allowed, nested
from healthtalk_app.rules.transitions import UNIT_TASK

COUNTS = ("tasks", "submitted", "accepted", "returned", "overdue", "late")
# how far a task is from being done; of several tasks the furthest is told
ACCEPTED, SUBMITTED, TO_COME, OVERDUE = range(1, 5)
# the units as by `nested`, and unit → what was asked of it → number
Progress = tuple[list[frappe._dict], dict[str, dict[Any, int]]]


def by_phase(campaign: str, phases: Sequence[int], asked: Asked | None = None) -> Progress:
	"""`COUNTS` of each unit, and (number of a phase, "owed" or "done") → tasks of it; done is handed in.

	Phase 0 is the whole campaign.
	"""
	task = frappe.qb.DocType(UNIT_TASK)
	part = of_phases(campaign, task, counts(task), asked)
	columns: dict[Any, Any] = {key: Sum(part[key]) for key in COUNTS}
	for number in phases:
		for key, value in (("owed", part.tasks), ("done", part.submitted + part.accepted)):
			columns[number, key] = Sum(Case().when(part.phase_no == number, value).else_(0))
	return in_order(part, columns)


def of_fives(
	campaign: str, phases: Sequence[int], ones: Sequence[str], asked: Asked | None = None
) -> Progress:
	"""`COUNTS` of each unit, and (number of a phase, one of the five) → how far; 0 where none is owed."""
	task = frappe.qb.DocType(UNIT_TASK)
	far = (
		Case()
		.when(task.status == "Accepted", ACCEPTED)
		.when(task.status.isin(HANDED_IN), SUBMITTED)
		.when(task.due_at < now_datetime(), OVERDUE)
		.else_(TO_COME)
	)
	# a digit for each of the five, so that a phase is one column
	digits = (Max(Case().when(task.five_one == one, far).else_(0)) for one in ones)
	furthest = reduce(lambda whole, digit: whole * 10 + digit, digits)
	part = of_phases(campaign, task, {**counts(task), "furthest": furthest}, asked)
	columns: dict[Any, Any] = {key: Sum(part[key]) for key in COUNTS}
	for number in phases:
		columns[number] = Max(Case().when(part.phase_no == number, part.furthest).else_(0))
	units, parts = in_order(part, columns)
	for row in parts.values():
		for number in phases:
			shown = f"{row.pop(number):0{len(ones)}d}"
			row.update(((number, one), int(digit)) for one, digit in zip(ones, shown, strict=True))
	return units, parts


def of_phases(campaign: str, task: Any, columns: Mapping[str, Any], asked: Asked | None) -> Any:
	"""The tasks of a campaign by unit and phase: few groups, in the order of the index."""
	query = (
		frappe.qb.from_(task)
		.select(task.unit, task.phase_no, *(value.as_(key) for key, value in columns.items()))
		.where(task.campaign == campaign)
		.groupby(task.unit, task.phase_no)
	)
	return allowed(query, task, asked).as_("part")


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


def in_order(part: Any, columns: Mapping[Any, Any]) -> Progress:
	"""The phases of each unit taken together as `columns`, in the order of the tree."""
	aliases = [f"column_{at}" for at in range(len(columns))]
	values = (value.as_(alias) for value, alias in zip(columns.values(), aliases, strict=True))
	grouped = frappe.qb.from_(part).select(part.unit, *values).groupby(part.unit).as_("grouped")
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

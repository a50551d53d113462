"""Figures about publicity 宣传: items by medium and level, points, information tasks (H12, T8, E1)."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.metrics import statement
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source
from healthtalk_app.rules.periods import Period, year_to

ITEM, TASK = "Publicity Item", "Information Task"
PUBLISHED = "The day of publication lies in the period"


def tasks(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""Confirmed items beside what the units owed up to the end of the period; by unit, or altogether."""
	if by not in (None, "unit"):
		return {}
	owed = owed_items(period, asked)
	answer = statement.ask([CONFIRMED], period, "unit", asked)
	found = {
		unit: Figure(metric, answer[unit][CONFIRMED.key].bottom if unit in answer else 0, items)
		for unit, items in owed.items()
	}
	return found if by else {None: sum(found.values(), Figure(metric))}


def owed_items(period: Period, asked: Asked) -> dict[str, int]:
	"""Unit → items owed in the period: the number of each year by the days of it that lie in the period."""
	wanted = statement.units_asked(asked)
	years = range(period.start.year, period.end.year + 1)
	filters: dict[str, Any] = {"year": ("in", list(years))}
	if wanted is not None:
		filters["unit"] = ("in", sorted(wanted) or [""])
	found: dict[str, float] = {}
	# get_all: what units owe is known to everybody; of whom it is asked was limited above
	for row in frappe.get_all(TASK, filters=filters, fields=["unit", "year", "items_owed"]):
		found[row.unit] = found.get(row.unit, 0) + row.items_owed * share_of_year(period, row.year)
	return {unit: int(items + 0.5) for unit, items in found.items()}


def share_of_year(period: Period, year: int) -> float:
	"""Which part of a year lies in the period, by days."""
	whole = year_to(period.start.replace(year=year, month=12, day=31))
	first, last = max(whole.start, period.start), min(whole.end, period.end)
	return Period(first, last).days / whole.days


ITEMS = Source(ITEM, ("unit",), lambda item: item.status != "Not Counted", ("medium", "level", "status"))
METRICS = (
	Metric(
		"publicity_items",
		"Items Registered",
		"Publicity items of the units, confirmed or waiting for the bureau",
		PUBLISHED,
		ITEMS,
		"published_on",
	),
	Metric(
		"publicity_confirmed",
		"Items Confirmed",
		"Publicity items that the bureau has confirmed",
		PUBLISHED,
		ITEMS,
		"published_on",
		lambda item: item.status == "Confirmed",
		direction="higher",
	),
	Metric(
		"publicity_points",
		"Publicity Points",
		"Points of the confirmed items, by medium and level",
		PUBLISHED,
		ITEMS,
		"published_on",
		lambda item: item.status == "Confirmed",
		lambda item: item.points,
		"points",
		"higher",
		is_sum=True,
	),
	Metric(
		"publicity_tasks",
		"Information Task Done",
		"Confirmed items / items owed: the year's information task by the days of the period; of units that "
		"have a task",
		PUBLISHED,
		ITEMS,
		"published_on",
		measure=lambda item: item.points,
		unit="percent",
		direction="higher",
		answer=tasks,
	),
)
CONFIRMED = METRICS[1]

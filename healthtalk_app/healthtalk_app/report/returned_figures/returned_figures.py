"""Returned Figures: by figure, unit or period, against target and the year before (P6, T9)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import campaigns
from healthtalk_app.metrics.campaigns import Returned

GROUPS = {"figure": "Figure", "unit": "Unit", "period": "Period"}


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""Sums for periods that begin in the time asked for; by unit they roll up along the tree."""
	wanted = shared.wanted(filters)
	period = shared.period_of(wanted)
	by = wanted.group_by if wanted.group_by in GROUPS else "figure"
	found = campaigns.returned(
		period.start,
		period.end,
		by,
		shared.asked_of(wanted),
		campaign=wanted.campaign,
		figure=wanted.figure,
		figure_class=wanted.figure_class,
	)
	if not found:
		return columns(by), [], _("No figures are owed in this time."), None, []
	rows = by_unit(found) if by == "unit" else [row(key[0], key, part) for key, part in sorted(found.items())]
	return columns(by), rows, None, None, cards(sum(found.values(), Returned()))


def by_unit(found: dict[tuple[str, str, str, str], Returned]) -> shared.Rows:
	"""Each figure of each unit, with what the units below it returned."""
	units = campaigns.in_tree(key[0] for key in found)
	of_units: dict[str, dict[tuple[str, ...], Returned]] = {}
	for (name, *kind), part in found.items():
		of_units.setdefault(name, {})[tuple(kind)] = part
	whole = campaigns.rolled_up(units, of_units)
	return [
		{
			**row(unit.unit_name, (unit.name, *kind), part),
			"unit": unit.name,
			"indent": unit.depth,
		}
		for unit in units
		for kind, part in sorted(whole[unit.name].items(), key=lambda one: one[0])
	]


def row(name: str, key: tuple[str, str, str, str], part: Returned) -> dict[str, Any]:
	"""One line."""
	return {
		"group_name": name,
		"figure": key[1],
		"figure_class": key[2],
		"measure": key[3],
		"value": round(part.value, 6),
		"target": round(part.target, 6) or None,
		"reached": part.reached,
		"last_year": round(part.before, 6) if part.with_before else None,
		"growth": part.growth,
		"owed": part.owed,
		"returned": part.returned,
		"late": part.late,
	}


def columns(by: str) -> shared.Columns:
	"""The group, the figure and what is known of it."""
	figure = [shared.text_column("figure", _("Figure"), 200)] if by != "figure" else []
	return [
		shared.text_column("group_name", _(GROUPS[by]), 220),
		*figure,
		shared.text_column("figure_class", _("Class", context="Unit Task Value"), 140),
		shared.text_column("measure", _("Unit of Measure", context="Unit Task Value"), 90),
		number("value", _("Value", context="Unit Task Value")),
		number("target", _("Target", context="Unit Task Value")),
		number("reached", _("Reached"), "Percent"),
		number("last_year", _("Year Before", context="Unit Task Value")),
		number("growth", _("Growth on the Year Before"), "Percent"),
		shared.text_column("owed", _("Returns Owed"), 90, "Int"),
		shared.text_column("returned", _("Returns Handed In"), 90, "Int"),
		shared.text_column("late", _("Late or Missing"), 90, "Int"),
	]


def number(fieldname: str, label: str, fieldtype: str = "Float") -> dict[str, Any]:
	"""A column of amounts or shares."""
	return {**shared.text_column(fieldname, label, 110, fieldtype), "precision": 2}


def cards(whole: Returned) -> list[dict[str, Any]]:
	"""How complete and punctual the returns are; amounts of different figures are not added up."""
	share = round(100 * whole.returned / whole.owed, 2) if whole.owed else None
	return [
		shared.card(_("Figures Owed"), whole.owed),
		shared.card(_("Handed In"), share, "percent"),
		shared.card(_("Late or Missing"), whole.late, good=not whole.late),
	]

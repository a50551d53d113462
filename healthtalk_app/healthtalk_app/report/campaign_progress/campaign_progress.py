"""Campaign Progress: units by phases, and the matrix of the five-ones; printed as a wall chart (C2, T5)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import campaign_progress, campaigns
from healthtalk_app.rules.transitions import CAMPAIGN

FIVE_ONES = "Five-ones"
ONES = ("Questionnaire", "Mystery Visit", "Satisfaction Survey", "Phase Acceptance", "Briefing")
# what is not owed, accepted, handed in, still to come, overdue: by how far it is
SIGNS = ("", "✓", "○", "·", "✗")
# numbers and names
Phases = list[tuple[int, str]]
# what was asked of a unit → number
Part = dict[Any, int]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""How far a campaign is, by default the one begun last: by phase, or the five-ones."""
	wanted = shared.wanted(filters)
	name = wanted.campaign or last_campaign()
	if not name:
		return phase_columns([]), [], _("There is no campaign that you may see yet."), None, []
	permissions.require_visible(CAMPAIGN, [name])
	show = five_ones if wanted.view == FIVE_ONES else by_phase
	phases = [(row.idx, row.phase) for row in frappe.get_cached_doc(CAMPAIGN, name).phases]
	return show(name, phases, wanted)


def by_phase(campaign: str, phases: Phases, wanted: frappe._dict) -> shared.Answer:
	"""What was handed in of each phase, and all units together below."""
	numbers = [*(number for number, _name in phases), 0]
	units, parts = campaign_progress.by_phase(campaign, numbers, shared.asked_of(wanted))
	if not units:
		return nothing_made()
	whole = together(
		parts, [*campaign_progress.COUNTS, *((number, key) for number in numbers for key in ("owed", "done"))]
	)
	if cint(wanted.roll_up):
		parts = campaigns.rolled_up(units, parts)
	if whole[0, "owed"]:
		# what is owed over the whole campaign stands last
		phases = [*phases, (0, _("Whole Campaign"))]
	rows = [{**named(unit), **phase_cells(parts[unit.name], phases)} for unit in units]
	rows.append({"unit_name": _("Total"), "is_total": 1, "indent": 0, **phase_cells(whole, phases)})
	return phase_columns(phases), rows, None, chart(rows[-1], phases), cards(whole)


def five_ones(campaign: str, phases: Phases, wanted: frappe._dict) -> shared.Answer:
	"""A sign for each of the five in each phase."""
	numbers = [number for number, _name in phases]
	units, parts = campaign_progress.of_fives(campaign, numbers, ONES, shared.asked_of(wanted))
	if not units:
		return nothing_made()
	whole = together(parts, campaign_progress.SUMMARY)
	if cint(wanted.roll_up):
		# of the bits alone: the sums were taken before
		parts = campaigns.rolled_up(units, parts, operator.or_)
	names = {number: [f"five_{number}_{one}" for one in ONES] for number in numbers}
	rows = []
	for unit in units:
		row, part = named(unit), parts[unit.name]
		for number in numbers:
			row.update(zip(names[number], signs_of(part[number]), strict=True))
		rows.append(row)
	said = _("✓ accepted · ○ handed in · ✗ overdue · a dot is still to come; blank is not owed")
	return five_columns(phases), rows, said, None, cards(whole)


@functools.lru_cache(maxsize=4096)
def signs_of(bits: int) -> tuple[str, ...]:
	"""The signs of the five in a phase; many units are alike."""
	return tuple(SIGNS[far] for far in campaign_progress.furthest(bits, len(ONES)))


def nothing_made() -> shared.Answer:
	"""The report before there is any task."""
	return phase_columns([]), [], _("No tasks have been made for this campaign yet."), None, []


def named(unit: frappe._dict) -> dict[str, Any]:
	"""Which unit a row is about."""
	return {"unit": unit.name, "unit_name": unit.unit_name, "indent": unit.depth}


def together(parts: dict[str, Part], keys: Iterable[Any]) -> Part:
	"""The sums over all units."""
	return {key: sum(part[key] for part in parts.values()) for key in keys}


def last_campaign() -> str | None:
	"""The campaign begun last among those the user may see."""
	found = frappe.get_list(
		CAMPAIGN, {"status": ("!=", "Draft")}, order_by="activated_at desc", limit=1, pluck="name"
	)
	return found[0] if found else None


def phase_cells(part: Part, phases: Phases) -> dict[str, Any]:
	"""What was handed in by phase, and the counts."""
	shares = {
		f"phase_{number}_done": share(part[number, "done"], part[number, "owed"]) for number, _name in phases
	}
	return {**shares, "done": done(part), **{key: part[key] for key in campaign_progress.COUNTS}}


def done(part: Part) -> float | None:
	"""Handed in or accepted, in per cent of all."""
	return share(part["submitted"] + part["accepted"], part["tasks"])


def share(some: int, whole: int) -> float | None:
	"""In per cent; None where nothing is owed."""
	return round(100 * some / whole, 2) if whole else None


def phase_columns(phases: Phases) -> shared.Columns:
	"""The unit, a share for each phase, and the counts."""
	return [
		shared.text_column("unit_name", _("Unit"), 240),
		*(percent(f"phase_{number}_done", name) for number, name in phases),
		percent("done", _("Handed In")),
		shared.text_column("tasks", _("Tasks"), 80, "Int"),
		shared.text_column("submitted", _("To Be Accepted"), 90, "Int"),
		shared.text_column("accepted", _("Accepted", context="Unit Task"), 80, "Int"),
		shared.text_column("returned", _("Returned", context="Unit Task"), 80, "Int"),
		shared.text_column("overdue", _("Overdue"), 80, "Int"),
		shared.text_column("late", _("Handed In Late"), 90, "Int"),
	]


def percent(fieldname: str, label: str) -> dict[str, Any]:
	"""A share."""
	return {**shared.text_column(fieldname, label, 110, "Percent"), "precision": 1}


def five_columns(phases: Phases) -> shared.Columns:
	"""The unit, and the five in each phase."""
	labels = {one: _(one, context="Campaign Deliverable") for one in ONES}
	return [
		shared.text_column("unit_name", _("Unit"), 240),
		*(
			shared.text_column(f"five_{number}_{one}", f"{name} · {label}", 110)
			for number, name in phases
			for one, label in labels.items()
		),
	]


def chart(total: dict[str, Any], phases: Phases) -> dict[str, Any] | None:
	"""What was handed in, by phase."""
	known = [(name, total[f"phase_{number}_done"]) for number, name in phases]
	shown = [(name, value) for name, value in known if value is not None]
	return shared.bars([name for name, _value in shown], {_("Handed In"): [value for _name, value in shown]})


def cards(whole: Part) -> list[dict[str, Any]]:
	"""The campaign in four numbers."""
	return [
		shared.card(_("Tasks"), whole["tasks"]),
		shared.card(_("Handed In"), done(whole), "percent"),
		shared.card(_("To Be Accepted"), whole["submitted"]),
		shared.card(_("Overdue"), whole["overdue"], good=not whole["overdue"]),
	]

"""Campaign Progress: units by phases, and the matrix of the five-ones; printed as a wall chart (C2, T5)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import campaigns
from healthtalk_app.metrics.campaigns import Tally
from healthtalk_app.rules.transitions import CAMPAIGN

FIVE_ONES = "Five-ones"
ONES = ("Questionnaire", "Mystery Visit", "Satisfaction Survey", "Phase Acceptance", "Briefing")
DONE, HANDED_IN, OVERDUE, TO_COME = "✓", "○", "✗", "·"
# (number of the phase, one of the five or "") → how far
Tallies = dict[tuple[int, str], Tally]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""How far a campaign is, by default the one begun last: by phase, or the five-ones."""
	wanted = shared.wanted(filters)
	name = wanted.campaign or last_campaign()
	if not name:
		return phase_columns([]), [], _("There is no campaign that you may see yet."), None, []
	permissions.require_visible(CAMPAIGN, [name])
	doc = frappe.get_doc(CAMPAIGN, name)
	found: dict[str, Tallies] = {}
	for (unit, phase, one), part in campaigns.progress(name, shared.asked_of(wanted)).items():
		found.setdefault(unit, {})[phase, one] = part
	units = campaigns.in_tree(found)
	if not units:
		return phase_columns([]), [], _("No tasks have been made for this campaign yet."), None, []
	fives = wanted.view == FIVE_ONES
	phases = phases_of(doc, found)
	shown = campaigns.rolled_up(units, found) if frappe.utils.cint(wanted.roll_up) else found
	rows = []
	for unit in units:
		parts = shown[unit.name]
		cells = five_cells(parts, doc) if fives else phase_cells(parts, phases)
		rows.append({"unit": unit.name, "unit_name": unit.unit_name, "indent": unit.depth, **cells})
	everybody: Tallies = {}
	for parts in found.values():
		campaigns.add(everybody, parts)
	whole = tally(everybody)
	if not fives:
		rows.append({"unit_name": _("Total"), "is_total": 1, "indent": 0, **phase_cells(everybody, phases)})
	columns = five_columns(doc) if fives else phase_columns(phases)
	said = (
		_("✓ accepted · ○ handed in · ✗ overdue · a dot is still to come; blank is not owed")
		if fives
		else None
	)
	return columns, rows, said, None if fives else chart(rows[-1], phases), cards(whole)


def last_campaign() -> str | None:
	"""The campaign begun last among those the user may see."""
	found = frappe.get_list(
		CAMPAIGN, {"status": ("!=", "Draft")}, order_by="activated_at desc", limit=1, pluck="name"
	)
	return found[0] if found else None


def phases_of(doc: Any, found: dict[str, Tallies]) -> list[tuple[int, str]]:
	"""The phases with their numbers; what is owed over the whole campaign stands last."""
	phases = [(row.idx, row.phase) for row in doc.phases]
	if any(phase == 0 for parts in found.values() for phase, _one in parts):
		phases.append((0, _("Whole Campaign")))
	return phases


def tally(parts: Tallies, phase: int | None = None, one: str | None = None) -> Tally:
	"""The tasks of one phase, of one of the five, taken together."""
	wanted = (
		part for (number, five), part in parts.items() if phase in (None, number) and one in (None, five)
	)
	return sum(wanted, Tally())


def phase_cells(parts: Tallies, phases: list[tuple[int, str]]) -> dict[str, Any]:
	"""What was handed in by phase, and the counts."""
	whole = tally(parts)
	shares = {f"phase_{number}_done": tally(parts, number).done for number, _name in phases}
	return {
		**shares,
		"done": whole.done,
		"tasks": whole.tasks,
		"submitted": whole.submitted,
		"accepted": whole.accepted,
		"returned": whole.returned,
		"overdue": whole.overdue,
		"late": whole.late,
	}


def five_cells(parts: Tallies, doc: Any) -> dict[str, str]:
	"""A sign for each of the five in each phase."""
	return {f"five_{row.idx}_{one}": sign(tally(parts, row.idx, one)) for row in doc.phases for one in ONES}


def sign(part: Tally) -> str:
	"""Accepted, handed in, overdue or still to come; nothing where it is not owed."""
	if not part.tasks:
		return ""
	if part.overdue:
		return OVERDUE
	if part.accepted == part.tasks:
		return DONE
	return HANDED_IN if part.accepted + part.submitted == part.tasks else TO_COME


def phase_columns(phases: list[tuple[int, str]]) -> shared.Columns:
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


def five_columns(doc: Any) -> shared.Columns:
	"""The unit, and the five in each phase."""
	return [
		shared.text_column("unit_name", _("Unit"), 240),
		*(
			shared.text_column(
				f"five_{row.idx}_{one}", f"{row.phase} · {_(one, context='Campaign Deliverable')}", 110
			)
			for row in doc.phases
			for one in ONES
		),
	]


def chart(total: dict[str, Any], phases: list[tuple[int, str]]) -> dict[str, Any] | None:
	"""What was handed in, by phase."""
	known = [(name, total[f"phase_{number}_done"]) for number, name in phases]
	shown = [(name, value) for name, value in known if value is not None]
	return shared.bars([name for name, _value in shown], {_("Handed In"): [value for _name, value in shown]})


def cards(whole: Tally) -> list[dict[str, Any]]:
	"""The campaign in four numbers."""
	return [
		shared.card(_("Tasks"), whole.tasks),
		shared.card(_("Handed In"), whole.done, "percent"),
		shared.card(_("To Be Accepted"), whole.submitted),
		shared.card(_("Overdue"), whole.overdue, good=not whole.overdue),
	]

"""Talk Frequency Compliance: what each unit owed, held and missed, and its next date (H6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import plan, registry
from healthtalk_app.metrics.base import Asked, Figure
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.periods import Period

KEYS = ("talks_held", "talks_outside_hours", "talks_together", "participants")
TOP = 20


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each unit that owes talks, and all of them together."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	lines = owing(period, asked, wanted.talk_frequency)
	rows = [row(line, frequency) for line, frequency in lines]
	if cint(wanted.only_missing):
		rows = [line for line in rows if line["missing"]]
	if not rows:
		return columns(), [], _("No unit that you may see owes a talk in this period."), None, []
	# of the units shown, like the last row and the first cards
	shown = replace(asked, only=frozenset(line["unit"] for line in rows))
	figures = registry.figures(KEYS, period, None, shown)[None]
	whole = total(rows)
	cards = [
		shared.card(_("Units That Owe Talks"), len(rows)),
		shared.card(_(registry.METRICS["talk_frequency"].label), whole["talk_frequency_rate"], "percent"),
		*shared.figure_cards(figures.values()),
	]
	return columns(), [*rows, whole], None, chart(rows), cards


def owing(period: Period, asked: Asked, talk_frequency: str | None) -> list[tuple[plan.Line, str]]:
	"""The lines of the plan with their frequency; one frequency only if it is asked for."""
	units = units_asked(asked)
	return [
		(line, frequency)
		for frequency in plan.KINDS
		if talk_frequency in (None, "", frequency)
		for line in plan.plan(period.start, period.end, frequency, asked.unit)
		if units is None or line.unit in units
	]


def row(line: plan.Line, frequency: str) -> dict[str, Any]:
	"""One unit: windows owed and over, with their talk, without it; all talks; the last day for the next."""
	over = line.over
	kept = Figure(registry.METRICS["talk_frequency"], sum(min(c.held, c.owed) for c in over), line.owed_over)
	return {
		"unit": line.unit,
		"unit_name": line.unit_name,
		"talk_frequency": _(frequency, context="Health Unit"),
		"owed": kept.bottom,
		"kept": int(kept.top),
		"missing": line.missing,
		"talk_frequency_rate": kept.value,
		"held": line.held,
		"planned": sum(cell.planned for cell in line.cells),
		"next_due": line.next_due,
		"late": int(line.next_due < getdate()),
	}


def total(rows: shared.Rows) -> dict[str, Any]:
	"""All units of the table together. A joint talk counts for each of its organisers."""
	counts = {key: sum(line[key] for line in rows) for key in ("owed", "kept", "missing", "held", "planned")}
	rate = Figure(registry.METRICS["talk_frequency"], counts["kept"], counts["owed"]).value
	return {"unit_name": _("Total"), "is_total": 1, **counts, "talk_frequency_rate": rate}


def columns() -> shared.Columns:
	"""The unit, what it owed and did, and when the next talk is due."""
	return [
		shared.text_column("unit_name", _("Unit"), 220),
		shared.text_column("talk_frequency", _("Talk Frequency"), 110),
		shared.text_column("owed", _("Windows Owed"), 110, "Int"),
		shared.text_column("kept", _("Windows with Their Talk"), 150, "Int"),
		shared.text_column("missing", _("Missing", context="Talk Plan"), 90, "Int"),
		{**shared.text_column("talk_frequency_rate", _("Compliance"), 110, "Percent"), "precision": 2},
		shared.text_column("held", _("Held", context="Talk Session"), 90, "Int"),
		shared.text_column("planned", _("Planned", context="Talk Session"), 90, "Int"),
		shared.text_column("next_due", _("Next Talk Due By"), 130, "Date"),
	]


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""Windows kept and missed of the units that missed most."""
	shown = sorted(rows, key=lambda line: -line["missing"])[:TOP]
	drawn = shared.bars(
		[line["unit_name"] for line in shown],
		{
			_("Windows with Their Talk"): [line["kept"] for line in shown],
			_("Missing", context="Talk Plan"): [line["missing"] for line in shown],
		},
	)
	return drawn and {**drawn, "barOptions": {"stacked": 1}, "colors": ["green", "red"]}

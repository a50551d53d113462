"""Commitment Fulfilment 公开承诺兑现: published, due, kept, verified, and how everyone rates them (C4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frappe import _
from frappe.utils import getdate, today

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import commitments, ledger, registry
from healthtalk_app.metrics.base import Asked, Figure, total
from healthtalk_app.metrics.commitments import BALLOTS, COMMITMENTS
from healthtalk_app.rules import commitments as rules
from healthtalk_app.rules.commitments import Tally
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import inputs

FIGURES = [m.key for m in registry.METRICS.values() if m.source in (COMMITMENTS, BALLOTS)]
LISTED = [m.key for m in registry.METRICS.values() if m.source is COMMITMENTS and not m.answer]
PARTS = ("counted", "met", "missed")


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A table by unit with the trend by month; with a figure, the very commitments that it counts."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	part = wanted.part or "counted"
	if (wanted.figure and wanted.figure not in LISTED) or part not in PARTS:
		inputs.refuse(_("There is no such figure about commitments. Choose one from the list."))
	by_unit = registry.figures(FIGURES, period, "unit", asked)
	whole = total(by_unit.values(), [registry.METRICS[key] for key in FIGURES])
	cards = shared.figure_cards(whole.values())
	if not wanted.figure:
		rows = table(by_unit, whole)
		sentence = _("No commitment was published or due in this period.")
		return unit_columns(), rows, shared.nothing(rows, sentence), trend(period, asked), cards
	page = ledger.page(wanted.figure, period, asked, part, wanted.page, wanted.page_size)
	listed = described(page.rows)
	return (
		commitment_columns(),
		listed,
		shared.nothing(listed, _("No commitment counts here. Choose a longer period or fewer filters.")),
		None,
		[
			shared.card(_("Commitments in This List"), page.total),
			shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
			*cards,
		],
	)


def table(by_unit: dict[Any, dict[str, Figure]], whole: dict[str, Figure]) -> shared.Rows:
	"""A row for each unit, by name, and the total."""
	names = shared.names("Health Unit", "unit_name", by_unit)
	rows = [
		{"unit": unit, "unit_name": names.get(unit) or "", **shared.values(found)}
		for unit, found in by_unit.items()
	]
	rows.sort(key=lambda row: row["unit_name"])
	if rows:
		rows.append({"unit_name": _("Total"), **shared.values(whole), "is_total": 1})
	return rows


def unit_columns() -> shared.Columns:
	"""The unit and its figures."""
	return [
		shared.text_column("unit_name", _("Unit"), 220),
		*(shared.figure_column(key) for key in FIGURES),
	]


def trend(period: Period, asked: Asked) -> dict[str, Any] | None:
	"""By month: how many of the commitments due were kept, and how many of those who rated are satisfied."""
	keys = ["commitment_rate", "commitment_satisfied"]
	by_month = registry.figures(keys, period, "month", asked)
	months = sorted(by_month)
	lines = {
		_(registry.METRICS[key].label): [value(by_month[month], key) for month in months] for key in keys
	}
	return shared.bars(months, lines, "line")


def value(found: dict[str, Figure], key: str) -> float | None:
	"""A figure of a month; what does not exist has no point."""
	return found[key].value if key in found else None


def described(rows: list[dict[str, Any]]) -> shared.Rows:
	"""Commitments with the name of the unit, the words of the form, and their ratings."""
	units = shared.names("Health Unit", "unit_name", {row.unit for row in rows})
	tallies, weights = commitments.tallies([row.name for row in rows]), commitments.weights()
	for row in rows:
		found = tallies.get(row.name, {})
		row.unit_name = units.get(row.unit)
		row.overdue = int(bool(not row.reported_at and row.due_on and getdate(row.due_on) < getdate(today())))
		row.ballots = cast(found.values())
		row.points = rules.points(found, weights)
		for column in ("status", "kind", "fulfilment"):
			row[f"{column}_word"] = _(row[column], context="Public Commitment") if row[column] else ""
	return rows


def cast(tallies: Iterable[Tally]) -> int:
	"""How many ballots of all groups were cast."""
	return sum(tally.cast for tally in tallies)


def commitment_columns() -> shared.Columns:
	"""What was promised by whom and by when, how it was kept, and how it is rated."""
	text, moment = shared.text_column, "Datetime"
	return [
		text("name", _("Commitment"), 150),
		text("number", _("Number"), 170),
		text("title", _("Title"), 240),
		text("unit_name", _("Unit"), 160),
		text("kind_word", _("Promised By"), 80),
		text("promiser_name", _("Who Promises"), 90),
		text("status_word", _("Status"), 90),
		text("published_at", _("Published At"), 150, moment),
		text("due_on", _("To Be Fulfilled By"), 110, "Date"),
		text("overdue", _("Overdue"), 70, "Check"),
		text("fulfilment_word", _("Fulfilment"), 90),
		text("reported_at", _("Reported At"), 150, moment),
		text("verified_at", _("Verified At"), 150, moment),
		text("ballots", _("Ballots"), 80, "Int"),
		{**text("points", _("Points"), 80, "Float"), "precision": 2},
	]

"""Bad Rating Call-back 差评回访: how many signed bad ratings of each unit were called back, who was not."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import ledger, registry
from healthtalk_app.metrics.base import Figure, total
from healthtalk_app.metrics.rectifications import CALLS
from healthtalk_app.services import inputs

FIGURES = [m.key for m in registry.METRICS.values() if m.source is CALLS]
PARTS = ("counted", "met", "missed")
TARGET = 100


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A table by unit with its target; with a figure, the very raters that it counts."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	part = wanted.part or "counted"
	if (wanted.figure and wanted.figure not in FIGURES) or part not in PARTS:
		inputs.refuse(_("There is no such figure about call-backs. Choose one from the list."))
	by_unit = registry.figures(FIGURES, period, "unit", asked)
	whole = total(by_unit.values(), [registry.METRICS[key] for key in FIGURES])
	cards = [
		shared.card(_("Target of Call-backs"), TARGET, "percent"),
		*(figure_card(figure) for figure in whole.values()),
	]
	if not wanted.figure:
		rows = table(by_unit, whole)
		sentence = _("Nobody was to be called back in this period.")
		return unit_columns(), rows, shared.nothing(rows, sentence), chart(rows), cards
	page = ledger.page(wanted.figure, period, asked, part, wanted.page, wanted.page_size)
	listed = described(page.rows)
	return (
		rater_columns(),
		listed,
		shared.nothing(listed, _("No rater counts here. Choose a longer period or fewer filters.")),
		None,
		[
			shared.card(_("Raters in This List"), page.total),
			shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
			*cards,
		],
	)


def figure_card(figure: Figure) -> dict[str, Any]:
	"""A card that is red while the target is missed."""
	reached = None
	if figure.metric.key == "call_back_rate" and figure.value is not None:
		reached = figure.value >= TARGET
	return shared.card(_(figure.metric.label), figure.value, figure.metric.unit, reached)


def table(by_unit: dict[Any, dict[str, Figure]], whole: dict[str, Figure]) -> shared.Rows:
	"""A row for each unit, the most owed first, and the total."""
	names = shared.names("Health Unit", "unit_name", by_unit)
	rows = [
		{
			"unit": unit,
			"unit_name": names.get(unit) or _("Bureau's intake"),
			**shared.values(found),
			"target": target_of(found),
		}
		for unit, found in by_unit.items()
	]
	rows.sort(key=lambda row: (-(row["call_backs_owed"] or 0), row["unit_name"]))
	if rows:
		overall = {"unit_name": _("Total"), **shared.values(whole), "target": target_of(whole)}
		rows.append({**overall, "is_total": 1})
	return rows


def target_of(found: dict[str, Figure]) -> str:
	"""Whether a unit has reached the target; nothing where there was nobody to call."""
	rate = found["call_back_rate"].value
	if rate is None:
		return ""
	return _("Reached", context="Bad Rating Call-back") if rate >= TARGET else _("Missed")


def unit_columns() -> shared.Columns:
	"""The unit, its figures and whether it has reached the target."""
	return [
		shared.text_column("unit_name", _("Unit"), 220),
		*(shared.figure_column(key) for key in FIGURES),
		shared.text_column("target", _("Target 100 %"), 110),
	]


def described(rows: list[dict[str, Any]]) -> shared.Rows:
	"""Raters with the name of the unit and the words of the form; names stay masked."""
	units = shared.names("Health Unit", "unit_name", {row.unit for row in rows})
	now = now_datetime()
	for row in rows:
		row.unit_name = units.get(row.unit)
		row.overdue = int(bool(row.status == "To Call" and row.due_at and get_datetime(row.due_at) < now))
		for column in ("status", "reason", "overall", "new_opinion"):
			row[f"{column}_word"] = _(row[column], context="Call Back") if row[column] else ""
	return rows


def rater_columns() -> shared.Columns:
	"""Whom to call about what, by when, and how it went."""
	text, moment = shared.text_column, "Datetime"
	return [
		text("name", _("Call Back"), 160),
		text("subject", _("Subject"), 220),
		text("unit_name", _("Unit Evaluated"), 150),
		text("reason_word", _("Reason"), 80),
		text("overall_word", _("Overall", context="Call Back"), 90),
		text("rater", _("Rater"), 80),
		text("rated_at", _("Rated At"), 150, moment),
		text("due_at", _("To Be Called By"), 150, moment),
		text("overdue", _("Overdue"), 70, "Check"),
		text("status_word", _("Status"), 90),
		text("attempt_count", _("Number of Calls"), 80, "Int"),
		text("called_at", _("Called At"), 150, moment),
		text("new_opinion_word", _("Opinion Now"), 90),
		text("rectification", _("Rectification"), 160),
		text("matter", _("Matter"), 160),
	]


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""Called back and still to be called, by unit."""
	units = [row for row in rows if not row.get("is_total") and row["bad_ratings_signed"]]
	drawn = shared.bars(
		[row["unit_name"] for row in units],
		{
			_("Called Back"): [row["bad_ratings_signed"] - row["call_backs_owed"] for row in units],
			_("Still to Be Called Back"): [row["call_backs_owed"] for row in units],
		},
	)
	return drawn and {**drawn, "barOptions": {"stacked": 1}, "colors": ["green", "red"]}

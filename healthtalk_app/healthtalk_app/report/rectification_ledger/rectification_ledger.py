"""Rectification Ledger 整改台账: what is open, overdue, verified, ordered again, and made a rule (T6, T7)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import ledger, registry
from healthtalk_app.metrics.base import Figure, total
from healthtalk_app.metrics.rectifications import ORDERS, OWED
from healthtalk_app.services import inputs

FIGURES = [m.key for m in registry.METRICS.values() if m.source is ORDERS]
PARTS = ("counted", "met", "missed")
TOP = 20


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""One page of rectifications by the figure that is asked for; cards and chart are about all of them."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	key, part = wanted.figure or "rectifications", wanted.part or "counted"
	if key not in FIGURES or part not in PARTS:
		inputs.refuse(_("There is no such figure about rectifications. Choose one from the list."))
	page = ledger.page(key, period, asked, part, wanted.page, wanted.page_size)
	by_unit = registry.figures(FIGURES, period, "unit", asked)
	whole = total(by_unit.values(), [registry.METRICS[key] for key in FIGURES])
	rows = described(page.rows)
	return (
		columns(),
		rows,
		shared.nothing(rows, _("No rectification counts here. Choose a longer period or fewer filters.")),
		chart(by_unit) if rows else None,
		[
			shared.card(_("Rectifications in This List"), page.total),
			shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
			*shared.figure_cards(whole.values()),
		],
	)


def described(rows: list[dict[str, Any]]) -> shared.Rows:
	"""Rows with the names of both units, the words of the form, and whether they are overdue."""
	units = shared.names(
		"Health Unit",
		"unit_name",
		{unit for row in rows for unit in (row.ordering_unit, row.responsible_unit)},
	)
	now = now_datetime()
	for row in rows:
		row.ordering_name = units.get(row.ordering_unit)
		row.responsible_name = units.get(row.responsible_unit)
		due = row.rectify_due_at
		row.overdue = int(bool(row.status in OWED and due and get_datetime(due) < now))
		row.rounds = (row.ordered_again_count or 0) + 1
		for column in ("status", "classification", "found_through", "rectify_on_time"):
			row[f"{column}_word"] = _(row[column], context="Rectification") if row[column] else ""
	return rows


def columns() -> shared.Columns:
	"""What identifies a rectification, who orders and who puts right, its moments, rounds and rule."""
	text, moment = shared.text_column, "Datetime"
	return [
		text("name", _("Rectification"), 160),
		text("number", _("Number"), 170),
		text("subject", _("Subject"), 220),
		text("classification_word", _("Classed As"), 80),
		text("found_through_word", _("Found Through"), 90),
		text("responsible_name", _("Responsible Unit"), 150),
		text("responsible_person", _("Responsible Person"), 90),
		text("ordering_name", _("Ordered By"), 150),
		text("status_word", _("Status"), 90),
		text("overdue", _("Overdue"), 70, "Check"),
		text("opened_at", _("Ordered At"), 150, moment),
		text("rectify_due_at", _("Due At"), 150, moment),
		text("submitted_at", _("Handed In At"), 150, moment),
		text("rectify_on_time_word", _("In Time"), 70),
		text("rounds", _("Rounds"), 60, "Int"),
		text("verified_at", _("Verified At"), 150, moment),
		text("lasting_rule", _("Lasting Rule"), 200),
		text("lasting_rule_on", _("Rule Made On"), 110, "Date"),
		text("matter", _("Matter"), 160),
	]


def chart(by_unit: dict[Any, dict[str, Figure]]) -> dict[str, Any] | None:
	"""Verified and still open by unit, most rectifications first."""
	ordered = sorted(by_unit.items(), key=lambda pair: -pair[1]["rectifications"].bottom)
	shown = [pair for pair in ordered if pair[1]["rectifications"].bottom][:TOP]
	names = shared.names("Health Unit", "unit_name", {unit for unit, _found in shown})
	drawn = shared.bars(
		[names.get(unit) or "" for unit, _found in shown],
		{
			_("Verified"): [found["rectifications_verified"].bottom for _unit, found in shown],
			_("Still Open"): [found["rectifications_open"].bottom for _unit, found in shown],
		},
	)
	return drawn and {**drawn, "barOptions": {"stacked": 1}, "colors": ["green", "orange"]}

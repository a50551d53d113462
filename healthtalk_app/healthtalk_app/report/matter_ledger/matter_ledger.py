"""Matter Ledger: the matters behind any figure, the newest first, a page at a time."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import ledger, registry
from healthtalk_app.metrics.matters import ACCUSATIONS, MATTERS
from healthtalk_app.metrics.petitions import PETITIONS
from healthtalk_app.services import inputs

FIGURES = [m.key for m in registry.METRICS.values() if m.source in (MATTERS, ACCUSATIONS, PETITIONS)]
PARTS = ("counted", "met", "missed")


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""One page of the matters that a figure counts; the cards hold for all pages."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	key = wanted.figure or "matters_raised"
	part = wanted.part or "counted"
	if key not in FIGURES or part not in PARTS:
		inputs.refuse(_("There is no such figure about matters. Choose one from the list."))
	page = ledger.page(key, period, asked, part, wanted.page, wanted.page_size)
	rows = named(page.rows)
	return (
		columns(),
		rows,
		shared.nothing(rows, _("No matter counts here. Choose a longer period or fewer filters.")),
		shared.bars(list(page.months), {_("Matters in This List"): list(page.months.values())}),
		[
			shared.card(_("Matters in This List"), page.total),
			shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
		],
	)


def named(rows: list[dict[str, Any]]) -> shared.Rows:
	"""Rows with the names of units and categories and words in the user's language."""
	units = shared.names("Health Unit", "unit_name", {row.lead_unit or row.unit for row in rows})
	categories = shared.names("Matter Category", "category_name", {row.category for row in rows})
	for row in rows:
		row.unit_name = units.get(row.lead_unit or row.unit) or _("Intake, No Unit Yet")
		row.category_name = categories.get(row.category)
		for column in ("status", "ring", "regime", "channel", "satisfaction", "outcome"):
			row[f"{column}_word"] = _(row[column], context="Talk Matter") if row[column] else ""
		for column in ("response_on_time", "resolution_on_time"):
			row[f"{column}_word"] = _(row[column], context="Talk Matter") if row[column] else ""
	return rows


def columns() -> shared.Columns:
	"""What identifies a matter, where it stands, its moments and deadlines, and how it was rated."""
	text, moment = shared.text_column, "Datetime"
	return [
		text("name", _("Matter"), 160),
		text("number", _("Number"), 170),
		text("subject", _("Subject"), 240),
		text("unit_name", _("Lead Unit"), 160),
		text("category_name", _("Category"), 130),
		text("regime_word", _("Regime"), 80),
		text("channel_word", _("Channel"), 110),
		text("ring_word", _("Ring"), 60),
		text("status_word", _("Status"), 90),
		text("raised_at", _("Raised At"), 150, moment),
		text("first_response_at", _("First Response At"), 150, moment),
		text("response_due_at", _("Response Due At"), 150, moment),
		text("response_on_time_word", _("Response in Time"), 90),
		text("resolved_at", _("Answered At"), 150, moment),
		text("resolution_due_at", _("Answer Due At"), 150, moment),
		text("resolution_on_time_word", _("Answer in Time"), 90),
		text("satisfaction_word", _("Satisfaction"), 100),
		text("outcome_word", _("Outcome"), 90),
		text("reopen_count", _("Times Reopened"), 90, "Int"),
	]

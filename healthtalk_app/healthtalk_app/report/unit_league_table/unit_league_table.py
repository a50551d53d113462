"""Unit League Table: three rates by their weights, place and change of place (H10, rules.md)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import league, registry
from healthtalk_app.metrics.base import Figure
from healthtalk_app.services.rankings import ranking

TOP = 20


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""The live table of the units the user may see, or a published one as it was published."""
	wanted = shared.wanted(filters)
	if wanted.published:
		published = ranking.read(wanted.published)
		shown = [
			{
				**row,
				"group": ranking.group_word(row.get("group")),
				"grade_word": _(row.get("grade") or "", context=ranking.APPRAISAL),
			}
			for row in published.rows
		]
		heads = columns(published.weights, published.basis == ranking.RATES, published.by_group)
		return heads, shown, published.words, chart(shown), []
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	grouped = bool(cint(wanted.by_group))
	table = league.table(period, asked, wanted.unit_kind, bool(cint(wanted.roll_up)), grouped)
	rows = [{**row, "group": ranking.group_word(row["group"])} for row in map(ranking.row, table.rows)]
	heads = columns(league.weights(), grouped=grouped)
	if not rows:
		return heads, [], _("There is no unit that you may see here."), None, []
	return heads, rows, words(rows), chart(rows), cards(table.whole, rows)


def columns(weights: dict[str, float], by_rates: bool = True, grouped: bool = False) -> shared.Columns:
	"""Place, unit, the rates with their weights, the score and the place before.

	A ranking of appraisals has grade, bonus and deduction in place of the rates.
	"""
	total = sum(weights.values()) or 1
	group = [shared.text_column("group", _("Peer Group"), 140)] if grouped else []
	if not by_rates:
		return [*group, *appraised()]
	rates = [
		shared.figure_column(
			key, f"{_(registry.METRICS[key].label)} ({100 * (weights.get(name) or 0) / total:.0f}%)", 150
		)
		for name, key in league.RATES.items()
	]
	return [
		*group,
		shared.text_column("place", _("Place", context="Unit League Table"), 80, "Int"),
		shared.text_column("unit_name", _("Unit"), 220),
		*rates,
		{**shared.text_column("score", _("Score"), 100, "Float"), "precision": 2},
		shared.text_column("place_before", _("Place Before"), 110, "Int"),
		shared.text_column("change", _("Places Gained"), 110, "Int"),
		shared.figure_column("matters_raised", width=110),
		shared.figure_column("matters_excluded", width=150),
	]


def appraised() -> shared.Columns:
	"""The columns of a ranking of appraisals."""
	text = shared.text_column
	return [
		text("place", _("Place", context="Unit League Table"), 80, "Int"),
		text("unit_name", _("Unit"), 220),
		{**text("score", _("Score"), 100, "Float"), "precision": 1},
		text("grade_word", _("Grade", context="Unit League Table"), 100),
		{**text("bonus", _("Bonus", context="Unit League Table"), 90, "Float"), "precision": 1},
		{**text("deducted", _("Deducted", context="Unit League Table"), 90, "Float"), "precision": 1},
		text("place_before", _("Place Before"), 110, "Int"),
		text("change", _("Places Gained"), 110, "Int"),
	]


def words(rows: shared.Rows) -> str | None:
	"""Which units have no rate, and how far a place reaches for who does not see every unit."""
	said = []
	if without := sum(row["place"] is None for row in rows):
		said.append(
			_("{0} units have no rate and no place: nothing of theirs was due or rated.").format(without)
		)
	if permissions.scope() is not None:
		said.append(_("Places are among the units that you see; the published table ranks all."))
	return " ".join(said) or None


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""The scores of the first units."""
	placed = [row for row in rows if row["place"] is not None][:TOP]
	return shared.bars([row["unit_name"] for row in placed], {_("Score"): [row["score"] for row in placed]})


def cards(whole: dict[str, Figure], rows: shared.Rows) -> list[dict[str, Any]]:
	"""The rates of all these units together and how many have a place."""
	placed = sum(row["place"] is not None for row in rows)
	return [
		shared.card(_("Units with a Place"), placed),
		*shared.figure_cards(whole[key] for key in (*league.RATES.values(), *league.COUNTS)),
	]

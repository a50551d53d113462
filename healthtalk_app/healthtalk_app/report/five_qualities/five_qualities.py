"""Five Qualities of the five rings: breadth, effectiveness, regularity, real effect, soundness (H7)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import cint

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import quality, registry, tree
from healthtalk_app.metrics.base import Figure, total
from healthtalk_app.rules import ranking

LABELS = {
	"breadth": "Breadth",
	"effectiveness": "Effectiveness",
	"regularity": "Regularity",
	"real_effect": "Real Effect",
	"soundness": "Soundness",
}
KEYS = [*quality.QUALITIES.values(), "unsigned_share", "talks_held", "matters_raised"]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each unit with its five qualities and their weighted score, and all of them together."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	metrics = [registry.METRICS[key] for key in KEYS]
	answer = registry.figures(KEYS, period, "unit", asked)
	every = tree.branches(asked, period)
	below = every if cint(wanted.roll_up) else None
	rows = []
	for branch in every:
		figures = tree.figures_of(branch, answer, metrics, below)
		if branch.name in answer or (below and any(figure.bottom for figure in figures.values())):
			rows.append({"unit": branch.name, "unit_name": branch.unit_name, **cells(figures)})
	if None in answer:
		intake = total([answer[None]], metrics)
		rows.append({"unit": None, "intake": 1, "unit_name": _("Intake, No Unit Yet"), **cells(intake)})
	if not rows:
		return (
			columns(),
			[],
			_("No talk and no matter counts in this period. Choose a longer period."),
			None,
			[],
		)
	# the units' own figures: each row counts once, however the lines above are rolled up
	whole = total(answer.values(), metrics)
	rows.append({"unit_name": _("Total"), "is_total": 1, **cells(whole)})
	return columns(), rows, None, chart(whole), cards(whole)


def cells(figures: dict[str, Figure]) -> dict[str, Any]:
	"""The figures of a row and the score by the weights in the settings."""
	return {**shared.values(figures), "score": score(figures)}


def score(figures: dict[str, Figure]) -> float | None:
	"""The weighted mean of the qualities that there are."""
	found = {name: figures[key].value for name, key in quality.QUALITIES.items()}
	return ranking.weighted(found, quality.weights())


def columns() -> shared.Columns:
	"""The unit, the qualities with their weights, the share of unsigned ballots, the score."""
	weights = quality.weights()
	all_weights = sum(weights.values()) or 1
	return [
		shared.text_column("unit_name", _("Unit"), 220),
		*(
			shared.figure_column(key, f"{_(LABELS[name])} ({100 * weights[name] / all_weights:.0f}%)", 130)
			for name, key in quality.QUALITIES.items()
		),
		shared.figure_column("unsigned_share"),
		{**shared.text_column("score", _("Score"), 100, "Float"), "precision": 2},
		shared.figure_column("talks_held", width=100),
		shared.figure_column("matters_raised", width=110),
	]


def chart(whole: dict[str, Figure]) -> dict[str, Any] | None:
	"""The five qualities of all units together."""
	labels = [_(label) for label in LABELS.values()]
	return shared.bars(labels, {_("Per Cent"): [whole[key].value for key in quality.QUALITIES.values()]})


def cards(whole: dict[str, Figure]) -> list[dict[str, Any]]:
	"""The qualities and the score of all units together."""
	found = [
		shared.card(_(LABELS[name]), whole[key].value, "percent") for name, key in quality.QUALITIES.items()
	]
	return [*found, shared.card(_("Score"), score(whole), "points")]

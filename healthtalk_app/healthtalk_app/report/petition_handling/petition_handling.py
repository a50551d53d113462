"""信访四个百分之百、三个零: what became of the petitions of a unit or month (P5)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import cint

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import petitions, registry, tree
from healthtalk_app.metrics.base import Figure, total

KEYS = [metric.key for metric in petitions.METRICS]
RATES = [metric.key for metric in petitions.METRICS if metric.unit == "percent"]
ZEROS = [metric.key for metric in petitions.METRICS if metric.unit == "count" and metric.direction == "lower"]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each unit, or for each month, with the four rates and the three zeros, and all together."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	metrics = [registry.METRICS[key] for key in KEYS]
	by_month = wanted.group_by == "month"
	answer = registry.figures(KEYS, period, "month" if by_month else "unit", asked)
	rows: shared.Rows = []
	if by_month:
		rows = [{"group_name": month, **shared.values(answer[month])} for month in sorted(answer)]
	else:
		every = tree.branches(asked, period)
		below = every if cint(wanted.roll_up) else None
		for branch in every:
			figures = tree.figures_of(branch, answer, metrics, below)
			if any(figure.bottom for figure in figures.values()):
				rows.append({"unit": branch.name, "group_name": branch.unit_name, **shared.values(figures)})
		if None in answer:
			intake = shared.values(total([answer[None]], metrics))
			rows.append({"unit": None, "intake": 1, "group_name": _("Intake, No Unit Yet"), **intake})
	if not rows:
		return columns(by_month), [], _("No petition was raised in this period."), None, []
	whole = total(answer.values(), metrics)
	rows.append({"group_name": _("Total"), "is_total": 1, **shared.values(whole)})
	return columns(by_month), rows, None, chart(whole), cards(whole)


def columns(by_month: bool) -> shared.Columns:
	"""The unit or month, the petitions, four times a hundred per cent, three times nought."""
	return [
		shared.text_column("group_name", _("Month") if by_month else _("Unit"), 200),
		*(shared.figure_column(key, width=130) for key in KEYS),
	]


def chart(whole: dict[str, Figure]) -> dict[str, Any] | None:
	"""The four rates of all together."""
	labels = [_(registry.METRICS[key].label) for key in RATES]
	return shared.bars(labels, {_("Per Cent"): [whole[key].value for key in RATES]})


def cards(whole: dict[str, Figure]) -> list[dict[str, Any]]:
	"""A rate is good at a hundred, a count of what went wrong at nought."""
	found = []
	for key in (*RATES, *ZEROS):
		value, metric = whole[key].value, registry.METRICS[key]
		good = None if value is None else value == (100 if key in RATES else 0)
		found.append(shared.card(_(metric.label), value, metric.unit, good))
	return found

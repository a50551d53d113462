"""历年信访和满意度: petitions, rates and surveys over years, quarters or months, by unit too (P4, P5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import registry, statement, tree
from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric, total
from healthtalk_app.rules import growth, publication
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import inputs

KEYS = (
	*("matters_raised", "petitions_raised", "petitions_received", "petitions_registered"),
	*("petitions_accepted", "petitions_answered", "petition_complaints", "petition_errors"),
	*(
		"petition_breaches",
		"response_rate",
		"resolution_rate",
		"satisfaction_rate",
		"survey_index",
		"survey_rate",
	),
)
# those that are compared with the year before
COMPARED = ("matters_raised", "petitions_raised", "satisfaction_rate", "survey_index")
DRAWN = ("petitions_answered", "satisfaction_rate", "survey_rate")
# how many periods are shown, the same one of the year before among them; and how many make up a year
SHOWN = {"Yearly": 5, "Half-yearly": 6, "Quarterly": 8, "Monthly": 13}
IN_A_YEAR = {kind: 12 // months for kind, months in publication.MONTHS.items()}


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each period up to the day asked for; with `figure` a row for each unit, a column a period."""
	wanted = shared.wanted(filters)
	kind = wanted.period_kind if wanted.period_kind in SHOWN else "Yearly"
	given = inputs.moment(wanted.to_date, _("To Date"))
	last = given.date() if given else getdate()
	asked = shared.asked_of(wanted)
	if wanted.figure:
		return by_unit(wanted.figure, kind, last, asked)
	shown = periods(kind, last, SHOWN[kind] + IN_A_YEAR[kind])
	metrics = [registry.METRICS[key] for key in KEYS]
	answers = over(shown, metrics, asked)
	rows = [
		row(period, answers[at], answers[at - IN_A_YEAR[kind]])
		for at, period in enumerate(shown)
		if at >= IN_A_YEAR[kind]
	]
	if not any(figure.bottom for figures in answers[IN_A_YEAR[kind] :] for figure in figures.values()):
		return columns(), [], _("Nothing is on record in these periods."), None, []
	return columns(), rows, None, chart(rows), cards(rows)


def periods(kind: str, last: date, count: int) -> list[Period]:
	"""The last `count` periods of a kind, the oldest first; the last one holds the day."""
	found = [publication.period_of(kind, last)]
	while len(found) < count:
		found.append(found[-1].before())
	return found[::-1]


def over(shown: list[Period], metrics: list[Metric], asked: Asked) -> list[dict[str, Figure]]:
	"""The figures of periods made of whole months, which share a row no more than months do."""
	whole = Period(shown[0].start, shown[-1].end)
	monthly = registry.figures([metric.key for metric in metrics], whole, "month", asked)
	return [
		total(
			(
				figures
				for month, figures in monthly.items()
				if f"{period.start:%Y-%m}" <= month <= f"{period.end:%Y-%m}"
			),
			metrics,
		)
		for period in shown
	]


def row(period: Period, now: dict[str, Figure], before: dict[str, Figure]) -> dict[str, Any]:
	"""The figures of a period, and what has changed since the same period a year before, once it is over."""
	found: dict[str, Any] = {
		"period_name": name_of(period),
		"from_date": str(period.start),
		"to_date": str(period.end),
		**shared.values(now),
	}
	for key in COMPARED:
		is_count = registry.METRICS[key].unit == "count"
		changed = growth.compared(now[key].value, before[key].value, is_count)
		found[f"{key}_change"] = changed if is_over(period) else None
	return found


def is_over(period: Period) -> bool:
	"""Whether a period can be compared: what still runs is no match for a whole one."""
	return period.end < getdate()


def name_of(period: Period) -> str:
	"""What a period is called; one that is not over is said to be so."""
	words = publication.words(period)
	return words if is_over(period) else _("{0} (not over yet)").format(words)


def columns() -> shared.Columns:
	"""The period, its figures, and beside four of them the comparison with the year before."""
	found = [shared.text_column("period_name", _("Period"), 150)]
	for key in KEYS:
		found.append(shared.figure_column(key, width=120))
		if key in COMPARED:
			is_count = registry.METRICS[key].unit == "count"
			label = (
				_("Growth on the Year Before (%)") if is_count else _("Change on the Year Before (Points)")
			)
			found.append(
				{
					**shared.text_column(f"{key}_change", label, 130, "Float"),
					"precision": 1 if is_count else 2,
				}
			)
	return found


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""How three rates went; a period without a rate has no point."""
	series = {_(registry.METRICS[key].label): [line[key] for line in rows] for key in DRAWN}
	return shared.bars([line["period_name"] for line in rows], series, "line")


def cards(rows: shared.Rows) -> list[dict[str, Any]]:
	"""The figures of the last period that are compared."""
	last = rows[-1]
	return [
		shared.card(_(registry.METRICS[key].label), last[key], registry.METRICS[key].unit) for key in COMPARED
	]


def by_unit(key: str, kind: str, last: date, asked: Asked) -> shared.Answer:
	"""One figure of each unit over the periods, and how the last one compares with the year before."""
	if key not in KEYS:
		inputs.refuse(_("There is no such figure."))
	metric, shown = registry.METRICS[key], periods(kind, last, SHOWN[kind])
	answers = statement.ask_periods([metric], shown, "unit", asked)
	rows = [
		unit_row(branch, key, answers, kind, shown[-1])
		for branch in tree.branches(asked, Period(shown[0].start, shown[-1].end))
		if any(branch.name in answer for answer in answers)
	]
	heads = unit_columns(key, shown)
	if not rows:
		return heads, [], _("Nothing is on record in these periods."), None, []
	whole = [total(answer.values(), [metric])[key] for answer in answers]
	rows.append(
		{"group_name": _("Total"), "is_total": 1, **cells([f.value for f in whole], key, kind, shown[-1])}
	)
	drawn = {_(metric.label): [figure.value for figure in whole]}
	return heads, rows, None, shared.bars([name_of(p) for p in shown], drawn, "line"), []


def unit_row(branch: tree.Branch, key: str, answers: list[Answer], kind: str, last: Period) -> dict[str, Any]:
	"""The values of a unit, one a period."""
	empty = Figure(registry.METRICS[key])
	values = [answer.get(branch.name, {}).get(key, empty).value for answer in answers]
	return {"unit": branch.name, "group_name": branch.unit_name, **cells(values, key, kind, last)}


def cells(values: list[Any], key: str, kind: str, last: Period) -> dict[str, Any]:
	"""The values as cells, with the change since the year before, once the last period is over."""
	changed = growth.compared(values[-1], values[-1 - IN_A_YEAR[kind]], registry.METRICS[key].unit == "count")
	found = {f"p{at}": value for at, value in enumerate(values)}
	return {**found, "change": changed if is_over(last) else None}


def unit_columns(key: str, shown: list[Period]) -> shared.Columns:
	"""The unit, a column for each period, the change."""
	metric = registry.METRICS[key]
	is_count = metric.unit == "count"
	label = _("Growth on the Year Before (%)") if is_count else _("Change on the Year Before (Points)")
	return [
		shared.text_column("group_name", _("Unit"), 200),
		*(
			{
				**shared.text_column(f"p{at}", name_of(period), 120, shared.FIELDTYPES[metric.unit]),
				"precision": cint(not is_count) * 2,
			}
			for at, period in enumerate(shown)
		),
		{**shared.text_column("change", label, 140, "Float"), "precision": 1 if is_count else 2},
	]

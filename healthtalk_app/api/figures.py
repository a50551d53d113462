"""Figures for the desk: number cards, charts, publishing a ranking. All of them ask the registry."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Figure
from healthtalk_app.metrics.registry import METRICS, figure, figures, report_of
from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.services import inputs
from healthtalk_app.services.rankings import circular, ranking

FIELDTYPES = {"count": "Int", "percent": "Percent", "days": "Float", "hours": "Float", "points": "Float"}


def metric_keys(given: Any) -> list[str]:
	"""Keys of figures, given as a list or separated by commas. Raises `BadInputError` for an unknown one."""
	keys = [key.strip() for key in str(given or "").split(",") if key.strip()]
	if not keys or any(key not in METRICS for key in keys):
		inputs.refuse(_("There is no such figure."))
	return keys


@frappe.whitelist(methods=["GET", "POST"])
def card(filters: dict[str, Any] | str | None = None) -> dict[str, Any] | str:
	"""A number card: the figure of this year of all that the user may see, and where its rows are listed."""
	frappe.has_permission("Talk Matter", "read", throw=True)
	(key, *_others) = metric_keys(inputs.mapping(filters).get("figure"))
	metric, year = METRICS[key], year_to(getdate())
	value = figure(key, year).value
	if value is None:
		return "—"
	report = report_of(key)
	options = {"from_date": str(year.start), "to_date": str(year.end)}
	if not metric.answer:
		options |= {"figure": key, "part": "counted"}
	return {
		"value": value,
		"fieldtype": FIELDTYPES[metric.unit],
		"route": ["query-report", report],
		"route_options": options,
	}


@frappe.whitelist(methods=["GET", "POST"])
def chart(filters: dict[str, Any] | str | None = None, **_others: Any) -> dict[str, Any]:
	"""A chart of this year month by month. Kept for nobody else: everybody has other rows."""
	frappe.has_permission("Talk Matter", "read", throw=True)
	keys = metric_keys(inputs.mapping(filters).get("figures"))
	today = getdate()
	year = year_to(today)
	answer = figures(keys, year, "month")
	months = [date(today.year, number, 1) for number in range(1, today.month + 1)]
	return {
		"labels": [f"{month:%Y-%m}" for month in months],
		"datasets": [
			{
				"name": _(METRICS[key].label),
				"values": [_of(answer, f"{month:%Y-%m}", key) for month in months],
			}
			for key in keys
		],
	}


def _of(answer: dict[Any, Any], month: str, key: str) -> float | None:
	"""The value of a month: no count is nought, and a rate of nothing does not exist."""
	return answer.get(month, {}).get(key, Figure(METRICS[key])).value


@frappe.whitelist(methods=["POST"])
def publish_ranking(
	title: str,
	from_date: str,
	to_date: str,
	unit_kind: str | None = None,
	roll_up: bool | int | str = False,
	by_group: bool | int | str = False,
) -> str:
	"""Publish the league table of a period. Returns the name of the Published Ranking."""
	first, last = inputs.moment(from_date, _("From Date")), inputs.moment(to_date, _("To Date"))
	if not first or not last or last < first:
		inputs.refuse(_("The period ends before it starts. Choose a later last day."))
	period = Period(first.date(), last.date())
	return ranking.publish(
		ranking.Wanted(
			title, period, kind=unit_kind, roll_up=bool(cint(roll_up)), by_group=bool(cint(by_group))
		)
	)


@frappe.whitelist(methods=["POST"])
def publish_appraisals(title: str, from_date: str, to_date: str, scheme: str | None = None) -> str:
	"""Publish the ranking of the published appraisals of a period. Returns the name of the document."""
	ranking.require_publisher()
	first, last = inputs.moment(from_date, _("From Date")), inputs.moment(to_date, _("To Date"))
	if not first or not last or last < first:
		inputs.refuse(_("The period ends before it starts. Choose a later last day."))
	period = Period(first.date(), last.date())
	wanted = ranking.Wanted(title, period, basis=ranking.APPRAISAL, scheme=scheme, by_group=True)
	return ranking.publish(wanted)


@frappe.whitelist(methods=["POST"])
def issue_circular(name: str) -> str:
	"""Give the circular of a published ranking its number and fix it. Returns the number."""
	ranking.require_publisher()
	permissions.require(frappe.get_doc(ranking.DOCTYPE, name), "write")
	return circular.issue(name)

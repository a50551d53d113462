"""What the reports share: their filters, the columns and cards of figures, and the row of totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.metrics.base import Asked, Figure
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.services import inputs

Columns = list[dict[str, Any]]
Rows = list[dict[str, Any]]
Answer = tuple[Columns, Rows, str | None, dict[str, Any] | None, list[dict[str, Any]]]
FIELDTYPES = {
	"count": "Int",
	"percent": "Percent",
	**dict.fromkeys(("days", "hours", "points"), "Float"),
	"words": "Data",
}
NO_VALUE = "—"
# filters that narrow the rows of a source by a column of the same name
COLUMNS = (
	"regime",
	"channel",
	"category",
	"status",
	"ring",
	"kind",
	"urgency",
	"mode",
	"cooperation",
	"classification",
	"found_through",
	"ordering_unit",
	"reason",
)


def wanted(filters: Mapping[str, Any] | str | None) -> frappe._dict:
	"""The filters of a report, one value each; the desk sends none that is blank or off.

	Raises `BadInputError` for a list or object, which would be taken for an operator with its value.
	"""
	found = frappe._dict(frappe.parse_json(filters) or {})
	for name, value in found.items():
		if isinstance(value, list | dict):
			inputs.refuse(_("{0} takes one value."), name)
	return found


def period_of(filters: frappe._dict) -> Period:
	"""From `from_date` to `to_date`, this year by default. Raises `BadInputError` with a sentence."""
	start = inputs.moment(filters.from_date, _("From Date"))
	end = inputs.moment(filters.to_date, _("To Date"))
	year = year_to(getdate(start or end))
	first, last = start.date() if start else year.start, end.date() if end else year.end
	if last < first:
		inputs.refuse(_("The period ends before it starts. Choose a later last day."))
	return Period(first, last)


def asked_of(filters: frappe._dict) -> Asked:
	"""Whose rows are asked for."""
	columns = {name: filters[name] for name in COLUMNS if filters.get(name)}
	below, intake = not cint(filters.only_own), bool(cint(filters.intake))
	only_category = bool(cint(filters.only_category))
	return Asked(filters.health_unit or None, below, intake, columns, only_category=only_category)


def text_column(fieldname: str, label: str, width: int = 120, fieldtype: str = "Data") -> dict[str, Any]:
	"""A column of words or moments. No Link: the platform drops rows of these by User Permission."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}


def figure_column(key: str, label: str | None = None, width: int = 120) -> dict[str, Any]:
	"""The column of a figure; the desk links each value to the rows behind it."""
	metric = METRICS[key]
	return {
		"fieldname": key,
		"label": label or _(metric.label),
		"fieldtype": FIELDTYPES[metric.unit],
		"precision": 0 if metric.unit == "count" else 2,
		"width": width,
		"metric": key,
		"description": f"{_(metric.formula)} · {_(metric.period)}",
	}


def values(figures: Mapping[str, Figure]) -> dict[str, Any]:
	"""Figures as cells of a row."""
	return {key: figure.value for key, figure in figures.items()}


def card(label: str, value: Any, unit: str = "count", good: bool | None = None) -> dict[str, Any]:
	"""A card above the report; what does not exist is a dash, never a nought."""
	missing = value is None
	colour = {True: "Green", False: "Red", None: "Blue"}[good]
	return {
		"label": label,
		"value": NO_VALUE if missing else value,
		"datatype": "Data" if missing else FIELDTYPES[unit],
		"indicator": "Grey" if missing else colour,
	}


def figure_cards(figures: Iterable[Figure]) -> list[dict[str, Any]]:
	"""A card for each figure."""
	return [card(_(f.metric.label), f.value, f.metric.unit) for f in figures]


def bars(labels: list[str], datasets: Mapping[str, list[Any]], kind: str = "bar") -> dict[str, Any] | None:
	"""A chart of some series, or None where there is nothing to draw; what does not exist has no bar."""
	if not labels:
		return None
	series = [{"name": name, "values": list(found)} for name, found in datasets.items()]
	return {"data": {"labels": labels, "datasets": series}, "type": kind, "height": 240}


def names(doctype: str, title: str, wanted: Iterable[str | None]) -> dict[str, str]:
	"""What units or categories are called; no secret, every form offers them."""
	found = frappe.get_all(
		doctype,
		filters={"name": ("in", sorted({name for name in wanted if name}) or [""])},
		fields=["name", title],
	)
	return {row.name: row[title] for row in found}


def nothing(rows: Rows, sentence: str) -> str | None:
	"""What the report says instead of an empty table."""
	return None if rows else sentence

"""Endpoints of an appraisal scheme: the figures to choose from, what one gives, a try-out."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError, refuse
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules import appraisal
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import inputs
from healthtalk_app.services.appraisals import computing, schemes, sheet, sides, trial
from healthtalk_app.services.appraisals.values import UNTOLD


@frappe.whitelist(methods=["GET", "POST"])
def figures() -> list[dict[str, str]]:
	"""The figures of the reports as choices: key, and label with the formula in words."""
	permissions.require_role(sides.REVIEWERS)
	return [
		{
			"value": metric.key,
			"label": f"{_(metric.label)} · {metric.key}",
			"description": _(metric.formula),
			"formula": _(metric.formula),
			"direction": metric.direction,
		}
		for metric in METRICS.values()
		if metric.key not in UNTOLD
	]


@frappe.whitelist(methods=["GET", "POST"])
def preview(scheme: str, indicator_no: str, figure: str) -> str:
	"""What an indicator gives for a figure, in a sentence."""
	doc = _scheme(scheme)
	row = next((row for row in doc.indicators if row.indicator_no == indicator_no), None)
	if not row:
		inputs.refuse(_("The scheme has no indicator {0}."), indicator_no)
	value = sheet.number(cstr(figure).strip())
	try:
		return appraisal.score(schemes.indicator(row), value).sentence.text(_)
	except ValueError as error:
		refuse(_("This cannot be reckoned: {0}"), str(error), error=BadInputError)


@frappe.whitelist(methods=["GET", "POST"])
def try_out(scheme: str, from_date: str, to_date: str) -> dict[str, Any]:
	"""What the scheme would have given in a period; keeps nothing."""
	doc = _scheme(scheme)
	first, last = inputs.moment(from_date, _("From Date")), inputs.moment(to_date, _("To Date"))
	if not first or not last or last < first:
		inputs.refuse(_("The period ends before it starts. Choose a later last day."))
	found = trial.trial(doc, Period(first.date(), last.date()))
	known = computing.facts_of_units()
	names = {line.unit: known[line.unit].unit_name for line in found.lines}
	if len({line.group for line in found.lines}) > 1:
		# places are those within a group
		names = {line.unit: f"{names[line.unit]}（{_group(line.group)}）" for line in found.lines}
	return _shown(found, names)


@frappe.whitelist(methods=["POST"])
def reckon(scheme: str, table: str) -> dict[str, Any]:
	"""What the scheme gives for a pasted table: one unit a line, figures in the order of the indicators.

	Keeps nothing; it is a POST because of the length.
	"""
	return _shown(trial.typed(_scheme(scheme), table), {})


def _shown(found: trial.Trial, names: dict[str, str]) -> dict[str, Any]:
	"""A try-out as the form shows it; `names` of the units that are not names already."""
	return {
		"lines": [
			{
				"unit": names.get(line.unit, line.unit),
				"place": line.place,
				"total": None if line.result.shown is None else f"{line.result.shown:f}",
				"grade": _(line.result.grade) if line.result.grade else "",
				"bonus": f"{line.result.bonus:f}",
				"deducted": f"{line.result.deducted:f}",
				"rows": [
					{"no": row.indicator.key, "title": row.indicator.title, "said": row.sentence.text(_)}
					for row in line.result.rows
				],
			}
			for line in found.lines
		],
		"spreads": [
			{
				"no": one.indicator.key,
				"title": one.indicator.title,
				"measured": one.measured,
				"missing": one.missing,
				**{name: _tenth(getattr(one, name)) for name in ("least", "average", "most")},
			}
			for one in found.spreads
		],
	}


def _group(name: str) -> str:
	return _(name, context="Health Unit")


def _tenth(share: Any) -> float | None:
	return None if share is None else round(float(share), 1)


def _scheme(name: str) -> Any:
	"""A scheme as it is stored, for who may appraise."""
	permissions.require_role(sides.REVIEWERS)
	doc = frappe.get_doc(schemes.DOCTYPE, name)
	doc.check_permission("read")
	return doc

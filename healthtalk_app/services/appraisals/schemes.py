"""Appraisal schemes 考核方案: what may be used, for which units, and its rows as rules (H10, P3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate
from markupsafe import escape

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError, EvidenceMissingError, refuse
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules import appraisal_indicators as rules
from healthtalk_app.rules.appraisal import Terms
from healthtalk_app.rules.appraisal_indicators import Indicator, Method, Missing
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.appraisals.values import BY_HAND, RETURNED, UNTOLD

DOCTYPE = "Appraisal Scheme"
# how many months a period of each kind has
MONTHS = {"Yearly": 12, "Half-yearly": 6, "Quarterly": 3}
GROUP_OF_KIND = {
	"Group Headquarters": "General Hospital",
	"Branch": "Branch",
	"Department": "Bureau Department",
}
# figures of the reports that these two sources mean; a Metric is any
FAMILIES = {"Survey": "survey_", "Inspection": "inspection"}
# problems told at once
SHOWN = 10
NUMBERS = ("weight", "target", "floor", "cap", "each")
DIRECTED = (Method.RATIO, Method.STEPS, Method.LINEAR)


def in_use(period: Period, scheme: str | None = None) -> list[Any]:
	"""The schemes by which units are appraised in a period: those of its length, or the one that is named.

	Raises `EvidenceMissingError` for a named one that is not in use.
	"""
	if scheme:
		doc = frappe.get_doc(DOCTYPE, scheme)
		if not doc.enabled:
			refuse(_("The scheme {0} is not in use."), doc.title, error=EvidenceMissingError)
		return [doc]
	kinds = [kind for kind, months in MONTHS.items() if months == period.months]
	wanted = {"enabled": 1, "period_kind": ("in", kinds or [""])}
	# get_all: schemes are the same for everybody
	names = frappe.get_all(DOCTYPE, filters=wanted, pluck="name", order_by="name")
	return [frappe.get_doc(DOCTYPE, name) for name in names]


def units(doc: Any, period: Period) -> list[str]:
	"""The units of the scheme's group open on the last day of the period, in the order of the tree."""
	# get_all: whose units these are does not depend on who asks; callers check the right to compute
	rows = frappe.get_all(
		"Health Unit", fields=["name", "kind", "appraisal_group", "valid_from", "valid_to"], order_by="lft"
	)
	return [row.name for row in rows if _belongs(doc, group_of(row)) and _is_open(row, period)]


def peer_group(doc: Any, unit: Any) -> str:
	"""With whom a unit is ranked: the units of its group, under a scheme for all groups as well."""
	return doc.appraisal_group or group_of(unit)


def group_of(unit: Any) -> str:
	"""The group of a unit, or that of its kind; "" for who is not appraised."""
	return unit.appraisal_group or GROUP_OF_KIND.get(unit.kind, "")


def _belongs(doc: Any, group: str) -> bool:
	return bool(group) and doc.appraisal_group in (None, "", group)


def _is_open(unit: Any, period: Period) -> bool:
	begun = not unit.valid_from or getdate(unit.valid_from) <= period.end
	return begun and not (unit.valid_to and getdate(unit.valid_to) < period.end)


# ---- rows as rules -------------------------------------------------------------------------------
def indicators(doc: Any) -> list[Indicator]:
	"""The rows as rules. Raises `ValueError` for steps that cannot be read."""
	return [indicator(row) for row in doc.indicators]


def indicator(row: Any) -> Indicator:
	"""One row as a rule."""
	return Indicator(
		row.indicator_no,
		(row.module or "").strip(),
		(row.title or "").strip(),
		method=Method((row.method or "").lower()),
		steps=rules.steps_of(row.steps, bool(row.higher_is_better)) if row.method == "Steps" else (),
		higher=bool(row.higher_is_better),
		missing=Missing((row.missing or "Redistribute").lower()),
		**{name: Decimal(f"{flt(row.get(name), 2):.2f}") for name in NUMBERS},
	)


def terms(doc: Any) -> Terms:
	"""Grades and caps of a scheme."""

	def points(value: Any) -> Decimal:
		return Decimal(f"{flt(value, 2):.2f}")

	return Terms(
		*(points(doc.get(name)) for name in ("excellent_from", "good_from", "qualified_from")),
		doc.veto_cap or "Unqualified",
		points(doc.bonus_cap) if doc.bonus_cap else None,
		points(doc.deduction_cap) if doc.deduction_cap else None,
	)


# ---- checks --------------------------------------------------------------------------------------
def require_maker() -> None:
	"""Raise `PermissionError` for who sees some units only: he would write the rules for his own unit."""
	if permissions.scope() is not None:
		frappe.throw(_("Only who sees every unit works on schemes."), frappe.PermissionError)


def number_indicators(doc: Any) -> None:
	"""Every row has a number."""
	for row in doc.indicators:
		row.indicator_no = (row.indicator_no or "").strip() or str(row.idx)


def check_grades(doc: Any) -> None:
	"""The thresholds fall from the best grade to the worst."""
	steps = (flt(doc.excellent_from), flt(doc.good_from), flt(doc.qualified_from), 0)
	if any(higher < lower for higher, lower in pairwise(steps)):
		frappe.throw(_("The grades begin at points of a hundred, each below the better one."), BadInputError)


def check_use(doc: Any) -> None:
	"""A scheme with something wrong can be kept and worked on, but not used."""
	if doc.enabled:
		refuse_problems(doc)


def refuse_problems(doc: Any) -> None:
	"""Raise `BadInputError` with what is wrong with a scheme."""
	if found := problems(doc):
		said = "<br>".join(escape(one) for one in found[:SHOWN])
		frappe.throw(said, BadInputError, title=_("The scheme cannot be used yet"))


def problems(doc: Any) -> list[str]:
	"""What keeps a scheme from being used, in sentences."""
	found: list[str] = []
	read: list[Indicator] = []
	for row in doc.indicators:
		try:
			read.append(one := indicator(row))
		except ValueError as error:
			found.append(_("{0}: this is no step: {1}").format(row.indicator_no, error))
		else:
			found += _of_figure(row, one)
	# weights of rows that cannot be read would be missed in their sum
	return (
		found if len(read) < len(doc.indicators) else [*found, *(one.text(_) for one in rules.problems(read))]
	)


def _of_figure(row: Any, one: Indicator) -> Iterator[str]:
	"""What is wrong with the figure that a row asks for."""
	key, source = (row.metric or "").strip(), row.source
	if one.method == Method.MANUAL and source != BY_HAND:
		yield _("{0}: points given by hand have the source By Hand.").format(one.key)
	if source == BY_HAND:
		return
	if not key:
		yield _("{0}: the figure is missing.").format(one.key)
	elif source != RETURNED:
		metric = METRICS.get(key)
		if not metric or key in UNTOLD or not key.startswith(FAMILIES.get(source, "")):
			yield _("{0}: the reports have no figure {1} of this source.").format(one.key, key)
		elif one.method in DIRECTED and metric.direction == ("lower" if one.higher else "higher"):
			yield _("{0}: whether higher is better differs from the figure {1}.").format(
				one.key, _(metric.label)
			)
		elif one.method in (Method.BONUS, Method.DEDUCTION) and metric.unit == "percent":
			yield _("{0}: points for each event need a number of events, not a rate.").format(one.key)

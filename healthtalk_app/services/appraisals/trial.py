"""Trying a scheme out on what was: the results that it would have given, kept nowhere (P3).

What is entered by hand is not known beforehand: these indicators are left out and the others take their
weight. Vetoes are left out, too, because they do not depend on the scheme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mean
from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError, EvidenceMissingError, refuse
from healthtalk_app.rules import appraisal, appraisal_table, ranking
from healthtalk_app.rules.appraisal import Result
from healthtalk_app.rules.appraisal_indicators import Indicator, Missing
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.appraisals import computing, schemes, sides, values

# of a pasted table
MOST_LINES = 1000


@dataclass(frozen=True)
class Line:
	"""A unit as the scheme would have appraised it, with its place in its group of peers."""

	unit: str
	group: str
	result: Result
	place: int | None


@dataclass(frozen=True)
class Spread:
	"""What an indicator tells units apart by: shares of the weight in per cent, and who has no figure."""

	indicator: Indicator
	measured: int
	missing: int
	least: Decimal | None = None
	average: Decimal | None = None
	most: Decimal | None = None


@dataclass(frozen=True)
class Trial:
	"""The units by group and place, those without a result last, and how each indicator spread them."""

	lines: list[Line]
	spreads: list[Spread]


def trial(doc: Any, period: Period) -> Trial:
	"""What a scheme, in use or not, would have given in a period.

	Who tries it out sees every unit. Raises `BadInputError` while something is wrong with the scheme.
	"""
	permissions.require_role(sides.REVIEWERS)
	if permissions.scope() is not None:
		frappe.throw(_("Only who sees every unit computes appraisals."), frappe.PermissionError)
	schemes.refuse_problems(doc)
	units = schemes.units(doc, period)
	if not units:
		frappe.throw(_("No unit of this group was open in the period."), EvidenceMissingError)
	asked = [(row.source, row.metric or "") for row in doc.indicators]
	rules = [
		replace(one, missing=Missing.REDISTRIBUTE) if source == values.BY_HAND else one
		for one, (source, _key) in zip(schemes.indicators(doc), asked, strict=True)
	]
	figures = values.Figures(asked, period)
	known = [
		{one.key: figures.of(unit, *asked_for).value for one, asked_for in zip(rules, asked, strict=True)}
		for unit in units
	]
	peers = {unit.name: schemes.peer_group(doc, unit) for unit in computing.facts_of_units().values()}
	return _tried(doc, rules, [(unit, peers[unit]) for unit in units], known)


def typed(doc: Any, table: str) -> Trial:
	"""What a scheme gives for figures that were pasted, one unit a line, in the order of its indicators.

	Keeps nothing and asks for no unit, so that a table published elsewhere can be reckoned again. Raises
	`BadInputError` for a line that does not fit.
	"""
	permissions.require_role(sides.REVIEWERS)
	schemes.refuse_problems(doc)
	rules = schemes.indicators(doc)
	try:
		lines = appraisal_table.read(table, len(rules))
	except ValueError as error:
		refuse(
			_("A line has a name and {0} figures. Not so: {1}"), len(rules), str(error), error=BadInputError
		)
	if not 0 < len(lines) <= MOST_LINES:
		refuse(_("Paste 1 to {0} lines."), MOST_LINES, error=BadInputError)
	known = [{one.key: figure for one, figure in zip(rules, found, strict=True)} for _name, found in lines]
	return _tried(doc, rules, [(name, "") for name, _figures in lines], known)


def _tried(
	doc: Any,
	rules: Sequence[Indicator],
	units: Sequence[tuple[str, str]],
	known: Sequence[Mapping[str, Decimal | None]],
) -> Trial:
	"""`units` are names with their groups of peers."""
	terms = schemes.terms(doc)
	try:
		results = [appraisal.appraise(rules, figures, terms=terms) for figures in known]
	except ValueError as error:
		refuse(_("This cannot be reckoned: {0}"), str(error), error=BadInputError)
	return Trial(_lines(units, results), [_spread(one, at, results) for at, one in enumerate(rules)])


def _lines(units: Sequence[tuple[str, str]], results: Sequence[Result]) -> list[Line]:
	scores = [None if result.total is None else float(result.total) for result in results]
	groups = [group for _unit, group in units]
	places = ranking.places_in_groups(scores, groups)
	lines = [
		Line(unit, group, result, place)
		for (unit, group), result, place in zip(units, results, places, strict=True)
	]
	order = {group: at for at, group in enumerate(dict.fromkeys(groups))}
	# sorted keeps the order of the tree among equals
	return sorted(lines, key=lambda line: (order[line.group], line.place is None, line.place or 0))


def _spread(one: Indicator, at: int, results: Sequence[Result]) -> Spread:
	rows = [result.rows[at] for result in results]
	shares = [100 * row.share for row in rows if row.missing is None]
	if not shares:
		return Spread(one, 0, len(rows))
	return Spread(one, len(shares), len(rows) - len(shares), min(shares), mean(shares), max(shares))

"""Sums of the answers to a survey by unit and by question, for the units that the user may see (P4).

While a survey is open only the number of answers is known: nobody watches a rate while it can be moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Count, Sum
from frappe.utils import get_datetime
from pypika.terms import Term

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules import surveys
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.surveys import Sums
from healthtalk_app.rules.transitions import SURVEY

SHOWN_WHEN = ("Closed", "Published")
BY_LINK = "Open Link"
ONE_DAY = timedelta(days=1)
JsonValue = CustomFunction("JSON_VALUE", ["document", "path"])


@dataclass(frozen=True)
class Line:
	"""A unit of a survey: what is known of its answers. `sums` is empty where nothing may be shown yet."""

	unit: str
	target: int
	answers: int
	by_link: int
	shown: bool
	sums: Sums


def lines(survey: Any) -> list[Line]:
	"""The units of a survey that the user may see, in its order. The caller has checked the survey."""
	found = {row.unit: row for row in by_unit(survey.name)}
	least = frappe.get_cached_doc("Healthtalk Settings").small_group or 5
	return list(_lines(survey, found, least))


def _lines(survey: Any, found: dict[str, Any], least: int) -> Iterator[Line]:
	for sample in survey.samples:
		if not may_see(survey, sample.unit):
			continue
		row = found.get(sample.unit) or frappe._dict(answers=0, by_link=0)
		shown = survey.status in SHOWN_WHEN and surveys.enough(row.answers, sample.target, least)
		sums = Sums(row.answers, row.points, row.squares, row.satisfied) if shown else Sums()
		yield Line(sample.unit, sample.target, row.answers, row.by_link, shown, sums)


def may_see(survey: Any, unit: str) -> bool:
	"""One sees the figures of units in one's scope; all, if one holds the survey or it is published."""
	if survey.status == "Published" or permissions.can_act_for(survey.unit):
		return True
	return permissions.can_act_for(unit)


def by_unit(survey: str) -> list[frappe._dict]:
	"""Answers, points, their squares and satisfied of every unit; answers by the open link counted apart."""
	response = frappe.qb.DocType("Survey Response")
	counts = Case().when(response.source != BY_LINK, 1).else_(0)
	rows = (
		frappe.qb.from_(response)
		.select(
			response.unit,
			Sum(counts).as_("answers"),
			Sum(1 - counts).as_("by_link"),
			Sum(counts * response.points).as_("points"),
			Sum(counts * response.points * response.points).as_("squares"),
			Sum(counts * response.satisfied).as_("satisfied"),
		)
		.where(response.survey == survey)
		.groupby(response.unit)
		.run(as_dict=True)
	)
	for row in rows:
		# the database's sums come as floats
		row.answers, row.by_link = int(row.answers), int(row.by_link)
	return rows


def by_question(survey: Any, units: list[str]) -> dict[str, list[int]]:
	"""How often each level or choice was given, by the key of the question, over `units` taken together."""
	response = frappe.qb.DocType("Survey Response")
	asked = [(str(row.idx), most_of(row)) for row in survey.questions if row.kind != "Text"]
	if not asked or not units:
		return {}
	query = (
		frappe.qb.from_(response)
		.where((response.survey == survey.name) & (response.source != BY_LINK))
		.where(response.unit.isin(units))
	)
	for key, most in asked:
		given = JsonValue(response.answers, f'$."{key}"')
		query = query.select(
			*(_times(given, number).as_(f"q{key}_{number}") for number in range(1, most + 1))
		)
	row = query.run(as_dict=True)[0]
	return {key: [int(row[f"q{key}_{n}"] or 0) for n in range(1, most + 1)] for key, most in asked}


def _times(given: Term, number: int) -> Term:
	return Sum(Case().when(given == str(number), 1).else_(0))


def most_of(question: Any) -> int:
	"""How many answers a question has to choose from."""
	if question.kind == "Level":
		return surveys.WORST
	return len(surveys.choices(question.options))


def counted(survey: str) -> list[frappe._dict]:
	"""Invitations of every unit: made and answered."""
	invitation = frappe.qb.DocType("Survey Invitation")
	return (
		frappe.qb.from_(invitation)
		.select(invitation.unit, Count("*").as_("made"), Sum(invitation.answered).as_("answered"))
		.where((invitation.survey == survey) & (invitation.open_link == 0))
		.groupby(invitation.unit)
		.run(as_dict=True)
	)


# ---- figures -------------------------------------------------------------------------------------
def closed(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""The answers to surveys that were closed in the period, of units whose answers may be shown."""
	wanted = units_asked(asked)
	found: dict[Any, Figure] = {} if by else {None: Figure(metric)}
	during = ("between", (period.since, period.until))
	# get_all: which of them the user may see is asked right below
	names = frappe.get_all(SURVEY, {"status": ("in", SHOWN_WHEN), "closed_at": during}, pluck="name")
	for name in sorted(permissions.visible(SURVEY, names)) if names else ():
		survey = frappe.get_doc(SURVEY, name)
		for line in lines(survey):
			if not line.shown or (wanted is not None and line.unit not in wanted):
				continue
			group = line.unit if by == "unit" else f"{get_datetime(survey.closed_at):%Y-%m}" if by else None
			found[group] = found.get(group, Figure(metric)) + figure_of(metric, line.sums)
	return found


def figure_of(metric: Metric, sums: Sums) -> Figure:
	"""One of the two figures of a survey from the sums of its answers."""
	return Figure(metric, sums.points if metric is INDEX else sums.satisfied, sums.answers)


SURVEYS = Source("Satisfaction Survey", ("unit",), lambda survey: survey.status.isin(SHOWN_WHEN))
METRICS = (
	Metric(
		"survey_index",
		"Satisfaction Index",
		"Mean points of the answers to satisfaction surveys, of units that reached their sample",
		"The survey was closed in the period",
		SURVEYS,
		"closed_at",
		measure=lambda survey: survey.closed_at,
		unit="points",
		direction="higher",
		answer=closed,
	),
	Metric(
		"survey_rate",
		"Satisfied in Surveys",
		"Answers that are basically satisfied or better / answers, of units that reached their sample",
		"The survey was closed in the period",
		SURVEYS,
		"closed_at",
		measure=lambda survey: survey.closed_at,
		unit="percent",
		direction="higher",
		answer=closed,
	),
)
INDEX, RATE = METRICS

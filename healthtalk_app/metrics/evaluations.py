"""What raters said 评议: ballots about talks, ratings of matters, level by level and item by item (H7, C8).

Ballots about talks are counted once they are shown at all; a matter's rating stands on the matter, and those
of accusations are in no figure here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Sum
from pypika.terms import Term

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Metric, yes
from healthtalk_app.metrics.matters import MATTERS, RATED, included
from healthtalk_app.metrics.quality import EVALUATIONS, ballots
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.ratings import BAD, GOOD, LEVELS

EVALUATED = "The moment of the evaluation lies in the period"
TALK, ITEM = "Talk Session", "Evaluation Item"


def field_of(level: str) -> str:
	"""The part of a column's name that stands for a level: very_satisfied."""
	return level.lower().replace(" ", "_")


def _given(levels: tuple[str, ...]) -> Callable[[Any], Term]:
	"""How many ballots of an evaluation are of one of the levels."""

	def measure(evaluation: Any) -> Term:
		counts = [Coalesce(getattr(evaluation, f"overall_{field_of(level)}"), 0) for level in levels]
		counted = counts[0]
		for count in counts[1:]:
			counted = counted + count
		return Case().when(evaluation.kind == "Tally", counted).else_(yes(evaluation.overall.isin(levels)))

	return measure


def _rated(levels: tuple[str, ...]) -> Callable[[Any], Any]:
	return lambda matter: included(matter) & matter.satisfaction.isin(list(levels))


# label and formula of each level, for ballots about talks and for ratings of matters
BALLOT_LABELS = {
	"Very Satisfied": ("Talks: Very Satisfied", "Ballots about talks that are very satisfied"),
	"Satisfied": ("Talks: Satisfied", "Ballots about talks that are satisfied"),
	"Basically Satisfied": ("Talks: Basically Satisfied", "Ballots about talks that are basically satisfied"),
	"Dissatisfied": ("Talks: Dissatisfied", "Ballots about talks that are dissatisfied"),
	"Very Dissatisfied": ("Talks: Very Dissatisfied", "Ballots about talks that are very dissatisfied"),
}
MATTER_LABELS = {
	"Very Satisfied": ("Matters: Very Satisfied", "Matters rated very satisfied"),
	"Satisfied": ("Matters: Satisfied", "Matters rated satisfied"),
	"Basically Satisfied": ("Matters: Basically Satisfied", "Matters rated basically satisfied"),
	"Dissatisfied": ("Matters: Dissatisfied", "Matters rated dissatisfied"),
	"Very Dissatisfied": ("Matters: Very Dissatisfied", "Matters rated very dissatisfied"),
}

METRICS = (
	Metric(
		"talk_ballots",
		"Ballots about Talks",
		"Valid ballots about talks, single or in tallies; unsigned single ones once there are enough to show",
		EVALUATED,
		EVALUATIONS,
		"evaluated_at",
		weight=ballots,
	),
	Metric(
		"talk_satisfaction",
		"Satisfied with Talks",
		"Ballots about talks that are basically satisfied or better / ballots about talks",
		EVALUATED,
		EVALUATIONS,
		"evaluated_at",
		measure=_given(GOOD),
		unit="percent",
		direction="higher",
		weight=ballots,
	),
	Metric(
		"ballots_returned",
		"Ballots Returned",
		"Paper ballots returned / paper ballots issued at talks",
		EVALUATED,
		EVALUATIONS,
		"evaluated_at",
		lambda evaluation: evaluation.kind == "Tally",
		lambda evaluation: Coalesce(evaluation.ballots_returned, 0),
		"percent",
		"higher",
		weight=lambda evaluation: Coalesce(evaluation.ballots_issued, 0),
	),
	*(
		Metric(
			f"talk_{field_of(level)}",
			*BALLOT_LABELS[level],
			EVALUATED,
			EVALUATIONS,
			"evaluated_at",
			measure=_given((level,)),
			is_sum=True,
			direction="lower" if level in BAD else "neither",
		)
		for level in LEVELS
	),
	Metric(
		"matters_rated",
		"Matters Rated",
		"Matters that were rated on the five levels",
		RATED,
		MATTERS,
		"evaluated_at",
		_rated(LEVELS),
	),
	*(
		Metric(
			f"matters_{field_of(level)}",
			*MATTER_LABELS[level],
			RATED,
			MATTERS,
			"evaluated_at",
			_rated((level,)),
			direction="lower" if level in BAD else "neither",
		)
		for level in LEVELS
	),
)


def by_item(period: Period, asked: Asked) -> dict[str, list[int]]:
	"""Item of the ballots about talks → how often each level was given, from very satisfied down."""
	row, evaluation = frappe.qb.DocType(ITEM), frappe.qb.DocType("Public Evaluation")
	query = (
		frappe.qb.from_(row)
		.join(evaluation)
		.on((row.parent == evaluation.name) & (row.parenttype == "Public Evaluation"))
		.select(row.item, *(Sum(row[field_of(level)]).as_(field_of(level)) for level in LEVELS))
		.where(EVALUATIONS.base(evaluation))
		.where(evaluation.evaluated_at.between(period.since, period.until))
		.groupby(row.item)
	)
	rule = permissions.criterion("Public Evaluation", None, evaluation)
	if rule is not None:
		query = query.where(rule)
	units = units_asked(asked)
	if units is not None:
		query = query.where(evaluation.unit.isin(sorted(units) or [""]))
	return {
		found["item"]: [int(found[field_of(level)] or 0) for level in LEVELS]
		for found in query.run(as_dict=True)
	}

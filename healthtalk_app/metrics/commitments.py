"""Figures about public commitments 公开承诺: how they are kept, and how everyone rates them (C4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Count, Date
from frappe.utils import today
from pypika.terms import Term

from healthtalk_app.metrics import statement
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source, yes
from healthtalk_app.rules import commitments as rules
from healthtalk_app.rules.commitments import Tally
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.ratings import GOOD, LEVELS
from healthtalk_app.rules.transitions import COMMITMENT

EVALUATION = "Public Evaluation"
PUBLISHED = "The moment of its publication lies in the period"
DUE = "The day by which it is to be fulfilled lies in the period and is over, or its result is reported"
RATED = "The month of the ballot lies in the period"
WEIGHTS = {
	rules.RESIDENTS: "weight_residents",
	rules.STAFF: "weight_staff",
	rules.LEADERS: "weight_leaders",
	rules.OWN_UNIT: "weight_own_unit",
}


def _is_published(row: Any) -> Criterion:
	return row.published_at.isnotnull()


COMMITMENTS = Source(
	COMMITMENT,
	("unit",),
	_is_published,
	("kind", "status"),
	{
		"in_time": lambda row: yes((row.fulfilment == "Fulfilled") & (Date(row.reported_at) <= row.due_on)),
		"is_verified": lambda row: yes(row.verified_at.isnotnull()),
		"is_reported": lambda row: yes(row.reported_at.isnotnull()),
	},
)
# ballots of the own unit are no opinion of others, and those that wait are shown to nobody
BALLOTS = Source(
	EVALUATION,
	("unit",),
	lambda row: (
		(row.reference_doctype == COMMITMENT) & (row.released == 1) & (row.rater_group != rules.OWN_UNIT)
	),
)


def due(row: Any) -> Criterion:
	"""The day is over, or the result was reported before it."""
	return (row.due_on < today()) | row.reported_at.isnotnull()


def _kept(row: Any) -> Term:
	"""1 where it was fulfilled, the weight of the settings where it was partly, else 0."""
	part = frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0
	return (
		Case()
		.when(row.fulfilment == "Fulfilled", 1)
		.when(row.fulfilment == "Partly Fulfilled", part)
		.else_(0)
	)


# ---- ballots of commitments ----------------------------------------------------------------------
def weights() -> dict[str, float]:
	"""The weight of each group of raters from the settings."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return {group: settings.get(field) or 0 for group, field in WEIGHTS.items()}


def tallies(names: Sequence[str]) -> dict[str, dict[str, Tally]]:
	"""Commitment → group → ballots. The caller has checked that the user may see these commitments."""
	if not names:
		return {}
	ballot = frappe.qb.DocType(EVALUATION)
	rows = (
		frappe.qb.from_(ballot)
		.select(ballot.reference_name, ballot.rater_group, *counts(ballot))
		.where((ballot.reference_doctype == COMMITMENT) & ballot.reference_name.isin(list(names)))
		.groupby(ballot.reference_name, ballot.rater_group)
		.run()
	)
	found: dict[str, dict[str, Tally]] = {}
	for name, group, cast, *levels in rows:
		found.setdefault(name, {})[group] = Tally(cast, tuple(levels))
	return found


def counts(ballot: Any) -> list[Term]:
	"""All ballots of a group, then those of each level that are shown."""
	levels = [Count(Case().when((ballot.released == 1) & (ballot.overall == level), 1)) for level in LEVELS]
	return [Count("*"), *levels]


def rated(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""The points of the commitments that were published in the period, each by the weights of its groups."""
	table, query = statement.counted_rows(metric, period, asked)
	ballot = frappe.qb.DocType(EVALUATION)
	of_row = (ballot.reference_doctype == COMMITMENT) & (ballot.reference_name == table.name)
	rows = (
		query.join(ballot)
		.on(of_row)
		.select(table.name, table.unit, table.published_at, ballot.rater_group, *counts(ballot))
		.groupby(table.name, table.unit, table.published_at, ballot.rater_group)
		.run()
	)
	counted: dict[tuple[str, str, Any], dict[str, Tally]] = {}
	for name, unit, published_at, rater_group, cast, *levels in rows:
		counted.setdefault((name, unit, published_at), {})[rater_group] = Tally(cast, tuple(levels))
	found: dict[Any, Figure] = {} if by else {None: Figure(metric)}
	weight = weights()
	for (_name, unit, published_at), of_groups in counted.items():
		points = rules.points(of_groups, weight)
		if points is None:
			continue
		group = unit if by == "unit" else f"{published_at:%Y-%m}" if by else None
		found[group] = found.get(group, Figure(metric)) + Figure(metric, points, 1)
	return found


METRICS = (
	Metric(
		"commitments_published",
		"Commitments Published",
		"Public commitments that stand on the page, of units and of persons",
		PUBLISHED,
		COMMITMENTS,
		"published_at",
	),
	Metric(
		"commitments_due",
		"Commitments Due",
		"Published commitments that were to be fulfilled",
		DUE,
		COMMITMENTS,
		"due_on",
		when=due,
	),
	Metric(
		"commitments_overdue",
		"Commitments without a Result",
		"Commitments due whose result nobody has reported",
		DUE,
		COMMITMENTS,
		"due_on",
		lambda row: row.is_reported == 0,
		direction="lower",
		when=due,
	),
	Metric(
		"commitment_rate",
		"Commitments Fulfilled",
		"Commitments fulfilled (partly ones by the weight of partly solved in the settings) / those due",
		DUE,
		COMMITMENTS,
		"due_on",
		None,
		_kept,
		"percent",
		"higher",
		when=due,
	),
	Metric(
		"commitment_in_time",
		"Fulfilled in Time",
		"Commitments wholly fulfilled by the day that was promised / commitments due",
		DUE,
		COMMITMENTS,
		"due_on",
		None,
		lambda row: yes(row.in_time == 1),
		"percent",
		"higher",
		when=due,
	),
	Metric(
		"commitment_verified",
		"Results Verified",
		"Results that somebody else has verified / results reported",
		DUE,
		COMMITMENTS,
		"due_on",
		lambda row: row.is_reported == 1,
		lambda row: yes(row.is_verified == 1),
		"percent",
		"higher",
		when=due,
	),
	Metric(
		"commitment_points",
		"Rating of Commitments",
		"Mean points of the commitments that enough people have rated, by the weights of their groups",
		PUBLISHED,
		COMMITMENTS,
		"published_at",
		measure=lambda row: row.published_at,
		unit="points",
		direction="higher",
		answer=rated,
	),
	Metric(
		"commitment_satisfied",
		"Satisfied with Commitments",
		"Ballots shown that are basically satisfied or better / ballots shown, without those of the own unit",
		RATED,
		BALLOTS,
		"evaluated_at",
		None,
		lambda ballot: yes(ballot.overall.isin(list(GOOD))),
		"percent",
		"higher",
	),
)

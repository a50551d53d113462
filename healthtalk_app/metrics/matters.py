"""Figures about matters: how many, the three rates, and where they were settled (rules.md, H9)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case, Criterion
from frappe.utils import now_datetime
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source, first_filled

OPEN = ("Raised", "Accepted", "Planned", "In Progress")
# finished without an answer that anybody could rate; with the reason on record
PUT_ASIDE = ("Not Accepted", "Merged", "Withdrawn")
GOOD = ("Very Satisfied", "Satisfied", "Basically Satisfied")
BAD = ("Dissatisfied", "Very Dissatisfied")
FILTERS = ("regime", "channel", "category", "status", "ring")


def _owner(matter: Any) -> Term:
	return first_filled(matter.lead_unit, matter.unit)


MATTERS = Source("Talk Matter", _owner, lambda matter: matter.is_accusation == 0, FILTERS)
# 检举控告: only the discipline officer's row rule shows these, and no other figure holds them
ACCUSATIONS = Source("Talk Matter", _owner, lambda matter: matter.is_accusation == 1)

RAISED = "The moment it was raised lies in the period"
ACCEPTED = "The moment it was accepted lies in the period"
ANSWERED = "The moment it was answered lies in the period"
RATED = "The moment it was rated lies in the period"
RESPONSE_DUE = "The response deadline lies in the period and has passed"
RESOLUTION_DUE = "The handling deadline lies in the period and has passed"


def every(matter: Any) -> Criterion:
	"""Every row."""
	return matter.name.isnotnull()


def excluded(matter: Any) -> Criterion:
	"""What no rate counts: not accepted for a lawful reason, merged, withdrawn; consultations and praise."""
	return matter.status.isin(PUT_ASIDE) | (matter.asks_for_solution == 0)


def included(matter: Any) -> Criterion:
	"""What the rates count."""
	return matter.status.notin(PUT_ASIDE) & (matter.asks_for_solution == 1)


def was_due(matter: Any, due: str, met: str) -> Criterion:
	"""A deadline that has passed, of a clock that does not stand."""
	running = matter.paused_since.isnull() | matter[met].isnotnull()
	return included(matter) & (matter[due] <= now_datetime()) & running


def yes(criterion: Criterion) -> Term:
	"""1 where it holds, else 0."""
	return Case().when(criterion, 1).else_(0)


def _solved(matter: Any) -> Term:
	part = frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0
	return Case().when(matter.outcome == "Solved", 1).when(matter.outcome == "Partly Solved", part).else_(0)


METRICS = (
	Metric(
		"matters_raised",
		"Matters Raised",
		"All matters, whatever became of them; accusations are in no figure but Discipline's",
		RAISED,
		MATTERS,
		"raised_at",
		every,
	),
	Metric(
		"matters_open",
		"Matters Still Open",
		"Matters that are raised, accepted, planned or in progress",
		RAISED,
		MATTERS,
		"raised_at",
		lambda matter: matter.status.isin(OPEN),
		direction="lower",
	),
	Metric(
		"matters_answered",
		"Matters Answered",
		"Matters with a reply",
		ANSWERED,
		MATTERS,
		"resolved_at",
		every,
	),
	Metric(
		"matters_excluded",
		"Matters Excluded from the Rates",
		"Not accepted for a lawful reason, merged, withdrawn, consultations and praise",
		RAISED,
		MATTERS,
		"raised_at",
		excluded,
	),
	Metric(
		"response_rate",
		"Response Rate",
		"Matters answered within the response deadline / matters due for a response",
		RESPONSE_DUE,
		MATTERS,
		"response_due_at",
		lambda matter: was_due(matter, "response_due_at", "first_response_at"),
		lambda matter: yes(matter.response_on_time == "On Time"),
		"percent",
		"higher",
	),
	Metric(
		"resolution_rate",
		"Resolution Rate",
		"Matters that the rater calls solved (partly solved by the weight in the settings) / rated matters "
		"that asked for a solution",
		RATED,
		MATTERS,
		"evaluated_at",
		lambda matter: included(matter) & matter.outcome.isin(["Solved", "Partly Solved", "Not Solved"]),
		_solved,
		"percent",
		"higher",
	),
	Metric(
		"satisfaction_rate",
		"Satisfaction Rate",
		"Matters rated basically satisfied or better / matters rated",
		RATED,
		MATTERS,
		"evaluated_at",
		lambda matter: included(matter) & matter.satisfaction.isin([*GOOD, *BAD]),
		lambda matter: yes(matter.satisfaction.isin(GOOD)),
		"percent",
		"higher",
	),
	Metric(
		"handling_rate",
		"On-Time Handling Rate",
		"Matters answered within the handling deadline / matters due for an answer",
		RESOLUTION_DUE,
		MATTERS,
		"resolution_due_at",
		lambda matter: was_due(matter, "resolution_due_at", "resolved_at"),
		lambda matter: yes(matter.resolution_on_time == "On Time"),
		"percent",
		"higher",
	),
	Metric(
		"without_deadline",
		"Matters without a Deadline",
		"Matters taken up for which no rule was valid, such as those older than every rule",
		ACCEPTED,
		MATTERS,
		"accepted_at",
		lambda matter: matter.resolution_due_at.isnull(),
	),
	Metric(
		"settled_inside",
		"Settled inside the Branch",
		"Matters answered by the unit where they were raised, without a slip / matters answered",
		ANSWERED,
		MATTERS,
		"resolved_at",
		every,
		lambda matter: matter.settled_inside,
		"percent",
		"higher",
	),
	Metric(
		"one_trip",
		"At Most One Trip",
		"Matters answered for which the public went at most once / answered matters with trips on record",
		ANSWERED,
		MATTERS,
		"resolved_at",
		lambda matter: matter.trips.isin(["0", "1", "More"]),
		lambda matter: yes(matter.trips.isin(["0", "1"])),
		"percent",
		"higher",
	),
	Metric(
		"accusations",
		"Accusations",
		"Accusations received; shown to discipline officers only",
		RAISED,
		ACCUSATIONS,
		"raised_at",
		every,
	),
)

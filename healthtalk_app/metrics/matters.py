"""Figures about matters: how many, the three rates, and where they were settled (rules.md, H9)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case, Criterion, CustomFunction
from frappe.query_builder.functions import Concat
from frappe.utils import now_datetime
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.metrics.coded import Coded
from healthtalk_app.rules.packing import MATTER_WORDS
from healthtalk_app.rules.ratings import GOOD, LEVELS
from healthtalk_app.rules.transitions import UNANSWERED

# finished without an answer that anybody could rate; with the reason on record
PUT_ASIDE = ("Not Accepted", "Merged", "Withdrawn")
# the platform's own LOCATE takes a term for a text
INSTR = CustomFunction("INSTR", ["text", "part"])
FILTERS = ("regime", "channel", "category", "status", "ring")
# services/figure_columns.py keeps them and the index `figures`: the unit and the words come first in it
OWNER = ("_figure_unit",)
WORDS = "_figure_words"


def runs(matter: Any, step: str) -> Criterion:
	"""No open pause stops the clock of the step: a clock stands only for the reasons that its rule lists."""
	clock, pause = frappe.qb.DocType("Case Clock"), frappe.qb.DocType("Clock Pause")
	# reasons stand one a line
	listed = INSTR(Concat("\n", clock.pause_reasons, "\n"), Concat("\n", pause.reason, "\n")) > 0
	stopped = (
		frappe.qb.from_(pause)
		.join(clock)
		.on((clock.parent == pause.parent) & (clock.parenttype == pause.parenttype))
		.select(pause.parent)
		.where((pause.parenttype == "Talk Matter") & pause.resumed_at.isnull())
		.where((clock.step == step) & clock.met_at.isnull() & listed)
	)
	return matter.paused_since.isnull() | matter.name.notin(stopped)


def _missed(step: str, due: str, met: str, kept: str) -> Any:
	"""A deadline that was missed, or has passed without an answer while the clock runs."""

	def late(matter: Any) -> Term:
		waiting = matter[met].isnull() & (matter[due] < now_datetime()) & runs(matter, step)
		was_late = Coded(matter[WORDS], MATTER_WORDS[kept]) == "Late"
		return yes(was_late | waiting)

	return late


MATTERS = Source(
	"Talk Matter",
	OWNER,
	lambda matter: matter.is_accusation == 0,
	FILTERS,
	{
		"response_missed": _missed("Response", "response_due_at", "first_response_at", "response_on_time"),
		"resolution_missed": _missed("Resolution", "resolution_due_at", "resolved_at", "resolution_on_time"),
	},
	(*OWNER, WORDS),
	words=MATTER_WORDS,
	packed=WORDS,
)
# 检举控告: only the discipline officer's row rule shows these, and no other figure holds them
ACCUSATIONS = Source("Talk Matter", OWNER, lambda matter: matter.is_accusation == 1)

RAISED = "The moment it was raised lies in the period"
ACCEPTED = "The moment it was accepted lies in the period"
ANSWERED = "The moment it was answered lies in the period"
RATED = "The moment it was rated lies in the period"
RESPONSE_DUE = "The response deadline lies in the period and has passed"
RESOLUTION_DUE = "The handling deadline lies in the period and has passed"


def excluded(matter: Any) -> Criterion:
	"""What no rate counts: not accepted for a lawful reason, merged, withdrawn; consultations and praise."""
	return matter.status.isin(PUT_ASIDE) | (matter.asks_for_solution == 0)


def included(matter: Any) -> Criterion:
	"""What the rates count."""
	return matter.status.notin(PUT_ASIDE) & (matter.asks_for_solution == 1)


def response_was_due(matter: Any) -> Criterion:
	"""The deadline has passed, and the clock does not stand."""
	owed = matter.first_response_at.isnotnull() | runs(matter, "Response")
	return (matter.response_due_at <= now_datetime()) & owed


def answer_was_due(matter: Any) -> Criterion:
	"""The same for the answer."""
	owed = matter.resolved_at.isnotnull() | runs(matter, "Resolution")
	return (matter.resolution_due_at <= now_datetime()) & owed


def without_deadline(matter: Any) -> Criterion:
	"""No rule was valid for it."""
	return matter.resolution_due_at.isnull()


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
	),
	Metric(
		"matters_open",
		"Matters Still Open",
		"Matters that are raised, accepted, planned or in progress",
		RAISED,
		MATTERS,
		"raised_at",
		lambda matter: matter.status.isin(UNANSWERED),
		direction="lower",
	),
	Metric(
		"matters_answered",
		"Matters Answered",
		"Matters with a reply",
		ANSWERED,
		MATTERS,
		"resolved_at",
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
		included,
		lambda matter: yes(matter.response_on_time == "On Time"),
		"percent",
		"higher",
		when=response_was_due,
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
		lambda matter: included(matter) & matter.satisfaction.isin(LEVELS),
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
		included,
		lambda matter: yes(matter.resolution_on_time == "On Time"),
		"percent",
		"higher",
		when=answer_was_due,
	),
	Metric(
		"without_deadline",
		"Matters without a Deadline",
		"Matters taken up for which no rule was valid, such as those older than every rule",
		ACCEPTED,
		MATTERS,
		"accepted_at",
		when=without_deadline,
	),
	Metric(
		"settled_inside",
		"Settled inside the Branch",
		"Matters answered by the unit where they were raised, without a slip / matters answered",
		ANSWERED,
		MATTERS,
		"resolved_at",
		None,
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
	),
)

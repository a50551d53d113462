"""The qualities of the five rings (H7, rules.md): breadth, effectiveness, regularity, effect, soundness."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.utils import now_datetime
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source
from healthtalk_app.metrics.matters import ACCEPTED, MATTERS, RAISED, every, yes

# quality → metric, in the order of the rings; the real effect is the resolution rate, the same figure
QUALITIES = {
	"breadth": "breadth",
	"effectiveness": "effectiveness",
	"regularity": "regularity",
	"real_effect": "resolution_rate",
	"soundness": "soundness",
}


def weights() -> dict[str, float]:
	"""The weight of each quality from the settings."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return {name: settings.get(f"weight_{name}") or 0 for name in QUALITIES}


def _late(matter: Any, due: str, met: str, kept: str) -> Any:
	"""A deadline that was missed, or has passed without an answer while the clock runs."""
	waiting = matter[met].isnull() & (matter[due] < now_datetime()) & matter.paused_since.isnull()
	return (matter[kept] == "Late") | waiting


def _steps(matter: Any) -> Term:
	"""Steps taken of three: acceptance, plan, answer."""
	return (
		yes(matter.accepted_at.isnotnull())
		+ yes(matter.planned_at.isnotnull())
		+ yes(matter.resolved_at.isnotnull())
	)


def _regular_steps(matter: Any) -> Term:
	"""Steps taken as they should be: a lead unit, a plan on record, and no deadline missed."""
	response_late = _late(matter, "response_due_at", "first_response_at", "response_on_time")
	resolution_late = _late(matter, "resolution_due_at", "resolved_at", "resolution_on_time")
	led = matter.lead_unit.isnotnull() & (matter.lead_unit != "")

	def regular(taken: Any, late: Any | None = None) -> Term:
		case = Case()
		if late is not None:
			case = case.when(late, 0)
		return case.when(taken & led, 1).else_(0)

	return (
		regular(matter.accepted_at.isnotnull(), response_late)
		# a plan is the evidence without which no matter is planned
		+ regular(matter.planned_at.isnotnull())
		+ regular(matter.resolved_at.isnotnull() & matter.planned_at.isnotnull(), resolution_late)
	)


def _ballots(evaluation: Any) -> Term:
	return Case().when(evaluation.kind == "Tally", evaluation.ballots_valid).else_(1)


EVALUATIONS = Source(
	"Public Evaluation",
	lambda evaluation: evaluation.unit,
	lambda evaluation: evaluation.reference_doctype == "Talk Session",
)

METRICS = (
	Metric(
		"effectiveness",
		"Effectiveness",
		"Matters accepted or declined with a lawful reason / matters raised, merged and withdrawn left out",
		RAISED,
		MATTERS,
		"raised_at",
		lambda matter: matter.status.notin(["Merged", "Withdrawn"]),
		lambda matter: yes(matter.accepted_at.isnotnull() | (matter.status == "Not Accepted")),
		"percent",
		"higher",
	),
	Metric(
		"regularity",
		"Regularity",
		"Steps with a lead unit, a plan and in time / steps taken (acceptance, plan, answer)",
		ACCEPTED,
		MATTERS,
		"accepted_at",
		lambda matter: matter.status.notin(["Merged", "Withdrawn"]),
		_regular_steps,
		"percent",
		"higher",
		weight=_steps,
	),
	Metric(
		"unsigned_share",
		"Unsigned Share",
		"Unsigned ballots / ballots about talks; single ones count once there are enough of them to be shown",
		"The moment of the evaluation lies in the period",
		EVALUATIONS,
		"evaluated_at",
		every,
		lambda evaluation: (
			Case()
			.when(evaluation.kind == "Tally", evaluation.ballots_valid)
			.when(evaluation.signed == 0, 1)
			.else_(0)
		),
		"percent",
		weight=_ballots,
	),
)

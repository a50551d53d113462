"""The qualities of the five rings (H7, rules.md): breadth, effectiveness, regularity, effect, soundness."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case, Criterion
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.metrics.matters import ACCEPTED, MATTERS, RAISED

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


def _steps(matter: Any) -> Term:
	"""Steps taken of three: acceptance, plan, answer."""
	return yes(matter.is_accepted == 1) + yes(matter.is_planned == 1) + yes(matter.is_answered == 1)


def _regular_steps(matter: Any) -> Term:
	"""Steps taken as they should be: a lead unit, a plan on record, and no deadline missed."""
	led = matter.is_led == 1
	return (
		yes(led & (matter.is_accepted == 1) & (matter.response_missed == 0))
		# a plan is the evidence without which no matter is planned
		+ yes(led & (matter.is_planned == 1))
		+ yes(led & (matter.is_answered == 1) & (matter.is_planned == 1) & (matter.resolution_missed == 0))
	)


def ballots(evaluation: Any) -> Term:
	"""How many valid ballots an evaluation holds."""
	return Case().when(evaluation.kind == "Tally", evaluation.ballots_valid).else_(1)


def _counted_ballots(evaluation: Any) -> Criterion:
	"""Ballots about talks that are shown at all, whoever asks: of unsigned ones there have to be enough."""
	shown = (evaluation.signed == 1) | (evaluation.kind == "Tally") | (evaluation.released == 1)
	return (evaluation.reference_doctype == "Talk Session") & shown


EVALUATIONS = Source(
	"Public Evaluation",
	("unit",),
	_counted_ballots,
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
		lambda matter: yes((matter.is_accepted == 1) | (matter.status == "Not Accepted")),
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
		None,
		lambda evaluation: (
			Case()
			.when(evaluation.kind == "Tally", evaluation.ballots_valid)
			.when(evaluation.signed == 0, 1)
			.else_(0)
		),
		"percent",
		weight=ballots,
	),
)

"""The five rings in time 说听商办评: what each of them was due for, and how long it took (H7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Metric, yes
from healthtalk_app.metrics.matters import MATTERS, included
from healthtalk_app.metrics.working_time import FIRST_NUMBER, working_days_between
from healthtalk_app.rules.packing import day_of

LEFT = "The moment the ring was finished lies in the period"


@dataclass(frozen=True)
class Ring:
	"""A ring from one moment to another; `rate` is the figure of its deadline, where it has one."""

	name: str
	entered: str
	left: str
	rate: str | None
	days: str


RINGS = (
	Ring("Speak", "raised_at", "accepted_at", "notice_rate", "speak_days"),
	Ring("Listen", "accepted_at", "first_response_at", "response_rate", "listen_days"),
	Ring("Discuss", "accepted_at", "planned_at", None, "discuss_days"),
	Ring("Act", "planned_at", "resolved_at", "handling_rate", "act_days"),
	Ring("Evaluate", "resolved_at", "evaluated_at", "evaluation_rate", "evaluate_days"),
)
LABELS = {
	"speak_days": ("Days from Raised to Accepted", "Working days from the day it was raised to acceptance"),
	"listen_days": ("Days to First Response", "Working days from acceptance to the first response"),
	"discuss_days": ("Days to the Plan", "Working days from acceptance to the plan"),
	"act_days": ("Days from Plan to Answer", "Working days from the plan to the answer"),
	"evaluate_days": ("Days from Answer to Rating", "Working days from the answer to the rating"),
}


def _went_through(ring: Ring) -> Any:
	"""Whether the ring was entered, at a time that the calendar of working days knows."""

	def through(matter: Any) -> Criterion:
		return matter[day_of(ring.entered)] >= FIRST_NUMBER

	through.__name__ = f"through_{ring.name}"
	return through


def _took(ring: Ring) -> Any:
	return lambda matter: working_days_between(*(matter[day_of(at)] for at in (ring.entered, ring.left)))


def could_be_rated(matter: Any) -> Criterion:
	"""Answered so long ago that the window for rating is over."""
	window = timedelta(days=frappe.get_cached_doc("Healthtalk Settings").auto_close_days or 0)
	return matter.resolved_at <= now_datetime() - window


def notice_was_due(matter: Any) -> Criterion:
	"""The deadline for the notice of acceptance has passed."""
	return matter.notice_due_at <= now_datetime()


METRICS = (
	Metric(
		"notice_rate",
		"Acceptance Notice in Time",
		"Matters whose raiser was told in time whether they are accepted / matters due for this notice",
		"The deadline for the notice lies in the period and has passed",
		MATTERS,
		"notice_due_at",
		lambda matter: matter.status.notin(["Merged", "Withdrawn"]),
		lambda matter: yes(matter.notice_on_time == "On Time"),
		"percent",
		"higher",
		when=notice_was_due,
	),
	Metric(
		"evaluation_rate",
		"Rated in Time",
		"Matters rated / matters answered whose window for rating is over",
		"The moment it was answered lies in the period and the window for rating has passed",
		MATTERS,
		"resolved_at",
		included,
		lambda matter: yes(matter.satisfaction != ""),
		"percent",
		"higher",
		when=could_be_rated,
	),
	*(
		Metric(
			ring.days,
			*LABELS[ring.days],
			LEFT,
			MATTERS,
			ring.left,
			unit="days",
			direction="lower",
			when=_went_through(ring),
			took=_took(ring),
		)
		for ring in RINGS
	),
)

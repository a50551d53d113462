"""信访四个百分之百 and the three zeros: what became of the petitions that were raised in a period (P5).

All figures are about the same petitions, those raised in the period, so that they can stand side by side. A
step counts once it is due: what may still be done in time lowers no rate. The three zeros are counted from
what is on record: a review that was asked for or a bad rating, an opinion that a review did not uphold, a
step that was late.
"""

from __future__ import annotations

from typing import Any

from frappe.query_builder import Criterion
from frappe.utils import now_datetime
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.metrics.matters import FILTERS, RAISED, runs
from healthtalk_app.rules.petitions import PETITION
from healthtalk_app.rules.ratings import BAD

GONE = ("Merged", "Withdrawn")


def _is_set(column: str) -> Any:
	return lambda matter: yes(matter[column].isnotnull())


def _was_received(matter: Any) -> Term:
	return yes(matter.reception_at.isnotnull() & (matter.receptionist != ""))


def _is_taken_up(matter: Any) -> Term:
	return yes(matter.accepted_at.isnotnull() | (matter.status == "Not Accepted"))


def _notice_overdue(matter: Any) -> Criterion:
	waiting = (matter.status == "Raised") & (matter.notice_due_at < now_datetime())
	return waiting & runs(matter, "Acceptance Notice")


def _answer_overdue(matter: Any) -> Criterion:
	waiting = matter.resolved_at.isnull() & (matter.resolution_due_at < now_datetime())
	return waiting & matter.status.notin(["Not Accepted", *GONE]) & runs(matter, "Resolution")


def _breached(matter: Any) -> Term:
	late = (matter.notice_on_time == "Late") | (matter.resolution_on_time == "Late")
	return yes(late | _notice_overdue(matter) | _answer_overdue(matter))


PETITIONS = Source(
	"Talk Matter",
	("lead_unit", "unit"),
	lambda matter: (matter.is_accusation == 0) & (matter.regime == PETITION),
	(*FILTERS, "reception_form"),
	{
		"was_received": _was_received,
		"is_registered": _is_set("registered_at"),
		"is_taken_up": _is_taken_up,
		"is_answered": _is_set("resolved_at"),
		"was_reviewed": _is_set("review_asked_at"),
		"was_overruled": _is_set("overruled_at"),
		"is_breached": _breached,
	},
)


def there(matter: Any) -> Criterion:
	"""Duplicates and petitions that were taken back are left out."""
	return matter.status.notin(GONE)


def notice_was_due(matter: Any) -> Criterion:
	"""The petition was taken up or declined, or the time for it is over."""
	decided = matter.accepted_at.isnotnull() | (matter.status == "Not Accepted")
	return decided | _notice_overdue(matter)


def answer_was_due(matter: Any) -> Criterion:
	"""The petition was accepted, and answered, or the time for the answer is over."""
	return matter.accepted_at.isnotnull() & (matter.resolved_at.isnotnull() | _answer_overdue(matter))


METRICS = (
	Metric(
		"petitions_raised",
		"Petitions",
		"Petitions and requests for review; duplicates and what was withdrawn are left out, accusations too",
		RAISED,
		PETITIONS,
		"raised_at",
		there,
	),
	Metric(
		"petitions_received",
		"Received 接待",
		"Petitions with a reception on record (by whom and when) / petitions",
		RAISED,
		PETITIONS,
		"raised_at",
		there,
		lambda matter: matter.was_received,
		"percent",
		"higher",
	),
	Metric(
		"petitions_registered",
		"Registered 登记",
		"Petitions with a number in the register / petitions",
		RAISED,
		PETITIONS,
		"raised_at",
		there,
		lambda matter: matter.is_registered,
		"percent",
		"higher",
	),
	Metric(
		"petitions_accepted",
		"Accepted 受理",
		"Petitions accepted, or declined for a lawful reason with a notice / petitions decided or overdue",
		RAISED,
		PETITIONS,
		"raised_at",
		there,
		lambda matter: matter.is_taken_up,
		"percent",
		"higher",
		when=notice_was_due,
	),
	Metric(
		"petitions_answered",
		"Answered 回复",
		"Accepted petitions with an answer / accepted petitions answered or overdue",
		RAISED,
		PETITIONS,
		"raised_at",
		there,
		lambda matter: matter.is_answered,
		"percent",
		"higher",
		when=answer_was_due,
	),
	Metric(
		"petition_complaints",
		"Complaints about Handling",
		"Petitions of whose opinion a review was asked for, or that were rated dissatisfied or worse",
		RAISED,
		PETITIONS,
		"raised_at",
		lambda matter: there(matter) & ((matter.was_reviewed == 1) | matter.satisfaction.isin(list(BAD))),
		direction="lower",
	),
	Metric(
		"petition_errors",
		"Errors",
		"Petitions whose opinion a review changed, revoked or sent back",
		RAISED,
		PETITIONS,
		"raised_at",
		lambda matter: there(matter) & (matter.was_overruled == 1),
		direction="lower",
	),
	Metric(
		"petition_breaches",
		"Breaches",
		"Petitions with a late step: notice of acceptance or refusal, or answer, late or overdue",
		RAISED,
		PETITIONS,
		"raised_at",
		lambda matter: there(matter) & (matter.is_breached == 1),
		direction="lower",
	),
)

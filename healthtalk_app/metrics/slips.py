"""Figures about referral slips: signed for, answered, objected to, urged (H8)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.metrics.working_time import FIRST_DAY, working_days

OPEN = ("Issued", "Signed For", "In Progress", "Objected")
FILTERS = ("kind", "status", "urgency", "sender_unit", "receiver_unit")
# the index `figures` of Referral Slip
GROUPED_BY = ("receiver_unit", "status", "outside_unit", "sign_on_time", "reply_on_time")
ISSUED = "The moment it was issued lies in the period"


def _about_no_accusation(slip: Any) -> Criterion:
	"""A matter may have become an accusation after its slip was issued and withdrawn."""
	matter = frappe.qb.DocType("Talk Matter")
	accusations = frappe.qb.from_(matter).select(matter.name).where(matter.is_accusation == 1)
	return slip.issued_at.isnotnull() & slip.matter.notin(accusations)


def _overdue(slip: Any) -> Any:
	"""An open slip past its deadline."""
	now = now_datetime()
	unsigned = (slip.status == "Issued") & (slip.sign_due_at < now)
	unanswered = slip.status.isin(["Signed For", "In Progress"]) & (slip.reply_due_at < now)
	return yes((slip.outside_unit == 0) & (unsigned | unanswered))


TRAITS = {
	"is_overdue": _overdue,
	"was_objected": lambda slip: yes(slip.objected_at.isnotnull()),
	"was_urged": lambda slip: yes(slip.urged_count > 0),
}
# a slip counts for the unit that has to answer it
RECEIVED = Source("Referral Slip", ("receiver_unit",), _about_no_accusation, FILTERS, TRAITS, GROUPED_BY)
SENT = Source("Referral Slip", ("sender_unit",), _about_no_accusation, FILTERS, TRAITS)


def owed(slip: Any) -> Criterion:
	"""Slips whose time counts: neither taken back nor objected to.

	The lateness of a unit without an account, which its sender's liaison serves, is not ranked (design §3).
	"""
	return (slip.outside_unit == 0) & slip.status.notin(["Withdrawn", "Objected"])


def signing_was_due(slip: Any) -> Criterion:
	"""The deadline for signing has passed."""
	return slip.sign_due_at <= now_datetime()


def answer_was_due(slip: Any) -> Criterion:
	"""The deadline for the answer has passed."""
	return slip.reply_due_at <= now_datetime()


def answered_after_issue(slip: Any) -> Criterion:
	"""Answered, and not before it was issued to the unit that holds it now."""
	return (slip.replied_at >= slip.issued_at) & (slip.issued_at >= FIRST_DAY)


METRICS = (
	Metric(
		"slips_received",
		"Slips Received",
		"Slips issued to the unit, by the unit that holds them now",
		ISSUED,
		RECEIVED,
		"issued_at",
	),
	Metric("slips_sent", "Slips Sent", "Slips issued by the unit", ISSUED, SENT, "issued_at"),
	Metric(
		"slips_open",
		"Slips Still Open",
		"Slips that are issued, signed for, in progress or objected to",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.status.isin(OPEN),
		direction="lower",
	),
	Metric(
		"slips_overdue",
		"Slips Overdue",
		"Open slips whose deadline for signing or for the answer has passed",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.is_overdue == 1,
		direction="lower",
	),
	Metric(
		"slips_objected",
		"Slips Objected To",
		"Slips to which the receiver objected at least once",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.was_objected == 1,
	),
	Metric(
		"slips_urged",
		"Slips Urged",
		"Slips that were urged at least once",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.was_urged == 1,
		direction="lower",
	),
	Metric(
		"sign_rate",
		"Signed For in Time",
		"Slips signed for within the deadline / slips due for signing; outside units are not counted",
		"The deadline for signing lies in the period and has passed",
		RECEIVED,
		"sign_due_at",
		owed,
		lambda slip: yes(slip.sign_on_time == "On Time"),
		"percent",
		"higher",
		when=signing_was_due,
	),
	Metric(
		"reply_rate",
		"Answered in Time",
		"Slips answered within the deadline / slips due for an answer; outside units are not counted",
		"The deadline for the answer lies in the period and has passed",
		RECEIVED,
		"reply_due_at",
		owed,
		lambda slip: yes(slip.reply_on_time == "On Time"),
		"percent",
		"higher",
		when=answer_was_due,
	),
	Metric(
		"slip_days",
		"Days to Answer a Slip",
		"Working days from the issue of a slip to its answer",
		"The moment of the answer lies in the period",
		RECEIVED,
		"replied_at",
		unit="days",
		direction="lower",
		when=answered_after_issue,
		took=lambda slip: working_days(slip.issued_at, slip.replied_at),
	),
)

"""Figures about referral slips: signed for, answered, objected to, urged (H8)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Metric, Source
from healthtalk_app.metrics.matters import every, yes
from healthtalk_app.metrics.working_time import SEVENFOLD, sevenfold_working_days

OPEN = ("Issued", "Signed For", "In Progress", "Objected")
FILTERS = ("kind", "status", "urgency", "sender_unit", "receiver_unit")
ISSUED = "The moment it was issued lies in the period"


def _about_no_accusation(slip: Any) -> Criterion:
	"""A matter may have become an accusation after its slip was issued and withdrawn."""
	matter = frappe.qb.DocType("Talk Matter")
	accusations = frappe.qb.from_(matter).select(matter.name).where(matter.is_accusation == 1)
	return slip.issued_at.isnotnull() & slip.matter.notin(accusations)


# a slip counts for the unit that has to answer it
RECEIVED = Source("Referral Slip", lambda slip: slip.receiver_unit, _about_no_accusation, FILTERS)
# the lateness of a unit without an account is its sender's liaison's affair and is not ranked
SENT = Source("Referral Slip", lambda slip: slip.sender_unit, _about_no_accusation, FILTERS)


def _was_due(slip: Any, due: str) -> Criterion:
	owed = (slip[due] <= now_datetime()) & (slip.outside_unit == 0)
	return owed & slip.status.notin(["Withdrawn", "Objected"])


METRICS = (
	Metric(
		"slips_received",
		"Slips Received",
		"Slips issued to the unit, by the unit that holds them now",
		ISSUED,
		RECEIVED,
		"issued_at",
		every,
	),
	Metric("slips_sent", "Slips Sent", "Slips issued by the unit", ISSUED, SENT, "issued_at", every),
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
		lambda slip: overdue(slip),
		direction="lower",
	),
	Metric(
		"slips_objected",
		"Slips Objected To",
		"Slips to which the receiver objected at least once",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.objected_at.isnotnull(),
	),
	Metric(
		"slips_urged",
		"Slips Urged",
		"Slips that were urged at least once",
		ISSUED,
		RECEIVED,
		"issued_at",
		lambda slip: slip.urged_count > 0,
		direction="lower",
	),
	Metric(
		"sign_rate",
		"Signed For in Time",
		"Slips signed for within the deadline / slips due for signing; outside units are not counted",
		"The deadline for signing lies in the period and has passed",
		RECEIVED,
		"sign_due_at",
		lambda slip: _was_due(slip, "sign_due_at"),
		lambda slip: yes(slip.sign_on_time == "On Time"),
		"percent",
		"higher",
	),
	Metric(
		"reply_rate",
		"Answered in Time",
		"Slips answered within the deadline / slips due for an answer; outside units are not counted",
		"The deadline for the answer lies in the period and has passed",
		RECEIVED,
		"reply_due_at",
		lambda slip: _was_due(slip, "reply_due_at"),
		lambda slip: yes(slip.reply_on_time == "On Time"),
		"percent",
		"higher",
	),
	Metric(
		"slip_days",
		"Days to Answer a Slip",
		"Working days from the issue of a slip to its answer",
		"The moment of the answer lies in the period",
		RECEIVED,
		"replied_at",
		lambda slip: slip.replied_at >= slip.issued_at,
		lambda slip: sevenfold_working_days(slip.issued_at, slip.replied_at),
		"days",
		"lower",
		SEVENFOLD,
	),
)


def overdue(slip: Any) -> Criterion:
	"""An open slip past its deadline."""
	now = now_datetime()
	unsigned = (slip.status == "Issued") & (slip.sign_due_at < now)
	unanswered = slip.status.isin(["Signed For", "In Progress"]) & (slip.reply_due_at < now)
	return (slip.outside_unit == 0) & (unsigned | unanswered)

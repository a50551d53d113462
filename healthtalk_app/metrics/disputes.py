"""Figures about the mediation of medical disputes: how many, how they ended, what is published (P2)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Metric, Source, yes

FILTERS = ("route", "channel", "department", "status")
APPLIED = "The moment it was applied for lies in the period"
ENDED = "The moment mediation ended lies in the period"


def _about_no_accusation(dispute: Any) -> Criterion:
	"""The matter that a dispute came from may have become an accusation since."""
	matter = frappe.qb.DocType("Talk Matter")
	accusations = frappe.qb.from_(matter).select(matter.name).where(matter.is_accusation == 1)
	return dispute.matter.isnull() | dispute.matter.notin(accusations)


# a dispute counts for the institution whose treatment is disputed
DISPUTES = Source("Dispute Mediation", ("medical_unit",), _about_no_accusation, FILTERS)


def both_consent(dispute: Any) -> Criterion:
	"""Whatever a row says, a case counts as published with the consent of both sides only (条例 art. 42)."""
	return dispute.patient_consents_on.isnotnull() & dispute.medical_consents_on.isnotnull()


def term_was_due(dispute: Any) -> Criterion:
	"""The term of mediation has passed, and the clock does not stand."""
	return (dispute.mediation_due_at <= now_datetime()) & dispute.paused_since.isnull()


METRICS = (
	Metric(
		"disputes_applied",
		"Disputes",
		"All applications for mediation, whatever became of them",
		APPLIED,
		DISPUTES,
		"received_at",
	),
	Metric(
		"disputes_agreed",
		"Disputes Agreed",
		"Mediations that ended with an agreement",
		ENDED,
		DISPUTES,
		"ended_at",
		lambda dispute: dispute.outcome == "Agreed",
		direction="higher",
	),
	Metric(
		"disputes_failed",
		"Disputes Failed",
		"Mediations that ended without an agreement",
		ENDED,
		DISPUTES,
		"ended_at",
		lambda dispute: dispute.outcome == "Failed",
		direction="lower",
	),
	Metric(
		"disputes_withdrawn",
		"Disputes Withdrawn",
		"Applications withdrawn or not accepted; the success rate does not count them",
		ENDED,
		DISPUTES,
		"ended_at",
		lambda dispute: dispute.outcome == "Withdrawn",
	),
	Metric(
		"dispute_success_rate",
		"Success Rate of Mediation",
		"Mediations that ended with an agreement / mediations that ended with an agreement or without one",
		ENDED,
		DISPUTES,
		"ended_at",
		lambda dispute: dispute.outcome.isin(["Agreed", "Failed"]),
		lambda dispute: yes(dispute.outcome == "Agreed"),
		"percent",
		"higher",
	),
	Metric(
		"dispute_term_rate",
		"Mediated in Time",
		"Mediations that ended within their term, appraisal days not counted / mediations whose term is over",
		"The term of mediation ends in the period and has passed",
		DISPUTES,
		"mediation_due_at",
		lambda dispute: dispute.outcome.isnull() | dispute.outcome.isin(["", "Agreed", "Failed"]),
		lambda dispute: yes(dispute.mediation_on_time == "On Time"),
		"percent",
		"higher",
		when=term_was_due,
	),
	Metric(
		"disputes_published",
		"Cases Published",
		"Ended mediations published with the consent of both sides",
		"The moment of publication lies in the period",
		DISPUTES,
		"published_at",
		when=both_consent,
	),
)

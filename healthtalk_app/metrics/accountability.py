"""Figures about accountability 责任追究 and joint liability (C6), for who sees the proceedings only."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.permissions.criteria import everything
from healthtalk_app.permissions.proceedings import PROCEEDINGS, proceedings_shown
from healthtalk_app.rules.joint_liability import STANDING

FILTERS = ("ground", "measure", "status")
JOINT = "Joint Liability"
PROPOSED = "The moment it was proposed lies in the period"
DECIDED = "The moment of the decision lies in the period"


def _proceedings(record: Any) -> Criterion:
	"""Discipline alone: a person concerned, who sees his own record, is not told of any figure."""
	user = frappe.session.user
	return everything() if user == "Administrator" else proceedings_shown(record, user)


RECORDS = Source(PROCEEDINGS, ("unit",), _proceedings, FILTERS)


METRICS = (
	Metric(
		"accountability_proposed",
		"Accountability Proposed",
		"Proposals to hold somebody accountable, whatever became of them",
		PROPOSED,
		RECORDS,
		"proposed_at",
	),
	Metric(
		"accountability_dismissed",
		"Proposals Not Followed",
		"Proposals that were dismissed with a reason",
		PROPOSED,
		RECORDS,
		"proposed_at",
		lambda record: record.status == "Dismissed",
	),
	Metric(
		"accountability_decided",
		"Held Accountable",
		"Decisions that stand, joint liability of leaders included",
		DECIDED,
		RECORDS,
		"decided_at",
		lambda record: record.status.isin(STANDING),
	),
	Metric(
		"accountability_joint",
		"Joint Liability of Leaders",
		"Decisions on joint liability that stand, one for each unit and year",
		DECIDED,
		RECORDS,
		"decided_at",
		lambda record: record.status.isin(STANDING) & (record.ground == JOINT),
	),
	Metric(
		"accountability_executed",
		"Carried Out",
		"Decisions carried out / decisions that stand",
		DECIDED,
		RECORDS,
		"decided_at",
		lambda record: record.status.isin(STANDING),
		# an appeal afterwards, and its rejection, change the status but not what was carried out
		lambda record: yes(record.executed_at.isnotnull()),
		"percent",
		"higher",
	),
	Metric(
		"accountability_appealed",
		"Appeals",
		"Appeals of persons held accountable",
		"The moment of the appeal lies in the period",
		RECORDS,
		"appealed_at",
	),
	Metric(
		"accountability_revoked",
		"Decisions Revoked",
		"Decisions taken back, after an appeal or otherwise",
		DECIDED,
		RECORDS,
		"decided_at",
		lambda record: record.status == "Revoked",
		direction="lower",
	),
	Metric(
		"accountability_review",
		"Joint Records under Review",
		"Joint records whose ground has changed and that discipline has not looked at yet",
		PROPOSED,
		RECORDS,
		"proposed_at",
		lambda record: record.review_needed == 1,
		direction="lower",
	),
)

"""Figures about rectifications and call-backs: what bad ratings and inspections led to (T6, T7, 好差评)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import now_datetime

from healthtalk_app.metrics.base import Metric, Source, yes
from healthtalk_app.rules.transitions import FINISHED, RECTIFICATION

# with the unit that has to put right
OWED = ("Open", "Plan Filed", "Rectifying", "Ordered Again")
FILTERS = ("classification", "found_through", "status", "ordering_unit")
ORDERED = "The moment it was ordered lies in the period"
RATED = "The moment of the rating lies in the period"


def _about_no_accusation(row: Any) -> Criterion:
	"""The matter may have become an accusation since."""
	matter = frappe.qb.DocType("Talk Matter")
	accusations = frappe.qb.from_(matter).select(matter.name).where(matter.is_accusation == 1)
	return row.matter.isnull() | row.matter.notin(accusations)


TRAITS = {
	"is_overdue": lambda row: yes(row.status.isin(OWED) & (row.rectify_due_at < now_datetime())),
	"was_ordered_again": lambda row: yes(row.ordered_again_count > 0),
	"has_lasting_rule": lambda row: yes(row.lasting_rule_on.isnotnull()),
}
# a rectification counts for the unit that has to put right
ORDERS = Source("Rectification", ("responsible_unit",), _about_no_accusation, FILTERS, TRAITS)
CALLS = Source(
	"Call Back",
	("unit",),
	_about_no_accusation,
	("reason", "status"),
	{"is_overdue": lambda call: yes((call.status == "To Call") & (call.due_at < now_datetime()))},
)


def due_passed(row: Any) -> Criterion:
	"""The deadline of the last order has passed."""
	return row.rectify_due_at <= now_datetime()


def _of_bad_rating(call: Any) -> Criterion:
	return call.reason == "Bad Rating"


METRICS = (
	Metric(
		"rectifications",
		"Rectifications",
		"Orders to put something right, after bad ratings, inspections and all else",
		ORDERED,
		ORDERS,
		"opened_at",
	),
	Metric(
		"rectifications_open",
		"Rectifications Still Open",
		"Rectifications that nobody has verified yet",
		ORDERED,
		ORDERS,
		"opened_at",
		lambda row: row.status.notin(sorted(FINISHED[RECTIFICATION])),
		direction="lower",
	),
	Metric(
		"rectifications_overdue",
		"Rectifications Overdue",
		"Rectifications that were not handed in although their deadline has passed",
		ORDERED,
		ORDERS,
		"opened_at",
		lambda row: row.is_overdue == 1,
		direction="lower",
	),
	Metric(
		"rectifications_verified",
		"Rectifications Verified",
		"Rectifications checked off after somebody else has looked at the result",
		ORDERED,
		ORDERS,
		"opened_at",
		lambda row: row.status == "Verified",
		direction="higher",
	),
	Metric(
		"rectifications_again",
		"Ordered to Be Done Again",
		"Rectifications that were ordered to be done again at least once",
		ORDERED,
		ORDERS,
		"opened_at",
		lambda row: row.was_ordered_again == 1,
		direction="lower",
	),
	Metric(
		"lasting_rules",
		"Lasting Rules Made",
		"Rectifications that led to a lasting rule",
		ORDERED,
		ORDERS,
		"opened_at",
		lambda row: row.has_lasting_rule == 1,
		direction="higher",
	),
	Metric(
		"rectify_rate",
		"Put Right in Time",
		"Rectifications handed in within the deadline / rectifications whose deadline has passed",
		"The deadline of the last order lies in the period and has passed",
		ORDERS,
		"rectify_due_at",
		None,
		lambda row: yes(row.rectify_on_time == "On Time"),
		"percent",
		"higher",
		when=due_passed,
	),
	Metric(
		"bad_ratings_signed",
		"Signed Bad Ratings",
		"Bad ratings by name, each of which is called back",
		RATED,
		CALLS,
		"rated_at",
		_of_bad_rating,
		direction="lower",
	),
	Metric(
		"call_back_rate",
		"Called Back",
		"Signed bad ratings whose rater was called back, reached or not / signed bad ratings; the target is "
		"100 per cent",
		RATED,
		CALLS,
		"rated_at",
		_of_bad_rating,
		lambda call: yes(call.status != "To Call"),
		"percent",
		"higher",
	),
	Metric(
		"call_back_reached",
		"Reached",
		"Signed bad ratings whose rater was reached / signed bad ratings that were called back",
		RATED,
		CALLS,
		"rated_at",
		lambda call: _of_bad_rating(call) & (call.status != "To Call"),
		lambda call: yes(call.status == "Reached"),
		"percent",
		"higher",
	),
	Metric(
		"call_backs_owed",
		"Still to Be Called Back",
		"Signed bad ratings whose rater nobody has called back",
		RATED,
		CALLS,
		"rated_at",
		lambda call: _of_bad_rating(call) & (call.status == "To Call"),
		direction="lower",
	),
	Metric(
		"call_backs_overdue",
		"Call-backs Overdue",
		"Signed bad ratings whose rater was not called back within the deadline of rectification",
		RATED,
		CALLS,
		"rated_at",
		lambda call: _of_bad_rating(call) & (call.is_overdue == 1),
		direction="lower",
	),
	Metric(
		"call_backs_others",
		"Other Raters to Call",
		"Raters who wanted a call, and the sample of the other ratings",
		RATED,
		CALLS,
		"rated_at",
		lambda call: call.reason != "Bad Rating",
	),
)

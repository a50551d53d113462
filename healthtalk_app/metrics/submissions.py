"""Figures about what the public sends: how much by which channel, and what became of it (E5, H9)."""

from __future__ import annotations

from typing import Any

from frappe.query_builder import Criterion

from healthtalk_app.metrics.base import Metric, Source

FILTERS = ("channel", "status")
RAISED = "The moment of receipt lies in the period"


def _ordinary(sent: Any) -> Criterion:
	"""Accusations are in no figure but the discipline officer's own list."""
	return sent.is_accusation == 0


SUBMISSIONS = Source("Public Submission", ("unit",), _ordinary, FILTERS)


def _of_status(key: str, label: str, formula: str, status: str) -> Metric:
	return Metric(key, label, formula, RAISED, SUBMISSIONS, "received_at", lambda sent: sent.status == status)


METRICS = (
	Metric(
		"submissions_received",
		"Submissions",
		"All submissions of the public, whatever became of them",
		RAISED,
		SUBMISSIONS,
		"received_at",
	),
	_of_status(
		"submissions_accepted", "Submissions Accepted", "Submissions that became a matter", "Accepted"
	),
	_of_status("submissions_merged", "Submissions Merged", "Submissions that joined a matter", "Merged"),
	_of_status(
		"submissions_declined", "Submissions Declined", "Submissions declined with a reason", "Declined"
	),
	_of_status("submissions_withdrawn", "Submissions Withdrawn", "Withdrawn by who sent them", "Withdrawn"),
	_of_status(
		"submissions_waiting", "Submissions Waiting", "Submissions on which nobody has decided", "Received"
	),
)

"""Columns that documents show, as a fold of their events (design §4).

`step` is applied when an event is recorded and again, from the first event on, by
`bench healthtalk rebuild --check`: both must give the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from healthtalk_app.rules.columns import CLOCK_COLUMNS, COLUMNS, COUNTS, REACHED_AT
from healthtalk_app.rules.petitions import UPHELD
from healthtalk_app.rules.transitions import RINGS, ring_of

FULFILMENTS = frozenset(("Fulfilled", "Partly Fulfilled", "Not Fulfilled"))
REOPENED_FROM = frozenset(("Replied", "Evaluated", "Closed"))


def initial(doctype: str) -> dict[str, Any]:
	"""Columns before the first event: counts 0, everything else None."""
	return {column: 0 if column in COUNTS else None for column in COLUMNS[doctype]}


def fold(doctype: str, events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
	"""Columns after all `events` in their order."""
	columns = initial(doctype)
	for event in events:
		columns.update(step(doctype, columns, event))
	return columns


def step(doctype: str, columns: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
	"""Columns of `doctype` that `event` changes, with their new values.

	`event` holds `event`, `from_status`, `to_status`, `occurred_at` (datetime) and `details` (dict
	of references, codes and ISO times).
	"""
	kind, details = event["event"], event.get("details") or {}
	if doctype == "Unit Task":
		return _unit_task(columns, event, details)
	if kind == "created":
		return _created(doctype, event)
	if kind == "status":
		return _moved(doctype, columns, event, details)
	if kind.startswith("clock."):
		return _clock(doctype, kind, event, details)
	if doctype == "Talk Matter":
		return _matter(columns, kind, event, details)
	if doctype == "Dispute Mediation":
		return _dispute(kind, event)
	if doctype == "Accountability Record":
		return _accountability(kind, event)
	if kind == "computed":
		# from the figures of another day
		return {"computed_at": event["occurred_at"]}
	if kind == "urged":
		return {"urged_count": (columns.get("urged_count") or 0) + 1}
	return {}


def _created(doctype: str, event: Mapping[str, Any]) -> dict[str, Any]:
	changes: dict[str, Any] = {"status": event["to_status"]}
	if doctype == "Talk Matter":
		changes.update(ring=RINGS[0], raised_at=event["occurred_at"])
	if doctype == "Rectification":
		changes["opened_at"] = event["occurred_at"]
	if doctype == "Accountability Record":
		changes["proposed_at"] = event["occurred_at"]
	return changes


def _moved(
	doctype: str, columns: Mapping[str, Any], event: Mapping[str, Any], details: Mapping[str, Any]
) -> dict[str, Any]:
	old, new, at = event["from_status"], event["to_status"], event["occurred_at"]
	changes: dict[str, Any] = {"status": new}
	if column := REACHED_AT[doctype].get(new):
		changes[column] = at
	if doctype == "Talk Matter":
		changes.update(_matter_moved(columns, old, new, at, details))
	if doctype == "Referral Slip":
		changes.update(_slip_moved(old, new, details))
	if doctype == "Dispute Mediation":
		changes.update(_dispute_moved(columns, new, at))
	if doctype == "Accountability Record":
		changes.update(_accountability_moved(old, new))
	if doctype == "Public Commitment":
		changes.update(_commitment_moved(columns, old, new))
	if doctype == "Work Summary" and new == "Draft":
		changes["reviewed_at"] = None
	if doctype == "Commendation" and new == "Nominated":
		# what vetoed was taken back: the jury begins where it was
		changes.update(shortlisted_at=None, vetoed_at=None)
	if doctype == "Rectification" and new == "Ordered Again":
		# the next round: it is begun and handed in anew
		count = (columns.get("ordered_again_count") or 0) + 1
		changes.update(ordered_again_count=count, started_at=None, submitted_at=None)
	return changes


def _matter_moved(
	columns: Mapping[str, Any], old: str, new: str, at: datetime, details: Mapping[str, Any]
) -> dict[str, Any]:
	changes: dict[str, Any] = {}
	if new not in ("Not Accepted", "Withdrawn", "Merged"):
		changes["ring"] = RINGS[ring_of(new)]
	if new in ("Replied", "Not Accepted") and not columns.get("first_response_at"):
		changes["first_response_at"] = at
	if new == "In Progress" and old in REOPENED_FROM:
		changes.update(
			started_at=columns.get("started_at"),
			resolved_at=None,
			evaluated_at=None,
			closed_at=None,
			closed_unrated=0,
			satisfaction=None,
			outcome=None,
			reopen_count=(columns.get("reopen_count") or 0) + 1,
		)
	if old == "Merged":
		# an undone merge goes back to where it was; the times of the steps before stay
		changes = {"ring": RINGS[ring_of(new)], "merged_at": None, "merged_into": None}
		if column := REACHED_AT["Talk Matter"].get(new):
			changes[column] = columns.get(column)
	for flag in ("closed_unrated", "on_the_spot", "settled_inside"):
		if flag in details:
			changes[flag] = int(details[flag])
	if "into" in details:
		changes["merged_into"] = details["into"]
	return changes


def _slip_moved(old: str, new: str, details: Mapping[str, Any]) -> dict[str, Any]:
	changes: dict[str, Any] = {}
	if new == "Issued":
		changes["signed_for_at"] = None
	if new == "In Progress" and old == "Replied":
		changes.update(replied_at=None, reply_on_time=None)
	if details.get("designated"):
		changes["designated"] = 1
	return changes


def _commitment_moved(columns: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
	if new == "Draft":
		return {"approved_at": None}
	if new == "Published" and old != "Approved":
		# sent back by who verified: it was published long ago, and what was reported does not stand
		return {"published_at": columns.get("published_at"), "fulfilment": None, "reported_at": None}
	return {"fulfilment": new} if new in FULFILMENTS else {}


def _dispute_moved(columns: Mapping[str, Any], new: str, at: datetime) -> dict[str, Any]:
	if new in ("Agreed", "Failed", "Withdrawn"):
		return {"outcome": new}
	# mediation that goes on after an appraisal began before it
	return {"mediating_at": columns.get("mediating_at") or at} if new == "Mediating" else {}


def _dispute(kind: str, event: Mapping[str, Any]) -> dict[str, Any]:
	if kind == "published":
		return {"published_at": event["occurred_at"]}
	return {"published_at": None} if kind == "publication.withdrawn" else {}


def _accountability_moved(old: str, new: str) -> dict[str, Any]:
	if new in ("Decided", "Dismissed", "Revoked"):
		# discipline has looked at it
		return {"review_needed": 0}
	if new == "Under Review" and old in ("Dismissed", "Revoked"):
		# taken up again: what was decided before stands in the log
		later = ("decided", "notified", "executed", "appealed", "upheld", "revoked", "dismissed")
		cleared = {f"{step}_at": None for step in later}
		return {**cleared, "appeal_due_at": None, "appeal_on_time": None, "review_needed": 0}
	return {}


def _accountability(kind: str, event: Mapping[str, Any]) -> dict[str, Any]:
	if kind == "notified":
		return {"notified_at": event["occurred_at"]}
	if kind == "review.called":
		return {"review_needed": 1}
	return {"review_needed": 0} if kind == "review.closed" else {}


def _clock(doctype: str, kind: str, event: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
	if kind == "clock.paused":
		return {"paused_since": event["occurred_at"]} if "paused_since" in COLUMNS[doctype] else {}
	changes: dict[str, Any] = {}
	if kind == "clock.resumed" and "paused_since" in COLUMNS[doctype]:
		changes["paused_since"] = None
	due_column, kept_column = CLOCK_COLUMNS[doctype].get(details.get("step", ""), (None, None))
	if not due_column:
		return changes
	if details.get("due"):
		changes[due_column] = datetime.fromisoformat(details["due"])
	if kind in ("clock.started", "clock.dropped"):
		changes[kept_column] = None
	if kind == "clock.dropped":
		changes[due_column] = None
	if kind == "clock.met":
		changes[kept_column] = "On Time" if details["on_time"] else "Late"
	return changes


def _unit_task(
	columns: Mapping[str, Any], event: Mapping[str, Any], details: Mapping[str, Any]
) -> dict[str, Any]:
	changes: dict[str, Any] = {}
	if details.get("due"):
		changes["due_at"] = datetime.fromisoformat(details["due"])
	kind, new, at = event["event"], event.get("to_status"), event["occurred_at"]
	if kind in ("created", "status"):
		changes["status"] = new
	if kind != "status":
		return changes
	changes[REACHED_AT["Unit Task"][new]] = at
	if new == "Submitted":
		due = columns.get("due_at")
		changes["on_time"] = "Late" if due and at > due else "On Time"
	if new == "Returned":
		# it is handed in anew
		count = (columns.get("returned_count") or 0) + 1
		changes.update(returned_count=count, submitted_at=None, on_time=None)
	return changes


def _matter(
	columns: Mapping[str, Any], kind: str, event: Mapping[str, Any], details: Mapping[str, Any]
) -> dict[str, Any]:
	if kind == "responded" and not columns.get("first_response_at"):
		return {"first_response_at": event["occurred_at"]}
	if kind == "slip.issued":
		return {"open_slips": (columns.get("open_slips") or 0) + 1}
	if kind in ("joined", "merged.from", "unmerged"):
		# a matter that became a duplicate brings who raised it and who had joined it
		people = details.get("people", 1 if kind == "joined" else 0)
		change = -people if kind == "unmerged" else people
		return {"supporters": max(0, (columns.get("supporters") or 0) + change)}
	if kind == "governed":
		return {"governed_by": details["by"]}
	if kind == "slip.finished":
		return {"open_slips": max(0, (columns.get("open_slips") or 0) - 1)}
	if kind == "evaluated":
		return {"satisfaction": details.get("level"), "outcome": details.get("outcome")}
	if kind == "petition.registered":
		return {"registered_at": event["occurred_at"]}
	if kind == "review.asked":
		return {"review_asked_at": event["occurred_at"]}
	if kind == "review.decided":
		return {"overruled_at": None if details["result"] == UPHELD else event["occurred_at"]}
	return {}

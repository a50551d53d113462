"""Statuses and moves of the flows (design §3), each spelled out, and everything else refused."""

from __future__ import annotations

import pytest

from healthtalk_app.rules.transitions import FINISHED, MOVES, RINGS, STATUSES, can_move, ring_of

ALLOWED = {
	"Talk Session": """
		Planned > Prepared, Cancelled
		Prepared > Planned, Held, Cancelled
		Held > Following Up
		Following Up > Closed
	""",
	"Talk Matter": """
		Raised > Accepted, Not Accepted, Merged, Withdrawn
		Accepted > Planned, Merged, Withdrawn
		Planned > In Progress, Merged, Withdrawn
		In Progress > Replied, Merged, Withdrawn
		Replied > Evaluated, Closed, In Progress
		Evaluated > Closed, In Progress
		Closed > In Progress
		Merged > Raised, Accepted, Planned, In Progress
	""",
	"Referral Slip": """
		Draft > Issued, Withdrawn
		Issued > Signed For, Objected, Withdrawn
		Signed For > In Progress, Objected, Withdrawn, Replied, Issued
		In Progress > Replied, Withdrawn
		Replied > Confirmed, In Progress
		Objected > Issued, Signed For, Withdrawn
	""",
	"Inspection": """
		Planned > In Progress
		In Progress > Feedback Issued
		Feedback Issued > Rectifying, Closed
		Rectifying > Closed
	""",
	"Rectification": """
		Open > Plan Filed
		Plan Filed > Rectifying
		Rectifying > Submitted
		Submitted > Verified, Ordered Again
		Ordered Again > Rectifying
	""",
	"Dispute Mediation": """
		Registered > Notified, Withdrawn
		Notified > Accepted, Withdrawn
		Accepted > Mediating, Withdrawn
		Mediating > Appraisal, Agreed, Failed, Withdrawn
		Appraisal > Mediating, Withdrawn
		Agreed > Closed
		Failed > Closed
		Withdrawn > Closed
	""",
	"Opinion Incident": """
		Found > Judged
		Judged > Reported
		Reported > Released
		Released > Closed
	""",
	"Unit Appraisal": """
		Draft > Computed
		Computed > Self-reviewed
		Self-reviewed > Reviewed
		Reviewed > Published, Objected
		Objected > Reviewed
	""",
	"Commendation": """
		Nominated > Shortlisted, Vetoed, Declined
		Shortlisted > Awarded, Vetoed, Declined
		Vetoed > Nominated, Declined
	""",
	"Demerit Record": """
		Proposed > Confirmed, Dismissed
		Confirmed > Appealed
		Appealed > Upheld, Revoked
	""",
	"Accountability Record": """
		Proposed > Under Review, Dismissed
		Under Review > Decided, Dismissed
		Decided > Executed, Appealed, Revoked
		Executed > Appealed, Revoked
		Appealed > Upheld, Revoked
		Upheld > Executed, Revoked
		Revoked > Under Review
		Dismissed > Under Review
	""",
	"Satisfaction Survey": """
		Draft > Open
		Open > Closed
		Closed > Published
	""",
	"Public Commitment": """
		Draft > Approved
		Approved > Published, Draft
		Published > Fulfilled, Partly Fulfilled, Not Fulfilled
		Fulfilled > Verified, Published
		Partly Fulfilled > Verified, Published
		Not Fulfilled > Verified, Published
	""",
	"Work Summary": """
		Draft > Reviewed
		Reviewed > Issued, Draft
	""",
	"Conduct Campaign": """
		Draft > Active
		Active > Closed
	""",
	"Unit Task": """
		Due > Submitted
		Submitted > Accepted, Returned
		Returned > Submitted
	""",
	"Public Submission": """
		Received > Accepted, Merged, Declined, Withdrawn
	""",
}
FIRST = {
	"Talk Session": "Planned",
	"Talk Matter": "Raised",
	"Referral Slip": "Draft",
	"Rectification": "Open",
	"Inspection": "Planned",
	"Dispute Mediation": "Registered",
	"Opinion Incident": "Found",
	"Unit Appraisal": "Draft",
	"Commendation": "Nominated",
	"Demerit Record": "Proposed",
	"Satisfaction Survey": "Draft",
	"Accountability Record": "Proposed",
	"Public Commitment": "Draft",
	"Conduct Campaign": "Draft",
	"Work Summary": "Draft",
	"Unit Task": "Due",
	"Public Submission": "Received",
}


def allowed(doctype: str) -> set[tuple[str, str]]:
	lines = [line.split(" > ") for line in ALLOWED[doctype].strip().splitlines()]
	return {(old.strip(), new) for old, news in lines for new in news.split(", ")}


@pytest.mark.parametrize("doctype", STATUSES)
def test_exactly_the_moves_of_the_design_are_allowed(doctype: str) -> None:
	statuses = STATUSES[doctype]
	found = {(old, new) for old in statuses for new in statuses if can_move(doctype, old, new)}
	assert found == allowed(doctype)


@pytest.mark.parametrize("doctype", STATUSES)
def test_the_lists_agree_with_each_other(doctype: str) -> None:
	statuses = set(STATUSES[doctype])
	assert len(statuses) == len(STATUSES[doctype])
	assert set(MOVES[doctype]) == statuses
	assert FINISHED[doctype] <= statuses
	assert set().union(*MOVES[doctype].values()) <= statuses


@pytest.mark.parametrize("doctype", STATUSES)
def test_every_status_is_reached_and_the_end_can_always_be_reached(doctype: str) -> None:
	reached = {FIRST[doctype]}
	while more := set().union(*(MOVES[doctype][status] for status in reached)) - reached:
		reached |= more
	assert reached == set(STATUSES[doctype])
	for status in set(STATUSES[doctype]) - FINISHED[doctype]:
		assert MOVES[doctype][status], status


@pytest.mark.parametrize("doctype", STATUSES)
def test_a_new_document_begins_with_the_first_status(doctype: str) -> None:
	assert can_move(doctype, None, FIRST[doctype])
	assert can_move(doctype, "", FIRST[doctype])
	assert [status for status in STATUSES[doctype] if can_move(doctype, None, status)] == [FIRST[doctype]]


def test_what_is_unknown_is_no_move() -> None:
	assert not can_move("Talk Matter", "Lost", "Raised")
	assert not can_move("Talk Matter", "Raised", "Lost")
	with pytest.raises(KeyError):
		can_move("Sales Order", "Draft", "Closed")


def test_finished_statuses() -> None:
	assert FINISHED == {
		"Talk Session": {"Closed", "Cancelled"},
		"Talk Matter": {"Not Accepted", "Closed", "Merged", "Withdrawn"},
		"Referral Slip": {"Confirmed", "Withdrawn"},
		"Rectification": {"Verified"},
		"Inspection": {"Closed"},
		"Dispute Mediation": {"Closed"},
		"Opinion Incident": {"Closed"},
		"Unit Appraisal": {"Published"},
		"Commendation": {"Awarded", "Vetoed", "Declined"},
		"Demerit Record": {"Confirmed", "Dismissed", "Upheld", "Revoked"},
		"Satisfaction Survey": {"Published"},
		"Accountability Record": {"Revoked", "Dismissed"},
		"Public Commitment": {"Verified"},
		"Conduct Campaign": {"Closed"},
		"Work Summary": {"Issued"},
		"Unit Task": {"Accepted"},
		"Public Submission": {"Accepted", "Merged", "Declined", "Withdrawn"},
	}


def test_the_ring_of_every_status() -> None:
	assert RINGS == ("Speak", "Listen", "Discuss", "Act", "Evaluate")
	assert {status: RINGS[ring_of(status)] for status in STATUSES["Talk Matter"]} == {
		"Raised": "Speak",
		"Accepted": "Listen",
		"Not Accepted": "Listen",
		"Planned": "Discuss",
		"In Progress": "Act",
		"Replied": "Evaluate",
		"Evaluated": "Evaluate",
		"Closed": "Evaluate",
		"Merged": "Speak",
		"Withdrawn": "Speak",
	}
	with pytest.raises(ValueError, match="Lost"):
		ring_of("Lost")

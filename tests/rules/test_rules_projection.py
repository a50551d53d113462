"""Columns as a fold of events: what each event changes, worked out by hand (design §4)."""

from datetime import datetime

import pytest

from healthtalk_app.rules import projection

MATTER, SLIP, SESSION = "Talk Matter", "Referral Slip", "Talk Session"


def at(day: int, hour: int = 9) -> datetime:
	return datetime(2026, 3, day, hour)


def event(kind: str, day: int, old: str | None = None, new: str | None = None, **details) -> dict:
	return {"event": kind, "from_status": old, "to_status": new, "occurred_at": at(day), "details": details}


RAISED = event("created", 2, new="Raised")
LIFE = [
	RAISED,
	event("status", 3, "Raised", "Accepted"),
	event("clock.started", 3, step="Response", due="2026-03-10T17:00:00"),
	event("clock.started", 3, step="Resolution", due="2026-03-24T17:00:00"),
	event("responded", 4),
	event("clock.met", 4, step="Response", on_time=1),
	event("status", 5, "Accepted", "Planned"),
	event("status", 6, "Planned", "In Progress"),
	event("slip.issued", 6, slip="S1"),
	event("slip.issued", 6, slip="S2"),
	event("clock.paused", 9),
	event("clock.resumed", 11),
	event("clock.resumed", 11, step="Resolution", due="2026-03-26T17:00:00"),
	event("slip.finished", 12, slip="S1"),
	event("clock.met", 27, step="Resolution", on_time=0),
	event("status", 27, "In Progress", "Replied", settled_inside=0, on_the_spot=0),
	event("evaluated", 28, level="Dissatisfied", outcome="Partly Solved"),
	event("status", 28, "Replied", "Evaluated"),
]


def test_h7_one_life_gives_the_columns_of_all_rings():
	columns = projection.fold(MATTER, LIFE)
	assert columns == {
		"status": "Evaluated",
		"ring": "Evaluate",
		"raised_at": at(2),
		"accepted_at": at(3),
		"planned_at": at(5),
		"started_at": at(6),
		"first_response_at": at(4),
		"resolved_at": at(27),
		"evaluated_at": at(28),
		"closed_at": None,
		"merged_at": None,
		"merged_into": None,
		"notice_due_at": None,
		"notice_on_time": None,
		"response_due_at": datetime(2026, 3, 10, 17),
		"response_on_time": "On Time",
		"resolution_due_at": datetime(2026, 3, 26, 17),
		"resolution_on_time": "Late",
		"paused_since": None,
		"reopen_count": 0,
		"open_slips": 1,
		"satisfaction": "Dissatisfied",
		"outcome": "Partly Solved",
		"closed_unrated": 0,
		"on_the_spot": 0,
		"settled_inside": 0,
		"supporters": 0,
		"governed_by": None,
		"overruled_at": None,
		"registered_at": None,
		"review_asked_at": None,
	}


def test_reopening_takes_the_result_back_and_keeps_the_first_start():
	columns = projection.fold(MATTER, [*LIFE, event("status", 29, "Evaluated", "In Progress")])
	assert (columns["status"], columns["ring"], columns["reopen_count"]) == ("In Progress", "Act", 1)
	assert [columns[c] for c in ("resolved_at", "evaluated_at", "satisfaction", "outcome")] == [None] * 4
	assert columns["started_at"] == at(6)
	assert columns["first_response_at"] == at(4)


def test_a_reply_without_an_earlier_response_is_the_first_response():
	columns = projection.fold(MATTER, [RAISED, event("status", 4, "In Progress", "Replied")])
	assert columns["first_response_at"] == at(4)


def test_declining_with_notice_is_a_response_and_stays_in_its_ring():
	columns = projection.fold(MATTER, [RAISED, event("status", 3, "Raised", "Not Accepted")])
	assert (columns["first_response_at"], columns["ring"]) == (at(3), "Speak")


def test_an_undone_merger_leaves_the_matter_where_it_stood():
	before = projection.fold(MATTER, LIFE[:8])
	merged = [
		event("status", 12, "In Progress", "Merged", into="M9"),
		event("status", 13, "Merged", "In Progress"),
	]
	between = projection.fold(MATTER, [*LIFE[:8], merged[0]])
	assert (between["status"], between["merged_into"], between["merged_at"]) == ("Merged", "M9", at(12))
	assert projection.fold(MATTER, [*LIFE[:8], *merged]) == before


def test_closing_unrated_is_marked():
	columns = projection.fold(MATTER, [RAISED, event("status", 20, "Replied", "Closed", closed_unrated=1)])
	assert (columns["closed_at"], columns["closed_unrated"]) == (at(20), 1)


def test_h8_a_slip_objected_to_designated_and_answered():
	columns = projection.fold(
		SLIP,
		[
			event("created", 2, new="Draft"),
			event("status", 3, "Draft", "Issued"),
			event("clock.started", 3, step="Sign For", due="2026-03-04T17:00:00"),
			event("clock.started", 3, step="Return", due="2026-03-05T17:00:00"),
			event("clock.started", 3, step="Reply", due="2026-03-12T17:00:00"),
			event("status", 4, "Issued", "Objected"),
			event("clock.met", 5, step="Sign For", on_time=0),
			event("status", 5, "Objected", "Signed For", designated=1),
			event("urged", 6),
			event("urged", 9),
			event("clock.met", 10, step="Reply", on_time=1),
			event("status", 10, "Signed For", "Replied"),
		],
	)
	assert columns == {
		"status": "Replied",
		"issued_at": at(3),
		"signed_for_at": at(5),
		"objected_at": at(4),
		"replied_at": at(10),
		"confirmed_at": None,
		"sign_due_at": datetime(2026, 3, 4, 17),
		"sign_on_time": "Late",
		"reply_due_at": datetime(2026, 3, 12, 17),
		"reply_on_time": "On Time",
		"designated": 1,
		"urged_count": 2,
	}


def test_a_reply_sent_back_is_no_reply():
	columns = projection.fold(
		SLIP,
		[
			event("created", 2, new="Draft"),
			event("status", 10, "Signed For", "Replied"),
			event("status", 11, "Replied", "In Progress"),
		],
	)
	assert (columns["status"], columns["replied_at"], columns["reply_on_time"]) == ("In Progress", None, None)


def test_a_session_knows_when_it_was_held():
	columns = projection.fold(
		SESSION, [event("created", 1, new="Planned"), event("status", 5, "Prepared", "Held")]
	)
	assert columns == {"status": "Held", "held_at": at(5), "closed_at": None}


@pytest.mark.parametrize("doctype", projection.COLUMNS)
def test_an_event_of_another_kind_changes_nothing(doctype: str):
	assert projection.step(doctype, projection.initial(doctype), event("notice", 2, level=3)) == {}


def test_a_clock_that_no_longer_runs_leaves_no_deadline():
	log = [
		RAISED,
		event("clock.started", 2, step="Acceptance Notice", due="2026-03-17T17:00:00"),
		event("clock.started", 2, step="Resolution", due="2026-03-23T17:00:00"),
	]
	columns = projection.fold(MATTER, log)
	due = (columns["notice_due_at"], columns["resolution_due_at"])
	assert due == (datetime(2026, 3, 17, 17), datetime(2026, 3, 23, 17))
	log += [
		event("clock.met", 4, step="Acceptance Notice", on_time=1),
		event("clock.dropped", 4, step="Resolution"),
	]
	columns = projection.fold(MATTER, log)
	assert (columns["notice_due_at"], columns["notice_on_time"]) == (datetime(2026, 3, 17, 17), "On Time")
	assert (columns["resolution_due_at"], columns["resolution_on_time"]) == (None, None)


def test_p2_a_mediation_keeps_its_beginning_over_an_appraisal_and_its_end():
	log = [
		event("created", 2, new="Registered"),
		event("clock.started", 2, step="Acceptance", due="2026-03-09T17:00:00"),
		event("status", 3, "Registered", "Notified"),
		event("clock.met", 4, step="Acceptance", on_time=1),
		event("clock.started", 4, step="Mediation", due="2026-04-15T17:00:00"),
		event("status", 4, "Notified", "Accepted"),
		event("status", 5, "Accepted", "Mediating"),
		event("clock.paused", 9),
		event("status", 9, "Mediating", "Appraisal"),
	]
	columns = projection.fold("Dispute Mediation", log)
	assert (columns["mediating_at"], columns["paused_since"], columns["outcome"]) == (at(5), at(9), None)
	log += [
		event("clock.resumed", 20),
		event("clock.resumed", 20, step="Mediation", due="2026-04-30T17:00:00"),
		event("status", 20, "Appraisal", "Mediating"),
		event("clock.met", 27, step="Mediation", on_time=1),
		event("status", 27, "Mediating", "Agreed"),
		event("published", 28),
		event("status", 29, "Agreed", "Closed"),
	]
	assert projection.fold("Dispute Mediation", log) == {
		"status": "Closed",
		"notified_at": at(3),
		"accepted_at": at(4),
		"mediating_at": at(5),
		"ended_at": at(27),
		"closed_at": at(29),
		"outcome": "Agreed",
		"acceptance_due_at": datetime(2026, 3, 9, 17),
		"acceptance_on_time": "On Time",
		"mediation_due_at": datetime(2026, 4, 30, 17),
		"mediation_on_time": "On Time",
		"paused_since": None,
		"published_at": at(28),
	}
	columns = projection.fold("Dispute Mediation", [*log, event("publication.withdrawn", 30)])
	assert columns["published_at"] is None


def test_e4_an_incident_that_is_judged_major_leaves_the_other_clock_behind():
	log = [
		event("created", 2, new="Found"),
		event("clock.started", 2, step="Other Information", due="2026-03-04T09:00:00"),
		event("clock.dropped", 2, step="Other Information"),
		event("clock.started", 2, step="Authoritative Information", due="2026-03-02T14:00:00"),
		event("clock.started", 2, step="Press Conference", due="2026-03-03T09:00:00"),
		event("status", 2, "Found", "Judged"),
		event("status", 2, "Judged", "Reported"),
		event("clock.met", 2, step="Authoritative Information", on_time=1),
		event("status", 2, "Reported", "Released"),
		event("released", 3),
		event("clock.met", 3, step="Press Conference", on_time=0),
	]
	assert projection.fold("Opinion Incident", log) == {
		"status": "Released",
		"judged_at": at(2),
		"reported_at": at(2),
		"released_at": at(2),
		"closed_at": None,
		"report_due_at": None,
		"report_on_time": None,
		"information_due_at": datetime(2026, 3, 2, 14),
		"information_on_time": "On Time",
		"conference_due_at": datetime(2026, 3, 3, 9),
		"conference_on_time": "Late",
	}


def test_t7_a_rectification_ordered_again_is_begun_and_handed_in_anew():
	log = [
		event("created", 2, new="Open"),
		event("clock.started", 2, step="Rectify", due="2026-03-09T17:00:00"),
		event("status", 3, "Open", "Plan Filed"),
		event("status", 4, "Plan Filed", "Rectifying"),
		event("clock.met", 9, step="Rectify", on_time=1),
		event("status", 9, "Rectifying", "Submitted"),
	]
	handed_in = {
		"status": "Submitted",
		"opened_at": at(2),
		"planned_at": at(3),
		"started_at": at(4),
		"submitted_at": at(9),
		"ordered_again_at": None,
		"ordered_again_count": 0,
		"verified_at": None,
		"rectify_due_at": datetime(2026, 3, 9, 17),
		"rectify_on_time": "On Time",
	}
	assert projection.fold("Rectification", log) == handed_in
	log += [
		event("clock.started", 11, step="Rectify", due="2026-03-18T17:00:00"),
		event("status", 11, "Submitted", "Ordered Again"),
	]
	again = {
		**handed_in,
		"status": "Ordered Again",
		"started_at": None,
		"submitted_at": None,
		"ordered_again_at": at(11),
		"ordered_again_count": 1,
		"rectify_due_at": datetime(2026, 3, 18, 17),
		"rectify_on_time": None,
	}
	assert projection.fold("Rectification", log) == again
	log += [
		event("status", 12, "Ordered Again", "Rectifying"),
		event("clock.met", 19, step="Rectify", on_time=0),
		event("status", 19, "Rectifying", "Submitted"),
		event("status", 20, "Submitted", "Verified"),
	]
	assert projection.fold("Rectification", log) == {
		**again,
		"status": "Verified",
		"started_at": at(12),
		"submitted_at": at(19),
		"verified_at": at(20),
		"rectify_on_time": "Late",
	}


def test_each_resident_who_joins_a_matter_counts() -> None:
	joined = {"event": "joined", "details": {"submission": "HTP-1"}}
	assert projection.step("Talk Matter", {"supporters": 0}, joined) == {"supporters": 1}
	assert projection.step("Talk Matter", {"supporters": 4}, joined) == {"supporters": 5}
	# who is counted already
	again = {**joined, "details": {"people": 0}}
	assert projection.step("Talk Matter", {"supporters": 4}, again) == {"supporters": 4}
	assert projection.step("Public Submission", {}, joined) == {}


def test_who_raised_a_duplicate_counts_while_it_is_merged() -> None:
	details = {"from": "HTM-2", "people": 3}
	merged, undone = ({"event": event, "details": details} for event in ("merged.from", "unmerged"))
	assert projection.step("Talk Matter", {"supporters": 1}, merged) == {"supporters": 4}
	assert projection.step("Talk Matter", {"supporters": 4}, undone) == {"supporters": 1}
	# events written before people were counted
	old = {"event": "merged.from", "details": {"from": "HTM-2"}}
	assert projection.step("Talk Matter", {"supporters": 1}, old) == {"supporters": 1}

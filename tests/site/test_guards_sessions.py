"""The guards of talks and slips, tried through REST by role users who are refused with a sentence (H1-H8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import now_datetime

from tests.site.county import (
	MATTER,
	SESSION,
	SLIP,
	County,
	act,
	api,
	count,
	county_of,
	done,
	insert,
	nothing_changes,
	put,
	refused,
	text,
)
from tests.site.rest import Rest

TEAM = {"organiser_kind": "Team", "guidance_note": "已指导", "risk_checked_by": "陈某"}


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


# ---- talks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
	("given", "evidence"),
	[
		({"topics": []}, {}),
		({"participants": []}, {}),
		({"participants": [{"category": "Patient Representatives", "invited": 0}]}, {}),
		({"cooperation": "Joint"}, {}),
		({"cooperation": "Linked"}, {}),
		({"organiser_kind": "Team"}, {}),
		({"organiser_kind": "Individual"}, {}),
		(TEAM, {"risk_check": "Not Passed", "risk_checked_on": "2026-01-05"}),
	],
)
def test_a_talk_is_not_prepared_without_topics_people_and_guidance(
	county: County, given: dict[str, Any], evidence: dict[str, Any]
) -> None:
	if given is TEAM:
		given = {**TEAM, "party_organisation": county.units.party}
	name = county.session(**given)
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Prepare", evidence), "EvidenceMissingError")


@pytest.mark.parametrize(
	("change", "error"),
	[
		({"actual_start": ""}, "EvidenceMissingError"),
		({"minutes": ""}, "EvidenceMissingError"),
		({"minutes": "<p> </p>"}, "EvidenceMissingError"),
		({"participants": None}, "EvidenceMissingError"),
		({"actual_end": "2020-01-01 10:00:00"}, "EvidenceMissingError"),
		({"actual_start": "2099-01-01 10:00:00"}, "TimeOrderError"),
	],
)
def test_a_talk_without_time_minutes_or_people_was_not_held(
	county: County, change: dict[str, Any], error: str
) -> None:
	name = county.standing(SESSION, "Prepared")
	evidence = county.held(name, **change)
	if evidence["participants"] is None:
		del evidence["participants"]
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Hold", evidence), error)
	assert count(MATTER, session=name) == 0


def test_what_is_settled_on_the_spot_has_its_answer(county: County) -> None:
	rows = [{"subject": "问路", "category": county.category, "handling": "On the Spot"}]
	name = county.session("Prepared", matters=rows)
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Hold", county.held(name)), "EvidenceMissingError")
	assert count(MATTER, session=name) == 0


def test_a_talk_that_was_held_keeps_who_when_and_where(county: County) -> None:
	name = county.standing(SESSION, "Held")
	before = done(county.clerk.get(f"/api/resource/{SESSION}/{name}"))
	changes: list[dict[str, Any]] = [
		{"place": "别处"},
		{"actual_start": text(now_datetime() - timedelta(days=3))},
		{"mode": "Telephone"},
		{"cooperation": "Joint"},
		{"organiser_kind": "Department"},
		{"organisers": [{"unit": county.units.a2, "part": "Joint"}]},
		{"matters": []},
		{"matters": [{"subject": "另一件", "category": county.category}]},
	]
	with nothing_changes((SESSION, name)):
		for change in changes:
			refused(put(county.clerk, SESSION, name, **change), "FrozenError")
		refused(put(county.clerk, SESSION, name, minutes=""), "EvidenceMissingError")
		gone = [{**row, "present": 0} for row in before["participants"]]
		refused(put(county.clerk, SESSION, name, participants=gone), "EvidenceMissingError")


def test_a_talk_closes_with_its_matters_and_an_evaluation_or_a_leaders_reason(county: County) -> None:
	name = county.session("Following Up")
	matter = done(county.clerk.get(f"/api/resource/{SESSION}/{name}"))["matters"][0]["matter"]
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Close"), "MoveNotAllowedError")
	done(act(county.clerk, MATTER, matter, "Withdraw", {"withdrawn_reason": "已自行解决"}))
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Close"), "EvidenceMissingError")
		waiver = {"waiver_reason": "参加人员已离开"}
		refused(act(county.clerk, SESSION, name, "Close", waiver), "PermissionError")
	done(act(county.leader, SESSION, name, "Close", waiver))
	row = {"subject": "散会后补的", "category": county.category}
	with nothing_changes((SESSION, name)):
		refused(put(county.clerk, SESSION, name, minutes="<p>改写</p>"), "FrozenError")
		kept = done(county.clerk.get(f"/api/resource/{SESSION}/{name}"))["matters"]
		refused(put(county.clerk, SESSION, name, matters=[*kept, row]), "FrozenError")


def test_a_talk_is_cancelled_for_a_reason_and_not_held_before_it_is_prepared(county: County) -> None:
	name = county.standing(SESSION, "Planned")
	with nothing_changes((SESSION, name)):
		refused(act(county.clerk, SESSION, name, "Cancel Talk"), "EvidenceMissingError")
		refused(act(county.clerk, SESSION, name, "Hold", {"minutes": "<p>话</p>"}), "MoveNotAllowedError")


def test_an_accusation_is_never_entered_in_a_talk(county: County) -> None:
	row = {"subject": "收红包", "category": county.integrity}
	name = county.standing(SESSION, "Planned")
	with nothing_changes((SESSION, name)):
		refused(put(county.clerk, SESSION, name, matters=[row]), "AccusationRouteError")
	refused(
		insert(
			county.clerk,
			SESSION,
			title="红包",
			unit=county.units.a1,
			planned_start=text(now_datetime()),
			matters=[row],
		),
		"AccusationRouteError",
	)
	call = {"values": {"subject": "收红包", "content": "收红包"}}
	refused(api(county.clerk, "matter.record_accusation", **call), "EvidenceMissingError")
	assert count(MATTER, subject="收红包") == 0


# ---- slips ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
	("status", "side", "action", "evidence", "error"),
	[
		("Draft", "sister", "Issue", {}, "PermissionError"),
		("Draft", "clerk", "Issue", {"required_by": "2020-01-01 10:00:00"}, "TimeOrderError"),
		("Issued", "clerk", "Sign For", {}, "WrongSideError"),
		("Issued", "clerk", "Object", {"objection_reason": "不归我们"}, "WrongSideError"),
		("Issued", "sister", "Object", {}, "EvidenceMissingError"),
		("Issued", "sister", "Withdraw", {"withdrawn_reason": "不要了"}, "WrongSideError"),
		("Issued", "clerk", "Withdraw", {}, "EvidenceMissingError"),
		("Issued", "sister", "Answer", {"reply": "好"}, "MoveNotAllowedError"),
		("Signed For", "clerk", "Begin", {}, "WrongSideError"),
		("Signed For", "clerk", "Answer", {"reply": "好"}, "WrongSideError"),
		("Signed For", "sister", "Answer", {}, "EvidenceMissingError"),
		("Signed For", "sister", "Pass On", {}, "EvidenceMissingError"),
		("Signed For", "clerk", "Pass On", {"decision_note": "转"}, "WrongSideError"),
		("Objected", "sister", "Designate", {"decision_note": "归你们"}, "WrongSideError"),
		("Objected", "clerk", "Designate", {}, "EvidenceMissingError"),
		("Objected", "clerk", "Forward", {"decision_note": "转"}, "EvidenceMissingError"),
		("Replied", "sister", "Confirm", {}, "WrongSideError"),
		("Replied", "sister", "Send Back", {"decision_note": "再查"}, "WrongSideError"),
		("Replied", "clerk", "Send Back", {}, "EvidenceMissingError"),
	],
)
def test_each_side_of_a_slip_takes_its_own_steps_with_their_evidence(
	county: County, status: str, side: str, action: str, evidence: dict[str, Any], error: str
) -> None:
	name = county.standing(SLIP, status)
	with nothing_changes((SLIP, name), (MATTER, frappe.db.get_value(SLIP, name, "matter"))):
		refused(act(getattr(county, side), SLIP, name, action, evidence), error)


def test_what_was_issued_is_frozen(county: County) -> None:
	name = county.standing(SLIP, "Issued")
	changes = {
		"subject": "另一件",
		"kind": "Supervision",
		"urgency": "Very Urgent",
		"request": "另一个要求",
		"receiver_unit": county.units.b1,
		"required_by": "2099-01-01 10:00:00",
		"preliminary_opinion": "另一个意见",
		"matter": county.standing(MATTER, "In Progress"),
	}
	with nothing_changes((SLIP, name)):
		for fieldname, value in changes.items():
			refused(put(county.clerk, SLIP, name, **{fieldname: value}), "FrozenError")
			refused(
				act(county.sister, SLIP, name, "Sign For", {fieldname: value}),
				"FrozenError",
				"PermissionError",
			)


@pytest.mark.parametrize(
	("status", "side", "change", "error"),
	[
		("Signed For", "clerk", {"reply": "替他们答"}, "WrongSideError"),
		("Issued", "clerk", {"objection_reason": "替他们退"}, "WrongSideError"),
		("Signed For", "sister", {"withdrawn_reason": "替他们撤"}, "WrongSideError"),
		("Replied", "sister", {"confirmation_note": "替他们销号"}, "WrongSideError"),
		("Replied", "sister", {"reply": "改口"}, "FrozenError"),
		("Objected", "clerk", {"objection_reason": "改口"}, "FrozenError"),
		("Confirmed", "clerk", {"confirmation_note": "改口"}, "FrozenError"),
		("Confirmed", "sister", {"reply": "改口"}, "FrozenError"),
	],
)
def test_nobody_writes_for_the_other_side_or_takes_back_what_was_said(
	county: County, status: str, side: str, change: dict[str, Any], error: str
) -> None:
	name = county.standing(SLIP, status)
	with nothing_changes((SLIP, name)):
		refused(put(getattr(county, side), SLIP, name, **change), error)


def test_an_objection_is_decided_once_and_goes_to_another_open_unit(county: County) -> None:
	name = county.slip("Objected")
	with nothing_changes((SLIP, name)):
		for unit in (county.units.a2, county.units.a1):
			values = {"next_unit": unit, "decision_note": "转"}
			refused(act(county.clerk, SLIP, name, "Forward", values), "MoveNotAllowedError")
		refused(
			act(county.clerk, SLIP, name, "Forward", {"next_unit": "NOWHERE", "decision_note": "转"}),
			"LinkValidationError",
		)
	done(act(county.clerk, SLIP, name, "Designate", {"decision_note": "归你院管"}))
	with nothing_changes((SLIP, name)):
		refused(
			act(county.sister, SLIP, name, "Object", {"objection_reason": "还是不归我院"}),
			"MoveNotAllowedError",
		)


def test_a_slip_is_returned_inside_its_time_only(county: County) -> None:
	long_ago = now_datetime() - timedelta(days=30)
	name = county.draft(county.matter("In Progress", at=long_ago))
	done(act(county.clerk, SLIP, name, "Issue", at=long_ago))
	with nothing_changes((SLIP, name)):
		forged = {"objection_reason": "不归我院", "issued_at": text(now_datetime())}
		refused(act(county.sister, SLIP, name, "Object", forged), "WindowClosedError")
		at = long_ago + timedelta(hours=1)
		refused(act(county.sister, SLIP, name, "Object", forged, at), "WindowClosedError")


def test_the_answer_of_an_outside_unit_is_a_scan(county: County) -> None:
	name = county.slip("Issued", receiver="outside")
	done(act(county.clerk, SLIP, name, "Sign For"))
	with nothing_changes((SLIP, name)):
		refused(act(county.clerk, SLIP, name, "Answer", {"reply": "他们说好"}), "EvidenceMissingError")


def test_urging_and_supervising_are_the_senders_while_the_slip_waits(county: County) -> None:
	name, over = county.standing(SLIP, "Issued"), county.standing(SLIP, "Confirmed")
	with nothing_changes((SLIP, name), (SLIP, over)):
		refused(api(county.sister, "slip.urge", name=name, note="快办"), "WrongSideError")
		refused(api(county.sister, "slip.supervise", name=name, request="快办"), "WrongSideError")
		refused(api(county.clerk, "slip.urge", name=name, note=" "), "EvidenceMissingError")
		refused(api(county.clerk, "slip.urge", name=over, note="快办"), "MoveNotAllowedError")
		refused(api(county.clerk, "slip.supervise", name=over, request="快办"), "MoveNotAllowedError")
	assert count(SLIP, original_slip=name) == 0


def test_a_slip_goes_to_another_unit_about_an_open_matter_of_its_own(county: County) -> None:
	ended = county.matter("Raised")
	done(act(county.clerk, MATTER, ended, "Withdraw", {"withdrawn_reason": "不说了"}))
	name = county.standing(MATTER, "In Progress")
	call = {"name": name, "receiver_unit": county.units.a2, "request": "请办"}
	before = count(SLIP)
	for change, error in (
		({"receiver_unit": county.units.a1}, "MoveNotAllowedError"),
		({"receiver_unit": "NOWHERE"}, "LinkValidationError"),
		({"receiver_unit": ""}, "EvidenceMissingError"),
		({"request": ""}, "MandatoryError"),
		({"name": ended}, "MoveNotAllowedError"),
		({"kind": "Gossip"}, "ValidationError"),
		({"kind": "Joint Handling", "required_by": "2099-01-01 10:00:00"}, "TimeOrderError"),
	):
		refused(api(county.clerk, "matter.refer", **{**call, **change}), error)
	refused(
		insert(
			county.sister, SLIP, subject="别人的事", matter=name, request="请办", sender_unit=county.units.a2
		),
		"PermissionError",
	)
	assert count(SLIP) == before

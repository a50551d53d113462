"""The guards of matters and evaluations, tried through REST by role users, refused with a sentence (H7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import now_datetime

from tests.site.county import (
	EVALUATION,
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
	set_settings,
	text,
)
from tests.site.rest import Rest

AGO = timedelta(days=40)


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


# ---- the rings of a matter -----------------------------------------------------------------------
@pytest.mark.parametrize(
	("status", "action", "evidence", "error", "asks_for"),
	[
		("Raised", "Accept", {"category": ""}, "EvidenceMissingError", "Category"),
		(
			"Raised",
			"Decline",
			{"not_accepted_reason": "Repeated"},
			"EvidenceMissingError",
			"Notice Given At",
		),
		(
			"Raised",
			"Decline",
			{
				"not_accepted_reason": "Repeated",
				"not_accepted_note": "请向法院起诉。",
				"notice_given_at": "2099-01-01 10:00:00",
			},
			"TimeOrderError",
			"2099",
		),
		("Accepted", "Make Plan", {}, "EvidenceMissingError", "Plan"),
		("Accepted", "Make Plan", {"plan": "  \n "}, "EvidenceMissingError", "Plan"),
		("In Progress", "Reply", {}, "EvidenceMissingError", "Reply"),
		("In Progress", "Reply", {"reply": "   "}, "EvidenceMissingError", "Reply"),
		("In Progress", "Withdraw", {}, "EvidenceMissingError", "Reason for Withdrawal"),
		("Replied", "Record Rating", {}, "EvidenceMissingError", ""),
		("Replied", "Close", {}, "WindowClosedError", ""),
		("Replied", "Re-open", {}, "EvidenceMissingError", "Reason for Re-opening"),
		("Raised", "Reply", {"reply": "好"}, "MoveNotAllowedError", ""),
		("Accepted", "Start", {}, "MoveNotAllowedError", ""),
		("Replied", "Withdraw", {"withdrawn_reason": "不说了"}, "MoveNotAllowedError", ""),
	],
)
def test_a_ring_of_a_matter_is_not_reached_without_its_evidence(
	county: County, status: str, action: str, evidence: dict[str, Any], error: str, asks_for: str
) -> None:
	name = county.standing(MATTER, status)
	with nothing_changes((MATTER, name)):
		said = refused(act(county.clerk, MATTER, name, action, evidence), error)
	in_chinese = frappe._(asks_for, lang="zh", context=MATTER) if asks_for else ""
	assert asks_for in said or in_chinese in said


def test_no_step_lies_in_the_future_or_before_the_one_it_follows(county: County) -> None:
	began = now_datetime() - timedelta(days=3)
	name = county.matter("Accepted", at=began)
	with nothing_changes((MATTER, name)):
		for at in (now_datetime() + timedelta(hours=2), began - timedelta(minutes=1)):
			refused(act(county.clerk, MATTER, name, "Make Plan", {"plan": "计划"}, at), "TimeOrderError")
		early, late = text(began - timedelta(days=1)), text(now_datetime() + timedelta(days=1))
		for at in (early, late):
			refused(
				api(county.clerk, "matter.respond", name=name, text="您好", occurred_at=at), "TimeOrderError"
			)
		refused(put(county.clerk, MATTER, name, step_at=late), "TimeOrderError")
		refused(put(county.clerk, MATTER, name, raised_at=early), "FrozenError")
	refused(
		insert(county.clerk, MATTER, subject="早说", content="早说", channel="Letter", raised_at=late),
		"TimeOrderError",
	)


def test_reopening_ends_with_its_window_whatever_the_client_says(county: County) -> None:
	name = county.matter("Replied", at=now_datetime() - AGO)
	forged = {
		"reopen_reason": "没有解决",
		"resolved_at": text(now_datetime()),
		"closed_at": text(now_datetime()),
		"evaluated_at": text(now_datetime()),
	}
	with nothing_changes((MATTER, name)):
		refused(act(county.clerk, MATTER, name, "Re-open", forged), "WindowClosedError")
		at = now_datetime() - AGO + timedelta(days=1)
		refused(act(county.clerk, MATTER, name, "Re-open", forged, at), "WindowClosedError")
		sent = {"workflow_state": "In Progress", "step_at": text(at), **forged}
		refused(put(county.clerk, MATTER, name, **sent), "WindowClosedError")
		refused(put(county.leader, MATTER, name, status="In Progress", **sent), "WindowClosedError")


def test_a_matter_with_open_slips_does_not_close(county: County) -> None:
	name = county.matter("In Progress")
	slip = county.draft(name)
	done(act(county.clerk, SLIP, slip, "Issue"))
	done(act(county.clerk, MATTER, name, "Reply", {"reply": "好了"}))
	done(insert(county.clerk, EVALUATION, **county.rating(name)))
	with nothing_changes((MATTER, name), (SLIP, slip)):
		refused(act(county.clerk, MATTER, name, "Close"), "MoveNotAllowedError")


def test_the_lead_answers_after_the_co_handlers_or_says_why_not(county: County) -> None:
	name = county.matter("In Progress")
	units = [{"unit": county.units.a2, "request": "请一并答复"}]
	(slip,) = done(api(county.clerk, "matter.ask_joint_handling", name=name, units=units))
	with nothing_changes((MATTER, name), (SLIP, slip)):
		for override in ("", "   "):
			values = {"reply": "好了", "co_handler_override": override}
			said = refused(act(county.clerk, MATTER, name, "Reply", values), "EvidenceMissingError")
			assert f"Unit {county.units.a2}" in said


def test_a_co_handler_reads_the_matter_and_does_not_write_it(county: County) -> None:
	name = county.matter("In Progress")
	done(
		api(
			county.clerk,
			"matter.ask_joint_handling",
			name=name,
			units=[{"unit": county.units.a2, "request": "请协办"}],
		)
	)
	done(county.sister.get(f"/api/resource/{MATTER}/{name}"))
	with nothing_changes((MATTER, name)):
		refused(act(county.sister, MATTER, name, "Reply", {"reply": "好"}), "PermissionError")
		refused(put(county.sister, MATTER, name, plan="另一个计划"), "PermissionError")
		refused(api(county.sister, "matter.respond", name=name, text="您好"), "PermissionError")
		refused(api(county.sister, "matter.pause", name=name, reason="鉴定"), "PermissionError")
		refused(api(county.sister, "matter.settle_on_the_spot", name=name, reply="好"), "PermissionError")


def test_nobody_but_the_handling_side_rates_a_matter_on_paper(county: County) -> None:
	slip = county.slip("Issued")
	name = frappe.db.get_value(SLIP, slip, "matter")
	done(act(county.clerk, MATTER, name, "Reply", {"reply": "好了"}))
	with nothing_changes((MATTER, name)):
		refused(insert(county.sister, EVALUATION, **county.rating(name)), "PermissionError")
	assert count(EVALUATION, reference_name=name) == 0


# ---- extension, pause, merger --------------------------------------------------------------------
def test_an_extension_keeps_to_its_cap_and_somebody_else_decides(county: County) -> None:
	name = county.matter("In Progress")
	frappe.db.set_value("Case Clock", {"parent": name, "step": "Resolution"}, "extension_cap", 5)
	frappe.db.commit()
	ask = {"name": name, "step": "Resolution", "reason": "等待配件"}
	with nothing_changes((MATTER, name)):
		for amount in (6, 0, -3):
			refused(api(county.clerk, "matter.request_extension", amount=amount, **ask), "WindowClosedError")
		refused(
			api(county.clerk, "matter.request_extension", **{**ask, "amount": 2, "reason": " "}),
			"EvidenceMissingError",
		)
		refused(
			api(county.clerk, "matter.request_extension", **{**ask, "amount": 2, "step": "Flight"}),
			"WindowClosedError",
		)
	row = done(api(county.leader, "matter.request_extension", amount=5, **ask))
	decide = {"name": name, "row": row, "approve": 1}
	with nothing_changes((MATTER, name)):
		refused(api(county.clerk, "matter.request_extension", amount=1, **ask), "MoveNotAllowedError")
		refused(api(county.clerk, "matter.decide_extension", **decide), "PermissionError")
		refused(api(county.leader, "matter.decide_extension", **decide), "PermissionError")
		refused(
			api(county.leader, "matter.decide_extension", **{**decide, "row": "none"}), "MoveNotAllowedError"
		)
		refused(
			api(county.clerk, "matter.record_told", name=name, row=row, told_how="电话"),
			"MoveNotAllowedError",
		)


def test_only_a_lawful_reason_stops_the_clock_and_only_once(county: County) -> None:
	name = county.matter("In Progress")
	frappe.db.set_value("Case Clock", {"parent": name, "step": "Resolution"}, "pause_reasons", "鉴定")
	frappe.db.commit()
	with nothing_changes((MATTER, name)):
		assert "鉴定" in refused(
			api(county.clerk, "matter.pause", name=name, reason="放假"), "EvidenceMissingError"
		)
		refused(api(county.clerk, "matter.resume", name=name), "TimeOrderError")
	done(api(county.clerk, "matter.pause", name=name, reason="鉴定"))
	with nothing_changes((MATTER, name)):
		refused(api(county.clerk, "matter.pause", name=name, reason="鉴定"), "TimeOrderError")
		refused(act(county.clerk, MATTER, name, "Reply", {"reply": "好"}), "TimeOrderError")
		early = text(now_datetime() - timedelta(hours=1))
		refused(api(county.clerk, "matter.resume", name=name, occurred_at=early), "TimeOrderError")


def test_a_matter_is_merged_into_another_open_one_and_undone_inside_the_window(county: County) -> None:
	name, ended = county.matter("In Progress"), county.matter("Raised")
	done(act(county.clerk, MATTER, ended, "Withdraw", {"withdrawn_reason": "不说了"}))
	slip = county.standing(SLIP, "Issued")
	with_slip = frappe.db.get_value(SLIP, slip, "matter")
	with nothing_changes((MATTER, name), (MATTER, ended), (MATTER, with_slip)):
		for one, into in ((name, name), (name, ended), (ended, name), (with_slip, name)):
			refused(api(county.clerk, "matter.merge", name=one, into=into), "MoveNotAllowedError")
		refused(api(county.clerk, "matter.undo_merge", name=name), "MoveNotAllowedError")
		refused(api(county.clerk, "matter.merge", name=name, into="HTM-0"), "PermissionError")
	duplicate = county.matter("Raised")
	done(api(county.clerk, "matter.merge", name=duplicate, into=name))
	set_settings(merge_undo_days=0)
	try:
		with nothing_changes((MATTER, name), (MATTER, duplicate)):
			refused(api(county.clerk, "matter.undo_merge", name=duplicate), "WindowClosedError")
			refused(act(county.clerk, MATTER, duplicate, "Accept"), "MoveNotAllowedError")
	finally:
		set_settings(merge_undo_days=7)


def test_settling_on_the_spot_asks_for_the_answer_and_for_a_new_matter(county: County) -> None:
	name = county.standing(MATTER, "Raised")
	with nothing_changes((MATTER, name)):
		call = {"name": name, "reply": " "}
		refused(api(county.clerk, "matter.settle_on_the_spot", **call), "EvidenceMissingError")
		late = {"name": name, "reply": "好", "occurred_at": text(now_datetime() + timedelta(days=1))}
		refused(api(county.clerk, "matter.settle_on_the_spot", **late), "TimeOrderError")
	going = county.standing(MATTER, "In Progress")
	with nothing_changes((MATTER, going)):
		refused(api(county.clerk, "matter.settle_on_the_spot", name=going, reply="好"), "MoveNotAllowedError")


# ---- what has been settled stands ----------------------------------------------------------------
@pytest.mark.parametrize(
	("status", "change", "error"),
	[
		("Accepted", {"regime": "Petition"}, "FrozenError"),
		("Accepted", {"variant": "Several Departments"}, "FrozenError"),
		("Accepted", {"category": ""}, "EvidenceMissingError"),
		("In Progress", {"plan": ""}, "EvidenceMissingError"),
		("Replied", {"reply": "没有这样说过。"}, "FrozenError"),
		("Replied", {"trips": "0"}, "FrozenError"),
	],
)
def test_what_a_ring_has_settled_is_not_rewritten(
	county: County, status: str, change: dict[str, Any], error: str
) -> None:
	name = county.standing(MATTER, status)
	with nothing_changes((MATTER, name)):
		refused(put(county.clerk, MATTER, name, **change), error)


# ---- evaluations ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
	("given", "error"),
	[
		({"overall": ""}, "EvidenceMissingError"),
		({"outcome": ""}, "EvidenceMissingError"),
		({"rater_name": ""}, "EvidenceMissingError"),
		({"evaluated_at": "2099-01-01 10:00:00"}, "TimeOrderError"),
		({"evaluated_at": "2020-01-01 10:00:00"}, "TimeOrderError"),
		({"kind": "Tally", "ballots_issued": 5}, "RatingRefusedError"),
		({"reference_name": "HTM-0"}, "PermissionError"),
		({"reference_doctype": "User", "reference_name": "Administrator"}, "RatingRefusedError"),
	],
)
def test_a_rating_says_what_is_asked_and_lies_after_the_reply(
	county: County, given: dict[str, Any], error: str
) -> None:
	name = county.standing(MATTER, "Replied")
	with nothing_changes((MATTER, name)):
		refused(insert(county.clerk, EVALUATION, **county.rating(name, **given)), error)
	assert count(EVALUATION, reference_name=name) == 0


def test_a_matter_is_rated_once_and_only_when_answered(county: County) -> None:
	going = county.standing(MATTER, "In Progress")
	with nothing_changes((MATTER, going)):
		refused(insert(county.clerk, EVALUATION, **county.rating(going)), "RatingRefusedError")
	name = county.matter("Replied")
	done(insert(county.clerk, EVALUATION, **county.rating(name)))
	with nothing_changes((MATTER, name)):
		refused(insert(county.leader, EVALUATION, **county.rating(name)), "RatingRefusedError")
	assert count(EVALUATION, reference_name=name) == 1


@pytest.mark.parametrize(
	"given",
	[
		{"overall_satisfied": 7},
		{"ballots_returned": 11},
		{"ballots_valid": 10},
		{"ballots_issued": -10},
		{"ballots_valid": 0, "overall_satisfied": 0, "overall_dissatisfied": 0},
		{"overall_satisfied": -2, "overall_dissatisfied": 10},
		{"items": [{"item": "Attitude", "satisfied": 9}]},
		{"items": [{"item": "Attitude", "satisfied": 9, "dissatisfied": -3}]},
	],
)
def test_a_tally_that_does_not_add_up_is_not_taken(county: County, given: dict[str, Any]) -> None:
	name = county.standing(SESSION, "Following Up")
	with nothing_changes((SESSION, name)):
		refused(insert(county.clerk, EVALUATION, **county.tally(name, **given)), "RatingRefusedError")
	assert count(EVALUATION, reference_name=name) == 0

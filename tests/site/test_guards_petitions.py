"""Petitions and recusals, tried through REST by role users (P5; 信访工作条例 2022)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import now_datetime

from tests.site.county import (
	MATTER,
	SLIP,
	County,
	act,
	api,
	county_of,
	done,
	insert,
	nothing_changes,
	put,
	refused,
	text,
)
from tests.site.rest import Rest

AGO = timedelta(days=60)
OPINION = {
	"reply": "已退还。",
	"facts_found": "同一检查收费两次。",
	"legal_basis": "《信访工作条例》第三十四条",
	"opinions": [{"demand": "退还126元", "opinion": "已退还。", "supported": "Supported"}],
}
STEPS = (("Accept", {}), ("Make Plan", {"plan": "核查账目。"}), ("Start", {}), ("Reply", OPINION))


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "PETG") as made:
		if not hasattr(made, "group"):
			made.group = made.user("Unit Officer", "a")
			made.colleague = made.user("Unit Officer", "a1", fresh=True)
		yield made


def petition(county: County, at: datetime | None = None, **given: Any) -> str:
	return county.matter(at=at, regime="Petition", channel="Visit", raiser_name="张三", **given)


def answered(county: County, at: datetime) -> str:
	name = petition(county, at)
	for action, values in STEPS:
		more = {"category": county.category} if action == "Accept" else {}
		done(act(county.clerk, MATTER, name, action, {**values, **more}, at))
	return name


def paper(name: str, kind: str) -> str:
	frappe.db.rollback()
	return frappe.db.get_value("Petition Paper", {"parent": name, "kind": kind})


def test_the_way_of_a_petition(county: County) -> None:
	name = petition(county)
	reception = {
		"reception_form": "Visit",
		"reception_at": text(now_datetime()),
		"receptionist": county.clerk.user,
	}
	number = done(api(county.clerk, "petition.register", name=name, values=reception))
	assert "信登" in number
	materials = [{"material": "费用清单", "copies": 1, "requirement": "加盖收费章"}]
	done(api(county.clerk, "petition.one_time_notice", name=name, materials=materials))
	done(api(county.clerk, "petition.materials_supplied", name=name))
	for action, values in STEPS:
		more = {"category": county.category} if action == "Accept" else {}
		done(act(county.clerk, MATTER, name, action, {**values, **more}))
	done(
		api(county.clerk, "petition.record_delivery", name=name, row=paper(name, "Opinion"), how="In Person")
	)
	asked = done(api(county.group, "petition.ask_review", name=name, values={"content": "不服"}))
	assert asked["visible"]
	review = done(county.group.get(f"/api/resource/{MATTER}/{asked['name']}"))
	assert (review["variant"], review["lead_unit"], review["raiser_name"]) == (
		"Review",
		county.units.a,
		"张*",
	)
	assert county.clerk.get(f"/api/resource/{MATTER}/{asked['name']}").status_code in (403, 404)
	refused(
		api(county.group, "petition.ask_review", name=name, values={"content": "不服"}), "MoveNotAllowedError"
	)


def test_no_window_opens_again_and_no_clock_runs_by_what_a_client_writes(county: County) -> None:
	at = now_datetime() - AGO
	name = answered(county, at)
	opinion = paper(name, "Opinion")
	delivered = text(at + timedelta(days=1))
	done(
		api(
			county.clerk,
			"petition.record_delivery",
			name=name,
			row=opinion,
			how="By Post",
			occurred_at=delivered,
		)
	)
	forged = {
		"papers": [{"name": opinion, "kind": "Opinion", "delivered_at": text(now_datetime())}],
		"clocks": [],
		"registered_at": None,
		"registration_number": "1",
		"review_of": name,
		"review_asked_at": text(now_datetime()),
		"overruled_at": text(now_datetime()),
		"recusals": [{"person": county.leader.user, "decision": "Recused"}],
		"materials": [{"material": "x", "state": "Received"}],
	}
	with nothing_changes((MATTER, name)):
		refused(
			api(county.group, "petition.ask_review", name=name, values={"content": "不服"}),
			"WindowClosedError",
		)
		for claimed in (now_datetime() + timedelta(days=1), at - timedelta(days=1)):
			values = {"content": "不服", "raised_at": text(at), "variant": "Review"}
			refused(
				api(county.group, "petition.ask_review", name=name, values=values, occurred_at=text(claimed)),
				"TimeOrderError",
			)
		refused(
			api(county.clerk, "petition.record_delivery", name=name, row=opinion, how="By Post"),
			"MoveNotAllowedError",
		)
	before = frappe.get_doc(MATTER, name)
	done(put(county.clerk, MATTER, name, **forged))
	frappe.db.rollback()
	after = frappe.get_doc(MATTER, name)
	for field in ("registered_at", "registration_number", "review_of", "review_asked_at", "overruled_at"):
		assert after.get(field) == before.get(field), field
	for table in ("papers", "clocks", "recusals", "materials"):
		assert [row.name for row in after.get(table)] == [row.name for row in before.get(table)], table
	assert after.papers[-1].delivered_at == before.papers[-1].delivered_at


@pytest.mark.parametrize("who", ["sister", "viewer"])
def test_who_may_not_write_a_petition_does_none_of_this(county: County, who: str) -> None:
	user = county.sister if who == "sister" else county.user("Viewer", "a1")
	name = county.standing(MATTER, "Raised")
	with nothing_changes((MATTER, name)):
		for method, values in (
			("register", {"values": {}}),
			("one_time_notice", {"materials": [{"material": "x"}]}),
			("materials_supplied", {}),
			("record_delivery", {"row": "x", "how": "By Post"}),
			("ask_review", {"values": {"content": "x"}}),
			("print_named", {"form": "petition_opinion", "reason": "送达"}),
			("request_recusal", {"person": county.clerk.user, "reason": "亲属"}),
			("decide_recusal", {"row": "x", "approve": 1}),
		):
			refused(api(user, f"petition.{method}", name=name, **values), "PermissionError")


def test_broken_input_is_refused_with_a_sentence(county: County) -> None:
	name = petition(county)
	with nothing_changes((MATTER, name)):
		for method, values in (
			("register", {"values": "["}),
			("register", {"values": {"reception_at": "yesterday", "reception_form": "Visit"}}),
			("register", {"values": {"petitioner_count": -3}}),
			("one_time_notice", {"materials": "x"}),
			("one_time_notice", {"materials": [{"material": "清单"}], "supply_by": "soon"}),
			("materials_supplied", {"rows": {"a": 1}}),
			("request_recusal", {"person": ["a"], "reason": "亲属"}),
		):
			refused(
				api(county.clerk, f"petition.{method}", name=name, **values),
				"BadInputError",
				"EvidenceMissingError",
				"ValidationError",
			)


def test_a_recused_officer_reads_but_takes_no_step_and_is_told_why(county: County) -> None:
	name = petition(county)
	slip = county.draft(name)
	asked = {"name": name, "person": county.clerk.user, "reason": "系信访人近亲属"}
	row = done(api(county.colleague, "petition.request_recusal", **asked))
	with nothing_changes((MATTER, name)):
		refused(
			api(county.colleague, "petition.decide_recusal", name=name, row=row, approve=1), "PermissionError"
		)
	done(api(county.leader, "petition.decide_recusal", name=name, row=row, approve=1))
	assert done(county.clerk.get(f"/api/resource/{MATTER}/{name}"))["name"] == name
	with nothing_changes((MATTER, name), (SLIP, slip)):
		for answer in (
			act(county.clerk, MATTER, name, "Accept", {"category": county.category}),
			put(county.clerk, MATTER, name, content="没有这回事"),
			api(county.clerk, "petition.register", name=name, values={}),
			api(county.clerk, "matter.settle_on_the_spot", name=name, reply="好"),
			act(county.clerk, SLIP, slip, "Issue"),
			put(county.clerk, SLIP, slip, request="不必了"),
			insert(
				county.clerk,
				SLIP,
				kind="Referral",
				matter=name,
				subject="流转",
				request="请办理",
				sender_unit=county.units.a1,
				receiver_unit=county.units.a2,
			),
		):
			said = refused(answer, "RecusedError")
			assert "recused" in said or "回避" in said
		refused(put(county.colleague, MATTER, name, handler=county.clerk.user), "RecusedError")
	done(act(county.colleague, MATTER, name, "Accept", {"category": county.category}))
	done(act(county.colleague, SLIP, slip, "Issue"))


def test_rows_of_the_tables_follow_their_petition(county: County) -> None:
	name = answered(county, now_datetime() - timedelta(days=2))
	for doctype in ("Petition Paper", "Petition Opinion", "Matter Recusal", "Petition Material"):
		path = f"/api/resource/{doctype}"
		seen = county.sister.get(path, {"filters": [["parent", "=", name]], "parent": MATTER})
		assert not seen.ok or done(seen) == []
		row = {"parent": name, "parenttype": MATTER, "parentfield": "papers"}
		assert county.sister.post(path, row).status_code == 403
		assert county.clerk.post(path, row).status_code == 403

"""Petitions by clicking: from the reception to the review, declined, passed on, recused (P5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import frappe
import pytest
from frappe.utils import now_datetime

from healthtalk_app.tests import factories
from tests.browser.desk import Desk
from tests.browser.forms import Form

MATTER = "Talk Matter"
DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])
Users = Callable[..., str]
SignIn = Callable[..., Desk]


def petition(county: frappe._dict, **given) -> str:
	"""A petition that came to A1 by a visit an hour ago."""
	values = {
		"subject": "住院费用重复收费",
		"content": "同一张片子收了两次费，要求退还。",
		"regime": "Petition",
		"channel": "Visit",
		"unit": county.a1,
		"raiser_name": "陈大明",
		"raiser_phone": "13800001234",
		"raised_at": now_datetime() - timedelta(hours=1),
		**given,
	}
	name = factories.matter(**values).name
	frappe.db.commit()
	return name


def opened(desk: Desk, name: str) -> Form:
	desk.go(f"talk-matter/{name}")
	form = Form(desk)
	form.wait_for(MATTER, name)
	return form


@DEVICES
def test_a_petition_from_its_reception_to_its_review(
	device: str, named_county: frappe._dict, make_user: Users, sign_in: SignIn
) -> None:
	name = petition(named_county)
	form = opened(sign_in(make_user("Unit Officer", unit=named_county.a1), device), name)

	form.use("register_petition", petitioner_count=2, representatives="陈大明、陈小红")
	assert "卫信登〔" in form.value("registration_number")
	form.press("one_time_notice", "facility")
	form.fill_row("missing", 1, material="缴费发票", copies=2, requirement="加盖收费章")
	form.answer()
	assert [row["material"] for row in form.value("materials")] == ["缴费发票"]
	form.use("materials_supplied")
	form.step("Accept", category=named_county.category)
	form.step("Make Plan", plan="核对收费明细。")
	form.step("Start")
	form.press("Reply")
	form.fill_row("opinions", 1, demand="退还126元", opinion="已退还。", supported="Supported")
	form.fill_row("opinions", 2, demand="赔礼道歉", opinion="已当面道歉。", supported="Supported")
	form.answer(reply="多收的费用已经退还。", facts_found="一张片子收费两次。", legal_basis="第三十四条")
	assert form.status() == "Replied"
	assert [row["demand"] for row in form.value("opinions")] == ["退还126元", "赔礼道歉"]
	form.use("record_delivery")
	form.use("ask_review", content="不同意答复意见，要求道歉。")
	frappe.db.rollback()
	review = frappe.get_doc(MATTER, {"review_of": name})
	assert (review.variant, review.unit, review.status) == ("Review", named_county.a, "Raised")

	superior = opened(sign_in(make_user("Unit Officer", unit=named_county.a), device), review.name)
	superior.step("Accept", category=named_county.category)
	assert superior.status() == "Accepted"


@DEVICES
def test_petitions_are_passed_on_recused_and_declined(
	device: str, named_county: frappe._dict, make_user: Users, sign_in: SignIn
) -> None:
	name, other = petition(named_county), petition(named_county, subject="要求改判")
	clerk, colleague = (make_user("Unit Officer", unit=named_county.a1, fresh=True) for _each in "ab")
	form = opened(sign_in(clerk, device), name)

	form.use("request_recusal", person=colleague, reason="与信访人有亲属关系。")
	leader = opened(sign_in(make_user("Unit Leader", unit=named_county.a1), device), name)
	leader.use("decide_recusal", note="情况属实。")
	assert [row["decision"] for row in leader.value("recusals")] == ["Recused"]

	form.follow(MATTER, name)
	form.use("refer", receiver_unit=named_county.names.dept, request="属于医政职责，请办理。")
	form.wait_for("Referral Slip")
	form.step("Issue")
	assert (form.status(), form.value("receiver_unit")) == ("Issued", named_county.dept)

	form.follow(MATTER, other)
	form.step(
		"Decline",
		not_accepted_reason="In Litigation or Arbitration",
		not_accepted_note="已在法院审理，请向法院反映。",
		notice_given_at=f"{now_datetime():%Y-%m-%d %H:%M:%S}",
	)
	assert form.status() == "Not Accepted"
	assert [row["kind"] for row in form.value("papers")] == ["Refusal Notice"]

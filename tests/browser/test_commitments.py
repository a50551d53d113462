"""A commitment by clicking: filed, approved, published, kept, rated by a resident and by staff, verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import frappe
import pytest
from playwright.sync_api import expect

from healthtalk_app.services.commitments import commitment_view
from tests.browser.desk import Desk
from tests.browser.forms import Form, today
from tests.browser.resident import Resident

COMMITMENT, BALLOT = "Public Commitment", "Public Evaluation"
DEVICES = pytest.mark.parametrize("device", ["desktop"])


@DEVICES
def test_a_commitment_from_its_draft_to_its_verification(
	device: str,
	named_county: frappe._dict,
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
	resident: Callable[..., Resident],
) -> None:
	due = today() + timedelta(days=40)
	form = Form(sign_in(make_user("Unit Officer", unit=named_county.a1), device))
	form.new("public-commitment")
	form.fill(title="排队不超过一刻钟", content="每个环节排队不超过15分钟。")
	# Tab in the field before a table would begin a row there
	form.page.evaluate("(day) => cur_frm.set_value('due_on', day)", f"{due:%Y-%m-%d}")
	form.settle()
	earlier = f"{due - timedelta(days=10):%Y-%m-%d}"
	form.add_row("measures", due_on=earlier, measure="加开第三个窗口", responsible_person="何喆")
	form.save()
	form.wait_for(COMMITMENT)
	name = form.value("name")

	leader = Form(sign_in(make_user("Unit Leader", unit=named_county.a1), device))
	leader.follow(COMMITMENT, name)
	leader.step("Approve Commitment", approval_opinion="具体、可核查，同意公示。")
	form.follow(COMMITMENT, name)
	form.step("Publish Commitment")
	form.use("note_progress", note="第三个窗口已启用", evidence_note="照片，存办公室")
	assert form.status() == "Published"

	# a resident scans the poster
	frappe.db.rollback()
	code = commitment_view.code_of(frappe.get_doc(COMMITMENT, name))
	visitor = resident(device)
	visitor.go("/commitments")
	visitor.press("排队不超过一刻钟")
	visitor.shows("commitment")
	assert f"code={code}" in visitor.page.url
	expect(visitor.page.locator("main")).to_contain_text("第三个窗口已启用")
	visitor.page.get_by_label("满意", exact=True).check()
	visitor.press("提交评价")
	expect(visitor.page.locator("main")).to_contain_text("谢谢您的评价")
	visitor.go(f"/commitment?code={code}")
	expect(visitor.page.locator("main")).to_contain_text("已经评过")

	# somebody of another unit rates in the desk
	other = Form(sign_in(make_user("Unit Officer", unit=named_county.b1), device))
	other.desk.go("public-commitment")
	other.page.wait_for_function("() => window.cur_list")
	other.settle()
	other.page.evaluate("() => healthtalk.rate_commitment()")
	other.page.locator(".modal.show.ht-dialog").wait_for()
	other.answer(name=name, level="Satisfied", comment="改得快")

	form.follow(COMMITMENT, name)
	form.page.evaluate("() => { cur_frm.doc.measures.forEach((r) => { r.done = 1; }); cur_frm.dirty(); }")
	form.save()
	form.step("Report Fulfilled", result="等候平均9分钟。", evidence_note="计时记录，存办公室")
	leader.follow(COMMITMENT, name)
	leader.step("Verify Result", verification_note="两次现场计时，属实。")
	assert leader.status() == "Verified"
	frappe.db.rollback()
	rows = frappe.get_all(BALLOT, {"reference_name": name}, ["rater_group", "owner", "ballot_key"])
	assert sorted((row.rater_group, row.owner, row.ballot_key) for row in rows) == [
		("Residents", "Guest", None),
		("Staff", "Guest", None),
	]

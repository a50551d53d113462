"""Notes from paper, the citizens' work lists and the keys of other systems, by clicking (C8, H5)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.forms import Form

DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])


@DEVICES
def test_notes_from_paper_are_entered_accepted_and_declined(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Unit Officer", unit=named_county.a1), device)
	desk.go("public-submission")
	form = Form(desk)
	form.page_button("Enter Notes from Paper")
	form.fill_row("notes", 1, content="收费窗口太少，排队一小时。", raiser_name="陈大明")
	form.fill_row("notes", 2, content="停车场晚上没有灯。", place="东门")
	form.answer()
	frappe.db.rollback()
	fields = ["name", "content", "channel", "raiser_name"]
	rows = frappe.get_all("Public Submission", {"unit": named_county.a1}, fields, order_by="name")
	assert [(row.content[:4], row.channel, row.raiser_name) for row in rows] == [
		("收费窗口", "Opinion Box", "陈**"),
		("停车场晚", "Opinion Box", None),
	]
	form.follow("Public Submission", rows[0].name)
	form.step("Accept", category=named_county.category)
	assert form.status() == "Accepted" and form.value("matter")
	form.follow("Public Submission", rows[1].name)
	form.step("Decline", declined_reason="Outside Duties", declined_note="请向停车场管理单位反映。")
	assert form.status() == "Declined"


@DEVICES
def test_the_key_of_a_source_is_shown_once_and_the_source_is_switched_off(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Healthtalk Administrator", unit=named_county.bureau), device)
	form = Form(desk)
	form.new("data-source")
	code = frappe.generate_hash(length=6)
	form.fill(source_name=f"热线{code}", code=code, channel="12345 Hotline", may_push=True)
	form.save()
	form.page_button("New Key")
	form.page.locator(".modal.show .btn-primary:visible").click()
	shown = form.page.locator(".modal.show .msgprint pre")
	expect(shown).to_be_visible()
	key = shown.inner_text()
	form.close_message()
	desk.go(f"data-source/{code}")
	expect(form.page.locator(".page-container:visible .form-layout").first).to_be_visible()
	assert form.value("key_id") and key not in form.page.content()
	form.fill(active=False)
	form.save()
	assert form.value("active") == 0

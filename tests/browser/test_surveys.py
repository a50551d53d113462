"""A satisfaction survey by clicking, from its questions to its results (P4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.forms import Form, today

DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])

SURVEY = "Satisfaction Survey"


@DEVICES
def test_a_survey_from_its_questions_to_its_results(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	form = Form(sign_in(make_user("Unit Leader", unit=named_county.a), device))
	form.new("satisfaction-survey")
	closes_on = today() + timedelta(days=7)
	form.fill(title="门诊满意度调查", closes_on=f"{closes_on:%Y-%m-%d}", open_link=True)
	form.add_row("questions", question="对医生的服务是否满意？", kind="Level")
	form.add_row("questions", question="候诊时间", kind="Choice", options="短\n长")
	form.add_row("samples", unit=named_county.names.a1, target=3)
	form.save()
	form.wait_for(SURVEY)

	form.step("Open Survey")
	form.use("survey_invite", count=4)
	form.press("survey_link", "facility")
	form.page.locator(".modal.show.ht-dialog .btn-modal-primary").click()
	expect(form.page.locator(".modal.show .msgprint")).to_contain_text("/healthtalk/survey")
	form.close_message()
	form.use("survey_papers", papers="1 1\n2 2\n4 -")
	expect(form.page.locator(".page-container:visible .form-message").first).to_contain_text(
		"答卷3份，目标3份"
	)
	form.step("Close Survey")
	form.step("Publish Results")
	assert form.status() == "Published"

	form.page_button("Results")
	form.page.wait_for_function("() => frappe.query_report && frappe.query_report.data")
	form.settle()
	rows = form.page.evaluate("() => frappe.query_report.data.map((row) => row.unit || row.health_unit)")
	assert named_county.a1 in rows

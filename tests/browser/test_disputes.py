"""A medical dispute by clicking, from the application to the signed agreement (P2)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest

from tests.browser.desk import Desk
from tests.browser.forms import Form, today

DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])

DISPUTE = "Dispute Mediation"
TODAY = f"{today():%Y-%m-%d}"


@DEVICES
def test_a_dispute_from_its_application_to_its_agreement(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	form = Form(sign_in(make_user("Unit Officer", unit=named_county.a), device))
	form.new("dispute-mediation")
	form.fill(
		subject="石膏固定过紧致足跟疼痛",
		medical_unit=named_county.names.a1,
		patient_name="祁小芳",
		patient_phone="13800000005",
		facts="固定两周后足跟疼痛。",
		amount_claimed="9000",
	)
	form.save()
	form.wait_for(DISPUTE)
	assert form.value("patient_name") == "祁**"

	form.step(
		"Give Notice", notice_ways=True, notice_records=True, notice_copies=True, notice_how="In Person"
	)
	form.step("Accept", applied_by="Both Sides", not_elsewhere=True)
	form.press("Begin Mediation")
	form.fill_row("mediators", 1, mediator_name="李公正", unit=named_county.names.bureau, no_interest=True)
	form.answer(mediation_body="县医疗纠纷人民调解委员会")
	assert [(row["mediator_name"], row["no_interest"]) for row in form.value("mediators")] == [("李公正", 1)]
	form.step("Order Appraisal", appraisal_body="市医学会", appraisal_subject="固定是否过紧")
	assert form.status() == "Appraisal" and form.value("paused_since")
	form.step("Go On Mediating", appraisal_result="医方负次要责任。")
	assert not form.value("paused_since")
	form.step(
		"Record Agreement",
		responsibility="Secondary",
		agreement="医方一次性补偿八千元并致歉。",
		amount_agreed="8000",
		performance="十个工作日内转账。",
		judicial_confirmation_told=True,
	)
	assert (form.status(), form.value("amount_in_words")) == ("Agreed", "捌仟元整")
	form.step("Close", signed_on=TODAY)
	assert form.status() == "Closed"

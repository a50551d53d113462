"""Demerit points by clicking: proposed, confirmed by another, appealed against, revoked; standing (P1)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.forms import Form, today

DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])
DEMERIT = "Demerit Record"
TODAY = f"{today():%Y-%m-%d}"


@DEVICES
def test_points_from_the_proposal_to_a_revocation(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	bureau = named_county.bureau
	form = Form(sign_in(make_user("Inspector", unit=bureau), device))
	form.new("demerit-record")
	form.fill(
		kind="Practitioner",
		unit=named_county.names.a1,
		practitioner_name="祁小芳",
		licence_number="110339900000042",
		code="RY-05",
		occurred_on=TODAY,
		facts="五张处方无指征使用抗菌药物。",
		evidence_note="处方复印件，存督导组。",
	)
	form.save()
	form.wait_for(DEMERIT)
	name = form.value("name")
	assert (form.status(), form.value("points")) == ("Proposed", 2)
	assert (form.value("practitioner_name"), form.value("licence_number")) == ("祁**", "1*************2")
	# who proposed does not confirm
	expect(form.page.locator('.ht-panel [data-action="Confirm Points"]')).to_have_count(0)

	form = Form(sign_in(make_user("Discipline Officer", unit=bureau), device))
	form.follow(DEMERIT, name)
	form.step("Confirm Points", statement="承认处方不规范。", confirmation_note="处方属实，适用代码准确。")
	assert (form.status(), form.value("cycle_points")) == ("Confirmed", 2)
	assert "记" in form.value("number")

	leader = Form(sign_in(make_user("Unit Leader", unit=named_county.a1), device))
	leader.follow(DEMERIT, name)
	leader.step("Appeal", appeal_reason="处方有微生物检验依据。")
	assert leader.status() == "Appealed"
	expect(leader.page.locator(".ht-panel [data-action]")).to_have_count(0)

	form.desk.go("demerit-record/view/list")
	expect(form.page.locator(f'.list-row a[data-name="{name}"]').first).to_be_visible()
	form.desk.go("query-report/Demerit Standing")
	expect(form.page.locator(".dt-row .dt-cell").filter(has_text="祁**").first).to_be_visible()
	# the figure leads to the records behind it
	form.page.locator('.dt-row .dt-cell a[href*="demerit-record"]').first.click()
	expect(
		form.page.locator(f'.page-container:visible .list-row a[data-name="{name}"]').first
	).to_be_visible()

	deciding = Form(sign_in(make_user("Healthtalk Administrator", unit=bureau), device))
	deciding.follow(DEMERIT, name)
	deciding.step("Revoke", appeal_decision="检验报告在开方之前，予以撤销。")
	assert deciding.status() == "Revoked"

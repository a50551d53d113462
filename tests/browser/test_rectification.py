"""A bad rating put right by clicking: plan, result, done again, verification, call-back (好差评, T7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from urllib.parse import quote

import frappe
import pytest
from frappe.utils import now_datetime
from playwright.sync_api import expect

from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from tests.bench import settings_kept, share
from tests.browser.desk import Desk
from tests.browser.forms import Form

RECT, MATTER, CALL = "Rectification", "Talk Matter", "Call Back"
FINDING = {"verified_by": "李二", "second_verifier": "赵三"}


@pytest.fixture
def county(site: str) -> Iterator[frappe._dict]:
	"""A county of its own; the settings are put back afterwards."""
	with settings_kept("bureau_unit", "calendar"):
		made = factories.county(f"RB{secrets.token_hex(2).upper()}")
		made.category = factories.category(category_code="RB-WAIT").name
		share()
		yield made


def badly_rated(county: frappe._dict) -> str:
	"""A matter of A1 that was answered and rated badly by name."""
	doc = factories.matter(unit=county.a1, raiser_name="陈大明")
	for action, values in (
		("Accept", {"category": county.category}),
		("Make Plan", {"plan": "增开窗口。"}),
		("Start", {}),
		("Reply", {"reply": "已增开。"}),
	):
		flow.act(MATTER, doc.name, action, values)
	factories.evaluation(
		reference_doctype=MATTER,
		reference_name=doc.name,
		evaluated_at=now_datetime(),
		overall="Dissatisfied",
		outcome="Not Solved",
		rater_name="陈大明",
		rater_phone="13800001234",
	)
	frappe.db.commit()
	return doc.name


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_a_bad_rating_is_put_right_and_called_back(
	device: str,
	county: frappe._dict,
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	matter = badly_rated(county)
	name = frappe.db.get_value(RECT, {"matter": matter})
	call = frappe.db.get_value(CALL, {"matter": matter})
	clerk = sign_in(make_user("Unit Officer", unit=county.a1), device)
	group = sign_in(make_user("Unit Officer", unit=county.a), device)

	clerk.go("health-talk")
	clerk.page.locator("#to_put_right a").first.click()
	form = Form(clerk)
	form.wait_for(RECT, name)
	plan = {"cause": "窗口少。", "measures": "增开窗口。", "responsible_person": "王一"}
	form.step("File Plan", classification="Inconvenient", **plan)
	form.step("Begin")
	form.step("Hand In", completion="已增开。", self_check="等候十分钟。", evidence_note="排队记录。")
	assert form.status() == "Submitted"

	other = Form(group)
	other.desk.go(f"rectification/{name}")
	other.wait_for(RECT, name)
	other.step("Order Again", **FINDING, verification_note="登记与实际不符。")
	assert other.status() == "Ordered Again" and len(other.value("rounds")) == 2
	form.follow(RECT, name)
	expect(clerk.page.get_by_text("登记与实际不符。").first).to_be_visible()
	form.step("Begin")
	form.step("Hand In", completion="已重新登记。", self_check="核对无误。", evidence_note="登记簿。")
	other.follow(RECT, name)
	other.step("Verify", **FINDING, verification_note="属实。")
	assert other.status() == "Verified"

	clerk.go(f"call-back/{call}")
	clerk.page.locator(".page-container:visible .page-actions .primary-action:visible").click()
	form.answer(said="在改了，谢谢。", new_opinion="Satisfied")
	frappe.db.rollback()
	assert frappe.db.get_value(CALL, call, ("status", "new_opinion")) == ("Reached", "Satisfied")
	assert frappe.db.get_value(MATTER, matter, "satisfaction") == "Dissatisfied"

	clerk.go(f"query-report/{quote('Bad Rating Call-back')}")
	clerk.page.wait_for_function("() => frappe.query_report && frappe.query_report.data")
	clerk.settle()
	rows = clerk.page.evaluate(
		"() => frappe.query_report.data.map((row) => [row.call_back_rate, row.target])"
	)
	assert rows[0][0] == 100

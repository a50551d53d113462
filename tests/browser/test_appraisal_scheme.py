"""A scheme by clicking (P3, H10): its weights on the form, a league table pasted, what a figure gives."""

from __future__ import annotations

from collections.abc import Callable

import frappe
from playwright.sync_api import expect

from tests.browser.desk import Desk

RATES = (("响应率", 10), ("解决率", 40), ("满意率", 50))
# by hand: 9.95 + 36.88 + 46.125 = 92.955 and 8.8 + 30 + 41.26 = 80.06
TABLE = "单位\t响应率\t解决率\t满意率\n枫岙\t88\t75\t82.52\n望岚\t99.50\t92.20\t92.25"


def test_a_league_table_is_pasted_and_reckoned(
	named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	rows = [
		{
			"module": name,
			"title": name,
			"source": "By Hand",
			"method": "Ratio",
			"target": 100,
			"weight": weight,
		}
		for name, weight in RATES
	]
	code = f"T-{frappe.generate_hash(length=8)}"
	frappe.get_doc(doctype="Appraisal Scheme", scheme_code=code, title="排名核对", indicators=rows).insert()
	frappe.db.commit()
	desk = sign_in(make_user("Appraiser", unit=named_county.bureau))
	desk.go(f"appraisal-scheme/{code}")
	page = desk.page
	expect(page.get_by_text("响应率 10 + 解决率 40 + 满意率 50 = 100").first).to_be_visible()
	choices = page.evaluate(
		"cur_frm.fields_dict.indicators.grid.docfields.find((f) => f.fieldname === 'metric').options"
	)
	assert "response_rate" in [choice["value"] for choice in choices]

	page.get_by_role("button", name="粘贴数据计算").click()
	dialog = page.locator(".modal.show").last
	dialog.locator("textarea").fill(TABLE)
	dialog.locator(".btn-modal-primary").click()
	shown = page.locator(".modal.show", has_text="指标区分度")
	lines = shown.locator("table").first.locator("tbody tr")
	expect(lines).to_have_count(2)
	assert [line.inner_text().split()[:3] for line in lines.all()] == [
		["1", "望岚", "93.0"],
		["2", "枫岙", "80.1"],
	]

"""The leader's page by clicking: rings, what is overdue and whose, places, one sheet of paper (H11)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime
from playwright.sync_api import expect
from pypdf import PdfReader

from healthtalk_app.tests import factories
from tests.browser.desk import Desk
from tests.browser.forms import Form

MATTER = "Talk Matter"
PAGE = ".page-container:visible"


def matter(unit: str, **facts: Any) -> str:
	"""A matter that its unit leads, with columns as other work would have left them; committed."""
	doc = factories.matter(unit=unit, lead_unit=unit, subject="取药排队时间长", content="取药要等一小时。")
	frappe.db.set_value(MATTER, doc.name, {"notice_due_at": None, **facts})
	frappe.db.commit()
	return doc.name


def overdue(unit: str) -> str:
	"""A matter in hand whose reply was due two hours ago."""
	due = now_datetime() - timedelta(hours=2)
	facts = {"status": "In Progress", "ring": "Act", "resolution_due_at": due, "response_due_at": None}
	return matter(unit, **facts)


def closed(unit: str, kept: str = "On Time") -> str:
	"""A matter of today that was answered, resolved and rated well."""
	now = now_datetime()
	moments = dict.fromkeys(("first_response_at", "resolved_at", "evaluated_at"), now)
	due = dict.fromkeys(("response_due_at", "resolution_due_at"), now)
	said = {"satisfaction": "Satisfied", "outcome": "Solved", "asks_for_solution": 1, "ring": "Evaluate"}
	return matter(
		unit, status="Closed", response_on_time=kept, resolution_on_time="On Time", **moments, **due, **said
	)


def test_the_head_of_a_bureau_reads_the_page_and_clicks_through(
	named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	late = {overdue(named_county.a1) for _number in range(2)}
	closed(named_county.a1)
	closed(named_county.b1, "Late")
	desk = sign_in(make_user("Unit Leader", unit=named_county.bureau))
	desk.go("leaders-page")
	page, place = desk.page, desk.page.locator(f"{PAGE} .ht-leader")
	expect(place.locator(".ring")).to_have_count(5)
	expect(place.locator("section")).to_have_count(6)
	# the first in time, the second not
	ranking = place.locator("section", has_text="本年度排名").locator("tbody tr")
	assert [line.locator(".name").inner_text() for line in ranking.all()] == [
		named_county.names.a1,
		named_county.names.b1,
	]
	assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
	assert_one_sheet(desk)
	# its unit and its number, and from the number to exactly these matters
	mine = place.locator("section", has_text="逾期").locator("tbody tr", has_text=named_county.names.a1)
	mine.get_by_role("link", name="2", exact=True).first.click()
	rows = page.locator(f"{PAGE} .list-row a[data-name]")
	expect(rows).to_have_count(2)
	assert {row.get_attribute("data-name") for row in rows.all()} == late
	rows.first.click()
	Form(desk).wait_for(MATTER)
	assert page.evaluate("() => cur_frm.docname") in late


def assert_one_sheet(desk: Desk) -> None:
	"""The button prints the page on one sheet of A4."""
	with desk.page.context.expect_event("request", lambda asked: "leader.paper" in asked.url) as asked:
		Form(desk).page_button("Print on One Page")
	pdf = PdfReader(io.BytesIO(desk.page.context.request.get(asked.value.url).body()))
	assert len(pdf.pages) == 1
	assert [round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox[2:]] == [210, 297]

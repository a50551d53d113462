"""Leader's page, appraisal, summary and public vote, clicked by who does it (P3, H10, H11, C7, T9)."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
import pytest
from docx import Document
from frappe.utils import add_days, now_datetime
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from healthtalk_app.services.appraisals import computing
from healthtalk_app.tests import factories
from tests.browser.desk import SLOW, Desk
from tests.browser.forms import Form, today
from tests.browser.resident import Resident

MATTER, APPRAISAL, SUMMARY = "Talk Matter", "Unit Appraisal", "Work Summary"
ROUND, NOMINATION, VOTE = "Commendation Round", "Commendation", "Commendation Vote"
OWN = "取药排队的问题，三个分院都已增开窗口。"
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


# ---- the leader's page


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_the_head_of_a_bureau_reads_the_page_and_clicks_through(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	late = {overdue(named_county.a1) for _number in range(2)}
	closed(named_county.a1)
	closed(named_county.b1, "Late")
	desk = sign_in(make_user("Unit Leader", unit=named_county.bureau), device)
	desk.go("leaders-page")
	page, place = desk.page, desk.page.locator(f"{PAGE} .ht-leader")
	expect(place.locator(".ring")).to_have_count(5)
	expect(place.locator("section")).to_have_count(6)
	# of this county's, the first in time, the second not
	ranking = place.locator("section", has_text="本年度排名").locator("tbody tr .name")
	ours = [name for name in ranking.all_inner_texts() if name in named_county.names.values()]
	assert ours == [named_county.names.a1, named_county.names.b1]
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
	pdf = PdfReader(io.BytesIO(desk.page.context.request.get(asked.value.url, timeout=SLOW).body()))
	assert len(pdf.pages) == 1
	assert [round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox[2:]] == [210, 297]


# ---- the appraisal of a period


def test_a_period_is_computed_reviewed_and_published(
	named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	for _number in range(3):
		closed(named_county.a1)
	closed(named_county.a1, "Late")
	scheme = a_scheme()
	appraiser = Form(sign_in(make_user("Appraiser", unit=named_county.bureau)))
	compute(appraiser, scheme)
	name = f"{scheme}-{today().year}-{named_county.a1}"
	unit = Form(sign_in(make_user("Unit Officer", unit=named_county.a1), "telephone"))
	unit.follow(APPRAISAL, name)
	# by hand: 3 of 4 in time are 75 of 60 points; nobody has given the 40 yet
	assert (unit.value("total"), unit.status()) == (45, "Computed")
	unit.step("Review Oneself", self_review="情况属实。")
	give_points(appraiser, name)
	appraiser.step("Review Appraisal", review_opinion="材料齐全。")
	publish(appraiser, name, scheme)
	unit.follow(APPRAISAL, name)
	assert (unit.status(), unit.value("total"), unit.value("place")) == ("Published", 80, 1)
	# nothing is open any more, for the unit and for who has published it
	for form in (unit, appraiser):
		assert form.page.locator(f"{PAGE} .ht-panel [data-action]").count() == 0
		assert form.page.evaluate(
			"() => !cur_frm.fields.some((field) => field.get_status && field.get_status() === 'Write'"
			" && field.df.fieldtype !== 'Table' && !field.df.hidden && field.df.fieldname !== 'step_at')"
		)


def a_scheme() -> str:
	"""60 points for answers in time, 40 by hand; committed."""
	shared = {"module": "办理", "target": 100}
	metric = {"source": "Metric", "metric": "response_rate", "method": "Ratio", "missing": "Zero"}
	hand = {"source": "By Hand", "method": "Manual", "missing": "Zero"}
	rows = [
		{**shared, **metric, "indicator_no": "1", "title": "响应率", "weight": 60},
		{**shared, **hand, "indicator_no": "2", "title": "台账", "weight": 40},
	]
	code = f"T-{secrets.token_hex(3).upper()}"
	facts = {"appraisal_group": "Branch", "period_kind": "Yearly", "enabled": 1}
	doc = frappe.get_doc(
		doctype="Appraisal Scheme", scheme_code=code, title=f"分院考核{code}", indicators=rows, **facts
	)
	doc.insert()
	frappe.db.commit()
	return code


def compute(form: Form, scheme: str) -> None:
	"""From the list: a scheme and this year; then what a worker does, for none is at work here."""
	form.desk.go("unit-appraisal/view/list")
	form.page_button("Compute Appraisals")
	form.fill(scheme=scheme)
	form.page.locator(".modal.show.ht-dialog .btn-modal-primary").click()
	expect(form.page.locator("#alert-container .alert, .desk-alert").first).to_contain_text("正在后台计算")
	language = frappe.local.lang
	frappe.db.rollback()
	run = frappe.db.get_value("Background Run", {"reference_name": scheme})
	computing.work(run)
	frappe.set_user("Administrator")
	frappe.local.lang = language
	assert frappe.db.get_value("Background Run", run, "status") == "Finished"


def give_points(form: Form, name: str) -> None:
	"""35 of 40 by hand, in the row of the table, with a reason and where the paper lies."""
	form.follow(APPRAISAL, name)
	grid = form.page.locator(f'{PAGE} .frappe-control[data-fieldname="score_rows"]')
	grid.locator(".grid-body .grid-row").nth(1).locator(".btn-open-row").click()
	expect(grid.locator(".grid-row-open .form-in-grid")).to_be_visible()
	form.fill(hand_value="35", hand_reason="台账缺两份。", evidence_note="考核材料第3册。")
	grid.locator(".grid-row-open .grid-collapse-row").first.click()
	form.save()
	assert form.value("total") == 80


def publish(form: Form, name: str, scheme: str) -> None:
	"""The other branches by the back door; then the group by its button."""
	others = frappe.get_all(APPRAISAL, {"scheme": scheme, "name": ("!=", name)}, pluck="name")
	for other in others:
		facts = {"status": "Reviewed", "workflow_state": "Reviewed", "reviewed_at": now_datetime()}
		frappe.db.set_value(APPRAISAL, other, facts)
	frappe.db.commit()
	form.follow(APPRAISAL, name)
	form.use("appraisal_publish_group")
	form.follow(APPRAISAL, name)
	assert form.status() == "Published"


# ---- the summary


def test_an_own_sentence_stands_after_the_figures_were_read_again(
	named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	form = Form(sign_in(make_user("Unit Officer", unit=named_county.a)))
	form.new("work-summary")
	assert form.value("unit") == named_county.a
	half = form.value("from_date")
	form.save()
	form.wait_for(SUMMARY)
	name = form.value("name")
	drafted = [row["drafted"] for row in form.value("paragraphs")]
	assert drafted and not any("收集群众诉求1件" in text for text in drafted)
	write_own_words(form)
	matter(named_county.a1, raised_at=f"{add_days(half, 10)} 09:00:00")
	form.page_button("Refresh Figures")
	form.page.wait_for_function(
		"() => cur_frm.doc.paragraphs.some((row) => (row.drafted || '').includes('收集群众诉求1件'))"
	)
	form.settle()
	first = form.value("paragraphs")[0]
	assert (first["own_words"], first["shown"]) == (OWN, "Own Words")
	got: list[Any] = []
	form.page.context.on("page", lambda opened: opened.on("download", lambda one: got.append(one)))
	form.page.on("download", lambda one: got.append(one))
	form.page_button("Word File")
	for _wait in range(100):
		if got:
			break
		form.page.wait_for_timeout(100)
	assert got[0].suggested_filename.endswith(".docx")
	said = "\n".join(part.text for part in Document(got[0].path()).paragraphs)
	assert OWN in said and "收集群众诉求1件" in said
	assert frappe.db.get_value(SUMMARY, name, "status") == "Draft"


def write_own_words(form: Form) -> None:
	"""In the first row, in place of what is drafted."""
	grid = form.page.locator(f'{PAGE} .frappe-control[data-fieldname="paragraphs"]')
	grid.locator(".grid-body .grid-row").first.locator(".btn-open-row").click()
	expect(grid.locator(".grid-row-open .form-in-grid")).to_be_visible()
	form.fill(own_words=OWN)
	grid.locator(".grid-row-open .grid-collapse-row").first.click()
	form.save()


# ---- the public vote


def test_a_resident_votes_once(open_pages: frappe._dict, resident: Callable[..., Resident]) -> None:
	county = open_pages
	about = a_vote(county)
	window = resident("telephone")
	window.go("/awards")
	window.press(about.title)
	window.shows("award")
	page = window.page
	assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
	# the same telephone has the page open a second time, from before the vote
	stale = page.context.new_page()
	stale.goto(page.url)
	vote(page, county.names.a1)
	expect(page.locator("main")).to_contain_text("谢谢您的投票")
	expect(page.locator('input[type="radio"]')).to_have_count(0)
	vote(stale, county.names.b1)
	expect(stale.locator("main")).to_contain_text("您的1票已经投完")
	assert votes_of(about) == [county.names.a1]
	# another telephone has a vote of its own
	other = resident("telephone").page
	other.goto(page.url if "code=" in page.url else stale.url)
	vote(other, county.names.b1)
	expect(other.locator("main")).to_contain_text("谢谢您的投票")
	assert votes_of(about) == sorted([county.names.a1, county.names.b1])


def vote(page: Page, nominee: str) -> None:
	"""Choose a nominee and send it."""
	page.locator("label.choice").filter(has_text=nominee).click()
	page.locator("main form .button").click()


def votes_of(about: Any) -> list[str]:
	"""For whom votes lie there, by name."""
	frappe.db.rollback()
	given = frappe.get_all(VOTE, {"round": about.name}, pluck="commendation")
	return sorted(frappe.db.get_value(NOMINATION, name, "title") for name in given)


def a_vote(county: frappe._dict) -> Any:
	"""A round with two nominated branches that takes votes today, committed."""
	facts = {"kind": "Advanced Unit", "award": "健康说事先进单位", "unit": county.bureau, "places": 1}
	days = {"vote_from": today(), "vote_to": add_days(today(), 7), "nominations_until": add_days(today(), -1)}
	vote = {"public_vote": 1, "vote_weight": 40, "votes_each": 1, "least_points": 0}
	title = f"健康说事评优{secrets.token_hex(2)}"
	about = frappe.get_doc(doctype=ROUND, title=title, year=today().year, **facts, **days, **vote)
	about.insert()
	for unit in (county.a1, county.b1):
		name = frappe.db.get_value("Health Unit", unit, "unit_name")
		merits = {"merits": "全年办理事项128件。", "public_summary": "群众满意率98%。"}
		frappe.get_doc(doctype=NOMINATION, round=about.name, unit=unit, title=name, **merits).insert()
	frappe.db.commit()
	return about

"""A campaign from its activation to the review of a leader's record, by clicking (C1-C6, T4, T7).

Issue "Oversight", Must show. The campaign has the days of document 001, so that what is expected can be
counted by hand, whatever day it is: mobilisation from 11 June 2026, four phases, until 31 December.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import frappe
import pytest
from frappe.utils import get_datetime
from PIL import Image
from playwright.sync_api import Page, expect

from healthtalk_app.services.campaigns import activation
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from tests.browser.desk import Desk
from tests.browser.forms import Form, today
from tests.browser.resident import Resident

CAMPAIGN, TASK, RUN = "Conduct Campaign", "Unit Task", "Background Run"
COMMITMENT, INSPECTION, LETTER = "Public Commitment", "Inspection", "Inspection Feedback"
RECT, RECORD = "Rectification", "Accountability Record"
# 8 units take part: the bureau, its Party committee and department, two headquarters, three branches; each
# owes 4 + 4 + 3 + 2 tasks by phase and 7 monthly meetings (June to December); the bureau one acceptance more
TASKS_OF_A_UNIT, TASKS = 20, 161
PHASES = [
	("动员学习", "2026-06-11", "2026-06-30"),
	("组织实施", "2026-07-01", "2026-09-30"),
	("总结整改", "2026-10-01", "2026-12-10"),
	("验收评比", "2026-12-11", "2026-12-31"),
]
LAST = "验收自评材料"
# of a hundred points, the best first: (2 x 100 + 80 + 60 + 40) / 5
LEVELS = ("Very Satisfied", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied")
POINTS = 76
PROMISE = "门诊排队不超过一刻钟"
# items 5 (10 points, critical) and 6 (8 points) of twelve with a hundred points fail
FAILED = {5: "没有一次性告知单。", 6: "等候超过一小时。"}
SCORE, GRADE = 82, "Qualified"
SIGNED = {"verified_by": "李二", "second_verifier": "赵三"}
WHY = "整改台账照抄上月，未到现场。"
FIRST, SECOND, LEADER = "钱推诿", "孙敷衍", "齐带班"
DECISION = {
	"statement": "承认事实，表示接受处理。",
	"basis": "《医疗机构工作人员廉洁从业九项准则》。",
	"reviewed_by": "李二、赵三",
	"review_opinion": "事实清楚，建议批评教育。",
	"measure": "Criticism and Education",
	"decision": "给予批评教育。",
	"decided_in": "局党委会议",
}
APPEAL = {
	"appeal_review": "经复查，台账系他人所写。",
	"appeal_decision": "申诉成立。",
	"appeal_decided_in": "局党委会议",
	"revocation_reason": "事实认定有误。",
}


def ahead(days: int) -> str:
	"""A day to come, as typed."""
	return f"{today() + timedelta(days=days):%Y-%m-%d}"


def stored(doctype: str, filters: dict[str, object], *fields: str) -> list[tuple]:
	"""What stands in the database now, the oldest first."""
	frappe.db.rollback()
	rows = frappe.get_all(doctype, filters, list(fields), order_by="creation, name")
	return [tuple(row[field] for field in fields) for row in rows]


@pytest.fixture
def county(open_pages: frappe._dict) -> frappe._dict:
	"""The county with its public pages open."""
	return open_pages


@pytest.fixture
def people(county: frappe._dict, make_user: Callable[..., str]) -> SimpleNamespace:
	"""Users of the bureau and of the branch, whose leader is its first responsible person by Duty."""
	bureau, branch = county.bureau, county.a1
	made = SimpleNamespace(
		head=make_user("Unit Leader", unit=bureau),
		discipline=make_user("Discipline Officer", unit=bureau),
		appeals=make_user("Discipline Officer", unit=bureau, fresh=True),
		inspectors=[make_user("Inspector", unit=bureau, fresh=True) for _number in range(4)],
		officer=make_user("Unit Officer", unit=branch),
		leader=make_user("Unit Leader", unit=branch),
		first=make_user("Unit Officer", unit=branch, fresh=True),
	)
	leads = factories.employee(first_name=LEADER, user_id=made.leader).name
	factories.duty(branch, "First Responsible Person", employee=leads, user=made.leader)
	frappe.db.commit()
	return made


@pytest.fixture
def photo(tmp_path: Path) -> str:
	"""A photo as a telephone takes it."""
	path = tmp_path / "现场.jpg"
	Image.new("RGB", (800, 600), "#9e7a8c").save(path, "JPEG")
	return str(path)


def test_from_a_campaign_to_the_review_of_a_joint_record(
	county: frappe._dict,
	people: SimpleNamespace,
	photo: str,
	resident: Callable[..., Resident],
	sign_in: Callable[..., Desk],
) -> None:
	head, officer = Form(sign_in(people.head)), Form(sign_in(people.officer))
	campaign = activate_a_campaign(head, county)
	commitment = file_a_commitment(officer, Form(sign_in(people.leader)), campaign, county)
	everyone_rates(resident, officer, commitment)

	visitor = Form(sign_in(people.inspectors[0]))
	visit = begin_a_mystery_visit(visitor, people, county)
	enter_on_the_telephone(sign_in(people.inspectors[1], "telephone").page, visitor.desk.url, photo)
	letter = issue_the_letter(visitor, visit, people, campaign)
	answer_the_letter(officer, letter, visit)
	inspector = Form(sign_in(people.inspectors[2]))
	put_right_at_the_second_time(officer, inspector, letter)

	proposal = find_it_perfunctory(inspector, people, campaign, county)
	see_the_extension(head, campaign, county)
	discipline = Form(sign_in(people.discipline))
	first = hold_the_first_accountable(discipline, proposal, people)
	joint = hold_a_second_accountable(discipline, first, people, county)
	appeal_and_revoke(Form(sign_in(people.appeals)), Form(sign_in(people.first)), first)
	see_the_joint_record_under_review(discipline, joint)


# ---- the campaign


def activate_a_campaign(form: Form, county: frappe._dict) -> str:
	"""The bureau's leader writes a campaign from the template and activates it; returns its name."""
	form.new("conduct-campaign")
	form.fill(title="优化服务环境专项活动", unit=county.names.bureau)
	form.add_row("units", unit=county.names.bureau, with_below=True)
	form.add_row("members", team="Leading Group", post="Head", person_name="周局长")
	form.save()
	form.wait_for(CAMPAIGN)
	form.use("load_template", template="专项活动四阶段", starts_on="2026-06-11")
	phases = [(row["phase"], row["starts_on"], row["ends_on"]) for row in form.value("phases")]
	assert phases == PHASES
	form.step("Activate")
	assert (form.status(), form.value("ends_on")) == ("Active", "2026-12-31")
	name = form.value("name")
	work_off(name)
	form.follow(CAMPAIGN, name)
	assert form.value("task_count") == TASKS
	form.page_button("Progress", "Conduct Campaign")
	form.page.wait_for_function("() => frappe.query_report && (frappe.query_report.data || []).length")
	form.settle()
	rows = form.page.evaluate("() => frappe.query_report.data.map((row) => [row.unit || '', row.tasks])")
	assert dict(rows) == {
		**dict.fromkeys(
			(county[key] for key in ("party", "dept", "a", "a1", "a2", "b", "b1")), TASKS_OF_A_UNIT
		),
		county.bureau: TASKS_OF_A_UNIT + 1,
		"": TASKS,
	}
	return name


def work_off(campaign: str) -> None:
	"""What a worker does: none is at work on the test site."""
	language = frappe.local.lang
	for (run,) in stored(RUN, {"reference_name": campaign, "status": "Waiting"}, "name"):
		activation.work(run)
	frappe.local.lang = language
	assert stored(RUN, {"reference_name": campaign}, "status") == [("Finished",)]


# ---- the commitment


def file_a_commitment(form: Form, leader: Form, campaign: str, county: frappe._dict) -> str:
	"""The unit promises, its leader approves, it is published; the task is handed in. Returns its name."""
	form.new("public-commitment")
	assert form.value("unit") == county.a1
	form.fill(title=PROMISE, content="门诊每个环节排队不超过15分钟。")
	# Tab in the field before a table would begin a row there
	form.page.evaluate("(day) => cur_frm.set_value('due_on', day)", ahead(60))
	form.settle()
	form.add_row("measures", due_on=ahead(30), measure="加开第三个窗口", responsible_person="何喆")
	form.save()
	form.wait_for(COMMITMENT)
	name = form.value("name")
	leader.follow(COMMITMENT, name)
	leader.step("Approve Commitment", approval_opinion="同意公示。")
	form.follow(COMMITMENT, name)
	form.step("Publish Commitment")
	assert form.status() == "Published" and form.value("number")
	# get_value: of the 20 tasks of the branch, the one that asks for the commitment
	task = frappe.db.get_value(TASK, {"campaign": campaign, "unit": county.a1, "subject": "向社会公开承诺"})
	form.follow(TASK, task)
	form.step("Hand In", completion="承诺已公示。", evidence_note="公示栏照片，存办公室。")
	assert form.status() == "Submitted"
	return name


def everyone_rates(resident: Callable[..., Resident], officer: Form, commitment: str) -> None:
	"""Five of the public, on telephones and a desktop, each once; shown from the fifth on."""
	for number, level in enumerate(LEVELS, 1):
		window = resident("desktop" if number == len(LEVELS) else "telephone")
		window.go("/commitments")
		window.press(PROMISE)
		window.shows("commitment")
		page = window.page
		shown = page.locator('section[aria-labelledby="c-rated"]')
		page.locator("#f-level label").filter(has=page.locator(f'input[value="{level}"]')).click()
		window.press("提交评价")
		expect(page.locator("main")).to_contain_text("谢谢您的评价")
		expect(page.locator('input[type="radio"]')).to_have_count(0)
		expect(shown).to_contain_text(f"综合得分 {POINTS}.0 分" if number == len(LEVELS) else "人数太少")
	officer.follow(COMMITMENT, commitment)
	expect(officer.page.locator(".page-container:visible .form-message").first).to_contain_text(
		f"群众：5人次，计入5人次，{POINTS}分"
	)


# ---- the mystery visit


def begin_a_mystery_visit(form: Form, people: SimpleNamespace, county: frappe._dict) -> str:
	"""Planned and begun with two visitors in the desk; returns its name."""
	form.new("inspection")
	form.fill(
		kind="Mystery",
		inspecting_unit=county.names.bureau,
		unit=county.names.a1,
		template="窗口服务检查表",
		planned_from=ahead(0),
		planned_to=ahead(7),
	)
	form.save()
	form.wait_for(INSPECTION)
	form.press("Begin Inspection")
	form.fill_row("team", 1, user=people.inspectors[0], leader=True)
	form.fill_row("team", 2, user=people.inspectors[1])
	form.answer()
	assert (form.status(), len(form.value("items"))) == ("In Progress", 12)
	return form.value("name")


def enter_on_the_telephone(page: Page, url: str, photo: str) -> None:
	"""The second visitor goes through the items; two of twelve fail."""
	page.set_default_timeout(20_000)
	page.goto(f"{url}/healthtalk/inspect")
	page.locator(".sheets a").first.click()
	items = page.locator("article.item")
	expect(items).to_have_count(12)
	for number in range(1, 13):
		item = items.nth(number - 1)
		item.get_by_label("不合格" if number in FAILED else "合格", exact=True).check()
		if number in FAILED:
			item.locator("textarea").fill(FAILED[number])
			item.locator("input[type=file]").set_input_files(photo)
	expect(page.locator("[data-net]")).to_contain_text("全部已送达")


def issue_the_letter(form: Form, visit: str, people: SimpleNamespace, campaign: str) -> str:
	"""The score is there; the letter orders two rectifications and names no visitor. Returns the letter."""
	form.follow(INSPECTION, visit)
	assert (form.value("score"), form.value("grade"), form.value("failed_count")) == (SCORE, GRADE, 2)
	form.step("Issue Feedback", opinion="窗口服务有差距。", rectify_by=ahead(10), answer_by=ahead(5))
	assert form.status() == "Feedback Issued"
	letter = form.value("feedback")
	orders = stored(RECT, {"source_name": letter}, "status", "problem", "owner")
	assert sorted(orders) == [("Open", words, "Administrator") for words in sorted(FAILED.values())]
	assert stored(LETTER, {"name": letter}, "score", "grade", "team_names") == [(SCORE, GRADE, None)]
	# what was not found perfunctory extends nothing and proposes nobody
	assert stored("Campaign Extension", {"campaign": campaign}, "unit") == []
	assert stored(RECORD, {"reference_name": letter}, "name") == []
	return letter


def answer_the_letter(form: Form, letter: str, visit: str) -> None:
	"""The unit reads the letter, learns nothing of who came, and answers."""
	form.desk.go(f"inspection-feedback/{letter}")
	form.page.wait_for_function("(name) => window.cur_frm?.docname === name", arg=letter)
	form.settle()
	visitors = [user for (user,) in stored("Inspection Member", {"parent": visit}, "user")]
	said = form.page.evaluate("() => JSON.stringify(cur_frm.doc)") + form.page.content()
	assert len(visitors) == 2 and not any(user in said for user in visitors)
	form.page_button("Answer", "Inspection Feedback")
	dialog = form.page.locator(".modal.show")
	dialog.locator('[data-fieldname="text"] textarea').fill("问题属实，立即整改。")
	dialog.locator(".btn-modal-primary").click()
	expect(dialog).to_have_count(0)
	form.settle()
	assert form.value("answered_at")
	assert stored(INSPECTION, {"name": visit}, "status") == [("Rectifying",)]


def put_right_at_the_second_time(form: Form, inspector: Form, letter: str) -> None:
	"""The first rectification is ordered again, then verified; the second stays open."""
	orders = {"source_name": letter, "problem": FAILED[5]}
	((name,),) = stored(RECT, orders, "name")
	form.follow(RECT, name)
	plan = {"cause": "没有制作告知单。", "measures": "每个窗口备告知单。", "responsible_person": "王一"}
	form.step("File Plan", classification="Inconvenient", **plan)
	form.step("Begin")
	form.step("Hand In", completion="已制作。", self_check="窗口有单。", evidence_note="告知单样张。")
	inspector.follow(RECT, name)
	inspector.step("Order Again", **SIGNED, verification_note="三号窗口仍然没有。")
	numbers = [row["number"] for row in inspector.value("rounds")]
	assert inspector.status() == "Ordered Again" and len(set(numbers)) == 2
	form.follow(RECT, name)
	expect(form.page.get_by_text("三号窗口仍然没有。").first).to_be_visible()
	form.step("Begin")
	form.step("Hand In", completion="三号窗口已补。", self_check="逐个窗口核对。", evidence_note="照片。")
	inspector.follow(RECT, name)
	inspector.step("Verify", **SIGNED, verification_note="属实。")
	assert inspector.status() == "Verified"
	assert [row["result"] for row in inspector.value("rounds")] == ["Ordered Again", "Verified"]
	assert sorted(stored(RECT, {"source_name": letter}, "status")) == [("Open",), ("Verified",)]


# ---- going through the motions


def find_it_perfunctory(form: Form, people: SimpleNamespace, campaign: str, county: frappe._dict) -> str:
	"""A later acceptance finds that the unit goes through the motions; returns what is proposed."""
	name = looked_at(people, campaign, county)
	form.follow(INSPECTION, name)
	form.fill(perfunctory=True)
	form.fill(perfunctory_reason=WHY, extension_days=30)
	form.save()
	form.step("Issue Feedback", opinion="整改走过场。", rectify_by=ahead(10), answer_by=ahead(5))
	letter = form.value("feedback")
	((proposal, *said),) = stored(
		RECORD, {"reference_name": letter}, "name", "ground", "status", "unit", "proposal_reason"
	)
	assert said == ["Perfunctory Finding", "Proposed", county.a1, WHY]
	return proposal


def looked_at(people: SimpleNamespace, campaign: str, county: frappe._dict) -> str:
	"""An acceptance under way with a result for each item, one of which failed; returns its name."""
	frappe.db.rollback()
	doc = frappe.get_doc(
		doctype=INSPECTION,
		kind="Acceptance",
		unit=county.a1,
		inspecting_unit=county.bureau,
		template=frappe.db.get_value("Inspection Template", {"template_code": "ZH"}),
		campaign=campaign,
		planned_from=ahead(0),
		planned_to=ahead(0),
		team=[{"user": user, "leader": int(not n)} for n, user in enumerate(people.inspectors[2:])],
	).insert()
	doc = flow.act(INSPECTION, doc.name, "Begin Inspection")
	for row in doc.items:
		row.result = "Pass"
	doc.items[7].update({"result": "Fail", "finding": WHY, "evidence_note": "台账复印件。"})
	doc.save()
	frappe.db.commit()
	return doc.name


def see_the_extension(form: Form, campaign: str, county: frappe._dict) -> None:
	"""The unit's campaign ends on 30 January 2027, thirty days after the others'."""
	form.desk.go(f"conduct-campaign/{campaign}")
	form.wait_for(CAMPAIGN, campaign)
	assert (form.value("ends_on"), form.value("task_count")) == ("2026-12-31", TASKS + 1)
	form.page.locator(".page-container:visible .page-head button").filter(has_text="延长记录").first.click()
	form.settle()
	row = form.page.locator(".page-container:visible .list-row")
	expect(row).to_have_count(1)
	expect(row).to_contain_text(county.names.a1)
	# of 13 tasks that are owed once, the commitment was handed in; January has a meeting more
	extended = stored("Campaign Extension", {"campaign": campaign}, "unit", "days", "tasks_moved", "reason")
	assert extended == [(county.a1, 30, 12, WHY)]
	due = {
		(unit, subject): str(get_datetime(at))
		for unit, subject, at in stored(TASK, {"campaign": campaign}, "unit", "subject", "due_at")
		if unit in (county.a1, county.a2) and subject in (LAST, "制定实施细则", "向社会公开承诺")
	}
	assert due == {
		(county.a1, LAST): "2027-01-30 23:59:59",
		(county.a1, "制定实施细则"): "2026-07-30 23:59:59",
		(county.a1, "向社会公开承诺"): "2026-09-30 23:59:59",
		(county.a2, LAST): "2026-12-31 23:59:59",
		(county.a2, "制定实施细则"): "2026-06-30 23:59:59",
		(county.a2, "向社会公开承诺"): "2026-09-30 23:59:59",
	}
	meetings = {"campaign": campaign, "unit": county.a1, "subject": "活动工作例会"}
	assert sorted(stored(TASK, meetings, "period"))[-1] == ("2027-01",)
	# who extends sees nothing of the proposal
	assert form.page.evaluate(f"() => frappe.xcall('frappe.client.get_list', {{doctype: '{RECORD}'}})") == []


# ---- accountability


def hold_the_first_accountable(form: Form, proposal: str, people: SimpleNamespace) -> str:
	"""Discipline names who answers for the proposal, decides and notifies; nobody else is liable yet."""
	form.desk.go("accountability-record/view/list")
	expect(form.page.locator(f'.list-row a[data-name="{proposal}"]').first).to_be_visible()
	form.follow(RECORD, proposal)
	form.step("Begin Review", person=FIRST)
	form.fill(account=people.first)
	form.save()
	assert (form.status(), form.value("person"), form.value("account")) == (
		"Under Review",
		FIRST,
		people.first,
	)
	form.step("Decide", facts=WHY, **DECISION)
	assert form.status() == "Decided" and form.value("number")
	assert joint_of(form.value("unit")) == []
	form.use("accountability_notify", delivery_how="In Person")
	assert form.value("notified_at")
	return proposal


def joint_of(unit: str) -> list[tuple]:
	"""The joint records of a unit."""
	return stored(
		RECORD, {"ground": "Joint Liability", "unit": unit}, "name", "status", "person", "joint_year"
	)


def hold_a_second_accountable(form: Form, first: str, people: SimpleNamespace, county: frappe._dict) -> str:
	"""A case of another person of the branch proposes its leader's; returns the joint record."""
	form.new("accountability-record")
	form.fill(
		ground="Poor Service",
		unit=county.names.a1,
		person=SECOND,
		proposal_reason="两次推诿患者。",
	)
	form.save()
	form.wait_for(RECORD)
	second = form.value("name")
	form.step("Begin Review")
	form.step("Decide", facts="3月2日、3月5日两次推诿。", **DECISION)
	((joint, *said),) = joint_of(county.a1)
	assert said == ["Proposed", LEADER, today().year]
	form.follow(RECORD, joint)
	assert (form.value("account"), form.value("review_needed")) == (people.leader, 0)
	assert {row["record"] for row in form.value("causes")} == {first, second}
	return joint


def appeal_and_revoke(discipline: Form, person: Form, first: str) -> None:
	"""The first person appeals himself; another officer than who decided takes the decision back."""
	person.follow(RECORD, first)
	assert not person.value("proposal_reason")
	person.use("accountability_appeal", appeal_grounds="台账不是我写的。")
	assert person.status() == "Appealed"
	discipline.follow(RECORD, first)
	assert discipline.value("appeal_grounds") == "台账不是我写的。"
	discipline.step("Revoke", **APPEAL)
	assert discipline.status() == "Revoked"


def see_the_joint_record_under_review(form: Form, joint: str) -> None:
	"""With one person left, discipline is asked to look at the leader's record again."""
	form.follow(RECORD, joint)
	assert (form.status(), form.value("review_needed")) == ("Proposed", 1)
	expect(
		form.page.locator('.page-container:visible [data-fieldname="review_cause"]').first
	).to_contain_text("该单位现在被追究责任的已不足两人。")

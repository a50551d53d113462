"""Appraisals of the county 单位考核: a half-year by the scheme of the talks, branches published (H10)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.summary_way import last_half_year
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import APPRAISAL
from healthtalk_app.services.appraisals import computing, results

MORNING = time(9, 20)
AFTER = 12
SCHEME, BY_HAND = "JKSS", "4.4"
PUBLISHED = "Branch"
APPRAISER = next(account.user for account in county.NAMED if "Appraiser" in account.roles)
DECIDER = next(account.user for account in county.NAMED if "Healthtalk Administrator" in account.roles)
SELF_REVIEWS = (
	"各项数据与本单位台账核对一致，认可考核结果。下一步重点提高按期评议率。",
	"数据属实。满意率低于上期，主要是取药排队问题，已制定整改措施。",
	"经逐项核对，数据无误，附本单位负责人包抓责任分解表。",
)
OBJECTION = "第2.3项响应率：有2件事项因群众补充材料延后答复，恳请复核。"
DECISION = "调阅办理日志，两件事项补充材料期间已停表，响应时限计算正确，维持原得分。"
USE = {
	"kind": "Award",
	"what": "作为年度评优评先推荐单位",
	"document_number": "青卫发〔{year}〕31号",
}


def spawn_all(world: World) -> None:
	"""The half-year that ended last, appraised in the weeks after it."""
	start, end = last_half_year(world.today)
	day = world.calendar.next_working_day(end + timedelta(days=AFTER))
	if day + timedelta(days=40) < world.today:
		world.spawn(way(world, Period(start, end)), datetime.combine(day, MORNING))


def way(world: World, period: Period) -> Way:
	"""Computed for all units; the branches review themselves, are reviewed and published, one objects."""
	rng = world.rng("appraisals")
	(plan,) = computing.plans(period, SCHEME)
	for _plan, sheets in computing.computed([plan], period):
		computing.write(plan, period, sheets, APPRAISER)
	asked = {"scheme": SCHEME, "from_date": period.start, "peer_group": PUBLISHED}
	branches = frappe.get_all(APPRAISAL, {**asked, "status": "Computed"}, ["name", "unit"], order_by="name")
	yield world.later(rng, 3, 6)
	for number, row in enumerate(branches):
		text = SELF_REVIEWS[number % len(SELF_REVIEWS)]
		world.act(world.officer(row.unit), APPRAISAL, row.name, "Review Oneself", {"self_review": text})
	yield world.later(rng, 3, 6)
	for row in branches:
		review(world, row.name, rng.choice(("1", "1.5", "2")))
	yield world.later(rng, 2, 4)
	first = branches[0]
	world.act(world.officer(first.unit), APPRAISAL, first.name, "Object", {"objection_reason": OBJECTION})
	yield world.later(rng, 2, 4)
	world.act(DECIDER, APPRAISAL, first.name, "Decide on Objection", {"objection_decision": DECISION})
	yield world.later(rng, 1, 3)
	with world.as_user(APPRAISER):
		results.publish_group(frappe.get_doc(APPRAISAL, first.name))
	yield world.later(rng, 5, 9)
	best = frappe.db.get_value(APPRAISAL, {**asked, "place": 1})
	with world.as_user(APPRAISER):
		number = USE["document_number"].format(year=world.now.year)
		results.note_use(
			frappe.get_doc(APPRAISAL, best),
			**{**USE, "document_number": number, "decided_on": world.now.date()},
		)


def review(world: World, name: str, points: str) -> None:
	"""The appraiser gives the points that are given by hand, and his opinion."""
	with world.as_user(APPRAISER):
		doc = frappe.get_doc(APPRAISAL, name)
		row = next(row for row in doc.score_rows if row.indicator_no == BY_HAND)
		row.update(
			{
				"hand_value": points,
				"hand_reason": "查阅责任分解表和会议记录",
				"evidence_note": "考核资料盒第3册",
			}
		)
		doc.save()
	world.act(
		APPRAISER, APPRAISAL, name, "Review Appraisal", {"review_opinion": "数据核实无误，同意自评意见。"}
	)

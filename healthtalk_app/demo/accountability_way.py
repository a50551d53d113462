"""Accountability in the county: two persons of a branch, its leader, an appeal that is heard (C6)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules.transitions import ACCOUNTABILITY
from healthtalk_app.services.accountability import hearing

MORNING = time(9, 20)
OFFICER, OTHER_OFFICER = county.DISCIPLINE.user, county.DISCIPLINE_LEADER.user
UNIT = "QL-B2"


class Case(NamedTuple):
	"""One person: days after the first of the month in which it begins, and what it is about."""

	days: int
	ground: str
	person: str
	position: str
	facts: str
	measure: str
	decision: str
	months: int
	appeals: bool = False


CASES = (
	Case(
		0,
		"Poor Service",
		"阚云汐",
		"门诊收费员",
		"两次以“系统不能退”为由拒绝为患者办理退费，经调阅录像、核对记录属实。",
		"Admonition Talk",
		"责令向患者当面致歉。",
		6,
	),
	Case(
		12,
		"Negligence of Duty",
		"牟若川",
		"药房组长",
		"缺药登记台账连续三周未更新，致签约患者多次往返，经查账、询问属实。",
		"Written Self-examination",
		"责令写出书面检查。",
		0,
		appeals=True,
	),
)
REVIEW = {
	"statement": "本人承认事实，表示接受处理。",
	"basis": "县局《“健康说事”工作办法》第十六条。",
	"reviewed_by": "方执清、温明砚",
	"review_opinion": "事实清楚，证据相互印证，建议处理。",
	"decided_in": "局党委会议",
}
TALK = {
	"talk_place": "局三楼会议室",
	"talker": "局分管领导",
	"recorder": "局纪检干部",
	"talk_content": "指出问题，提出限期改正和学习首问负责制的要求。",
	"talk_attitude": "认识到错误，按要求整改。",
}
APPEAL = {
	"appeal_review": "复查发现，该三周内本人在外培训，台账由他人代管，培训通知和签到表为证。",
	"appeal_decision": "原认定的责任人有误，撤销原决定。",
	"appeal_decided_in": "局党委会议",
	"revocation_reason": "责任人认定有误。",
}


def spawn_all(world: World) -> None:
	"""Both cases fall into one year, so that the second one reaches the leader."""
	begin = world.today - timedelta(days=75)
	if begin.year != world.today.year:
		begin = date(begin.year, 8, 3)
	for case in CASES:
		day = world.calendar.next_working_day(begin + timedelta(days=case.days))
		world.spawn(way(world, case), datetime.combine(day, MORNING))


def way(world: World, case: Case) -> Way:
	"""Proposed, reviewed, decided, notified; carried out, or taken back after an appeal."""
	rng = world.rng(f"accountability:{case.person}")
	with world.as_user(OFFICER):
		name = (
			frappe.get_doc(
				doctype=ACCOUNTABILITY,
				unit=UNIT,
				ground=case.ground,
				person=case.person,
				position=case.position,
				proposal_reason="督导检查和群众来件反映的问题，已初步核实。",
			)
			.insert()
			.name
		)

	def act(action: str, **values: Any) -> None:
		world.act(OFFICER, ACCOUNTABILITY, name, action, values)

	yield world.later(rng, 1, 2)
	act("Begin Review")
	yield world.later(rng, 4, 6)
	talk = case.measure == "Admonition Talk"
	act(
		"Decide",
		facts=case.facts,
		measure=case.measure,
		decision=case.decision,
		influence_months=case.months,
		with_talk=int(talk),
		**REVIEW,
	)
	yield world.later(rng, 1, 2)
	with world.as_user(OFFICER):
		hearing.notify(frappe.get_doc(ACCOUNTABILITY, name), "In Person")
	yield world.later(rng, 3, 5)
	if case.appeals:
		act("Register Appeal", appeal_grounds="该时段本人在外培训，台账由他人代管。")
		yield world.later(rng, 6, 8)
		world.act(OTHER_OFFICER, ACCOUNTABILITY, name, "Revoke", APPEAL)
		return
	held = {"talk_at": world.now, **TALK} if talk else {}
	act("Carry Out", execution="已当面致歉，并在支部会上作检讨。", **held)

"""Demerit points of the county: a branch in the second tier, two appeals, an open proposal (P1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules.transitions import DEMERIT

MORNING = time(9, 10)
INSPECTOR = next(account.user for account in county.NAMED if "Inspector" in account.roles)


class Case(NamedTuple):
	"""Points: days ago at which they are proposed, for whom, by which code, and where it ends."""

	days: int
	unit: str
	code: str
	facts: str
	ends: str
	person: str = ""
	licence: str = ""


CASES = (
	Case(210, "QL-A1", "JG-05", "病案室缺失上季度住院病历3份，患者两次申请复印未果。", "Confirmed"),
	Case(150, "QL-A1", "JG-07", "医疗废物暂存间内锐器与生活垃圾混放，连续四天无交接登记。", "Confirmed"),
	Case(85, "QL-A1", "JG-11", "口腔门诊一名未取得护士执业证书的人员独立进行静脉采血。", "Confirmed"),
	Case(
		70,
		"QL-A1",
		"RY-04",
		"胃镜检查前未说明麻醉风险，知情同意书由家属事后补签。",
		"Upheld",
		"牟景行",
		"110339900000018",
	),
	Case(55, "QL-CDC", "RY-01", "预防接种登记4份由他人代签。", "Revoked", "戚文澜", "110339900000026"),
	Case(
		4,
		"QL-A2",
		"RY-05",
		"上呼吸道感染处方中5张无指征使用头孢类抗菌药物。",
		"",
		"阚知微",
		"110339900000034",
	),
)
HEARD = {
	"statement": "当事人书面陈述：情况属实，已整改，请求从轻。",
	"confirmation_note": "现场笔录、照片和病历复印件相互印证，事实清楚，适用代码准确。",
}
APPEAL = {"appeal_reason": "认为与事实有出入，请求复核。"}
DECISIONS = {
	"Upheld": ("Uphold", "调阅检查申请单和监控，同意书签署时间在检查之后，原记分维持。"),
	"Revoked": ("Revoke", "调阅排班表和笔迹说明，登记系当班人员本人签署，原认定不成立，予以撤销。"),
}


def spawn_all(world: World) -> None:
	"""Put the points into the world's order."""
	for case in CASES:
		day = world.calendar.next_working_day(world.today - timedelta(days=case.days))
		world.spawn(way(world, case), datetime.combine(day, MORNING))


def way(world: World, case: Case) -> Way:
	"""The inspector proposes, discipline confirms, the unit appeals, the administrator decides."""
	rng = world.rng(f"demerit:{case.code}:{case.unit}")
	who = {"kind": "Practitioner" if case.person else "Institution", "practitioner_name": case.person}
	with world.as_user(INSPECTOR):
		name = (
			frappe.get_doc(
				doctype=DEMERIT,
				unit=case.unit,
				proposing_unit=county.BUREAU,
				code=case.code,
				occurred_on=world.now.date() - timedelta(days=2),
				facts=case.facts,
				evidence_note="现场笔录、照片，存局督导检查组。",
				licence_number=case.licence,
				**who,
			)
			.insert()
			.name
		)
	if not case.ends:
		return
	yield world.later(rng, 3, 6)
	world.act(county.DISCIPLINE.user, DEMERIT, name, "Confirm Points", HEARD)
	if case.ends == "Confirmed":
		return
	yield world.later(rng, 3, 6)
	world.act(world.officer(case.unit), DEMERIT, name, "Appeal", APPEAL)
	yield world.later(rng, 5, 9)
	action, decision = DECISIONS[case.ends]
	world.act(county.ADMINISTRATOR.user, DEMERIT, name, action, {"appeal_decision": decision})

"""A round of awards in the county 评优评先: judged, voted for, one unit awarded and one vetoed (C7, T7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules.transitions import COMMENDATION
from healthtalk_app.services.commendations import jury, vetoes, votes

MORNING = time(9, 40)
GIVES = next(account.user for account in county.NAMED if "Appraiser" in account.roles)
JURORS = tuple(f"{unit.lower()}.jb@{county.EMAIL_DOMAIN}" for unit in county.STAFFED_DEPARTMENTS)
DAYS = 26
DOCUMENT = "青卫〔{year}〕41号"


class Nominee(NamedTuple):
	"""A unit that is nominated: what for, the points of the jurors, how many vote, and where it ends."""

	unit: str
	merits: str
	points: tuple[float, ...]
	votes: int
	ends: str


NOMINEES = (
	Nominee(
		"QL-A2",
		"全年按月开展健康说事，慢性病配药、预约转诊等群众反映集中的事项件件有回音；公开承诺按期兑现。",
		(93, 91.5, 92, 90),
		46,
		"Awarded",
	),
	Nominee(
		"QL-CDC",
		"把预防接种门诊搬进乡镇集市，预约时段加密，留观区改造后群众等候时间缩短一半。",
		(88, 90, 86.5, 89),
		31,
		"Shortlisted",
	),
	Nominee(
		"QL-B2",
		"收费窗口实行首问负责，全年上门说事12场，办理事项按时办结率较高。",
		(85, 84, 86, 83),
		12,
		"Vetoed",
	),
)


def spawn_all(world: World) -> None:
	"""The round lies in the last month."""
	begin = world.calendar.next_working_day(world.today - timedelta(days=DAYS))
	world.spawn(round_way(world), datetime.combine(begin, MORNING))


def round_way(world: World) -> Way:
	"""Called, nominated, judged, voted for; one is awarded, one vetoed, one still made public."""
	today = world.now.date()
	with world.as_user(GIVES):
		about = frappe.get_doc(
			doctype="Commendation Round",
			title=f"{today.year}年度“健康说事”评优评先",
			kind="Advanced Unit",
			award=f"{today.year}年度“健康说事”先进单位",
			unit=county.BUREAU,
			year=today.year,
			period_from=world.today - timedelta(days=365),
			period_to=world.today,
			places=2,
			basis="县局《“健康说事”工作办法》第十八条",
			conditions="说事频次达标，办理按时，群众满意；没有一票否决情形。",
			nominations_until=today + timedelta(days=5),
			jury=[{"user": user, "stands_for": "局机关科室"} for user in JURORS],
			public_vote=1,
			vote_from=today + timedelta(days=6),
			vote_to=today + timedelta(days=12),
		).insert()
	names = {}
	for nominee in NOMINEES:
		yield world.now + timedelta(minutes=25)
		with world.as_user(world.officer(nominee.unit)):
			title = frappe.get_cached_value("Health Unit", nominee.unit, "unit_name")
			doc = frappe.get_doc(doctype=COMMENDATION, round=about.name, unit=nominee.unit, title=title)
			doc.update({"merits": nominee.merits, "public_summary": nominee.merits[:60]})
			names[nominee.unit] = doc.insert().name
	yield datetime.combine(today + timedelta(days=8), time(15, 0))
	for nominee in NOMINEES:
		for number in range(nominee.votes):
			votes.cast(names[nominee.unit], f"device:demo-{nominee.unit}-{number}", votes.ONLINE)
		for user, points in zip(JURORS, nominee.points, strict=True):
			with world.as_user(user):
				jury.give(frappe.get_doc(COMMENDATION, names[nominee.unit], for_update=True), points)
	yield datetime.combine(today + timedelta(days=13), time(9, 30))
	for nominee in NOMINEES:
		decide(world, names[nominee.unit], nominee.ends)
	yield datetime.combine(today + timedelta(days=20), time(9, 30))
	for nominee in NOMINEES:
		doc = frappe.get_doc(COMMENDATION, names[nominee.unit])
		if nominee.ends == "Awarded" and doc.status == "Shortlisted" and not vetoes.found(doc):
			given = {"decision_document": DOCUMENT.format(year=today.year)}
			world.act(GIVES, COMMENDATION, names[nominee.unit], "Give Award", given)


def decide(world: World, name: str, ends: str) -> None:
	"""What is vetoed on the day is vetoed, whatever the demo has in mind for it."""
	doc = frappe.get_doc(COMMENDATION, name)
	if ends == "Vetoed" or vetoes.found(doc):
		veto(world, name)
		return
	world.act(GIVES, COMMENDATION, name, "Shortlist", {"jury_opinion": "同意入围，按规定公示。"})


def veto(world: World, name: str) -> None:
	"""Where the check finds nothing after all, for the county's year was another one, it is declined."""
	if vetoes.found(frappe.get_doc(COMMENDATION, name)):
		reason = "评选年度内有人员被追究责任，按规定一票否决。"
		world.act(GIVES, COMMENDATION, name, "Veto", {"veto_reason": reason})
	else:
		world.act(GIVES, COMMENDATION, name, "Decline Nomination", {"decline_reason": "评审得分靠后。"})

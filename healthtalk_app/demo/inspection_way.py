"""Inspections of the county: a mystery visit that was put right, one that found the motions, one to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.inspections import feedback

INSPECTION = "Inspection"
INSPECTOR = next(account for account in county.NAMED if account.login == "ducha").user
MORNING = time(9, 20)
# days before today on which each was planned
MYSTERY, MOTIONS, COMING = 70, 20, 2
WINDOW = {
	"3": ("两个窗口工作人员头也不抬，回答“自己看墙上”。", "暗访记录，9时40分、10时15分"),
	"8": ("公示的投诉电话拨打三次无人接听，意见箱开箱登记停在三个月前。", "通话记录截图；开箱登记照片"),
}
# who visits in secret has no hand in what follows
TEAMS = {
	"Mystery": [
		{"member_name": "尤暗访", "member_unit": "QL-ZH", "leader": 1},
		{"member_name": "许暗访", "member_unit": "QL-ZH"},
	]
}
GENERAL = {
	"7": ("自查问题清单只有两条，均写“已整改”，现场仍然存在。", "问题清单复印件，现场照片"),
	"12": ("五份会议记录笔迹、用纸一致，日期与签到表不符。", "会议记录和签到表复印件"),
}


def spawn_all(world: World) -> None:
	"""Put the inspections into the world's order."""
	for way, days in ((mystery, MYSTERY), (motions, MOTIONS), (coming, COMING)):
		world.spawn(way(world), datetime.combine(world.today - timedelta(days=days), MORNING))


def planned(world: World, unit: str, template: str, kind: str, days: int) -> str:
	"""The bureau's inspector plans an inspection and takes somebody along."""
	day = world.now.date()
	with world.as_user(INSPECTOR):
		doc = frappe.get_doc(
			doctype=INSPECTION,
			unit=unit,
			inspecting_unit=county.BUREAU,
			template=template,
			kind=kind,
			planned_from=day,
			planned_to=day + timedelta(days=days),
			team=TEAMS.get(kind)
			or [
				{"user": INSPECTOR, "member_name": world.staff.name(INSPECTOR), "leader": 1},
				{"member_name": "褚督查", "member_unit": "QL-ZH"},
			],
		)
		return doc.insert().name


def looked(world: World, name: str, failed: Mapping[str, tuple[str, str]]) -> None:
	"""On site: what failed, and what shows it; all else passed."""
	world.act(INSPECTOR, INSPECTION, name, "Begin Inspection")
	with world.as_user(INSPECTOR):
		doc = frappe.get_doc(INSPECTION, name)
		for row in doc.items:
			row.result = "Fail" if row.item_no in failed else "Pass"
			if row.item_no in failed:
				row.finding, row.evidence_note = failed[row.item_no]
		doc.save()


def told(world: World, name: str, opinion: str, **more: object) -> None:
	"""The feedback letter."""
	day = world.now.date()
	terms = {"rectify_by": day + timedelta(days=15), "answer_by": day + timedelta(days=5)}
	values = {"opinion": opinion, "review_contact": "0570-5550012", **terms}
	if more:
		with world.as_user(INSPECTOR):
			frappe.get_doc(INSPECTION, name).update(more).save()
	world.act(INSPECTOR, INSPECTION, name, "Issue Feedback", values)


def mystery(world: World) -> Way:
	"""督查暗访 at a window: two items fail; the unit answers, puts them right, and it is closed."""
	unit, rng = "QL-A2", world.rng("inspection:mystery")
	name = planned(world, unit, "CK", "Mystery", 7)
	yield world.later(rng, 1, 3)
	looked(world, name, WINDOW)
	yield world.later(rng, 1, 2)
	told(world, name, "环境整洁，流程清楚；窗口态度和投诉渠道问题突出，群众反映强烈。")
	yield world.later(rng, 1, 3)
	with world.as_user(world.officer(unit)):
		letter = frappe.db.get_value(INSPECTION, name, "feedback")
		feedback.answer(letter, "接受意见。已召开窗口人员会议，逐项制定措施，限期整改。", "院办公室")
	yield world.now + timedelta(days=30)
	orders = {"source_doctype": feedback.LETTER, "source_name": letter}
	# get_all: the county's own play reads everything
	if all(status == "Verified" for status in frappe.get_all("Rectification", orders, pluck="status")):
		world.act(INSPECTOR, INSPECTION, name, "Close", {"conclusion": "两项问题均已整改并销号。"})


def motions(world: World) -> Way:
	"""走过场: the papers of a campaign were written the day before."""
	name = planned(world, "QL-B1", "ZH", "Irregular", 5)
	yield world.later(world.rng("inspection:motions"), 1, 3)
	looked(world, name, GENERAL)
	yield world.later(world.rng("inspection:letter"), 1, 2)
	reason = "自查台账和会议记录系检查前补写，问题清单与现场不符。"
	opinion = "组织领导和动员学习有记录，自查自纠和台账不真实。"
	told(world, name, opinion, perfunctory=1, perfunctory_reason=reason)


def coming(world: World) -> Way:
	"""What is planned for the days to come."""
	planned(world, "QL-C1", "SF", "Regular", 10)
	return
	yield

"""What three units promise in public 公开承诺, how it is kept, and how everyone rates it 大家评 (C4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.commitments import commitment_progress, commitment_ratings, commitment_view

DOCTYPE = "Public Commitment"
MORNING = time(9, 20)
LEVELS = ("Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied")
NOTES = ("不记名。", "改了以后快多了。", "希望坚持下去。", "")


class Promise(NamedTuple):
	"""A promise: days ago at which it is written, for how many days, and how it is kept in the end."""

	days: int
	lasts: int
	unit: str
	title: str
	content: str
	measures: tuple[str, ...]
	progress: tuple[str, ...]
	ends: str
	raters: int


PROMISES = (
	Promise(
		150,
		90,
		"QL-A1",
		"排队不超过一刻钟",
		"门诊挂号、缴费、取药，每个环节排队不超过15分钟。",
		("上午高峰时段加开第三个收费窗口。", "自助机旁安排志愿者帮助老年人。"),
		("第三个收费窗口启用。", "志愿者排班表公布。"),
		"Fulfilled",
		23,
	),
	Promise(
		120,
		80,
		"QL-CDC",
		"预防接种留观满三十分钟",
		"每名接种者留观满30分钟，留观区有座位、有人看护。",
		("扩建留观区，增加座位20个。", "门口扫码计时，不满时间系统提醒。"),
		("留观区增加座位12个。",),
		"Partly Fulfilled",
		17,
	),
	Promise(
		30,
		75,
		"QL-A2",
		"慢性病配药不跑第二趟",
		"高血压、糖尿病患者来院一次，开足一个月的药。",
		("长期处方目录上墙。", "药房每周核对库存，缺药三天内配齐。"),
		("长期处方目录上墙。",),
		"",
		9,
	),
)
RESULT = {
	"Fulfilled": ("措施全部落实，抽查12个时段，最长等候14分钟。", None),
	"Partly Fulfilled": ("扫码计时已经启用；座位增加12个，还差8个。", "场地改造未完工，预计下季度完成。"),
}


def spawn_all(world: World) -> None:
	"""Let each promise begin when its day comes."""
	for promise in PROMISES:
		day = world.calendar.next_working_day(world.today - timedelta(days=promise.days))
		world.spawn(way(world, promise), datetime.combine(day, MORNING))


def way(world: World, promise: Promise) -> Way:
	"""Written by the officer, approved above, published, kept and rated; verified by somebody else."""
	rng = world.rng(f"commitment:{promise.title}")
	officer, above = world.officer(promise.unit), world.leader(county.BUREAU)
	due = world.now.date() + timedelta(days=promise.lasts)
	with world.as_user(officer):
		person = world.staff.name(world.leader(promise.unit))
		name = (
			frappe.get_doc(
				doctype=DOCTYPE,
				title=promise.title,
				unit=promise.unit,
				content=promise.content,
				branch="党支部",
				due_on=due,
				measures=[
					{"measure": measure, "responsible_person": person, "due_on": due - timedelta(days=10)}
					for measure in promise.measures
				],
			)
			.insert()
			.name
		)
	yield world.later(rng, 1, 2)
	world.act(
		above, DOCTYPE, name, "Approve Commitment", {"approval_opinion": "承诺具体、可核查，同意公示。"}
	)
	yield world.later(rng, 1, 2)
	world.act(officer, DOCTYPE, name, "Publish Commitment")
	for note in promise.progress:
		yield world.later(rng, 5, 9)
		with world.as_user(officer):
			doc = frappe.get_doc(DOCTYPE, name, for_update=True)
			commitment_progress.note_progress(doc, note, evidence_note="照片和登记簿，存办公室。")
	yield world.later(rng, 2, 4)
	everyone_rates(world, name, promise)
	if not promise.ends:
		return
	yield world.opening(world.calendar.next_working_day(due - timedelta(days=3)))
	result, reason = RESULT[promise.ends]
	with world.as_user(officer):
		doc = frappe.get_doc(DOCTYPE, name)
		for row in doc.measures[: None if promise.ends == "Fulfilled" else -1]:
			row.done = 1
		doc.save()
	values = {"result": result, "shortfall_reason": reason, "evidence_note": "现场计时记录，存办公室。"}
	world.act(officer, DOCTYPE, name, f"Report {promise.ends}", values)
	if promise.ends == "Fulfilled":
		yield world.later(rng, 3, 5)
		world.act(above, DOCTYPE, name, "Verify Result", {"verification_note": "两次现场计时，情况属实。"})


def everyone_rates(world: World, name: str, promise: Promise) -> None:
	"""Residents by their telephones, staff and leaders of all units in the desk."""
	rng = world.rng(f"rating:{promise.title}")
	for number in range(promise.raters):
		(level,) = rng.choices(LEVELS, (48, 30, 14, 6, 2))
		said = rng.choice(NOTES)
		commitment_ratings.cast(name, "Residents", f"device:demo-{number}", level, said, "Online")
	for user in sorted({*world.staff.officer.values(), *world.staff.leader.values()})[: promise.raters]:
		(level,) = rng.choices(LEVELS, (40, 40, 15, 4, 1))
		commitment_view.rate_in_desk(name, user, level, None)

"""Study of the county's units 学习培训 (T2, E2): two sessions held, with notes and an exam, one planned."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World

DOCTYPE = "Study Record"
MORNING = time(9, 40)
# days ago (before nought: ahead), unit, kind, topic, lecturer, with an exam or not, headcount of the unit
SESSIONS = (
	(110, "QL-A1", "Professional Ethics", "医疗机构工作人员廉洁从业九项准则", "局纪检组 周正", True, 86),
	(38, "QL-CDC", "Professional Training", "预防接种规范与告知沟通", "市疾控中心 郑敏", False, 42),
	(-6, "QL-A2", "Campaign Study", "行风建设专项活动动员学习", "院长", False, 64),
)
LISTED = 12
REMARK = "结合岗位谈了体会，措施具体。"


def spawn_all(world: World) -> None:
	"""Let each session begin some days before it is held."""
	for session in SESSIONS:
		day = world.calendar.next_working_day(world.today - timedelta(days=session[0]))
		entered = min(day, world.today - timedelta(days=1)) - timedelta(days=3)
		world.spawn(way(world, day, *session[1:]), datetime.combine(entered, MORNING))


def way(
	world: World, day: date, unit: str, kind: str, topic: str, lecturer: str, has_exam: bool, people: int
) -> Way:
	"""Planned with its list; held, with notes; checked by the head some days later."""
	rng, officer = world.rng(f"study:{topic}"), world.officer(unit)
	frappe.db.set_value("Health Unit", unit, "headcount", people)
	with world.as_user(officer):
		doc = frappe.get_doc(
			doctype=DOCTYPE,
			topic=topic,
			kind=kind,
			unit=unit,
			study_date=day,
			hours=2,
			place="三楼会议室",
			lecturer=lecturer,
			content="集体学习原文，结合本单位案例讨论，每人写一份心得。",
			has_exam=int(has_exam),
			attendees=[{"attendee_name": name} for name in names(rng)],
		).insert()
	yield datetime.combine(day, time(16, 45))
	save(world, officer, doc.name, lambda row, place: attended(row, place, rng, has_exam))
	yield world.later(rng, 2, 4)
	save(world, officer, doc.name, checked)


def names(rng: Random) -> list[str]:
	"""As many different names as a session has people."""
	found: dict[str, None] = {}
	while len(found) < LISTED:
		found["".join((rng.choice(county.SURNAMES), *rng.sample(county.GIVEN, 2)))] = None
	return list(found)


def save(world: World, officer: str, name: str, change: Any) -> None:
	"""Change every row of a session as its officer."""
	with world.as_user(officer):
		doc = frappe.get_doc(DOCTYPE, name)
		for place, row in enumerate(doc.attendees):
			change(row, place)
		doc.save()


def attended(row: Any, place: int, rng: Random, has_exam: bool) -> None:
	"""One was on leave, one did not come; of the others most handed in a note."""
	row.state = {LISTED - 1: "Absent", LISTED - 2: "On Leave"}.get(place, "Present")
	if row.state != "Present":
		return
	row.note_handed_in = int(place % 4 != 3)
	if has_exam:
		row.sat_exam, row.exam_score = 1, rng.randrange(52, 100)


def checked(row: Any, place: int) -> None:
	"""The head looks at two notes of three."""
	if row.note_handed_in and place % 3 != 2:
		row.note_checked_by, row.note_remark = "党支部书记", REMARK

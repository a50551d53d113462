"""Two satisfaction surveys a year 满意度调查 (P4): the first published, the second still open."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.surveys import survey_answers

DOCTYPE = "Satisfaction Survey"
QUESTIONS = (
	{"question": "您对医务人员的态度满意吗？", "kind": "Level", "weight": 1},
	{"question": "您对就诊环境满意吗？", "kind": "Level", "weight": 1},
	{
		"question": "您这次等候就诊用了多久？",
		"kind": "Choice",
		"options": "半小时以内\n半小时到一小时\n一小时以上",
	},
	{"question": "总的来说，您对这次就医满意吗？", "kind": "Level", "weight": 2, "overall": 1},
	{"question": "您还有什么想对我们说的？", "kind": "Text"},
)
INTRODUCTION = "您好！为了改进服务，请您花两分钟回答下面的问题。本问卷不记名。"
# days ago at which they open, days that they last, and how often each level is ticked
HALVES = (
	("上半年门诊病人满意度调查", 200, 21, (55, 28, 10, 5, 2)),
	("下半年门诊病人满意度调查", 12, 30, (60, 26, 9, 4, 1)),
)
TARGET, UNITS = 30, 5


def spawn_all(world: World) -> None:
	"""Let both surveys begin when their day comes."""
	made: list[str] = []
	for title, days_ago, lasts, ticked in HALVES:
		day = world.calendar.next_working_day(world.today - timedelta(days=days_ago))
		world.spawn(way(world, title, lasts, ticked, made), world.opening(day) + timedelta(hours=1))


def way(world: World, title: str, lasts: int, ticked: tuple[int, ...], made: list[str]) -> Way:
	"""Draft, open, papers of some days, close and publish."""
	rng = world.rng(f"survey:{title}")
	officer, leader = world.officer(county.BUREAU), world.leader(county.BUREAU)
	asked = [unit.code for unit in county.units() if unit.kind == "Branch" and not unit.closed_days_ago][
		:UNITS
	]
	with world.as_user(officer):
		doc = frappe.get_doc(
			doctype=DOCTYPE,
			title=f"{world.now.year}年{title}",
			unit=county.BUREAU,
			introduction=INTRODUCTION,
			opens_on=world.now.date(),
			closes_on=world.now.date() + timedelta(days=lasts),
			questions=[dict(row) for row in QUESTIONS],
			samples=[{"unit": unit, "target": TARGET} for unit in asked],
			previous=made[-1] if made else None,
		).insert()
	made.append(doc.name)
	world.act(officer, DOCTYPE, doc.name, "Open Survey")
	yield world.later(rng, 3, 5)
	for place, unit in enumerate(asked):
		# the last unit does not reach its sample
		count = TARGET // 2 if place == UNITS - 1 else TARGET + rng.randrange(0, 25)
		with world.as_user(officer):
			survey_answers.enter_papers(frappe.get_doc(DOCTYPE, doc.name), unit, papers(rng, count, ticked))
	yield world.opening(world.calendar.next_working_day(doc.closes_on + timedelta(days=1)))
	world.act(officer, DOCTYPE, doc.name, "Close Survey")
	yield world.later(rng, 2, 4)
	world.act(leader, DOCTYPE, doc.name, "Publish Results")


def papers(rng: Random, count: int, ticked: tuple[int, ...]) -> str:
	"""Filled-in papers as a clerk enters them."""
	lines = []
	for _paper in range(count):
		first, second, overall = rng.choices(range(1, 6), ticked, k=3)
		lines.append(f"{first} {second} {rng.choices((1, 2, 3), (5, 3, 2))[0]} {overall}")
	return "\n".join(lines)

"""Self-checks of two units 自查 (C2, T6): what they found becomes rectifications that take their course."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.self_checks import self_check

MORNING = time(8, 50)
# days ago, unit, title, and its problems: class, channel, problem, cause, measure, person, days for it
CHECKS = (
	(
		45,
		"QL-A1",
		"行风建设动员阶段自查",
		(
			(
				"Inconvenient",
				"Asked Below",
				"门诊药房中午无人发药，群众要等到下午。",
				"药房排班没有考虑午间取药。",
				"设午间窗口，两人轮值。",
				"药剂科主任",
				20,
			),
			(
				"Worried",
				"Social Supervisor",
				"住院费用日清单送达不及时，家属不清楚花了多少。",
				"护士站打印后集中发放，隔天才到。",
				"每日下午四点前送到床头并签收。",
				"护理部主任",
				25,
			),
			(
				"Dissatisfied",
				"Opinion Box",
				"导诊台问路时工作人员态度生硬。",
				"导诊员轮换频繁，没有岗前培训。",
				"岗前培训，推行首问负责。",
				"门诊部主任",
				30,
			),
		),
	),
	(
		1,
		"QL-CDC",
		"接种门诊服务自查",
		(
			(
				"Inconvenient",
				"Listened Inside",
				"预约系统高峰期打不开。",
				"服务器带宽不足。",
				"错峰放号，向县里申请扩容。",
				"信息科科长",
				15,
			),
		),
	),
)
FIELDS = ("classification", "found_through", "problem", "cause", "measure", "responsible_person")


def spawn_all(world: World) -> None:
	"""Let each self-check be written down on its day."""
	for days, unit, title, problems in CHECKS:
		day = world.calendar.next_working_day(world.today - timedelta(days=days))
		at = datetime.combine(min(day, world.today - timedelta(days=1)), MORNING)
		world.spawn(way(world, unit, title, problems), at)


def way(world: World, unit: str, title: str, problems: tuple[tuple, ...]) -> Way:
	"""Written down by the officer, handed in the next day; of yesterday's it stays a draft."""
	rng, officer = world.rng(f"self-check:{title}"), world.officer(unit)
	rows = [
		{
			**dict(zip(FIELDS, problem, strict=False)),
			"due_on": world.now.date() + timedelta(days=problem[-1]),
		}
		for problem in problems
	]
	values = {"title": title, "unit": unit, "checked_on": world.now.date(), "checked_by": "班子成员"}
	with world.as_user(officer):
		doc = frappe.get_doc(doctype=self_check.CHECK, problems=rows, **values).insert()
	yield world.later(rng, 1, 1)
	with world.as_user(officer):
		self_check.hand_in(doc.name)

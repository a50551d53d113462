"""One campaign 专项活动 of four phases, under way (C1–C5, T5, P6): most units keep up, one sends too little,
one is late, and one goes through the motions.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import frappe
from frappe.utils import add_days, get_datetime, getdate

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.campaigns import activation, templates
from healthtalk_app.services.runs import DOCTYPE as RUN

DOCTYPE, TASK = "Conduct Campaign", "Unit Task"
DAYS_AGO = 75
TEMPLATES = ("专项活动四阶段", "“五个一”考核验收", "惠民便民项目数据报送")
KINDS = ("Branch", "Public Health Unit")
# hands in one of three, and late
BEHIND = 4
DONE = "已按要求完成，材料已归档备查。"
MEMBERS = (
	("Leading Group", "Head", "局长", "负总责"),
	("Leading Group", "Deputy Head", "分管副局长", "组织协调"),
	("General Team", "Head", "办公室主任", "方案、调度、汇总"),
	("Publicity Team", "Head", "宣传干事", "新闻宣传和信息报送"),
	("Inspection Team", "Head", "监督科科长", "督导检查和验收"),
)


def spawn_all(world: World) -> None:
	"""Let the campaign begin on its day."""
	day = world.calendar.next_working_day(world.today - timedelta(days=DAYS_AGO))
	world.spawn(way(world), world.opening(day) + timedelta(minutes=20))


def way(world: World) -> Way:
	"""Draft, activation, then what units hand in week by week."""
	name = begin(world)
	run = frappe.db.get_value(RUN, {"reference_name": name})
	activation.work(run)
	rng = world.rng("campaign")
	tasks = owed(name, world)
	yield world.now + timedelta(minutes=1)
	for task in tasks:
		moment = datetime.combine(handed_in_on(task, rng), time(9 + rng.randrange(8), rng.randrange(60)))
		world.spawn(task_way(world, task, rng.random()), world.in_office(moment, rng))


def begin(world: World) -> str:
	"""The bureau's officer writes the campaign down from the templates; its leader starts it."""
	officer, leader = world.officer(county.BUREAU), world.leader(county.BUREAU)
	first = world.now.date()
	with world.as_user(officer):
		doc = frappe.get_doc(
			doctype=DOCTYPE,
			title=f"“优化发展环境、强化服务意识”专项活动（{first.year}年）",
			unit=county.BUREAU,
			basis="县委、县政府关于开展“履职承诺大家评”活动的部署",
			goals="转变作风、改进服务、规范收费、提高群众满意度。",
			scope_note="局机关及局属各医疗卫生机构",
			starts_on=first,
			units=[{"unit": unit.code, "with_below": 0} for unit in taking_part()],
			members=[dict(zip(("team", "post", "person_name", "duty"), row, strict=True)) for row in MEMBERS],
		).insert()
		for template in TEMPLATES:
			templates.load(doc, template, first)
	world.act(leader, DOCTYPE, doc.name, "Activate")
	return doc.name


def taking_part() -> list[county.Unit]:
	"""The units of the first medical group and the public-health units."""
	open_units = [unit for unit in county.units() if not unit.closed_days_ago]
	group = next(unit.code for unit in open_units if unit.kind == "Group Headquarters")
	return [
		unit
		for unit in open_units
		if unit.code == group or (unit.kind in KINDS and (unit.parent == group or unit.kind == KINDS[1]))
	]


def owed(campaign: str, world: World) -> list[Any]:
	"""What falls due before today, the late unit's last."""
	rows = frappe.get_all(
		TASK,
		{"campaign": campaign, "due_at": ("<", add_days(world.today, 10))},
		["name", "unit", "kind", "due_at", "is_meeting", "period", "period_end"],
		order_by="due_at, unit, subject",
	)
	behind = sorted({row.unit for row in rows})[BEHIND]
	return [row for at, row in enumerate(rows) if row.unit != behind or at % 3 == 0]


def handed_in_on(task: Any, rng: Random) -> Any:
	"""Mostly some days before its date, now and then after it."""
	late = rng.random() < 0.08
	return getdate(task.due_at) + timedelta(days=rng.randrange(1, 6) if late else -rng.randrange(1, 8))


def task_way(world: World, task: Any, chance: float) -> Way:
	"""Handed in, and then accepted, sent back or left waiting."""
	rng = world.rng(f"task:{task.name}")
	officer = world.officer(task.unit)
	if get_datetime(task.period_end or world.now).date() > world.now.date() and task.kind == "Figures":
		# figures of a month are known when it is over
		yield world.opening(world.calendar.next_working_day(getdate(task.period_end) + timedelta(days=2)))
	world.act(officer, TASK, task.name, "Hand In", result(world, task, rng))
	if chance > 0.7:
		return
	yield world.later(rng, 1, 4)
	leader = world.leader(county.BUREAU)
	if chance < 0.03:
		due = add_days(world.now.date(), 7)
		note = {"review_note": "材料过于简单，缺少具体措施和责任人，请补充后重报。", "new_due": due}
		world.act(leader, TASK, task.name, "Send Back", note)
	else:
		world.act(leader, TASK, task.name, "Accept")


def result(world: World, task: Any, rng: Random) -> dict[str, Any]:
	"""What a unit hands in."""
	given: dict[str, Any] = {"completion": DONE, "evidence_note": "单位档案室专项活动卷宗"}
	if task.is_meeting:
		given |= {
			"meeting_on": world.now.date(),
			"attendance": rng.randrange(18, 90),
			"minutes": "传达活动要求，通报进展和存在问题，部署下一步工作。",
		}
	if task.kind == "Figures":
		doc = frappe.get_doc(TASK, task.name)
		given["figures"] = [value(row, Random(f"{task.unit}:{row.figure}"), rng) for row in doc.figures]
	return given


def value(row: Any, base: Random, rng: Random) -> dict[str, Any]:
	"""A number near what the unit always returns, with the year before and a word where it jumped."""
	usual = base.randrange(40, 900)
	now = round(usual * rng.uniform(0.85, 1.2))
	before = round(usual * rng.uniform(0.8, 1.05))
	reason = "上月设备检修，本月恢复正常。" if rng.random() < 0.1 else None
	return {**row.as_dict(), "value": str(now), "last_year": str(before), "reason": reason}

"""The quarter's plan of inspections 督导检查计划 (C5, T4): drawn before a witness, one visit under way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.metrics import coverage
from healthtalk_app.rules import inspections as rules
from healthtalk_app.services.inspections import entry, plan

MORNING = time(9, 30)
INSPECTOR = next(account.user for account in county.NAMED if "Inspector" in account.roles)
# plan, line of work, area, units wanted, whether a visit follows
PLANS = (
	("Window Service", "QL-A", 2, True),
	("Charges", None, 2, False),
)
SAID, WITNESS = "当日福彩3D开奖号 407", "县人大代表 沈建国"
FOUND = "收费窗口公示的价格缺少新增的检验项目，公示栏落款日期为去年。"


def spawn_all(world: World) -> None:
	"""Plan in the first days of the quarter."""
	first = coverage.quarter(world.today).start
	for number, (domain, area, wanted, visited) in enumerate(PLANS):
		day = world.calendar.next_working_day(first + timedelta(days=3 + 2 * number))
		if day < world.today:
			world.spawn(way(world, domain, area, wanted, visited), datetime.combine(day, MORNING))


def way(world: World, domain: str, area: str | None, wanted: int, visited: bool) -> Way:
	"""Sealed, drawn two days later, the inspections made; the first one is under way."""
	rng = world.rng(f"plan:{domain}")
	template = frappe.db.get_value("Inspection Template", {"domain": domain, "enabled": 1})
	if not template:
		return
	name = planned(world, template, area, wanted)
	yield world.later(rng, 1, 2)
	with world.as_user(INSPECTOR):
		plan.draw(frappe.get_doc(plan.DOCTYPE, name, for_update=True), SAID, WITNESS)
		made = plan.make_inspections(frappe.get_doc(plan.DOCTYPE, name, for_update=True))
	if not (visited and made):
		return
	yield world.later(rng, 3, 5)
	with world.as_user(INSPECTOR):
		look_at(world, made[0])


def planned(world: World, template: str, area: str | None, wanted: int) -> str:
	"""A plan with its seed sealed; from three people of the bureau two are drawn for each unit."""
	today: date = world.now.date()
	people = (INSPECTOR, world.leader(county.BUREAU), world.officer(county.BUREAU))
	with world.as_user(INSPECTOR):
		doc = frappe.get_doc(
			doctype=plan.DOCTYPE,
			unit=county.BUREAU,
			template=template,
			area=area,
			units_wanted=wanted,
			planned_from=today,
			inspectors=[{"user": user} for user in dict.fromkeys(people)],
		).insert()
		plan.seal(doc)
	return doc.name


def look_at(world: World, name: str) -> None:
	"""Enter most items as the telephone sends them; one failed."""
	doc = frappe.get_doc(entry.DOCTYPE, name)
	if frappe.session.user not in {row.user for row in doc.team}:
		return
	blank = {"result": "", "finding": "", "deduction": 0}
	items = [{"row": row.name, **blank, "result": rules.PASS, "was": blank} for row in doc.items[:-2]]
	items[1].update(result=rules.FAIL, finding=FOUND)
	entry.enter(name, sha256(f"{world.seed}:{name}".encode()).hexdigest()[:32], items)

"""Stage summaries of the county 阶段性工作总结: the bureau's half-year, issued, and a branch's draft (T9)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules.transitions import WORK_SUMMARY

MORNING = time(10, 5)
OWN = (
	"县卫生健康局党组把健康说事列入重点工作，主要负责人每月听取一次汇报，分管负责人每周调度，"
	"任务分解到科室、责任落实到个人。"
)
FOLLOWS = "其中反映较多的取药排队、住院清单两类问题，已在全县医共体统一整改标准。"
BRANCH = "QL-A1"


def spawn_all(world: World) -> None:
	"""A summary of the half-year that ended last, written in the week after it; a draft of the last days."""
	start, end = last_half_year(world.today)
	day = world.calendar.next_working_day(end + timedelta(days=3))
	if day < world.today:
		world.spawn(issued(world, start, end), datetime.combine(day, MORNING))
	day = world.calendar.next_working_day(world.today - timedelta(days=4))
	world.spawn(draft(world, day), datetime.combine(day, MORNING))


def last_half_year(today: date) -> tuple[date, date]:
	"""The half of a year that ended last."""
	if today.month > 6:
		return date(today.year, 1, 1), date(today.year, 6, 30)
	return date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)


def issued(world: World, start: date, end: date) -> Way:
	"""The officer drafts and adds his own words, the head of the bureau reviews and issues."""
	rng = world.rng("summary:bureau")
	with world.as_user(world.officer(county.BUREAU)):
		doc = frappe.get_doc(
			doctype=WORK_SUMMARY,
			unit=county.BUREAU,
			from_date=start,
			to_date=end,
			addressee="县人民政府",
			copied_to="各医共体总院，各公共卫生单位，局机关各科室",
		).insert()
		doc.append("paragraphs", {"section": "Organisation", "own_words": OWN, "shown": "Own Words"})
		for row in doc.paragraphs:
			if row.sentence_key == "categories":
				row.update({"own_words": FOLLOWS, "shown": "Both"})
		doc.save()
	yield world.later(rng, 2, 4)
	head = world.leader(county.BUREAU)
	world.act(head, WORK_SUMMARY, doc.name, "Review Summary", {"review_note": "同意印发。"})
	world.act(head, WORK_SUMMARY, doc.name, "Issue", {"document_number": f"青卫发〔{end.year}〕28号"})


def draft(world: World, day: date) -> Way:
	"""A branch sums up the last three months."""
	with world.as_user(world.officer(BRANCH)):
		first = (day.replace(day=1) - timedelta(days=80)).replace(day=1)
		last = day.replace(day=1) - timedelta(days=1)
		frappe.get_doc(doctype=WORK_SUMMARY, unit=BRANCH, from_date=first, to_date=last).insert()
	yield world.now

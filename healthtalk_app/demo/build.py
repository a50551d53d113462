"""Load the demo county: units and people first, then a year of work, step by step in the order of time."""

from __future__ import annotations

import json
import time as clock_time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.demo import (
	accountability_way,
	appraisal_way,
	award_way,
	campaign_way,
	clock,
	commitment_way,
	county,
	demerit_way,
	dispute_way,
	incident_way,
	inspection_plan_way,
	inspection_way,
	people,
	petition_way,
	publicity_way,
	ranking_way,
	rectification_way,
	self_check_way,
	source_way,
	study_way,
	summary_way,
	survey_way,
	topic_way,
	voice_way,
)
from healthtalk_app.demo.matter_way import AccusationWay, MatterWay
from healthtalk_app.demo.plan import DAYS, Planner, Talk, Year
from healthtalk_app.demo.talk_way import TalkWay
from healthtalk_app.demo.world import Way, World
from healthtalk_app.exceptions import DemoRefusedError, refuse
from healthtalk_app.rules.transitions import STATUSES
from healthtalk_app.services.clockwork import calendars, sweep
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.organisation import handover

MARK = "healthtalk_demo"
LEAD_TIME = 40
EVENING = time(20, 0)
COUNTED = (
	"Health Unit",
	"Talk Venue",
	"Employee",
	"Talk Session",
	"Talk Matter",
	"Referral Slip",
	"Rectification",
	"Inspection Feedback",
	"Call Back",
	"Public Evaluation",
	"Case Event",
	"Document Number",
	"Work Handover",
	"Identity Access",
)


def mark() -> dict[str, Any] | None:
	"""What is known of the demo on this site, None where there is none."""
	stored = frappe.db.get_default(MARK)
	return json.loads(stored) if stored else None


def load(seed: int = 1, force: bool = False) -> dict[str, Any]:
	"""Load the county, unless it is there; returns users, counts and seconds. Runs as Administrator.

	Raises `DemoRefusedError` on a site that has matters of its own, unless `force`.
	"""
	if mark():
		return {**report(0.0), "loaded": False}
	refuse_real_site(force)
	begun = clock_time.monotonic()
	today, rest = getdate(), Rest(seed)
	frappe.db.set_default(MARK, json.dumps({"seed": seed, "date": str(today), "state": "loading"}))
	with quiet(), clock.running(at_opening(today - timedelta(days=DAYS + LEAD_TIME))) as running:
		calendars.ensure_years(calendar_name(), range(today.year - 2, today.year + 2))
		staff = people.set_up(seed, today)
		frappe.db.commit()
		calendar = calendars.work_calendar()
		world = World(seed, today, calendar, running, staff)
		rest.plan(world, Planner(seed, today, calendar).year())
		world.run(datetime.combine(today - timedelta(days=1), EVENING))
	sweep.sweep()
	frappe.db.set_default(MARK, json.dumps({"seed": seed, "date": str(today), "state": "ready"}))
	frappe.db.commit()
	return {**report(clock_time.monotonic() - begun), "loaded": True}


def refuse_real_site(force: bool) -> None:
	if force:
		return
	if matters := len(frappe.get_all("Talk Matter", pluck="name")):
		refuse(
			_("This site has {0} matters of its own; the demo is for empty sites (--force adds it)."),
			matters,
			error=DemoRefusedError,
		)
	if frappe.db.exists("Health Unit", county.BUREAU):
		frappe.throw(
			_("A former loading of the demo was interrupted. Start with a fresh site."), DemoRefusedError
		)


def calendar_name() -> str:
	return frappe.get_cached_doc("Healthtalk Settings").calendar


def at_opening(day: date) -> datetime:
	return datetime.combine(day, time(8, 30))


@contextmanager
def quiet() -> Iterator[None]:
	"""Nobody is told of what happened long ago, neither by notices and mails nor by the platform itself.

	Its hooks on all DocTypes ("*") make workflow mails, feeds and assignments: a third of a saving's time.
	"""
	mails, hooks = frappe.flags.mute_emails, frappe.get_doc_hooks()
	frappe.set_user("Administrator")
	frappe.flags.mute_emails = True
	frappe.local.doc_events_hooks = {doctype: methods for doctype, methods in hooks.items() if doctype != "*"}
	try:
		with notices.muted():
			yield
	finally:
		frappe.flags.mute_emails = mails
		frappe.local.doc_events_hooks = hooks
		frappe.set_user("Administrator")


class Rest:
	"""Everything that is to happen, put into the world's order."""

	def __init__(self, seed: int) -> None:
		self.seed = seed

	def plan(self, world: World, year: Year) -> None:
		for talk in year.talks:
			world.spawn(TalkWay(world, talk).way(), self.announced(world, talk))
		for case in year.cases:
			rng = world.rng(f"entry:{case.key}")
			entered = world.in_office(case.raised_at, rng)
			if "written up later" in case.twists:
				entered = world.opening(world.calendar.add_working_days(entered.date(), 3)) + timedelta(
					minutes=45
				)
			world.spawn(MatterWay(world, case).way(), entered)
		for case in year.accusations:
			world.spawn(AccusationWay(world, case).way(), case.raised_at)
		survey_way.spawn_all(world)
		commitment_way.spawn_all(world)
		campaign_way.spawn_all(world)
		study_way.spawn_all(world)
		publicity_way.spawn_all(world)
		ranking_way.spawn_all(world)
		self_check_way.spawn_all(world)
		summary_way.spawn_all(world)
		topic_way.spawn_all(world)
		source_way.spawn_all(world)
		dispute_way.spawn_all(world)
		demerit_way.spawn_all(world)
		accountability_way.spawn_all(world)
		appraisal_way.spawn_all(world)
		award_way.spawn_all(world)
		incident_way.spawn_all(world)
		inspection_way.spawn_all(world)
		inspection_plan_way.spawn_all(world)
		petition_way.spawn_all(world)
		rectification_way.spawn_all(world)
		voice_way.spawn_all(world)
		self.changes(world)

	@staticmethod
	def announced(world: World, talk: Talk) -> datetime:
		"""Talks are planned one to four weeks ahead."""
		days = world.rng(f"announced:{talk.key}").randrange(7, 30)
		return world.in_office(talk.planned_start - timedelta(days=days), world.rng(talk.key))

	def changes(self, world: World) -> None:
		"""Units close, a head and an officer change."""
		for unit in county.units():
			if unit.closed_days_ago:
				world.spawn(self.closing(world, unit), self.on(world, unit.closed_days_ago, 17))
		world.spawn(self.new_leader(world), self.on(world, county.LEADER_CHANGE[1], 8))
		world.spawn(self.new_officer(world), self.on(world, county.OFFICER_CHANGE[1], 16))

	@staticmethod
	def on(world: World, days_ago: int, hour: int) -> datetime:
		return datetime.combine(world.today - timedelta(days=days_ago), time(hour, 30))

	@staticmethod
	def closing(world: World, unit: county.Unit) -> Way:
		with world.as_user(county.ADMINISTRATOR.user):
			people.close(unit, world.now.date())
		former, successor = world.staff.officer[unit.code], world.officer(unit.successor)
		world.staff.officer[unit.code] = successor
		yield world.now + timedelta(days=1)
		with world.as_user(county.ADMINISTRATOR.user):
			people.dismiss(former, world.now.date())

	def new_leader(self, world: World) -> Way:
		yield world.now
		with world.as_user(county.ADMINISTRATOR.user):
			people.change_leader(world.staff, self.seed, world.now.date())

	def new_officer(self, world: World) -> Way:
		"""Work handover 工作交接, ordered by the head of the group."""
		unit, _days, login = county.OFFICER_CHANGE
		former = world.staff.officer[unit]
		account = county.Account(login, "新任经办", unit, (county.OFFICER,), duty=county.LIAISON)
		with world.as_user(county.ADMINISTRATOR.user):
			people.succeed(account, world.staff, self.seed)
		with world.as_user(world.leader(unit)):
			handover.hand_over(former, account.user, unit, "调离岗位，工作交接。", with_duties=True)
		world.staff.officer[unit] = account.user
		yield world.now + timedelta(days=1)
		with world.as_user(county.ADMINISTRATOR.user):
			people.dismiss(former, world.now.date())


def report(seconds: float) -> dict[str, Any]:
	"""Who may log in, and how much there is."""
	names = {unit.code: unit.name for unit in county.units()}
	users = [
		{"user": a.user, "password": county.PASSWORD, "role": a.title, "unit": names[a.unit]}
		for a in county.NAMED
	]
	# every row is counted, whoever asks: this is the operator's own command
	counts: dict[str, Any] = {
		doctype: len(frappe.get_all(doctype, pluck="name")) for doctype in COUNTED if doctype not in STATUSES
	}
	for doctype, statuses in STATUSES.items():
		found = Counter(frappe.get_all(doctype, pluck="status"))
		counts[doctype] = found.total()
		counts[f"{doctype} by status"] = {status: found[status] for status in statuses}
	return {"users": users, "counts": counts, "seconds": round(seconds, 1)}

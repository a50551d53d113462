"""The engine of the demo: many cases go on at once, and everything happens in the order of time.

A case is a generator that does one step each time it is called and yields the moment of the next one. So
numbers run without gaps in the order of their dates, and every rule sees the time at which it was asked.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.demo import county
from healthtalk_app.demo.clock import Clock
from healthtalk_app.demo.people import Staff
from healthtalk_app.demo.plan import CLOSING, OPENING
from healthtalk_app.rules.workdays import Calendar
from healthtalk_app.services.steps import flow

Way = Iterator[datetime]
A_MINUTE = timedelta(minutes=1)
COMMIT_EVERY = 40


class World:
	"""The county at a moment of its year."""

	def __init__(self, seed: int, today: date, calendar: Calendar, clock: Clock, staff: Staff) -> None:
		self.seed, self.today, self.calendar, self.clock, self.staff = seed, today, calendar, clock, staff
		self.waiting: list[tuple[datetime, int, Way]] = []
		self.count = 0
		self.parents = {unit.code: unit.parent for unit in county.units()}
		self.towns = {unit.code: unit.town for unit in county.units()}

	# time
	@property
	def now(self) -> datetime:
		return self.clock.now

	def spawn(self, way: Way, at: datetime | None = None) -> None:
		"""Let a case begin at a moment, now by default."""
		self.count += 1
		heapq.heappush(self.waiting, (max(at or self.now, self.now), self.count, way))

	def run(self, until: datetime) -> None:
		"""Let everything happen up to a moment; what comes later stays as it is then."""
		steps = 0
		while self.waiting and self.waiting[0][0] <= until:
			at, _number, way = heapq.heappop(self.waiting)
			if at.date() != self.now.date():
				# who may see what depends on the day, and is remembered for one request only
				permissions.clear_tree_cache()
			self.clock.set(max(at, self.now))
			try:
				self.spawn(way, max(next(way), self.now + A_MINUTE))
			except StopIteration:
				pass
			frappe.local.message_log = []
			steps += 1
			if steps % COMMIT_EVERY == 0:
				frappe.db.commit()
		self.clock.set(max(until, self.now))

	def later(self, rng: Random, least: int, most: int) -> datetime:
		"""A moment in office hours, `least` to `most` working days from now."""
		days = rng.randint(least, most)
		soon = self.now + timedelta(minutes=rng.randrange(15, 120))
		day = soon.date()
		if not days and self.calendar.is_working_day(day) and self.minute_of(soon) < CLOSING:
			return max(soon, self.opening(day))
		day = self.calendar.add_working_days(day, max(1, days))
		return self.opening(day) + timedelta(minutes=rng.randrange(0, CLOSING - OPENING))

	def in_office(self, moment: datetime, rng: Random) -> datetime:
		"""The moment itself if the office is open then, else soon after it opens again."""
		day = moment.date()
		if self.calendar.is_working_day(day) and OPENING <= self.minute_of(moment) <= CLOSING + 20:
			return moment
		if not (self.calendar.is_working_day(day) and self.minute_of(moment) < OPENING):
			day = self.calendar.next_working_day(day)
		return self.opening(day) + timedelta(minutes=rng.randrange(0, 60))

	@staticmethod
	def minute_of(moment: datetime) -> int:
		return moment.hour * 60 + moment.minute

	@staticmethod
	def opening(day: date) -> datetime:
		return datetime.combine(day, datetime.min.time()) + timedelta(minutes=OPENING)

	# people
	def rng(self, key: str) -> Random:
		return Random(f"{self.seed}:way:{key}")

	def officer(self, unit: str | None) -> str:
		"""Who works on a unit's papers: its own officer, else the one of the unit above."""
		return self._nearest(self.staff.officer, unit)

	def leader(self, unit: str | None) -> str:
		"""Who leads a unit: its own head, else the one of the unit above."""
		return self._nearest(self.staff.leader, unit)

	def _nearest(self, people: dict[str, str], unit: str | None) -> str:
		while unit and unit not in people:
			unit = self.parents[unit]
		return people[unit or county.BUREAU]

	@contextmanager
	def as_user(self, user: str) -> Iterator[None]:
		"""Work as somebody of the county. Nobody logs out: every step begins with somebody who logs in."""
		if frappe.session.user != user:
			# what the platform has read of its own definitions is the same for everybody
			known = frappe.local.cache
			frappe.set_user(user)
			frappe.local.cache = known
		yield

	# steps
	def act(
		self,
		user: str,
		doctype: str,
		name: str,
		action: str,
		values: dict[str, Any] | None = None,
		occurred_at: datetime | None = None,
	) -> Any:
		"""Take a workflow action as a user of the county."""
		with self.as_user(user):
			return flow.act(doctype, name, action, values, occurred_at)

	def facts(self, doctype: str, name: str, *fields: str) -> frappe._dict:
		"""How a document stands now: a closed unit's work may lie with its successor."""
		return frappe.db.get_value(doctype, name, list(fields), as_dict=True)

	def holder(self, matter: str) -> str:
		"""The unit that handles a matter now."""
		facts = self.facts("Talk Matter", matter, "lead_unit", "unit")
		return facts.lead_unit or facts.unit or county.BUREAU

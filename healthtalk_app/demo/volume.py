"""A city's volume for measuring: many matters at once, as the services would have written them.

The ways are drawn from a seed. Each is a draft that the services' own functions carry from step to step, at
the time at which the demo's clock then stands; in a large volume the same way is gone in several units.
`writer` puts thousands of them in the database at once. Nobody is told, and no versions are kept.
"""

from __future__ import annotations

import secrets
import time as clock_time
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import frappe
from frappe.utils import now_datetime

from healthtalk_app.demo import build, clock, county
from healthtalk_app.demo.plan import AT_BUREAU, CHANNELS, REGIME, read
from healthtalk_app.rules import projection
from healthtalk_app.rules.transitions import MATTER, STATUSES
from healthtalk_app.services.clockwork import calendars
from healthtalk_app.services.importing import entry, writer
from healthtalk_app.services.importing.draft import TABLES, Draft, Silence
from healthtalk_app.services.matters import evaluation, matter_clocks, matter_fields
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import states

YEARS = 3
CHUNK, ALIKE, LARGE = 2_000, 10, 20_000
RATED, SIGNED = 0.6, 0.6
EVALUATION = "Public Evaluation"
WAY = ("Accepted", "Planned", "In Progress", "Replied", "Evaluated", "Closed")
# working days from step to step, at most
TAKES = {"Accepted": 3, "Planned": 3, "In Progress": 2, "Replied": 14, "Evaluated": 6, "Closed": 3}
# how many of 27 raters say what
LEVELS = {
	"Very Satisfied": 10,
	"Satisfied": 10,
	"Basically Satisfied": 4,
	"Dissatisfied": 2,
	"Very Dissatisfied": 1,
}
HANDLERS = ("Branch", "Public Health Unit", "Group Headquarters", "Department", "Station")
HANDS = ("owner", "modified_by", "creation", "modified")


def fill(matters: int, *, seed: int = 1, units: int = 0, unfinished: float = 0.05) -> dict[str, Any]:
	"""Add `matters` matters of the last three years to the demo county, which must be loaded.

	`units` is the number of units to reach first, with stations below the branches; `unfinished` the share of
	matters that lie where they are, overdue. Returns counts and seconds. The same seed draws the same ways.
	"""
	begun = clock_time.monotonic()
	now = now_datetime()
	with build.quiet(), clock.running(now - timedelta(days=366 * YEARS)) as running:
		calendars.ensure_years(build.calendar_name(), range(now.year - YEARS, now.year + 2))
		add_stations(units)
		drawer = Drawer(Random(f"volume:{seed}"), running, now, unfinished)
		for drafts in drawer.chunks(matters):
			drawer.write(drafts)
			frappe.db.commit()
	count = len(frappe.get_all("Health Unit", pluck="name"))
	seconds = round(clock_time.monotonic() - begun, 1)
	return {"matters": matters, "units": count, "seconds": seconds}


def add_stations(total: int) -> None:
	"""Stations 村卫生室 below the branches, until there are `total` units."""
	every = frappe.get_all("Health Unit", ["name", "kind", "valid_to"], order_by="name")
	branches = [unit.name for unit in every if unit.kind == "Branch" and not unit.valid_to]
	for number in range(len(every), total):
		frappe.get_doc(
			doctype="Health Unit",
			code=f"{county.BUREAU}-S{number:04d}",
			unit_name=f"{county.NAME}第{number}村卫生室",
			short_name=f"青站{number}",
			kind="Station",
			parent_health_unit=branches[number % len(branches)],
		).insert()
	frappe.db.commit()


class Rating(Draft):
	"""Stands in for a Public Evaluation where its rater is masked."""

	doctype = EVALUATION

	def __init__(self, values: dict[str, Any]) -> None:
		frappe._dict.__init__(self, values, flags=frappe._dict())

	@property
	def meta(self) -> Any:
		return frappe.get_meta(EVALUATION)


class Drawer:
	"""Draws matters and writes them, a chunk at a time."""

	def __init__(self, rng: Random, running: clock.Clock, now: datetime, unfinished: float) -> None:
		self.rng, self.running, self.now, self.unfinished = rng, running, now, unfinished
		self.calendar, self.silence = calendars.work_calendar(), Silence(now)
		settings = frappe.get_cached_doc("Healthtalk Settings")
		self.bureau, self.auto_close = settings.bureau_unit, timedelta(days=settings.auto_close_days or 0)
		self.numbers = writer.Numbers(self.bureau)
		self.state_of = {status: states.main_state(MATTER, status) for status in STATUSES[MATTER]}
		self.stories, self.phrases = read("matters"), read("phrases")
		handlers = {"kind": ("in", HANDLERS), "valid_to": ("is", "not set")}
		self.units = frappe.get_all("Health Unit", handlers, pluck="name", order_by="name")
		permits = frappe.get_all("User Permission", {"allow": "Health Unit"}, ["for_value", "user"])
		self.officers = {row.for_value: row.user for row in permits}
		# who records, and when: read by every draft at each event
		self.stamp = {"late_after": events.late_after()}
		self.solutions = {
			row.name: row.asks_for_solution
			for row in frappe.get_all("Matter Category", {"is_group": 0}, ["name", "asks_for_solution"])
		}

	def chunks(self, matters: int) -> Iterator[list[Draft]]:
		"""Drafts of all matters in the order in which they were raised."""
		alike = ALIKE if matters >= LARGE else 1
		span, ways = timedelta(days=365 * YEARS).total_seconds(), -(-matters // alike)
		moments = sorted(self.now - timedelta(seconds=self.rng.random() * span) for _way in range(ways))
		step = CHUNK // alike
		for start in range(0, ways, step):
			names = writer.reserve_names(min(CHUNK, matters - start * alike))
			drafts: list[Draft] = []
			for moment in moments[start : start + step]:
				first = self.way(moment)
				few = min(alike, len(names) - len(drafts))
				drafts += [self.elsewhere(first, names[len(drafts) + at]) for at in range(few)]
			yield drafts

	def write(self, drafts: list[Draft]) -> None:
		"""Insert a chunk with everything that belongs to it."""
		ratings = [doc.flags.rating for doc in drafts if doc.flags.rating]
		frappe.session.user = "Administrator"
		writer.write(drafts, [doc.seal() for doc in drafts], self.numbers)
		self.numbers.register.clear()
		write_ratings(ratings)

	# one way
	def way(self, moment: datetime) -> Draft:
		"""A matter without a name, from the day on which it was raised until it lies or has come to today."""
		doc = self.raised(moment)
		lies = self.rng.choice(WAY[:4]) if self.rng.random() < self.unfinished else None
		for status, at in self.steps(moment):
			if status == lies or at > self.now:
				break
			self.step(doc, status, at)
		if doc.status not in matter_fields.ANSWERED:
			doc.reply = None
		if doc.status in ("Raised", "Accepted"):
			doc.plan = None
		doc.workflow_state, doc.modified = self.state_of[doc.status], self.running.now
		self.silence.over(doc)
		return doc

	def raised(self, moment: datetime) -> Draft:
		rng = self.rng
		leads, story, channel = rng.choice(self.units), rng.choice(self.stories), rng.choice(CHANNELS)
		words = {
			"town": rng.choice(self.phrases["villages"]),
			"village": rng.choice(self.phrases["villages"]),
			"dept": rng.choice(self.phrases["departments"]),
			"month": moment.month,
			"day": moment.day,
			"n": rng.randrange(2, 9),
		}
		texts = {field: story[field].format(**words) for field in ("subject", "content", "plan", "reply")}
		named = rng.random() < SIGNED
		unit = self.bureau if channel in AT_BUREAU else leads
		self.at_work(unit, moment)
		doc = Draft(
			{
				**projection.initial(MATTER),
				**texts,
				"status": "Raised",
				"channel": channel,
				"regime": regime_of(channel),
				"identity_level": "Named" if named else "Anonymous",
				"raiser_name": self.name() if named else None,
				"unit": unit,
				"category": story["category"],
				"asks_for_solution": self.solutions[story["category"]],
				"is_accusation": 0,
				"raised_at": moment,
				"owner": frappe.session.user,
				"modified_by": frappe.session.user,
				"creation": moment,
			},
			self.stamp,
		)
		doc.text_digest = entry.digest(doc.subject, doc.content, doc)
		doc.flags.leads = leads
		matter_fields.refresh_parties(doc)
		identity.protect(doc, None)
		doc.queue_event("created", to_status="Raised", occurred_at=moment)
		matter_clocks.follow_facts(doc)
		return doc

	def steps(self, at: datetime) -> Iterator[tuple[str, datetime]]:
		"""The steps of an ordinary matter with their times; one that nobody rates closes by itself."""
		rated = self.rng.random() < RATED
		for status in WAY:
			if status == "Closed" and not rated:
				at += self.auto_close + timedelta(minutes=1)
			elif status != "Evaluated" or rated:
				at = self.office(at, self.rng.random() ** 2 * TAKES[status])
			else:
				continue
			yield status, at

	def step(self, doc: Draft, status: str, at: datetime) -> None:
		self.at_work(doc.lead_unit or doc.unit, at)
		if status == "Accepted":
			# given to each copy of its own
			doc.lead_unit, doc.number = doc.flags.leads, "-"
			if doc.lead_unit != doc.unit:
				# given away by the bureau, where it came in
				doc.queue_event("lead", details={"from": None, "to": doc.lead_unit})
		if status == "Replied":
			doc.reply_how, doc.replied_by, doc.trips = "Telephone", doc.lead_unit, "0"
		doc.modified_by = frappe.session.user
		if status == "Evaluated":
			self.rate(doc, at)
			return
		doc.move(status, at)
		if status == "Accepted":
			matter_fields.refresh_parties(doc)

	def rate(self, doc: Draft, at: datetime) -> None:
		"""The evaluation by who raised the matter, and what `evaluation.apply` writes into the matter."""
		level = self.rng.choices(list(LEVELS), list(LEVELS.values()))[0]
		bad, unsigned = level in evaluation.BAD, doc.identity_level == "Anonymous"
		outcome = ("Not Solved" if bad else "Solved") if doc.asks_for_solution else None
		shown = at
		if unsigned:
			shown = at.replace(hour=0, minute=0, second=0, microsecond=0)
			at, doc.modified_by = evaluation.start_of_day(at, doc), "Guest"
			self.stamp.update(recorded_at=at, actor="")
		rating = Rating(
			{
				"reference_doctype": MATTER,
				"kind": "Single",
				"source": "Telephone",
				"identity_level": doc.identity_level,
				"evaluated_at": shown,
				"signed": int(not unsigned),
				"rater_name": None if unsigned else self.name(),
				"overall": level,
				"outcome": outcome,
				"bad_rating": int(bad),
				**dict(zip(HANDS, (doc.modified_by, doc.modified_by, shown, shown), strict=True)),
			}
		)
		identity.protect(rating, None)
		said = {"level": level, "outcome": outcome}
		doc.queue_event("evaluated", occurred_at=at, unit=doc.lead_unit, details=said)
		doc.flags.rating = rating
		doc.move("Evaluated", at)

	def elsewhere(self, first: Draft, name: str) -> Draft:
		"""The same way gone by a matter that another unit leads; its number and names are its own."""
		leads = self.rng.choice(self.units)
		units = {first.flags.leads: leads}
		people = {self.officers.get(first.flags.leads): self.officers.get(leads, "Administrator")}
		pending = []
		for event in first.flags.pending_events:
			actor = people.get(event.actor, event.actor)
			details = {key: units.get(value, value) for key, value in event.details.items()}
			pending.append(
				frappe._dict(event, unit=units.get(event.unit, event.unit), actor=actor, details=details)
			)
		values = {key: value for key, value in first.items() if key not in TABLES}
		doc = Draft({**values, "name": name}, self.stamp)
		doc.flags = frappe._dict(first.flags, pending_events=pending)
		for table in TABLES:
			doc[table] = [
				{**row, "unit": units.get(row.get("unit"), row.get("unit"))} for row in first[table]
			]
		for field in ("unit", "lead_unit", "replied_by"):
			doc[field] = units.get(first.get(field), first.get(field))
		if first.number:
			self.running.now = first.accepted_at
			self.numbers.give(doc, first.accepted_at)
		if first.flags.rating:
			rating = Rating({**first.flags.rating, "name": secrets.token_hex(8)})
			rating.flags = first.flags.rating.flags
			rating.update(reference_name=name, unit=doc.lead_unit, parties=doc.parties)
			doc.evaluation, doc.flags.rating = rating.name, rating
		return doc

	# small words
	def at_work(self, unit: str, at: datetime) -> None:
		"""Whoever works in a unit does the next step at a time."""
		self.running.now = at
		frappe.session.user = self.officers.get(unit, "Administrator")
		self.stamp.update(recorded_at=at, actor=frappe.session.user)

	def office(self, at: datetime, days: float) -> datetime:
		"""A time in office hours some days later, never before `at`."""
		day = (at + timedelta(days=days)).date()
		if not self.calendar.is_working_day(day):
			day = self.calendar.next_working_day(day)
		opening = datetime.combine(day, time(8, 30)) + timedelta(minutes=self.rng.randrange(500))
		return max(opening, at + timedelta(minutes=5))

	def name(self) -> str:
		return self.rng.choice(county.SURNAMES) + self.rng.choice(county.GIVEN)


def write_ratings(ratings: list[Rating]) -> None:
	"""Insert evaluations with their parties and the identities of those who signed."""
	writer.insert(EVALUATION, ratings)
	place = {"parenttype": EVALUATION, "parentfield": "parties"}
	writer.insert(
		"Case Party",
		[
			{**row, **place, "parent": rating.name, "idx": at, **{hand: rating[hand] for hand in HANDS}}
			for rating in ratings
			for at, row in enumerate(rating.parties, 1)
		],
	)
	writer.insert(
		writer.IDENTITY,
		[
			{"reference_doctype": EVALUATION, "reference_name": rating.name, **rating.flags.clear_identity}
			for rating in ratings
			if rating.flags.clear_identity
		],
	)


def regime_of(channel: str) -> str:
	"""The regime of what comes by a channel; a letter or visit is a talk matter here.

	Petitions bring a register, papers and opinions item by item, of which volume makes none.
	"""
	regime = REGIME.get(channel, "Talk")
	return "Talk" if regime == "Petition" else regime

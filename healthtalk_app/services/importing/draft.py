"""A matter on paper: the steps that the services would take, played by their own functions, written later.

A draft stands in for a Talk Matter document in the functions of `services`: facts become events, events
become columns, clocks run by the rules of their day. Nothing touches the database until `writer` does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.rules import escalation, masking, projection
from healthtalk_app.rules.transitions import MATTER, STATUSES
from healthtalk_app.services.clockwork import calendars, sweep
from healthtalk_app.services.importing.entry import Entry
from healthtalk_app.services.importing.places import Place, Places
from healthtalk_app.services.importing.profile import Profile
from healthtalk_app.services.matters import accusation, matter, matter_clocks, matter_fields
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow, states

TABLES = ("parties", "clocks", "accused")


class Draft(frappe._dict):
	"""What the functions of `services` ask of a Talk Matter that is being saved, and nothing more."""

	doctype = MATTER
	before = None

	def __init__(self, values: dict[str, Any], stamp: dict[str, Any]) -> None:
		super().__init__(values)
		self.flags = frappe._dict(by_service=True, system_move=True, stamp=stamp, pending_events=[])
		for table in TABLES:
			self[table] = []

	@cached_property
	def meta(self) -> Any:
		return frappe.get_meta(MATTER)

	def is_new(self) -> bool:
		return True

	def set(self, fieldname: str, value: Any) -> None:
		self[fieldname] = value

	def append(self, table: str, values: dict[str, Any]) -> frappe._dict:
		row = frappe._dict(values)
		self[table].append(row)
		return row

	def event_unit(self) -> str | None:
		return self.lead_unit or self.unit

	add_party = flow.FlowDocument.add_party

	def queue_event(self, event: str, **facts: Any) -> None:
		"""As `FlowDocument.queue_event`; all drafts of a run are recorded at one moment by one user."""
		facts.setdefault("unit", self.event_unit())
		facts["occurred_at"] = facts.get("occurred_at") or self.flags.stamp["recorded_at"]
		entry = events.compose(event, **facts, **self.flags.stamp)
		self.update(projection.step(MATTER, self, entry))
		if entry.late_entry:
			self.late_entry = 1
		self.flags.pending_events.append(entry)

	def move(self, status: str, at: datetime) -> None:
		"""Take a step whose evidence is there, as `FlowDocument.enter_status` does."""
		old = self.status
		details = matter.entered(self, old, status, at)
		self.queue_event("status", from_status=old, to_status=status, occurred_at=at, details=details)

	def seal(self) -> list[frappe._dict]:
		"""Chain the events; the draft keeps their count and the last hash."""
		pending = self.flags.pending_events
		self.event_count, self.last_event_hash = events.seal(MATTER, self.name, 0, None, pending)
		return pending


class Silence:
	"""What was due before `now` was told long ago: its clocks stand at the level that they have reached."""

	def __init__(self, now: datetime) -> None:
		self.now, self.calendar, self.ladder = now, calendars.work_calendar(), sweep.site_ladder()
		self.levels: dict[Any, int] = {}

	def over(self, doc: Draft) -> None:
		for row in doc.clocks:
			if not row.met_at and get_datetime(row.due_at) < self.now:
				row.notice_level = self.level(get_datetime(row.due_at))

	def level(self, due: datetime) -> int:
		"""The level of notice that a clock has reached; after a day it is the same for all of one day."""
		key = due.date() if self.now - due > timedelta(days=1) else due
		if key not in self.levels:
			reached = escalation.reached(due, self.now, self.calendar, self.ladder)
			self.levels[key] = max(reached, default=0)
		return self.levels[key]


class Drafter:
	"""Makes drafts of entries by one profile; remembers what is the same for many of them."""

	def __init__(self, profile: Profile, places: Places, run: str | None) -> None:
		self.profile, self.places, self.run = profile, places, run
		self.states = {status: states.main_state(MATTER, status) for status in STATUSES[MATTER]}
		# a matter is accepted by a unit, which numbers it: on a site without units all stay as raised
		self.accepts = profile.accept_placed and bool(profile.unit or places.bureau)
		self.days = frappe.get_cached_doc("Healthtalk Settings").auto_close_days or 0
		self.now = now_datetime()
		self.silence = Silence(self.now)
		self.stamp = {
			"recorded_at": self.now,
			"late_after": events.late_after(),
			"actor": frappe.session.user,
		}

	def draft(self, entry: Entry, place: Place, name: str) -> Draft:
		"""The matter as it is raised."""
		doc = Draft(self.values(entry, place, name), self.stamp)
		if place.category:
			flags = self.places.categories[place.category]
			doc.asks_for_solution, doc.is_accusation = flags.asks_for_solution, flags.is_integrity or 0
		if doc.is_accusation:
			self.shut_away(doc, place)
		matter_fields.refresh_parties(doc)
		protect(doc, entry)
		doc.queue_event("created", to_status="Raised", occurred_at=entry.raised_at)
		matter_clocks.follow_facts(doc)
		return doc

	def values(self, entry: Entry, place: Place, name: str) -> dict[str, Any]:
		profile = self.profile
		return {
			**projection.initial(MATTER),
			"name": name,
			"subject": entry.subject,
			"content": entry.content,
			"status": "Raised",
			"channel": entry.channel,
			"regime": profile.regime,
			"variant": profile.variant or "",
			"identity_level": profile.identity_level,
			"unit": profile.unit,
			"lead_unit": place.lead_unit if place.category else None,
			"category": place.category,
			"asks_for_solution": 1,
			"is_accusation": 0,
			"raised_at": entry.raised_at,
			"reply": entry.reply or None,
			"source_number": entry.number or None,
			"source_key": entry.key,
			"source_run": self.run,
			"text_digest": entry.digest,
			"raiser_gender": entry.raiser["raiser_gender"] or "",
			"raiser_age": entry.raiser["raiser_age"],
		}

	def shut_away(self, doc: Draft, place: Place) -> None:
		"""An accusation lies at the bureau's intake and is never opened to whom it names (C9)."""
		# the subject says whom it accuses: users whose name it holds are shut out
		doc.append("accused", {"unit": place.named_unit, "person": doc.subject})
		accusation.shut_out_accused(doc)
		doc.unit = doc.lead_unit = None

	def carry(self, doc: Draft, entry: Entry) -> None:
		"""Take the steps that the file tells of; without a category, and as an accusation, it stays."""
		if not self.accepts or not doc.category or doc.is_accusation:
			return
		for status, at in self.steps(entry):
			if status == "Planned":
				doc.plan = self.plan(doc.lead_unit)
			if status == "Replied":
				doc.reply_how, doc.replied_by = self.profile.reply_how, self.places.name_of(doc.lead_unit)
			doc.move(status, at)

	def steps(self, entry: Entry) -> list[tuple[str, datetime]]:
		"""Statuses and times that a row tells of, from acceptance on."""
		steps = [("Accepted", entry.accepted_at)]
		if entry.replied_at:
			steps += [("Planned", entry.accepted_at), ("In Progress", entry.accepted_at)]
			steps.append(("Replied", entry.replied_at))
			closes = entry.replied_at + timedelta(days=self.days)
			if self.days and self.profile.close_unrated and closes <= self.now:
				steps.append(("Closed", closes))
		return steps

	def plan(self, unit: str) -> str:
		return self.profile.plan.format(unit=self.places.name_of(unit))

	def finish(self, doc: Draft) -> list[frappe._dict]:
		"""The state of the workflow, silence about what was due before today, the sealed events."""
		doc.workflow_state = self.states[doc.status]
		self.silence.over(doc)
		return doc.seal()


def protect(doc: Draft, entry: Entry) -> None:
	"""Mask who raised the matter. What the file masks already is all that is known of it."""
	masked: dict[str, str] = {}
	for fieldname in identity.FIELDS:
		if value := entry.raiser.get(fieldname):
			(masked if masking.is_masked(value) else doc)[fieldname] = value
	identity.protect(doc, None)
	if doc.identity_level != "Anonymous":
		withheld = doc.identity_level == "Confidential"
		doc.update({name: identity.WITHHELD if withheld else shown for name, shown in masked.items()})

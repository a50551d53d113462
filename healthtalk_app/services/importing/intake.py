"""What becomes of each row of a chunk: created, updated, a duplicate, or rejected, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from healthtalk_app.analytics import texts
from healthtalk_app.rules.transitions import MATTER, UNANSWERED
from healthtalk_app.services import runs
from healthtalk_app.services.importing import writer
from healthtalk_app.services.importing.draft import Draft, Drafter
from healthtalk_app.services.importing.entry import Entry
from healthtalk_app.services.importing.places import Place, Places
from healthtalk_app.services.importing.profile import Profile
from healthtalk_app.services.steps import flow

CREATED, UPDATED, DUPLICATE, REJECTED = "Created", "Updated", "Duplicate", "Rejected"
ORDER = (*UNANSWERED, "Replied", "Closed")
ALIKE = 90  # per cent of the longer text
LONGEST = 140
# asked for more values of a column than this, the database guesses and reads the whole table
ASKED_AT_ONCE = 150


@dataclass
class Outcome:
	"""The result of one row, as it is kept and shown."""

	source_row: int
	source_number: str
	result: str
	matter: str | None = None
	category: str | None = None
	unit: str | None = None
	reason: str = ""
	is_placed: bool = False
	is_similar: bool = False
	has_no_deadline: bool = False

	def stored(self) -> dict[str, Any]:
		"""As a row of Import Row."""
		return {**vars(self), "source_number": self.source_number[:LONGEST]}

	def as_dict(self) -> dict[str, Any]:
		"""As the command prints it."""
		shown = ("result", "matter", "category", "unit", "reason")
		return {
			"row": self.source_row,
			"source": self.source_number,
			**{name: getattr(self, name) for name in shown},
		}


@dataclass
class Known:
	"""A matter that is on record already."""

	name: str
	status: str
	category: str | None
	is_accusation: int
	source_key: str | None


class Intake:
	"""Takes chunks of entries in by one profile; remembers the texts of the file to tell which are alike."""

	def __init__(self, profile: Profile, run: str | None, *, dry_run: bool) -> None:
		self.profile, self.dry_run = profile, dry_run
		self.places = Places(profile)
		self.drafter = Drafter(profile, self.places, run)
		self.sketches: dict[int, list[int]] = {}
		self.texts: dict[int, str] = {}
		self.rows_by_key: dict[str, int] = {}
		self.rows_by_digest: dict[str, int] = {}

	def remember(self, read: Sequence[Entry]) -> None:
		"""Rows that an earlier attempt has done."""
		for entry in read:
			if not entry.refusal:
				self.alike(entry)

	def take_in(self, read: Sequence[Entry]) -> list[Outcome]:
		"""The outcome of each entry; what is new is written, what has gone on is carried on."""
		by_key, by_digest = self.on_record(read)
		outcomes: list[Outcome] = []
		new: list[tuple[Entry, Place, Outcome]] = []
		made: dict[int, Outcome] = {}
		for entry in read:
			outcome = Outcome(entry.row, entry.number, REJECTED, reason=entry.refusal)
			outcomes.append(outcome)
			if entry.refusal:
				continue
			if known := by_key.get(entry.key):
				self.known_row(entry, known, outcome)
			elif known := by_digest.get(entry.digest):
				duplicate(outcome, known, _("the same text of the same person"))
			elif before := self.rows_by_key.get(entry.key) or self.rows_by_digest.get(entry.digest):
				outcome.result, outcome.reason = (
					DUPLICATE,
					_("the same as row {0} of this file").format(before),
				)
				outcome.matter = made[before].matter if before in made else None
			else:
				place = self.places.of(entry)
				self.new_row(entry, place, outcome)
				new.append((entry, place, outcome))
				made[entry.row] = outcome
		if not self.dry_run:
			self.create(new)
		for entry, outcome in zip(read, outcomes, strict=True):
			# duplicates within the chunk learn the name of the first one once it has a name
			first = self.rows_by_key.get(entry.key) or self.rows_by_digest.get(entry.digest)
			if outcome.result == DUPLICATE and not outcome.matter and first in made:
				outcome.matter = made[first].matter
		return outcomes

	def on_record(self, read: Sequence[Entry]) -> tuple[dict[str, Known], dict[str, Known]]:
		"""Matters that are known by the key, or the number and channel, or the text of an entry."""
		good = [entry for entry in read if not entry.refusal]
		fields = ["name", "status", "category", "is_accusation", "source_key", "text_digest"]
		fields += ["source_number", "channel"]

		def found(field: str, values: Sequence[str], **more: Any) -> list[Any]:
			rows = []
			for start in range(0, len(values), ASKED_AT_ONCE):
				asked = {field: ("in", values[start : start + ASKED_AT_ONCE]), **more}
				# get_all: what is on record is no duplicate only because the user may not see it
				rows += frappe.get_all(MATTER, filters=asked, fields=fields, order_by=field)
			return sorted(rows, key=lambda row: row.name)

		def known(row: Any) -> Known:
			return Known(row.name, row.status, row.category, row.is_accusation, row.source_key)

		by_key = {row.source_key: known(row) for row in found("source_key", [entry.key for entry in good])}
		numbers = [entry.number for entry in good if entry.number]
		elsewhere = found("source_number", numbers, source_key=("is", "not set"))
		entered = {(row.channel, row.source_number): known(row) for row in elsewhere}
		for entry in good:
			if entry.key not in by_key and (entry.channel, entry.number) in entered:
				by_key[entry.key] = entered[entry.channel, entry.number]
		digests = found("text_digest", [entry.digest for entry in good])
		return by_key, {row.text_digest: known(row) for row in reversed(digests)}

	def new_row(self, entry: Entry, place: Place, outcome: Outcome) -> None:
		outcome.result = CREATED
		outcome.is_placed = bool(place.category)
		flags = self.places.categories.get(place.category)
		if flags and flags.is_integrity:
			outcome.reason = _("names a breach of integrity: for the discipline officer only")
		else:
			outcome.category, outcome.unit = place.category, place.lead_unit if place.category else None
			notes = list(place.reasons if place.category else [])
			if not place.category:
				notes.append(_("no category: at intake"))
			outcome.reason = "; ".join([*notes, *entry.notes])
		if like := self.alike(entry):
			outcome.is_similar = True
			outcome.reason = "; ".join([outcome.reason, _("much like row {0}").format(like)])
		self.rows_by_key[entry.key] = self.rows_by_digest[entry.digest] = entry.row

	def alike(self, entry: Entry) -> int | None:
		"""An earlier row of the file with nearly the same text, and remember this one."""
		from rapidfuzz import fuzz

		said = entry.said
		sketch = texts.sketch(said)
		candidates = {row for number in sketch for row in self.sketches.get(number, ())}
		found = next(
			(row for row in sorted(candidates) if fuzz.ratio(said, self.texts[row], score_cutoff=ALIKE)), None
		)
		if found is None and sketch:
			self.texts[entry.row] = said
			for number in sketch:
				self.sketches.setdefault(number, []).append(entry.row)
		return found

	def known_row(self, entry: Entry, known: Known, outcome: Outcome) -> None:
		"""A row that came in before: nothing to do, unless the file tells of more than is on record."""
		duplicate(outcome, known, _("it came in before"))
		if known.is_accusation or not known.source_key or known.status not in UNANSWERED:
			return
		place = self.places.of(entry)
		category = known.category or place.category
		steps = self.steps_left(entry, known, category)
		if not steps or not category or self.places.categories.get(category, {}).get("is_integrity"):
			return
		outcome.result, outcome.is_placed = UPDATED, True
		outcome.category, outcome.reason = (
			category,
			_("carried on to {0}").format(_(steps[-1][0], context=MATTER)),
		)
		if not self.dry_run:
			self.carry_on(entry, known, place, category, steps, outcome)

	def steps_left(self, entry: Entry, known: Known, category: str | None) -> list[tuple[str, Any]]:
		if not category or not self.drafter.accepts:
			return []
		at = ORDER.index(known.status)
		return [(status, when) for status, when in self.drafter.steps(entry) if ORDER.index(status) > at]

	def carry_on(
		self,
		entry: Entry,
		known: Known,
		place: Place,
		category: str,
		steps: list[tuple[str, Any]],
		outcome: Outcome,
	) -> None:
		"""Take the steps that are left, by the services; what they refuse is the row's result."""
		frappe.db.savepoint("healthtalk_row")
		try:
			doc = frappe.get_doc(MATTER, known.name, for_update=True)
			doc.category = category
			doc.lead_unit = doc.lead_unit or place.lead_unit
			doc.plan = doc.plan or self.drafter.plan(doc.lead_unit)
			if entry.replied_at:
				doc.reply = entry.reply
				doc.reply_how = self.profile.reply_how
				doc.replied_by = self.places.name_of(doc.lead_unit)
			for status, at in steps:
				flow.transition(doc, status, occurred_at=at)
			outcome.unit = doc.lead_unit
		except frappe.ValidationError as refusal:
			frappe.db.rollback(save_point="healthtalk_row")
			outcome.result, outcome.reason = REJECTED, runs.words_of(refusal)

	def create(self, new: list[tuple[Entry, Place, Outcome]]) -> None:
		"""Write new matters with all that belongs to them."""
		if not new:
			return
		numbers = writer.Numbers(self.places.bureau)
		drafts: list[Draft] = []
		secret = [
			bool(place.category and self.places.categories[place.category].is_integrity)
			for _e, place, _o in new
		]
		names = iter(writer.reserve_names(secret.count(False)))
		for (entry, place, outcome), is_secret in zip(new, secret, strict=True):
			name = frappe.generate_hash(length=writer.HASH_LENGTH) if is_secret else next(names)
			doc = self.drafter.draft(entry, place, name)
			if self.drafter.accepts and doc.category and not doc.is_accusation:
				numbers.give(doc, entry.accepted_at)
			self.drafter.carry(doc, entry)
			outcome.matter = name
			outcome.has_no_deadline = not doc.is_accusation and not doc.clocks
			drafts.append(doc)
		writer.write(drafts, [self.drafter.finish(doc) for doc in drafts], numbers)


def duplicate(outcome: Outcome, known: Known, why: str) -> None:
	"""The row adds nothing. An accusation that is on record is not named to who may not know of it."""
	outcome.result, outcome.reason = DUPLICATE, why
	outcome.matter = None if known.is_accusation else known.name

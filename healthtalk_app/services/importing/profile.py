"""An Import Profile as the desk shows it, checked and read once for a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any, NoReturn

import frappe
from frappe import _

from healthtalk_app import exceptions
from healthtalk_app.exceptions import ImportRefusedError
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.clockwork import deadlines

DOCTYPE = "Import Profile"
TARGETS = {"Channel": "channel", "Category": "category", "Unit": "unit"}
SAMPLE = datetime(2026, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Profile:
	"""What one kind of file means. `headings` are field → possible headings, `words` (kind, text) → ours."""

	code: str
	name: str
	channel: str
	regime: str
	variant: str | None
	identity_level: str
	unit: str | None
	lead_unit: str | None
	headings: dict[str, tuple[str, ...]]
	required: frozenset[str]
	date_formats: tuple[str, ...]
	words: dict[tuple[str, str], str]
	propose_category: bool
	propose_unit: bool
	points_needed: int
	accept_placed: bool
	close_unrated: bool
	plan: str
	reply_how: str | None

	def word(self, kind: str, text: str) -> str | None:
		"""What a text in the column of a kind stands for; None where the profile does not say."""
		return self.words.get((kind, text))


def check(doc: Any) -> None:
	"""A profile can be followed. Raises `ImportRefusedError` with a sentence."""
	fields = [row.field for row in doc.column_map]
	if twice := sorted({field for field in fields if fields.count(field) > 1}):
		refuse(_("{0} stands twice among the columns."), _(twice[0], context="Import Column"))
	if "Raised At" not in fields or not {"Subject", "Content"} & set(fields):
		refuse(_("The columns must say when a matter was raised and where its text stands."))
	for pattern in formats_of(doc):
		try:
			told = datetime.strptime(SAMPLE.strftime(pattern), pattern)
		except ValueError:
			told = None
		if not told or told.date() != SAMPLE.date():
			refuse(_("{0} is not a date format. Write it like %d/%m/%Y %H:%M."), pattern)
	for row in doc.word_map:
		if not row.get(TARGETS[row.kind]):
			refuse(_("Row {0}: say what {1} stands for."), row.idx, row.source_text)
	check_plan(doc)
	if doc.variant and doc.variant not in deadlines.variants(doc.regime):
		refuse(_("{0} is no variant of the rules for {1}."), doc.variant, _(doc.regime, context=MATTER))
	if (doc.points_needed or 0) < 1:
		doc.points_needed = 1


def check_plan(doc: Any) -> None:
	"""The plan may name the lead unit and nothing else."""
	try:
		holes = {hole[1:] for hole in Formatter().parse(doc.plan or "") if hole[1] is not None}
	except ValueError:
		holes = {("?", "", None)}
	# without a width: a plan of a hundred million letters is a plan, too
	if holes - {("unit", "", None)}:
		refuse(_("The plan takes {0} and no other placeholder."), "{unit}")


def formats_of(doc: Any) -> tuple[str, ...]:
	return tuple(line.strip() for line in (doc.date_formats or "").splitlines() if line.strip())


def find(name: str) -> Any:
	"""The profile of that code or that title. Raises `ImportRefusedError` with those that there are."""
	for filters in ({"name": name}, {"profile_name": name}):
		if code := frappe.db.get_value(DOCTYPE, filters):
			doc = frappe.get_doc(DOCTYPE, code)
			if not doc.enabled:
				refuse(_("The import profile {0} is switched off."), doc.profile_name)
			return doc
	# get_all: profiles say nothing about anybody
	known = frappe.get_all(DOCTYPE, {"enabled": 1}, pluck="name", order_by="name")
	refuse(_("There is no import profile {0}. There are: {1}."), name, "、".join(known) or _("none"))


def read(doc: Any) -> Profile:
	"""A profile as the import follows it."""
	return Profile(
		code=doc.name,
		name=doc.profile_name,
		channel=doc.channel,
		regime=doc.regime,
		variant=doc.variant or None,
		identity_level=doc.identity_level,
		unit=doc.unit or None,
		lead_unit=doc.lead_unit or None,
		headings={row.field: tuple(row.heading.split("|")) for row in doc.column_map},
		required=frozenset(row.field for row in doc.column_map if row.required),
		date_formats=formats_of(doc),
		words={(row.kind, row.source_text.strip()): row.get(TARGETS[row.kind]) for row in doc.word_map},
		propose_category=bool(doc.propose_category),
		propose_unit=bool(doc.propose_unit),
		points_needed=doc.points_needed or 1,
		accept_placed=bool(doc.accept_placed),
		close_unrated=bool(doc.close_unrated),
		plan=doc.plan or "",
		reply_how=doc.reply_how or None,
	)


def refuse(sentence: str, *values: object) -> NoReturn:
	"""Raise `ImportRefusedError` with a sentence and its values."""
	exceptions.refuse(sentence, *values, error=ImportRefusedError, title=_("Import Not Possible"))

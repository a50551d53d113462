"""Many matters into the database at once: their rows, parties, clocks, events, numbers and identities.

Every column is what `insert` and the workflow would have written; the platform's own defaults come from a
blank document. What the platform does beside (versions, notices, mentions) is left out: nobody is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.model.naming import make_autoname
from frappe.utils import cint, now_datetime
from frappe.utils.html_utils import sanitize_html

from healthtalk_app.rules import numbering as pattern
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.importing.draft import TABLES, Draft
from healthtalk_app.services.records import bulk, events, identity, numbering

NUMBER, IDENTITY = "Document Number", "Protected Identity"
HASH_LENGTH = 10
TEXTS = ("Data", "Small Text", "Text", "Long Text")


def reserve_names(count: int) -> list[str]:
	"""The next `count` names of matters, from the series that the platform keeps; its row stays locked."""
	if not count:
		return []
	first = make_autoname(frappe.get_meta(MATTER).autoname, MATTER)
	digits = len(first) - len(first.rstrip("0123456789"))
	prefix, number = first[:-digits], int(first[-digits:])
	series = frappe.qb.DocType("Series")
	(
		frappe.qb.update(series)
		.set(series.current, series.current + count - 1)
		.where(series.name == prefix)
		.run()
	)
	return [f"{prefix}{number + at:0{digits}d}" for at in range(count)]


class Numbers:
	"""Gives numbers to many matters as `numbering.issue` gives them one by one; units stay locked."""

	def __init__(self, bureau: str | None) -> None:
		self.bureau = bureau
		self.settings = frappe.get_cached_doc("Healthtalk Settings")
		self.short_names: dict[str, str] = {}
		self.last: dict[tuple[str, int], int] = {}
		self.register: list[dict[str, Any]] = []

	def give(self, doc: Draft, at: datetime) -> None:
		unit = doc.unit or self.bureau
		if unit not in self.short_names:
			self.short_names[unit] = frappe.db.get_value("Health Unit", unit, "short_name", for_update=True)
		if (unit, at.year) not in self.last:
			self.last[unit, at.year] = numbering.last(unit, "matter", at.year)
		self.last[unit, at.year] += 1
		sequence = self.last[unit, at.year]
		doc.number = pattern.render(
			self.settings.number_pattern or numbering.PATTERN,
			self.short_names[unit],
			self.settings.kind_matter,
			at.year,
			sequence,
		)
		self.register.append(
			{
				"number": doc.number,
				"unit": unit,
				"kind": "matter",
				"year": at.year,
				"sequence": sequence,
				"reference_doctype": MATTER,
				"reference_name": doc.name,
				"issued_at": now_datetime(),
			}
		)

	def refuse_doubles(self) -> None:
		"""As `numbering.issue`: two papers never bear the same number."""
		given = {row["number"]: row["unit"] for row in self.register}
		# get_all: the register is asked whole, whoever works
		asked = {"number": ("in", list(given))}
		for number in frappe.get_all(NUMBER, asked, pluck="number", order_by="number", limit=1):
			numbering.refuse_double(number, self.short_names[given[number]])


def write(drafts: Sequence[Draft], sealed: Iterable[Sequence[frappe._dict]], numbers: Numbers) -> None:
	"""Insert everything that belongs to the drafts. Commits nothing."""
	numbers.refuse_doubles()
	insert(MATTER, [dict(doc) for doc in drafts])
	for table in TABLES:
		doctype = frappe.get_meta(MATTER).get_options(table)
		# a row that is appended while a document is saved gets no defaults
		silent = {field.fieldname: None for field in frappe.get_meta(doctype).fields}
		rows = [
			{**silent, **row, "parent": doc.name, "parenttype": MATTER, "parentfield": table, "idx": at}
			for doc in drafts
			for at, row in enumerate(doc[table], 1)
		]
		insert(doctype, rows)
	bulk.insert("Case Event", events.COLUMNS, [row for pending in sealed for row in events.rows(pending)])
	insert(NUMBER, numbers.register)
	insert(IDENTITY, [clear(doc) for doc in drafts if doc.flags.clear_identity])


def clear(doc: Draft) -> dict[str, Any]:
	"""The row that `identity.store` would have written."""
	values = doc.flags.clear_identity
	return {
		"reference_doctype": MATTER,
		"reference_name": doc.name,
		**values,
		"phone_digest": identity.phone_digest(values.get("phone")),
	}


def insert(doctype: str, rows: Sequence[dict[str, Any]]) -> None:
	"""Insert rows, each with the platform's own fields and defaults where it says nothing."""
	if not rows:
		return
	blank, whole, words = blank_row(doctype), whole_numbers(doctype), texts_of(doctype)
	columns = list(blank)
	table = []
	for row in rows:
		values = {**blank, **{column: row[column] for column in columns if column in row}}
		values["name"] = row.get("name") or frappe.generate_hash(length=HASH_LENGTH)
		for column in whole:
			values[column] = cint(values[column])
		for column in words:
			value = values[column]
			if value and ("<" in value or ">" in value):
				# what could be markup is made harmless, as at every save
				values[column] = sanitize_html(value)
		table.append([values[column] for column in columns])
	bulk.insert(doctype, columns, table)


def blank_row(doctype: str) -> dict[str, Any]:
	"""A row as the platform would insert it for a document in which nothing is said, in this moment."""
	doc = frappe.new_doc(doctype)
	user, now = frappe.session.user, now_datetime()
	doc.update({"owner": user, "modified_by": user, "creation": now, "modified": now})
	valid = doc.get_valid_dict(convert_dates_to_str=True)
	return {column: valid.get(column) for column in doc.meta.get_valid_columns()}


def whole_numbers(doctype: str) -> list[str]:
	"""Columns in which nothing is zero."""
	fields = frappe.get_meta(doctype).get("fields", {"fieldtype": ("in", ("Int", "Check"))})
	return [field.fieldname for field in fields]


def texts_of(doctype: str) -> list[str]:
	"""Columns in which somebody may have written."""
	fields = frappe.get_meta(doctype).get("fields", {"fieldtype": ("in", TEXTS)})
	return [field.fieldname for field in fields]

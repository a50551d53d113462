"""Recompute what documents show from their log, and tell where the two differ (design §4).

Works through all documents in pieces, whatever their number. A piece is read in one transaction, so that a
document that is being worked on is seen either before or after a step.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import cint

from healthtalk_app.rules import audit, projection
from healthtalk_app.services.records import events

PIECE = 500
COUNTED = frozenset((*projection.COUNTS, "late_entry", "event_count"))
COLUMN, ORPHAN = "column", "orphan"


@dataclass(frozen=True)
class Difference:
	"""One thing in which a document and its log do not agree.

	`kind` is "column" (a value other than the log gives), "altered", "removed" or "inserted" (an event), or
	"orphan" (events of a document that is gone).
	"""

	doctype: str
	name: str
	kind: str
	sequence: int | None = None
	column: str | None = None
	stored: Any = None
	expected: Any = None

	def as_dict(self) -> dict[str, Any]:
		"""As plain values, for JSON."""
		return {
			key: str(value) if isinstance(value, datetime) else value for key, value in asdict(self).items()
		}

	def __str__(self) -> str:
		where = f"{self.doctype} {self.name}"
		if self.kind == COLUMN:
			return f"{where}: {self.column} is {self.stored}, its log says {self.expected}"
		if self.kind == ORPHAN:
			return f"{where}: {self.expected} events, but the document is gone"
		return f"{where}: event {self.sequence} was {self.kind}"


def check(doctype: str | None = None) -> list[Difference]:
	"""Every difference between documents and their log, of one flow or of all; empty when all is well."""
	return [difference for flow in _flows(doctype) for difference in differences_of(flow)]


def rebuild(doctype: str | None = None) -> list[Difference]:
	"""Write the columns that the log gives wherever its chain holds; returns what was set right.

	Where events were altered, removed or inserted nothing is written: `check` names these documents.
	"""
	written: list[Difference] = []
	for flow in _flows(doctype):
		by_name: dict[str, list[Difference]] = defaultdict(list)
		for difference in differences_of(flow):
			by_name[difference.name].append(difference)
		for name, found in by_name.items():
			if all(difference.kind == COLUMN for difference in found):
				written += _rewrite(flow, name)
	return written


def differences_of(doctype: str) -> Iterator[Difference]:
	"""The differences of one flow, document by document, then its events without a document."""
	for documents in _pieces(doctype):
		logs = _logs(doctype, [document.name for document in documents])
		for document in documents:
			yield from compare(doctype, document, logs.get(document.name, []))
	yield from _orphans(doctype)


def compare(doctype: str, document: Any, log: list[frappe._dict]) -> Iterator[Difference]:
	"""The differences of one document."""
	broken = audit.findings(log, events.FIELDS, cint(document.event_count), document.last_event_hash)
	for finding in broken:
		yield Difference(doctype, document.name, finding.kind, sequence=finding.sequence)
	if broken:
		return
	for column, expected in columns_of(doctype, log).items():
		stored = _plain(column, document[column])
		if stored != _plain(column, expected):
			yield Difference(
				doctype,
				document.name,
				COLUMN,
				column=column,
				stored=stored,
				expected=_plain(column, expected),
			)


def columns_of(doctype: str, log: Iterable[frappe._dict]) -> dict[str, Any]:
	"""The columns that a log gives."""
	told = [{**event, "details": json.loads(event.details) if event.details else {}} for event in log]
	columns = projection.fold(doctype, told)
	columns["late_entry"] = int(any(event["late_entry"] for event in told))
	columns["event_count"] = len(told)
	return columns


def _flows(doctype: str | None) -> tuple[str, ...]:
	return (doctype,) if doctype else tuple(projection.COLUMNS)


def _fields(doctype: str) -> list[str]:
	return ["name", *projection.COLUMNS[doctype], "late_entry", "event_count", "last_event_hash"]


def _pieces(doctype: str) -> Iterator[list[frappe._dict]]:
	"""All documents of a flow with their columns, in pieces by name."""
	last = ""
	while True:
		# get_all: the check is an administrator's on the command line and reads everything
		piece = frappe.get_all(
			doctype, filters={"name": (">", last)}, fields=_fields(doctype), order_by="name asc", limit=PIECE
		)
		if piece:
			yield piece
		if len(piece) < PIECE:
			return
		last = piece[-1].name


def _logs(doctype: str, names: list[str]) -> dict[str, list[frappe._dict]]:
	"""The events of some documents, each in the order of their numbers."""
	# get_all: as above
	rows = frappe.get_all(
		"Case Event",
		filters={"reference_doctype": doctype, "reference_name": ("in", names)},
		fields=[*events.FIELDS, "previous_hash", "hash"],
		order_by="reference_name asc, sequence asc, creation asc, name asc",
	)
	logs: dict[str, list[frappe._dict]] = defaultdict(list)
	for row in rows:
		logs[row.reference_name].append(row)
	return logs


def _orphans(doctype: str) -> Iterator[Difference]:
	"""Events whose document is gone."""
	event, document = frappe.qb.DocType("Case Event"), frappe.qb.DocType(doctype)
	rows = (
		frappe.qb.from_(event)
		.left_join(document)
		.on(document.name == event.reference_name)
		.select(event.reference_name)
		.where((event.reference_doctype == doctype) & document.name.isnull())
		.orderby(event.reference_name)
		.run(pluck=True)
	)
	for name, count in Counter(rows).items():
		yield Difference(doctype, name, ORPHAN, stored=0, expected=count)


def _rewrite(doctype: str, name: str) -> list[Difference]:
	"""Set the columns of one document right, under lock and from the log as it is then."""
	document = frappe.db.get_value(doctype, name, _fields(doctype), as_dict=True, for_update=True)
	log = _logs(doctype, [name]).get(name, [])
	found = list(compare(doctype, document, log))
	if not found or any(difference.kind != COLUMN for difference in found):
		return []
	expected = columns_of(doctype, log)
	values = {difference.column: expected[difference.column] for difference in found}
	frappe.db.set_value(doctype, name, values, update_modified=False)
	return found


def _plain(column: str, value: Any) -> Any:
	"""A value in the one form in which both sides are compared: empty, unset and zero are alike."""
	return cint(value) if column in COUNTED else value or None

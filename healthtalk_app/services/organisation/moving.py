"""Open work of a closed unit goes on in its successor (design §5); facts and issued papers stay."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from healthtalk_app.rules.transitions import (
	CAMPAIGN,
	COMMITMENT,
	DISPUTE,
	FINISHED,
	INCIDENT,
	INSPECTION,
	MATTER,
	RECTIFICATION,
	SESSION,
	SLIP,
	SUBMISSION,
	SURVEY,
	UNIT_TASK,
)
from healthtalk_app.services.records import events, parties

# The fields in which an open document names the unit that must act on it.
UNIT_FIELDS = {
	MATTER: ("unit", "lead_unit"),
	SLIP: ("sender_unit", "receiver_unit"),
	RECTIFICATION: ("ordering_unit", "responsible_unit"),
	SESSION: ("unit",),
	DISPUTE: ("unit", "medical_unit"),
	INCIDENT: ("unit", "reported_to"),
	SUBMISSION: ("unit",),
	SURVEY: ("unit",),
	CAMPAIGN: ("unit",),
	UNIT_TASK: ("unit", "ordering_unit"),
	COMMITMENT: ("unit",),
	INSPECTION: ("unit", "inspecting_unit"),
}
# A talk that was held was held by the unit of that day; its successor only sees it through.
MOVABLE_SESSION = ("Planned", "Prepared")


def move_open_work(unit: str, successor: str) -> int:
	"""Move every open document of a unit to its successor, each with an event.

	Returns the number of documents that were moved. Moving again finds nothing.
	"""
	# who is still to be called back; the list of calls keeps no log of its own
	waiting = {"unit": unit, "status": ("!=", "Reached")}
	frappe.db.set_value("Call Back", waiting, "unit", successor)
	return sum(
		_move_document(doctype, name, unit, successor)
		for doctype in UNIT_FIELDS
		for name in open_documents(doctype, unit)
	)


def open_documents(doctype: str, unit: str) -> list[str]:
	"""Unfinished documents on which a unit must act.

	get_all: moving is the consequence of closing the unit, which the caller was allowed to do; the documents
	may lie outside of his own rows.
	"""
	return frappe.get_all(
		doctype,
		filters={"status": ("not in", sorted(FINISHED[doctype]))},
		or_filters={field: unit for field in UNIT_FIELDS[doctype]},
		pluck="name",
		order_by="name",
	)


def _move_document(doctype: str, name: str, unit: str, successor: str) -> int:
	doc = frappe.get_doc(doctype, name, for_update=True)
	if doctype == SESSION and doc.status not in MOVABLE_SESSION:
		return _let_see_it_through(doc, unit, successor)
	fields = [field for field in UNIT_FIELDS[doctype] if doc.get(field) == unit]
	if "unit" in fields and not _moves(doc, successor):
		fields.remove("unit")
	if not fields:
		return 0
	frappe.db.set_value(doctype, name, {field: successor for field in fields})
	doc.update({field: successor for field in fields})
	_replace_in_rows(doc, "Case Party", unit, successor)
	if doctype == MATTER:
		parties.mark_stored(name)
	if doctype == SESSION:
		_replace_in_rows(doc, "Session Organiser", unit, successor)
	if doctype == SLIP and doc.number and "receiver_unit" in fields:
		_add_hop(doc, unit, successor)
	_record(doc, unit, successor)
	return 1


def _moves(doc: Document, successor: str) -> bool:
	"""Whether what a unit has or owes becomes its successor's.

	A visit stays with the unit that was visited: its successor was not. A task that the successor owes
	already is not owed twice.
	"""
	if doc.doctype == INSPECTION:
		return doc.status == "Planned"
	if doc.doctype == UNIT_TASK:
		same = {name: doc.get(name) for name in ("campaign", "phase", "subject", "period")}
		return not frappe.db.exists(UNIT_TASK, {**same, "unit": successor})
	return True


def _let_see_it_through(doc: Document, unit: str, successor: str) -> int:
	"""Make the successor a party to a talk that stays the closed unit's own."""
	known = {"parent": doc.name, "parenttype": doc.doctype, "unit": successor, "part": "Owner"}
	if frappe.db.exists("Case Party", known):
		return 0
	_add_row(doc, "parties", {"unit": successor, "part": "Owner"})
	_record(doc, unit, successor)
	return 1


def _record(doc: Document, unit: str, successor: str) -> None:
	events.record(doc, "unit.moved", unit=successor, details={"from": unit, "to": successor})


def _replace_in_rows(doc: Document, child: str, unit: str, successor: str) -> None:
	"""Put the successor in the unit's place in a child table, once per part."""
	rows = frappe.get_all(
		child, filters={"parent": doc.name, "parenttype": doc.doctype}, fields=["name", "unit", "part"]
	)
	has = {row.part for row in rows if row.unit == successor}
	for row in rows:
		if row.unit != unit:
			continue
		if row.part in has:
			frappe.db.delete(child, {"name": row.name})
		else:
			frappe.db.set_value(child, row.name, "unit", successor)
			has.add(row.part)


def _add_hop(slip: Document, unit: str, successor: str) -> None:
	"""A line in the slip's way, so that its sender sees who has it; the paper keeps the first receiver."""
	hop = {"kind": "Forwarded", "sent_at": now_datetime(), "from_unit": unit, "to_unit": successor}
	_add_row(slip, "hops", {**hop, "sent_by": frappe.session.user, "due_at": slip.reply_due_at})


def _add_row(doc: Document, table: str, values: dict[str, Any]) -> None:
	"""Add one row to a table of a document that is frozen for everybody else."""
	row = doc.append(table, values)
	row.parent, row.parenttype, row.parentfield = doc.name, doc.doctype, table
	row.idx = len(doc.get(table))
	row.db_insert()

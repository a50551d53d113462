"""The case log: append-only, chained by hash, one chain a document (design §4).

Events hold references, codes and times, never personal data or free text, so that erasing a
person's data leaves the chain whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.rules import chain, projection
from healthtalk_app.services.records import bulk

FIELDS = (
	"reference_doctype",
	"reference_name",
	"sequence",
	"event",
	"from_status",
	"to_status",
	"unit",
	"actor",
	"occurred_at",
	"recorded_at",
	"late_entry",
	"details",
)
# A clock begins at receipt, by rule: nobody wrote that moment down, so nobody was late.
DERIVED = frozenset(("clock.started",))
COLUMNS = ("name", "owner", "modified_by", "creation", "modified", *FIELDS, "previous_hash", "hash")


def build(
	event: str,
	*,
	occurred_at: datetime | str | None = None,
	unit: str | None = None,
	actor: str | None = None,
	from_status: str | None = None,
	to_status: str | None = None,
	details: dict[str, Any] | None = None,
	unsigned: bool = False,
	on_record: bool = False,
) -> frappe._dict:
	"""An event not yet in the log. `occurred_at` None is now; `actor` None is the user at work.

	`unsigned` is an act of somebody who leaves neither a name nor an exact time. What is `on_record` was
	written down in time elsewhere: this entry of it is not a late one.
	"""
	recorded_at = now_datetime()
	occurred_at = get_datetime(occurred_at) if occurred_at else recorded_at
	if unsigned:
		actor, recorded_at = "", occurred_at
	return compose(
		event,
		occurred_at=occurred_at,
		recorded_at=recorded_at,
		late_after=timedelta.max if on_record else late_after(),
		unit=unit,
		actor=frappe.session.user if actor is None else actor,
		from_status=from_status,
		to_status=to_status,
		details=details,
	)


def late_after() -> timedelta:
	"""How long after a fact its entry counts as late."""
	return timedelta(hours=frappe.get_cached_doc("Healthtalk Settings").late_entry_hours or 24)


def compose(
	event: str,
	*,
	occurred_at: datetime,
	recorded_at: datetime,
	late_after: timedelta,
	unit: str | None,
	actor: str,
	from_status: str | None = None,
	to_status: str | None = None,
	details: dict[str, Any] | None = None,
) -> frappe._dict:
	"""An event of which everything is known."""
	return frappe._dict(
		event=event,
		from_status=from_status,
		to_status=to_status,
		unit=unit,
		actor=actor,
		occurred_at=occurred_at,
		recorded_at=recorded_at,
		late_entry=int(event not in DERIVED and recorded_at - occurred_at > late_after),
		details=details or {},
	)


def seal(
	doctype: str, name: str, count: int, head: str | None, pending: list[frappe._dict]
) -> tuple[int, str]:
	"""Number and chain `pending` after the `count` events that end in `head`; returns new count and head."""
	head = head or ""
	for event in pending:
		count += 1
		event.update(reference_doctype=doctype, reference_name=name, sequence=count, previous_hash=head)
		event.details = (
			json.dumps(event.details, ensure_ascii=False, sort_keys=True) if event.details else None
		)
		head = event.hash = chain.link(head, {field: event[field] for field in FIELDS})
	return count, head


def write(pending: list[frappe._dict]) -> None:
	"""Insert sealed events in one statement."""
	bulk.insert("Case Event", COLUMNS, rows(pending))


def rows(pending: Iterable[frappe._dict]) -> list[tuple[Any, ...]]:
	"""Sealed events as rows of `COLUMNS`."""
	found = []
	for event in pending:
		# the row's own author and times say no more than the event does: an unsigned rater leaves neither
		author, at = event.actor or "Guest", event.recorded_at
		facts = (event[field] for field in (*FIELDS, "previous_hash", "hash"))
		found.append((frappe.generate_hash(length=20), author, author, at, at, *facts))
	return found


def record(doc: Any, event: str, **facts: Any) -> None:
	"""Record one event on a saved document outside its own saving, and project its columns.

	Locks the document's row, so that two recorders at once never break the chain. The time stamp
	`modified` stays: nobody who has the form open loses what he typed.
	"""
	columns = projection.COLUMNS[doc.doctype]
	stored = frappe.db.get_value(
		doc.doctype, doc.name, [*columns, "event_count", "last_event_hash"], as_dict=True, for_update=True
	)
	entry = build(event, **facts)
	changes = projection.step(doc.doctype, stored, entry)
	count, head = seal(doc.doctype, doc.name, stored.event_count, stored.last_event_hash, [entry])
	write([entry])
	changes.update(event_count=count, last_event_hash=head)
	if entry.late_entry:
		changes["late_entry"] = 1
	frappe.db.set_value(doc.doctype, doc.name, changes, update_modified=False)
	doc.update(changes)
	doc.notify_update()


def of(doctype: str, name: str) -> list[frappe._dict]:
	"""All events of a document in their order, `details` as dict. The caller has checked who asks."""
	# get_all: the log follows the permission of its document, which the caller checks once
	found = frappe.get_all(
		"Case Event",
		filters={"reference_doctype": doctype, "reference_name": name},
		fields=[*FIELDS, "previous_hash", "hash"],
		order_by="sequence asc",
	)
	for row in found:
		row.details = json.loads(row.details) if row.details else {}
	return found

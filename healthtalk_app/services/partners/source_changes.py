"""Telling sources of changes: a row of *Source Change* for each, which a Webhook of the platform may send.

Rows hold the source's own number, a word and a time, and nothing else. A matter that was merged is followed
to its survivor, so that its source learns how that ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_datetime, get_system_timezone

from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.rules.transitions import MATTER, SUBMISSION

MESSAGE = "Source Message"
CHANGE = "Source Change"


def about(doc: Any, events: Iterable[Any]) -> None:
	"""Note what one save changed for the sources that brought this matter or submission."""
	if doc.doctype not in (MATTER, SUBMISSION):
		return
	# an unsigned rating leaves no hour, and being told at once would tell it: its source reads the status
	moves = [event for event in events if event.event == "status" and event.actor]
	if not moves:
		return
	messages = of(doc)
	for event in moves:
		for message in messages:
			tell(message, doc, event)
		follow(doc, event, messages)


def of(doc: Any) -> list[frappe._dict]:
	"""The messages that lead to a document now."""
	column = "matter" if doc.doctype == MATTER else "reference_name"
	# get_all: sources are told whoever takes the step
	return frappe.get_all(
		MESSAGE,
		filters={column: doc.name, "kind": ("!=", "rate")},
		fields=["name", "source", "reference", "reference_doctype", "reference_name"],
	)


def tell(message: Any, doc: Any, event: Any) -> None:
	"""Note one change for one source; a submission that became a matter goes on as that."""
	if doc.doctype == SUBMISSION and event.to_status == "Accepted":
		return
	row = frappe.get_doc(
		doctype=CHANGE,
		source=message.source,
		reference=message.reference,
		state=contract.STATES[event.to_status],
		occurred_at=moment(event.occurred_at),
		reference_doctype=doc.doctype,
		reference_name=doc.name,
	)
	# the record of what changed is the app's own
	row.insert(ignore_permissions=True)


def follow(doc: Any, event: Any, messages: Iterable[Any]) -> None:
	"""Let messages lead to the matter that a submission became or a duplicate was merged into, or back."""
	details = frappe.parse_json(event.details or "{}")
	if doc.doctype == SUBMISSION:
		goes_to = details.get("matter") or details.get("into")
	else:
		goes_to = details.get("into")
	if goes_to:
		names = [message.name for message in messages]
		if names:
			frappe.db.set_value(MESSAGE, {"name": ("in", names)}, "matter", goes_to, update_modified=False)
	elif event.from_status == "Merged":
		take_back(doc)


def take_back(doc: Any) -> None:
	"""After a merger was undone, what was brought as this matter leads to it again."""
	own = {"reference_doctype": MATTER, "reference_name": doc.name, "kind": ("!=", "rate")}
	frappe.db.set_value(MESSAGE, own, "matter", doc.name, update_modified=False)
	if doc.get("submission"):
		sent = {"reference_doctype": SUBMISSION, "reference_name": doc.submission, "kind": ("!=", "rate")}
		frappe.db.set_value(MESSAGE, sent, "matter", doc.name, update_modified=False)


def moment(at: Any) -> str:
	"""A time of the site with its offset, empty for none."""
	if not at:
		return ""
	return get_datetime(at).replace(tzinfo=ZoneInfo(get_system_timezone())).isoformat(timespec="seconds")

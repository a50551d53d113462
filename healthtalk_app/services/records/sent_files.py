"""Which photos and voice notes one person sent, wherever they are attached by now, and their erasure (§4).

Files follow their matter through acceptance and mergers. The log says which came with whom: those that others
sent to the same matter stay when one of them has his erased, and so do the papers that officers attached.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.matters import merging
from healthtalk_app.services.records import events
from healthtalk_app.services.voice import uploads


def erase(doctype: str, name: str) -> int:
	"""Erase the files that who raised this matter or submission sent, row and content; returns how many."""
	found = sent(doctype, name)
	for file in found:
		# whoever may erase the person erases what he sent; the platform keeps no copy of the row
		frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=True)
	return len(found)


def sent(doctype: str, name: str) -> list[str]:
	"""The names of these files."""
	if doctype == SUBMISSION:
		return of_guests({*attached(SUBMISSION, name), *added(joined_matters(name), [name])})
	if doctype != MATTER:
		return []
	above = merging.survivors_of(name)
	held = set(merging.files_of_merger(above[0], name) if above else attached(MATTER, name))
	own = [name, frappe.db.get_value(MATTER, name, "submission") or name]
	return of_guests((held - of_others(name, own)) | set(added(above, own)))


def attached(doctype: str, name: str) -> list[str]:
	# get_all: the files follow their document, which the caller has checked
	return frappe.get_all(
		"File", filters={"attached_to_doctype": doctype, "attached_to_name": name}, pluck="name"
	)


def joined_matters(submission: str) -> list[str]:
	"""The matter that a submission was merged into, and those that this was merged into."""
	row = frappe.db.get_value(SUBMISSION, submission, ["status", "matter"])
	return [row[1], *merging.survivors_of(row[1])] if row and row[0] == "Merged" and row[1] else []


def added(matters: Iterable[str], own: Iterable[str]) -> set[str]:
	"""What the log of these matters says that the holder of one's receipt brought to them."""
	return {
		file
		for matter in matters
		for event in events.of(MATTER, matter)
		if sender(event) in own
		for file in event.details.get("sent") or []
	}


def of_others(matter: str, own: Iterable[str]) -> set[str]:
	"""What came to a matter with somebody else, who joined it, added to it or raised a duplicate of it."""
	found: set[str] = set()
	for event in events.of(MATTER, matter):
		if event.event == "merged.from":
			found.update(event.details.get("files") or [])
		elif sender(event) not in (None, *own):
			found.update(event.details.get("sent") or [])
	return found


def sender(event: frappe._dict) -> str | None:
	"""The submission or matter whose receipt stands behind an event."""
	return event.details.get("by" if event.event == "supplemented" else "submission")


def of_guests(names: Iterable[str]) -> list[str]:
	"""Those of the files that a guest sent."""
	# get_all: as above
	rows = frappe.get_all("File", {"name": ("in", [*names] or [""])}, ["name", "file_name"], order_by="name")
	return [row.name for row in rows if uploads.is_sent(row.file_name)]

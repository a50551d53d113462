"""Merging a duplicate into the matter that survives, and taking the merger back (design §3).

While it is merged, files, codes and ratings of the duplicate are those of the survivor, and the units that
had it read the survivor.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import MoveNotAllowedError, WindowClosedError, refuse
from healthtalk_app.rules.transitions import FINISHED, MATTER, SUBMISSION, UNANSWERED
from healthtalk_app.services.records import events, parties
from healthtalk_app.services.steps import flow

# the part in which a unit that had the duplicate sees the survivor
PART = "Duplicate"


def merge(doc: Any, into: Any) -> None:
	"""Merge a duplicate into the matter that survives. It can be undone inside the window."""
	if doc.name == into.name:
		frappe.throw(_("A matter cannot be merged into itself."), MoveNotAllowedError)
	if doc.status not in UNANSWERED or into.status in FINISHED[MATTER]:
		frappe.throw(_("Only an open matter is merged, and only into an open one."), MoveNotAllowedError)
	if doc.is_accusation or into.is_accusation:
		frappe.throw(_("Accusations are not merged."), MoveNotAllowedError)
	if doc.open_slips:
		frappe.throw(_("Finish or withdraw the slips of the duplicate first."), MoveNotAllowedError)
	doc.merged_from_status = doc.status
	people = people_of(doc, into)
	flow.transition(doc, "Merged", details={"into": into.name})
	files = move_files(doc.name, into.name)
	share_survivor(into.name)
	details = {"from": doc.name, "files": files, "people": people}
	events.record(into, "merged.from", unit=into.unit, details=details)


def undo_merge(doc: Any) -> None:
	"""Take a merger back inside the window; the matter stands where it stood."""
	if doc.status != "Merged":
		frappe.throw(_("This matter is not merged."), MoveNotAllowedError)
	days = frappe.get_cached_doc("Healthtalk Settings").merge_undo_days or 0
	until = get_datetime(doc.merged_at) + timedelta(days=days)
	if now_datetime() > until:
		refuse(
			_("The window for undoing the merger ended on {0}."),
			frappe.format(until, "Datetime"),
			error=WindowClosedError,
		)
	survivor = frappe.get_doc(MATTER, doc.merged_into)
	permissions.require(survivor, "write")
	above = survivors_of(doc.name)
	flow.transition(doc, doc.merged_from_status)
	move_files(above[-1], doc.name, files_of_merger(survivor.name, doc.name))
	for name in {survivor.name, above[-1]}:
		share_survivor(name)
	details = {"from": doc.name, "people": last_merger(survivor.name, doc.name).get("people", 0)}
	for name in above:
		# who was counted with the survivor was counted with what that was merged into as well
		matter = frappe.get_doc(MATTER, name)
		events.record(matter, "unmerged", unit=matter.unit, details=details)


def people_of(doc: Any, into: Any) -> int:
	"""How many people a duplicate stands for beside those of the survivor, who may have said it twice.

	People are known by their telephones; who left none is somebody else.
	"""
	everybody = 1 + cint(frappe.db.get_value(MATTER, doc.name, "supporters"))
	return max(0, everybody - len(phones(doc.name) & phones(into.name)))


def phone(doctype: str, name: str) -> str | None:
	"""The digest of the telephone that was left with a matter or submission."""
	reference = {"reference_doctype": doctype, "reference_name": name}
	return frappe.db.get_value("Protected Identity", reference, "phone_digest")


def phones(matter: str, besides: str | None = None) -> set[str]:
	"""The digests of the telephones of who raised a matter, joined it or raised a duplicate of it.

	`besides` is a submission that is left out.
	"""
	matters, last = {matter}, {matter}
	# get_all: whom a matter stands for does not depend on who asks; no clear value is read
	while last := set(frappe.get_all(MATTER, {"merged_into": ("in", sorted(last))}, pluck="name")) - matters:
		matters |= last
	joined = {"matter": ("in", sorted(matters)), "status": "Merged", "name": ("!=", besides or "")}
	sent = frappe.get_all(SUBMISSION, joined, pluck="name")
	rows = frappe.get_all(
		"Protected Identity",
		{"reference_doctype": ("in", (MATTER, SUBMISSION)), "reference_name": ("in", [*matters, *sent])},
		pluck="phone_digest",
	)
	return set(filter(None, rows))


def survivor_of(name: str) -> str:
	"""The matter to which files, codes and ratings of `name` resolve."""
	return [name, *survivors_of(name)][-1]


def survivors_of(name: str) -> list[str]:
	"""What a matter was merged into, what that was merged into, and so on."""
	found: list[str] = []
	while into := frappe.db.get_value(MATTER, name, "merged_into"):
		if into in found:
			break
		found.append(into)
		name = into
	return found


def move_files(origin: str, to: str, only: list[str] | None = None) -> list[str]:
	"""Attach the files of one matter, or some of them, to another; returns their names."""
	filters: dict[str, Any] = {"attached_to_doctype": MATTER, "attached_to_name": origin}
	if only is not None:
		filters["name"] = ("in", only or [""])
	# get_all: the files follow their matter, whose merger the user was allowed to decide on
	files = frappe.get_all("File", filters=filters, pluck="name", order_by="creation")
	for file in files:
		frappe.db.set_value("File", file, "attached_to_name", to, update_modified=False)
	return files


def files_of_merger(survivor: str, duplicate: str) -> list[str]:
	"""The files that came to the survivor with its last merger of the duplicate."""
	return last_merger(survivor, duplicate).get("files") or []


def last_merger(survivor: str, duplicate: str) -> dict[str, Any]:
	"""What the survivor's log says of its last merger of the duplicate."""
	for event in reversed(events.of(MATTER, survivor)):
		if event.event == "merged.from" and event.details["from"] == duplicate:
			return event.details
	return {}


def share_survivor(survivor: str) -> None:
	"""Let exactly the units of its duplicates, and of theirs, read a survivor beside those that had it."""
	rows = {"parent": survivor, "parenttype": MATTER, "parentfield": "parties"}
	frappe.db.delete("Case Party", {**rows, "part": PART})
	# get_all: who is let in does not depend on who merges
	last = frappe.get_all("Case Party", filters=rows, pluck="idx", order_by="idx desc", limit=1)
	for idx, unit in enumerate(sorted(units_of_duplicates(survivor)), (last or [0])[0] + 1):
		frappe.get_doc(doctype="Case Party", unit=unit, part=PART, idx=idx, **rows).db_insert()
	parties.mark_stored(survivor)


def units_of_duplicates(survivor: str) -> set[str]:
	"""The units of every matter that resolves to this one."""
	found: set[str] = set()
	merged = [survivor]
	while merged:
		# get_all: who is let in does not depend on who merges
		duplicates = frappe.get_all(
			MATTER, filters={"merged_into": ("in", merged)}, fields=["name", "unit", "lead_unit"]
		)
		found |= {unit for row in duplicates for unit in (row.unit, row.lead_unit) if unit}
		merged = [row.name for row in duplicates]
	return found

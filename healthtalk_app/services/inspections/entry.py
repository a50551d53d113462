"""Entering an inspection item by item on a telephone that may lose its network (T4).

The telephone sends what was entered together with what it had seen before, under a key of its own for each
sending. What somebody else of the team has entered meanwhile is not written over: the item comes back as
*theirs*. A sending that arrives twice is one. Times are the server's; the telephone sends none.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import FrozenError
from healthtalk_app.rules import inspections as rules
from healthtalk_app.services import inputs
from healthtalk_app.services.inspections import evidence
from healthtalk_app.services.steps import flow

DOCTYPE, ENTRY, BEGIN = "Inspection", "Inspection Entry", "Begin Inspection"
OPEN = ("Planned", "In Progress")
# who may be on a team and enter what it finds
ROLES = ("Inspector", "Unit Leader", "Healthtalk Administrator")
KEY = re.compile(r"[0-9a-f]{32}")
RESULTS = ("", rules.PASS, rules.FAIL, rules.NOT_APPLICABLE)
LONGEST = 2000
SHOWN = ("name", "subject", "kind", "status", "planned_from", "planned_to", "score", "grade")
OF_ITEM = ("item_no", "item", "standard", "method", "points", "critical")


def mine() -> list[dict[str, Any]]:
	"""The sheets of every inspection that is under way and has the user at work on its team."""
	member, table = frappe.qb.DocType("Inspection Member"), frappe.qb.DocType(DOCTYPE)
	names = (
		frappe.qb.from_(table)
		.join(member)
		.on((member.parent == table.name) & (member.parenttype == DOCTYPE))
		.select(table.name)
		.where((member.user == frappe.session.user) & table.status.isin(OPEN))
		.orderby(table.planned_to, table.name)
		.run(pluck=True)
	)
	return [sheet(frappe.get_doc(DOCTYPE, name)) for name in names if permissions.visible(DOCTYPE, [name])]


def held(name: str) -> Any:
	"""An inspection that the user at work may enter, locked. Raises `PermissionError` or `FrozenError`."""
	permissions.require_visible(DOCTYPE, [name])
	doc = frappe.get_doc(DOCTYPE, name, for_update=True)
	if frappe.session.user not in {row.user for row in doc.team}:
		frappe.throw(
			_("Only the team enters an inspection on the telephone."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	permissions.require(doc, "write")
	if doc.status not in OPEN:
		frappe.throw(_("The feedback letter has been issued."), FrozenError, title=_("Fixed"))
	return doc


def enter(name: str, key: str, items: list[dict[str, Any]]) -> dict[str, Any]:
	"""Write what was entered, once for each key; returns the sheet, with the items that are `theirs`.

	Each item has `row`, `result`, `finding` and `deduction`, and as `was` the same three as they were seen.
	Raises `BadInputError` for a key that was used for something else, or an item that is none.
	"""
	doc = held(name)
	sent = [_sent(doc, item) for item in items]
	digest = _digest([name, frappe.session.user, items])
	if not _is_known(name, key, digest):
		_write(doc, sent)
		_remember(name, key, digest)
		doc = frappe.get_doc(DOCTYPE, name)
	now = {row.name: _state(row) for row in doc.items}
	return {**sheet(doc), "theirs": [row for row, state, _was in sent if now[row] != state]}


def add_photo(name: str, row: str, content: bytes) -> dict[str, Any]:
	"""Keep a photo with an item; the same one sent again is there once. Returns how many the item has."""
	doc = held(name)
	item = _item(doc, row)
	evidence.add_photo(doc, item.item_no, content)
	return {"row": row, "photos": _photos(doc)[item.item_no]}


def sheet(doc: Any) -> dict[str, Any]:
	"""What the telephone shows of an inspection."""
	photos = _photos(doc)
	return {
		**{field: doc.get(field) for field in SHOWN},
		"unit_name": frappe.get_cached_value("Health Unit", doc.unit, "unit_name"),
		"grade": _(doc.grade, context=DOCTYPE) if doc.grade else "",
		"kind": _(doc.kind, context=DOCTYPE),
		"items": [
			{
				"row": row.name,
				**{field: row.get(field) for field in OF_ITEM},
				**_state(row),
				"photos": photos[row.item_no],
			}
			for row in doc.items
		],
	}


def _state(row: Any) -> dict[str, Any]:
	failed = row.result == rules.FAIL
	return {
		"result": row.result or "",
		"finding": (row.finding or "").strip(),
		# without a failure nothing is lost, and after one all where nothing is said
		"deduction": (flt(row.deduction) or flt(row.points)) if failed else 0.0,
	}


def _sent(doc: Any, item: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
	"""An item as it was sent: its row, what it shall be, what it was when it was seen."""
	row = _item(doc, item.get("row"))
	return row.name, _entered(row, item), _entered(row, inputs.mapping(item.get("was")))


def _entered(row: Any, values: dict[str, Any]) -> dict[str, Any]:
	result, finding, deduction = (values.get(name) or "" for name in ("result", "finding", "deduction"))
	if result not in RESULTS or not isinstance(finding, str) or len(finding) > LONGEST:
		inputs.refuse(_("Item {0} cannot be read. Enter it again."), row.item_no)
	if not isinstance(deduction, int | float | str) or flt(deduction) < 0:
		inputs.refuse(_("Item {0} cannot be read. Enter it again."), row.item_no)
	return _state(
		frappe._dict(result=result, finding=finding, deduction=flt(deduction), points=flt(row.points))
	)


def _item(doc: Any, row: Any) -> Any:
	found = next((one for one in doc.items if one.name == row), None)
	if not found:
		inputs.refuse(_("The inspection does not have this item. Load it again."))
	return found


def _write(doc: Any, sent: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
	"""Write the items that nobody else has changed; the first one begins the inspection."""
	now = {row.name: _state(row) for row in doc.items}
	changed = {row: state for row, state, was in sent if now[row] == was != state}
	if not changed:
		return
	if doc.status == "Planned":
		doc = flow.act(DOCTYPE, doc.name, BEGIN)
	for row in doc.items:
		if state := changed.get(row.name):
			row.update(state)
			row.applicable = cint(state["result"] != rules.NOT_APPLICABLE)
	doc.save()


def _digest(sent: list[Any]) -> str:
	return hashlib.sha256(json.dumps(sent, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _is_known(name: str, key: str, digest: str) -> bool:
	if not KEY.fullmatch(key or ""):
		inputs.refuse(_("The key of this sending is not in order. Load the page again."))
	known = frappe.db.get_value(ENTRY, key, ["inspection", "digest"], as_dict=True)
	if known and (known.inspection, known.digest) != (name, digest):
		inputs.refuse(_("Something else was sent under this key already. Load the page again."))
	return bool(known)


def _remember(name: str, key: str, digest: str) -> None:
	entry = frappe.get_doc(
		doctype=ENTRY, name=key, inspection=name, digest=digest, received_at=now_datetime()
	)
	# nobody has a permission on entries: they only tell that something was sent
	entry.insert(ignore_permissions=True)


def _photos(doc: Any) -> dict[str, int]:
	"""How many photos each item has."""
	# get_all: who sees the sheet was asked before
	names = frappe.get_all(
		"File", filters={"attached_to_doctype": DOCTYPE, "attached_to_name": doc.name}, pluck="file_name"
	)
	return {row.item_no: sum(evidence.shows(name, row.item_no) for name in names) for row in doc.items}

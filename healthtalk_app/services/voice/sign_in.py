"""Signing in to a talk 签到 by the QR code at its door: who has come is counted, a name may be left.

The count is kept beside the table of participants, so that no officer who has the talk open loses what he
typed; it enters the table when the talk is held.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from healthtalk_app.exceptions import refuse_guest
from healthtalk_app.rules import codes
from healthtalk_app.rules.transitions import SESSION
from healthtalk_app.services.voice import guest_input, public_view, receipt_codes

OPEN_TO_SIGN = ("Planned", "Prepared", "Held")
CATEGORY = "Resident Representatives"
MOST_NAMES = 500
# of the names in one row
MOST_SIGNS = 140
NOTHING: dict[str, Any] = {
	"found": False,
	"title": "",
	"unit_name": "",
	"at": "",
	"place": "",
	"topics": [],
	"can_sign_in": False,
	"categories": [],
}


def code_of(doc: Any) -> str:
	"""The code on the poster of a talk; found again by its digest."""
	code = receipt_codes.derived_code("talk", doc.name)
	if doc.sign_in_digest != codes.digest(code):
		frappe.db.set_value(SESSION, doc.name, "sign_in_digest", codes.digest(code), update_modified=False)
		doc.sign_in_digest = codes.digest(code)
	return code


def session_of(code: str) -> str | None:
	"""The talk of a code, None for every other text."""
	try:
		digest = codes.digest(code)
	except codes.BadCode:
		digest = receipt_codes.NO_DIGEST
	return frappe.db.get_value(SESSION, {"sign_in_digest": digest}, "name")


def view(name: str | None) -> dict[str, Any]:
	"""What the poster says anyway, and whether one may sign in now."""
	if not name:
		return dict(NOTHING)
	columns = ("title", "unit", "status", "planned_start", "actual_start", "place")
	row = frappe.db.get_value(SESSION, name, columns, as_dict=True)
	# get_all: the topics stand on the poster
	topics = frappe.get_all(
		"Session Topic", filters={"parent": name, "parenttype": SESSION}, pluck="topic", order_by="idx"
	)
	begins = row.actual_start or row.planned_start
	return {
		"found": True,
		"title": row.title,
		"unit_name": public_view.unit_name(row.unit),
		"at": public_view.moment(begins),
		"place": row.place or "",
		"topics": topics,
		"can_sign_in": row.status in OPEN_TO_SIGN and is_today(begins),
		"categories": guest_input.choices("category", "Session Participant"),
	}


def is_today(at: Any) -> bool:
	return bool(at) and get_datetime(at).date() == now_datetime().date()


def sign_in(name: str, person: str, category: str) -> None:
	"""Count one more of a category. The row is locked, so that no two at once are counted as one."""
	columns = ["status", "planned_start", "actual_start", "sign_ins"]
	row = frappe.db.get_value(SESSION, name, columns, as_dict=True, for_update=True)
	if row.status not in OPEN_TO_SIGN or not is_today(row.actual_start or row.planned_start):
		refuse_guest(_("One signs in on the day of the talk."))
	kept = read(row.sign_ins)
	kept["counts"][category] = kept["counts"].get(category, 0) + 1
	if person and len(kept["names"]) < MOST_NAMES:
		kept["names"].append([category, person])
	values = {"sign_ins": json.dumps(kept, ensure_ascii=False), "signed_in": sum(kept["counts"].values())}
	frappe.db.set_value(SESSION, name, values, update_modified=False)


def read(sign_ins: str | None) -> dict[str, Any]:
	"""The counts by category and the names that were left."""
	return {"counts": {}, "names": [], **(json.loads(sign_ins) if sign_ins else {})}


def fill_in(doc: Any) -> None:
	"""No category shows fewer people than have signed in, and the names that were left stand in the table.

	Called when the talk is held, and again afterwards, for who signs in while it goes on.
	"""
	kept = read(doc.sign_ins)
	for category, count in kept["counts"].items():
		rows = [row for row in doc.participants if row.category == category]
		row = rows[0] if rows else doc.append("participants", {"category": category})
		row.present = cint(row.present) + max(0, count - sum(cint(each.present) for each in rows))
		known = "、".join(each.participant_name or "" for each in rows).split("、")
		names = dict.fromkeys(name for group, name in kept["names"] if group == category)
		add_names(doc, row, [name for name in names if name not in known])


def add_names(doc: Any, first: Any, names: list[str]) -> None:
	"""Write names into a row of participants; what finds no room there stands in further rows."""
	row = first
	for name in names:
		said = "、".join(filter(None, (row.participant_name, name)))
		if len(said) > MOST_SIGNS:
			row, said = doc.append("participants", {"category": first.category}), name
		row.participant_name = said
		if row is not first and first.present > 1:
			first.present, row.present = first.present - 1, cint(row.present) + 1


def forget(session: str | None, person: str | None) -> None:
	"""Take the name of one who signed in out of a talk: as it was left, and from the table of who came."""
	kept = read(session and frappe.db.get_value(SESSION, session, "sign_ins", for_update=True))
	names = [pair for pair in kept["names"] if pair[1] != person]
	if not person or len(names) == len(kept["names"]):
		return
	sign_ins = json.dumps({**kept, "names": names}, ensure_ascii=False)
	frappe.db.set_value(SESSION, session, "sign_ins", sign_ins, update_modified=False)
	rows = {"parent": session, "parenttype": SESSION, "participant_name": ("like", f"%{person}%")}
	# get_all: who may erase a person erases him wherever he signed in
	for row in frappe.get_all("Session Participant", rows, ["name", "participant_name"]):
		others = "、".join(name for name in row.participant_name.split("、") if name != person)
		if others == row.participant_name:
			# a longer name that holds this one
			continue
		frappe.db.set_value("Session Participant", row.name, "participant_name", others or None)
		history = {"ref_doctype": SESSION, "docname": session, "data": ("like", f"%{row.name}%")}
		frappe.db.delete("Version", history)


def coming(limit: int = 10, now: datetime | None = None) -> list[dict[str, str]]:
	"""The next talks, as they are announced."""
	# get_all: announced to everybody
	rows = frappe.get_all(
		SESSION,
		filters={"status": ("in", ("Planned", "Prepared")), "planned_start": (">=", now or now_datetime())},
		fields=["title", "unit", "planned_start", "place"],
		order_by="planned_start",
		limit=limit,
	)
	return [
		{
			"title": row.title,
			"unit_name": public_view.unit_name(row.unit),
			"at": public_view.moment(row.planned_start),
			"place": row.place or "",
		}
		for row in rows
	]

"""Accusations 检举控告: whom they name, who never sees them, and where they leave no trace (C9)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering


def keep_accusation(doc: Any) -> None:
	"""Accusations name whom they accuse and lie at the bureau's intake, away from every unit.

	Once an accusation, always one: taking the mark away would open it to those it accuses.
	"""
	if not hold_apart(doc):
		return
	if doc.open_slips:
		frappe.throw(
			_("Withdraw the slips of this matter before it becomes an accusation."), MoveNotAllowedError
		)
	if not doc.is_new() and frappe.db.exists(MATTER, {"merged_into": doc.name, "is_accusation": 0}):
		frappe.throw(
			_("Undo the merger of its duplicates before this matter becomes an accusation."),
			MoveNotAllowedError,
		)
	if not doc.before or not doc.before.is_accusation:
		doc.lead_unit = doc.handler = None
		if doc.number:
			numbering.give_up(doc)
			doc.number = numbering.issue(units.bureau(), numbering.ACCUSATION, doc, now_datetime())


def hold_apart(doc: Any) -> bool:
	"""Whether a matter or submission is an accusation; if so it names whom it accuses and has no unit."""
	if doc.before and doc.before.is_accusation:
		doc.is_accusation = 1
	if not doc.is_accusation:
		for row in doc.accused:
			row.shut_out = shut_out(kept_out(doc, row))
		return False
	if not any(row.unit or row.employee or (row.person or "").strip() for row in doc.accused):
		frappe.throw(
			_("Say which unit or person is accused, so that neither ever sees it."),
			EvidenceMissingError,
			title=_("Accusation"),
		)
	shut_out_accused(doc)
	doc.unit = None
	return True


def takes_secret_name(doc: Any) -> bool:
	"""Accusations are named at random: a missing number between two names would tell of them."""
	integrity = doc.category and frappe.get_cached_value("Matter Category", doc.category, "is_integrity")
	return bool(doc.is_accusation or integrity)


def shut_out_accused(doc: Any) -> None:
	"""Keep with each accused person the users who bear that name now; names may be changed later."""
	for row in doc.accused:
		row.shut_out = shut_out(kept_out(doc, row) | bearers(row.person, row.employee))


def kept_out(doc: Any, row: Any) -> set[str]:
	"""The users who were shut out as the one whom a row names.

	What a client sends for it does not count, whatever the matter is as yet: it would open an accusation,
	hide it from its officer, or keep the one who handles a petition from it.
	"""
	# the app's own services copy rows that were checked
	stored = doc.accused if doc.flags.by_service else doc.before.accused if doc.before else ()
	return {user for kept in stored if names_same(kept, row) for user in users_in(kept.shut_out)}


def bearers(person: str | None, employee: str | None) -> set[str]:
	"""The users who bear the name of a person, or are that employee."""
	# get_all: the question is who is meant, not who asks
	users = frappe.get_all("User", filters={"user_type": "System User"}, fields=["name", "full_name"])
	staff = frappe.get_all("Employee", fields=["name", "user_id", "employee_name"])
	said = person or ""
	known = {u.name for u in users if said and u.full_name and (u.full_name in said or said in u.full_name)}
	return known | {
		e.user_id
		for e in staff
		if e.user_id and (e.name == employee or (said and e.employee_name and e.employee_name in said))
	}


def shut_out(users: set[str]) -> str | None:
	"""Users as a text in which each can be found; None for nobody."""
	return f"|{'|'.join(sorted(users))}|" if users else None


def names_same(one: Any, other: Any) -> bool:
	"""Whether two rows accuse the same, whatever the rows are called."""
	fields = ("unit", "employee", "person")
	return all((one.get(field) or None) == (other.get(field) or None) for field in fields)


def users_in(shut_out: str | None) -> set[str]:
	"""The users in a text of `|user|user|`."""
	return {user for user in (shut_out or "").split("|") if user}


def clear_from_session(doc: Any) -> None:
	"""What has become an accusation leaves the talk where it was said, its row as well as its history."""
	was = doc.get_doc_before_save()
	if not (doc.is_accusation and doc.session and was and not was.is_accusation):
		return
	# get_all: the row goes whoever marks the accusation
	for row in frappe.get_all("Session Matter", filters={"matter": doc.name}, pluck="name"):
		frappe.db.delete("Session Matter", {"name": row})
		history = {"ref_doctype": "Talk Session", "docname": doc.session, "data": ("like", f"%{row}%")}
		frappe.db.delete("Version", history)
	# whoever has the talk open reads it again before he can save it with the row in it
	frappe.db.set_value("Talk Session", doc.session, "modified", now_datetime())

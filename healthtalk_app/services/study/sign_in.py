"""Signing in to a session of study 签到: by one's own account, or by one's name with the code of the day.

The QR code on the screen holds 75 random bits, so no session is found by guessing; the names of its people
are shown only to who also types the six digits that are said in the room. Those are of one day, and after
twenty wrong ones within an hour nobody signs in by name until the hour is over.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_url, getdate, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import refuse_guest
from healthtalk_app.metrics import staff
from healthtalk_app.rules import codes
from healthtalk_app.services.study import attendance
from healthtalk_app.services.study.attendance import ATTENDEE, PRESENT, RECORD
from healthtalk_app.services.voice import guest_input, public_view, receipt_codes, throttle

PATH = "/healthtalk/study"
ACCOUNT, BY_NAME = "Own Account", "Name and Day's Code"
DIGITS = 6
MOST_WRONG = 20
WRONG = "study-wrong"


# ---- what the officer shows ----------------------------------------------------------------------
def sheet(doc: Any) -> dict[str, str]:
	"""What is shown in the room: the address of the QR code, the code of the day and the topic."""
	code = code_of(doc)
	return {
		"url": get_url(f"{PATH}?code={code}"),
		"day_code": day_code(doc.name, doc.study_date),
		"topic": doc.topic,
	}


def code_of(doc: Any) -> str:
	"""The code of a session; found again by its digest."""
	code = receipt_codes.derived_code("study", doc.name)
	if doc.sign_in_digest != codes.digest(code):
		frappe.db.set_value(RECORD, doc.name, "sign_in_digest", codes.digest(code), update_modified=False)
		doc.sign_in_digest = codes.digest(code)
	return code


def day_code(name: str, day: Any) -> str:
	"""Six digits of a session and a day, which the lecturer says or writes on the board."""
	said = f"healthtalk:study-day:{name}:{getdate(day)}"
	found = hmac.new(get_encryption_key().encode(), said.encode(), hashlib.sha256).digest()
	return f"{int.from_bytes(found[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


# ---- what the page does --------------------------------------------------------------------------
def record_of(code: str) -> str | None:
	"""The session of a code, None for every other text."""
	throttle.reading()
	try:
		digest = codes.digest(guest_input.code(code))
	except codes.BadCode:
		digest = receipt_codes.NO_DIGEST
	return frappe.db.get_value(RECORD, {"sign_in_digest": digest}, "name")


def view(name: str | None) -> dict[str, Any]:
	"""What is said about a session to who has scanned its code: nothing about people."""
	if not name:
		return {"found": False}
	row = frappe.db.get_value(
		RECORD, name, ("topic", "unit", "study_date", "place", "cancelled"), as_dict=True
	)
	return {
		"found": True,
		"topic": row.topic,
		"unit_name": public_view.unit_name(row.unit),
		"day": public_view.day(row.study_date),
		"place": row.place or "",
		"can_sign_in": is_open(row),
	}


def is_open(row: Any) -> bool:
	"""One signs in on the day of the session."""
	return not cint(row.cancelled) and getdate(row.study_date) == getdate()


def people(name: str, said: str) -> list[dict[str, str]]:
	"""Who may still sign in by name, for who knows the code of the day. Raises `PublicInputError`."""
	check_day_code(name, said)
	# get_all: the code of the day was right
	return frappe.get_all(
		ATTENDEE,
		filters={"parent": name, "parenttype": RECORD, "signed_at": ("is", "not set")},
		fields=["name", "attendee_name", "department"],
		order_by="idx",
	)


def check_day_code(name: str, said: str) -> None:
	"""Raise `PublicInputError` unless it is the session's day and its code, and not guessed at too often."""
	row = locked(name)
	throttle.refuse_spent(WRONG, name, MOST_WRONG)
	said = guest_input.text(said, "day_code", 20).replace(" ", "")
	right = day_code(name, row.study_date)
	if not hmac.compare_digest(said.encode(), right.encode()):
		throttle.spend(WRONG, name, MOST_WRONG)
		refuse_guest(_("This is not the code of the day. Ask the lecturer for it."), field="day_code")


def sign_by_name(name: str, said: str, attendee: str) -> str:
	"""Sign in who chose his name; returns it. Raises `PublicInputError`."""
	check_day_code(name, said)
	row = row_of(name, {"name": guest_input.text(attendee, "attendee", 140)})
	if not row:
		refuse_guest(_("Choose your name."), field="attendee")
	if row.signed_at:
		refuse_guest(_("{0} has signed in already."), row.attendee_name, field="attendee")
	sign(name, row.name, BY_NAME)
	return row.attendee_name


def sign_by_account(name: str, user: str) -> str:
	"""Sign in who is logged in, by his employee record or full name; returns the name.

	Who does not stand in the list is added: he is in the room, for he has the code. Signing twice is one.
	Raises `PublicInputError` for an account that is none of the staff's.
	"""
	session = locked(name)
	account = frappe.db.get_value("User", user, ("full_name", "user_type", "enabled"), as_dict=True)
	if not account or not account.enabled or account.user_type != "System User":
		refuse_guest(_("Only staff sign in with their account. Choose your name instead."))
	mine = {"user_id": user, "status": "Active"}
	own = frappe.db.get_value("Employee", mine, ("name", "employee_name", "department"), as_dict=True)
	said = own.employee_name if own else account.full_name
	row = row_of(name, {"employee": own.name}) if own else None
	row = row or row_of(name, {"attendee_name": said, "employee": ("is", "not set")})
	if row and row.signed_at:
		return row.attendee_name
	if row:
		sign(name, row.name, ACCOUNT)
		return row.attendee_name
	return add(name, session.unit, own, account.full_name)


def locked(name: str) -> Any:
	"""The session, locked, while one may sign in to it."""
	columns = ("unit", "study_date", "cancelled")
	row = frappe.db.get_value(RECORD, name, columns, as_dict=True, for_update=True)
	if not row or not is_open(row):
		refuse_guest(_("One signs in on the day of the session."))
	return row


def row_of(name: str, found_by: dict[str, Any]) -> Any:
	"""One row of the attendance."""
	wanted = {"parent": name, "parenttype": RECORD, **found_by}
	columns = ("name", "attendee_name", "signed_at")
	# locked: a snapshot from before the session was locked may lack a signing
	return frappe.db.get_value(ATTENDEE, wanted, columns, as_dict=True, for_update=True)


def add(name: str, unit: str, own: Any, full_name: str) -> str:
	"""A row for who stood in none."""
	other = own and staff.unit_of(own.name)
	row = frappe.get_doc(
		doctype=ATTENDEE,
		parent=name,
		parenttype=RECORD,
		parentfield="attendees",
		idx=len(rows_of(name)) + 1,
		employee=own.name if own else None,
		attendee_name=own.employee_name if own else full_name,
		department=attendance.short(own.department) if own else "",
		guest=int(bool(other) and other != unit),
	)
	row.db_insert()
	sign(name, row.name, ACCOUNT)
	return row.attendee_name


def sign(name: str, row: str, through: str) -> None:
	"""Note that somebody is present, and count anew; who has the form open loses nothing that he typed."""
	signed = {"state": PRESENT, "signed_through": through, "signed_at": now_datetime()}
	frappe.db.set_value(ATTENDEE, row, signed, update_modified=False)
	found = attendance.counts(rows_of(name))
	frappe.db.set_value(RECORD, name, {**found, "status": "Held"}, update_modified=False)


def rows_of(name: str) -> list[Any]:
	"""The attendance as it stands at this moment."""
	columns = ("state", "note_handed_in", "note_checked_on", "sat_exam", "passed")
	rows = {"parent": name, "parenttype": RECORD}
	return list(frappe.db.get_values(ATTENDEE, rows, columns, as_dict=True, for_update=True))

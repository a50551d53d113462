"""Every save of a study record: who came, what he handed in and how his exam went (T2, E2)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, TimeOrderError, refuse
from healthtalk_app.metrics import staff
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import inputs

RECORD, ATTENDEE = "Study Record", "Study Attendee"
PRESENT, OFFICER = "Present", "Officer"
MOST_HOURS = 24


def hold_server_fields(doc: Any) -> None:
	"""The code by which a session is found is the server's; counts and status are worked out anew."""
	doc.sign_in_digest = doc.before.sign_in_digest if doc.before else None


def check_session(doc: Any) -> None:
	"""A session has hours; whoever marks people as present does so on the day or after it."""
	if not 0 < flt(doc.hours) <= MOST_HOURS:
		inputs.refuse(_("A session has study hours, at most 24."))
	if doc.cancelled and any(row.state == PRESENT for row in doc.attendees):
		frappe.throw(_("Somebody was present, so the session took place."), FrozenError)
	future = getdate(doc.study_date) > getdate()
	if future and any(row.state == PRESENT or row.note_handed_in or row.sat_exam for row in doc.attendees):
		frappe.throw(_("The session lies in the future; nobody has been present yet."), TimeOrderError)


def name_people(doc: Any) -> None:
	"""Every row says who it is about, once; an employee's name and department come from his record."""
	known = {row.name: row for row in staff.employees(frozenset([doc.unit]), day_of(doc))}
	by_name: dict[str, list[str]] = {}
	for row in known.values():
		by_name.setdefault(spoken(row.employee_name), []).append(row.name)
	for row in doc.attendees:
		same = by_name.get(spoken(row.attendee_name), [])
		if not row.employee and len(same) == 1:
			row.employee = same[0]
	others = of_other_units(doc, known)
	records = known | {row.name: row for row in others}
	elsewhere = staff.units_of(row.name for row in others)
	for row in doc.attendees:
		if found := records.get(row.employee):
			row.attendee_name, row.department = found.employee_name, row.department or short(found.department)
		# one of whom no unit is known is the unit's own
		row.guest = int(elsewhere.get(row.employee, doc.unit) != doc.unit)
		if not spoken(row.attendee_name):
			refuse(_("Row {0}: enter the name."), row.idx, error=EvidenceMissingError)
	check_once(doc)


def of_other_units(doc: Any, known: Any) -> list[Any]:
	"""The records of employees in the attendance who do not work in the unit on that day.

	get_all: only the name and department are taken over, of whom the user may know.
	"""
	others = sorted({row.employee for row in doc.attendees if row.employee} - set(known))
	if not others:
		return []
	refuse_unknown(doc, others)
	fields = ["name", "employee_name", "department"]
	return frappe.get_all("Employee", filters={"name": ("in", others)}, fields=fields)


def refuse_unknown(doc: Any, others: list[str]) -> None:
	"""Refuse employees whom the user neither reads nor has in his units: their names would be told to him.

	Who stands in the attendance already, because he has signed in or was entered by others, stays.
	"""
	listed = {row.employee for row in doc.before.attendees} if doc.before else set()
	added = [name for name in others if name not in listed]
	if permissions.scope() is None:
		return
	at = staff.units_of(added)
	for name in added:
		own = permissions.can_act_for(at.get(name))
		if not own and not frappe.has_permission("Employee", "read", doc=name):
			refuse(
				_("{0} is not of your units. Enter the guest by name; he signs in with his own account."),
				name,
				error=frappe.PermissionError,
				title=_("Not Permitted"),
			)


def check_once(doc: Any) -> None:
	"""Nobody stands twice in the attendance of one session."""
	seen: set[str] = set()
	for row in doc.attendees:
		who = row.employee or spoken(row.attendee_name)
		if who in seen:
			inputs.refuse(_("{0} stands twice in the attendance."), row.attendee_name)
		seen.add(who)


def keep_sign_ins(doc: Any) -> None:
	"""What people signed themselves stays, also where somebody had the form open meanwhile.

	A row that a client still holds as it was before takes over the signing; one that he has seen keeps what
	he says about it. Nobody writes a signing in another's place, and none disappears.
	"""
	stored = signed_rows(doc)
	given = {row.name: row for row in doc.attendees if row.name}
	for name, was in stored.items():
		row = given.get(name)
		if row is None:
			row = doc.append("attendees", was)
		elif inputs.moment(row.signed_at) != was.signed_at:
			row.state = PRESENT
		row.signed_through, row.signed_at = was.signed_through, was.signed_at
	for row in doc.attendees:
		if row.name not in stored:
			row.signed_at = None
			row.signed_through = OFFICER if row.state == PRESENT else None


def signed_rows(doc: Any) -> dict[str, Any]:
	"""The rows in which somebody has signed by himself, as they stand in the database at this moment."""
	if doc.is_new():
		return {}
	frappe.db.get_value(RECORD, doc.name, "name", for_update=True)
	signed = {"parent": doc.name, "parenttype": RECORD, "signed_at": ("is", "set")}
	# locked: somebody may have signed since this save began
	rows = frappe.db.get_values(ATTENDEE, signed, "*", as_dict=True, for_update=True, order_by="idx")
	return {row.name: frappe.get_doc({"doctype": ATTENDEE, **row}) for row in rows}


def check_notes(doc: Any) -> None:
	"""A note is checked after it was handed in, by somebody else, on a day; the day goes without saying."""
	for row in doc.attendees:
		if not (row.note_checked_by or row.note_checked_on or row.note_remark):
			continue
		if not row.note_handed_in:
			refuse(_("{0} has handed in no note that could be checked."), row.attendee_name)
		if not row.note_checked_by:
			refuse(_("{0}: say who has checked the note."), row.attendee_name, error=EvidenceMissingError)
		if spoken(row.note_checked_by) == spoken(row.attendee_name):
			refuse(_("{0} does not check his own note."), row.attendee_name)
		row.note_checked_on = row.note_checked_on or getdate()
		if getdate(row.note_checked_on) > getdate() or getdate(row.note_checked_on) < getdate(doc.study_date):
			refuse(
				_("{0}: the note is checked on the day of the session or later, not in the future."),
				row.attendee_name,
				error=TimeOrderError,
			)


def mark_exams(doc: Any) -> None:
	"""Who has at least the pass mark has passed; who did not sit the exam has neither passed nor failed."""
	if doc.has_exam and not 0 < flt(doc.pass_mark) <= flt(doc.full_mark):
		inputs.refuse(_("The pass mark lies between nought and the full mark."))
	for row in doc.attendees:
		if not doc.has_exam and (row.sat_exam or flt(row.exam_score)):
			inputs.refuse(_("The session has no exam; tick With an Exam before you enter scores."))
		row.sat_exam = int(bool(row.sat_exam or flt(row.exam_score)))
		if not 0 <= flt(row.exam_score) <= flt(doc.full_mark) and row.sat_exam:
			refuse(_("{0}: the score lies between 0 and {1}."), row.attendee_name, f"{flt(doc.full_mark):g}")
		row.passed = int(bool(row.sat_exam) and flt(row.exam_score) >= flt(doc.pass_mark))


def count(doc: Any) -> None:
	"""The numbers by which figures and lists speak of a session, and its status."""
	doc.update(counts(doc.attendees))
	doc.status = status_of(doc, doc.present_count)


def counts(rows: Any) -> dict[str, int]:
	"""The numbers of a session from its rows."""
	return {
		"expected_count": len(rows),
		"present_count": sum(row.state == PRESENT for row in rows),
		"note_count": sum(cint(row.note_handed_in) for row in rows),
		"checked_count": sum(bool(row.note_checked_on) for row in rows),
		"examined_count": sum(cint(row.sat_exam) for row in rows),
		"passed_count": sum(cint(row.passed) for row in rows),
	}


def status_of(doc: Any, present: int) -> str:
	"""Held as soon as somebody was there."""
	return "Cancelled" if cint(doc.cancelled) else "Held" if present else "Planned"


def staff_of(doc: Any) -> list[dict[str, Any]]:
	"""The employees of the record's unit who do not stand in its attendance yet, as rows to be added."""
	listed = {row.employee for row in doc.attendees}
	return [
		{"employee": row.name, "attendee_name": row.employee_name, "department": short(row.department)}
		for row in staff.employees(frozenset([doc.unit]), day_of(doc))
		if row.name not in listed
	]


def day_of(doc: Any) -> Period:
	"""The day of the session, by which somebody works in the unit or does not."""
	day = getdate(doc.study_date)
	return Period(day, day)


def short(department: str | None) -> str:
	"""What a department is called, without the mark of its company."""
	return (frappe.get_cached_value("Department", department, "department_name") or "") if department else ""

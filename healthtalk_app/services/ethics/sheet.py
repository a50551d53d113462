"""The ethics appraisal sheet 医德考评表 of a person and year: drawn, graded, confirmed, opened again (E2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	TimeOrderError,
	refuse,
)
from healthtalk_app.metrics import staff
from healthtalk_app.permissions.ethics import ETHICS, may_appraise
from healthtalk_app.rules import ethics
from healthtalk_app.rules.periods import year_to
from healthtalk_app.services.ethics import drawing, export

DRAFT, CONFIRMED = "Draft", "Confirmed"
FIRST_YEAR = 2000
# written by the steps below only
HELD = (
	*("employee_name", "unit", "account", "status", "drawn_at", "ceiling", "ceiling_reason"),
	*("confirmed_by", "confirmed_at", "exported_at", "reopen_reason", "sheet_key"),
)
WRITTEN = ("position", "party_member", "self_appraisal", "department_opinion", "opinion", "grade")
REASONS = {
	"integrity": "A breach of integrity was decided on",
	"grave measure": "A grave measure was taken",
	"demerit tier": "The demerit points reach the second tier",
	"accountability": "A decision of accountability stands",
	"demerits": "Demerit points were given",
	"bad ratings": "There are bad ratings",
	"study": "Fewer than nine in ten sessions of study were attended",
}


# ---- the steps of a save -------------------------------------------------------------------------
def hold_server_fields(doc: Any) -> None:
	"""What the steps write is not a client's to change; a confirmed sheet stands."""
	if doc.flags.by_service:
		return
	before = doc.get_doc_before_save()
	if not before:
		doc.update(dict.fromkeys(HELD))
		doc.status, doc.items = DRAFT, []
		begin(doc)
		return
	for name in HELD:
		doc.set(name, before.get(name))
	doc.set("items", [row.as_dict() for row in before.get("items")])
	if before.status == CONFIRMED and any(doc.differs(name) for name in WRITTEN):
		frappe.throw(
			_("The sheet is confirmed. Open it again, with the reason, to change it."),
			FrozenError,
			title=_("Fixed"),
		)


def begin(doc: Any) -> None:
	"""A new sheet: whose it is, and what the year's records say."""
	# get_value: of employees the discipline officer's role need not be able to read
	known = frappe.db.get_value(
		"Employee", doc.employee, ("employee_name", "designation", "user_id"), as_dict=True
	)
	doc.unit = staff.unit_of(doc.employee) if known else None
	if known and not doc.unit:
		refuse(_("No unit is known of {0}. Link his department or company with a unit."), known.employee_name)
	if not known or not may_appraise(doc.unit, frappe.session.user):
		frappe.throw(
			_("Sheets are drawn by the discipline officer over the person's unit."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	doc.employee_name, doc.account = known.employee_name, known.user_id
	doc.position = doc.position or known.designation
	if frappe.session.user == doc.account:
		frappe.throw(_("Nobody appraises himself."), frappe.PermissionError, title=_("Not Permitted"))
	doc.year = cint(doc.year) or getdate().year
	if not FIRST_YEAR <= doc.year <= getdate().year:
		frappe.throw(_("A sheet is of this year or one before."), TimeOrderError)
	doc.sheet_key = f"{doc.employee}:{doc.year}"
	if frappe.db.exists(ETHICS, {"sheet_key": doc.sheet_key}):
		refuse(_("There is a sheet of {0} for {1} already."), doc.employee_name, doc.year)
	fill(doc)


def fill(doc: Any) -> None:
	"""Draw the year's records and the highest grade they allow, into the document."""
	drawn = drawing.draw(
		drawing.Person(doc.employee, doc.employee_name, doc.account, doc.unit), year_to(date(doc.year, 1, 1))
	)
	doc.set("items", [])
	for line in drawn.lines:
		doc.append("items", line)
	highest = ethics.ceiling(drawn.record())
	doc.ceiling = highest.grade
	doc.ceiling_reason = "；".join(_(REASONS[why]) for why in highest.because)
	doc.drawn_at = now_datetime()


def check_grade(doc: Any) -> None:
	"""No grade above what the record allows, and none that there is not."""
	if doc.grade and doc.grade not in ethics.GRADES:
		refuse(_("There is no grade {0}."), doc.grade, error=BadInputError)
	if doc.grade and not ethics.allowed(doc.grade, doc.ceiling):
		refuse(
			_("{0} is above what the record allows: {1}, because {2}."),
			_(doc.grade, context=ETHICS),
			_(doc.ceiling, context=ETHICS),
			doc.ceiling_reason,
			title=_("Grade", context=ETHICS),
		)


# ---- the steps of a sheet ------------------------------------------------------------------------
def draw_again(doc: Any) -> None:
	"""Take the records of this moment; a grade above the new ceiling is taken away."""
	require_status(doc, DRAFT)
	fill(doc)
	if doc.grade and not ethics.allowed(doc.grade, doc.ceiling):
		doc.grade = None
	save(doc)


def confirm(doc: Any) -> None:
	"""Confirm the grade, by what is on record today; from now on the person reads the sheet."""
	require_status(doc, DRAFT)
	doc.require_evidence(
		("opinion", "grade"), _("A sheet is confirmed with the opinion of the unit and a grade.")
	)
	fill(doc)
	check_grade(doc)
	doc.status, doc.confirmed_by, doc.confirmed_at = CONFIRMED, frappe.session.user, now_datetime()
	save(doc)


def open_again(doc: Any, reason: str) -> None:
	"""Open a confirmed sheet, a decision was taken back for instance; the personnel file forgets it."""
	require_status(doc, CONFIRMED)
	if not (reason or "").strip():
		frappe.throw(_("Say why it is opened again."), EvidenceMissingError, title=_("Something Is Missing"))
	if doc.exported_at:
		export.take_back(doc.employee, doc.year)
	doc.status, doc.reopen_reason = DRAFT, reason.strip()
	doc.confirmed_by = doc.confirmed_at = doc.exported_at = None
	save(doc)


def enter_in_file(doc: Any) -> None:
	"""Export: the grade of the year, and nothing else, stands in the person's file of ERPNext."""
	require_status(doc, CONFIRMED)
	export.enter(doc.employee, doc.year, doc.grade, getdate(doc.confirmed_at))
	doc.exported_at = now_datetime()
	save(doc)


def require_status(doc: Any, status: str) -> None:
	"""Raise `MoveNotAllowedError` for a step that is not open now."""
	if doc.status != status:
		frappe.throw(_("This step is not open now, or not for you."), MoveNotAllowedError)


def save(doc: Any) -> None:
	"""Save on the app's own account; the endpoint has checked the right to do this."""
	doc.flags.by_service = True
	doc.save(ignore_permissions=True)
	doc.flags.by_service = False

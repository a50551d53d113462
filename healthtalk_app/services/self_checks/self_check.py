"""Self-checks 自查: a unit lists its problems, each of which becomes a Rectification, once (C2, T6).

The unit orders itself to put them right 边查边改; what it ordered of itself is verified by a leader or
inspector who had no hand in it. Each row shows how far its rectification is.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError, refuse
from healthtalk_app.rules.transitions import RECTIFICATION
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import days

CHECK, PROBLEM = "Self Check", "Self Check Problem"
DRAFT, SUBMITTED, PUT_RIGHT, VERIFIED = "Draft", "Submitted", "Put Right", "Verified"
COUNTS = {
	"Worried": "worried_count",
	"Inconvenient": "inconvenient_count",
	"Dissatisfied": "dissatisfied_count",
}
SERVER = ("status", "open_count", "submitted_by", "submitted_at")
OF_A_ROW = ("rectification", "rectification_status")
FACTS = ("unit", "checked_on", "problems")


# ---- the steps of a save -------------------------------------------------------------------------
def hold_server_fields(doc: Any) -> None:
	"""Status, and what became of each problem, are the server's, whatever a client sends."""
	if doc.flags.by_service:
		return
	for fieldname in SERVER:
		doc.set(fieldname, doc.before.get(fieldname) if doc.before else None)
	doc.status = doc.status or DRAFT
	stored = {row.name: row for row in doc.before.problems} if doc.before else {}
	for row in doc.problems:
		for fieldname in OF_A_ROW:
			row.set(fieldname, stored[row.name].get(fieldname) if row.name in stored else None)


def lock_facts(doc: Any) -> None:
	"""What was handed in is fixed: further problems go into another self-check."""
	if doc.before and doc.before.status != DRAFT and not doc.flags.by_service:
		doc.refuse_frozen(FACTS, _("The self-check has been handed in."))


def check_rows(doc: Any) -> None:
	"""The check was not made in the future; every problem says what it is."""
	if getdate(doc.checked_on) > getdate():
		frappe.throw(_("The day of the check lies in the future."), TimeOrderError)
	for row in doc.problems:
		if inputs.is_blank(row.problem):
			refuse(_("Row {0}: say what the problem is."), row.idx, error=EvidenceMissingError)


def count(doc: Any) -> None:
	"""How many problems of each class there are."""
	for word, fieldname in COUNTS.items():
		doc.set(fieldname, sum(row.classification == word for row in doc.problems))


# ---- handing in ----------------------------------------------------------------------------------
def hand_in(name: str) -> int:
	"""Make a Rectification of every problem; returns how many there are. Twice is refused.

	Raises `EvidenceMissingError` for a problem without cause, measure, responsible person or date.
	"""
	permissions.require_visible(CHECK, [name])
	doc = frappe.get_doc(CHECK, name, for_update=True)
	permissions.require(doc, "write")
	if doc.status != DRAFT:
		frappe.throw(_("The self-check has been handed in already."), MoveNotAllowedError)
	if not doc.problems:
		frappe.throw(_("Enter at least one problem."), EvidenceMissingError)
	for row in doc.problems:
		check_complete(row)
	for row in doc.problems:
		row.rectification, row.rectification_status = order(doc, row)
	doc.update({"status": SUBMITTED, "submitted_by": frappe.session.user, "submitted_at": now_datetime()})
	doc.open_count = len(doc.problems)
	doc.flags.by_service = True
	doc.save()
	return len(doc.problems)


def check_complete(row: Any) -> None:
	"""A problem that is handed in has its cause, measure, person and a date that has not passed."""
	needed = ("cause", "measure", "responsible_person", "due_on")
	missing = [row.meta.get_label(name) for name in needed if inputs.is_blank(row.get(name))]
	if missing:
		refuse(
			_("Row {0}: fill in {1}."),
			row.idx,
			"、".join(_(label, context=PROBLEM) for label in missing),
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	if getdate(row.due_on) < getdate():
		refuse(_("Row {0}: the date by which it is put right has passed."), row.idx, error=TimeOrderError)


def order(doc: Any, row: Any) -> tuple[str, str]:
	"""The one Rectification of a problem, with its status."""
	key = f"{CHECK}:{row.name}"
	if found := frappe.db.get_value(RECTIFICATION, {"source_key": key}, ("name", "status")):
		return found
	made = frappe.get_doc(
		doctype=RECTIFICATION,
		subject=" ".join(row.problem.split())[:140],
		classification=row.classification,
		found_through=row.found_through,
		source_doctype=CHECK,
		source_name=doc.name,
		source_key=key,
		ordering_unit=doc.unit,
		responsible_unit=doc.unit,
		problem=row.problem,
		cause=row.cause,
		measures=row.measure,
		responsible_person=row.responsible_person,
		required_by=days.close_of(row.due_on),
	)
	made.flags.by_service = True
	# the unit orders itself by handing in; that the user may do so was asked there
	made.insert(ignore_permissions=True)
	return made.name, made.status


# ---- what becomes of it --------------------------------------------------------------------------
def follow(rectification: Any) -> None:
	"""Show in the row how far its rectification is; the check is put right when all are verified."""
	kind, _colon, row = (rectification.source_key or "").partition(":")
	if kind != CHECK:
		return
	name = frappe.db.get_value(PROBLEM, row, "parent")
	# one at a time: the last two may be verified at once
	if not name or not frappe.db.get_value(CHECK, name, "name", for_update=True):
		return
	said = {"rectification_status": rectification.status}
	frappe.db.set_value(PROBLEM, row, said, update_modified=False)
	rows = {"parent": name, "parenttype": CHECK}
	found = frappe.db.get_values(PROBLEM, rows, ("rectification_status",), for_update=True)
	left = sum(status != VERIFIED for (status,) in found)
	values = {"open_count": left, "status": SUBMITTED if left else PUT_RIGHT}
	frappe.db.set_value(CHECK, name, values, update_modified=False)

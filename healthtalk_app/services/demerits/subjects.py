"""Whose a Demerit Record is: an institution, or a practitioner known by his licence or as an employee."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.metrics.demerits import PRACTITIONER
from healthtalk_app.rules.demerits import COUNTING
from healthtalk_app.rules.transitions import DEMERIT
from healthtalk_app.services.records import identity

PERSONAL = ("employee", "practitioner_name", "licence_number")


def take_name(doc: Any) -> None:
	"""A practitioner on the staff list bears the name that stands there; an institution has no person."""
	if doc.kind != PRACTITIONER:
		for fieldname in PERSONAL:
			doc.set(fieldname, None)
	elif doc.employee and not doc.practitioner_name:
		doc.practitioner_name = frappe.db.get_value("Employee", doc.employee, "employee_name")


def check(doc: Any) -> None:
	"""A practitioner is one person without doubt: by the number of his licence, or on the staff list."""
	if doc.kind == PRACTITIONER and not (doc.employee or (doc.practitioner_name and doc.licence_number)):
		frappe.throw(
			_("Say who the practitioner is: an employee, or a name with the number of the licence."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def set_key(doc: Any) -> None:
	"""The key by which records of one person are found; the clear number stands nowhere in the document."""
	if doc.kind != PRACTITIONER:
		doc.subject_key = None
		return
	entered = (doc.flags.clear_identity or {}).get("id_number")
	if entered:
		doc.subject_key = digest("licence", "".join(entered.split()).upper())
	elif not doc.licence_number:
		doc.subject_key = key_of_employee(doc.employee) or digest("employee", doc.employee)


def key_of_employee(employee: str | None) -> str | None:
	"""The key under which records of an employee stand already, by licence if a confirmed one names it."""
	if not employee:
		return None
	named = {"employee": employee, "licence_number": ("is", "set"), "status": ("in", COUNTING)}
	return frappe.db.get_value(DEMERIT, named, "subject_key")


def join_records(doc: Any) -> None:
	"""Records that knew the employee alone are those of the licence that is known now."""
	if doc.employee and doc.licence_number:
		without = {"employee": doc.employee, "licence_number": ("is", "not set")}
		frappe.db.set_value(DEMERIT, without, "subject_key", doc.subject_key, update_modified=False)


def digest(kind: str, text: str | None) -> str:
	"""A keyed digest: it tells that two are the same and nothing else."""
	return hmac.new(get_encryption_key().encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def lock(doc: Any) -> None:
	"""Who else confirms points of this unit or person waits here until this transaction ends.

	A person's records may lie in several units; their rows are locked in one order.
	"""
	units = {doc.unit}
	if doc.kind == PRACTITIONER:
		# get_all: points of the person count, whoever may see them
		units.update(frappe.get_all(DEMERIT, {"subject_key": doc.subject_key}, pluck="unit", distinct=True))
	for unit in sorted(units):
		frappe.db.get_value("Health Unit", unit, "name", for_update=True)


def cycle_from(doc: Any, locked: bool = False) -> date | None:
	"""The day from which the cycles of this subject are counted already, None before its first record."""
	whose = {"subject_key": doc.subject_key} if doc.kind == PRACTITIONER else {"unit": doc.unit}
	found = frappe.db.get_value(
		DEMERIT,
		{"kind": doc.kind, **whose, "status": ("in", COUNTING), "name": ("!=", doc.name)},
		"cycle_from",
		order_by="confirmed_at",
		for_update=locked,
	)
	return getdate(found) if found else None


def title_of(doc: Any) -> str:
	"""Whom it concerns, a person masked, and the code."""
	unit = frappe.get_cached_value("Health Unit", doc.unit, "unit_name")
	person = doc.practitioner_name or identity.WITHHELD if doc.kind == PRACTITIONER else None
	return " · ".join(filter(None, (unit, person, doc.code)))

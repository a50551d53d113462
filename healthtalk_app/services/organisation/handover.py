"""Work handover 工作交接: one user's open work goes to another in one logged action (design §5)."""

from __future__ import annotations

import json
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from healthtalk_app import permissions
from healthtalk_app.exceptions import HandoverError, refuse
from healthtalk_app.rules.transitions import FINISHED, MATTER, RECTIFICATION, SUBMISSION
from healthtalk_app.services.records import events

ADMINISTRATOR, LEADER = "Healthtalk Administrator", "Unit Leader"


def hand_over(from_user: str, to_user: str, unit: str, reason: str, *, with_duties: bool = False) -> Document:
	"""Move the open work of `from_user` in a unit and below it to `to_user`; returns the Work Handover.

	Moves the matters and rectifications he handles and his open assignments; `with_duties` also ends his
	duties today and gives them to `to_user` from tomorrow on. Raises `HandoverError` and `PermissionError`.
	"""
	doc = frappe.get_doc(
		{
			"doctype": "Work Handover",
			"from_user": from_user,
			"to_user": to_user,
			"unit": unit,
			"reason": reason,
			"with_duties": int(with_duties),
		}
	)
	return doc.insert()


def check(doc: Document) -> None:
	"""Refuse a handover by somebody who does not lead the unit, or to somebody who does not work in it."""
	user = frappe.session.user
	roles = set(frappe.get_roles(user))
	if ADMINISTRATOR not in roles and not (LEADER in roles and permissions.can_act_for(doc.unit, user)):
		refuse(
			_("Only the leader of {0} or an administrator hands over work there."),
			doc.unit,
			error=frappe.PermissionError,
		)
	if doc.from_user == doc.to_user:
		frappe.throw(_("Work is handed over to another user."), HandoverError)
	if not frappe.db.get_value("User", doc.to_user, "enabled"):
		refuse(_("{0} has no active account."), doc.to_user, error=HandoverError)
	scope = permissions.scope(doc.to_user)
	if scope is not None and doc.unit not in scope:
		refuse(
			_("{0} does not work in {1}: give a User Permission on the unit first."),
			doc.to_user,
			doc.unit,
			error=HandoverError,
		)


def move(doc: Document) -> None:
	"""Carry a Work Handover out and write down in it what was moved."""
	units = [doc.unit, *frappe.db.get_descendants("Health Unit", doc.unit)]
	moved = {
		MATTER: _move_matters(doc, units),
		RECTIFICATION: _move_rectifications(doc, units),
		"ToDo": _move_assignments(doc, units),
		"Duty": _move_duties(doc, units) if doc.with_duties else [],
	}
	doc.db_set(
		{
			"handed_at": now_datetime(),
			"moved_count": sum(len(names) for names in moved.values()),
			"moved": json.dumps({key: names for key, names in moved.items() if names}, indent=1),
		}
	)


def _move_matters(doc: Document, units: list[str]) -> list[str]:
	# get_all: the handover moves all of the user's work in the unit; who may order it was checked
	matters = frappe.get_all(
		MATTER,
		# an accusation is not handed on with the rest: its discipline officer gives it away himself
		filters={
			"handler": doc.from_user,
			"status": ("not in", sorted(FINISHED[MATTER])),
			"is_accusation": 0,
		},
		or_filters=[["lead_unit", "in", units], ["unit", "in", units]],
		pluck="name",
		order_by="name",
	)
	_refuse_kept_out(doc, matters)
	_hand_on(doc, MATTER, matters)
	return matters


def _move_rectifications(doc: Document, units: list[str]) -> list[str]:
	# get_all: as above
	names = frappe.get_all(
		RECTIFICATION,
		filters={
			"handler": doc.from_user,
			"status": ("not in", sorted(FINISHED[RECTIFICATION])),
			"responsible_unit": ("in", units),
		},
		pluck="name",
		order_by="name",
	)
	names = _without_accusations(RECTIFICATION, names)
	_refuse_kept_out(doc, _cases_of(RECTIFICATION, names).values())
	_hand_on(doc, RECTIFICATION, names)
	return names


def _hand_on(doc: Document, doctype: str, names: list[str]) -> None:
	details = {"from": doc.from_user, "to": doc.to_user, "handover": doc.name}
	for name in names:
		frappe.db.set_value(doctype, name, "handler", doc.to_user)
		events.record(frappe.get_doc(doctype, name), "handover", unit=doc.unit, details=details)


def _move_assignments(doc: Document, units: list[str]) -> list[str]:
	# get_all: as above
	assignments = frappe.get_all(
		"ToDo",
		filters={
			"allocated_to": doc.from_user,
			"status": "Open",
			"reference_type": ("in", list(FINISHED)),
		},
		fields=["name", "reference_type", "reference_name"],
		order_by="name",
	)
	assigned: dict[str, list[str]] = {}
	for row in assignments:
		if _concerns(row, units):
			assigned.setdefault(row.reference_type, []).append(row.reference_name)
	handed = {doctype: _without_accusations(doctype, names) for doctype, names in assigned.items()}
	for doctype, names in handed.items():
		_refuse_kept_out(doc, _cases_of(doctype, names).values())
	moved = [row for row in assignments if row.reference_name in handed.get(row.reference_type, ())]
	for row in moved:
		todo = frappe.get_doc("ToDo", row.name)
		todo.allocated_to = doc.to_user
		todo.assigned_by = frappe.session.user
		todo.save(ignore_permissions=True)
	return [row.name for row in moved]


def _cases_of(doctype: str, names: list[str]) -> dict[str, str | None]:
	"""The matter, or submission, to which each document belongs; None for those that belong to none."""
	if doctype in (MATTER, SUBMISSION) or doctype not in permissions.FOLLOWING:
		return {name: name if doctype in (MATTER, SUBMISSION) else None for name in names}
	# get_all: as above
	rows = frappe.get_all(doctype, filters={"name": ("in", names or [""])}, fields=["name", "matter"])
	return {row.name: row.matter for row in rows}


def _without_accusations(doctype: str, names: list[str]) -> list[str]:
	"""Those that are no accusation and belong to none: these their discipline officer gives away himself."""
	cases = _cases_of(doctype, names)
	filters = {"name": ("in", [*filter(None, cases.values())] or [""]), "is_accusation": 1}
	# get_all: as above
	hidden = {name for of in (MATTER, SUBMISSION) for name in frappe.get_all(of, filters, pluck="name")}
	return [name for name in names if cases.get(name) not in hidden]


def _refuse_kept_out(doc: Document, cases: Iterable[str | None]) -> None:
	"""Refuse to hand anything of a matter to who is recused from it or is himself complained of in it."""
	user = doc.to_user
	closed = {
		*permissions.recused_from(user).run(pluck=True),
		*permissions.complaining_of(user).run(pluck=True),
	}
	if kept_out := closed.intersection(filter(None, cases)):
		refuse(
			_("{0} is recused from {1} or complained of in it. Hand this work to somebody else first."),
			user,
			"、".join(sorted(kept_out)),
			error=HandoverError,
		)


def _concerns(assignment: frappe._dict, units: list[str]) -> bool:
	parties = {"parenttype": assignment.reference_type, "parent": assignment.reference_name}
	return bool(frappe.db.exists("Case Party", {**parties, "unit": ("in", units)}))


def _move_duties(doc: Document, units: list[str]) -> list[str]:
	"""Duties end today and go on with the other person tomorrow: today's notices have their recipient."""
	moved = []
	for unit in units:
		health_unit = frappe.get_doc("Health Unit", unit)
		held = [row for row in health_unit.duties if row.user == doc.from_user and not row.valid_to]
		for row in held:
			row.valid_to = today()
			health_unit.append("duties", _same_duty(row.duty, doc.to_user))
			moved.append(f"{unit}: {row.duty}")
		if held:
			# the one who leads the unit may change who holds its duties, in this action only
			health_unit.save(ignore_permissions=True)
	return moved


def _same_duty(duty: str, user: str) -> dict[str, str | None]:
	employee = frappe.db.get_value(
		"Employee", {"user_id": user, "status": "Active"}, ["name", "employee_name"]
	)
	name, employee_name = employee or (None, frappe.utils.get_fullname(user))
	return {
		"duty": duty,
		"employee": name,
		"employee_name": employee_name,
		"user": user,
		"valid_from": add_days(today(), 1),
	}

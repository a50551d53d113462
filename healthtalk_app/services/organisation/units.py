"""Units and who holds what in them on a given day; closing a unit moves its open work on (design §5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from healthtalk_app.exceptions import UnitDatesError, refuse
from healthtalk_app.services.organisation import moving

FIRST_RESPONSIBLE = "First Responsible Person"
# kinds of units that have no seal of their own
SECTIONS = frozenset(("Department", "Team"))
# H6: units and Party organisations every two months, bureau departments every quarter, others owe none.
FREQUENCY_OF_KIND = {
	"Party Committee": "Two Months",
	"Department": "Quarter",
	"Group Headquarters": "Two Months",
	"Branch": "Two Months",
	"Public Health Unit": "Two Months",
}


def default_frequency(kind: str) -> str:
	"""How often a unit of this kind owes a talk (H6)."""
	return FREQUENCY_OF_KIND.get(kind, "None")


def duty_holders(unit: str, duty: str, on: date | str) -> list[frappe._dict]:
	"""Everyone who holds a duty of a unit on a day, the latest appointment first.

	Each has `employee`, `employee_name` and `user`; the last two may be empty for who has no account.
	"""
	on = getdate(on)
	# get_all: who answers for a unit is no secret inside the system, and jobs ask without a user
	rows = frappe.get_all(
		"Duty",
		filters={"parent": unit, "parenttype": "Health Unit", "duty": duty, "valid_from": ("<=", on)},
		fields=["employee", "employee_name", "user", "valid_to"],
		order_by="valid_from desc, idx asc",
	)
	held = [row for row in rows if not row.valid_to or getdate(row.valid_to) >= on]
	return [
		frappe._dict(employee=row.employee, employee_name=row.employee_name, user=row.user) for row in held
	]


def duty_holder(unit: str, duty: str, on: date | str) -> frappe._dict | None:
	"""Who holds a duty of a unit on a day, or None."""
	return next(iter(duty_holders(unit, duty, on)), None)


def unit_users(unit: str, role: str | None = None) -> list[str]:
	"""Enabled users who are permitted on exactly this unit, with a role if one is given."""
	# get_all: sweeps ask for recipients without a user
	permitted = frappe.get_all(
		"User Permission", filters={"allow": "Health Unit", "for_value": unit}, pluck="user", distinct=True
	)
	filters: dict[str, Any] = {"name": ("in", permitted), "enabled": 1}
	if role:
		with_role = frappe.get_all("Has Role", filters={"role": role, "parenttype": "User"}, pluck="parent")
		filters["name"] = ("in", sorted(set(permitted) & set(with_role)))
	return frappe.get_all("User", filters=filters, pluck="name", order_by="name")


def organ(unit: str | None) -> str | None:
	"""The unit that acts in its own name 机关、单位: a section acts under the one above it."""
	while unit:
		kind, above = frappe.get_cached_value("Health Unit", unit, ["kind", "parent_health_unit"])
		if kind not in SECTIONS:
			return unit
		unit = above
	return None


def is_within(unit: str, above: str) -> bool:
	"""Whether a unit is the other one or lies below it."""
	ends = [frappe.db.get_value("Health Unit", name, ["lft", "rgt"]) for name in (unit, above)]
	(lft, rgt), (from_lft, to_rgt) = ends
	return from_lft <= lft and rgt <= to_rgt


def superior(unit: str) -> str | None:
	"""The unit right above, None at the root."""
	return frappe.get_cached_value("Health Unit", unit, "parent_health_unit") or None


def bureau() -> str | None:
	"""The bureau: the one in the settings, else the root of the tree that is one."""
	if unit := frappe.get_cached_doc("Healthtalk Settings").bureau_unit:
		return unit
	roots = {"kind": "Bureau", "parent_health_unit": ("is", "not set")}
	return frappe.db.get_value("Health Unit", roots, "name", order_by="lft")


def is_open(unit: str, on: date | str | None = None) -> bool:
	"""Whether a unit exists on a day, today by default."""
	on = getdate(on)
	valid_from, valid_to = frappe.get_cached_value("Health Unit", unit, ["valid_from", "valid_to"])
	return (not valid_from or getdate(valid_from) <= on) and (not valid_to or getdate(valid_to) >= on)


def close_unit(unit: str, valid_to: date | str, successor: str | None) -> int:
	"""Close a unit after its last day and move its open work to the successor; returns what was moved.

	The work moves when the last day has come: at once, or by the daily job on a day still to come.
	"""
	doc = frappe.get_doc("Health Unit", unit)
	doc.check_permission("write")
	doc.valid_to, doc.successor = valid_to, successor
	doc.save()
	return doc.flags.moved or 0


def close_units_due() -> None:
	"""Move the open work of every unit whose last day has come. Runs daily; moves nothing twice."""
	closed = frappe.get_all(
		"Health Unit",
		filters={"valid_to": ("<=", getdate()), "successor": ("is", "set")},
		fields=["name", "successor"],
	)
	for unit in closed:
		moving.move_open_work(unit.name, unit.successor)


def check_successor(unit: str, successor: str | None, valid_to: date | str) -> None:
	"""Refuse a successor that is the unit itself, below it, or closed as well."""
	if not successor:
		return
	if successor == unit or successor in frappe.db.get_descendants("Health Unit", unit):
		frappe.throw(_("The successor cannot be the unit itself or one below it."), UnitDatesError)
	if not is_open(successor, getdate(valid_to)):
		refuse(
			_("The successor {0} is not open on {1}."),
			successor,
			frappe.format(valid_to, "Date"),
			error=UnitDatesError,
		)


def check_open_below(unit: str, valid_to: date | str) -> None:
	"""Refuse to close a unit under which others stay open: nobody would be their superior."""
	# get_all: the closing is refused whether or not the user sees the units below
	below = frappe.get_all(
		"Health Unit",
		filters={"parent_health_unit": unit},
		or_filters=[["valid_to", "is", "not set"], ["valid_to", ">", getdate(valid_to)]],
		pluck="unit_name",
		order_by="lft",
	)
	if below:
		refuse(
			_("These units below it stay open: {0}. Close them, or give them another superior unit, first."),
			"、".join(below),
			error=UnitDatesError,
		)


def name_on(unit: str, at: date | datetime | str, fieldname: str = "unit_name") -> str:
	"""The name (or `short_name`) that a unit bore at a moment: issued papers keep the name of their date."""
	former = frappe.get_all(
		"Former Unit Name",
		filters={"parent": unit, "parenttype": "Health Unit", "used_until": (">", get_datetime(at))},
		fields=[fieldname],
		order_by="used_until asc",
		limit=1,
	)
	return former[0][fieldname] if former else frappe.get_cached_value("Health Unit", unit, fieldname)

"""Who must not inspect a unit: nobody of it, of one below it, or of its chain up to who inspects (E5).

An inspector's sides are the units that he is permitted on, the one in which he is employed, and those in
which he holds a duty on the day. The inspecting unit and those above it are no side: it is from there that he
inspects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.utils import getdate

from healthtalk_app.metrics import staff

UNIT = "Health Unit"


@dataclass(frozen=True)
class Inspector:
	"""Somebody who may be sent; `user` names him in a draw."""

	user: str
	employee: str | None = None


def conflicts(
	units: Iterable[str], inspectors: Iterable[Inspector], organ: str, on: date | str | None = None
) -> dict[str, dict[str, str]]:
	"""Unit → user → the unit through which he has an interest in it; only pairs that have one.

	`organ` is the unit that inspects.
	"""
	places = _places()
	sides = _sides(list(inspectors), getdate(on))
	found: dict[str, dict[str, str]] = defaultdict(dict)
	for unit in units:
		for user, own in sides.items():
			side = next((side for side in sorted(own) if _concerns(places, side, unit, organ)), None)
			if side:
				found[unit][user] = side
	return dict(found)


def _concerns(places: Mapping[str, tuple[int, int]], side: str, unit: str, organ: str) -> bool:
	if not {side, unit, organ} <= places.keys():
		return False
	if _holds(places[side], places[organ]):
		return side == unit
	return _holds(places[side], places[unit]) or _holds(places[unit], places[side])


def _holds(above: tuple[int, int], below: tuple[int, int]) -> bool:
	return above[0] <= below[0] and above[1] >= below[1]


def _places() -> dict[str, tuple[int, int]]:
	# get_all: where units stand in the tree is no secret, and who has an interest must not depend on who asks
	return {row.name: (row.lft, row.rgt) for row in frappe.get_all(UNIT, fields=["name", "lft", "rgt"])}


def _sides(inspectors: list[Inspector], on: date) -> dict[str, set[str]]:
	users = {one.user for one in inspectors if one.user}
	by_employee = {one.employee: one.user for one in inspectors if one.employee}
	sides: dict[str, set[str]] = {user: set() for user in users}
	for employee, unit in staff.units_of(by_employee, on).items():
		sides[by_employee[employee]].add(unit)
	# get_all: as above
	for row in frappe.get_all(
		"User Permission",
		filters={"allow": UNIT, "user": ("in", sorted(users) or [""])},
		fields=["user", "for_value"],
	):
		sides[row.user].add(row.for_value)
	for row in frappe.get_all(
		"Duty",
		filters={"parenttype": UNIT, "valid_from": ("<=", on)},
		or_filters={
			"user": ("in", sorted(users) or [""]),
			"employee": ("in", sorted(by_employee) or [""]),
		},
		fields=["user", "employee", "parent", "valid_to"],
	):
		holder = row.user if row.user in users else by_employee.get(row.employee)
		if holder and (not row.valid_to or getdate(row.valid_to) >= on):
			sides[holder].add(row.parent)
	return sides

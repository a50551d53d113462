"""Which units a user may see: those of the User Permissions on Health Unit and everything below them."""

from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe.query_builder import Criterion
from frappe.utils import getdate

UNIT = "Health Unit"


@dataclass(frozen=True)
class Scope:
	"""What one user may see; `units` is None when that is everything."""

	units: frozenset[str] | None
	homes: frozenset[str]
	default: str | None
	# the home units and the closed ones that went over to them: whose people the user works with
	workplaces: frozenset[str]
	# these and the units above the home units: who accuses one of these accuses the user's own side
	own_side: frozenset[str]


def scope(user: str | None = None) -> frozenset[str] | None:
	"""Units that the user may see: the permitted ones and all below; closed units follow their successor.

	None is everything (the bureau itself is permitted), the empty set is nothing.
	"""
	return _scope_of(user).units


def home_units(user: str | None = None) -> frozenset[str]:
	"""Units that are permitted directly and are still open."""
	return _scope_of(user).homes


def workplaces(user: str | None = None) -> frozenset[str]:
	"""The user's home units and the closed units whose people went over to them."""
	return _scope_of(user).workplaces


def own_side(user: str | None = None) -> frozenset[str]:
	"""The user's workplaces and every unit above a home unit."""
	return _scope_of(user).own_side


def default_unit(user: str | None = None) -> str | None:
	"""The unit that a new document of the user belongs to when none is given, or None if that is not clear.

	It is the permission marked as default, else the only one; for a user who may see everything a document
	without a unit stays with the bureau's intake.
	"""
	return _scope_of(user).default


def can_act_for(unit: str | None, user: str | None = None) -> bool:
	"""Whether the unit lies in the user's scope; a blank unit is the bureau's intake."""
	units = scope(user)
	return units is None or (bool(unit) and unit in units)


def clear_tree_cache(doc: object = None, method: str | None = None) -> None:
	"""Forget who may see what, after a change to the tree of units or to User Permissions.

	The platform remembers the descendants per user and notices only changed permissions, not a moved unit.
	"""
	frappe.local.healthtalk_scopes = {}
	frappe.cache.delete_value("user_permissions")


def _scope_of(user: str | None) -> Scope:
	user = user or frappe.session.user
	if user == "Administrator":
		return Scope(None, frozenset(), None, frozenset(), frozenset())
	# kept for one request only, so that no worker answers from yesterday's tree
	cache = getattr(frappe.local, "healthtalk_scopes", None)
	if cache is None:
		cache = frappe.local.healthtalk_scopes = {}
	if user not in cache:
		cache[user] = _read_scope(user)
	return cache[user]


def _read_scope(user: str) -> Scope:
	permitted = _permitted_units(user)
	if not permitted:
		return Scope(frozenset(), frozenset(), None, frozenset(), frozenset())
	homes = frozenset(row.name for row in permitted)
	defaults = [row.name for row in permitted if row.is_default] or list(homes)
	default = defaults[0] if len(defaults) == 1 else None
	gone = _successors()
	workplaces = _with_predecessors(homes, gone)
	own = workplaces | set(_units_around(permitted, above=True))
	open_below = [row for row in permitted if not row.hide_descendants]
	bureau = frappe.get_cached_doc("Healthtalk Settings").bureau_unit
	# who holds the bureau, which owns the intake, with all below it sees everything
	if any(row.name == bureau if bureau else _looks_like_the_bureau(row) for row in open_below):
		return Scope(None, homes, None, workplaces, own)
	below = set(_units_around(open_below))
	if bureau in below:
		return Scope(None, homes, None, workplaces, own)
	return Scope(_with_predecessors(homes | below, gone), homes, default, workplaces, own)


def users_in_units() -> frozenset[str]:
	"""Everybody who is permitted on an open unit: who is not sees nothing."""
	return frozenset(row.user for row in _permitted_units(None))


def _permitted_units(user: str | None) -> list[frappe._dict]:
	"""Open units of the user's permissions, of everybody's for None; permissions for one document type only
	do not count."""
	permission = frappe.qb.DocType("User Permission")
	unit = frappe.qb.DocType(UNIT)
	query = (
		frappe.qb.from_(permission)
		.join(unit)
		.on(unit.name == permission.for_value)
		.select(
			permission.user,
			unit.name,
			unit.lft,
			unit.rgt,
			unit.kind,
			unit.parent_health_unit,
			unit.valid_to,
			permission.is_default,
			permission.hide_descendants,
		)
		.where(permission.allow == UNIT)
		.where(permission.applicable_for.isnull() | (permission.applicable_for == ""))
	)
	if user is not None:
		query = query.where(permission.user == user)
	today = getdate()
	return [row for row in query.run(as_dict=True) if not row.valid_to or row.valid_to >= today]


def _looks_like_the_bureau(unit: frappe._dict) -> bool:
	"""Which unit is the bureau as long as the settings do not name it."""
	return unit.kind == "Bureau" and not unit.parent_health_unit


def _units_around(rows: list[frappe._dict], above: bool = False) -> list[str]:
	"""Names of the units below the given ones, or above them."""
	if not rows:
		return []
	unit = frappe.qb.DocType(UNIT)
	around = [
		(unit.lft < row.lft) & (unit.rgt > row.rgt) if above else (unit.lft > row.lft) & (unit.rgt < row.rgt)
		for row in rows
	]
	return frappe.qb.from_(unit).select(unit.name).where(Criterion.any(around)).run(pluck=True)


def _successors() -> dict[str, str]:
	"""Closed unit → its successor."""
	# all units: the tree has no rows that the user's permission could be applied to yet
	rows = frappe.get_all(
		UNIT,
		filters={"successor": ["is", "set"], "valid_to": ["<", getdate()]},
		fields=["name", "successor"],
	)
	return {row.name: row.successor for row in rows}


def _with_predecessors(units: Iterable[str], gone: dict[str, str]) -> frozenset[str]:
	"""The units together with closed units whose successor is among them, also over several closings."""
	found = set(units)
	while more := {unit for unit, successor in gone.items() if successor in found} - found:
		found |= more
	return frozenset(found)

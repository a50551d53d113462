"""Rights: what the roles may do against what the app ships, and users who see nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.permissions import rights as RIGHTS

from healthtalk_app.permissions import users_in_units
from healthtalk_app.setup import shipped
from healthtalk_app.setup.checkup.note import Note

MODULE = "Healthtalk App"
# whose rows, and of which level of fields
Key = tuple[str, int, int]


def permissions() -> Iterator[str]:
	"""Roles that are missing, rights that were changed, users without a unit."""
	roles = [record["role_name"] for record in shipped.load() if record["doctype"] == "Role"]
	yield from _roles(roles)
	# get_all: the check is an operator's on the command line and reads everything
	for doctype in frappe.get_all("DocType", {"module": MODULE, "custom": 0}, pluck="name", order_by="name"):
		yield from _changed(doctype)
	yield from _without_unit(roles)


def _roles(roles: list[str]) -> Iterator[str]:
	# get_all: as above
	there = frappe.get_all("Role", {"name": ("in", roles), "disabled": 0}, pluck="name")
	for role in roles:
		if role not in there:
			yield _("The role {0} is missing or disabled. Enable it, or run bench migrate.").format(_(role))


def _changed(doctype: str) -> Iterator[str]:
	wanted = _given(_shipped_rows(doctype))
	stored, chosen = _stored_rows(doctype)
	there = _given(stored)
	# in Role Permission Manager the bureau has chosen it; elsewhere nobody should have
	kind = Note if chosen else str
	for key in sorted({*wanted, *there}):
		more = there.get(key, frozenset()) - wanted.get(key, frozenset())
		less = wanted.get(key, frozenset()) - there.get(key, frozenset())
		role, level, if_owner = key
		who = _(role)
		if level:
			who = _("{0} (fields of level {1})").format(who, level)
		if if_owner:
			who = _("{0} (own rows)").format(who)
		if more:
			said = _(
				"{0} may do more on {1} than the app ships: {2}. Restore it in Role Permission Manager "
				"unless the bureau wants it so."
			).format(who, _(doctype), _listed(more))
			yield kind(said)
		if less:
			said = _(
				"{0} may do less on {1} than the app ships: {2}. Restore it in Role Permission Manager "
				"unless the bureau wants it so."
			).format(who, _(doctype), _listed(less))
			yield kind(said)


def _shipped_rows(doctype: str) -> list[dict[str, Any]]:
	folder = frappe.scrub(doctype)
	file = Path(frappe.get_app_path("healthtalk_app", "healthtalk_app", "doctype", folder, f"{folder}.json"))
	return json.loads(file.read_text(encoding="utf-8"))["permissions"]


def _stored_rows(doctype: str) -> tuple[list[Mapping[str, Any]], bool]:
	"""What the platform goes by, and whether these are the rows of Role Permission Manager, which replace the
	shipped ones altogether."""
	of_doctype = {"parent": doctype}
	# get_all: as above
	custom = frappe.get_all("Custom DocPerm", of_doctype, ["*"])
	return (custom, True) if custom else (frappe.get_all("DocPerm", of_doctype, ["*"]), False)


def _given(rows: Iterable[Mapping[str, Any]]) -> dict[Key, frozenset[str]]:
	found: dict[Key, frozenset[str]] = {}
	for row in rows:
		key = (row["role"], row.get("permlevel") or 0, row.get("if_owner") or 0)
		given = frozenset(right for right in RIGHTS if row.get(right))
		found[key] = found.get(key, frozenset()) | given
	return {key: given for key, given in found.items() if given}


def _without_unit(roles: list[str]) -> Iterator[str]:
	# get_all: as above
	holders = frappe.get_all("Has Role", {"role": ("in", roles), "parenttype": "User"}, pluck="parent")
	working = frappe.get_all(
		"User",
		filters={"name": ("in", {*holders} - {"Administrator", "Guest"} or [""]), "enabled": 1},
		pluck="name",
		order_by="name",
	)
	placed = users_in_units()
	if idle := [user for user in working if user not in placed]:
		yield _(
			"{0} users have a role of the app but no open unit, so they see no case: {1}. Give each a User "
			"Permission on a Health Unit, or take the role away."
		).format(len(idle), _listed(idle))


def _listed(words: Iterable[str], most: int = 5) -> str:
	"""The first few, and that there are more."""
	words = sorted(words)
	return "、".join(words[:most]) + (" …" if len(words) > most else "")

"""Export of ethics grades to ERPNext: year, grade and day in a table of the Employee, and nothing else (E2).

The sheet itself stays with discipline and the person; who keeps personnel files learns the result, which
promotion, awards and pay ask for. The table is a Custom Field of ours, which goes with the app.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.utils import now

from healthtalk_app.permissions.ethics import EMPLOYEE, GRADE, GRADES_LEVEL
from healthtalk_app.permissions.ethics import GRADES_FIELD as FIELD

MODULE = "Healthtalk App"
# who keeps personnel files; others are given the level in the platform's Role Permission Manager
KEEPERS = ("HR Manager", "HR User")
COMMENT, CHANGED = "Info", "Ethics grades were changed by the appraisal of ethics."
RULE, SHIPPED_RULE = "Custom DocPerm", "DocPerm"


def set_up() -> None:
	"""The table on the form of an employee; asked again it changes nothing."""
	create_custom_fields(
		{
			EMPLOYEE: [
				{
					"fieldname": "healthtalk_ethics_section",
					"fieldtype": "Section Break",
					"label": "医德考评",
					"collapsible": 1,
					"insert_after": "bio",
					"module": MODULE,
				},
				{
					"fieldname": FIELD,
					"fieldtype": "Table",
					"label": "医德考评等次",
					"options": GRADE,
					"read_only": 1,
					"permlevel": GRADES_LEVEL,
					"no_copy": 1,
					"insert_after": "healthtalk_ethics_section",
					"module": MODULE,
				},
			]
		},
		ignore_validate=True,
	)
	open_to_keepers()


def open_to_keepers() -> None:
	"""Give the level of the grades to who keeps personnel files, to read.

	Rules of a site replace those that were shipped, so that these are copied first, as the platform does; row
	by row, because a save would log each of them as a change that somebody made.
	"""
	if frappe.db.exists(RULE, {"parent": EMPLOYEE, "permlevel": GRADES_LEVEL}):
		return
	if not frappe.db.exists(RULE, {"parent": EMPLOYEE}):
		for row in _rules(SHIPPED_RULE):
			_add_rule(row)
	keepers = [row.role for row in _rules(RULE) if not row.permlevel and row.read and row.role in KEEPERS]
	for role in dict.fromkeys(keepers):
		_add_rule({"role": role, "permlevel": GRADES_LEVEL, "read": 1, "idx": 0})
	frappe.clear_cache(doctype=EMPLOYEE)


def take_down() -> None:
	"""Take rules and notes back: what is left of the rules as it was shipped goes, so that nothing stays."""
	notes = {"reference_doctype": EMPLOYEE, "comment_type": COMMENT}
	frappe.db.delete("Comment", {**notes, "content": ("in", (CHANGED, _(CHANGED, "zh")))})
	frappe.db.delete(RULE, {"parent": EMPLOYEE, "permlevel": GRADES_LEVEL})
	if _said(_rules(RULE)) == _said(_rules(SHIPPED_RULE)):
		frappe.db.delete(RULE, {"parent": EMPLOYEE})
	frappe.clear_cache(doctype=EMPLOYEE)


# get_all: the rules of the site, whoever sets it up
def _rules(doctype: str) -> list[frappe._dict]:
	return frappe.get_all(doctype, filters={"parent": EMPLOYEE}, fields=["*"], order_by="idx, creation")


def _rights() -> list[str]:
	"""The columns that both kinds of rules have and that say something."""
	fields = {field.fieldname for field in frappe.get_meta(RULE).fields if field.fieldname != "parent"}
	return sorted(fields & set(frappe.db.get_table_columns(SHIPPED_RULE)))


def _said(rows: list[frappe._dict]) -> list[list[str]]:
	return sorted([str(row.get(name) or 0) for name in _rights()] for row in rows)


def _add_rule(row: dict) -> None:
	rights = {name: row.get(name) for name in _rights() if row.get(name) is not None}
	at = {"parent": EMPLOYEE, "parenttype": "DocType", "parentfield": "permissions", "idx": row.get("idx")}
	frappe.get_doc({"doctype": RULE, **_nothing(), **rights, **at}).db_insert()


def _nothing() -> dict[str, int]:
	"""No right at all: the platform's own default is to read, write and more."""
	return {field.fieldname: 0 for field in frappe.get_meta(RULE).fields if field.fieldtype == "Check"}


def enter(employee: str, year: int, grade: str, confirmed_on: date) -> None:
	"""Let the file of an employee hold the grade of a year, once."""
	_lock(employee)
	values = {"grade": grade, "confirmed_on": confirmed_on}
	if known := frappe.db.get_value(GRADE, {**_of(employee), "year": year}):
		frappe.db.set_value(GRADE, known, values)
	else:
		# get_all: the grades of one file
		before = frappe.get_all(GRADE, filters=_of(employee), pluck="name")
		row = {"doctype": GRADE, **_of(employee), "idx": len(before) + 1, "year": year, **values}
		frappe.get_doc(row).db_insert()
	_tell(employee)


def take_back(employee: str, year: int) -> None:
	"""Take the grade of a year out of the file again."""
	_lock(employee)
	frappe.db.delete(GRADE, {**_of(employee), "year": year})
	_tell(employee)


def _of(employee: str) -> dict[str, str]:
	return {"parent": employee, "parenttype": EMPLOYEE, "parentfield": FIELD}


def _lock(employee: str) -> None:
	frappe.db.get_value(EMPLOYEE, employee, "name", for_update=True)


def _tell(employee: str) -> None:
	"""Note it in the file; whoever has the file open loads it again before he saves.

	The rows are written by themselves: a save of the whole file would also rename accounts and give roles.
	"""
	frappe.db.set_value(EMPLOYEE, employee, "modified", now(), update_modified=False)
	frappe.clear_document_cache(EMPLOYEE, employee)
	frappe.get_doc(EMPLOYEE, employee).add_comment(
		COMMENT, _("Ethics grades were changed by the appraisal of ethics.")
	)

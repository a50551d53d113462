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

EMPLOYEE, GRADE = "Employee", "Employee Ethics Grade"
FIELD = "healthtalk_ethics_grades"
MODULE = "Healthtalk App"


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
					"no_copy": 1,
					"insert_after": "healthtalk_ethics_section",
					"module": MODULE,
				},
			]
		},
		ignore_validate=True,
	)


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
		"Info", _("Ethics grades were changed by the appraisal of ethics.")
	)

"""Export of ethics grades to ERPNext: year, grade and day in a table of the Employee, and nothing else (E2).

The sheet itself stays with discipline and the person; who keeps personnel files learns the result, which
promotion, awards and pay ask for. The table is a Custom Field of ours, which goes with the app.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

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
	doc = frappe.get_doc(EMPLOYEE, employee, for_update=True)
	row = next((row for row in doc.get(FIELD) if row.year == year), None) or doc.append(FIELD, {"year": year})
	row.update({"grade": grade, "confirmed_on": confirmed_on})
	_save(doc)


def take_back(employee: str, year: int) -> None:
	"""Take the grade of a year out of the file again."""
	doc = frappe.get_doc(EMPLOYEE, employee, for_update=True)
	kept = [row for row in doc.get(FIELD) if row.year != year]
	if len(kept) != len(doc.get(FIELD)):
		doc.set(FIELD, kept)
		_save(doc)


def _save(doc: frappe.model.document.Document) -> None:
	doc.add_comment("Info", _("Ethics grades were changed by the appraisal of ethics."))
	# discipline enters the result; keeping the rest of the file is not its business
	doc.flags.ignore_mandatory = True
	doc.save(ignore_permissions=True)

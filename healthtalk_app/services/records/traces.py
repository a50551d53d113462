"""What the platform notes in every row: who wrote it, when, and a name that begins with the moment.

Where somebody leaves neither name nor hour (design §5) the rows that his act has written tell neither.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe

NOBODY = "Guest"


def hands(at: datetime) -> dict[str, Any]:
	"""The columns in which the platform notes who wrote a row and when: nobody, at `at`."""
	return {"owner": NOBODY, "modified_by": NOBODY, "creation": at, "modified": at}


def clear_rows(doc: Any, at: datetime, since: datetime | None = None) -> None:
	"""Let the rows in a document's tables, or those written since a moment, be written by nobody at `at`."""
	for field in doc.meta.get_table_fields():
		of_doc = {"parent": doc.name, "parenttype": doc.doctype}
		made = {**of_doc, **({"creation": (">=", since)} if since else {})}
		# get_all: the rows of one document, whoever has written them
		for name in frappe.get_all(field.options, filters=made, pluck="name"):
			frappe.db.set_value(field.options, name, hands(at), update_modified=False)
			rename(field.options, name)
		if since:
			saved = {**of_doc, "modified": (">=", since)}
			facts = {"modified": at, "modified_by": NOBODY}
			frappe.db.set_value(field.options, saved, facts, update_modified=False)


def rename(doctype: str, name: str) -> None:
	"""Give a row a name drawn by lot."""
	table = frappe.qb.DocType(doctype)
	frappe.qb.update(table).set(table.name, frappe.generate_hash(length=20)).where(table.name == name).run()

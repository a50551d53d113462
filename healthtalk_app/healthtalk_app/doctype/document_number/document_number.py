import frappe
from frappe.model.document import Document


class DocumentNumber(Document):
	"""编号登记: written by `services.numbering` alone."""


def on_doctype_update() -> None:
	"""A number of a unit, kind and year is given once, and found from its document."""
	frappe.db.add_unique("Document Number", ["unit", "kind", "year", "sequence"], "one_number")
	frappe.db.add_index("Document Number", ["reference_doctype", "reference_name"], "reference")

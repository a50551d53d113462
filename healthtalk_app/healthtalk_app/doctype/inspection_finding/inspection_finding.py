import frappe
from frappe.model.document import Document


class InspectionFinding(Document):
	"""A failed item as the feedback letter tells the unit."""


def on_doctype_update() -> None:
	"""An index for figures by unit and period."""
	frappe.db.add_index("Inspection Finding", ["unit", "issued_at"], "unit_issued")

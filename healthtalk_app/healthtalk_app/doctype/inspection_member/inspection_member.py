import frappe
from frappe.model.document import Document


class InspectionMember(Document):
	"""Who inspects."""


def on_doctype_update() -> None:
	"""An index for the question on whose teams somebody is."""
	frappe.db.add_index("Inspection Member", ["user", "parent"], "user_parent")

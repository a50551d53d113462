import frappe
from frappe.model.document import Document


class ProtectedIdentity(Document):
	"""The clear values of one masked identity: read and written by `services.identity` alone."""


def on_doctype_update() -> None:
	"""One row a document."""
	frappe.db.add_unique("Protected Identity", ["reference_doctype", "reference_name"], "one_identity")

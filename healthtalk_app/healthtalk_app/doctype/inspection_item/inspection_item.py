from frappe.model.document import Document


class InspectionItem(Document):
	"""One item of an inspection with its result; copied from the template."""

from frappe.model.document import Document


class InspectionTemplateItem(Document):
	"""What is looked at, how, and how much it counts."""

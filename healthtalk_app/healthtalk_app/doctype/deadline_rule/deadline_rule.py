from frappe.model.document import Document


class DeadlineRule(Document):
	pass

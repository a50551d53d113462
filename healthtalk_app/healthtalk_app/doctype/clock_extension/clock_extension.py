from frappe.model.document import Document


class ClockExtension(Document):
	pass

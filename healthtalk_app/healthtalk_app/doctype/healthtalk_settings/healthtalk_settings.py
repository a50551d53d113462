from frappe.model.document import Document


class HealthtalkSettings(Document):
	pass

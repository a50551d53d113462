from frappe.model.document import Document


class SessionTopic(Document):
	pass

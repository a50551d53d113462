from frappe.model.document import Document


class SessionMatter(Document):
	pass

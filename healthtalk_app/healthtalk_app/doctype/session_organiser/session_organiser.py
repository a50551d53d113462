from frappe.model.document import Document


class SessionOrganiser(Document):
	pass

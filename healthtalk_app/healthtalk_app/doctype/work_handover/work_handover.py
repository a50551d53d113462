from frappe.model.document import Document


class WorkHandover(Document):
	pass

from frappe.model.document import Document


class SlipHop(Document):
	pass

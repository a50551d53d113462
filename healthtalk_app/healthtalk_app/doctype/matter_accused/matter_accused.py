from frappe.model.document import Document


class MatterAccused(Document):
	pass

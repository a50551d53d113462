from frappe.model.document import Document


class UnitTaskValue(Document):
	pass

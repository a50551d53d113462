from frappe.model.document import Document


class CaseClock(Document):
	pass

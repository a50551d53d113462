from frappe.model.document import Document


class CaseParty(Document):
	pass

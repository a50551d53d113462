from frappe.model.document import Document


class AccountabilityCause(Document):
	pass

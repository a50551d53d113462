from frappe.model.document import Document


class EthicsAppraisalItem(Document):
	pass

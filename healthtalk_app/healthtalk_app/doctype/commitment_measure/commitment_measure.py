from frappe.model.document import Document


class CommitmentMeasure(Document):
	pass

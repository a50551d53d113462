from frappe.model.document import Document


class EvaluationItem(Document):
	pass

from frappe.model.document import Document


class CommendationFinding(Document):
	pass

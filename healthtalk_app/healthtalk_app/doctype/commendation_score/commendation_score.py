from frappe.model.document import Document


class CommendationScore(Document):
	pass

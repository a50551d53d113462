from frappe.model.document import Document


class CommendationJuror(Document):
	pass

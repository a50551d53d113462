from frappe.model.document import Document


class SurveySample(Document):
	pass

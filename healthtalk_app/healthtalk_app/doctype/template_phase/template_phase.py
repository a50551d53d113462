from frappe.model.document import Document


class TemplatePhase(Document):
	pass

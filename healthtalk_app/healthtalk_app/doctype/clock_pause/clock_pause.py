from frappe.model.document import Document


class ClockPause(Document):
	pass

"""Who holds a duty of a unit, from when to when (T3)."""

from frappe.model.document import Document


class Duty(Document):
	pass

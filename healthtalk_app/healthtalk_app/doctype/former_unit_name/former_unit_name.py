"""A name that a unit bore until some moment; papers of that time keep it (design §5)."""

from frappe.model.document import Document


class FormerUnitName(Document):
	pass

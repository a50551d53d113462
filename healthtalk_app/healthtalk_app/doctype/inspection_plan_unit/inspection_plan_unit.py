from frappe.model.document import Document


class InspectionPlanUnit(Document):
	# begin: auto-generated types
	# end: auto-generated types
	"""A unit that is due, and where the draw has placed it."""

from frappe.model.document import Document


class InspectionPlanInspector(Document):
	# begin: auto-generated types
	# end: auto-generated types
	"""Somebody who may be drawn for a team."""

from frappe.model.document import Document


class DisputeDepartment(Document):
	# begin: auto-generated types
	# end: auto-generated types
	pass

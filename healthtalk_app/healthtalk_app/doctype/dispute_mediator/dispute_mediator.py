from frappe.model.document import Document


class DisputeMediator(Document):
	# begin: auto-generated types
	# end: auto-generated types
	pass

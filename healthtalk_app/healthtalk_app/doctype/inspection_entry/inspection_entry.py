from frappe.model.document import Document


class InspectionEntry(Document):
	# begin: auto-generated types
	# end: auto-generated types
	"""What a telephone has sent once, by its key: so that sending again makes nothing double."""

from frappe.model.document import Document


class TalkVenue(Document):
	pass

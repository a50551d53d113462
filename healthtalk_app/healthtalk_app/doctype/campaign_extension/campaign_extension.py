from frappe.model.document import Document


class CampaignExtension(Document):
	pass

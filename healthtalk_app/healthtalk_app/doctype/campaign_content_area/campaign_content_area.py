from frappe.model.document import Document


class CampaignContentArea(Document):
	pass

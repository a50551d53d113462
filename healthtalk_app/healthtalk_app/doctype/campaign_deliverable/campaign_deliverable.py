from frappe.model.document import Document


class CampaignDeliverable(Document):
	pass

from frappe.model.document import Document


class CampaignPhase(Document):
	pass

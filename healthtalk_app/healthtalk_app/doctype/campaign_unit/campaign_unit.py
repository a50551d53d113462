from frappe.model.document import Document


class CampaignUnit(Document):
	pass

from frappe.model.document import Document


class CampaignMember(Document):
	pass

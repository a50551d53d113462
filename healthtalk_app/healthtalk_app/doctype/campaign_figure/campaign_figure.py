from frappe.model.document import Document


class CampaignFigure(Document):
	pass

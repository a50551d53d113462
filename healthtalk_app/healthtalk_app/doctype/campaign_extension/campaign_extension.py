from frappe.model.document import Document


class CampaignExtension(Document):
	"""延长记录: that a campaign goes on longer for one unit, and why; written by services/campaigns/extension.py."""

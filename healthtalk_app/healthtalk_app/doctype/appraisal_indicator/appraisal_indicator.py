from frappe.model.document import Document


class AppraisalIndicator(Document):
	"""指标: a figure, and how it becomes points."""

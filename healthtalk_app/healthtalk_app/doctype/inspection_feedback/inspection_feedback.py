import frappe

from healthtalk_app.services.quiet import QuietDocument


class InspectionFeedback(QuietDocument):
	"""反馈意见书: what the inspected unit is told, and its answer; services.inspections.feedback writes it.

	The unit never opens the Inspection itself: so nothing there, not its log nor its files, has to be hidden.
	"""


def on_doctype_update() -> None:
	"""An index for a unit's letters and for figures."""
	frappe.db.add_index("Inspection Feedback", ["unit", "issued_at"], "unit_issued")

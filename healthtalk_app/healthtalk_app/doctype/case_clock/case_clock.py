import frappe
from frappe.model.document import Document


class CaseClock(Document):
	"""One running or met clock of a matter or slip; the rule that applied is kept on the row."""


def on_doctype_update() -> None:
	"""Index for the hourly sweep: what has not been met, by level of notice and due moment."""
	frappe.db.add_index("Case Clock", ["met_at", "notice_level", "due_at"], "case_clock_due")

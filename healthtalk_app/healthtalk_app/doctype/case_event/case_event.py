import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import FrozenError


class CaseEvent(Document):
	"""办理日志: append-only. Rows are written by `services.events` alone, in bulk."""

	def validate(self) -> None:
		frappe.throw(_("The case log is written by the app only."), FrozenError)

	def on_trash(self) -> None:
		frappe.throw(_("The case log is never deleted."), FrozenError)


def on_doctype_update() -> None:
	"""The log of one document in its order; a number in it is given once."""
	frappe.db.add_unique("Case Event", ["reference_doctype", "reference_name", "sequence"], "one_sequence")

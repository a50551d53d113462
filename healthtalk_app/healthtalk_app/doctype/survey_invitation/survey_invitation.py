import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.quiet import QuietDocument


class SurveyInvitation(QuietDocument):
	"""One slip of paper: whether it was used, never when or with which answer. Written in bulk."""

	def validate(self) -> None:
		frappe.throw(_("Invitations are made by the survey only."), FrozenError)


def on_doctype_update() -> None:
	"""The invitations of a unit in their order; a serial number is given once."""
	frappe.db.add_unique("Survey Invitation", ["survey", "unit", "serial"], "one_serial")

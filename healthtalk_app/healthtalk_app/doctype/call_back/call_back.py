import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.steps.step_time import TimedDocument


class CallBack(TimedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.call_attempt.call_attempt import CallAttempt

		attempt_count: DF.Int
		attempts: DF.Table[CallAttempt]
		called_at: DF.Datetime | None
		called_by: DF.Link | None
		comment: DF.SmallText | None
		due_at: DF.Datetime | None
		evaluation: DF.Link
		matter: DF.Link | None
		new_opinion: DF.Literal[
			"", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied"
		]
		outcome: DF.Literal["", "Solved", "Partly Solved", "Not Solved"]
		overall: DF.Literal[
			"", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied"
		]
		rated_at: DF.Datetime | None
		rater: DF.Data | None
		reason: DF.Literal["Bad Rating", "Wanted", "Sample"]
		rectification: DF.Link | None
		said: DF.SmallText | None
		status: DF.Literal["To Call", "Reached", "Not Reached"]
		subject: DF.Data | None
		unit: DF.Link | None
	# end: auto-generated types
	"""回访: one rater on the list of those who are called. Only `services` writes it."""

	def validate(self) -> None:
		if not self.flags.by_service:
			frappe.throw(_("A call is written down with the button Record a Call."), FrozenError)

	def on_update(self) -> None:
		self.flags.by_service = False

	def on_trash(self) -> None:
		frappe.throw(_("A call-back stays on record."), FrozenError)


def on_doctype_update() -> None:
	"""Indexes for the figures of a period, and for who is still to be called."""
	frappe.db.add_index("Call Back", ["unit", "reason", "status", "rated_at"], "figures")
	frappe.db.add_index("Call Back", ["status", "due_at"], "status_due")

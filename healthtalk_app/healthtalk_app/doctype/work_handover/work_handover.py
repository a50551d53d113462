"""Work handover 工作交接: inserting one carries it out."""

import frappe
from frappe import _

from healthtalk_app.exceptions import HandoverError
from healthtalk_app.services.organisation import handover
from healthtalk_app.services.quiet import QuietDocument


class WorkHandover(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_user: DF.Link
		handed_at: DF.Datetime | None
		moved: DF.LongText | None
		moved_count: DF.Int
		reason: DF.SmallText
		to_user: DF.Link
		unit: DF.Link
		with_duties: DF.Check

	# end: auto-generated types
	def validate(self) -> None:
		self.refuse_change()
		handover.check(self)

	def after_insert(self) -> None:
		handover.move(self)

	def refuse_change(self) -> None:
		"""What was handed over stays on record as it was."""
		if not self.is_new():
			frappe.throw(_("A handover cannot be changed; make another one."), HandoverError)

import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.quiet import QuietDocument


class CaseEvent(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		actor: DF.Data | None
		details: DF.SmallText | None
		event: DF.Data | None
		from_status: DF.Data | None
		hash: DF.Data | None
		late_entry: DF.Check
		occurred_at: DF.Datetime | None
		previous_hash: DF.Data | None
		recorded_at: DF.Datetime | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		sequence: DF.Int
		to_status: DF.Data | None
		unit: DF.Link | None
	# end: auto-generated types
	"""办理日志: append-only. Rows are written by `services.records.events` alone, in bulk."""

	def validate(self) -> None:
		frappe.throw(_("The case log is written by the app only."), FrozenError)

	def on_trash(self) -> None:
		frappe.throw(_("The case log is never deleted."), FrozenError)


def on_doctype_update() -> None:
	"""The log of one document in its order; a number in it is given once."""
	frappe.db.add_unique("Case Event", ["reference_doctype", "reference_name", "sequence"], "one_sequence")

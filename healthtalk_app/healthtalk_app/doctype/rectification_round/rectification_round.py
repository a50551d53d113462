from frappe.model.document import Document


class RectificationRound(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		completion: DF.LongText | None
		due_at: DF.Datetime | None
		note: DF.SmallText | None
		number: DF.Data | None
		on_time: DF.Literal["", "On Time", "Late"]
		ordered_at: DF.Datetime | None
		ordered_by: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		result: DF.Literal["", "Verified", "Ordered Again"]
		round_no: DF.Int
		second_verifier: DF.Data | None
		self_check: DF.SmallText | None
		submitted_at: DF.Datetime | None
		submitted_by: DF.Link | None
		verified_at: DF.Datetime | None
		verified_by: DF.Data | None
		verifier: DF.Link | None
	# end: auto-generated types
	"""One round of a rectification: order, result, finding."""

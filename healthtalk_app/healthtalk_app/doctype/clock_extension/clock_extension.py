from frappe.model.document import Document


class ClockExtension(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Int
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision: DF.Literal["Requested", "Approved", "Refused"]
		decision_note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		proposed_due: DF.Datetime | None
		reason: DF.SmallText | None
		requested_at: DF.Datetime | None
		requested_by: DF.Link | None
		step: DF.Data | None
		told_at: DF.Datetime | None
		told_how: DF.Data | None
	# end: auto-generated types

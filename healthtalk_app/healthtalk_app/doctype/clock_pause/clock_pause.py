from frappe.model.document import Document


class ClockPause(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		paused_at: DF.Datetime | None
		paused_by: DF.Link | None
		reason: DF.Data | None
		resumed_at: DF.Datetime | None
	# end: auto-generated types

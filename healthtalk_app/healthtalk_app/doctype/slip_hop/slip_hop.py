from frappe.model.document import Document


class SlipHop(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		due_at: DF.Datetime | None
		from_unit: DF.Link | None
		kind: DF.Literal["Sent", "Returned", "Forwarded", "Passed On", "Designated", "Urged", "Supervised"]
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		received_at: DF.Datetime | None
		received_by: DF.Link | None
		sent_at: DF.Datetime | None
		sent_by: DF.Link | None
		to_unit: DF.Link | None
	# end: auto-generated types

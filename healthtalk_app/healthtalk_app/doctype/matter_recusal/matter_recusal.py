from frappe.model.document import Document


class MatterRecusal(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asked_by: DF.Literal["The Person", "The Petitioner", "A Superior"]
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision: DF.Literal["Requested", "Recused", "Refused"]
		decision_note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		person: DF.Link | None
		reason: DF.SmallText | None
		requested_at: DF.Datetime | None
		requested_by: DF.Link | None
	# end: auto-generated types

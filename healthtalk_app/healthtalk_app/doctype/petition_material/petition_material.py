from frappe.model.document import Document


class PetitionMaterial(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asked_for: DF.Check
		copies: DF.Int
		material: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		requirement: DF.SmallText | None
		state: DF.Literal["Received", "To Supply"]
		supplied_on: DF.Date | None
	# end: auto-generated types

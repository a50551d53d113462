from frappe.model.document import Document


class PetitionOpinion(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		demand: DF.SmallText
		opinion: DF.SmallText
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		supported: DF.Literal["", "Supported", "Partly Supported", "Not Supported"]
	# end: auto-generated types

from frappe.model.document import Document


class CaseParty(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		part: DF.Literal[
			"Owner",
			"Lead",
			"Co-handler",
			"Sender",
			"Receiver",
			"Organiser",
			"Superior",
			"Duplicate",
			"Surveyed",
			"Medical Side",
		]
		unit: DF.Link
	# end: auto-generated types

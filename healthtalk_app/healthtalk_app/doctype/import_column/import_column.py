from frappe.model.document import Document


class ImportColumn(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		field: DF.Literal[
			"Source Number",
			"Subject",
			"Content",
			"Raised At",
			"Name of Raiser",
			"Telephone",
			"ID Number",
			"Address",
			"Gender",
			"Age",
			"Channel",
			"Category",
			"Department",
			"Accepted At",
			"Reply",
			"Replied At",
		]
		heading: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		required: DF.Check
	# end: auto-generated types

	pass

from frappe.model.document import Document


class ImportValue(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Link | None
		channel: DF.Literal[
			"",
			"Talk",
			"Opinion Box",
			"Website Letter",
			"Director's Mailbox",
			"Interactive Column",
			"12345 Hotline",
			"12320 Hotline",
			"Radio Phone-in",
			"Social Supervisor",
			"Group Chat",
			"Telephone",
			"Visit",
			"Letter",
		]
		kind: DF.Literal["Channel", "Category", "Unit"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		source_text: DF.Data
		unit: DF.Link | None
	# end: auto-generated types

	pass

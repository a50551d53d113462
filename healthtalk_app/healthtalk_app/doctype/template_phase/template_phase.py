from frappe.model.document import Document


class TemplatePhase(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		begins_after: DF.Int
		lasts: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		phase: DF.Data
		work: DF.SmallText | None
	# end: auto-generated types
	pass

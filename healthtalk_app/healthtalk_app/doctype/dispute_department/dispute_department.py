from frappe.model.document import Document


class DisputeDepartment(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done_on: DF.Date | None
		due_on: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		result: DF.SmallText | None
		task: DF.SmallText
		unit: DF.Link
	# end: auto-generated types

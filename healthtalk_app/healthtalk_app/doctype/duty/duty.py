"""Who holds a duty of a unit, from when to when (T3)."""

from frappe.model.document import Document


class Duty(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		duty: DF.Literal[
			"First Responsible Person",
			"Deputy in Charge",
			"Section Head",
			"Liaison",
			"Spokesperson",
			"Area Leader",
		]
		employee: DF.Link | None
		employee_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		responsibilities: DF.SmallText | None
		user: DF.Link | None
		valid_from: DF.Date
		valid_to: DF.Date | None
	# end: auto-generated types

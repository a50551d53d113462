from frappe.model.document import Document


class UnitTaskValue(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		comparable: DF.Float
		figure: DF.Data | None
		figure_class: DF.Data | None
		last_year: DF.Data | None
		measure: DF.Data | None
		number: DF.Float
		number_before: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		previous: DF.Data | None
		reason: DF.SmallText | None
		target: DF.Float
		tolerance: DF.Percent
		value: DF.Data | None
	# end: auto-generated types
	pass

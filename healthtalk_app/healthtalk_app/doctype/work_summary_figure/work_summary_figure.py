from frappe.model.document import Document


class WorkSummaryFigure(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		counted: DF.Data | None
		figure: DF.Data | None
		formula: DF.SmallText | None
		growth: DF.Data | None
		label: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		report: DF.Data | None
		value: DF.Data | None
		value_before: DF.Data | None
	# end: auto-generated types
	pass

from frappe.model.document import Document


class EvaluationItem(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basically_satisfied: DF.Int
		dissatisfied: DF.Int
		item: DF.Literal["Attitude", "Listening", "Response", "Handling", "Timeliness", "Result"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		satisfied: DF.Int
		very_dissatisfied: DF.Int
		very_satisfied: DF.Int
	# end: auto-generated types

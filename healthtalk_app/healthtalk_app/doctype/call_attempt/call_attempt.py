from frappe.model.document import Document


class CallAttempt(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		called_at: DF.Datetime | None
		called_by: DF.Link | None
		new_opinion: DF.Literal[
			"", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied"
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		result: DF.Literal["Reached", "No Answer", "Wrong Number", "Refused"]
		said: DF.SmallText | None
		unit: DF.Link | None
	# end: auto-generated types
	"""One call to a rater."""

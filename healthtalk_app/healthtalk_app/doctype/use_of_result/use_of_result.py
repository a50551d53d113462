from frappe.model.document import Document


class UseofResult(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		decided_on: DF.Date
		document_number: DF.Data
		employee: DF.Link | None
		kind: DF.Literal["Reward", "Appointment", "Promotion", "Pay", "Award", "Other"]
		noted_by: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		person_name: DF.Data | None
		what: DF.SmallText
		whom: DF.Literal["Unit", "Person"]
	# end: auto-generated types
	"""What followed from a published appraisal 结果运用."""

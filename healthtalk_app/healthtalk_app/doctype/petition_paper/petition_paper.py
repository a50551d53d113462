from frappe.model.document import Document


class PetitionPaper(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		delivered_at: DF.Datetime | None
		delivered_how: DF.Literal["", "In Person", "By Post", "By Another", "Online"]
		issued_at: DF.Datetime | None
		issued_by: DF.Link | None
		kind: DF.Literal["Acceptance Notice", "Refusal Notice", "One-Time Notice", "Opinion"]
		number: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		unit: DF.Link | None
	# end: auto-generated types

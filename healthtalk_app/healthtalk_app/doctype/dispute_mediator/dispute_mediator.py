from frappe.model.document import Document


class DisputeMediator(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		mediator_name: DF.Data
		no_interest: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		speciality: DF.Data | None
		unit: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types

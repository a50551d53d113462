from frappe.model.document import Document


class CampaignMember(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		duty: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		person_name: DF.Data
		post: DF.Literal["Head", "Deputy Head", "Member"]
		team: DF.Literal["Leading Group", "General Team", "Publicity Team", "Inspection Team"]
		unit: DF.Link | None
	# end: auto-generated types
	pass

from frappe.model.document import Document


class SessionParticipant(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Literal[
			"Village or Community Cadres",
			"Resident Representatives",
			"Patient Representatives",
			"Local Worthies",
			"Deputies and Committee Members",
			"Petitioners",
			"Journalists",
			"Staff Representatives",
			"Company Staff",
			"Teachers and Students",
			"The Old, the Young and Women",
			"Special Groups",
		]
		invited: DF.Int
		organisation: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		participant_name: DF.Data | None
		present: DF.Int
	# end: auto-generated types

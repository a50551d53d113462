from frappe.model.document import Document


class SessionMatter(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Link | None
		content: DF.SmallText | None
		handling: DF.Literal["To Handle", "On the Spot"]
		identity_level: DF.Literal["Named", "Confidential", "Anonymous"]
		lead_unit: DF.Link | None
		matter: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		raiser_category: DF.Data | None
		raiser_name: DF.Data | None
		raiser_phone: DF.Data | None
		reply: DF.SmallText | None
		service_object: DF.Literal["", "Public", "Enterprise", "Grassroots"]
		subject: DF.Data
	# end: auto-generated types

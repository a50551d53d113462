from frappe.model.document import Document


class IncidentRelease(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kind: DF.Literal["Authoritative Information", "Press Conference", "Progress", "Response"]
		link: DF.SmallText | None
		medium: DF.Literal[
			"Press Conference",
			"Government Website",
			"WeChat Account",
			"Weibo Account",
			"Press",
			"Television",
			"Other",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		released_at: DF.Datetime | None
		spokesperson: DF.Data | None
		text: DF.LongText | None
		title: DF.Data | None
	# end: auto-generated types

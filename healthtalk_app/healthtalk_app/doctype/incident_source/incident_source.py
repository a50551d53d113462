from frappe.model.document import Document


class IncidentSource(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		found_at: DF.Datetime | None
		link: DF.SmallText | None
		medium: DF.Literal["Weibo", "WeChat", "Short Video", "Forum", "News", "Hotline", "On Site", "Other"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reach: DF.Int
		title: DF.Data | None
	# end: auto-generated types

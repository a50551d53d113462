from frappe.model.document import Document


class HotTopicMatter(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		likeness: DF.Percent
		matter: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		raised_at: DF.Datetime | None
		unit: DF.Link | None
	# end: auto-generated types

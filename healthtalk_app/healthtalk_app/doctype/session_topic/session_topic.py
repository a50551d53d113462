from frappe.model.document import Document


class SessionTopic(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		foreseen: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		preparation: DF.SmallText | None
		target: DF.Data | None
		topic: DF.Data
	# end: auto-generated types

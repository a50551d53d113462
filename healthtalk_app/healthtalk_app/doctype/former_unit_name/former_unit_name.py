"""A name that a unit bore until some moment; papers of that time keep it (design §5)."""

from frappe.model.document import Document


class FormerUnitName(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		short_name: DF.Data | None
		unit_name: DF.Data
		used_until: DF.Datetime
	# end: auto-generated types

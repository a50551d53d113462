import frappe

from healthtalk_app.services.quiet import QuietDocument


class DocumentNumber(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		is_void: DF.Check
		issued_at: DF.Datetime | None
		kind: DF.Data | None
		number: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		sequence: DF.Int
		unit: DF.Link | None
		void_reason: DF.SmallText | None
		year: DF.Int
	# end: auto-generated types
	"""编号登记: written by `services.records.numbering` alone."""


def on_doctype_update() -> None:
	"""A number of a unit, kind and year is given once, and found from its document."""
	frappe.db.add_unique("Document Number", ["unit", "kind", "year", "sequence"], "one_number")
	frappe.db.add_index("Document Number", ["reference_doctype", "reference_name"], "reference")

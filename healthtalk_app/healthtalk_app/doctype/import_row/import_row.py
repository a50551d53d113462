import frappe

from healthtalk_app.services.quiet import QuietDocument


class ImportRow(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Data | None
		has_no_deadline: DF.Check
		is_placed: DF.Check
		is_similar: DF.Check
		matter: DF.Data | None
		reason: DF.SmallText | None
		result: DF.Literal["Created", "Updated", "Duplicate", "Rejected"]
		source_row: DF.Int
		run: DF.Link | None
		source_number: DF.Data | None
		unit: DF.Data | None
	# end: auto-generated types
	"""What became of one row of an imported file."""


def on_doctype_update() -> None:
	"""One result for each row of a run, read in the order of the file."""
	frappe.db.add_unique("Import Row", ["run", "source_row"], "run_row")

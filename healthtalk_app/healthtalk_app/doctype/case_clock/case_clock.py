import frappe
from frappe.model.document import Document


class CaseClock(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Int
		due_at: DF.Datetime | None
		extended: DF.Int
		extension_cap: DF.Int
		extension_unit: DF.Data | None
		met_at: DF.Datetime | None
		notice_level: DF.Int
		on_time: DF.Literal["", "On Time", "Late"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		pause_reasons: DF.SmallText | None
		rule: DF.Link | None
		starts_at: DF.Datetime | None
		step: DF.Data | None
		unit: DF.Data | None
	# end: auto-generated types
	"""One running or met clock of a matter or slip; the rule that applied is kept on the row."""


def on_doctype_update() -> None:
	"""Index for the hourly sweep: what has not been met, by level of notice and due moment."""
	frappe.db.add_index("Case Clock", ["met_at", "notice_level", "due_at"], "case_clock_due")

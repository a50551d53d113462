import frappe
from frappe.model.document import Document


class StudyAttendee(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attendee_name: DF.Data | None
		department: DF.Data | None
		employee: DF.Link | None
		exam_score: DF.Float
		guest: DF.Check
		note_checked_by: DF.Data | None
		note_checked_on: DF.Date | None
		note_handed_in: DF.Check
		note_remark: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		passed: DF.Check
		remark: DF.Data | None
		sat_exam: DF.Check
		signed_at: DF.Datetime | None
		signed_through: DF.Literal["", "Own Account", "Name and Day's Code", "Officer"]
		state: DF.Literal["", "Present", "On Leave", "Absent"]
	# end: auto-generated types
	pass


def on_doctype_update() -> None:
	"""Index for who was reached."""
	frappe.db.add_index("Study Attendee", ["parent", "state", "employee"], "present")

"""学习培训记录: one session of study of a unit with who came, notes and exam (T2, E2)."""

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.steps.evidence import EvidenceDocument
from healthtalk_app.services.study import attendance


class StudyRecord(EvidenceDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.study_attendee.study_attendee import StudyAttendee

		attendees: DF.Table[StudyAttendee]
		cancelled: DF.Check
		checked_count: DF.Int
		content: DF.Text | None
		examined_count: DF.Int
		expected_count: DF.Int
		full_mark: DF.Float
		has_exam: DF.Check
		hours: DF.Float
		kind: DF.Literal[
			"Political Theory",
			"Professional Ethics",
			"Rules and Discipline",
			"Professional Training",
			"Campaign Study",
			"Other",
		]
		lecturer: DF.Data | None
		materials: DF.Attach | None
		note_count: DF.Int
		pass_mark: DF.Float
		passed_count: DF.Int
		place: DF.Data | None
		present_count: DF.Int
		sign_in_digest: DF.Data | None
		status: DF.Literal["Planned", "Held", "Cancelled"]
		study_date: DF.Date
		topic: DF.Data
		unit: DF.Link

	# end: auto-generated types
	def before_validate(self) -> None:
		super().before_validate()
		self.unit = self.unit or permissions.default_unit()
		attendance.hold_server_fields(self)

	def validate(self) -> None:
		attendance.keep_sign_ins(self)
		attendance.check_session(self)
		attendance.name_people(self)
		attendance.check_notes(self)
		attendance.mark_exams(self)
		attendance.count(self)


def on_doctype_update() -> None:
	"""Index for the figures of a period."""
	frappe.db.add_index("Study Record", ["unit", "status", "study_date"], "figures")

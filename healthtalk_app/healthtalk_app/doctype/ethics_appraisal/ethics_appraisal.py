import frappe

from healthtalk_app.services.ethics import sheet
from healthtalk_app.services.steps.evidence import EvidenceDocument


class EthicsAppraisal(EvidenceDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.ethics_appraisal_item.ethics_appraisal_item import (
			EthicsAppraisalItem,
		)

		account: DF.Link | None
		ceiling: DF.Literal["", "Excellent", "Good", "Average", "Poor"]
		ceiling_reason: DF.SmallText | None
		confirmed_at: DF.Datetime | None
		confirmed_by: DF.Link | None
		department_opinion: DF.SmallText | None
		drawn_at: DF.Datetime | None
		employee: DF.Link
		employee_name: DF.Data | None
		exported_at: DF.Datetime | None
		grade: DF.Literal["", "Excellent", "Good", "Average", "Poor"]
		items: DF.Table[EthicsAppraisalItem]
		opinion: DF.SmallText | None
		party_member: DF.Check
		position: DF.Data | None
		reopen_reason: DF.SmallText | None
		self_appraisal: DF.Text | None
		sheet_key: DF.Data | None
		status: DF.Literal["Draft", "Confirmed"]
		unit: DF.Link | None
		year: DF.Int
	# end: auto-generated types
	"""医德考评表: what a year's records say of a member of staff, and the grade of his ethics (E2)."""

	def before_validate(self) -> None:
		super().before_validate()
		sheet.hold_server_fields(self)

	def validate(self) -> None:
		sheet.check_grade(self)


def on_doctype_update() -> None:
	"""Index for the sheets of a unit."""
	frappe.db.add_index("Ethics Appraisal", ["unit", "year"], "unit_year")

import frappe

from healthtalk_app.services.ethics import sheet
from healthtalk_app.services.steps.evidence import EvidenceDocument


class EthicsAppraisal(EvidenceDocument):
	# begin: auto-generated types
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

from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.inspections import plan


class InspectionPlan(CheckedDocument):
	# begin: auto-generated types
	# end: auto-generated types
	"""督导检查计划: whom a quarter still owes a visit, and who is drawn to inspect whom."""

	def validate(self) -> None:
		plan.hold_server_fields(self)
		plan.fill_in(self)
		plan.check_period(self)
		plan.check_inspectors(self)
		plan.check_area(self)

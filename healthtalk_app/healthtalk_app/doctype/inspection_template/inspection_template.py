from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.inspections import templates


class InspectionTemplate(CheckedDocument):
	"""检查模板: what is inspected in a line 条, item by item; changed here, planned inspections stay."""

	def validate(self) -> None:
		templates.number_items(self)
		templates.check_grades(self)

from frappe.model.document import Document

from healthtalk_app.services.appraisals import schemes


class AppraisalScheme(Document):
	"""考核方案: how the units of a group are appraised; results keep the rules of their day."""

	def onload(self) -> None:
		self.set_onload("problems", schemes.problems(self))

	def validate(self) -> None:
		schemes.number_indicators(self)
		schemes.check_grades(self)
		schemes.check_use(self)

from frappe.model.document import Document

from healthtalk_app.services.campaigns import templates


class TaskTemplate(Document):
	"""任务模板: phases, tasks and figures that are loaded into a campaign."""

	def validate(self) -> None:
		templates.check(self)

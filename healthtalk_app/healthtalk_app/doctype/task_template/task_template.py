from healthtalk_app.services.campaigns import templates
from healthtalk_app.services.inputs import CheckedDocument


class TaskTemplate(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.campaign_content_area.campaign_content_area import (
			CampaignContentArea,
		)
		from healthtalk_app.healthtalk_app.doctype.campaign_deliverable.campaign_deliverable import (
			CampaignDeliverable,
		)
		from healthtalk_app.healthtalk_app.doctype.campaign_figure.campaign_figure import CampaignFigure
		from healthtalk_app.healthtalk_app.doctype.template_phase.template_phase import TemplatePhase

		basis: DF.SmallText | None
		content_areas: DF.Table[CampaignContentArea]
		deliverables: DF.Table[CampaignDeliverable]
		description: DF.SmallText | None
		enabled: DF.Check
		figures: DF.Table[CampaignFigure]
		phases: DF.Table[TemplatePhase]
		template_name: DF.Data
	# end: auto-generated types
	"""任务模板: phases, tasks and figures that are loaded into a campaign."""

	def validate(self) -> None:
		templates.check(self)

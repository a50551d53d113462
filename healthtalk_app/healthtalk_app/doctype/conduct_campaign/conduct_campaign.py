from healthtalk_app.services.campaigns import campaign
from healthtalk_app.services.steps.flow import FlowDocument


class ConductCampaign(FlowDocument):
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
		from healthtalk_app.healthtalk_app.doctype.campaign_member.campaign_member import CampaignMember
		from healthtalk_app.healthtalk_app.doctype.campaign_phase.campaign_phase import CampaignPhase
		from healthtalk_app.healthtalk_app.doctype.campaign_unit.campaign_unit import CampaignUnit

		activated_at: DF.Datetime | None
		basis: DF.SmallText | None
		closed_at: DF.Datetime | None
		closing_note: DF.Text | None
		content_areas: DF.Table[CampaignContentArea]
		deliverables: DF.Table[CampaignDeliverable]
		ends_on: DF.Date | None
		event_count: DF.Int
		figures: DF.Table[CampaignFigure]
		goals: DF.SmallText | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		members: DF.Table[CampaignMember]
		phases: DF.Table[CampaignPhase]
		scope_note: DF.SmallText | None
		starts_on: DF.Date | None
		status: DF.Literal["Draft", "Active", "Closed"]
		step_at: DF.Datetime | None
		task_count: DF.Int
		title: DF.Data
		unit: DF.Link
		units: DF.Table[CampaignUnit]
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""专项活动: what a unit asks of itself and others, phase by phase; tasks are documents of their own."""

	KEEPS = ("ends_on", "task_count")

	def check_fields(self) -> None:
		campaign.fill_unit(self)
		campaign.lock_facts(self)
		campaign.check_phases(self)
		campaign.check_deliverables(self)
		campaign.check_figures(self)
		campaign.check_units(self)

	def guard(self, old: str, new: str) -> None:
		campaign.guard(self, old, new)

	def moved(self, old: str, new: str) -> None:
		campaign.moved(self, old, new)

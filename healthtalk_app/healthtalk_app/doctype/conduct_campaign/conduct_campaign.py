from healthtalk_app.services.campaigns import campaign
from healthtalk_app.services.steps.flow import FlowDocument


class ConductCampaign(FlowDocument):
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

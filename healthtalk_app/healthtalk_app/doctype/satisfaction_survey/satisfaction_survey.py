from datetime import datetime
from typing import Any

from healthtalk_app.services.steps.flow import FlowDocument
from healthtalk_app.services.surveys import survey


class SatisfactionSurvey(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.survey_question.survey_question import SurveyQuestion
		from healthtalk_app.healthtalk_app.doctype.survey_sample.survey_sample import SurveySample

		audience: DF.Literal["Patients", "Residents", "Enterprises", "Staff"]
		closed_at: DF.Datetime | None
		closes_on: DF.Date | None
		event_count: DF.Int
		introduction: DF.SmallText | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		number: DF.Data | None
		open_link: DF.Check
		opened_at: DF.Datetime | None
		opens_on: DF.Date | None
		parties: DF.Table[CaseParty]
		previous: DF.Link | None
		published_at: DF.Datetime | None
		questions: DF.Table[SurveyQuestion]
		samples: DF.Table[SurveySample]
		status: DF.Literal["Draft", "Open", "Closed", "Published"]
		step_at: DF.Datetime | None
		title: DF.Data
		unit: DF.Link
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""满意度调查: what is asked of whom; the answers lie apart, where nobody reads them one by one."""

	def check_fields(self) -> None:
		survey.lock_open_facts(self)
		survey.check_questions(self)
		survey.check_samples(self)
		survey.check_dates(self)
		survey.refresh_parties(self)

	def guard(self, old: str, new: str) -> None:
		survey.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return survey.entered(self, old, new, occurred_at)

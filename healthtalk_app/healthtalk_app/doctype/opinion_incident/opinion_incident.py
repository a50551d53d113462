from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.services.opinion import incident
from healthtalk_app.services.steps.flow import FlowDocument


class OpinionIncident(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.incident_matter.incident_matter import IncidentMatter
		from healthtalk_app.healthtalk_app.doctype.incident_release.incident_release import IncidentRelease
		from healthtalk_app.healthtalk_app.doctype.incident_source.incident_source import IncidentSource
		from healthtalk_app.healthtalk_app.doctype.incident_step.incident_step import IncidentStep

		clocks: DF.Table[CaseClock]
		closed_at: DF.Datetime | None
		conference_due_at: DF.Datetime | None
		conference_on_time: DF.Literal["", "On Time", "Late"]
		event_count: DF.Int
		found_at: DF.Datetime
		found_by: DF.Data | None
		information_due_at: DF.Datetime | None
		information_on_time: DF.Literal["", "On Time", "Late"]
		is_emergency: DF.Check
		judged_at: DF.Datetime | None
		judgement: DF.SmallText | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		level: DF.Literal["Other", "Major"]
		matters: DF.Table[IncidentMatter]
		no_conference_reason: DF.SmallText | None
		number: DF.Data | None
		parties: DF.Table[CaseParty]
		place: DF.Data | None
		release_kind: DF.Literal["", "Authoritative Information", "Press Conference", "Progress", "Response"]
		release_link: DF.SmallText | None
		release_medium: DF.Literal[
			"",
			"Press Conference",
			"Government Website",
			"WeChat Account",
			"Weibo Account",
			"Press",
			"Television",
			"Other",
		]
		release_text: DF.LongText | None
		release_title: DF.Data | None
		released_at: DF.Datetime | None
		releases: DF.Table[IncidentRelease]
		report_due_at: DF.Datetime | None
		report_how: DF.Literal["", "Telephone", "In Writing", "Online"]
		report_on_time: DF.Literal["", "On Time", "Late"]
		report_text: DF.SmallText | None
		reported_at: DF.Datetime | None
		reported_to: DF.Link | None
		response_plan: DF.SmallText | None
		review: DF.SmallText | None
		sources: DF.Table[IncidentSource]
		spokesperson: DF.Data | None
		status: DF.Literal["Found", "Judged", "Reported", "Released", "Closed"]
		step_at: DF.Datetime | None
		subject: DF.Data
		summary: DF.LongText
		timeline: DF.Table[IncidentStep]
		unit: DF.Link
		unit_responsible: DF.Check
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""舆情事件: what is said in public about the health services, from its discovery to its review."""

	def check_fields(self) -> None:
		incident.lock_past_steps(self)
		incident.fill_defaults(self)
		incident.refresh_parties(self)

	def record_creation(self) -> None:
		super().record_creation()
		incident.follow_facts(self)

	def created_at(self) -> datetime:
		return get_datetime(self.found_at)

	def began_at(self) -> datetime | None:
		return get_datetime(self.found_at)

	def guard(self, old: str, new: str) -> None:
		incident.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return incident.entered(self, old, new, occurred_at)


def on_doctype_update() -> None:
	"""Indexes for the list of a unit's open incidents, for the sweep of what is due, and for the figures."""
	frappe.db.add_index("Opinion Incident", ["unit", "status", "information_due_at"], "unit_status_due")
	frappe.db.add_index("Opinion Incident", ["unit", "level", "found_at"], "figures")

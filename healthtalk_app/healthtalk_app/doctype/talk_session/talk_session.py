from datetime import datetime
from typing import Any

from healthtalk_app.services.matters import session
from healthtalk_app.services.steps.flow import FlowDocument


class TalkSession(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.session_matter.session_matter import SessionMatter
		from healthtalk_app.healthtalk_app.doctype.session_organiser.session_organiser import SessionOrganiser
		from healthtalk_app.healthtalk_app.doctype.session_participant.session_participant import (
			SessionParticipant,
		)
		from healthtalk_app.healthtalk_app.doctype.session_topic.session_topic import SessionTopic

		actual_end: DF.Datetime | None
		actual_start: DF.Datetime | None
		best_case: DF.Check
		cancel_reason: DF.SmallText | None
		closed_at: DF.Datetime | None
		cooperation: DF.Literal["Alone", "Joint", "Linked"]
		evaluation_count: DF.Int
		event_count: DF.Int
		follow_up_note: DF.SmallText | None
		guidance_note: DF.SmallText | None
		held_at: DF.Datetime | None
		host: DF.Data | None
		last_event_hash: DF.Data | None
		lasting_rule: DF.SmallText | None
		late_entry: DF.Check
		matters: DF.Table[SessionMatter]
		minutes: DF.TextEditor | None
		mode: DF.Literal[
			"Fixed Day", "Home Visit", "Linked Units", "Joint Units", "Telephone", "Online", "On Site"
		]
		number: DF.Data | None
		organiser_kind: DF.Literal["Unit", "Department", "Team", "Individual"]
		organisers: DF.Table[SessionOrganiser]
		outside_office_hours: DF.Check
		participants: DF.Table[SessionParticipant]
		parties: DF.Table[CaseParty]
		party_organisation: DF.Link | None
		place: DF.Data | None
		planned_end: DF.Datetime | None
		planned_start: DF.Datetime
		recorder: DF.Data | None
		risk_check: DF.Literal["", "Passed", "Not Passed"]
		risk_check_note: DF.SmallText | None
		risk_checked_by: DF.Data | None
		risk_checked_on: DF.Date | None
		sign_in_digest: DF.Data | None
		sign_ins: DF.LongText | None
		signed_in: DF.Int
		status: DF.Literal["Planned", "Prepared", "Held", "Following Up", "Closed", "Cancelled"]
		step_at: DF.Datetime | None
		title: DF.Data
		topics: DF.Table[SessionTopic]
		unit: DF.Link
		venue: DF.Link | None
		waived_by: DF.Link | None
		waiver_reason: DF.SmallText | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""说事活动: before, during and after a talk."""

	KEEPS = (
		"evaluation_count",
		"waived_by",
		"outside_office_hours",
		"signed_in",
		"sign_ins",
		"sign_in_digest",
	)
	# what comes of a talk later
	OPEN = ("follow_up_note", "lasting_rule", "best_case")

	def check_fields(self) -> None:
		session.lock_held_facts(self)
		session.check_organisers(self)
		session.keep_made_matters(self)
		session.check_rows(self)
		session.protect_rows(self)
		session.note_office_hours(self)
		session.refresh_parties(self)

	def guard(self, old: str, new: str) -> None:
		session.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return session.entered(self, old, new, occurred_at)

	def default_step_time(self) -> Any:
		return self.actual_start if self.status == "Held" else None

	def on_update(self) -> None:
		super().on_update()
		session.store_identities(self)
		session.make_matters(self)

from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.analytics import texts
from healthtalk_app.services.importing import entry
from healthtalk_app.services.matters import accusation, matter, matter_clocks, matter_fields
from healthtalk_app.services.opinion import hot_topics
from healthtalk_app.services.petitions import petition, recusal
from healthtalk_app.services.records import identity
from healthtalk_app.services.steps.flow import FlowDocument


class TalkMatter(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.clock_extension.clock_extension import ClockExtension
		from healthtalk_app.healthtalk_app.doctype.clock_pause.clock_pause import ClockPause
		from healthtalk_app.healthtalk_app.doctype.matter_accused.matter_accused import MatterAccused
		from healthtalk_app.healthtalk_app.doctype.matter_recusal.matter_recusal import MatterRecusal
		from healthtalk_app.healthtalk_app.doctype.petition_material.petition_material import PetitionMaterial
		from healthtalk_app.healthtalk_app.doctype.petition_opinion.petition_opinion import PetitionOpinion
		from healthtalk_app.healthtalk_app.doctype.petition_paper.petition_paper import PetitionPaper

		accepted_at: DF.Datetime | None
		accused: DF.Table[MatterAccused]
		asks_for_solution: DF.Check
		category: DF.Link | None
		channel: DF.Literal[
			"Talk",
			"Opinion Box",
			"Website Letter",
			"Director's Mailbox",
			"Interactive Column",
			"12345 Hotline",
			"12320 Hotline",
			"Radio Phone-in",
			"Social Supervisor",
			"Group Chat",
			"Telephone",
			"Visit",
			"Letter",
			"Proactive Governance",
		]
		clocks: DF.Table[CaseClock]
		closed_at: DF.Datetime | None
		closed_unrated: DF.Check
		co_handler_override: DF.SmallText | None
		content: DF.LongText
		data_source: DF.Link | None
		evaluated_at: DF.Datetime | None
		evaluation: DF.Link | None
		event_count: DF.Int
		extensions: DF.Table[ClockExtension]
		facts_found: DF.LongText | None
		first_response: DF.SmallText | None
		first_response_at: DF.Datetime | None
		governed_by: DF.Link | None
		handler: DF.Link | None
		has_other_parties: DF.Check
		hot_topic: DF.Link | None
		identity_level: DF.Literal["Named", "Confidential", "Anonymous"]
		instructed_by: DF.Data | None
		instructed_on: DF.Date | None
		is_accusation: DF.Check
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		lead_unit: DF.Link | None
		leader_instruction: DF.SmallText | None
		legal_basis: DF.SmallText | None
		materials: DF.Table[PetitionMaterial]
		merged_at: DF.Datetime | None
		merged_from_status: DF.Data | None
		merged_into: DF.Link | None
		not_accepted_note: DF.SmallText | None
		not_accepted_reason: DF.Literal[
			"",
			"Outside Duties",
			"In Litigation or Arbitration",
			"Already Settled",
			"Repeated",
			"No Concrete Demand",
			"Other Statutory Channel",
		]
		notice_due_at: DF.Datetime | None
		notice_given_at: DF.Datetime | None
		notice_on_time: DF.Literal["", "On Time", "Late"]
		number: DF.Data | None
		on_the_spot: DF.Check
		open_slips: DF.Int
		opinions: DF.Table[PetitionOpinion]
		outcome: DF.Literal["", "Solved", "Partly Solved", "Not Solved"]
		overruled_at: DF.Datetime | None
		papers: DF.Table[PetitionPaper]
		parties: DF.Table[CaseParty]
		paused_since: DF.Datetime | None
		pauses: DF.Table[ClockPause]
		petitioner_count: DF.Int
		place: DF.Data | None
		plan: DF.LongText | None
		planned_at: DF.Datetime | None
		progress_note: DF.SmallText | None
		proposal: DF.SmallText | None
		public_summary: DF.Data | None
		raised_at: DF.Datetime
		raiser_address: DF.Data | None
		raiser_age: DF.Int
		raiser_category: DF.Literal[
			"",
			"Village or Community Cadres",
			"Resident Representatives",
			"Patient Representatives",
			"Local Worthies",
			"Deputies and Committee Members",
			"Petitioners",
			"Journalists",
			"Staff Representatives",
			"Company Staff",
			"Teachers and Students",
			"The Old, the Young and Women",
			"Special Groups",
		]
		raiser_email: DF.Data | None
		raiser_gender: DF.Literal["", "Male", "Female"]
		raiser_id_number: DF.Data | None
		raiser_name: DF.Data | None
		raiser_phone: DF.Data | None
		rating_digest: DF.Data | None
		received_proof: DF.SmallText | None
		reception_at: DF.Datetime | None
		reception_form: DF.Literal["", "Visit", "Letter", "Telephone", "Web"]
		receptionist: DF.Link | None
		recusals: DF.Table[MatterRecusal]
		regime: DF.Literal["Talk", "Petition", "Complaint", "Hotline"]
		registered_at: DF.Datetime | None
		registration_number: DF.Data | None
		reopen_count: DF.Int
		reopen_reason: DF.SmallText | None
		repeats: DF.Link | None
		replied_by: DF.Data | None
		reply: DF.LongText | None
		reply_how: DF.Literal["", "In Person", "Telephone", "In Writing", "Online"]
		representatives: DF.Data | None
		resolution_due_at: DF.Datetime | None
		resolution_on_time: DF.Literal["", "On Time", "Late"]
		resolved_at: DF.Datetime | None
		response_due_at: DF.Datetime | None
		response_on_time: DF.Literal["", "On Time", "Late"]
		review_asked_at: DF.Datetime | None
		review_of: DF.Link | None
		review_result: DF.Literal["", "Upheld", "Changed", "Revoked", "Handle Anew"]
		ring: DF.Literal["Speak", "Listen", "Discuss", "Act", "Evaluate"]
		satisfaction: DF.Literal[
			"", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied"
		]
		service_object: DF.Literal["", "Public", "Enterprise", "Grassroots"]
		session: DF.Link | None
		settled_inside: DF.Check
		source_key: DF.Data | None
		source_number: DF.Data | None
		source_run: DF.Data | None
		started_at: DF.Datetime | None
		status: DF.Literal[
			"Raised",
			"Accepted",
			"Not Accepted",
			"Planned",
			"In Progress",
			"Replied",
			"Evaluated",
			"Closed",
			"Merged",
			"Withdrawn",
		]
		step_at: DF.Datetime | None
		subject: DF.Data
		submission: DF.Link | None
		supply_by: DF.Date | None
		supporters: DF.Int
		text_digest: DF.Data | None
		tracking_digest: DF.Data | None
		trips: DF.Literal["", "0", "1", "More"]
		unit: DF.Link | None
		variant: DF.Literal["", "Several Departments", "Urgent", "Difficult", "Review", "Re-examination"]
		wants_notice: DF.Check
		withdrawn_reason: DF.SmallText | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""说事事项: one case, from any channel, under one regime, through the five rings."""

	KEEPS = (
		"submission",
		"hot_topic",
		"evaluation",
		"merged_from_status",
		"tracking_digest",
		"rating_digest",
		"source_key",
		"data_source",
		"source_run",
		"text_digest",
		"registration_number",
		"supply_by",
		"review_of",
		"received_proof",
	)
	# what the public reads of it, and the protection of who raised it, which only grows
	OPEN = ("public_summary", "identity_level", "wants_notice")

	def autoname(self) -> None:
		if accusation.takes_secret_name(self):
			self.name = frappe.generate_hash(length=10)

	def hold_server_fields(self) -> None:
		matter_fields.keep_raised_at(self)
		super().hold_server_fields()

	def check_fields(self) -> None:
		matter_fields.lock_past_rings(self)
		matter_fields.check_age(self)
		matter_fields.fill_defaults(self)
		matter_fields.check_variant(self)
		matter_fields.check_raised_at(self)
		matter_fields.keep_protection(self)
		accusation.keep_accusation(self)
		recusal.keep_out(self)
		matter_fields.note_new_lead(self)
		matter_fields.refresh_parties(self)
		petition.check_fields(self)
		self.note_text()
		self.protect_identity()

	def note_text(self) -> None:
		"""Imports find by it what is on record already; taken while the identity is clear."""
		if self.is_new() and not self.text_digest:
			self.text_digest = entry.digest(self.subject or "", texts.said(self.content or ""), self)

	def protect_identity(self) -> None:
		if not self.flags.identity_moves:
			identity.protect(self, self.before)

	def record_creation(self) -> None:
		super().record_creation()
		matter_clocks.follow_facts(self)

	def created_at(self) -> datetime:
		return self.raised_at

	def began_at(self) -> datetime | None:
		return get_datetime(self.raised_at)

	def guard(self, old: str, new: str) -> None:
		matter.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return matter.entered(self, old, new, occurred_at)

	def default_step_time(self) -> Any:
		return self.notice_given_at if self.status == "Not Accepted" else None

	def event_unit(self) -> str | None:
		return self.lead_unit or self.unit

	def moved(self, old: str, new: str) -> None:
		matter.moved(self, old, new)

	def on_update(self) -> None:
		super().on_update()
		identity.store(self)
		accusation.clear_from_session(self)
		hot_topics.leave(self)


def on_doctype_update() -> None:
	"""Indexes for the list of a unit's open work and for the sweep of what is due."""
	frappe.db.add_index("Talk Matter", ["lead_unit", "status", "resolution_due_at"], "lead_status_due")
	frappe.db.add_index("Talk Matter", ["status", "resolution_due_at"], "status_due")
	# read forwards, so that the database asks the row rule of the index and reads only the rows that it shows
	listed = ["is_accusation", "modified desc", "lead_unit", "unit", "has_other_parties"]
	frappe.db.add_index("Talk Matter", listed, "listed")

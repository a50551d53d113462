from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.services.disputes import dispute, dispute_fields
from healthtalk_app.services.records import identity
from healthtalk_app.services.steps.flow import FlowDocument


class DisputeMediation(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.clock_extension.clock_extension import ClockExtension
		from healthtalk_app.healthtalk_app.doctype.clock_pause.clock_pause import ClockPause
		from healthtalk_app.healthtalk_app.doctype.dispute_department.dispute_department import (
			DisputeDepartment,
		)
		from healthtalk_app.healthtalk_app.doctype.dispute_mediator.dispute_mediator import DisputeMediator

		acceptance_due_at: DF.Datetime | None
		acceptance_on_time: DF.Literal["", "On Time", "Late"]
		accepted_at: DF.Datetime | None
		agreement: DF.LongText | None
		agreement_scan: DF.Attach | None
		amount_agreed: DF.Currency
		amount_claimed: DF.Currency
		amount_in_words: DF.Data | None
		applied_by: DF.Literal["", "Both Sides", "Patient Side", "Medical Side"]
		appraisal_body: DF.Data | None
		appraisal_result: DF.LongText | None
		appraisal_subject: DF.SmallText | None
		channel: DF.Literal[
			"",
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
		]
		clocks: DF.Table[CaseClock]
		closed_at: DF.Datetime | None
		consent_scan: DF.Attach | None
		demands: DF.SmallText | None
		department: DF.Data | None
		departments: DF.Table[DisputeDepartment]
		end_note: DF.SmallText | None
		end_reason: DF.Literal[
			"",
			"Applicant Withdrew",
			"Other Side Does Not Agree",
			"Court Has Taken the Case",
			"Before Another Mediator",
			"Outside the Rules",
		]
		ended_at: DF.Datetime | None
		event_count: DF.Int
		extension_agreed_on: DF.Date | None
		extensions: DF.Table[ClockExtension]
		facts: DF.LongText
		failed_reason: DF.SmallText | None
		in_public: DF.Check
		insurer: DF.Data | None
		insurer_told_on: DF.Date | None
		judicial_confirmation: DF.Literal["", "Not Applied For", "Applied For", "Confirmed"]
		judicial_confirmation_told: DF.Check
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		matter: DF.Link | None
		mediating_at: DF.Datetime | None
		mediation_body: DF.Data | None
		mediation_due_at: DF.Datetime | None
		mediation_on_time: DF.Literal["", "On Time", "Late"]
		mediators: DF.Table[DisputeMediator]
		medical_agent: DF.Data | None
		medical_consents_on: DF.Date | None
		medical_unit: DF.Link
		no_insurer_reason: DF.SmallText | None
		not_elsewhere: DF.Check
		notice_autopsy: DF.Check
		notice_copies: DF.Check
		notice_how: DF.Literal["", "In Person", "Telephone", "In Writing", "Online"]
		notice_records: DF.Check
		notice_scan: DF.Attach | None
		notice_ways: DF.Check
		notified_at: DF.Datetime | None
		number: DF.Data | None
		other_side_agreed: DF.Check
		outcome: DF.Literal["", "Agreed", "Failed", "Withdrawn"]
		parties: DF.Table[CaseParty]
		patient_address: DF.Data | None
		patient_age: DF.Int
		patient_consents_on: DF.Date | None
		patient_died: DF.Check
		patient_gender: DF.Literal["", "Male", "Female"]
		patient_id_number: DF.Data | None
		patient_name: DF.Data | None
		patient_phone: DF.Data | None
		paused_since: DF.Datetime | None
		pauses: DF.Table[ClockPause]
		performance: DF.SmallText | None
		performed_on: DF.Date | None
		publication_text: DF.LongText | None
		published_at: DF.Datetime | None
		received_at: DF.Datetime
		represented_by: DF.Literal["", "The Patient", "Spouse", "Parent", "Child", "Other Relative", "Agent"]
		responsibility: DF.Literal["", "None", "Minor", "Secondary", "Equal", "Main", "Full"]
		route: DF.Literal["People's Mediation", "Administrative Mediation"]
		signed_on: DF.Date | None
		status: DF.Literal[
			"Registered",
			"Notified",
			"Accepted",
			"Mediating",
			"Appraisal",
			"Agreed",
			"Failed",
			"Withdrawn",
			"Closed",
		]
		step_at: DF.Datetime | None
		subject: DF.Data
		unit: DF.Link | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""医疗纠纷调解: from the application of one side to an agreement, a failure or a withdrawal."""

	KEEPS = ("amount_in_words", "publication_text", "extension_agreed_on")
	# what the sides do with their agreement, and whether it may be published
	OPEN = (
		"judicial_confirmation",
		"performed_on",
		"patient_consents_on",
		"medical_consents_on",
		"consent_scan",
	)

	def check_fields(self) -> None:
		dispute_fields.lock_past_steps(self)
		dispute_fields.fill_defaults(self)
		dispute_fields.check_matter(self)
		dispute_fields.check_sides(self)
		identity.protect(self, self.before)
		dispute_fields.check_amounts(self)
		dispute_fields.check_mediators(self)
		dispute_fields.check_publicity(self)
		dispute_fields.refresh_parties(self)

	def record_creation(self) -> None:
		super().record_creation()
		dispute.run_from_receipt(self)

	def created_at(self) -> datetime:
		return get_datetime(self.received_at)

	def began_at(self) -> datetime | None:
		return get_datetime(self.received_at)

	def guard(self, old: str, new: str) -> None:
		dispute.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return dispute.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		dispute.moved(self, old, new)

	def after_insert(self) -> None:
		if self.matter:
			dispute.tell_matter(self, "dispute.opened")

	def on_update(self) -> None:
		super().on_update()
		identity.store(self)


def on_doctype_update() -> None:
	"""Indexes for the list of a unit's open mediations, for the sweep of what is due, and for the figures."""
	frappe.db.add_index("Dispute Mediation", ["unit", "status", "mediation_due_at"], "unit_status_due")
	frappe.db.add_index("Dispute Mediation", ["medical_unit", "outcome", "ended_at"], "figures")

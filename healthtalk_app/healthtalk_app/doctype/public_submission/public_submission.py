from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.exceptions import FrozenError, refuse
from healthtalk_app.services.matters import accusation
from healthtalk_app.services.records import identity
from healthtalk_app.services.steps.flow import FlowDocument
from healthtalk_app.services.voice import submission


class PublicSubmission(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.matter_accused.matter_accused import MatterAccused

		accused: DF.Table[MatterAccused]
		answer_due_at: DF.Datetime | None
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
		]
		clocks: DF.Table[CaseClock]
		content: DF.LongText
		data_source: DF.Link | None
		decided_at: DF.Datetime | None
		declined_note: DF.SmallText | None
		declined_reason: DF.Literal[
			"",
			"Outside Duties",
			"In Litigation or Arbitration",
			"Already Settled",
			"Repeated",
			"No Concrete Demand",
			"Other Statutory Channel",
		]
		event_count: DF.Int
		identity_level: DF.Literal["Named", "Confidential", "Anonymous"]
		is_accusation: DF.Check
		joins: DF.Link | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		lead_unit: DF.Link | None
		matter: DF.Link | None
		merge_into: DF.Link | None
		place: DF.Data | None
		raiser_email: DF.Data | None
		raiser_name: DF.Data | None
		raiser_phone: DF.Data | None
		rating_digest: DF.Data | None
		received_at: DF.Datetime
		regime: DF.Literal["Talk", "Petition", "Complaint", "Hotline"]
		session: DF.Link | None
		source_key: DF.Data | None
		status: DF.Literal["Received", "Accepted", "Merged", "Declined", "Withdrawn"]
		step_at: DF.Datetime | None
		subject: DF.Data | None
		tracking_digest: DF.Data | None
		unit: DF.Link | None
		wants_notice: DF.Check
		withdrawn_reason: DF.SmallText | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""公众来件: what a resident sends, or a clerk enters from paper, until an officer decides on it."""

	KEEPS = (
		"matter",
		"joins",
		"answer_due_at",
		"tracking_digest",
		"rating_digest",
		"source_key",
		"data_source",
	)
	# the protection of who sent it, which only grows
	OPEN = ("identity_level", "wants_notice")

	def autoname(self) -> None:
		if accusation.takes_secret_name(self):
			self.name = frappe.generate_hash(length=10)

	def check_fields(self) -> None:
		submission.lock_decided(self)
		submission.fill_defaults(self)
		submission.check_received_at(self)
		submission.protect(self)

	def created_at(self) -> datetime:
		return get_datetime(self.received_at)

	def record_creation(self) -> None:
		super().record_creation()
		if self.is_new():
			submission.opened(self)

	def began_at(self) -> datetime | None:
		return get_datetime(self.received_at)

	def guard(self, old: str, new: str) -> None:
		submission.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return submission.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		submission.moved(self, old, new)

	def on_update(self) -> None:
		identity.store(self)
		super().on_update()

	def refuse_deletion(self) -> None:
		refuse(frappe._("What the public sent stays on record. Decline it instead."), error=FrozenError)


def on_doctype_update() -> None:
	"""Indexes for what waits at a unit, and for the counts by channel (metrics/submissions.py)."""
	frappe.db.add_index("Public Submission", ["unit", "status", "answer_due_at"], "unit_status_due")
	frappe.db.add_index(
		"Public Submission", ["is_accusation", "channel", "unit", "status", "received_at"], "channel_counts"
	)

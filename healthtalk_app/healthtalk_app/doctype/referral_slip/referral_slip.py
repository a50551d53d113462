from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.slips import slip, slip_hops
from healthtalk_app.services.steps.flow import FlowDocument


class ReferralSlip(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.slip_hop.slip_hop import SlipHop

		clocks: DF.Table[CaseClock]
		confirmation_note: DF.SmallText | None
		confirmed_at: DF.Datetime | None
		confirmed_by: DF.Data | None
		decision_note: DF.SmallText | None
		designated: DF.Check
		event_count: DF.Int
		hops: DF.Table[SlipHop]
		instruction_by: DF.Data | None
		instruction_on: DF.Date | None
		issued_at: DF.Datetime | None
		kind: DF.Literal["Referral", "Assignment", "Joint Handling", "Supervision"]
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		leader_instruction: DF.SmallText | None
		matter: DF.Link
		next_unit: DF.Link | None
		number: DF.Data | None
		objected_at: DF.Datetime | None
		objection_decision: DF.Literal["", "Upheld", "Rejected"]
		objection_reason: DF.SmallText | None
		original_slip: DF.Link | None
		outside_unit: DF.Check
		parties: DF.Table[CaseParty]
		preliminary_by: DF.Data | None
		preliminary_on: DF.Date | None
		preliminary_opinion: DF.SmallText | None
		proposal: DF.SmallText | None
		proposal_by: DF.Data | None
		proposal_on: DF.Date | None
		receiver_unit: DF.Link
		replied_at: DF.Datetime | None
		replied_by: DF.Data | None
		reply: DF.LongText | None
		reply_due_at: DF.Datetime | None
		reply_on_time: DF.Literal["", "On Time", "Late"]
		request: DF.LongText
		required_by: DF.Datetime | None
		round_no: DF.Int
		scan: DF.Attach | None
		sender_unit: DF.Link
		sign_due_at: DF.Datetime | None
		sign_on_time: DF.Literal["", "On Time", "Late"]
		signed_for_at: DF.Datetime | None
		status: DF.Literal[
			"Draft", "Issued", "Signed For", "In Progress", "Replied", "Confirmed", "Objected", "Withdrawn"
		]
		step_at: DF.Datetime | None
		subject: DF.Data
		urged_count: DF.Int
		urgency: DF.Literal["Normal", "Urgent", "Very Urgent"]
		withdrawn_reason: DF.SmallText | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""流转单: referral, assignment, joint handling or supervision between two units."""

	KEEPS = ("round_no", "outside_unit", "objection_decision")

	def check_fields(self) -> None:
		slip.lock_issued_facts(self)
		slip.check_ends(self)
		slip.check_matter(self)
		slip_hops.refresh_parties(self)

	def began_at(self) -> datetime | None:
		return frappe.db.get_value("Talk Matter", self.matter, "raised_at")

	def guard(self, old: str, new: str) -> None:
		slip.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return slip_hops.entered(self, old, new, occurred_at)

	def event_unit(self) -> str | None:
		return self.sender_unit if self.status in ("Draft", "Issued", "Confirmed") else self.receiver_unit

	def moved(self, old: str, new: str) -> None:
		slip_hops.moved(self, old, new)


def on_doctype_update() -> None:
	"""Indexes for what a unit has to sign for or answer, for the slips of a matter, and for the figures."""
	frappe.db.add_index("Referral Slip", ["receiver_unit", "status", "reply_due_at"], "receiver_status_due")
	frappe.db.add_index("Referral Slip", ["matter", "kind", "status"], "matter_kind_status")
	frappe.db.add_index("Referral Slip", FIGURES, "figures")


# Everything that metrics/slips.py asks: first what rows are grouped by, then the moments.
FIGURES = [
	"receiver_unit",
	"status",
	"outside_unit",
	"sign_on_time",
	"reply_on_time",
	"issued_at",
	"sign_due_at",
	"reply_due_at",
	"replied_at",
	"objected_at",
	"urged_count",
	"sender_unit",
	"matter",
]

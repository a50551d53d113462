from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.accountability import record
from healthtalk_app.services.steps.noted import NotedDocument


class AccountabilityRecord(NotedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.accountability_cause.accountability_cause import (
			AccountabilityCause,
		)
		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock

		account: DF.Link | None
		appeal_decided_in: DF.Data | None
		appeal_decision: DF.LongText | None
		appeal_due_at: DF.Datetime | None
		appeal_grounds: DF.LongText | None
		appeal_on_time: DF.Literal["", "On Time", "Late"]
		appeal_review: DF.SmallText | None
		appealed_at: DF.Datetime | None
		arises_on: DF.Date | None
		basis: DF.SmallText | None
		causes: DF.Table[AccountabilityCause]
		clocks: DF.Table[CaseClock]
		copies_to: DF.Data | None
		decided_at: DF.Datetime | None
		decided_in: DF.Data | None
		deciding_unit: DF.Link | None
		decision: DF.LongText | None
		delivery_how: DF.Literal["", "In Person", "By Post", "Through the Unit"]
		dismissal_reason: DF.SmallText | None
		dismissed_at: DF.Datetime | None
		employee: DF.Link | None
		event_count: DF.Int
		evidence: DF.Attach | None
		executed_at: DF.Datetime | None
		execution: DF.SmallText | None
		facts: DF.LongText | None
		ground: DF.Literal[
			"Discipline Breach",
			"Integrity Breach",
			"Negligence of Duty",
			"Poor Service",
			"Substantiated Complaint",
			"Repeated Failed Rectification",
			"Perfunctory Finding",
			"Demerit Tier",
			"Joint Liability",
			"Other",
		]
		improve_until: DF.Date | None
		influence_months: DF.Int
		influence_until: DF.Date | None
		joint_year: DF.Int
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		known_ground: DF.Data | None
		leader_key: DF.Data | None
		measure: DF.Literal[
			"",
			"Criticism and Education",
			"Written Self-examination",
			"Public Criticism",
			"Collective Self-criticism",
			"Admonition Talk",
			"Suspension",
			"Transfer from Post",
			"Ordered Resignation",
			"Removal from Office",
			"Disciplinary Sanction",
			"Handed to Supervisory Authority",
		]
		notified_at: DF.Datetime | None
		number: DF.Data | None
		person: DF.Data | None
		position: DF.Data | None
		proposal_reason: DF.SmallText | None
		proposed_at: DF.Datetime | None
		proposed_by: DF.Link | None
		recorder: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		review_at: DF.Datetime | None
		review_cause: DF.SmallText | None
		review_needed: DF.Check
		review_opinion: DF.SmallText | None
		reviewed_by: DF.Data | None
		revocation_reason: DF.SmallText | None
		revoked_at: DF.Datetime | None
		shut_out: DF.SmallText | None
		source_key: DF.Data | None
		statement: DF.SmallText | None
		status: DF.Literal[
			"Proposed", "Under Review", "Decided", "Executed", "Appealed", "Upheld", "Revoked", "Dismissed"
		]
		step_at: DF.Datetime | None
		subject: DF.Data | None
		talk_at: DF.Datetime | None
		talk_attitude: DF.SmallText | None
		talk_content: DF.LongText | None
		talk_place: DF.Data | None
		talker: DF.Data | None
		unit: DF.Link
		upheld_at: DF.Datetime | None
		with_talk: DF.Check
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""责任追究: from the proposal to hold somebody accountable to its execution, an appeal, a revocation."""

	KEEPS = (
		"proposed_by",
		"delivery_how",
		"influence_until",
		"review_cause",
		"joint_year",
		"arises_on",
		"source_key",
		"leader_key",
		"known_ground",
		"shut_out",
	)

	def check_fields(self) -> None:
		record.lock_decision(self)
		record.fill_defaults(self)
		record.check_own_hand(self)

	def guard(self, old: str, new: str) -> None:
		record.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return record.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		record.moved(self, old, new)


def on_doctype_update() -> None:
	"""Indexes for the decisions of a unit in a year, for the list of a unit, and for the person concerned."""
	frappe.db.add_index("Accountability Record", ["unit", "decided_at"], "unit_decided")
	frappe.db.add_index("Accountability Record", ["unit", "status"], "unit_status")
	frappe.db.add_index("Accountability Record", ["account", "notified_at"], "concerned")

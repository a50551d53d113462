from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.services import inputs
from healthtalk_app.services.rectifications import (
	rectification,
	rectification_rounds,
	rectification_sides,
)
from healthtalk_app.services.steps.flow import FlowDocument


class Rectification(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_clock.case_clock import CaseClock
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.rectification_round.rectification_round import (
			RectificationRound,
		)

		cause: DF.SmallText | None
		classification: DF.Literal["", "Worried", "Inconvenient", "Dissatisfied"]
		clocks: DF.Table[CaseClock]
		completion: DF.LongText | None
		event_count: DF.Int
		evidence: DF.Attach | None
		evidence_note: DF.SmallText | None
		found_through: DF.Literal[
			"Bad Rating",
			"Opinion Box",
			"Website Letter",
			"Social Supervisor",
			"Survey",
			"Inspection",
			"Self-check",
			"Asked Superiors",
			"Asked Below",
			"Listened Inside",
			"Visited Outside",
		]
		handler: DF.Link | None
		last_event_hash: DF.Data | None
		lasting_rule: DF.SmallText | None
		lasting_rule_file: DF.Attach | None
		lasting_rule_on: DF.Date | None
		late_entry: DF.Check
		leader_instruction: DF.SmallText | None
		matter: DF.Link | None
		measures: DF.LongText | None
		new_due: DF.Datetime | None
		number: DF.Data | None
		opened_at: DF.Datetime | None
		ordered_again_at: DF.Datetime | None
		ordered_again_count: DF.Int
		ordering_unit: DF.Link
		parties: DF.Table[CaseParty]
		plan_filed_by: DF.Link | None
		planned_at: DF.Datetime | None
		problem: DF.LongText
		rectify_due_at: DF.Datetime | None
		rectify_on_time: DF.Literal["", "On Time", "Late"]
		required_by: DF.Datetime | None
		requirement: DF.SmallText | None
		responsible_person: DF.Data | None
		responsible_unit: DF.Link
		review_contact: DF.Data | None
		rounds: DF.Table[RectificationRound]
		second_verifier: DF.Data | None
		self_check: DF.SmallText | None
		source_doctype: DF.Literal[
			"", "Public Evaluation", "Talk Matter", "Inspection Feedback", "Self Check"
		]
		source_key: DF.Data | None
		source_name: DF.DynamicLink | None
		started_at: DF.Datetime | None
		status: DF.Literal["Open", "Plan Filed", "Rectifying", "Submitted", "Ordered Again", "Verified"]
		step_at: DF.Datetime | None
		subject: DF.Data
		submitted_at: DF.Datetime | None
		verification_note: DF.SmallText | None
		verified_at: DF.Datetime | None
		verified_by: DF.Data | None
		violated_clause: DF.SmallText | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""整改事项: what a unit is ordered to put right, round by round, until somebody else has verified it."""

	KEEPS = ("matter", "plan_filed_by", "source_key")
	# a rule that is made of it, as long as none is written down
	OPEN = ("lasting_rule", "lasting_rule_on", "lasting_rule_file")

	def check_fields(self) -> None:
		if self.is_new() and not self.ordering_unit:
			self.ordering_unit = permissions.default_unit()
		rectification.lock_facts(self)
		rectification.check_units(self)
		rectification.check_source(self)
		rectification.check_lasting_rule(self)
		self.add_party(self.responsible_unit, "Responsible")
		self.add_party(self.ordering_unit, "Ordering")

	def created_at(self) -> datetime:
		"""When the order was given: as entered for one on paper, else now."""
		return inputs.moment(self.flags.occurred_at or self.step_at) or now_datetime()

	def record_creation(self) -> None:
		super().record_creation()
		if self.is_new():
			rectification_rounds.opened(self, self.created_at())
			self.step_at = None

	def began_at(self) -> datetime | None:
		return self.opened_at

	def guard(self, old: str, new: str) -> None:
		rectification.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return rectification_rounds.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		rectification.moved(self, new)

	def event_unit(self) -> str | None:
		side = rectification_sides.SIDES.get(self.status)
		return self.responsible_unit if side == rectification_sides.RESPONSIBLE else self.ordering_unit


def on_doctype_update() -> None:
	"""Indexes for what a unit has to put right or to verify, for those of a matter, and for figures."""
	unit_due = ["responsible_unit", "status", "rectify_due_at"]
	frappe.db.add_index("Rectification", unit_due, "responsible_status_due")
	frappe.db.add_index("Rectification", ["ordering_unit", "status"], "ordering_status")
	frappe.db.add_index("Rectification", ["matter", "status"], "matter_status")
	frappe.db.add_index("Rectification", ["responsible_unit", "opened_at"], "responsible_opened")

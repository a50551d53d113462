from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.rules.campaign_plan import task_name
from healthtalk_app.services.campaigns import task, task_values
from healthtalk_app.services.steps.flow import FlowDocument


class UnitTask(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.unit_task_value.unit_task_value import UnitTaskValue

		accepted_at: DF.Datetime | None
		attendance: DF.Int
		campaign: DF.Link
		completion: DF.Text | None
		due_at: DF.Datetime | None
		event_count: DF.Int
		evidence: DF.Attach | None
		evidence_note: DF.SmallText | None
		figures: DF.Table[UnitTaskValue]
		five_one: DF.Literal[
			"", "Questionnaire", "Mystery Visit", "Satisfaction Survey", "Phase Acceptance", "Briefing"
		]
		is_meeting: DF.Check
		kind: DF.Literal["Deliverable", "Figures"]
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		meeting_on: DF.Date | None
		minutes: DF.Text | None
		needs_evidence: DF.Check
		new_due: DF.Date | None
		on_time: DF.Literal["", "On Time", "Late"]
		ordering_unit: DF.Link
		period: DF.Data | None
		period_end: DF.Date | None
		period_start: DF.Date | None
		phase: DF.Data | None
		phase_no: DF.Int
		recurrence: DF.Literal["Once", "Week", "Month", "Two Months", "Quarter", "Half Year", "Year"]
		reminded: DF.Int
		requirement: DF.SmallText | None
		responsible_person: DF.Data | None
		returned_at: DF.Datetime | None
		returned_count: DF.Int
		review_note: DF.SmallText | None
		status: DF.Literal["Due", "Submitted", "Returned", "Accepted"]
		step_at: DF.Datetime | None
		subject: DF.Data | None
		submitted_at: DF.Datetime | None
		submitted_by: DF.Link | None
		unit: DF.Link
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""单位任务: what one unit owes in one phase or period, with its evidence or its figures."""

	KEEPS = (*task.FIXED, "submitted_by", "reminded")

	def autoname(self) -> None:
		self.name = task_name(self.campaign, self.unit, self.phase or "", self.subject, self.period or "")

	def check_fields(self) -> None:
		task.lock_facts(self)
		task_values.hold(self)
		task_values.fill(self)

	def record_creation(self) -> None:
		if self.is_new():
			self.queue_event("created", to_status=self.status, details=task.created_details(self.due_at))

	def guard(self, old: str, new: str) -> None:
		task.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return task.entered(self, old, new)

	def event_unit(self) -> str | None:
		return self.unit if self.status in task.OPEN or self.flags.handed_in else self.ordering_unit


def on_doctype_update() -> None:
	"""Indexes for a unit's list, for the progress of a campaign, and for figures by period."""
	frappe.db.add_index("Unit Task", ["unit", "status", "due_at"], "unit_status_due")
	progress = ["campaign", "unit", "phase_no", "five_one", "status", "due_at", "on_time", "ordering_unit"]
	frappe.db.add_index("Unit Task", progress, "campaign_progress")
	frappe.db.add_index("Unit Task", ["kind", "period_start", "unit"], "kind_period_unit")
	frappe.db.add_index("Unit Task", ["status", "reminded", "due_at"], "status_reminded_due")

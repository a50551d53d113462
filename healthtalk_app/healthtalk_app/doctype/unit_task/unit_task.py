from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.rules.campaign_plan import task_name
from healthtalk_app.services.campaigns import task, task_values
from healthtalk_app.services.steps.flow import FlowDocument


class UnitTask(FlowDocument):
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

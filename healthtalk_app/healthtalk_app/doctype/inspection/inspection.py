from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.inspections import feedback, inspection, team
from healthtalk_app.services.steps.flow import FlowDocument


class Inspection(FlowDocument):
	"""督导检查: from the plan to the day on which all was put right; the inspectors' own paper."""

	KEEPS = ("feedback", "accountability", *inspection.SCORED)

	def check_fields(self) -> None:
		inspection.fill_defaults(self)
		inspection.lock_facts(self)
		inspection.check_units(self)
		inspection.check_day(self)
		team.fill(self)
		team.check(self)
		inspection.copy_items(self)
		inspection.check_items(self)
		inspection.score(self)

	def event_unit(self) -> str | None:
		return self.inspecting_unit

	def guard(self, old: str, new: str) -> None:
		inspection.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return inspection.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		if new == "Feedback Issued":
			feedback.issue(self)


def on_doctype_update() -> None:
	"""Indexes for what is planned and for a unit's inspections."""
	frappe.db.add_index("Inspection", ["inspecting_unit", "status", "planned_to"], "inspecting_status")
	frappe.db.add_index("Inspection", ["unit", "inspection_date"], "unit_date")

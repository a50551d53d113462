from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.accountability import record
from healthtalk_app.services.steps.flow import FlowDocument


class AccountabilityRecord(FlowDocument):
	"""责任追究: from the proposal to hold somebody accountable to its execution, with appeal and revocation."""

	KEEPS = (
		"proposed_by",
		"delivery_how",
		"influence_until",
		"review_cause",
		"joint_year",
		"arises_on",
		"source_key",
		"leader_key",
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

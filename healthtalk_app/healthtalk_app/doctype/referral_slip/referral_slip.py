from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services import slip
from healthtalk_app.services.flow import FlowDocument


class ReferralSlip(FlowDocument):
	"""流转单: referral, assignment, joint handling or supervision between two units."""

	KEEPS = ("round_no", "outside_unit", "objection_decision")

	def check_fields(self) -> None:
		slip.lock_issued_facts(self)
		slip.check_ends(self)
		slip.check_matter(self)
		slip.refresh_parties(self)

	def began_at(self) -> datetime | None:
		return frappe.db.get_value("Talk Matter", self.matter, "raised_at")

	def guard(self, old: str, new: str) -> None:
		slip.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return slip.entered(self, old, new, occurred_at)

	def event_unit(self) -> str | None:
		return self.sender_unit if self.status in ("Draft", "Issued", "Confirmed") else self.receiver_unit

	def moved(self, old: str, new: str) -> None:
		slip.moved(self, old, new)


def on_doctype_update() -> None:
	"""Indexes for what a unit has to sign for or answer, and for the slips of a matter."""
	frappe.db.add_index("Referral Slip", ["receiver_unit", "status", "reply_due_at"], "receiver_status_due")
	frappe.db.add_index("Referral Slip", ["matter", "kind", "status"], "matter_kind_status")

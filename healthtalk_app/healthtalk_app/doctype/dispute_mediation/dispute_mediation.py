from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.services import dispute, dispute_fields, identity
from healthtalk_app.services.flow import FlowDocument


class DisputeMediation(FlowDocument):
	# begin: auto-generated types
	# end: auto-generated types
	"""医疗纠纷调解: from the application of one side to an agreement, a failure or a withdrawal."""

	KEEPS = ("amount_in_words", "publication_text", "extension_agreed_on")

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

from datetime import datetime
from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.commitments import commitment
from healthtalk_app.services.steps.flow import FlowDocument


class PublicCommitment(FlowDocument):
	"""公开承诺: what a unit or a person promises in public, how it is kept, and how everyone rates it."""

	KEEPS = ("drafters", "approved_by", "reported_by", "verified_by", "public_digest")

	def check_fields(self) -> None:
		if self.is_new() and not self.unit:
			self.unit = permissions.default_unit()
		commitment.check_unit(self)
		commitment.lock_text(self)
		commitment.note_drafter(self)
		commitment.check_promiser(self)
		commitment.check_measures(self)
		self.add_party(self.unit, "Owner")

	def guard(self, old: str, new: str) -> None:
		commitment.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return commitment.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		commitment.moved(self, old, new)


def on_doctype_update() -> None:
	"""Indexes for a unit's list, for the public page, and for figures by the day promised."""
	frappe.db.add_index("Public Commitment", ["unit", "status", "due_on"], "unit_status_due")
	frappe.db.add_index("Public Commitment", ["status", "published_at"], "status_published")

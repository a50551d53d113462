from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.services import identity, matter
from healthtalk_app.services.flow import FlowDocument


class TalkMatter(FlowDocument):
	"""说事事项: one case, from any channel, under one regime, through the five rings."""

	KEEPS = (
		"evaluation",
		"merged_from_status",
		"tracking_digest",
		"rating_digest",
	)

	def hold_server_fields(self) -> None:
		matter.keep_raised_at(self)
		super().hold_server_fields()

	def check_fields(self) -> None:
		matter.lock_past_rings(self)
		matter.check_age(self)
		matter.fill_defaults(self)
		matter.check_raised_at(self)
		matter.keep_accusation(self)
		matter.note_new_lead(self)
		matter.refresh_parties(self)
		self.protect_identity()

	def protect_identity(self) -> None:
		if not self.flags.identity_moves:
			identity.protect(self, self.before)

	def created_at(self) -> datetime:
		return self.raised_at

	def began_at(self) -> datetime | None:
		return get_datetime(self.raised_at)

	def guard(self, old: str, new: str) -> None:
		matter.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return matter.entered(self, old, new, occurred_at)

	def default_step_time(self) -> Any:
		return self.notice_given_at if self.status == "Not Accepted" else None

	def event_unit(self) -> str | None:
		return self.lead_unit or self.unit

	def moved(self, old: str, new: str) -> None:
		matter.moved(self, old, new)

	def on_update(self) -> None:
		super().on_update()
		identity.store(self)
		matter.clear_from_session(self)


def on_doctype_update() -> None:
	"""Indexes for the list of a unit's open work and for the sweep of what is due."""
	frappe.db.add_index("Talk Matter", ["lead_unit", "status", "resolution_due_at"], "lead_status_due")
	frappe.db.add_index("Talk Matter", ["status", "resolution_due_at"], "status_due")

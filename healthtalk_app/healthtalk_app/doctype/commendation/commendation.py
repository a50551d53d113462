from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.commendations import commendation
from healthtalk_app.services.steps.noted import NotedDocument


class Commendation(NotedDocument):
	# begin: auto-generated types
	# end: auto-generated types
	"""评优评先: a nominee of a round, what the jury and the public think, what vetoes, the award."""

	KEEPS = (
		*("kind", "awarding_unit", "nominated_by", "account"),
		*("jury_points", "vote_points", "total", "checked_at"),
	)

	def check_fields(self) -> None:
		commendation.lock_text(self)
		commendation.follow_round(self)
		commendation.fill_nominee(self)
		commendation.check_once(self)
		commendation.check_vetoes_at_first(self)

	def guard(self, old: str, new: str) -> None:
		commendation.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return commendation.entered(self, old, new, occurred_at)


def on_doctype_update() -> None:
	"""Indexes for the nominees of a round, for a unit's list, and for a person's awards."""
	frappe.db.add_index("Commendation", ["round", "status"], "round_status")
	frappe.db.add_index("Commendation", ["unit", "status"], "unit_status")
	frappe.db.add_index("Commendation", ["employee", "status", "awarded_at"], "employee_awarded")

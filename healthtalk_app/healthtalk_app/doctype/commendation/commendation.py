from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.commendations import commendation
from healthtalk_app.services.steps.noted import NotedDocument


class Commendation(NotedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.commendation_finding.commendation_finding import (
			CommendationFinding,
		)
		from healthtalk_app.healthtalk_app.doctype.commendation_score.commendation_score import (
			CommendationScore,
		)

		account: DF.Link | None
		awarded_at: DF.Datetime | None
		awarding_unit: DF.Link | None
		checked_at: DF.Datetime | None
		citation: DF.SmallText | None
		decision_document: DF.Data | None
		decline_reason: DF.SmallText | None
		declined_at: DF.Datetime | None
		department: DF.Data | None
		employee: DF.Link | None
		event_count: DF.Int
		evidence: DF.Attach | None
		findings: DF.Table[CommendationFinding]
		jury_opinion: DF.SmallText | None
		jury_points: DF.Float
		kind: DF.Literal[
			"Advanced Unit",
			"Advanced Department",
			"Advanced Person",
			"Typical Case",
			"Civilised Window",
			"Youth Model Unit",
		]
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		merits: DF.LongText
		nominated_by: DF.Link | None
		number: DF.Data | None
		objections: DF.SmallText | None
		position: DF.Data | None
		public_summary: DF.SmallText | None
		publicity_until: DF.Date | None
		round: DF.Link
		scores: DF.Table[CommendationScore]
		session: DF.Link | None
		shortlisted_at: DF.Datetime | None
		status: DF.Literal["Nominated", "Shortlisted", "Awarded", "Vetoed", "Declined"]
		step_at: DF.Datetime | None
		title: DF.Data
		total: DF.Float
		unit: DF.Link
		veto_reason: DF.SmallText | None
		vetoed_at: DF.Datetime | None
		vote_points: DF.Float
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""评优评先: a nominee of a round, what the jury and the public think, what vetoes, the award."""

	KEEPS = (
		*("kind", "awarding_unit", "nominated_by", "account"),
		*("jury_points", "vote_points", "total", "checked_at"),
	)
	# what the public reads of it
	OPEN = ("public_summary",)

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

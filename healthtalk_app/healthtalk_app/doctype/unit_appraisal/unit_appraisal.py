from datetime import datetime
from typing import Any

import frappe

from healthtalk_app.services.appraisals import appraisal
from healthtalk_app.services.steps.flow import FlowDocument


class UnitAppraisal(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.appraisal_row.appraisal_row import AppraisalRow
		from healthtalk_app.healthtalk_app.doctype.appraisal_veto.appraisal_veto import AppraisalVeto
		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.use_of_result.use_of_result import UseofResult

		bonus: DF.Float
		compute_note: DF.SmallText | None
		computed_at: DF.Datetime | None
		decided_by: DF.Link | None
		deducted: DF.Float
		event_count: DF.Int
		from_date: DF.Date
		grade: DF.Literal["", "Excellent", "Good", "Qualified", "Unqualified"]
		group_size: DF.Int
		input_hash: DF.Data | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		objected_at: DF.Datetime | None
		objected_by: DF.Link | None
		objection_decision: DF.LongText | None
		objection_evidence: DF.Attach | None
		objection_reason: DF.LongText | None
		parties: DF.Table[CaseParty]
		peer_group: DF.Data | None
		place: DF.Int
		published_at: DF.Datetime | None
		published_by: DF.Link | None
		review_opinion: DF.LongText | None
		reviewed_at: DF.Datetime | None
		reviewed_by: DF.Link | None
		run: DF.Link | None
		scheme: DF.Link
		score_rows: DF.Table[AppraisalRow]
		self_review: DF.LongText | None
		self_reviewed_at: DF.Datetime | None
		self_reviewed_by: DF.Link | None
		shown: DF.Float
		status: DF.Literal["Draft", "Computed", "Self-reviewed", "Reviewed", "Objected", "Published"]
		step_at: DF.Datetime | None
		terms: DF.SmallText | None
		title: DF.Data | None
		to_date: DF.Date
		total: DF.Float
		unit: DF.Link
		uses: DF.Table[UseofResult]
		vetoed: DF.Check
		vetoes: DF.Table[AppraisalVeto]
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""单位考核: what a unit scored in a period by a scheme, row by row, from computing to publication."""

	KEEPS = (
		*("title", "unit", "scheme", "from_date", "to_date", "peer_group", "run", "terms"),
		*("total", "shown", "bonus", "deducted", "grade", "vetoed", "place", "group_size", "input_hash"),
		*("compute_note", "self_reviewed_by", "reviewed_by", "objected_by", "decided_by", "published_by"),
	)

	def check_fields(self) -> None:
		appraisal.lock_past_steps(self)
		appraisal.check_rows(self)
		appraisal.check_vetoes(self)
		appraisal.rescore(self)
		self.add_party(self.unit, "Owner")

	def guard(self, old: str, new: str) -> None:
		appraisal.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return appraisal.entered(self, old, new, occurred_at)


def on_doctype_update() -> None:
	"""Indexes for the group of a publication, for a unit's list, and for the figures."""
	frappe.db.add_index("Unit Appraisal", ["scheme", "from_date", "to_date"], "scheme_period")
	frappe.db.add_index("Unit Appraisal", ["unit", "status", "to_date"], "figures")

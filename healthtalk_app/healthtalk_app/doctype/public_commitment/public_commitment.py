from datetime import datetime
from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.commitments import commitment
from healthtalk_app.services.steps.flow import FlowDocument


class PublicCommitment(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.commitment_measure.commitment_measure import (
			CommitmentMeasure,
		)
		from healthtalk_app.healthtalk_app.doctype.commitment_progress.commitment_progress import (
			CommitmentProgress,
		)

		approval_opinion: DF.SmallText | None
		approved_at: DF.Datetime | None
		approved_by: DF.Link | None
		branch: DF.Data | None
		campaign: DF.Link | None
		content: DF.Text
		drafters: DF.SmallText | None
		due_on: DF.Date | None
		event_count: DF.Int
		evidence: DF.Attach | None
		evidence_note: DF.SmallText | None
		fulfilment: DF.Literal["", "Fulfilled", "Partly Fulfilled", "Not Fulfilled"]
		kind: DF.Literal["Unit", "Person"]
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		measures: DF.Table[CommitmentMeasure]
		number: DF.Data | None
		parties: DF.Table[CaseParty]
		progress_notes: DF.Table[CommitmentProgress]
		promiser_name: DF.Data | None
		promiser_position: DF.Data | None
		public_digest: DF.Data | None
		public_until: DF.Date | None
		published_at: DF.Datetime | None
		reported_at: DF.Datetime | None
		reported_by: DF.Link | None
		result: DF.SmallText | None
		shortfall_reason: DF.SmallText | None
		status: DF.Literal[
			"Draft", "Approved", "Published", "Fulfilled", "Partly Fulfilled", "Not Fulfilled", "Verified"
		]
		step_at: DF.Datetime | None
		title: DF.Data
		unit: DF.Link
		verification_note: DF.SmallText | None
		verified_at: DF.Datetime | None
		verified_by: DF.Link | None
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""公开承诺: what a unit or a person promises in public, how it is kept, and how everyone rates it."""

	KEEPS = ("drafters", "approved_by", "reported_by", "verified_by", "public_digest")
	# how long it stands on the page
	OPEN = ("public_until",)

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

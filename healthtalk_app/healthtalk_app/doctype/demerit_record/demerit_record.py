from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime, getdate

from healthtalk_app.services.demerits import demerit, demerit_sides, subjects
from healthtalk_app.services.records import identity
from healthtalk_app.services.steps.noted import NotedDocument


class DemeritRecord(NotedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appeal_decision: DF.SmallText | None
		appeal_evidence: DF.Attach | None
		appeal_reason: DF.SmallText | None
		appeal_until: DF.Date | None
		appealed_at: DF.Datetime | None
		basis: DF.SmallText | None
		behaviour: DF.SmallText | None
		code: DF.Link
		confirmation_note: DF.SmallText | None
		confirmed_at: DF.Datetime | None
		confirmed_by: DF.Link | None
		counted_on: DF.Date | None
		cycle_end: DF.Date | None
		cycle_from: DF.Date | None
		cycle_points: DF.Int
		cycle_start: DF.Date | None
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		dismissal_reason: DF.SmallText | None
		dismissed_at: DF.Datetime | None
		employee: DF.Link | None
		event_count: DF.Int
		evidence: DF.Attach | None
		evidence_note: DF.SmallText | None
		facts: DF.LongText
		kind: DF.Literal["Institution", "Practitioner"]
		last_event_hash: DF.Data | None
		late_appeal_reason: DF.SmallText | None
		late_entry: DF.Check
		licence_number: DF.Data | None
		matter: DF.Link | None
		measure: DF.SmallText | None
		number: DF.Data | None
		occurred_on: DF.Date
		points: DF.Int
		practitioner_name: DF.Data | None
		proposed_by: DF.Link | None
		proposing_unit: DF.Link | None
		statement: DF.SmallText | None
		status: DF.Literal["Proposed", "Confirmed", "Dismissed", "Appealed", "Upheld", "Revoked"]
		step_at: DF.Datetime | None
		subject_key: DF.Data | None
		title: DF.Data | None
		unit: DF.Link
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""不良执业行为记分: points of an institution or a practitioner, from proposal to appeal."""

	KEEPS = (
		"points",
		"behaviour",
		"basis",
		"counted_on",
		"proposed_by",
		"confirmed_by",
		"decided_by",
		"appeal_until",
		"cycle_start",
		"cycle_end",
		"cycle_points",
		"measure",
		"subject_key",
		"title",
	)
	# confirmed points wait for an appeal
	OPEN = ("appeal_reason", "appeal_evidence", "late_appeal_reason")

	def check_fields(self) -> None:
		demerit.fill_defaults(self)
		demerit.lock_past_steps(self)
		demerit.check_units(self)
		demerit.check_matter(self)
		demerit.take_code(self)
		subjects.take_name(self)
		subjects.check(self)
		identity.protect(self, self.before)
		subjects.set_key(self)
		demerit.check_cycle_day(self)
		self.title = subjects.title_of(self)

	def began_at(self) -> datetime | None:
		return get_datetime(getdate(self.occurred_on))

	def guard(self, old: str, new: str) -> None:
		demerit.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return demerit.entered(self, old, new, occurred_at)

	def moved(self, old: str, new: str) -> None:
		demerit.moved(self, old, new)

	def event_unit(self) -> str | None:
		return demerit_sides.acting_for(self)

	def on_update(self) -> None:
		super().on_update()
		identity.store(self)


def on_doctype_update() -> None:
	"""Indexes for the standing of a day, for the records of one person, and for the figures."""
	frappe.db.add_index("Demerit Record", ["counted_on", "status"], "standing")
	frappe.db.add_index("Demerit Record", ["unit", "status", "counted_on"], "figures")

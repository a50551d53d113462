import frappe

from healthtalk_app.services.steps.flow import FlowDocument
from healthtalk_app.services.summaries import summary


class WorkSummary(FlowDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.work_summary_figure.work_summary_figure import (
			WorkSummaryFigure,
		)
		from healthtalk_app.healthtalk_app.doctype.work_summary_paragraph.work_summary_paragraph import (
			WorkSummaryParagraph,
		)

		addressee: DF.Data | None
		attachments: DF.SmallText | None
		campaign: DF.Link | None
		copied_to: DF.SmallText | None
		document_number: DF.Data | None
		drafted_at: DF.Datetime | None
		drafted_by: DF.Link | None
		event_count: DF.Int
		figures: DF.Table[WorkSummaryFigure]
		from_date: DF.Date
		issued_at: DF.Datetime | None
		last_event_hash: DF.Data | None
		late_entry: DF.Check
		only_own: DF.Check
		paragraphs: DF.Table[WorkSummaryParagraph]
		review_note: DF.SmallText | None
		reviewed_at: DF.Datetime | None
		status: DF.Literal["Draft", "Reviewed", "Issued"]
		step_at: DF.Datetime | None
		tables_json: DF.LongText | None
		title: DF.Data | None
		to_date: DF.Date
		unit: DF.Link
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""阶段性工作总结: drafted from the figures of a period, worked on, reviewed and issued (T9)."""

	KEEPS = ("tables_json", "drafted_at", "drafted_by")

	def before_validate(self) -> None:
		super().before_validate()
		summary.fill_unit(self)

	def check_fields(self) -> None:
		summary.hold_draft(self)
		summary.lock_text(self)
		summary.check_period(self)
		summary.settle_rows(self)
		summary.draft_first(self)
		summary.name_it(self)
		summary.check_named_figures(self)

	def guard(self, old: str, new: str) -> None:
		summary.guard(self, old, new)


def on_doctype_update() -> None:
	"""Index for the summaries of a unit, the newest first."""
	frappe.db.add_index("Work Summary", ["unit", "status", "to_date"], "unit_status")

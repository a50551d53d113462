from healthtalk_app.services.quiet import QuietDocument


class BackgroundRun(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		alive_at: DF.Datetime | None
		attempt: DF.Int
		chunk_size: DF.Int
		chunks_done: DF.Int
		counts: DF.Code | None
		dry_run: DF.Check
		finished_at: DF.Datetime | None
		from_date: DF.Date | None
		kind: DF.Literal["Import", "Hot Topics", "Campaign Tasks", "Appraisal", "Retention"]
		message: DF.SmallText | None
		profile: DF.Link | None
		progress: DF.Percent
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		rows_done: DF.Int
		rows_total: DF.Int
		source_digest: DF.Data | None
		source_file: DF.Attach | None
		source_path: DF.Data | None
		started_at: DF.Datetime | None
		status: DF.Literal["Waiting", "Running", "Finished", "Failed"]
		title: DF.Data | None
		to_date: DF.Date | None
	# end: auto-generated types
	"""Long work: what, how far, the result. It is written by services/runs.py alone."""

from healthtalk_app.services.quiet import QuietDocument


class CampaignExtension(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		campaign: DF.Link
		days: DF.Int
		extended_at: DF.Datetime | None
		extended_by: DF.Link | None
		ordering_unit: DF.Link
		reason: DF.SmallText | None
		source_digest: DF.Data | None
		tasks_moved: DF.Int
		unit: DF.Link
	# end: auto-generated types
	"""延长记录: a campaign that goes on longer for one unit, and why."""

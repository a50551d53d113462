from healthtalk_app.services.quiet import QuietDocument


class HotTopic(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.hot_topic_matter.hot_topic_matter import HotTopicMatter

		category: DF.Link | None
		first_at: DF.Datetime | None
		found_at: DF.Datetime | None
		governance: DF.Link | None
		last_at: DF.Datetime | None
		matters: DF.Int
		matters_before: DF.Int
		matters_now: DF.Int
		members: DF.Table[HotTopicMatter]
		people: DF.Int
		place: DF.Data | None
		status: DF.Literal["Current", "Past"]
		title: DF.Data | None
		trend: DF.Literal["New", "Growing", "Steady", "Falling"]
		unit: DF.Link | None
		window_days: DF.Int
	# end: auto-generated types
	"""热点话题: matters of several people about one thing; services/opinion/hot_topics.py writes them."""

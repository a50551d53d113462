import frappe

from healthtalk_app.services.quiet import QuietDocument


class CommendationVote(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		commendation: DF.Link | None
		round: DF.Link | None
		source: DF.Literal["Online", "Desk"]
		vote_key: DF.Data | None
	# end: auto-generated types
	"""网上投票: one vote; neither who gave it nor when stands in it."""


def on_doctype_update() -> None:
	"""Index for the votes of a round."""
	frappe.db.add_index("Commendation Vote", ["round", "commendation"], "round_nominee")

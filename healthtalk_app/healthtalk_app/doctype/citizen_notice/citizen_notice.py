import frappe

from healthtalk_app.services.quiet import QuietDocument


class CitizenNotice(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer_code: DF.Int
		attempts: DF.Int
		channel: DF.Literal["SMS", "E-mail"]
		event_key: DF.Data | None
		mail: DF.Data | None
		not_before: DF.Datetime | None
		occasion: DF.Literal["Receipt", "Acceptance", "Refusal", "Extension", "Reply", "Request to Rate"]
		reason: DF.Literal[
			"",
			"No Mobile Number",
			"No E-mail Address",
			"No Gateway",
			"No Mail Account",
			"Too Many Today",
			"No Longer Wanted",
			"No Longer Due",
			"Text Switched Off",
			"Refused by the Gateway",
			"Gateway Not Reachable",
			"Not Known Whether It Arrived",
			"Mail Not Delivered",
		]
		recipient: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		sent_at: DF.Datetime | None
		status: DF.Literal["Waiting", "Sending", "Handed Over", "Sent", "Failed", "Not Sent"]
		tried_at: DF.Datetime | None
	# end: auto-generated types
	"""告知记录: one notice to a citizen by one way; neither its text nor the number it went to."""


def on_doctype_update() -> None:
	"""Indexes for the notices of one document, and for the sweep of what waits."""
	frappe.db.add_index("Citizen Notice", ["reference_name", "reference_doctype"], "reference")
	frappe.db.add_index("Citizen Notice", ["status", "not_before"], "waiting")

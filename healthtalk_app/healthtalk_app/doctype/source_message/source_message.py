import frappe

from healthtalk_app.services.quiet import QuietDocument


class SourceMessage(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.SmallText | None
		body_digest: DF.Data | None
		kind: DF.Literal["submit", "push", "rate"]
		matter: DF.Link | None
		reference: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		source: DF.Link | None
	# end: auto-generated types
	"""来源收件: one request of another system that was taken; a repeated one is answered from here.

	Its name is made of source and idempotency key: of two equal requests at once one waits for the other.
	"""


def on_doctype_update() -> None:
	"""A source brings a number once."""
	frappe.db.add_unique("Source Message", ["source", "reference"], "one_reference")

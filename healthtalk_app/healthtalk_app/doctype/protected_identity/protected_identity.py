import frappe

from healthtalk_app.services.quiet import QuietDocument


class ProtectedIdentity(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Data | None
		email: DF.Data | None
		full_name: DF.Data | None
		id_number: DF.Data | None
		phone: DF.Data | None
		phone_digest: DF.Data | None
		reference_doctype: DF.Link
		reference_name: DF.Data
		representatives: DF.Data | None
	# end: auto-generated types
	"""The clear values of one masked identity: read and written by `services.records.identity` alone."""


def on_doctype_update() -> None:
	"""One row a document."""
	frappe.db.add_unique("Protected Identity", ["reference_doctype", "reference_name"], "one_identity")

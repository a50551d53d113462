"""How one shipped record stands against the version that the app ships."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import refuse
from healthtalk_app.setup import shipped


class ShippedRecord(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		newer_available: DF.Check
		newest_hash: DF.Data | None
		record_doctype: DF.Link | None
		record_name: DF.Data | None
		shipped_hash: DF.Data | None
		state: DF.Literal["As Shipped", "Edited", "Switched Off", "Deleted"]

	# end: auto-generated types
	def validate(self) -> None:
		"""An update goes by what stands here: written by hand, it would overwrite an administrator's work."""
		if not self.flags.ignore_permissions:
			refuse(_("How a record stands is worked out at each update. Use the button of the form."))

	def onload(self) -> None:
		self.set_onload("message", shipped.describe(self.record_doctype, self.record_name))


@frappe.whitelist(methods=["POST"])
def reset(name: str) -> str:
	"""Take the newest shipped version of a record; needs the right to edit that kind of record as well."""
	row = frappe.get_doc("Shipped Record", name)
	row.check_permission("write")
	frappe.has_permission(row.record_doctype, "write", throw=True)
	return shipped.reset(row.record_doctype, row.record_name).name

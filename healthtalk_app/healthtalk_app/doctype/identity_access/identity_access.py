import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.quiet import QuietDocument


class IdentityAccess(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accessed_at: DF.Datetime | None
		reason: DF.SmallText | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		unit: DF.Link | None
		user: DF.Link | None
		way: DF.Literal["Screen", "Print", "Export"]
	# end: auto-generated types
	"""身份查阅记录: who opened a protected identity, when and why; never changed."""

	def validate(self) -> None:
		if not self.is_new():
			frappe.throw(_("The record of an identity access stands."), FrozenError)

	def on_trash(self) -> None:
		frappe.throw(_("The record of an identity access is never deleted."), FrozenError)

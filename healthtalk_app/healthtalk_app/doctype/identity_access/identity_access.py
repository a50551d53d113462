import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import FrozenError


class IdentityAccess(Document):
	"""身份查阅记录: who opened a protected identity, when and why; never changed."""

	def validate(self) -> None:
		if not self.is_new():
			frappe.throw(_("The record of an identity access stands."), FrozenError)

	def on_trash(self) -> None:
		frappe.throw(_("The record of an identity access is never deleted."), FrozenError)

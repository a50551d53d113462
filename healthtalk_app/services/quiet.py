"""Documents of whose changes nobody is told but who has them open."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class QuietDocument(Document):
	"""A document whose rows are not for everybody whose role reads the DocType."""

	def notify_update(self) -> None:
		"""Tell who has this document open, whom the platform asks for the right to read it.

		The platform would also tell everybody whose role reads the DocType which document was changed, and by
		whom: hidden ones too.
		"""
		if (
			frappe.flags.in_patch
			or frappe.flags.in_import
			or frappe.flags.in_migrate
			or frappe.flags.in_install
		):
			return
		message = {"modified": self.modified, "doctype": self.doctype, "name": self.name}
		here = {"doctype": self.doctype, "docname": self.name}
		frappe.publish_realtime("doc_update", message, **here, after_commit=True)

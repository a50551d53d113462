import secrets

import frappe
from frappe.utils import now_datetime

from healthtalk_app.services.quiet import QuietDocument


class SourceChange(QuietDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		occurred_at: DF.Data | None
		reference: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		source: DF.Link | None
		state: DF.Data | None
	# end: auto-generated types
	"""来源回执: a change that a source is told of: asked for, or sent by a Webhook of the platform."""

	def autoname(self) -> None:
		"""Twenty-four digits that grow with time."""
		self.name = f"{now_datetime():%Y%m%d%H%M%S%f}{secrets.randbelow(10_000):04d}"


def on_doctype_update() -> None:
	"""Index for the changes of one source after a known one."""
	frappe.db.add_index("Source Change", ["source", "name"], "after")

"""What a matter is about, in a tree; integrity breaches take their own way (C9)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet


class MatterCategory(NestedSet):
	nsm_parent_field = "parent_matter_category"

	def validate(self) -> None:
		self.check_parent()

	def on_trash(self) -> None:
		super().on_trash()

	def check_parent(self) -> None:
		"""What lies below a category of integrity breaches is one too: no accusation slips through."""
		if not self.parent_matter_category:
			return
		parent = frappe.db.get_value(
			self.doctype, self.parent_matter_category, ["is_group", "is_integrity"], as_dict=True
		)
		if parent.is_integrity and not self.is_integrity:
			frappe.throw(
				_("{0} holds integrity breaches only: tick Integrity Breach here as well.").format(
					self.parent_matter_category
				)
			)
		if not parent.is_group:
			frappe.db.set_value(self.doctype, self.parent_matter_category, "is_group", 1)

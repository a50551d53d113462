"""What a matter is about, in a tree; integrity breaches take their own way (C9)."""

from __future__ import annotations

import frappe
from frappe import _

from healthtalk_app.exceptions import refuse
from healthtalk_app.services.inputs import TreeDocument


class MatterCategory(TreeDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asks_for_solution: DF.Check
		category_code: DF.Data
		category_name: DF.Data
		default_unit: DF.Link | None
		enabled: DF.Check
		is_group: DF.Check
		is_integrity: DF.Check
		keywords: DF.SmallText | None
		lft: DF.Int
		official_class: DF.Data | None
		old_parent: DF.Link | None
		parent_matter_category: DF.Link | None
		rgt: DF.Int
	# end: auto-generated types
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
			refuse(
				_("{0} holds integrity breaches only: tick Integrity Breach here as well."),
				self.parent_matter_category,
			)
		if not parent.is_group:
			frappe.db.set_value(self.doctype, self.parent_matter_category, "is_group", 1)

"""Information task 信息报送任务: how many confirmed items a unit owes in a year (T8)."""

import frappe
from frappe import _

from healthtalk_app.services import inputs
from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.publicity import publicity


class InformationTask(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		items_owed: DF.Int
		note: DF.SmallText | None
		unit: DF.Link
		year: DF.Int

	# end: auto-generated types
	def validate(self) -> None:
		publicity.require_bureau()
		self.check_year()
		self.check_once()

	def on_trash(self) -> None:
		publicity.require_bureau()

	def check_year(self) -> None:
		if int(self.year or 0) not in inputs.YEARS:
			inputs.refuse(_("{0} is not a year."), self.year)

	def check_once(self) -> None:
		"""One number for each unit and year."""
		if self.is_new() and frappe.db.exists(self.doctype, {"unit": self.unit, "year": self.year}):
			inputs.refuse(_("The unit has its task for this year already."))

"""A place of talks: a fixed or mobile studio, or an online service group with its prescribed name (H5)."""

from __future__ import annotations

import frappe
from frappe import _

from healthtalk_app.services.inputs import CheckedDocument

GROUP = "Online Service Group"
GROUP_NAME = "健康说事服务群"


class TalkVenue(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		address: DF.SmallText | None
		department_name: DF.Data | None
		doctor_name: DF.Data | None
		kind: DF.Literal["Fixed Studio", "Mobile Studio", "Online Service Group"]
		opened_on: DF.Date | None
		platform: DF.Literal["", "WeChat", "QQ", "WeCom", "DingTalk", "Other"]
		prescribed_name: DF.Data | None
		unit: DF.Link
		venue_name: DF.Data

	# end: auto-generated types
	def validate(self) -> None:
		self.check_department()
		self.prescribe_name()

	def check_department(self) -> None:
		"""The prescribed name of a group is made of the unit and the department."""
		if self.kind == GROUP and not self.department_name:
			frappe.throw(_("Enter the department: it is part of the prescribed name of the group."))

	def prescribe_name(self) -> None:
		"""「单位+科室+健康说事服务群」, with the doctor before the last part where there is one (H5)."""
		self.prescribed_name = None
		if self.kind == GROUP:
			unit_name = frappe.get_cached_value("Health Unit", self.unit, "unit_name")
			parts = (unit_name, self.department_name, self.doctor_name, GROUP_NAME)
			self.prescribed_name = "".join(part.strip() for part in parts if part)

"""Which behaviour gives how many points, on what basis, and for which days (P1)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.services.inputs import CheckedDocument

SHOWN = 30


class DemeritCode(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		applies_to: DF.Literal["Institution", "Practitioner", "Both"]
		basis: DF.SmallText
		behaviour: DF.SmallText
		code: DF.Data
		enabled: DF.Check
		points: DF.Literal["1", "2", "4", "6", "10"]
		title: DF.Data | None
		valid_from: DF.Date | None
		valid_to: DF.Date | None

	# end: auto-generated types
	def validate(self) -> None:
		self.check_dates()
		self.set_title()

	def check_dates(self) -> None:
		"""A code ends after it began."""
		if self.valid_from and self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("In Force To lies before In Force From."))

	def set_title(self) -> None:
		"""The code with the beginning of the behaviour, as forms and lists show it."""
		text = " ".join((self.behaviour or "").split())
		self.title = f"{self.code} {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}"

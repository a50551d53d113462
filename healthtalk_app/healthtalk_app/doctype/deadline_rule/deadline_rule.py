"""How long a step may take, from when to when that holds, and why (rules.md)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.services.inputs import CheckedDocument


class DeadlineRule(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Int
		basis: DF.SmallText
		category: DF.Link | None
		enabled: DF.Check
		extension_cap: DF.Int
		extension_limit: DF.Int
		extension_unit: DF.Literal["", "Working Day", "Day", "Hour"]
		level: DF.Literal["Default", "National", "Provincial", "Municipal"]
		note: DF.SmallText | None
		pause_reasons: DF.SmallText | None
		regime: DF.Literal[
			"Talk",
			"Petition",
			"Complaint",
			"Hotline",
			"Dispute",
			"Slip",
			"Rating",
			"Incident",
			"Emergency",
			"Overdue",
			"Rectification",
			"Inspection",
			"Survey",
			"Demerit",
			"Frequency",
		]
		region: DF.Literal["", "北京市", "浙江省", "浙江省宁波市"]
		rule_code: DF.Data
		starts_from: DF.Literal[
			"Receipt", "Acceptance", "Issue", "Signing", "Notice", "Expiry", "Rating", "Discovery", "Period"
		]
		step: DF.Literal[
			"Response",
			"Resolution",
			"Acceptance Notice",
			"Acceptance",
			"Objection",
			"Review Request",
			"Review",
			"Re-examination Request",
			"Re-examination",
			"Mediation",
			"Sign For",
			"Return",
			"Reply",
			"Reminder",
			"Public Criticism",
			"Rectify",
			"Report",
			"Authoritative Information",
			"Press Conference",
			"Other Information",
			"Visit",
			"Survey",
			"Cycle",
			"Talk",
		]
		title: DF.Data
		unit: DF.Literal["Working Day", "Day", "Hour", "Month", "Year", "Time per Year"]
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		variant: DF.Literal[
			"",
			"Several Departments",
			"Urgent",
			"Difficult",
			"Major",
			"Unit",
			"Department",
			"Referral",
			"Assignment",
			"Joint Handling",
			"Supervision",
			"People's Mediation",
			"Administrative Mediation",
		]

	# end: auto-generated types
	def validate(self) -> None:
		self.check_term()
		self.check_dates()
		self.clean_pause_reasons()

	def on_update(self) -> None:
		deadlines.clear_cache()

	def on_trash(self) -> None:
		deadlines.clear_cache()

	def check_term(self) -> None:
		"""A term is longer than nothing; the cap of extensions is not negative."""
		if self.amount <= 0 or (self.extension_cap or 0) < 0:
			frappe.throw(_("Amount must be at least 1, and Extension Cap at least 0."))

	def check_dates(self) -> None:
		"""A rule ends after it began."""
		if self.valid_from and self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("Valid To lies before Valid From."))

	def clean_pause_reasons(self) -> None:
		"""One reason per line, without blanks around it, each once."""
		self.pause_reasons = "\n".join(dict.fromkeys(deadlines.pause_reasons_of(self)))

"""自查: the problems that a unit has found in itself; handed in, each becomes a Rectification (C2, T6)."""

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.self_checks import self_check
from healthtalk_app.services.steps.evidence import EvidenceDocument


class SelfCheck(EvidenceDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.self_check_problem.self_check_problem import (
			SelfCheckProblem,
		)

		campaign: DF.Link | None
		checked_by: DF.Data | None
		checked_on: DF.Date
		dissatisfied_count: DF.Int
		inconvenient_count: DF.Int
		open_count: DF.Int
		problems: DF.Table[SelfCheckProblem]
		status: DF.Literal["Draft", "Submitted", "Put Right"]
		submitted_at: DF.Datetime | None
		submitted_by: DF.Link | None
		title: DF.Data
		unit: DF.Link
		worried_count: DF.Int

	# end: auto-generated types
	def before_validate(self) -> None:
		super().before_validate()
		self.unit = self.unit or permissions.default_unit()
		self_check.hold_server_fields(self)

	def validate(self) -> None:
		self_check.lock_facts(self)
		self_check.check_rows(self)
		self_check.count(self)

	def on_update(self) -> None:
		self.flags.by_service = False


def on_doctype_update() -> None:
	"""Index for the checks of a unit."""
	frappe.db.add_index("Self Check", ["unit", "status", "checked_on"], "unit_status")

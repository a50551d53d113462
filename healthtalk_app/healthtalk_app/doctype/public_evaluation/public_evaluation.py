import secrets

import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.matters import evaluation


class PublicEvaluation(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.case_party.case_party import CaseParty
		from healthtalk_app.healthtalk_app.doctype.evaluation_item.evaluation_item import EvaluationItem

		bad_rating: DF.Check
		ballot_key: DF.Data | None
		ballots_issued: DF.Int
		ballots_returned: DF.Int
		ballots_valid: DF.Int
		comment: DF.SmallText | None
		counted_by: DF.Data | None
		evaluated_at: DF.Datetime
		items: DF.Table[EvaluationItem]
		kind: DF.Literal["Single", "Tally"]
		late_entry: DF.Check
		outcome: DF.Literal["", "Solved", "Partly Solved", "Not Solved"]
		overall: DF.Literal[
			"", "Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied"
		]
		overall_basically_satisfied: DF.Int
		overall_dissatisfied: DF.Int
		overall_satisfied: DF.Int
		overall_very_dissatisfied: DF.Int
		overall_very_satisfied: DF.Int
		parties: DF.Table[CaseParty]
		rater_category: DF.Data | None
		rater_group: DF.Literal["", "Residents", "Staff", "Leaders", "Own Unit"]
		rater_name: DF.Data | None
		rater_phone: DF.Data | None
		reference_doctype: DF.Literal["Talk Session", "Talk Matter", "Public Commitment"]
		reference_name: DF.DynamicLink
		released: DF.Check
		scrutinised_by: DF.Data | None
		signed: DF.Check
		source: DF.Literal["Paper", "On Site", "Telephone", "Online"]
		unit: DF.Link | None
		wants_call_back: DF.Check
	# end: auto-generated types
	"""评议 of a talk or a matter; once entered it stands."""

	def autoname(self) -> None:
		"""A name that says nothing about when the ballot was entered, or in which order."""
		self.name = secrets.token_hex(8)

	def validate(self) -> None:
		self.refuse_change()
		evaluation.clear_server_fields(self)
		evaluation.check_reference(self)
		evaluation.check_opinion(self)
		evaluation.check_tally(self)
		evaluation.protect_rater(self)

	def refuse_change(self) -> None:
		if not self.is_new():
			frappe.throw(_("An evaluation stands as it was entered."), FrozenError)

	def after_insert(self) -> None:
		evaluation.apply(self)

	def on_trash(self) -> None:
		frappe.throw(_("An evaluation stays on record."), FrozenError)


def on_doctype_update() -> None:
	"""Indexes for the evaluations of one document, and for those of a period (metrics/quality.py)."""
	frappe.db.add_index(
		"Public Evaluation", ["reference_doctype", "reference_name", "kind"], "reference_kind"
	)
	frappe.db.add_index("Public Evaluation", ["reference_doctype", "evaluated_at"], "reference_evaluated")

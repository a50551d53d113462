from healthtalk_app.services.appraisals import schemes
from healthtalk_app.services.inputs import CheckedDocument


class AppraisalScheme(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.appraisal_indicator.appraisal_indicator import (
			AppraisalIndicator,
		)

		appraisal_group: DF.Literal[
			"",
			"General Hospital",
			"Traditional Medicine Hospital",
			"Branch",
			"Community Centre",
			"Disease Control",
			"Maternal and Child",
			"Blood",
			"Health Supervision",
			"Bureau Department",
		]
		basis: DF.SmallText | None
		bonus_cap: DF.Float
		deduction_cap: DF.Float
		enabled: DF.Check
		excellent_from: DF.Float
		good_from: DF.Float
		indicators: DF.Table[AppraisalIndicator]
		period_kind: DF.Literal["Yearly", "Half-yearly", "Quarterly"]
		qualified_from: DF.Float
		scheme_code: DF.Data
		title: DF.Data
		veto_cap: DF.Literal["Unqualified", "Qualified", "Good"]
	# end: auto-generated types
	"""考核方案: how the units of a group are appraised; results keep the rules of their day."""

	def onload(self) -> None:
		self.set_onload("problems", schemes.problems(self))

	def validate(self) -> None:
		schemes.require_maker()
		schemes.number_indicators(self)
		schemes.check_grades(self)
		schemes.check_use(self)

	def on_trash(self) -> None:
		schemes.require_maker()

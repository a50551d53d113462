from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.inputs import CheckedDocument


class CommendationRound(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.commendation_juror.commendation_juror import (
			CommendationJuror,
		)

		award: DF.Data
		basis: DF.SmallText | None
		conditions: DF.Text | None
		jury: DF.Table[CommendationJuror]
		kind: DF.Literal[
			"Advanced Unit",
			"Advanced Department",
			"Advanced Person",
			"Typical Case",
			"Civilised Window",
			"Youth Model Unit",
		]
		least_points: DF.Int
		nominations_until: DF.Date | None
		period_from: DF.Date | None
		period_to: DF.Date | None
		places: DF.Int
		public_digest: DF.Data | None
		public_vote: DF.Check
		title: DF.Data
		trimmed: DF.Check
		unit: DF.Link
		vote_from: DF.Date | None
		vote_to: DF.Date | None
		vote_weight: DF.Percent
		votes_each: DF.Int
		year: DF.Int
	# end: auto-generated types
	"""评选活动: what is awarded to whom, the jury, and whether the public votes."""

	def validate(self) -> None:
		rounds.fill_in(self)
		rounds.check_days(self)
		rounds.check_jury(self)
		rounds.lock_what_nominees_rely_on(self)

	def before_save(self) -> None:
		rounds.keep_code(self)

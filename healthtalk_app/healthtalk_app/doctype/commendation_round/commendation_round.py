from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.inputs import CheckedDocument


class CommendationRound(CheckedDocument):
	# begin: auto-generated types
	# end: auto-generated types
	"""评选活动: what is awarded to whom, the jury, and whether the public votes."""

	def validate(self) -> None:
		rounds.fill_in(self)
		rounds.check_days(self)
		rounds.check_jury(self)
		rounds.lock_what_nominees_rely_on(self)

	def before_save(self) -> None:
		rounds.keep_code(self)

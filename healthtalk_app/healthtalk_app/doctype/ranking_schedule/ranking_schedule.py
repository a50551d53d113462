from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.rankings import ranking, schedule


class RankingSchedule(CheckedDocument):
	"""Which ranking is published by itself, how often and as what (H10)."""

	def validate(self) -> None:
		schedule.check(self)

	def on_trash(self) -> None:
		ranking.require_publisher()

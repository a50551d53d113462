from healthtalk_app.services.rankings import ranking
from healthtalk_app.services.steps.noted import LevelledDocument


class PublishedRanking(LevelledDocument):
	"""A ranking as it was published; it stays as it was (H10), its circular until it is issued."""

	def validate(self) -> None:
		ranking.lock(self)

	def on_trash(self) -> None:
		ranking.keep(self)

from healthtalk_app.services import ranking
from healthtalk_app.services.inputs import CheckedDocument


class PublishedRanking(CheckedDocument):
	"""A league table as it was published; it stays as it was (H10)."""

	def validate(self) -> None:
		ranking.lock(self)

	def on_trash(self) -> None:
		ranking.keep(self)

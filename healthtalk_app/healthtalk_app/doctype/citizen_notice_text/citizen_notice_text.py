from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.notifying import citizen_texts


class CitizenNoticeText(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["SMS", "E-mail"]
		closed_text: DF.SmallText
		enabled: DF.Check
		occasion: DF.Literal["Receipt", "Acceptance", "Refusal", "Extension", "Reply", "Request to Rate"]
		subject: DF.Data | None
		text: DF.SmallText
	# end: auto-generated types
	"""告知短信模板: what a citizen is told on one occasion by one way."""

	def validate(self) -> None:
		citizen_texts.check(self)

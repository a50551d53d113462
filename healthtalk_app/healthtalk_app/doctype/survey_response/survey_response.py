import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services.quiet import QuietDocument


class SurveyResponse(QuietDocument):
	"""One answer, without who gave it. Written in bulk; read in sums alone."""

	def validate(self) -> None:
		frappe.throw(
			_("Answers are given with an invitation or entered from paper; nobody changes them."), FrozenError
		)


def on_doctype_update() -> None:
	"""Sums of a survey by unit are read from the index alone."""
	frappe.db.add_index("Survey Response", ["survey", "unit", "source", "satisfied", "points"], "figures")

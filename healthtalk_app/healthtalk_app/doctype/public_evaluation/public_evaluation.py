import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError
from healthtalk_app.services import evaluation
from healthtalk_app.services.inputs import CheckedDocument


class PublicEvaluation(CheckedDocument):
	"""评议 of a talk or a matter; once entered it stands."""

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
	"""Index for the evaluations of one document."""
	frappe.db.add_index("Public Evaluation", ["reference_doctype", "reference_name", "kind"], "reference_kind")

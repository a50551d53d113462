from frappe.model.document import Document


class AppraisalRow(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		counted: DF.Int
		documents: DF.SmallText | None
		entered_by: DF.Link | None
		evidence: DF.Attach | None
		evidence_note: DF.Data | None
		exempt_reason: DF.SmallText | None
		explanation: DF.SmallText | None
		hand_reason: DF.SmallText | None
		hand_value: DF.Data | None
		indicator_no: DF.Data | None
		met: DF.Float
		metric: DF.Data | None
		missing: DF.Data | None
		module: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		points: DF.Float
		rule: DF.SmallText | None
		self_evidence: DF.Attach | None
		self_note: DF.SmallText | None
		share: DF.Float
		source: DF.Data | None
		title: DF.Data | None
		value: DF.Data | None
		weight: DF.Float
	# end: auto-generated types
	"""One indicator of an appraisal: its figure, its rule as it stood, its points."""

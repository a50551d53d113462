from frappe.model.document import Document


class WorkSummaryParagraph(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		drafted: DF.Text | None
		drafted_then: DF.Text | None
		figures: DF.SmallText | None
		own_words: DF.Text | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		section: DF.Literal[
			"Opening",
			"Organisation",
			"Measures",
			"Results",
			"Problems",
			"Rectification",
			"Lasting Rules",
			"Next Steps",
		]
		sentence_key: DF.Data | None
		shown: DF.Literal["Drafted", "Own Words", "Both", "Left Out"]
		stale: DF.Check
	# end: auto-generated types
	pass

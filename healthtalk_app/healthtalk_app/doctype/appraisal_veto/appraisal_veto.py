from frappe.model.document import Document


class AppraisalVeto(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		by_hand: DF.Check
		document_number: DF.Data | None
		found: DF.Int
		kind: DF.Literal[
			"Held Accountable",
			"Demerit Points",
			"Going through the Motions",
			"Major Incident",
			"Found in Review",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		sentence: DF.SmallText | None
	# end: auto-generated types
	"""Why an appraisal is vetoed 一票否决; the records behind are for who may read them."""

from frappe.model.document import Document


class AppraisalIndicator(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cap: DF.Float
		each: DF.Float
		evidence: DF.SmallText | None
		floor: DF.Float
		formula: DF.SmallText | None
		higher_is_better: DF.Check
		indicator_no: DF.Data | None
		method: DF.Literal["Ratio", "Steps", "Linear", "Deduction", "Bonus", "Manual"]
		metric: DF.Autocomplete | None
		missing: DF.Literal["Redistribute", "Zero", "Exempt"]
		module: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		source: DF.Literal["Metric", "Returned Figure", "Survey", "Inspection", "By Hand"]
		steps: DF.SmallText | None
		target: DF.Float
		title: DF.Data
		weight: DF.Float
	# end: auto-generated types
	"""指标: a figure, and how it becomes points."""

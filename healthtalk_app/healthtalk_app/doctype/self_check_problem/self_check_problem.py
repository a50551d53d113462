from frappe.model.document import Document


class SelfCheckProblem(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cause: DF.SmallText | None
		classification: DF.Literal["", "Worried", "Inconvenient", "Dissatisfied"]
		due_on: DF.Date | None
		found_through: DF.Literal[
			"Self-check",
			"Opinion Box",
			"Website Letter",
			"Social Supervisor",
			"Asked Superiors",
			"Asked Below",
			"Listened Inside",
			"Visited Outside",
		]
		measure: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		problem: DF.SmallText
		rectification: DF.Link | None
		rectification_status: DF.Literal[
			"", "Open", "Plan Filed", "Rectifying", "Submitted", "Ordered Again", "Verified"
		]
		responsible_person: DF.Data | None
	# end: auto-generated types
	pass

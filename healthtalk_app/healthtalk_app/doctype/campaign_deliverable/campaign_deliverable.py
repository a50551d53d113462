from frappe.model.document import Document


class CampaignDeliverable(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		by_organiser: DF.Check
		deliverable: DF.Data
		due_offset: DF.Int
		every_phase: DF.Check
		five_one: DF.Literal[
			"", "Questionnaire", "Mystery Visit", "Satisfaction Survey", "Phase Acceptance", "Briefing"
		]
		is_meeting: DF.Check
		kind: DF.Literal["Deliverable", "Figures"]
		needs_evidence: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		period: DF.Literal["Once", "Week", "Month", "Two Months", "Quarter", "Half Year", "Year"]
		phase: DF.Data | None
		requirement: DF.SmallText | None
	# end: auto-generated types
	pass

from frappe.model.document import Document


class CampaignFigure(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		deliverable: DF.Data | None
		figure: DF.Data
		figure_class: DF.Data | None
		measure: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		target: DF.Float
		tolerance: DF.Percent
	# end: auto-generated types
	pass

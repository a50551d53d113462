"""The table of points 宣传计分标准: what one confirmed item of a medium and level is worth (T8)."""

from healthtalk_app.services.inputs import CheckedDocument


class PublicityPoints(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		level: DF.Literal["County", "City", "Province", "National"]
		medium: DF.Literal["WeChat", "Douyin", "Press", "Television", "Radio", "Website", "Other"]
		points: DF.Float
	# end: auto-generated types
	pass

from healthtalk_app.services.importing import profile
from healthtalk_app.services.inputs import CheckedDocument


class ImportProfile(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.import_column.import_column import ImportColumn
		from healthtalk_app.healthtalk_app.doctype.import_value.import_value import ImportValue

		accept_placed: DF.Check
		channel: DF.Literal[
			"Talk",
			"Opinion Box",
			"Website Letter",
			"Director's Mailbox",
			"Interactive Column",
			"12345 Hotline",
			"12320 Hotline",
			"Radio Phone-in",
			"Social Supervisor",
			"Group Chat",
			"Telephone",
			"Visit",
			"Letter",
		]
		close_unrated: DF.Check
		column_map: DF.Table[ImportColumn]
		date_formats: DF.SmallText | None
		description: DF.SmallText | None
		enabled: DF.Check
		identity_level: DF.Literal["Named", "Confidential", "Anonymous"]
		lead_unit: DF.Link | None
		plan: DF.SmallText | None
		points_needed: DF.Int
		profile_code: DF.Data
		profile_name: DF.Data
		propose_category: DF.Check
		propose_unit: DF.Check
		regime: DF.Literal["Talk", "Petition", "Complaint", "Hotline"]
		reply_how: DF.Literal["", "In Person", "Telephone", "In Writing", "Online"]
		unit: DF.Link | None
		variant: DF.Literal["", "Several Departments", "Urgent", "Difficult"]
		word_map: DF.Table[ImportValue]
	# end: auto-generated types
	"""How the columns and words of one kind of file become matters."""

	def validate(self) -> None:
		profile.check(self)

from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.partners import sources


class DataSource(CheckedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		allowed_addresses: DF.SmallText | None
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
			"Proactive Governance",
		]
		code: DF.Data
		default_unit: DF.Link | None
		key_digest: DF.Data | None
		key_id: DF.Data | None
		key_made_at: DF.Datetime | None
		limit_per_minute: DF.Int
		may_push: DF.Check
		may_rate: DF.Check
		may_read: DF.Check
		may_submit: DF.Check
		regime: DF.Literal["Talk", "Complaint", "Hotline"]
		source_name: DF.Data
		trusted: DF.Check
	# end: auto-generated types
	"""数据来源: another system that submits or pushes matters in with a key of its own."""

	def validate(self) -> None:
		sources.check_code(self)
		sources.check_addresses(self)
		sources.hold_key(self)

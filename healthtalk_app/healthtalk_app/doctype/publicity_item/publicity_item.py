"""宣传报道: what was published about a unit's talks and work; counts once the bureau has confirmed it."""

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.publicity import publicity
from healthtalk_app.services.steps.evidence import EvidenceDocument


class PublicityItem(EvidenceDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		author: DF.Data | None
		campaign: DF.Link | None
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		decision_reason: DF.SmallText | None
		evidence: DF.Attach | None
		level: DF.Literal["County", "City", "Province", "National"]
		link: DF.SmallText | None
		medium: DF.Literal["WeChat", "Douyin", "Press", "Television", "Radio", "Website", "Other"]
		outlet: DF.Data | None
		points: DF.Float
		published_on: DF.Date
		session: DF.Link | None
		spokesperson: DF.Data | None
		status: DF.Literal["Registered", "Confirmed", "Not Counted"]
		title: DF.Data
		unit: DF.Link

	# end: auto-generated types
	def before_validate(self) -> None:
		super().before_validate()
		self.unit = self.unit or permissions.default_unit()
		publicity.hold_decision(self)

	def validate(self) -> None:
		publicity.lock_facts(self)
		publicity.check_publication(self)
		publicity.name_spokesperson(self)

	def on_update(self) -> None:
		self.flags.decision = None


def on_doctype_update() -> None:
	"""Indexes for the figures of a period, and for what waits for the bureau."""
	frappe.db.add_index("Publicity Item", ["unit", "status", "published_on", "medium", "level"], "figures")
	frappe.db.add_index("Publicity Item", ["status", "published_on"], "waiting")

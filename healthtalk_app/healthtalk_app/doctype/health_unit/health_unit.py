"""A unit of the county's health system, in a tree with dates and duties."""

from __future__ import annotations

from itertools import pairwise

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import NumberTakenError, UnitDatesError, refuse
from healthtalk_app.services.inputs import TreeDocument
from healthtalk_app.services.organisation import moving, units


class HealthUnit(TreeDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from healthtalk_app.healthtalk_app.doctype.duty.duty import Duty
		from healthtalk_app.healthtalk_app.doctype.former_unit_name.former_unit_name import FormerUnitName

		address: DF.SmallText | None
		aliases: DF.SmallText | None
		appraisal_group: DF.Literal[
			"",
			"General Hospital",
			"Traditional Medicine Hospital",
			"Branch",
			"Community Centre",
			"Disease Control",
			"Maternal and Child",
			"Blood",
			"Health Supervision",
			"Bureau Department",
		]
		code: DF.Data
		company: DF.Link | None
		department: DF.Link | None
		duties: DF.Table[Duty]
		former_names: DF.Table[FormerUnitName]
		has_account: DF.Check
		headcount: DF.Int
		is_group: DF.Check
		kind: DF.Literal[
			"Bureau",
			"Party Committee",
			"Department",
			"Group Headquarters",
			"Branch",
			"Public Health Unit",
			"Station",
			"Private Institution",
			"Town",
			"Outside Department",
			"Team",
		]
		lft: DF.Int
		old_parent: DF.Link | None
		parent_health_unit: DF.Link | None
		party_organisation: DF.Link | None
		phone: DF.Data | None
		rgt: DF.Int
		short_name: DF.Data
		successor: DF.Link | None
		talk_frequency: DF.Literal["", "Two Months", "Quarter", "None"]
		unit_name: DF.Data
		valid_from: DF.Date
		valid_to: DF.Date | None
	# end: auto-generated types
	nsm_parent_field = "parent_health_unit"

	def validate(self) -> None:
		permissions.refuse_own_measure(self)
		self.check_short_name()
		self.check_dates()
		self.check_superior()
		self.fill_in_frequency()
		self.check_duties()
		self.keep_former_name()

	def on_update(self) -> None:
		super().on_update()
		permissions.clear_tree_cache()
		self.move_open_work()

	def on_trash(self) -> None:
		super().on_trash()
		permissions.clear_tree_cache()

	def check_short_name(self) -> None:
		"""A short name tells the papers of one unit from those of every other that numbers them (H8)."""
		self.short_name = (self.short_name or "").strip()
		if not self.has_account or not self.has_value_changed("short_name"):
			return
		others = {"short_name": self.short_name, "has_account": 1, "name": ("!=", self.name or "")}
		if other := frappe.db.get_value(self.doctype, others, "unit_name"):
			refuse(
				_("{0} has the short name {1} already; their documents would bear the same numbers."),
				other,
				self.short_name,
				error=NumberTakenError,
				title=_("Short Name"),
			)

	def check_dates(self) -> None:
		"""A unit ends after it began, and only a closed unit has a successor."""
		if self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("Valid To lies before Valid From."), UnitDatesError)
		if self.successor and not self.valid_to:
			frappe.throw(_("Enter the last day of the unit together with its successor."), UnitDatesError)
		if self.successor:
			units.check_successor(self.name, self.successor, self.valid_to)
		if self.valid_to and self.has_value_changed("valid_to"):
			units.check_open_below(self.name, self.valid_to)

	def check_superior(self) -> None:
		"""A unit is neither its own superior nor below itself (the tree would be a loop)."""
		superior = self.parent_health_unit
		if not superior:
			return
		if superior == self.name or superior in frappe.db.get_descendants(self.doctype, self.name):
			refuse(
				_("{0} lies below {1} already and cannot be its superior unit."),
				superior,
				self.name,
				error=frappe.ValidationError,
			)
		if not frappe.db.get_value(self.doctype, superior, "is_group"):
			frappe.db.set_value(self.doctype, superior, "is_group", 1)

	def fill_in_frequency(self) -> None:
		"""How often a talk is owed follows from the kind unless the bureau set it (H6)."""
		if self.is_new() and not permissions.sees_all_or_sets_up():
			self.talk_frequency = None
		before = self.get_doc_before_save()
		follows_kind = before and before.talk_frequency == units.default_frequency(before.kind)
		if not self.talk_frequency or (
			follows_kind and before.kind != self.kind and before.talk_frequency == self.talk_frequency
		):
			self.talk_frequency = units.default_frequency(self.kind)

	def check_duties(self) -> None:
		"""Duties have an end after their beginning; one person at a time is first responsible (E6, H11)."""
		first_responsible = []
		for row in self.duties:
			if row.valid_to and getdate(row.valid_to) < getdate(row.valid_from):
				refuse(_("Duties row {0}: To lies before From."), row.idx, error=UnitDatesError)
			if row.duty == units.FIRST_RESPONSIBLE:
				first_responsible.append(row)
		first_responsible.sort(key=lambda row: getdate(row.valid_from))
		for earlier, later in pairwise(first_responsible):
			if not earlier.valid_to or getdate(earlier.valid_to) >= getdate(later.valid_from):
				refuse(
					_("{0} is first responsible until {1}, and {2} from {3} on: there is one at a time."),
					earlier.employee_name,
					frappe.format(earlier.valid_to, "Date") if earlier.valid_to else _("further notice"),
					later.employee_name,
					frappe.format(later.valid_from, "Date"),
					error=UnitDatesError,
					title=_("Duties Overlap"),
				)

	def keep_former_name(self) -> None:
		"""Papers issued under a former name keep it (design §5); nobody enters one by hand."""
		before = self.get_doc_before_save()
		self.set("former_names", before.former_names if before else [])
		if before and (before.unit_name, before.short_name) != (self.unit_name, self.short_name):
			self.append(
				"former_names",
				{
					"unit_name": before.unit_name,
					"short_name": before.short_name,
					"used_until": frappe.utils.now_datetime(),
				},
			)

	def move_open_work(self) -> None:
		"""When the last day has come, the successor takes the open work."""
		if self.successor and getdate(self.valid_to) <= getdate():
			self.flags.moved = moving.move_open_work(self.name, self.successor)

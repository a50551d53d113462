"""What the site knows of categories and units, for proposals; every proposal says why it was made."""

from __future__ import annotations

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.analytics import placing
from healthtalk_app.services.importing.entry import Entry
from healthtalk_app.services.importing.profile import Profile
from healthtalk_app.services.organisation import units

CATEGORY, UNIT = "Matter Category", "Health Unit"


@dataclass(frozen=True)
class Place:
	"""Where a row belongs; `category` None leaves it at intake. `reasons` are for the result row."""

	category: str | None
	lead_unit: str | None
	named_unit: str | None = None
	reasons: list[str] = field(default_factory=list)


class Places:
	"""Categories with their words and units with their names, read once for a run."""

	def __init__(self, profile: Profile) -> None:
		self.profile = profile
		# get_all: categories and units are reference data that every role may read
		self.categories = {
			row.name: row
			for row in frappe.get_all(
				CATEGORY,
				filters={"enabled": 1, "is_group": 0},
				fields=[
					"name",
					"category_name",
					"keywords",
					"default_unit",
					"is_integrity",
					"asks_for_solution",
					"official_class",
				],
				order_by="name",
			)
		}
		self.lists = placing.Lists(placing.parse(row.name, row.keywords) for row in self.categories.values())
		self.bureau = units.bureau()
		self.unit_names, self.names = read_units()

	def of(self, entry: Entry) -> Place:
		"""The place of a row: what the file says, then what the text says, then what the category says."""
		category, reasons = self.category_of(entry)
		found, why = self.unit_of(entry)
		if why:
			reasons.append(why)
		default = self.categories[category].default_unit if category else None
		lead = found or self.open(default) or self.open(self.profile.lead_unit) or self.profile.unit
		return Place(category, (lead or self.bureau) if category else None, found, reasons)

	def category_of(self, entry: Entry) -> tuple[str | None, list[str]]:
		if said := entry.category_text:
			category = self.profile.word("Category", said) or self.by_name(said)
			if category in self.categories:
				return category, [_("category “{0}” in the file").format(said)]
		if not self.profile.propose_category:
			return None, []
		placed = self.lists.place(entry.subject, entry.content, self.profile.points_needed)
		if not placed:
			return None, []
		return placed.category, [_("category by “{0}”").format("、".join(placed.words))]

	def by_name(self, said: str) -> str | None:
		"""The category of that code, name or official class."""
		for row in self.categories.values():
			if said in (row.name, row.category_name, row.official_class):
				return row.name
		return None

	def unit_of(self, entry: Entry) -> tuple[str | None, str]:
		if said := entry.department:
			named = placing.unit_in([said], self.names)
			if unit := self.open(self.profile.word("Unit", said) or (named and named.unit)):
				return unit, _("unit “{0}” in the file").format(said)
		if self.profile.propose_unit and (
			named := placing.unit_in([entry.subject, entry.content], self.names)
		):
			return named.unit, _("unit by “{0}”").format(named.name)
		return None, ""

	def open(self, unit: str | None) -> str | None:
		"""The unit that answers for `unit` today, or None."""
		return self.unit_names.get(unit) and unit if unit else None

	def name_of(self, unit: str) -> str:
		return self.unit_names.get(unit) or unit


def read_units() -> tuple[dict[str, str], placing.Names]:
	"""Open units with their names, and every name, also a former one, with who answers to it today."""
	# get_all: units are reference data
	rows = frappe.get_all(
		UNIT,
		fields=["name", "unit_name", "short_name", "aliases", "valid_from", "valid_to", "successor"],
		order_by="name",
	)
	former = frappe.get_all("Former Unit Name", filters={"parenttype": UNIT}, fields=["parent", "unit_name"])
	today = getdate()
	by_name = {row.name: row for row in rows}
	is_open = {
		row.name: row.valid_from <= today and (not row.valid_to or row.valid_to >= today) for row in rows
	}

	def answering(unit: str | None) -> str | None:
		seen: set[str] = set()
		while unit in by_name and not is_open[unit] and unit not in seen:
			seen.add(unit)
			unit = by_name[unit].successor
		return unit if is_open.get(unit) else None

	pairs = [(row.unit_name, row.parent) for row in former]
	for row in rows:
		names = (row.unit_name, row.short_name, *(row.aliases or "").splitlines())
		pairs += [(name, row.name) for name in names if name]
	answered = [(name, unit) for name, known in pairs if (unit := answering(known))]
	return {name: row.unit_name for name, row in by_name.items() if is_open[name]}, placing.Names.of(answered)

"""Which units take part in a campaign: rows of its form, alone or with everything below them (C1)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Criterion
from frappe.utils import getdate

from healthtalk_app.services.organisation import units
from healthtalk_app.services.rectifications import rectification_sides

UNIT = "Health Unit"
# outside the system: they are invited, but owe nothing
OUTSIDE = ("Outside Department", "Town")


def reaches(unit: str, other: str) -> bool:
	"""Whether a unit's campaign may ask something of another: itself, below it, or in a department's line."""
	return rectification_sides.orders(unit, other)


def of(campaign: Any) -> list[str]:
	"""The units that take part, in the order of the tree: open, those of a subtree with an account.

	Whoever is named in a row of his own takes part even where others serve him.
	"""
	named = [row.unit for row in campaign.units]
	if not named:
		return []
	table = frappe.qb.DocType(UNIT)
	places = {
		row.name: row
		for row in frappe.qb.from_(table)
		.select(table.name, table.lft, table.rgt)
		.where(table.name.isin(named))
		.run(as_dict=True)
	}
	whole = [places[row.unit] for row in campaign.units if row.with_below and row.unit in places]
	below = [(table.lft > place.lft) & (table.rgt < place.rgt) for place in whole]
	works_here = (table.has_account == 1) & table.kind.notin(OUTSIDE)
	chosen = table.name.isin(named)
	if below:
		chosen = Criterion.any([chosen, Criterion.any(below) & works_here])
	today = getdate()
	return (
		frappe.qb.from_(table)
		.select(table.name)
		.where(chosen)
		.where(
			table.valid_from.isnull() | (table.valid_from <= max(today, getdate(campaign.ends_on or today)))
		)
		.where(table.valid_to.isnull() | (table.valid_to >= today))
		.orderby(table.lft)
		.run(pluck=True)
	)


def takes_part(campaign: Any, unit: str) -> bool:
	"""Whether a unit is one of those of a campaign."""
	return unit in of(campaign)


def name_of(unit: str) -> str:
	"""What a unit is called."""
	return frappe.get_cached_value(UNIT, unit, "unit_name") or unit


def organiser(campaign: Any) -> str:
	"""The unit whose campaign it is."""
	return campaign.unit or units.bureau()

"""Whether units beside its owner and its lead take part in a matter: lists ask for parties only where so.

Every list of a branch asks the row rule of each matter that it passes (`permissions/criteria.concerned`).
Most matters have no other parties, and the two columns of the matter answer for them without another table.
"""

from collections.abc import Iterable
from typing import Any

import frappe

from healthtalk_app.rules.transitions import MATTER


def mark(doc: Any) -> None:
	"""Set `has_other_parties` of a matter that is being saved, from its rows."""
	doc.has_other_parties = _others((row.unit for row in doc.parties), doc)


def mark_stored(name: str) -> None:
	"""The same after rows were written beside the document; `modified` stays."""
	# get_all: what is marked does not depend on who is at work
	rows = frappe.get_all(
		"Case Party", filters={"parent": name, "parenttype": MATTER, "parentfield": "parties"}, pluck="unit"
	)
	owners = frappe.db.get_value(MATTER, name, ["unit", "lead_unit"], as_dict=True)
	frappe.db.set_value(MATTER, name, "has_other_parties", _others(rows, owners), update_modified=False)


def _others(units: Iterable[str], matter: Any) -> int:
	return int(any(unit not in (matter.unit, matter.lead_unit) for unit in units))

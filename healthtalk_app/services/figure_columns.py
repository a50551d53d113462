"""Columns of Talk Matter that the database works out of others, and the index that figures read.

No document knows them and nobody writes them: their names begin with an underscore, which the platform leaves
alone when it compares a table with its DocType, and they are invisible: `select *` does not bring them.
"""

from __future__ import annotations

import hashlib

import frappe

from healthtalk_app.rules import packing

MOMENTS = ("raised_at", "accepted_at", "planned_at", "first_response_at", "resolved_at", "evaluated_at")
TABLE = "tabTalk Matter"
INDEX = "figures"
COLUMNS = {
	# the unit for which a matter counts; none is the bureau's intake
	"_figure_unit": ("varchar(140)", "coalesce(nullif(lead_unit, ''), nullif(unit, ''))"),
	"_figure_words": ("int unsigned", packing.number(packing.MATTER_WORDS)),
	# days, for working days between two of them
	**{packing.day_of(moment): ("int unsigned", f"to_days({moment})") for moment in MOMENTS},
}
# First what rows are grouped by, then the moments; the units at the end are the row rule's. So no figure
# about matters but two has to read the rows themselves.
INDEXED = (
	"is_accusation",
	*COLUMNS,
	*MOMENTS,
	"response_due_at",
	"resolution_due_at",
	"notice_due_at",
	"paused_since",
	"lead_unit",
	"unit",
	"has_other_parties",
)


def keep() -> None:
	"""Make the columns and the index, or make them anew where what they are made of has changed."""
	found, wanted = _columns(), {name: _mark(made_of) for name, (_kind, made_of) in COLUMNS.items()}
	index = _index()
	if found == wanted and index == list(INDEXED):
		return
	changes = [f"drop index `{INDEX}`"] if index else []
	changes += [f"drop column `{name}`" for name in found]
	changes += [
		f"add column `{name}` {kind} generated always as ({made_of}) stored invisible"
		f" comment '{wanted[name]}'"
		for name, (kind, made_of) in COLUMNS.items()
	]
	changes.append(f"add index `{INDEX}` ({', '.join(f'`{name}`' for name in INDEXED)})")
	frappe.db.sql_ddl(f"alter table `{TABLE}` {', '.join(changes)}")


def _mark(made_of: str) -> str:
	"""Stands beside a column, so that a change of what it is made of is noticed."""
	return hashlib.sha256(f"invisible {made_of}".encode()).hexdigest()[:16]


def _columns() -> dict[str, str]:
	"""The columns that are there, with their marks."""
	rows = frappe.db.sql(f"show full columns from `{TABLE}`", as_dict=True)
	return {row.Field: row.Comment for row in rows if row.Field in COLUMNS}


def _index() -> list[str]:
	"""What the index is made of; nothing where there is none."""
	rows = frappe.db.sql(f"show index from `{TABLE}`", as_dict=True)
	return [row.Column_name for row in rows if row.Key_name == INDEX]

"""Copies of matters inside the database, to measure at sizes that the generator would take hours to make.

A copy has everything of its original but names, numbers and the digest of its text: the same unit, days,
states and clocks. So a site with copies has the volume, the units and the spread over time of a large one,
and no more different texts or chains of events than its originals.
"""

from __future__ import annotations

import frappe

# what belongs to matters: table, condition of the rows, columns that name what is copied
TABLES = (
	("Talk Matter", "1 = 1", ("name", "evaluation", "number", "source_key")),
	("Case Event", "reference_doctype = 'Talk Matter'", ("name", "reference_name")),
	("Case Clock", "parenttype = 'Talk Matter'", ("name", "parent")),
	("Case Party", "parenttype in ('Talk Matter', 'Public Evaluation')", ("name", "parent")),
	("Public Evaluation", "reference_doctype = 'Talk Matter'", ("name", "reference_name", "ballot_key")),
	(
		"Protected Identity",
		"reference_doctype in ('Talk Matter', 'Public Evaluation')",
		("name", "reference_name"),
	),
	("Document Number", "reference_doctype = 'Talk Matter'", ("name", "number", "reference_name")),
)
# more than a unit gives in a year: the numbers of each turn lie beyond those of the one before
NUMBERS = 100_000
# what opens one document alone, and its copy not
NONE = ("tracking_digest", "rating_digest", "submission")


def multiply(missing: int) -> None:
	"""Copy all matters that are no copies, again and again, until `missing` are added or a few more."""
	originals, every = frappe.db.sql(
		"select count(if(name like '%~%', null, 1)), count(*) from `tabTalk Matter`"
	)[0]
	first = every // originals
	for turn in range(first, first - (-missing // originals)):
		for doctype, condition, naming in TABLES:
			copy(doctype, condition, naming, turn)
		frappe.db.commit()


def copy(doctype: str, condition: str, naming: tuple[str, ...], turn: int) -> None:
	"""Copies of a table's original rows; the number of the turn ends every name."""
	mark = f"~{turn}"
	# but for those that the database works out
	columns = frappe.db.sql_list(
		"select column_name from information_schema.columns where table_schema = database() "
		"and table_name = %s and is_generated = 'NEVER'",
		f"tab{doctype}",
	)
	values = {column: f"`{column}`" for column in columns}
	values |= {column: f"concat(`{column}`, '{mark}')" for column in naming}
	values |= {column: "null" for column in NONE if column in values}
	if doctype == "Document Number":
		values["sequence"] = f"sequence + {turn * NUMBERS}"
	if "text_digest" in values:
		values["text_digest"] = f"left(sha2(concat(text_digest, '{mark}'), 256), length(text_digest))"
	names = ", ".join(f"`{column}`" for column in columns)
	frappe.db.sql(
		f"insert into `tab{doctype}` ({names}) select {', '.join(values.values())} from `tab{doctype}` "
		f"where {condition} and name not like '%~%'"
	)

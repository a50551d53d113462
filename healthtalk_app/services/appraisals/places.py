"""Places of appraisals within their group: one scheme, one period, one group of peers (H10).

Each question locks the group until the transaction ends: of an objection, a publication and a run that come
at once one waits for the other, and what was published are the totals by which places were given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce

from healthtalk_app.rules import ranking
from healthtalk_app.rules.transitions import APPRAISAL

SETTLED = ("Reviewed", "Published")
Place = tuple[int, int]


def members(doc: Any) -> list[Any]:
	"""All appraisals that are ranked together, by name, as they stand at this moment and locked.

	Of the whole group, whoever asks: a place is one among all.
	"""
	table = frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.unit, table.title, table.status, table.total, table.grade)
		.where((table.scheme == doc.scheme) & (table.from_date == doc.from_date))
		.where((table.to_date == doc.to_date) & (Coalesce(table.peer_group, "") == (doc.peer_group or "")))
		.orderby(table.name)
		.for_update()
	)
	return query.run(as_dict=True)


def settled_groups(scheme: str, start: Any, end: Any) -> set[str]:
	"""The groups of a scheme and period of which something is published; locked like `members`."""
	table = frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(table)
		.select(table.peer_group, table.status)
		.where((table.scheme == scheme) & (table.from_date == start) & (table.to_date == end))
		.for_update()
	)
	return {group or "" for group, status in query.run() if status == "Published"}


def waiting(doc: Any) -> list[str]:
	"""Titles of those of the group that are not reviewed yet."""
	return [row.title for row in members(doc) if row.name != doc.name and row.status not in SETTLED]


def published(doc: Any) -> bool:
	"""Whether one of the group is published already."""
	return any(row.status == "Published" for row in members(doc))


def of(doc: Any) -> Place:
	"""Place and size of the group, by the total that the document is about to have."""
	others = [row for row in members(doc) if row.name != doc.name]
	return among([*others, doc])[doc.name]


def among(rows: Iterable[Any]) -> dict[str, Place]:
	"""Name → place and size of the group; ties share a place. Who could not be measured has the place 0."""
	totals = {row.name: row.total if row.grade else None for row in rows}
	found = ranking.places(list(totals.values()))
	return {name: (place or 0, len(totals)) for name, place in zip(totals, found, strict=True)}

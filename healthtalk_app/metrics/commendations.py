"""Awards: how many votes a nominee has, and the list of a round as its reader may see it (C7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import Count

from healthtalk_app import permissions

DOCTYPE, VOTE = "Commendation", "Commendation Vote"
SHOWN = (
	*("name", "title", "kind", "unit", "department", "position", "round", "status", "number"),
	*("awarded_at", "decision_document"),
)
JUDGED = ("jury_points", "vote_points", "total", "checked_at")
MOST = 2000


def votes(award_round: str) -> dict[str, int]:
	"""Nomination → votes, of those that have any; for services that say who learns them."""
	table = frappe.qb.DocType(VOTE)
	rows = (
		frappe.qb.from_(table)
		.select(table.commendation, Count("*").as_("votes"))
		.where(table.round == award_round)
		.groupby(table.commendation)
		.run(as_dict=True)
	)
	return {row.commendation: int(row.votes) for row in rows}


def nominations(award_round: str | None, year: int | None, kind: str | None) -> list[frappe._dict]:
	"""The nominations that the user may see, the best first; points and findings only where he may see them.

	`shown` says whether these are for him.
	"""
	table, about = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType("Commendation Round")
	query = (
		frappe.qb.from_(table)
		.join(about)
		.on(about.name == table.round)
		.select(*(table[name] for name in (*SHOWN, *JUDGED)), about.title.as_("round_title"), about.award)
		.orderby(about.title)
		.orderby(table.title)
		.limit(MOST)
	)
	for column, value in ((table.round, award_round), (about.year, year), (table.kind, kind)):
		if value:
			query = query.where(column == value)
	rule = permissions.criterion(DOCTYPE, None, table)
	if rule is not None:
		query = query.where(rule)
	rows: list[Any] = query.run(as_dict=True)
	office = permissions.with_notes(DOCTYPE, [row.name for row in rows])
	for row in rows:
		row.shown = row.name in office
		if not row.shown:
			row.update(dict.fromkeys(JUDGED))
	# after points were left out: an order by them would tell who is before whom
	return sorted(rows, key=lambda row: (row.round_title, -(row.total or 0)))


def findings(names: list[str]) -> dict[str, list[tuple[str, int]]]:
	"""Nomination → kinds of vetoes with their numbers; the caller asks only for those he may see."""
	if not names:
		return {}
	found: dict[str, list[tuple[str, int]]] = {}
	# get_all: of nominations whose notes the reader may see
	for row in frappe.get_all(
		"Commendation Finding",
		filters={"parenttype": DOCTYPE, "parent": ("in", names)},
		fields=["parent", "kind", "times"],
		order_by="idx",
	):
		found.setdefault(row.parent, []).append((row.kind, row.times))
	return found

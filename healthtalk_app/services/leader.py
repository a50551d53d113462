"""What stands on the leader's page: one screen of everything that a bureau's head asks in the morning."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.metrics import coverage, leader, league
from healthtalk_app.rules.periods import year_to
from healthtalk_app.services.organisation import units

# as many as one screen, and one page of A4, hold
DEBTORS, PLACES, LAST_PLACES, TOPICS, VISITS, INCIDENTS = 7, 6, 3, 6, 6, 5


def page() -> dict[str, Any]:
	"""Everything on the page, as the user at work may see it."""
	debtors = leader.debtors()
	visits = [line for line in coverage.lines(coverage.quarter(getdate()), history=False) if line.owed]
	due = [line for line in visits if line.due] if frappe.has_permission("Inspection Plan", "read") else []
	incidents, first = leader.open_incidents(INCIDENTS)
	return {
		"unit_name": name_of_scope(),
		"at": now_datetime(),
		"rings": [vars(ring) for ring in leader.rings()],
		"kinds": list(leader.OWNERS),
		"overdue": {
			"total": sum(debtor.total for debtor in debtors),
			"units": len(debtors),
			"rows": [{**vars(debtor), "total": debtor.total} for debtor in debtors[:DEBTORS]],
			"by_kind": {
				kind: sum(debtor.counts.get(kind, 0) for debtor in debtors) for kind in leader.OWNERS
			},
		},
		"ranking": places(),
		"topics": topics(),
		"visits": {
			"owed": len(visits),
			"due": len(due),
			"rows": [
				{"unit": line.unit, "unit_name": line.unit_name, "planned": line.planned}
				for line in due[:VISITS]
			],
		},
		"incidents": {"open": incidents, "rows": first},
	}


def name_of_scope() -> str:
	"""Whose page it is: the bureau's, or that of the user's own units."""
	if permissions.scope() is None:
		bureau = frappe.get_cached_doc("Healthtalk Settings").bureau_unit or units.bureau()
		return frappe.get_cached_value("Health Unit", bureau, "unit_name") or "" if bureau else ""
	homes = sorted(permissions.home_units())
	return "、".join(frappe.get_cached_value("Health Unit", unit, "unit_name") for unit in homes)


def places() -> dict[str, Any]:
	"""The first and the last units of this year's table."""
	year = year_to(getdate())
	ranked = [row for row in league.table(year).rows if row.place is not None]
	first = ranked[:PLACES]
	last = ranked[PLACES:][-LAST_PLACES:]
	shown = [place(row) for row in first] + [{**place(row), "last": True} for row in last]
	return {"from_date": year.start, "to_date": year.end, "count": len(ranked), "rows": shown}


def place(row: league.Row) -> dict[str, Any]:
	"""A line of the table."""
	return {
		"place": row.place,
		"unit": row.branch.name,
		"unit_name": row.branch.unit_name,
		"score": row.score,
		"change": row.change,
		**{name: row.figures[key].value for name, key in league.RATES.items()},
	}


def topics() -> list[dict[str, Any]]:
	"""What people talk about now: the bureau's own topics, or those of the user's units."""
	homes = sorted(permissions.home_units())
	everything = permissions.scope() is None
	if not (homes or everything) or not frappe.has_permission("Hot Topic", "read"):
		return []
	whose = ("is", "not set") if everything else ("in", homes)
	return frappe.get_list(
		"Hot Topic",
		filters={"status": "Current", "unit": whose},
		fields=["name", "title", "people", "matters_now", "trend"],
		order_by="people desc, matters desc",
		limit=TOPICS,
	)

"""Rankings that follow each other: the places that a unit had, and where it is heading (H10)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.utils import cint, getdate

from healthtalk_app.rules import ranking
from healthtalk_app.rules.periods import Period

DOCTYPE = "Published Ranking"
SHOWN = 6
# rankings of one series count the same things over periods of the same length
SAME = ("basis", "unit_kind", "scheme", "by_group", "roll_up")
CHECKS = ("by_group", "roll_up")


def former(doc: Any) -> list[dict[str, Any]]:
	"""The rankings before this one, the oldest first: to_date and rows. Of one period the last published."""
	length = Period(getdate(doc.from_date), getdate(doc.to_date))
	filters: dict[str, Any] = {"to_date": ("<", doc.from_date)}
	for name in SAME:
		value = cint(doc.get(name)) if name in CHECKS else doc.get(name)
		filters[name] = value if value or name in CHECKS else ("is", "not set")
	# get_all: they are published
	found = frappe.get_all(
		DOCTYPE,
		filters=filters,
		fields=["from_date", "to_date", "rows_json"],
		order_by="to_date desc, published_at desc",
		limit=SHOWN * 4,
	)
	kept: dict[Any, dict[str, Any]] = {}
	for one in found:
		period = Period(getdate(one.from_date), getdate(one.to_date))
		alike = period.months == length.months if length.months else period.days == length.days
		if alike and period.end not in kept:
			kept[period.end] = {"to_date": str(period.end), "rows": json.loads(one.rows_json)}
	return list(kept.values())[:SHOWN][::-1]


def add_trends(rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> None:
	"""Write into each row the places before, the oldest first, and the trend with this one."""
	earlier = [{line["unit"]: line["place"] for line in one["rows"]} for one in before]
	for row in rows:
		row["places"] = [places.get(row["unit"]) for places in earlier]
		row["trend"] = ranking.trend([*row["places"], row["place"]])


def mean_before(before: list[dict[str, Any]]) -> float | None:
	"""The mean score of the ranking right before, None where there is none."""
	scores = [line["score"] for line in before[-1]["rows"] if line["score"] is not None] if before else []
	return sum(scores) / len(scores) if scores else None

"""Places of appraisals within their group: one scheme, one period, one group of peers (H10)."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.rules import ranking
from healthtalk_app.rules.transitions import APPRAISAL

SETTLED = ("Reviewed", "Published")


def group(doc: Any) -> dict[str, Any]:
	"""The filters of all appraisals that are ranked together."""
	peers = doc.peer_group or ""
	return {
		"scheme": doc.scheme,
		"from_date": doc.from_date,
		"to_date": doc.to_date,
		"peer_group": peers if peers else ("is", "not set"),
	}


# get_all throughout: a place is one among all of the group, whoever asks
def waiting(doc: Any) -> list[str]:
	"""Titles of those of the group that are not reviewed yet."""
	wanted = {**group(doc), "name": ("!=", doc.name), "status": ("not in", SETTLED)}
	return frappe.get_all(APPRAISAL, filters=wanted, pluck="title", order_by="name")


def published(doc: Any) -> bool:
	"""Whether one of the group is published already."""
	return bool(frappe.db.exists(APPRAISAL, {**group(doc), "status": "Published"}))


def of(doc: Any) -> tuple[int, int]:
	"""Place and size of the group; ties share a place. Who could not be measured has the place 0."""
	totals = {
		row.name: row.total if row.grade else None
		for row in frappe.get_all(APPRAISAL, filters=group(doc), fields=["name", "total", "grade"])
	}
	totals[doc.name] = doc.total if doc.grade else None
	names = list(totals)
	found = dict(zip(names, ranking.places([totals[name] for name in names]), strict=True))
	return found[doc.name] or 0, len(names)

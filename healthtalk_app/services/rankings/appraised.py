"""Rows of a ranking from the appraisals of a period that are published (H10, P3)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cint, flt

from healthtalk_app.rules import ranking
from healthtalk_app.rules.periods import Period

APPRAISAL, SCHEME = "Unit Appraisal", "Appraisal Scheme"
FACTS = (
	"unit",
	"scheme",
	"peer_group",
	"total",
	"grade",
	"bonus",
	"deducted",
	"vetoed",
	"from_date",
	"to_date",
)


def rows(period: Period, scheme: str | None = None) -> list[dict[str, Any]]:
	"""The appraised units by peer group and place; who has no grade could not be measured and has no place.

	A group is one scheme's peers: units that were appraised by other indicators are not compared. Without
	`scheme` all schemes that are made for one group are asked for, and not those for everybody.
	"""
	now, before = published(period, scheme), published(period.before(), scheme)
	earlier = {row["unit"]: row["place"] for row in placed(before)}
	found = placed(now)
	for row in found:
		row["place_before"] = earlier.get(row["unit"])
		row["change"] = ranking.change(row["place"], row["place_before"])
	return sorted(found, key=lambda row: (row["group"], row["place"] is None, row["place"] or 0))


def placed(appraisals: list[frappe._dict]) -> list[dict[str, Any]]:
	"""Appraisals as rows with their places; of two of a unit the later one counts."""
	last = list({one.unit: one for one in appraisals}.values())
	names = unit_names([one.unit for one in last])
	scores = [flt(one.total, 2) if one.grade else None for one in last]
	places = ranking.places_in_groups(scores, [f"{one.scheme}\n{one.peer_group or ''}" for one in last])
	return [
		{
			"unit": one.unit,
			"unit_name": names.get(one.unit, one.unit),
			"group": one.peer_group or "",
			"place": place,
			"score": score,
			"grade": one.grade or "",
			"bonus": flt(one.bonus, 2),
			"deducted": flt(one.deducted, 2),
			"vetoed": cint(one.vetoed),
		}
		for one, score, place in zip(last, scores, places, strict=True)
	]


def published(period: Period, scheme: str | None = None) -> list[frappe._dict]:
	"""The appraisals of exactly this period that are published."""
	# get_all: who publishes a ranking sees every unit, which was checked
	return frappe.get_all(
		APPRAISAL,
		filters={"status": "Published", **asked(period, scheme)},
		fields=list(FACTS),
		order_by="published_at, name",
	)


def waiting(period: Period, scheme: str | None = None) -> list[str]:
	"""Titles of those of them that are not published yet: without these the ranking would be one of some."""
	# get_all: as in `published`
	return frappe.get_all(
		APPRAISAL,
		filters={"status": ("!=", "Published"), **asked(period, scheme, enabled=1)},
		pluck="title",
		order_by="name",
	)


def asked(period: Period, scheme: str | None = None, **more: Any) -> dict[str, Any]:
	"""The filters of the appraisals of a period by one scheme, or by all that are made for one group."""
	wanted = {"appraisal_group": ("is", "set"), **more}
	# get_all: schemes are the same for everybody
	schemes = [scheme] if scheme else frappe.get_all(SCHEME, wanted, pluck="name")
	return {"scheme": ("in", schemes or [""]), "from_date": period.start, "to_date": period.end}


def unit_names(names: list[str]) -> dict[str, str]:
	"""What units are called."""
	found = frappe.get_all("Health Unit", {"name": ("in", names or [""])}, ["name", "unit_name"])
	return {row.name: row.unit_name for row in found}

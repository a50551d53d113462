"""What the public sees of commitments: what was promised, how it goes, what is thought of it (C4, design §9).

Evidence, opinions of approval and verification, and who wrote what in the desk stay inside.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, today

from healthtalk_app.exceptions import RatingRefusedError
from healthtalk_app.metrics import commitments as counted
from healthtalk_app.rules import codes
from healthtalk_app.rules import commitments as rules
from healthtalk_app.rules.transitions import COMMITMENT
from healthtalk_app.services.commitments import commitment_ratings as ratings
from healthtalk_app.services.voice import public_view, receipt_codes

PUBLISHED = (*ratings.RATEABLE, "Verified")
PAGE, MOST_RATEABLE = 30, 500
NOTHING: dict[str, Any] = {
	"found": False,
	"title": "",
	"unit_name": "",
	"promiser": "",
	"content": "",
	"measures": [],
	"due_on": "",
	"published_on": "",
	"status": "",
	"verified": False,
	"progress": [],
	"result": "",
	"rating": {"points": None, "groups": []},
	"can_rate": False,
	"rated": False,
}


def code_of(doc: Any) -> str:
	"""The code on the poster of a commitment, which is public; it is found again by its digest."""
	return receipt_codes.derived_code("commitment", doc.name)


def commitment_of(code: str) -> str | None:
	"""The commitment of a code while it is on the page; None for every other text."""
	try:
		digest = codes.digest(code)
	except codes.BadCode:
		digest = receipt_codes.NO_DIGEST
	columns = ("name", "status", "public_until")
	row = frappe.db.get_value(COMMITMENT, {"public_digest": digest}, columns, as_dict=True)
	return row.name if row and is_public(row) else None


def is_public(row: Any) -> bool:
	"""Whether a commitment is on the page: published, and its last day there is not over."""
	return row.status in PUBLISHED and (not row.public_until or getdate(row.public_until) >= getdate(today()))


def listed(unit: str | None = None, page: int = 1) -> dict[str, Any]:
	"""One page of the commitments of all units, or of one, newest first: rows, page, more."""
	number = max(cint(page), 1)
	filters: dict[str, Any] = {"status": ("in", PUBLISHED)}
	if unit:
		filters["unit"] = unit
	# get_all: published to everybody
	found = frappe.get_all(
		COMMITMENT,
		filters=filters,
		or_filters=[["public_until", "is", "not set"], ["public_until", ">=", today()]],
		fields=["name", "title", "unit", "status", "due_on", "public_digest"],
		order_by="published_at desc, name desc",
		limit_start=(number - 1) * PAGE,
		limit_page_length=PAGE + 1,
	)
	rows = [
		{
			"code": code_of(row),
			"title": row.title,
			"unit_name": public_view.unit_name(row.unit),
			"status": row.status,
			"due_on": str(row.due_on or ""),
		}
		for row in found[:PAGE]
	]
	return {"rows": rows, "page": number, "more": len(found) > PAGE}


def view(name: str | None, rater: str | None = None) -> dict[str, Any]:
	"""A commitment in the words of its unit; `rater` is who asks, if that is known."""
	if not name:
		return dict(NOTHING)
	doc = frappe.get_doc(COMMITMENT, name)
	rated = bool(rater) and ratings.has_rated(name, rater)
	told = doc.status in PUBLISHED[1:]
	return {
		"found": True,
		"title": doc.title,
		"unit_name": public_view.unit_name(doc.unit),
		"promiser": " ".join(filter(None, (doc.promiser_name, doc.promiser_position))),
		"content": doc.content or "",
		"measures": [
			{
				"measure": row.measure,
				"responsible_person": row.responsible_person,
				"due_on": str(row.due_on),
				"done": bool(row.done),
			}
			for row in doc.measures
		],
		"due_on": str(doc.due_on or ""),
		"published_on": str(getdate(doc.published_at)),
		"status": doc.fulfilment if doc.status == "Verified" else doc.status,
		"verified": doc.status == "Verified",
		"progress": [{"on": str(row.noted_on), "note": row.note} for row in doc.progress_notes],
		"result": (doc.result or "") if told else "",
		"rating": rating(name),
		"can_rate": doc.status in ratings.RATEABLE and not rated,
		"rated": rated,
	}


def rating(name: str) -> dict[str, Any]:
	"""Points by the weights of the groups, and of each group with ballots how many, shown, points, levels."""
	tallies = counted.tallies([name]).get(name, {})
	return {
		"points": rules.points(tallies, counted.weights()),
		"groups": [
			{
				"group": group,
				"cast": tallies[group].cast,
				"shown": tallies[group].shown,
				"points": None if tallies[group].points is None else round(tallies[group].points, 2),
				"levels": list(tallies[group].levels),
			}
			for group in rules.GROUPS
			if group in tallies
		],
	}


# ---- in the desk ---------------------------------------------------------------------------------
def rateable(user: str) -> list[dict[str, Any]]:
	"""The commitments on the page that a user has not rated yet: name, title, unit_name, due_on."""
	# get_all: published to everybody
	found = frappe.get_all(
		COMMITMENT,
		filters={"status": ("in", ratings.RATEABLE)},
		or_filters=[["public_until", "is", "not set"], ["public_until", ">=", today()]],
		fields=["name", "title", "unit", "due_on"],
		order_by="published_at desc, name desc",
		limit_page_length=MOST_RATEABLE,
	)
	if not found:
		return []
	keys = {ratings.key_of(row.name, user): row.name for row in found}
	used = frappe.get_all(ratings.EVALUATION, {"ballot_key": ("in", list(keys))}, pluck="ballot_key")
	done = {keys[key] for key in used}
	return [
		{
			"name": row.name,
			"title": row.title,
			"unit_name": public_view.unit_name(row.unit),
			"due_on": str(row.due_on or ""),
		}
		for row in found
		if row.name not in done
	]


def rate_in_desk(name: str, user: str, level: str, comment: str | None) -> None:
	"""A user's ballot on a commitment of any unit. Raises `RatingRefusedError`.

	One that is not on the page, or not there at all, is refused with one and the same sentence.
	"""
	row = frappe.db.get_value(COMMITMENT, name, ("unit", "status", "public_until"), as_dict=True)
	if not row or not is_public(row):
		frappe.throw(_("This commitment cannot be rated now."), RatingRefusedError)
	ratings.cast(name, ratings.group_of(user, row.unit), user, level, comment, "Online")

"""What the public sees of a vote 网上投票: rounds open now, their nominees, never how many votes one has."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cint, getdate, today

from healthtalk_app.rules import codes
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.commendations import votes
from healthtalk_app.services.voice import public_view, receipt_codes

MOST_ROUNDS = 50
NOTHING: dict[str, Any] = {
	"found": False,
	"title": "",
	"award": "",
	"unit_name": "",
	"until": "",
	"each": 0,
	"left": 0,
	"nominees": [],
}


def open_rounds() -> list[dict[str, Any]]:
	"""The rounds in which one may vote today: code, title, unit_name, until."""
	# get_all: called out to everybody
	found = frappe.get_all(
		rounds.ROUND,
		filters={"public_vote": 1, "vote_from": ("<=", today()), "vote_to": (">=", today())},
		fields=["name", "title", "unit", "vote_to"],
		order_by="vote_to, name",
		limit_page_length=MOST_ROUNDS,
	)
	return [
		{
			"code": rounds.code_of(row.name),
			"title": row.title,
			"unit_name": public_view.unit_name(row.unit),
			"until": str(row.vote_to),
		}
		for row in found
	]


def round_of(code: str) -> str | None:
	"""The round of a code while one may vote in it; None for every other text."""
	try:
		digest = codes.digest(code)
	except codes.BadCode:
		digest = receipt_codes.NO_DIGEST
	name = frappe.db.get_value(rounds.ROUND, {"public_digest": digest})
	return name if name and rounds.is_voting(frappe.get_cached_doc(rounds.ROUND, name)) else None


def nominee_code(nomination: str) -> str:
	"""By which a page names a nominee."""
	return receipt_codes.derived_code("nominee", nomination)


def nominee_of(name: str, code: str) -> str | None:
	"""The nomination of a round that a code names."""
	return next((row.name for row in votes.nominees(name) if nominee_code(row.name) == code), None)


def view(name: str | None, rater: str | None = None) -> dict[str, Any]:
	"""A round with its nominees; `rater` is who asks, if that is known."""
	if not name:
		return dict(NOTHING)
	about = frappe.get_cached_doc(rounds.ROUND, name)
	mine = votes.given(name, rater) if rater else set()
	each = max(cint(about.votes_each), 1)
	return {
		"found": True,
		"title": about.title,
		"award": about.award,
		"unit_name": public_view.unit_name(about.unit),
		"until": str(getdate(about.vote_to)),
		"each": each,
		"left": max(each - len(mine), 0),
		"nominees": [
			{
				"code": nominee_code(row.name),
				"title": row.title,
				"unit_name": public_view.unit_name(row.unit),
				"summary": row.public_summary or "",
				"voted": row.name in mine,
			}
			for row in votes.nominees(name)
		],
	}

"""Open matters like what somebody is writing: for residents only those with a public summary (issue 4, 1).

A text is compared with that summary alone, which may be read anyway. What others wrote is not read at all, so
that nobody finds out by guesses what stands in their letters.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

import frappe
from frappe.utils.caching import site_cache
from frappe.utils.password import get_encryption_key

from healthtalk_app.rules.transitions import MATTER, UNANSWERED
from healthtalk_app.services.voice import public_view

if TYPE_CHECKING:
	from healthtalk_app.analytics.likeness import Index

CANDIDATES = 400
MOST = 5
SHORTEST = 6
KEPT_SECONDS, KEPT_LISTS = 600, 8


def public(text: str, unit: str | None) -> list[dict[str, Any]]:
	"""At most five open matters, most alike first, that an officer has summed up for the public."""
	if len(text) < SHORTEST:
		return []
	rows = candidates(unit)
	return [
		{
			"key": key_of(rows[place].name),
			"summary": rows[place].public_summary,
			"unit_name": public_view.unit_name(rows[place].lead_unit or rows[place].unit),
			"ring": rows[place].ring,
			"people": 1 + (rows[place].supporters or 0),
		}
		for place, _score in ready(*(row.public_summary for row in rows)).near(text, MOST)
	]


@site_cache(ttl=KEPT_SECONDS, maxsize=KEPT_LISTS)
def ready(*summaries: str) -> Index:
	"""An index over summaries; each worker keeps it for some minutes, and makes another for another list."""
	# numpy comes with it: only who asks for likeness loads it
	from healthtalk_app.analytics import likeness

	return likeness.ready(summaries)


def candidates(unit: str | None) -> list[frappe._dict]:
	"""The latest open matters with a public summary, of one unit if one is chosen."""
	filters: dict[str, Any] = {
		"status": ("in", UNANSWERED),
		"is_accusation": 0,
		"public_summary": ("is", "set"),
	}
	# get_all: only what was written for the public is shown of them
	return frappe.get_all(
		MATTER,
		filters=filters,
		or_filters={"unit": unit, "lead_unit": unit} if unit else None,
		fields=[
			"name",
			"public_summary",
			"unit",
			"lead_unit",
			"ring",
			"supporters",
		],
		order_by="raised_at desc, name",
		limit=CANDIDATES,
	)


def key_of(name: str) -> str:
	"""What stands for a matter on the public pages: nobody reads its name from it."""
	secret = get_encryption_key().encode()
	return hmac.new(secret, f"healthtalk:similar:{name}".encode(), hashlib.sha256).hexdigest()[:32]


def matter_of(key: str) -> str | None:
	"""The open matter that a key stands for, None where it is none or no longer open."""
	return next((row.name for row in candidates(None) if hmac.compare_digest(key_of(row.name), key)), None)

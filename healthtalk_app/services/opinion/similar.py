"""Open matters that are much like a text, for who enters or handles another one (design §9).

The letters of the open matters lie ready in the memory of each worker for some minutes, at most `MOST` of
them, about 20 MB; whatever was entered since is read at once, and each answer asks the database again what is
open and what the user at work may see. So what a worker remembers decides nothing but where it looks first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import frappe
from frappe.query_builder.functions import Substring
from frappe.utils import now_datetime
from frappe.utils.caching import site_cache

from healthtalk_app import permissions
from healthtalk_app.analytics import likeness
from healthtalk_app.rules.transitions import FINISHED, MATTER

MOST, NEWEST, LOOKED_AT = 10_000, 200, 60
KEPT_SECONDS = 600
LENGTH = 4 * likeness.LONGEST
SHOWN = ("name", "number", "subject", "status", "ring", "unit", "lead_unit", "raised_at", "public_summary")


class Pool(NamedTuple):
	"""Names of matters beside an index of their letters in the same order, and when they were read."""

	names: list[str]
	index: likeness.Index
	read_at: datetime


def open_matters(text: str, most: int = 5, leave_out: Collection[str] = ()) -> list[dict[str, Any]]:
	"""Open matters like `text` (its first line is the subject) that the user at work may see.

	At most `most`, the most alike first, with their `likeness` in per cent; accusations are never among them.
	"""
	scores = near(text)
	names = [name for name in scores if name not in leave_out]
	if not names:
		return []
	seen = permissions.visible(MATTER, names)
	# get_all: the names were asked for by the row rule just now
	rows = frappe.get_all(
		MATTER,
		filters={
			"name": ("in", sorted(seen)),
			"status": ("not in", sorted(FINISHED[MATTER])),
			"is_accusation": 0,
		},
		fields=list(SHOWN),
	)
	rows.sort(key=lambda row: (-scores[row.name], row.name))
	return [{**row, "likeness": round(100 * scores[row.name])} for row in rows[:most]]


def near(text: str) -> dict[str, float]:
	"""Names and likeness of matters like a text, whoever asks: the caller leaves out what is hidden."""
	pool = known()
	found = {pool.names[at]: score for at, score in pool.index.near(text, LOOKED_AT)}
	# entered since: the moment is taken a little earlier, for a transaction ends after its rows were stamped
	newer = letters(NEWEST, pool.read_at - timedelta(seconds=60))
	fresh = [name for name in newer if name not in found]
	index = likeness.ready([newer[name] for name in fresh])
	return found | {fresh[at]: score for at, score in index.near(text, LOOKED_AT)}


# no `maxsize`: version 15 throws the only entry away at each question
@site_cache(ttl=KEPT_SECONDS)
def known() -> Pool:
	"""The letters of the newest open matters, made ready; kept for some minutes by each worker."""
	read_at = now_datetime()
	found = letters(MOST)
	return Pool(list(found), likeness.ready(list(found.values())), read_at)


def letters(most: int, since: datetime | None = None) -> dict[str, str]:
	"""Subject and beginning of the newest open matters by name; accusations are not read at all."""
	matter = frappe.qb.DocType(MATTER)
	query = (
		frappe.qb.from_(matter)
		.select(matter.name, matter.subject, Substring(matter.content, 1, LENGTH).as_("content"))
		.where(matter.status.notin(sorted(FINISHED[MATTER])) & (matter.is_accusation == 0))
		.orderby(matter.creation, order=frappe.qb.desc)
		.limit(most)
	)
	if since:
		query = query.where(matter.creation >= since)
	return {row.name: f"{row.subject}\n{row.content or ''}" for row in query.run(as_dict=True)}


def letter_of(doc: Any) -> str:
	"""A matter or submission as `open_matters` reads it."""
	return f"{doc.get('subject') or ''}\n{doc.get('content') or ''}"

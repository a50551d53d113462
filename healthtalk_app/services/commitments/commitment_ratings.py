"""Ballots on a commitment 大家评: one a person, unsigned, nobody can tell whose it was (C4, C8, design §5).

What stands for the person is a keyed digest of the commitment and of who rates: the user in the desk, the
device on the public page. It keeps a second ballot away and goes when the rating ends. A ballot keeps neither
user nor address, and of its time only the month. Ballots are shown in fives: see `rules.commitments.to_show`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app import permissions
from healthtalk_app.exceptions import RatingRefusedError
from healthtalk_app.rules import commitments as rules
from healthtalk_app.rules.ratings import BAD, LEVELS
from healthtalk_app.rules.transitions import COMMITMENT
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import bulk, traces

EVALUATION = "Public Evaluation"
MOST_COMMENT = 500
# from the publication until somebody has verified how it was kept
RATEABLE = ("Published", "Fulfilled", "Partly Fulfilled", "Not Fulfilled")
LEADING = ("Unit Leader", "Healthtalk Administrator")
HANDS = ("name", "owner", "modified_by", "creation", "modified")
FACTS = (
	*("reference_doctype", "reference_name", "unit", "kind", "source", "evaluated_at", "rater_group"),
	*("overall", "comment", "bad_rating", "signed", "released", "ballot_key"),
)
PARTY = ("parent", "parenttype", "parentfield", "idx", "unit", "part")


# ---- who rates -----------------------------------------------------------------------------------
def group_of(user: str, unit: str) -> str:
	"""The group in which a user of the desk rates a unit: its own people, leaders elsewhere, other staff."""
	if any(units.is_within(home, unit) for home in permissions.home_units(user)):
		return rules.OWN_UNIT
	return rules.STAFF if set(LEADING).isdisjoint(frappe.get_roles(user)) else rules.LEADERS


def key_of(commitment: str, rater: str) -> str:
	"""What stands for one person and commitment: without the site's secret nobody finds out who it is."""
	said = f"healthtalk:commitment:{commitment}:{rater}"
	return hmac.new(get_encryption_key().encode(), said.encode(), hashlib.sha256).hexdigest()


def new_device() -> str:
	"""A token for a telephone or computer that has none: drawn by lot, and sealed so that only we give it."""
	drawn = secrets.token_urlsafe(18)
	return f"{drawn}.{_seal(drawn)}"


def device_of(token: str | None) -> str | None:
	"""Who rates with a token; None for one that we have not given."""
	drawn, _dot, seal = (token or "").partition(".")
	if not drawn or not seal.isascii() or not hmac.compare_digest(seal, _seal(drawn)):
		return None
	return f"device:{drawn}"


def _seal(drawn: str) -> str:
	key = get_encryption_key().encode()
	said = f"healthtalk:device:{drawn}".encode(errors="replace")
	return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]


def has_rated(commitment: str, rater: str) -> bool:
	"""Whether this person has rated the commitment."""
	return bool(frappe.db.exists(EVALUATION, {"ballot_key": key_of(commitment, rater)}))


# ---- a ballot ------------------------------------------------------------------------------------
def cast(commitment: str, group: str, rater: str, level: str, comment: str | None, source: str) -> None:
	"""Enter one ballot. The row of the commitment is locked: of two at once the second finds the first.

	Raises `RatingRefusedError` where it is not open to ratings, was rated by this person, or without a level.
	"""
	columns = ("status", "unit", "published_at")
	doc = frappe.db.get_value(COMMITMENT, commitment, columns, as_dict=True, for_update=True)
	if not doc or doc.status not in RATEABLE:
		frappe.throw(_("This commitment cannot be rated now."), RatingRefusedError)
	if level not in LEVELS:
		frappe.throw(_("Choose how satisfied the rater is."), RatingRefusedError)
	if has_rated(commitment, rater):
		frappe.throw(_("You have rated this commitment already. Thank you."), RatingRefusedError)
	write(commitment, doc, group, key_of(commitment, rater), level, comment, source)
	release(commitment, group)


def write(
	commitment: str, doc: Any, group: str, key: str, level: str, comment: str | None, source: str
) -> None:
	"""The row of a ballot and that of the unit that sees it: by nobody, at the beginning of the month."""
	month = now_datetime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
	published = get_datetime(doc.published_at).replace(hour=0, minute=0, second=0, microsecond=0)
	at = max(month, published)
	name, bad = secrets.token_hex(8), int(level in BAD)
	hands = (traces.NOBODY, traces.NOBODY, at, at)
	facts = (COMMITMENT, commitment, doc.unit, "Single", source, at, group)
	bulk.insert(
		EVALUATION, (*HANDS, *FACTS), [(name, *hands, *facts, level, comment or None, bad, 0, 0, key)]
	)
	party = (name, EVALUATION, "parties", 1, doc.unit, "Owner")
	bulk.insert("Case Party", (*HANDS, *PARTY), [(frappe.generate_hash(length=20), *hands, *party)])


def release(commitment: str, group: str) -> None:
	"""Show a group's ballots that wait, once there are enough of them."""
	least = frappe.get_cached_doc("Healthtalk Settings").small_group or 5
	wait = {**ballots(commitment), "rater_group": group, "released": 0}
	# get_all: whether ballots are shown depends on how many there are, not on who asks
	names = frappe.get_all(EVALUATION, wait, pluck="name")
	if rules.to_show(len(names), least):
		frappe.db.set_value(EVALUATION, {"name": ("in", names)}, "released", 1, update_modified=False)


def close(commitment: str) -> None:
	"""Forget who has rated: nobody rates any more, so nothing has to keep a second ballot away."""
	frappe.db.set_value(EVALUATION, ballots(commitment), "ballot_key", None, update_modified=False)


def ballots(commitment: str) -> dict[str, Any]:
	"""Filters for the ballots of a commitment."""
	return {"reference_doctype": COMMITMENT, "reference_name": commitment}

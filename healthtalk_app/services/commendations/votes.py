"""The public vote 网上投票 (C7): one a person and nominee, as many a person as the round says, unsigned.

What stands for the person is a keyed digest of round, nominee and who votes: the user in the desk, the device
on the public page (services/commitments/commitment_ratings tells what that does not do). A vote keeps neither
user, address nor hour; the keys go when the first nominee is shortlisted, after the vote.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import RatingRefusedError, refuse
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.records import bulk, traces

VOTE, NOMINATION = "Commendation Vote", rounds.NOMINATION
ONLINE, DESK = "Online", "Desk"
# who can be voted for
STANDING = ("Nominated", "Shortlisted")
COLUMNS = (
	*("name", "owner", "modified_by", "creation", "modified"),
	*("round", "commendation", "source", "vote_key"),
)


def key_of(nomination: str, rater: str) -> str:
	"""What stands for one person and nominee: without the site's secret nobody finds out who it is."""
	said = f"healthtalk:award:{nomination}:{rater}"
	return hmac.new(get_encryption_key().encode(), said.encode(), hashlib.sha256).hexdigest()


def nominees(name: str) -> list[frappe._dict]:
	"""Whom one can vote for in a round: name, title, unit, public_summary and merits, in a fixed order."""
	# get_all: a round with a vote shows its nominees to everybody
	return frappe.get_all(
		NOMINATION,
		filters={"round": name, "status": ("in", STANDING)},
		fields=["name", "title", "unit", "department", "public_summary"],
		order_by="name",
	)


def given(name: str, rater: str, locked: bool = False) -> set[str]:
	"""The nominees of a round for whom this person has voted; with `locked` as of now, and held so."""
	# get_all: the nominees of all units, whoever votes
	everybody = frappe.get_all(NOMINATION, filters={"round": name}, pluck="name")
	keys = {key_of(nominee, rater): nominee for nominee in everybody}
	table = frappe.qb.DocType(VOTE)
	query = frappe.qb.from_(table).select(table.vote_key).where(table.vote_key.isin(list(keys) or [""]))
	return {keys[key] for key in (query.for_update() if locked else query).run(pluck=True)}


def cast(nomination: str, rater: str, source: str) -> None:
	"""Enter one vote; the row of the round is locked, so that of two at once the second finds the first.

	Raises `RatingRefusedError` where none is taken, it was given before, or all of this person's are given.
	"""
	found = frappe.db.get_value(NOMINATION, nomination, ("round", "status"), as_dict=True)
	if not found or found.status not in STANDING:
		frappe.throw(_("Nobody can vote for this nominee now."), RatingRefusedError)
	frappe.db.get_value(rounds.ROUND, found.round, "name", for_update=True)
	about = frappe.get_cached_doc(rounds.ROUND, found.round)
	if not rounds.is_voting(about):
		frappe.throw(_("Votes are not taken now."), RatingRefusedError)
	# what was read before the lock would not hold what another has committed since
	mine = given(found.round, rater, locked=True)
	if nomination in mine:
		frappe.throw(_("You have voted for this nominee already. Thank you."), RatingRefusedError)
	each = max(cint(about.votes_each), 1)
	if len(mine) >= each:
		refuse(_("You have given all your votes: {0}."), each, error=RatingRefusedError)
	month = now_datetime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
	row = (secrets.token_hex(8), traces.NOBODY, traces.NOBODY, month, month)
	bulk.insert(VOTE, COLUMNS, [(*row, found.round, nomination, source, key_of(nomination, rater))])


def forget_who(about: Any) -> None:
	"""After the vote nothing has to keep a second one away: forget who has voted."""
	if about.public_vote and not rounds.is_voting(about):
		frappe.db.set_value(
			VOTE, {"round": about.name, "vote_key": ("is", "set")}, "vote_key", None, update_modified=False
		)

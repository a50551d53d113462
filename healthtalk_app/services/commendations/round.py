"""What must hold for a round of awards 评选活动: its jury, its days, its vote (C7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, TimeOrderError, refuse
from healthtalk_app.rules import codes
from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.services.voice import receipt_codes

ROUND, NOMINATION = "Commendation Round", "Commendation"
# of who judges, a role of the app: without one nobody opens a nomination
ROLES = (
	*("Healthtalk Administrator", "Unit Officer", "Unit Leader", "Inspector"),
	*("Discipline Officer", "Appraiser", "Viewer"),
)
YEARS = range(2000, 2101)
# what nominees rely on once there are any
FIXED = ("kind", "unit", "year", "period_from", "period_to", "public_vote", "votes_each")


def fill_in(doc: Any) -> None:
	"""The unit, the year and the days of the vetoes follow from what was given."""
	doc.unit = doc.unit or permissions.default_unit()
	doc.year = cint(doc.year) or getdate().year
	if doc.year not in YEARS:
		refuse(_("The year lies between {0} and {1}."), YEARS[0], YEARS[-1])
	if not doc.period_from or not doc.period_to:
		year = year_to(date(doc.year, 1, 1))
		doc.period_from, doc.period_to = doc.period_from or year.start, doc.period_to or year.end
	if not doc.public_vote:
		doc.vote_from = doc.vote_to = None


def check_days(doc: Any) -> None:
	"""What begins ends later; nobody votes while units still nominate."""
	spans = ((doc.period_from, doc.period_to), (doc.vote_from, doc.vote_to))
	if any(first and last and getdate(last) < getdate(first) for first, last in spans):
		frappe.throw(_("The period ends before it starts. Choose a later last day."), TimeOrderError)
	if doc.public_vote and not (doc.vote_from and doc.vote_to):
		frappe.throw(_("A public vote has its first and its last day."), TimeOrderError)
	until = doc.nominations_until
	if doc.public_vote and until and getdate(doc.vote_from) <= getdate(until):
		frappe.throw(_("The vote begins after the last day of the nominations."), TimeOrderError)
	if not 0 <= flt(doc.vote_weight) <= 100:
		refuse(_("The weight of the vote lies between 0 and 100 per cent."))


def check_jury(doc: Any) -> None:
	"""Every juror once, by an account that works and opens nominations; enough of them to judge."""
	seen: set[str] = set()
	for row in doc.jury:
		if row.user in seen:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.juror_name or row.user)
		seen.add(row.user)
		found = frappe.db.get_value("User", row.user, ["enabled", "full_name"], as_dict=True)
		if not found or not found.enabled:
			refuse(_("Row {0}: {1} has no account that can log in."), row.idx, row.user)
		if set(ROLES).isdisjoint(frappe.get_roles(row.user)):
			refuse(_("Row {0}: {1} has no role of Health Talk."), row.idx, found.full_name)
		# get_value: whose account it is decides about the interests, whoever makes the round
		row.employee = frappe.db.get_value("Employee", {"user_id": row.user})
		row.juror_name = found.full_name
	if doc.jury and len(doc.jury) < cint(doc.least_points):
		refuse(_("At least {0} jurors are to give points; enter as many."), cint(doc.least_points))


def lock_what_nominees_rely_on(doc: Any) -> None:
	"""Once somebody is nominated, kind, unit, days and vote stand as they were announced."""
	before = doc.get_doc_before_save()
	if not before or not frappe.db.exists(NOMINATION, {"round": doc.name}):
		return
	changed = [name for name in FIXED if str(doc.get(name) or "") != str(before.get(name) or "")]
	if changed:
		refuse(
			_("Units have nominated already; it cannot be changed any more: {0}."),
			"、".join(_(doc.meta.get_label(name), context=doc.doctype) for name in changed),
			error=FrozenError,
			title=_("Fixed"),
		)


def keep_code(doc: Any) -> None:
	"""By which the public page finds a round; it is derived, so that it can be printed again."""
	doc.public_digest = codes.digest(code_of(doc.name)) if doc.public_vote and doc.name else None


def code_of(name: str) -> str:
	"""The code of a round on the public page."""
	return receipt_codes.derived_code("award", name)


def of(nomination: Any) -> Any:
	"""The round of a nomination. Raises `EvidenceMissingError` where none is chosen yet."""
	if not nomination.round:
		frappe.throw(_("Choose the round first."), EvidenceMissingError)
	return frappe.get_cached_doc(ROUND, nomination.round)


def vetoing(doc: Any) -> Period:
	"""The days in which a veto counts."""
	return Period(getdate(doc.period_from), getdate(doc.period_to))


def is_voting(doc: Any, on: date | None = None) -> bool:
	"""Whether votes are taken on a day."""
	on = on or getdate()
	return bool(doc.public_vote) and getdate(doc.vote_from) <= on <= getdate(doc.vote_to)


def has_begun(doc: Any, on: date | None = None) -> bool:
	"""Whether the public has read the nominees: from the first day of the vote on."""
	return bool(doc.public_vote) and getdate(doc.vote_from) <= (on or getdate())


def takes_nominations(doc: Any, on: date | None = None) -> bool:
	"""Whether units may still nominate."""
	return not doc.nominations_until or (on or getdate()) <= getdate(doc.nominations_until)

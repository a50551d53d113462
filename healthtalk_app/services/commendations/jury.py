"""The jury 评审组: who must not judge whom, the points given, and what they come to (C7).

A juror has an interest in a nominee who is himself, whom he nominated, or who belongs to a unit in which he
works, leads or is employed, to one below it, or to its chain up to who gives the award: the rule by which
nobody inspects his own house (services/inspections/interests). His points are refused; if his interest arises
later, they no longer count.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, now_datetime

from healthtalk_app.exceptions import (
	ConflictOfInterestError,
	EvidenceMissingError,
	MoveNotAllowedError,
	refuse,
)
from healthtalk_app.metrics import commendations as counted
from healthtalk_app.rules import commendations as rules
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.inspections.interests import Inspector, conflicts
from healthtalk_app.services.steps.saving import service_save

JUDGED = "Nominated"


# ---- who may judge -------------------------------------------------------------------------------
def interests(doc: Any) -> dict[str, str]:
	"""Juror → why he must not judge this nominee; only those who must not."""
	jury = rounds.of(doc).jury
	people = [Inspector(row.user, row.employee) for row in jury]
	sides = conflicts([doc.unit], people, doc.awarding_unit).get(doc.unit, {})
	found: dict[str, str] = {}
	for row in jury:
		if row.user == doc.account or (doc.employee and row.employee == doc.employee):
			found[row.user] = _("is the nominee")
		elif row.user == doc.nominated_by:
			found[row.user] = _("has nominated")
		elif row.user in sides:
			found[row.user] = _("belongs to the unit or to one above or below it")
	return found


def has_interest(doc: Any, user: str) -> bool:
	"""Whether somebody who decides about a nominee has an interest in him, juror or not."""
	if user in (doc.account, "Administrator"):
		return user == doc.account
	# get_value: his own record, which his role need not allow to read
	employee = frappe.db.get_value("Employee", {"user_id": user})
	return bool(conflicts([doc.unit], [Inspector(user, employee)], doc.awarding_unit))


def is_juror(doc: Any, user: str) -> bool:
	"""Whether a user is of the jury of the round."""
	return any(row.user == user for row in rounds.of(doc).jury)


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What a juror may do with a nomination beside reading it."""
	user = frappe.session.user
	if doc.status != JUDGED or not is_juror(doc, user) or user in interests(doc):
		return []
	return [("give_points", "Give Points"), ("recuse_from_jury", "Recuse Myself")]


def own_points(doc: Any, user: str) -> dict[str, Any]:
	"""What the juror has given so far: points, remark, recused."""
	row = next((row for row in doc.scores if row.juror == user), None)
	return {
		"points": row.points if row and not row.recused else None,
		"remark": (row.remark or "") if row else "",
		"recused": bool(row and row.recused),
	}


# ---- points --------------------------------------------------------------------------------------
def give(doc: Any, points: float, remark: str | None = None) -> None:
	"""Give points, or other ones than before; the caller has locked the nomination."""
	require_juror(doc)
	try:
		rules.jury_points([points])
	except (ValueError, ArithmeticError):
		refuse(_("A juror gives 0 to 100 points."))
	write(doc, {"points": flt(points, 1), "remark": remark, "recused": 0, "reason": None})


def recuse(doc: Any, reason: str) -> None:
	"""A juror keeps out by himself, with his reason; he may still give points later."""
	require_juror(doc)
	if not (reason or "").strip():
		frappe.throw(_("Say why you keep out."), EvidenceMissingError, title=_("Something Is Missing"))
	write(doc, {"points": 0, "remark": None, "recused": 1, "reason": reason})


def require_juror(doc: Any) -> None:
	"""Raise for who is not of the jury, has an interest in the nominee, or comes too late."""
	user = frappe.session.user
	if not is_juror(doc, user):
		frappe.throw(_("Only jurors of the round give points."), frappe.PermissionError)
	if why := interests(doc).get(user):
		refuse(
			_("You must not judge this nominee: whoever judges {0}."),
			why,
			error=ConflictOfInterestError,
			title=_("Conflict of Interest"),
		)
	if doc.status != JUDGED:
		frappe.throw(_("The jury has finished with this nominee."), MoveNotAllowedError)


def write(doc: Any, values: dict[str, Any]) -> None:
	"""One row for each juror."""
	user = frappe.session.user
	with service_save(doc):
		row = next((row for row in doc.scores if row.juror == user), None) or doc.append("scores", {})
		name = frappe.db.get_value("User", user, "full_name")
		row.update({"juror": user, "juror_name": name, "given_at": now_datetime(), **values})
		count(doc)
		doc.queue_event("jury.recused" if values["recused"] else "jury.points")


def counting(doc: Any) -> list[Decimal]:
	"""The points that count: of jurors of today who neither have an interest nor keep out."""
	out = interests(doc)
	jury = {row.user for row in rounds.of(doc).jury}
	return [
		Decimal(str(row.points))
		for row in doc.scores
		if not row.recused and row.juror in jury and row.juror not in out
	]


def count(doc: Any) -> None:
	"""What jury and vote come to at this moment, within a save."""
	about = rounds.of(doc)
	jury = rules.jury_points(counting(doc), bool(about.trimmed))
	vote = None
	if about.public_vote and not rounds.is_voting(about):
		votes = counted.votes(about.name)
		vote = rules.vote_points(votes.get(doc.name, 0), max(votes.values(), default=0))
	total = rules.total(jury, vote, flt(about.vote_weight) if about.public_vote else 0)
	doc.jury_points, doc.vote_points, doc.total = (
		None if value is None else float(value) for value in (jury, vote, total)
	)


def require_enough(doc: Any) -> None:
	"""Raise `EvidenceMissingError` while fewer jurors have given points than the round asks for."""
	least, given = cint(rounds.of(doc).least_points), len(counting(doc))
	if given < least:
		refuse(
			_("{0} jurors without an interest have given points; the round asks for {1}."),
			given,
			least,
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)

"""Publicity items 宣传报道: what holds at every save, and the bureau's confirmation (H12, T8, E1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError, refuse
from healthtalk_app.services import inputs
from healthtalk_app.services.organisation import units
from healthtalk_app.services.steps.evidence import has_file

ITEM, POINTS, TASK = "Publicity Item", "Publicity Points", "Information Task"
REGISTERED, CONFIRMED, NOT_COUNTED = "Registered", "Confirmed", "Not Counted"
DECISION = ("status", "points", "decided_by", "decided_on", "decision_reason")
# what the points were given for
FACTS = ("title", "unit", "medium", "level", "outlet", "published_on", "author", "link", "evidence")
ROLES = ("Healthtalk Administrator", "Unit Officer", "Unit Leader", "Appraiser")
SPOKESPERSON = "Spokesperson"
ADDRESS = re.compile(r"https?://[^\s<>\"']{4,}")


# ---- the steps of a save -------------------------------------------------------------------------
def hold_decision(doc: Any) -> None:
	"""Status, points and who decided are written by the decision alone, whatever a client sends."""
	decision = doc.flags.decision or {}
	for fieldname in DECISION:
		stored = doc.before.get(fieldname) if doc.before else None
		doc.set(fieldname, decision.get(fieldname) if decision else stored)
	doc.status = doc.status or REGISTERED


def lock_facts(doc: Any) -> None:
	"""What was confirmed is fixed, until the bureau takes the confirmation back."""
	if doc.before and doc.before.status == CONFIRMED:
		doc.refuse_frozen(FACTS, _("The item has been confirmed."))


def check_publication(doc: Any) -> None:
	"""It was published, not later than today; its address is one, and counts once for the unit."""
	if getdate(doc.published_on) > getdate():
		frappe.throw(_("The day of publication lies in the future."), TimeOrderError)
	doc.link = (doc.link or "").strip() or None
	if not doc.link:
		return
	if not ADDRESS.fullmatch(doc.link):
		inputs.refuse(_("The link begins with http:// or https:// and has no blanks."))
	same = {"unit": doc.unit, "link": doc.link, "name": ("!=", doc.name or "")}
	# the unit's own rows: who may write this one sees the other
	if other := frappe.db.get_value(ITEM, same):
		inputs.refuse(_("The unit has registered this link already: {0}."), other)


def name_spokesperson(doc: Any) -> None:
	"""Who spoke for the unit on that day, by its duties (E1)."""
	holder = units.duty_holder(doc.unit, SPOKESPERSON, doc.published_on)
	doc.spokesperson = (holder.employee_name or holder.user) if holder else None


# ---- the decision of the bureau ------------------------------------------------------------------
def may_decide() -> bool:
	"""Whether the user at work stands for the bureau and has a role that decides."""
	user = frappe.session.user
	stands = permissions.can_act_for(units.bureau())
	return stands and (user == "Administrator" or not set(ROLES).isdisjoint(frappe.get_roles()))


def confirm(names: Iterable[str]) -> int:
	"""Let items count, with the points of today's table; those confirmed already stay as they are.

	Returns how many were confirmed now. Raises `PermissionError`, and `EvidenceMissingError` for an item
	without link or file or a medium and level without points.
	"""
	items = to_decide(names)
	for doc in items:
		if doc.status == CONFIRMED:
			continue
		if not (doc.link or doc.evidence or has_file(doc)):
			refuse(
				_("{0}: enter the link, or attach a clipping or recording."),
				doc.title,
				error=EvidenceMissingError,
			)
		decide(doc, CONFIRMED, points=points_of(doc))
	return sum(doc.flags.decided or 0 for doc in items)


def leave_out(names: Iterable[str], reason: str) -> int:
	"""Say of items that they do not count, and why. Returns how many."""
	reason = (reason or "").strip()
	if not reason:
		frappe.throw(_("Say why it does not count."), EvidenceMissingError)
	items = to_decide(names)
	for doc in items:
		if doc.status == CONFIRMED:
			refuse(_("{0} has been confirmed; take that back first."), doc.title, error=MoveNotAllowedError)
		decide(doc, NOT_COUNTED, decision_reason=reason)
	return len(items)


def take_back(names: Iterable[str]) -> int:
	"""Take back what was decided, so that the unit can correct its item. Returns how many."""
	items = [doc for doc in to_decide(names) if doc.status != REGISTERED]
	for doc in items:
		decide(doc, REGISTERED)
	return len(items)


def to_decide(names: Iterable[str]) -> list[Any]:
	"""The items, locked, for who decides; raises `PermissionError` for everybody else."""
	names = list(dict.fromkeys(names))
	permissions.require_visible(ITEM, names)
	require_bureau()
	return [frappe.get_doc(ITEM, name, for_update=True) for name in names]


def require_bureau() -> None:
	"""Raise `PermissionError` for who does not stand for the bureau."""
	if not may_decide():
		frappe.throw(
			_("The bureau decides which items are owed and which count."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def decide(doc: Any, status: str, **values: Any) -> None:
	"""Write a decision; the version keeps what was there before."""
	said = {**dict.fromkeys(DECISION), **values, "status": status}
	if status != REGISTERED:
		said.update(decided_by=frappe.session.user, decided_on=now_datetime())
	doc.flags.decision = said
	# the bureau's right was checked; the item itself belongs to its unit
	doc.save(ignore_permissions=True)
	doc.flags.decided = 1


def points_of(doc: Any) -> float:
	"""What an item of its medium and level is worth today."""
	points = frappe.db.get_value(POINTS, {"medium": doc.medium, "level": doc.level}, "points")
	if points is None:
		refuse(
			_("There are no points for {0}, {1}. Enter them in the table of points first."),
			_(doc.medium, context=ITEM),
			_(doc.level, context=ITEM),
			error=EvidenceMissingError,
		)
	return points

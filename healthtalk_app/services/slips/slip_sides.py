"""Who stands on which side of a Referral Slip: sender, receiver, or who decides on an objection (design §3).

A user stands for the units in which he works himself. A superior sees the slips of the units below and may
urge, supervise and decide on objections, but does not sign for or answer in their place. A unit in which
nobody works, such as a team, is served by the unit above it, and a Healthtalk Administrator may stand in for
any unit of his; the log then says for which unit he acted.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import WrongSideError, refuse
from healthtalk_app.services import inputs
from healthtalk_app.services.organisation import units

STAND_IN_ROLE = "Healthtalk Administrator"
WORKING_ROLES = ("Unit Officer", "Unit Leader")
RECEIVER_WRITES = ("objection_reason", "reply", "replied_by", "scan")
SENDER_WRITES = ("confirmation_note", "confirmed_by", "withdrawn_reason")
# (from, to) → which side takes the step; a status alone stands for every way into it
SIDES = {
	"Issued": "sender",
	("Objected", "Issued"): "dispatcher",
	("Signed For", "Issued"): "receiver",
	"Signed For": "receiver",
	("Objected", "Signed For"): "dispatcher",
	"Objected": "receiver",
	"In Progress": "receiver",
	("Replied", "In Progress"): "sender",
	"Replied": "receiver",
	"Confirmed": "sender",
	"Withdrawn": "sender",
}


def side_of(old: str, new: str) -> str:
	"""The side that takes a step."""
	return SIDES.get((old, new)) or SIDES[new]


def check_side(doc: Any, side: str) -> None:
	"""Who may take a step: sender, receiver, or the one who dispatched it."""
	if may_act(doc, side):
		return
	frappe.throw(
		{
			"sender": _("Only the sending unit takes this step."),
			"receiver": _("Only the receiving unit takes this step."),
			"dispatcher": _(
				"Only the unit that sent the slip, or a superior of it, decides on an objection."
			),
		}[side],
		WrongSideError,
		title=_("Not Your Step"),
	)


def may_act(doc: Any, side: str) -> bool:
	"""Whether the user at work stands on that side of the slip."""
	if side == "dispatcher":
		# who may act for the dispatcher is the dispatcher itself or a superior of it
		return permissions.can_act_for(last_dispatch(doc).from_unit)
	return any(stands_for(unit) for unit in units_of(doc, side))


def units_of(doc: Any, side: str) -> list[str]:
	"""The units that act on a side: the sender serves an outside unit without an account, with a scan."""
	if side == "sender":
		return [doc.sender_unit]
	return [doc.receiver_unit, doc.sender_unit] if doc.outside_unit else [doc.receiver_unit]


def stands_for(unit: str) -> bool:
	"""Whether the user works in the unit himself, or may take a step in its place."""
	return unit in permissions.home_units() or stands_in(unit)


def stands_in(unit: str) -> bool:
	"""Whether the user may act for a unit in which he does not work: see above."""
	if not permissions.can_act_for(unit):
		return False
	is_administrator = frappe.session.user == "Administrator" or STAND_IN_ROLE in frappe.get_roles()
	return is_administrator or serving_unit(unit) in permissions.home_units()


def serving_unit(unit: str) -> str | None:
	"""The unit itself if somebody works in it, else the nearest one above in which somebody does."""
	at: str | None = unit
	while at and not any(units.unit_users(at, role) for role in WORKING_ROLES):
		at = units.superior(at)
	return at


def may_oversee(doc: Any) -> bool:
	"""Whether the user may urge and supervise: the sender, or a superior of it."""
	return permissions.can_act_for(doc.sender_unit)


def overseeing_unit(doc: Any) -> str:
	"""The unit for which the user urges or supervises: the sender, else the superior's own."""
	if may_act(doc, "sender"):
		return doc.sender_unit
	homes = permissions.home_units()
	return permissions.default_unit() or next(iter(sorted(homes)), doc.sender_unit)


def acted_for(doc: Any, side: str) -> str | None:
	"""The unit in whose place the user acts, None where it is his own."""
	acting = [] if side == "dispatcher" else units_of(doc, side)
	return None if not acting or permissions.home_units() & set(acting) else acting[0]


def last_dispatch(doc: Any) -> Any:
	"""The hop by which the slip came to its present receiver."""
	return next(hop for hop in reversed(doc.hops) if hop.kind in ("Sent", "Forwarded", "Passed On"))


def check_writers(doc: Any) -> None:
	"""Nobody puts words into the other side's mouth: each writes its own fields."""
	for side, fieldnames in (("receiver", RECEIVER_WRITES), ("sender", SENDER_WRITES)):
		written = [name for name in fieldnames if is_written(doc, name)]
		if written and not may_act(doc, side):
			label = "、".join(_(doc.meta.get_label(name)) for name in written)
			refuse(
				_("{0} is written by the receiving unit.")
				if side == "receiver"
				else _("{0} is written by the sending unit."),
				label,
				error=WrongSideError,
				title=_("Not Your Step"),
			)


def is_written(doc: Any, fieldname: str) -> bool:
	"""Whether this save puts something into a field, or takes it away."""
	return doc.differs(fieldname) if doc.before else not inputs.is_blank(doc.get(fieldname))

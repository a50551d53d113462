"""Who is told: by the duty that a person holds on that day, never by name (design §2 Duty, §5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import frappe

from healthtalk_app import permissions
from healthtalk_app.rules import escalation
from healthtalk_app.rules.transitions import (
	ACCOUNTABILITY,
	DISPUTE,
	INCIDENT,
	MATTER,
	RECTIFICATION,
	SLIP,
	SUBMISSION,
)
from healthtalk_app.services.organisation import units
from healthtalk_app.services.slips import slip_sides

LIAISON, SECTION_HEAD, DEPUTY = "Liaison", "Section Head", "Deputy in Charge"
SPOKESPERSON = "Spokesperson"
DUTIES = {
	escalation.REMINDER: (LIAISON,),
	escalation.OVERDUE: (LIAISON, SECTION_HEAD),
	escalation.LEADER: (units.FIRST_RESPONSIBLE, DEPUTY),
	escalation.SUPERIOR: (units.FIRST_RESPONSIBLE,),
	escalation.BUREAU: (units.FIRST_RESPONSIBLE,),
}


class Told(NamedTuple):
	"""Who is told; `instead_of` is the duty that nobody holds and for which others are told."""

	users: list[str]
	instead_of: str | None = None


NOBODY = Told([])


def of_level(doc: Any, level: int, on: date) -> Told:
	"""Who is told that a clock of a matter or slip has reached a level of escalation on a day.

	Accusations are known to the discipline officers only. An outside unit without an account is served by the
	sender's liaison, and its lateness goes no further.
	"""
	if doc.get("is_accusation"):
		officers = discipline_officers(doc)
		return Told(officers, None if officers else permissions.ACCUSATION_ROLE)
	if is_outside(doc):
		return Told(desk(doc.sender_unit, on)) if level <= escalation.OVERDUE else NOBODY
	unit = asked_unit(doc, level)
	if not unit:
		return NOBODY
	handler = reachable([doc.get("handler")]) if level <= escalation.OVERDUE else []
	duties = [duty for duty in DUTIES[level] if not (handler and duty == LIAISON)]
	users = reachable([*handler, *on_duty(unit, duties, on)])
	return Told(users) if users else Told(next_liaison(unit, on), DUTIES[level][0])


def asked_unit(doc: Any, level: int) -> str | None:
	"""The unit whose duties a level of escalation asks for; None above the bureau."""
	unit = responsible_unit(doc)
	if level == escalation.SUPERIOR:
		return units.superior(unit) if unit else None
	return units.bureau() if level == escalation.BUREAU else unit


def responsible_unit(doc: Any) -> str | None:
	"""The unit with which a matter or slip lies: an objection lies with the unit that dispatched the slip."""
	if doc.doctype == MATTER:
		return doc.lead_unit or doc.unit or units.bureau()
	if doc.doctype in (DISPUTE, INCIDENT, SUBMISSION):
		return doc.unit or units.bureau()
	if doc.doctype == RECTIFICATION:
		return doc.responsible_unit
	return slip_sides.last_dispatch(doc).from_unit if doc.status == "Objected" else doc.receiver_unit


def is_outside(doc: Any) -> bool:
	"""Whether the slip lies with a unit that has no account."""
	return doc.doctype == SLIP and bool(doc.outside_unit) and doc.status != "Objected"


def desk(unit: str | None, on: date) -> list[str]:
	"""The liaison of a unit, else of the next superior that has one."""
	unit = unit or units.bureau()
	if not unit:
		return []
	return on_duty(unit, (LIAISON,), on) or next_liaison(unit, on)


def leaders(unit: str | None, on: date) -> list[str]:
	"""The first responsible person and the deputy in charge of a unit, else the next superior's liaison."""
	unit = unit or units.bureau()
	if not unit:
		return []
	return on_duty(unit, DUTIES[escalation.LEADER], on) or next_liaison(unit, on)


def next_liaison(unit: str, on: date) -> list[str]:
	"""The liaison of the nearest unit above that has one."""
	above = units.superior(unit)
	while above:
		if users := on_duty(above, (LIAISON,), on):
			return users
		above = units.superior(above)
	return []


def on_duty(unit: str, duties: Iterable[str], on: date) -> list[str]:
	"""The users who hold these duties of a unit on a day and can be reached."""
	return reachable(holder.user for duty in duties for holder in units.duty_holders(unit, duty, on))


def discipline_officers(doc: Any) -> list[str]:
	"""The bureau's discipline officers, without those whom the accusation concerns."""
	bureau = units.bureau()
	officers = units.unit_users(bureau, permissions.ACCUSATION_ROLE) if bureau else []
	if doc.doctype == ACCOUNTABILITY:
		return [user for user in officers if permissions.notes_shown(doc.doctype, doc.name, user)]
	return [user for user in officers if permissions.can_see_accusation(doc, user)]


def reachable(users: Iterable[str | None]) -> list[str]:
	"""Those of the users who have an enabled account, each once, in the order given."""
	wanted = list(dict.fromkeys(user for user in users if user))
	if not wanted:
		return []
	# get_all: notices are addressed by services, which no user's permission restricts
	enabled = set(frappe.get_all("User", filters={"name": ("in", wanted), "enabled": 1}, pluck="name"))
	return [user for user in wanted if user in enabled]

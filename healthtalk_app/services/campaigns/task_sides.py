"""Who stands on which side of a Unit Task: the unit that owes it, the unit whose campaign it is."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import WrongSideError, refuse
from healthtalk_app.services.slips import slip_sides

OWING, ORDERING = "owing", "ordering"
SIDES = {"Submitted": OWING, "Accepted": ORDERING, "Returned": ORDERING}


def may_act(doc: Any, side: str) -> bool:
	"""Whether the user at work stands on that side; nobody decides on what he handed in himself."""
	if side == OWING:
		return slip_sides.stands_for(doc.unit)
	user = frappe.session.user
	if not permissions.can_act_for(doc.ordering_unit):
		return False
	if user == "Administrator":
		return True
	if user == doc.submitted_by:
		return False
	return doc.unit == doc.ordering_unit or doc.unit not in permissions.home_units()


def check_side(doc: Any, side: str) -> None:
	"""Raise `WrongSideError` unless the user stands on the side that takes the step."""
	if not may_act(doc, side):
		sentence = {
			OWING: _("Only the unit that owes the task hands it in."),
			ORDERING: _("Only the unit whose campaign it is decides, and not who handed it in."),
		}[side]
		frappe.throw(sentence, WrongSideError, title=_("Not Your Step"))


def acted_for(doc: Any, side: str) -> str | None:
	"""The unit in whose place the user acts, None where it is his own."""
	return doc.unit if side == OWING and doc.unit not in permissions.home_units() else None


def check_writers(doc: Any, side: str, written: list[str]) -> None:
	"""Nobody writes in the other side's place. `written`: labels of what this save changes."""
	if written and not may_act(doc, side):
		refuse(
			_("{0} is written by the unit that owes the task.")
			if side == OWING
			else _("{0} is written by the unit whose campaign it is."),
			"、".join(written),
			error=WrongSideError,
			title=_("Not Your Step"),
		)

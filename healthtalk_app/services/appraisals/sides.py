"""Who does what with a Unit Appraisal: the unit reviews itself and objects, appraisers do all the rest."""

from __future__ import annotations

from typing import Any, NoReturn

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import WrongSideError

REVIEWERS = ("Appraiser", "Healthtalk Administrator")
UNIT, REVIEW = "unit", "review"
SIDES = {
	"Computed": REVIEW,
	"Self-reviewed": UNIT,
	"Reviewed": REVIEW,
	"Objected": UNIT,
	"Published": REVIEW,
}


def reviews(unit: str, user: str | None = None) -> bool:
	"""Whether the user is an appraiser over the unit who does not work in it or below."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if set(REVIEWERS).isdisjoint(frappe.get_roles(user)) or not permissions.can_act_for(unit, user):
		return False
	return unit not in permissions.own_side(user)


def speaks_for(unit: str, user: str | None = None) -> bool:
	"""Whether the user works in the unit or leads it from above; an appraiser over it does not."""
	user = user or frappe.session.user
	return user == "Administrator" or (permissions.can_act_for(unit, user) and not reviews(unit, user))


def may_take(doc: Any, status: str) -> bool:
	"""Whether a step makes sense for the user at work; the guards decide again when it is taken."""
	if status == "Reviewed" and doc.status == "Objected" and frappe.session.user in hands(doc):
		return False
	side = SIDES.get(status)
	# who reviews may also write down what a unit without an account says
	return reviews(doc.unit) or (side == UNIT and speaks_for(doc.unit))


def hands(doc: Any) -> set[str]:
	"""Who had a hand in what an objection is against."""
	return {doc.reviewed_by} - {None, ""}


def check(doc: Any, old: str, new: str) -> None:
	"""Raise `WrongSideError` for a step that is not the user's."""
	if new == "Reviewed" and old == "Objected" and frappe.session.user in hands(doc):
		frappe.throw(
			_("Somebody else than who reviewed the appraisal decides on the objection."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	if not may_take(doc, new):
		_refuse()


def require_reviewer(unit: str) -> None:
	"""Raise `WrongSideError` for who is no appraiser over the unit."""
	if not reviews(unit):
		_refuse()


def _refuse() -> NoReturn:
	frappe.throw(
		_("Only an appraiser over the unit takes this step, never the unit itself."),
		WrongSideError,
		title=_("Not Your Step"),
	)

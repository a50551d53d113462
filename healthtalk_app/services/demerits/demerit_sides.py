"""Who takes which step of a Demerit Record: who proposes does not confirm, neither decides appeals (P1)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import WrongSideError
from healthtalk_app.rules.transitions import DEMERIT

# steps of those who give points; an appeal is the party's, or is written down for it
OFFICE = ("Confirmed", "Dismissed", "Upheld", "Revoked")


def in_office(doc: Any, user: str | None = None) -> bool:
	"""Whether the user is of those who propose, confirm and decide on this record."""
	user = user or frappe.session.user
	return permissions.notes_shown(DEMERIT, doc.name, user)


def may_take(doc: Any, status: str) -> bool:
	"""Whether the step makes sense for the user at work."""
	if status not in OFFICE:
		return True
	return in_office(doc) and frappe.session.user not in hands(doc, status)


def hands(doc: Any, status: str) -> set[str]:
	"""Users who had a hand in what the step is to judge."""
	if status == "Confirmed":
		return {doc.proposed_by} - {None, ""}
	if status in ("Upheld", "Revoked"):
		return {doc.proposed_by, doc.confirmed_by} - {None, ""}
	return set()


def check(doc: Any, status: str) -> None:
	"""Raise `WrongSideError` for a step that is not the user's."""
	if status in OFFICE and not in_office(doc):
		frappe.throw(
			_("Only those who supervise the unit take this step, never the unit itself."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	if frappe.session.user in hands(doc, status):
		sentence = {
			"Confirmed": _("Somebody else than who proposed the points confirms them."),
			"Upheld": _("Who proposed or confirmed the points does not decide on the appeal."),
			"Revoked": _("Who proposed or confirmed the points does not decide on the appeal."),
		}[status]
		frappe.throw(sentence, WrongSideError, title=_("Not Your Step"))


def check_writers(doc: Any, fieldnames: tuple[str, ...]) -> None:
	"""What the office writes is not written by the unit."""
	if doc.before and any(doc.differs(name) for name in fieldnames) and not in_office(doc):
		check(doc, "Upheld")


def acting_for(doc: Any) -> str | None:
	"""The unit for which the user at work acts."""
	homes = permissions.home_units()
	return doc.unit if doc.unit in homes and doc.proposing_unit not in homes else doc.proposing_unit

"""Call-backs 回访: who was called, what was said, what the rater thinks now. A call changes no rating."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, refuse
from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.rectifications.follow_up import CALL_BACK, EVALUATION
from healthtalk_app.services.steps import saving

RESULTS = ("Reached", "No Answer", "Wrong Number", "Refused")
CALLERS = ("Unit Officer", "Unit Leader", "Inspector", "Healthtalk Administrator")
ATTEMPTS = 3


def record(
	name: str,
	result: str,
	said: str | None = None,
	new_opinion: str | None = None,
	called_at: datetime | str | None = None,
) -> Any:
	"""Write down one call of the user at work; returns the Call Back.

	Whoever was reached is not called again; after the attempts of the settings he counts as not reached, and
	may still be tried.
	"""
	doc = to_call(name, for_update=True)
	if doc.status == "Reached":
		frappe.throw(_("The rater has been called back already."), MoveNotAllowedError)
	if result not in RESULTS:
		refuse(_("{0} is no result of a call."), result or "", error=EvidenceMissingError)
	if result == "Reached" and not (said or "").strip():
		frappe.throw(_("Write what was said."), EvidenceMissingError)
	if new_opinion and (result != "Reached" or new_opinion not in LEVELS):
		frappe.throw(
			_("An opinion is given by who was reached, in one of the five levels."), EvidenceMissingError
		)
	at = saving.checked_time(doc, called_at, last_call(doc))
	unit = permissions.default_unit() or doc.unit
	doc.append(
		"attempts",
		{
			"called_at": at,
			"called_by": frappe.session.user,
			"unit": unit,
			"result": result,
			"said": said,
			"new_opinion": new_opinion,
		},
	)
	doc.update(
		{
			"attempt_count": len(doc.attempts),
			"called_at": at,
			"called_by": frappe.session.user,
			"said": said or doc.said,
			"new_opinion": new_opinion or doc.new_opinion,
			"status": status_after(doc, result),
		}
	)
	doc.flags.by_service = True
	# the caller's right was checked by `to_call`; nobody writes the list by hand
	doc.save(ignore_permissions=True)
	if doc.matter:
		details = {"call_back": doc.name, "reached": int(result == "Reached")}
		matter = frappe.get_doc(MATTER, doc.matter)
		events.record(matter, "called.back", unit=unit, occurred_at=at, details=details)
	return doc


def to_call(name: str, for_update: bool = False) -> Any:
	"""A Call Back for who may make the call: a working role over the unit that was rated, none recused."""
	permissions.require_visible(CALL_BACK, [name])
	permissions.require_role(CALLERS)
	doc = frappe.get_doc(CALL_BACK, name, for_update=for_update)
	permissions.refuse_recused(doc)
	return doc


def status_after(doc: Any, result: str) -> str:
	"""How the list says it after a call."""
	if result == "Reached":
		return "Reached"
	most = cint(frappe.get_cached_doc("Healthtalk Settings").call_back_attempts) or ATTEMPTS
	given_up = result in ("Wrong Number", "Refused") or len(doc.attempts) >= most
	return "Not Reached" if given_up or doc.status == "Not Reached" else "To Call"


def last_call(doc: Any) -> Any:
	"""A call follows the rating and the call before."""
	return doc.attempts[-1].called_at if doc.attempts else doc.rated_at


def telephone(name: str, reason: str) -> dict[str, str | None]:
	"""The rater's clear name and telephone for a call; each document that is opened leaves its row.

	Who left no telephone with the rating is called at the one with which he raised the matter.
	"""
	doc = to_call(name)
	shown = identity.reveal(EVALUATION, doc.evaluation, reason)
	found = {"name": shown.get("rater_name"), "phone": shown.get("rater_phone")}
	if not found["phone"] and doc.matter:
		shown = identity.reveal(MATTER, doc.matter, reason)
		found = {"name": found["name"] or shown.get("raiser_name"), "phone": shown.get("raiser_phone")}
	return found


def script(doc: Any) -> str:
	"""What the caller says, from the settings, with the unit and the subject in their places."""
	text = frappe.get_cached_doc("Healthtalk Settings").call_back_script or ""
	unit = frappe.get_cached_value("Health Unit", doc.unit, "unit_name") if doc.unit else ""
	return text.replace("{unit}", unit or "").replace("{subject}", doc.subject or "")

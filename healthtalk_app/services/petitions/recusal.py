"""回避: whoever has an interest in a matter does not handle it (信访工作条例 2022, art. 28; P5).

Asked for by the person, the petitioner or a superior, and decided by a leader who is somebody else. What a
recused user may not do stands in `permissions.recusal`; he goes on reading what his unit reads.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, RecusedError, refuse
from healthtalk_app.rules.transitions import FINISHED, MATTER, RECTIFICATION
from healthtalk_app.services import inputs
from healthtalk_app.services.steps.saving import service_save

STANDING = ("Requested", "Recused")
FACILITIES = {"request_recusal": "Ask for a Recusal", "decide_recusal": "Decide on a Recusal"}
ASKED_BY = ("The Person", "The Petitioner", "A Superior")


def keep_out(doc: Any) -> None:
	"""Who is recused is not the handler."""
	if doc.handler and doc.handler in permissions.recused_users(doc):
		refuse(
			_("{0} is recused from this matter and cannot handle it. Choose somebody else."),
			get_fullname(doc.handler),
			error=RecusedError,
			title=_("Recused"),
		)


def request(doc: Any, person: str, reason: str, asked_by: str = "The Petitioner") -> str:
	"""Ask that a user shall not handle this matter; returns the row on which a leader decides."""
	if doc.status in FINISHED[MATTER]:
		frappe.throw(_("This matter is finished."), MoveNotAllowedError)
	if inputs.is_blank(reason) or asked_by not in ASKED_BY:
		frappe.throw(_("Say who asks for the recusal, and why."), EvidenceMissingError)
	if not frappe.db.get_value("User", {"name": person, "enabled": 1, "user_type": "System User"}):
		refuse(_("{0} has no active account."), person, error=EvidenceMissingError)
	if any(row.person == person and row.decision in STANDING for row in doc.recusals):
		refuse(
			_("The recusal of {0} was asked for already."), get_fullname(person), error=MoveNotAllowedError
		)
	with service_save(doc):
		row = doc.append(
			"recusals",
			{
				"person": person,
				"reason": reason,
				"asked_by": asked_by,
				"requested_by": frappe.session.user,
				"requested_at": now_datetime(),
				"decision": "Requested",
			},
		)
		doc.queue_event("recusal.requested", details={"person": person})
	return row.name


def decide(doc: Any, row_name: str, approve: bool, note: str | None = None) -> None:
	"""Decide on a recusal; nobody decides on his own. A recused handler hands the matter back."""
	row = next((r for r in doc.recusals if r.name == row_name and r.decision == "Requested"), None)
	if not row:
		frappe.throw(_("There is no such request waiting for a decision."), MoveNotAllowedError)
	if row.person == frappe.session.user:
		frappe.throw(_("Somebody else decides on your own recusal."), RecusedError)
	if not approve and inputs.is_blank(note):
		frappe.throw(_("A refusal has its reason."), EvidenceMissingError)
	row.update(
		{
			"decision": "Recused" if approve else "Refused",
			"decided_by": frappe.session.user,
			"decided_at": now_datetime(),
			"decision_note": note,
		}
	)
	with service_save(doc):
		if approve and doc.handler == row.person:
			doc.handler = None
		if approve:
			theirs = {"matter": doc.name, "handler": row.person}
			# who has one of them open loses nothing of what he typed
			frappe.db.set_value(RECTIFICATION, theirs, "handler", None, update_modified=False)
		event = "recusal.approved" if approve else "recusal.refused"
		doc.queue_event(event, details={"person": row.person})


def keys(doc: Any) -> list[tuple[str, str]]:
	"""What may be done about recusals now, with the labels."""
	decider = "Discipline Officer" if doc.is_accusation else "Unit Leader"
	waiting = [row for row in doc.recusals if row.decision == "Requested"]
	open_now = {
		"request_recusal": doc.status not in FINISHED[MATTER],
		"decide_recusal": decider in frappe.get_roles()
		and any(row.person != frappe.session.user for row in waiting),
	}
	return [(key, label) for key, label in FACILITIES.items() if open_now[key]]

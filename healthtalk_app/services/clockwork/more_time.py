"""Stopping the clock of a matter, and lengthening it: asked for, decided, made known (design §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError
from healthtalk_app.rules.transitions import DISPUTE
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.steps.saving import checked_time, service_save

UNDER_WAY = ("Accepted", "Planned", "In Progress")
UNDER_WAY_OF = {DISPUTE: ("Accepted", "Mediating")}


def require_under_way(doc: Any) -> None:
	"""Only the clocks of a matter that was accepted are stopped or lengthened."""
	if doc.status not in UNDER_WAY_OF.get(doc.doctype, UNDER_WAY):
		frappe.throw(
			_("The clock is stopped, and more time asked for, while a matter is under way."),
			MoveNotAllowedError,
		)


def pause(doc: Any, reason: str, at: datetime | str | None = None) -> None:
	"""Stop the clock for one of the reasons that the rule lists."""
	require_under_way(doc)
	at = checked_time(doc, at, after=doc.accepted_at)
	with service_save(doc):
		clocks.pause(doc, reason, at)


def resume(doc: Any, at: datetime | str | None = None) -> None:
	"""Let the clock go on."""
	at = checked_time(doc, at, after=doc.paused_since)
	with service_save(doc):
		clocks.resume(doc, at)


def request_extension(doc: Any, step: str, amount: int, reason: str) -> str:
	"""Ask for more time; a leader decides. Returns the name of the row."""
	require_under_way(doc)
	if not (reason or "").strip():
		frappe.throw(_("An extension has its reason."), EvidenceMissingError)
	if any(row.decision == "Requested" for row in doc.extensions):
		frappe.throw(_("An extension is waiting for a decision already."), MoveNotAllowedError)
	proposed = clocks.proposed_due(doc, step, amount)
	with service_save(doc):
		row = doc.append(
			"extensions",
			{
				"step": step,
				"amount": amount,
				"reason": reason,
				"requested_by": frappe.session.user,
				"requested_at": now_datetime(),
				"proposed_due": proposed,
				"decision": "Requested",
			},
		)
		doc.queue_event("extension.requested", details={"step": step, "amount": amount})
	return row.name


def decide_extension(doc: Any, row_name: str, approve: bool, note: str | None = None) -> None:
	"""Approve or refuse an extension; nobody decides what he asked for himself."""
	row = next((row for row in doc.extensions if row.name == row_name and row.decision == "Requested"), None)
	if not row:
		frappe.throw(_("There is no such request waiting for a decision."), MoveNotAllowedError)
	if row.requested_by == frappe.session.user:
		frappe.throw(_("Somebody else decides what you have asked for."), frappe.PermissionError)
	row.update(
		{
			"decision": "Approved" if approve else "Refused",
			"decided_by": frappe.session.user,
			"decided_at": now_datetime(),
			"decision_note": note,
		}
	)
	with service_save(doc):
		if approve:
			clocks.extend(doc, row.step, row.amount)
		else:
			doc.queue_event("extension.refused", details={"step": row.step})


def record_told(doc: Any, row_name: str, told_how: str, at: datetime | str | None = None) -> None:
	"""Who raised the matter was told of the extension and why."""
	row = next((row for row in doc.extensions if row.name == row_name), None)
	if not row or row.decision != "Approved":
		frappe.throw(_("Only an approved extension is made known."), MoveNotAllowedError)
	row.told_at, row.told_how = checked_time(doc, at, after=row.decided_at), told_how
	with service_save(doc):
		doc.queue_event("extension.told", occurred_at=row.told_at)

"""What is done about a Referral Slip beside its workflow: sending it off, urging, supervising (H8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, WrongSideError
from healthtalk_app.rules.transitions import SLIP
from healthtalk_app.services.slips import slip_hops, slip_sides
from healthtalk_app.services.steps import flow, states


def send_off(doc: Any) -> None:
	"""Issue a draft as the user at work, or take it to the approval that was put before its issue."""
	workflow = states.workflow_of(SLIP)
	ways = {
		states.status_of_state(SLIP, row.next_state): row.action for row in get_transitions(doc, workflow)
	}
	if action := ways.get("Issued") or ways.get("Draft"):
		flow.act(SLIP, doc.name, action)


def require_oversight(doc: Any) -> None:
	"""Raise `WrongSideError` unless the user works for the sender or a superior of it."""
	if not slip_sides.may_oversee(doc):
		frappe.throw(
			_("Only the unit that sent the slip, or a superior of it, urges and supervises."),
			WrongSideError,
			title=_("Not Your Step"),
		)


def urge(doc: Any, note: str) -> None:
	"""Remind the receiver, on record."""
	require_oversight(doc)
	if doc.status not in ("Issued", "Signed For", "In Progress"):
		frappe.throw(_("Only a slip that waits for its receiver is urged."), MoveNotAllowedError)
	if not (note or "").strip():
		frappe.throw(_("Write what you urge for."), EvidenceMissingError)
	doc.flags.by_service = doc.flags.system_move = True
	slip_hops.add_hop(doc, "Urged", slip_sides.overseeing_unit(doc), doc.receiver_unit, now_datetime(), note)
	doc.queue_event("urged")
	# the sender's right was checked above; the workflow's edit role is the receiver's at this stage
	doc.save(ignore_permissions=True)


def supervise(doc: Any, request: str, required_by: datetime | str | None = None) -> Any:
	"""督办: a slip of its own on a slip that is late, with its own date. Returns the new draft."""
	require_oversight(doc)
	if doc.status not in ("Issued", "Signed For", "In Progress", "Objected"):
		frappe.throw(_("Only a slip that waits for its receiver is supervised."), MoveNotAllowedError)
	supervision = frappe.get_doc(
		doctype=SLIP,
		kind="Supervision",
		original_slip=doc.original_slip or doc.name,
		matter=doc.matter,
		subject=doc.subject,
		sender_unit=slip_sides.overseeing_unit(doc),
		receiver_unit=doc.receiver_unit,
		urgency="Urgent",
		request=request,
		required_by=required_by,
	)
	supervision.insert()
	return supervision

"""States and statuses: what the desk's Workflow calls a step, and what the code relies on (design §3)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name

from healthtalk_app.exceptions import MoveNotAllowedError, refuse
from healthtalk_app.rules import transitions


def workflow_of(doctype: str) -> Any | None:
	"""The active Workflow of a flow, or None when an administrator has switched it off."""
	name = get_workflow_name(doctype)
	return frappe.get_cached_doc("Workflow", name) if name else None


def state_map(doctype: str) -> dict[str, str]:
	"""State → status, in the Workflow's order. Without a Workflow every status is its own state."""
	workflow = workflow_of(doctype)
	if not workflow:
		return {status: status for status in transitions.STATUSES[doctype]}
	return {row.state: row.update_value for row in workflow.states}


def status_of_state(doctype: str, state: str) -> str:
	"""The status of a state. Raises `MoveNotAllowedError` for a state that the Workflow does not have."""
	status = state_map(doctype).get(state)
	if not status:
		refuse(_("{0} is not a state of the workflow of {1}."), state, _(doctype), error=MoveNotAllowedError)
	return status


def main_state(doctype: str, status: str) -> str:
	"""The first state, in the Workflow's order, that stands for `status`."""
	for state, own in state_map(doctype).items():
		if own == status:
			return state
	refuse(
		_("The workflow of {0} has no state for {1}."),
		_(doctype),
		_(status, context=doctype),
		error=MoveNotAllowedError,
	)

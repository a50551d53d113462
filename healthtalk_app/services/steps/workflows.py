"""What an administrator may do to a workflow of ours: all but lose a status (design §3)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import StateInUseError, StatusLostError, refuse
from healthtalk_app.rules import transitions


def check_workflow(doc: Document, method: str | None = None) -> None:
	"""Refuse a workflow on one of our flows in which a status has no state or a state has no status."""
	statuses = transitions.STATUSES.get(doc.document_type)
	if not statuses or frappe.flags.in_uninstall:
		return
	check_states(doc, statuses)
	check_statuses(doc, statuses)
	check_states_in_use(doc)


def check_states(doc: Document, statuses: tuple[str, ...]) -> None:
	"""Every state sets the field `status` to one of the flow's statuses, in all its rows to the same one."""
	meant: dict[str, str] = {}
	for row in doc.states:
		if row.update_field != "status" or row.update_value not in statuses:
			refuse(
				_("Row {0}: state {1} has no status. Set Update Field to status and Update Value to: {2}."),
				row.idx,
				_(row.state),
				", ".join(statuses),
				error=StatusLostError,
				title=_("State Without Status"),
			)
		if meant.setdefault(row.state, row.update_value) != row.update_value:
			refuse(
				_("Row {0}: state {1} stands for {2} in one row and for {3} in another."),
				row.idx,
				_(row.state),
				meant[row.state],
				row.update_value,
				error=StatusLostError,
				title=_("State With Two Statuses"),
			)
		if str(row.doc_status or "0") != "0":
			refuse(
				_("Row {0}: documents of {1} are never submitted; set Doc Status to 0."),
				row.idx,
				_(doc.document_type),
				error=StatusLostError,
			)


def check_statuses(doc: Document, statuses: tuple[str, ...]) -> None:
	"""Every status keeps at least one state; new documents begin in the first status."""
	kept = {row.update_value for row in doc.states}
	if lost := [status for status in statuses if status not in kept]:
		refuse(
			_("No state would be left for: {0}. Every status of {1} needs at least one state."),
			"、".join(_(status, context=doc.document_type) for status in lost),
			_(doc.document_type),
			error=StatusLostError,
			title=_("Status Without State"),
		)
	if doc.states[0].update_value != statuses[0]:
		refuse(
			_("The first state must stand for {0}, in which every {1} begins."),
			_(statuses[0]),
			_(doc.document_type),
			error=StatusLostError,
		)


def check_states_in_use(doc: Document) -> None:
	"""A document in a state that is gone could not be moved any more."""
	before = doc.get_doc_before_save()
	if not before:
		return
	kept = {row.state for row in doc.states}
	for state in dict.fromkeys(row.state for row in before.states if row.state not in kept):
		if frappe.db.exists(doc.document_type, {doc.workflow_state_field: state}):
			refuse(
				_("Documents of {0} are still in state {1}. Move them on before you remove it."),
				_(doc.document_type),
				_(state),
				error=StateInUseError,
				title=_("State in Use"),
			)


def check_removal(doc: Document, method: str | None = None) -> None:
	"""Refuse to delete the workflow that moves one of our flows."""
	if doc.document_type in transitions.STATUSES and doc.is_active and not frappe.flags.in_uninstall:
		refuse(
			_("This workflow moves {0}. Switch on another workflow before you delete it."),
			_(doc.document_type),
			error=StatusLostError,
		)

"""The platform's list of open workflow actions, which the flows do without.

At every save the platform writes a Workflow Action for all holders of a role, of whatever unit, and reads
each state of the workflow anew for it: two thirds of the time that raising a matter takes. Who has to do
what stands on "My unit today", and the app's own notices tell it. A workflow that an administrator lets
send e-mail alerts keeps the list, because those mails are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

HANDLER = "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions"
MADE_ON = ("on_update", "on_update_after_submit")


@contextmanager
def left_out(method: str, workflow: Any | None) -> Iterator[None]:
	"""Inside the block the event `method` makes no Workflow Action, unless `workflow` sends mails."""
	hooks = frappe.get_doc_hooks()
	general = hooks.get("*", {})
	if (
		method not in MADE_ON
		or HANDLER not in general.get(method, ())
		or (workflow and workflow.send_email_alert)
	):
		yield
		return
	others = [handler for handler in general[method] if handler != HANDLER]
	frappe.local.doc_events_hooks = {**hooks, "*": {**general, method: others}}
	try:
		yield
	finally:
		frappe.local.doc_events_hooks = hooks

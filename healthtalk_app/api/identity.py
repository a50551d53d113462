"""Opening a protected identity."""

from __future__ import annotations

import frappe
from frappe import _

from healthtalk_app.exceptions import refuse
from healthtalk_app.services.records import identity

PROTECTED = ("Talk Matter", "Public Evaluation", "Dispute Mediation", "Public Submission", "Demerit Record")


@frappe.whitelist(methods=["POST"])
def reveal(doctype: str, name: str, reason: str) -> dict[str, str | None]:
	"""The clear identity for a role and a reason; the reading stays on record."""
	if doctype not in PROTECTED:
		refuse(_("{0} holds no protected identity."), _(doctype), error=frappe.PermissionError)
	return identity.reveal(doctype, name, reason)

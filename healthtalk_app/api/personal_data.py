"""Endpoints of the personal data of who raised a matter: hand it out, erase it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import refuse
from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.records import personal_data


def raised(doctype: str, name: str) -> Any:
	"""A matter or submission that the user may write."""
	if doctype not in (MATTER, SUBMISSION):
		refuse(_("{0} holds no protected identity."), _(doctype), error=frappe.PermissionError)
	return flow_document(doctype, name, "write")


@frappe.whitelist(methods=["POST"])
def export(doctype: str, name: str, reason: str) -> dict[str, Any]:
	"""All that is stored about who raised it, for him; the reading stays on record."""
	permissions.require_role(personal_data.DECIDING)
	return personal_data.export(raised(doctype, name), reason)


@frappe.whitelist(methods=["POST"])
@retried
def erase(doctype: str, name: str, ground: str) -> int:
	"""Erase who raised it; returns of how many documents."""
	return personal_data.erase(raised(doctype, name), ground)

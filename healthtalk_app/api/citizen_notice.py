"""Endpoints of notices to citizens: preview of a text, another attempt."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import MoveNotAllowedError
from healthtalk_app.services.notifying import citizen_notice, citizen_texts


@frappe.whitelist(methods=["POST"])
def preview(subject: str = "", text: str = "", closed_text: str = "") -> dict[str, Any]:
	"""How a text reads for a sample matter, and how long it is."""
	frappe.has_permission(citizen_texts.TEXT, "read", throw=True)
	return citizen_texts.preview(subject or "", text or "", closed_text or "")


@frappe.whitelist(methods=["POST"])
def send_again(name: str) -> None:
	"""Have a failed notice sent once more, by who may write what it tells of."""
	permissions.require_visible(citizen_notice.DOCTYPE, [name])
	doc = frappe.get_doc(citizen_notice.DOCTYPE, name, for_update=True)
	permissions.require(frappe.get_doc(doc.reference_doctype, doc.reference_name), "write")
	if doc.status not in ("Failed", "Not Sent"):
		frappe.throw(_("Only a notice that failed is sent again."), MoveNotAllowedError)
	citizen_notice.send_again(doc)

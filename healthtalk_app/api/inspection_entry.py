"""Endpoints of the telephone page for inspectors: their sheets, what they entered, photos."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.public import content_of
from healthtalk_app.services import inputs
from healthtalk_app.services.inspections import entry

MOST_BYTES = 12 * 1024 * 1024


@frappe.whitelist(methods=["GET"])
def mine() -> dict[str, Any]:
	"""The inspections of the user at work, and the token for sending: that of the page may be an old one."""
	permissions.require_role(entry.ROLES)
	return {"sheets": entry.mine(), "token": frappe.sessions.get_csrf_token()}


@frappe.whitelist(methods=["POST"])
@retried
def enter(name: str, key: str, items: list[dict[str, Any]] | str) -> dict[str, Any]:
	"""Write what was entered, once for each key; returns the sheet."""
	permissions.require_role(entry.ROLES)
	return entry.enter(name, key, inputs.rows(items))


@frappe.whitelist(methods=["POST"])
@retried
def add_photo(name: str, row: str) -> dict[str, Any]:
	"""Keep a photo, the `file` part of the form, with an item; the same one sent again is there once."""
	permissions.require_role(entry.ROLES)
	part = frappe.request.files.get("file") if getattr(frappe.local, "request", None) else None
	content = content_of(part.stream, MOST_BYTES + 1) if part else b""
	if not content or len(content) > MOST_BYTES:
		inputs.refuse(_("A photo is sent as a file of at most {0} MB."), MOST_BYTES // 1024**2)
	return entry.add_photo(name, row, content)

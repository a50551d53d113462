"""Callbacks to other systems: a Webhook of the platform on *Source Change*, never without a signature."""

from __future__ import annotations

import re
import secrets
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import BadInputError, MoveNotAllowedError
from healthtalk_app.services.partners.source_changes import CHANGE

PAYLOAD = (("name", "id"), ("reference", "reference"), ("state", "state"), ("occurred_at", "occurred_at"))
ADDRESS = re.compile(r"https://[^\s/?#]+\S*")
TIMEOUT = 10


def check_webhook(doc: Any, method: str | None = None) -> None:
	"""`validate` of Webhook: one that sends our changes is signed while it is switched on."""
	if doc.webhook_doctype == CHANGE and doc.enabled and not doc.enable_security:
		frappe.throw(
			_("A callback to another system is signed: switch on Enable Security and give it a secret."),
			MoveNotAllowedError,
		)


def set_up(source: Any, address: str) -> dict[str, str]:
	"""A Webhook that tells one source of its changes; returns its name and, once, its secret.

	One that was set up before is given the new address and a new secret.
	"""
	if not ADDRESS.fullmatch((address or "").strip()):
		frappe.throw(_("The address begins with https://."), BadInputError)
	condition = f"doc.source == {source.name!r}"
	known = frappe.db.get_value("Webhook", {"webhook_doctype": CHANGE, "condition": condition})
	secret = secrets.token_urlsafe(32)
	doc = frappe.get_doc("Webhook", known) if known else frappe.new_doc("Webhook")
	doc.name = doc.name or f"healthtalk-{source.name}"
	doc.update(
		{
			"webhook_doctype": CHANGE,
			"webhook_docevent": "after_insert",
			"condition": condition,
			"request_url": address.strip(),
			"request_method": "POST",
			"request_structure": "",
			"enabled": 1,
			"enable_security": 1,
			"webhook_secret": secret,
			"timeout": TIMEOUT,
			"webhook_headers": [{"key": "Content-Type", "value": "application/json"}],
			"webhook_data": [{"fieldname": field, "key": key} for field, key in PAYLOAD],
		}
	)
	# the endpoint has checked who may set up sources; Webhooks are the system manager's otherwise
	doc.save(ignore_permissions=True)
	return {"webhook": doc.name, "secret": secret}

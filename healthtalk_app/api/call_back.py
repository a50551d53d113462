"""Endpoints of the call-back list."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.api.checks import retried
from healthtalk_app.services.rectifications import call_back


@frappe.whitelist(methods=["POST"])
@retried
def record(
	name: str,
	result: str,
	said: str | None = None,
	new_opinion: str | None = None,
	called_at: str | None = None,
) -> str:
	"""Write down one call; returns how the list says it now."""
	return call_back.record(name, result, said, new_opinion, called_at).status


@frappe.whitelist(methods=["POST"])
def telephone(name: str, reason: str) -> dict[str, str | None]:
	"""The rater's clear telephone, for a reason that stays on record."""
	return call_back.telephone(name, reason)


@frappe.whitelist(methods=["GET", "POST"])
def script(name: str) -> str:
	"""What the caller says."""
	doc: Any = call_back.to_call(name)
	return call_back.script(doc)

"""Endpoint of a self-check: handing it in."""

from __future__ import annotations

import frappe

from healthtalk_app.api.checks import retried
from healthtalk_app.services.self_checks import self_check


@frappe.whitelist(methods=["POST"])
@retried
def hand_in(name: str) -> int:
	"""Make a rectification of every problem; returns how many there are."""
	return self_check.hand_in(name)

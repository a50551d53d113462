"""Endpoints of publicity items: the bureau's decision on one or many."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.api.checks import retried
from healthtalk_app.services import inputs
from healthtalk_app.services.publicity import publicity


def chosen(names: Any) -> list[str]:
	"""The names of items, as a list or as JSON text. Raises `BadInputError`."""
	return inputs.names(names) or inputs.refuse(_("Choose at least one item."))


@frappe.whitelist(methods=["GET", "POST"])
def may_decide() -> bool:
	"""Whether the buttons of the decision are shown to the user at work."""
	return publicity.may_decide()


@frappe.whitelist(methods=["POST"])
@retried
def confirm(names: list[str] | str) -> int:
	"""Let items count; returns how many."""
	return publicity.confirm(chosen(names))


@frappe.whitelist(methods=["POST"])
@retried
def leave_out(names: list[str] | str, reason: str) -> int:
	"""Say that items do not count, and why; returns how many."""
	return publicity.leave_out(chosen(names), reason)


@frappe.whitelist(methods=["POST"])
@retried
def take_back(names: list[str] | str) -> int:
	"""Take a decision back; returns how many."""
	return publicity.take_back(chosen(names))

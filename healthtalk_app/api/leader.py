"""Endpoints of the leader's page: the screen, the documents behind a number, the page on paper."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.metrics import leader as figures
from healthtalk_app.services import leader


@frappe.whitelist(methods=["GET", "POST"])
def page() -> dict[str, Any]:
	"""Everything on the page of the user at work."""
	frappe.has_permission("Talk Matter", "read", throw=True)
	return leader.page()


@frappe.whitelist(methods=["GET", "POST"])
def overdue(doctype: str, unit: str | None = None) -> list[str]:
	"""The overdue documents of a kind, of one unit or of all that the user sees, for the list."""
	frappe.has_permission("Talk Matter", "read", throw=True)
	return figures.overdue_names(doctype, unit)


@frappe.whitelist(methods=["GET", "POST"])
def ring(ring: str, part: str = "open") -> list[str]:
	"""The matters that stand in a ring, are overdue in it or passed it today, for the list."""
	frappe.has_permission("Talk Matter", "read", throw=True)
	return figures.ring_names(ring, part)


@frappe.whitelist(methods=["GET"])
def paper() -> None:
	"""The page on one sheet of A4."""
	frappe.has_permission("Talk Matter", "print", throw=True)
	# the printing engine is heavy and needed by nothing else here
	from healthtalk_app.printing.leader_context import leaders_page as context
	from healthtalk_app.printing.platform import sheet

	frappe.local.response.filename = "领导看板.pdf"
	frappe.local.response.filecontent = sheet("leaders_page", context(leader.page()))
	frappe.local.response.type = "pdf"

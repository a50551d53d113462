"""Where the tracking code of a receipt leads until the public pages open: it says so, whatever the code."""

from typing import Any

import frappe

no_cache = 1


def get_context(context: Any) -> None:
	"""A page that neither reads the code nor tells whether it exists."""
	context.update(describe("办理进度查询", "查询"))


def describe(title: str, service: str) -> dict[str, Any]:
	"""What both pages show; the telephone comes from the settings."""
	phone = frappe.db.get_single_value("Healthtalk Settings", "service_phone")
	return {"title": title, "service": service, "phone": phone, "show_sidebar": False}

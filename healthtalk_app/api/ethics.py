"""Endpoints of an ethics appraisal sheet: draw, confirm, open again, enter in the personnel file (E2)."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.permissions.ethics import ETHICS
from healthtalk_app.services.ethics import sheet


def held(name: str) -> Any:
	"""A sheet for a step: locked, and of discipline."""
	permissions.require_visible(ETHICS, [name])
	doc = frappe.get_doc(ETHICS, name, for_update=True)
	permissions.require(doc, "write")
	return doc


@frappe.whitelist(methods=["POST"])
@retried
def draw_again(name: str) -> None:
	"""Take the records of this moment."""
	sheet.draw_again(held(name))


@frappe.whitelist(methods=["POST"])
@retried
def confirm(name: str) -> None:
	"""Confirm the grade; the person reads the sheet from now on."""
	sheet.confirm(held(name))


@frappe.whitelist(methods=["POST"])
@retried
def open_again(name: str, reason: str) -> None:
	"""Open a confirmed sheet."""
	sheet.open_again(held(name), reason)


@frappe.whitelist(methods=["POST"])
@retried
def enter_in_file(name: str) -> None:
	"""Let the grade stand in the person's file of ERPNext."""
	sheet.enter_in_file(held(name))

"""Endpoints of a study record: what is shown in the room for signing in, and the staff of the unit."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.printing.templating import qr
from healthtalk_app.services.study import attendance, sign_in
from healthtalk_app.services.study.attendance import RECORD


def held_record(name: str) -> Any:
	"""A study record that the user at work may write, read again from the database."""
	permissions.require_visible(RECORD, [name])
	doc = frappe.get_doc(RECORD, name)
	permissions.require(doc, "write")
	return doc


@frappe.whitelist(methods=["POST"])
@retried
def sign_in_sheet(name: str) -> dict[str, str]:
	"""The QR code for signing in as a picture, its address, and the code of the day."""
	shown = sign_in.sheet(held_record(name))
	return {**shown, "picture": str(qr(shown["url"]))}


@frappe.whitelist(methods=["POST"])
def staff(name: str) -> list[dict[str, Any]]:
	"""The employees of the unit who do not stand in the attendance yet, as rows to be added."""
	return attendance.staff_of(held_record(name))

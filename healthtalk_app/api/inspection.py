"""Endpoints of an inspection beside its workflow."""

from __future__ import annotations

import base64
import binascii

import frappe
from frappe import _

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.rules.transitions import INSPECTION
from healthtalk_app.services import inputs
from healthtalk_app.services.inspections import evidence, feedback


@frappe.whitelist(methods=["POST"])
@retried
def answer(letter: str, text: str, by: str | None = None) -> None:
	"""The inspected unit's answer to its feedback letter; who reads it is asked there."""
	feedback.answer(letter, text, by)


@frappe.whitelist(methods=["POST"])
@retried
def add_photo(name: str, item_no: str, content: str) -> str:
	"""A photo (base64) of an item; returns its address. Sent twice it is there once."""
	doc = flow_document(INSPECTION, name, "write")
	try:
		picture = base64.b64decode(content.partition("base64,")[2] or content, validate=True)
	except (binascii.Error, ValueError):
		inputs.refuse(_("The photo cannot be read."))
	return evidence.add_photo(doc, item_no, picture)

"""Who made a mystery visit stays hidden where the inspected unit reads: the app writes what follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _

from healthtalk_app.rules.transitions import INSPECTION, RECTIFICATION

LETTER = "Inspection Feedback"


@contextmanager
def by_nobody() -> Iterator[None]:
	"""What is written inside has the app's own account as its author, in rows, logs and notices.

	Only for what a service writes on the app's account: rights are not asked inside.
	"""
	session, user = frappe.local.session, frappe.session.user
	session.user = "Administrator"
	try:
		yield
	finally:
		session.user = user


def guard_comment(doc: Any, method: str | None = None) -> None:
	"""`before_insert` of Comment: no visitor comments on his letter or on what it ordered."""
	if doc.comment_type not in ("Comment", "Like") or doc.reference_doctype not in (LETTER, RECTIFICATION):
		return
	if is_visitor(letter_of(doc.reference_doctype, doc.reference_name)):
		frappe.throw(
			_("You made this mystery visit; a comment would tell the unit who came."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def letter_of(doctype: str, name: str) -> str | None:
	"""The letter itself, or the one that ordered a rectification."""
	if doctype == LETTER:
		return name
	source = frappe.db.get_value(RECTIFICATION, name, ("source_doctype", "source_name"))
	return source[1] if source and source[0] == LETTER else None


def is_visitor(letter: str | None) -> bool:
	"""Whether the user at work was on the team of a mystery visit."""
	inspection = letter and frappe.db.get_value(LETTER, {"name": letter, "kind": "Mystery"}, "inspection")
	if not inspection:
		return False
	on_team = {"parenttype": INSPECTION, "parent": inspection, "user": frappe.session.user}
	return bool(frappe.db.exists("Inspection Member", on_team))

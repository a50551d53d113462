"""Endpoints of a commitment beside its workflow: progress, the poster's code, and ratings from the desk."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document, has_app
from healthtalk_app.exceptions import refuse
from healthtalk_app.rules.transitions import COMMITMENT
from healthtalk_app.services import inputs
from healthtalk_app.services.commitments import commitment_progress, commitment_ratings, commitment_view
from healthtalk_app.services.voice import guest_input


@frappe.whitelist(methods=["POST"])
@retried
def note_progress(
	name: str,
	note: str,
	noted_on: str | None = None,
	evidence: str | None = None,
	evidence_note: str | None = None,
) -> None:
	"""Add a note of progress with its evidence."""
	doc = flow_document(COMMITMENT, name, "write")
	commitment_progress.note_progress(doc, note, noted_on, evidence, evidence_note)


@frappe.whitelist(methods=["GET", "POST"])
def standing(name: str) -> dict[str, Any]:
	"""How a commitment is rated, for who may read it: points, and each group's ballots."""
	return commitment_view.rating(flow_document(COMMITMENT, name).name)


@frappe.whitelist(methods=["GET", "POST"])
def rateable() -> list[dict[str, Any]]:
	"""The published commitments of all units that the user at work may still rate, the newest first."""
	require_rater()
	return commitment_view.rateable(frappe.session.user)


@frappe.whitelist(methods=["POST"])
@retried
def rate(name: str, level: str, comment: str | None = None) -> None:
	"""Rate a published commitment of any unit, once and unsigned, in the group that the user belongs to."""
	require_rater()
	commitment_view.rate_in_desk(name, frappe.session.user, level, said(comment))


def require_rater() -> None:
	"""Raise `PermissionError` for who does not work with Health Talk."""
	if not has_app():
		refuse(
			_("Staff and leaders rate in the desk; everybody else on the public page."),
			error=frappe.PermissionError,
		)


def said(comment: str | None) -> str | None:
	"""A comment that is no longer than those of the public page, and harmless like them.

	A ballot is written past the platform, which would look through it. Raises `BadInputError`, and
	`PublicInputError` for what cannot be read.
	"""
	if isinstance(comment, str) and len(comment) > commitment_ratings.MOST_COMMENT:
		inputs.refuse(
			_("{0} holds at most {1} characters; there are {2}."),
			_("Comment"),
			commitment_ratings.MOST_COMMENT,
			len(comment),
		)
	return guest_input.text(comment, "comment", commitment_ratings.MOST_COMMENT) or None

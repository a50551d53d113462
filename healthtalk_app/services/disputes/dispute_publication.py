"""What becomes public of a mediation: only with the consent of both sides (条例 art. 42, rules.md)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, refuse
from healthtalk_app.rules.transitions import DISPUTE
from healthtalk_app.services import inputs
from healthtalk_app.services.disputes import dispute_fields
from healthtalk_app.services.records import identity
from healthtalk_app.services.steps.saving import service_save

SHORTEST = 2


def publish(doc: Any, text: str) -> None:
	"""Let an ended mediation stand as a published case, in words that name nobody.

	Raises `EvidenceMissingError` without both consents in writing.
	"""
	if not doc.outcome:
		frappe.throw(_("A mediation is published after it has ended."), MoveNotAllowedError)
	doc.require_evidence(
		(*dispute_fields.CONSENTS, "consent_scan"),
		_("Nothing is published without the written consent of both sides (art. 42)."),
	)
	if inputs.is_blank(text):
		frappe.throw(_("Write the text that is published."), EvidenceMissingError)
	refuse_names(doc, text)
	with service_save(doc):
		doc.publication_text = text.strip()
		doc.queue_event("published")


def refuse_names(doc: Any, text: str) -> None:
	"""The text carries nothing of the patient's protected identity."""
	for value in identity.clear_values(DISPUTE, doc.name).values():
		if value and len(value) >= SHORTEST and value in text:
			refuse(
				_("The text names the patient or says how to reach them. Take that out."),
				error=MoveNotAllowedError,
				title=_("Protected Identity"),
			)


def withdraw(doc: Any) -> None:
	"""Take a published case back."""
	if not doc.published_at:
		frappe.throw(_("This case is not published."), MoveNotAllowedError)
	with service_save(doc):
		doc.publication_text = None
		doc.queue_event("publication.withdrawn")

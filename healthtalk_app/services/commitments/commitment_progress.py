"""Progress of a commitment: notes with their evidence, added while it is published, never changed (C4)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime, today

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError, refuse
from healthtalk_app.services import inputs
from healthtalk_app.services.steps.saving import service_save


def note_progress(
	doc: Any,
	note: str,
	noted_on: str | None = None,
	evidence: str | None = None,
	evidence_note: str | None = None,
) -> None:
	"""Add a note with its evidence; day and words stand on the page. Notes are added, never changed.

	The caller has checked that the user may write the commitment. Raises `EvidenceMissingError`,
	`MoveNotAllowedError`, `TimeOrderError`.
	"""
	if doc.status != "Published":
		refuse(_("Progress is noted while a commitment is published."), error=MoveNotAllowedError)
	if inputs.is_blank(note):
		frappe.throw(_("Say what was done."), EvidenceMissingError)
	if inputs.is_blank(evidence) and inputs.is_blank(evidence_note):
		frappe.throw(
			_("Progress has its evidence: attach a file, or say where the evidence on paper is kept."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	if evidence:
		keep_file(doc, evidence)
	at = inputs.moment(noted_on, _("On")) or now_datetime()
	if not getdate(doc.published_at) <= getdate(at) <= getdate(today()):
		frappe.throw(_("Progress lies between the publication and today."), TimeOrderError)
	with service_save(doc):
		doc.append(
			"progress_notes",
			{
				"noted_on": getdate(at),
				"note": note,
				"evidence": evidence or None,
				"evidence_note": evidence_note or None,
				"noted_by": frappe.session.user,
			},
		)
		doc.queue_event("progress.noted", details={"note": len(doc.progress_notes)})


def keep_file(doc: Any, url: str) -> None:
	"""Attach a file that the user has just sent to the commitment, so that its readers find it there.

	Raises `EvidenceMissingError` for one that is neither his own nor the commitment's.
	"""
	of_doc = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	if frappe.db.exists("File", {"file_url": url, **of_doc}):
		return
	# get_all: files that the user at work has sent himself
	own = frappe.get_all(
		"File",
		{
			"file_url": url,
			"owner": frappe.session.user,
			"is_private": 1,
			"attached_to_name": ("is", "not set"),
		},
		pluck="name",
		limit=1,
	)
	if not own:
		frappe.throw(_("Attach the file once more: it is public, or not yours."), EvidenceMissingError)
	frappe.db.set_value("File", own[0], of_doc, update_modified=False)

"""The papers of a petition: notices 告知书 and opinions 意见书, with numbers and dates of delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError
from healthtalk_app.rules import petitions as rules
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering
from healthtalk_app.services.steps.saving import checked_time, service_save

ACCEPTANCE, REFUSAL, ONE_TIME, OPINION = (
	"Acceptance Notice",
	"Refusal Notice",
	"One-Time Notice",
	"Opinion",
)
# the series of numbers: notices run through, opinions have their own
SERIES = {ACCEPTANCE: "notice", REFUSAL: "notice", ONE_TIME: "notice", OPINION: "opinion"}
# the paper that a step leads to
FOLLOWS = {"Accepted": ACCEPTANCE, "Not Accepted": REFUSAL, "Replied": OPINION}


def issue(doc: Any, kind: str, at: datetime) -> None:
	"""Give the paper its number, under the name of a unit and never of a section of it."""
	unit = units.organ(doc.lead_unit or doc.unit) or units.bureau()
	number = numbering.issue(unit, SERIES[kind], doc, at)
	doc.append(
		"papers",
		{"kind": kind, "number": number, "unit": unit, "issued_at": at, "issued_by": frappe.session.user},
	)
	doc.queue_event("petition.paper", occurred_at=at, details={"paper": kind, "number": number})


def paper(doc: Any, kind: str) -> Any | None:
	"""The last paper of a kind."""
	return next((row for row in reversed(doc.get("papers") or []) if row.kind == kind), None)


def record_delivery(doc: Any, row_name: str, how: str, at: datetime | str | None = None) -> None:
	"""送达: the petitioner has the paper; with an opinion the window for asking for a review begins."""
	row = next((row for row in doc.papers if row.name == row_name), None)
	if not row or row.delivered_at:
		frappe.throw(_("Choose a paper that is not delivered yet."), MoveNotAllowedError)
	if not how:
		frappe.throw(_("Say how the paper was delivered."), EvidenceMissingError)
	row.delivered_at, row.delivered_how = checked_time(doc, at, after=row.issued_at), how
	with service_save(doc):
		doc.queue_event("petition.delivered", occurred_at=row.delivered_at, details={"paper": row.kind})
		if row.kind == OPINION and row is paper(doc, OPINION):
			open_window(doc, row.delivered_at)


def open_window(doc: Any, at: datetime) -> None:
	"""Thirty days from the delivery of an opinion a review of it may be asked for (art. 35–36)."""
	stage = rules.NEXT_STAGE[rules.stage_of(doc.variant)]
	if stage:
		step = rules.REQUEST_STEP[stage]
		rule = deadlines.select(doc.regime, step, doc.category, at.date(), doc.variant)
		clocks.restart(doc, step, at, rule=rule)

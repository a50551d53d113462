"""Endpoints of what the public sent, beside its workflow."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.services import inputs
from healthtalk_app.services.opinion import similar as similar_matters
from healthtalk_app.services.voice import public_view, submission

ENTERING = ("Unit Officer", "Unit Leader", "Healthtalk Administrator")
COMMON = ("channel", "unit", "received_at", "session")


@frappe.whitelist(methods=["POST"])
@retried
def enter_paper(rows: list[dict[str, Any]] | str, common: dict[str, Any] | str) -> list[str]:
	"""Enter notes that came on paper, one a row: content, place, raiser_name, raiser_phone …

	`common` holds channel, unit and received_at of all. Returns the names of the new submissions.
	"""
	permissions.require_role(ENTERING)
	shared = {key: value for key, value in inputs.mapping(common).items() if key in COMMON and value}
	if not shared.get("channel"):
		frappe.throw(_("Choose the channel by which the notes came."), EvidenceMissingError)
	return submission.enter_paper(inputs.rows(rows), shared)


@frappe.whitelist(methods=["POST"])
@retried
def forward(name: str, unit: str | None = None) -> None:
	"""Hand a submission to the unit that it concerns; without one to the bureau's intake."""
	submission.forward(flow_document("Public Submission", name, "write"), unit)


@frappe.whitelist(methods=["GET", "POST"])
def similar(name: str) -> list[dict[str, Any]]:
	"""Open matters in the user's rows that are like a submission, most alike first."""
	doc = flow_document("Public Submission", name)
	rows = similar_matters.open_matters(f"{doc.subject}\n{doc.content}")
	return [{**row, "unit_name": public_view.unit_name(row["lead_unit"] or row["unit"])} for row in rows]

"""Endpoints of Work Summary: figures read anew, the Word file, the rows behind a figure."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import refuse
from healthtalk_app.metrics.registry import METRICS, report_of
from healthtalk_app.rules.transitions import WORK_SUMMARY
from healthtalk_app.services.summaries import summary


@frappe.whitelist(methods=["POST"])
@retried
def refresh(name: str) -> dict[str, int]:
	"""Read the figures of a draft again; own words stay. Returns what changed."""
	return summary.refresh(flow_document(WORK_SUMMARY, name, "write"))


@frappe.whitelist(methods=["GET"])
def word(name: str) -> None:
	"""The summary as a Word file."""
	doc = flow_document(WORK_SUMMARY, name)
	permissions.require(doc, "print")
	# the printing engine is heavy and needed by nothing else here
	from healthtalk_app.printing.summary_context import work_summary as context
	from healthtalk_app.printing.word import work_summary as written

	# no line of a title becomes a line of the answer's head
	frappe.local.response.filename = f"{' '.join(doc.title.split())}.docx"
	frappe.local.response.filecontent = written(context(doc))
	frappe.local.response.type = "download"


@frappe.whitelist(methods=["GET", "POST"])
def source(name: str, figure: str) -> dict[str, Any]:
	"""Where the rows behind a figure of the summary are listed: the report and its filters."""
	doc = flow_document(WORK_SUMMARY, name)
	if figure not in METRICS or not any(row.figure == figure for row in doc.figures):
		refuse(_("There is no such figure."))
	bureau = frappe.get_cached_doc("Healthtalk Settings").bureau_unit
	options: dict[str, Any] = {"from_date": str(doc.from_date), "to_date": str(doc.to_date)}
	if doc.unit != bureau or doc.only_own:
		options |= {"health_unit": doc.unit} | ({"only_own": 1} if doc.only_own else {})
	if doc.campaign:
		options["campaign"] = doc.campaign
	if not METRICS[figure].answer:
		options |= {"figure": figure, "part": "counted"}
	return {"route": ["query-report", report_of(figure)], "route_options": options}

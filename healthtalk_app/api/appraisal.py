"""Endpoints of a unit's appraisal beside its workflow: computing, the difference list, vetoes, uses."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.metrics.registry import METRICS, REPORTS, report_of
from healthtalk_app.rules.transitions import APPRAISAL
from healthtalk_app.services import inputs
from healthtalk_app.services.appraisals import computing, documents, results, sides, values

RETURNED = "Returned Figures"


@frappe.whitelist(methods=["POST"])
def compute(from_date: str, to_date: str, scheme: str | None = None) -> str:
	"""Compute all units of a period by a scheme, or by all in use; returns the Background Run."""
	permissions.require_role(sides.REVIEWERS)
	first, last = inputs.moment(from_date, _("From Date")), inputs.moment(to_date, _("To Date"))
	if not first or not last or last < first:
		inputs.refuse(_("The period ends before it starts. Choose a later last day."))
	return computing.begin(first.date(), last.date(), scheme or None)


@frappe.whitelist(methods=["GET", "POST"])
def difference(name: str) -> dict[str, Any]:
	"""A stored result beside what the same rules give on today's data."""
	return asdict(results.compared(_reviewed(name)))


@frappe.whitelist(methods=["GET", "POST"])
def vetoes(name: str) -> list[dict[str, Any]]:
	"""Kinds and counts of what vetoes the unit today, with the records that the user may read."""
	return results.told_vetoes(flow_document(APPRAISAL, name))


@frappe.whitelist(methods=["GET", "POST"])
def behind(name: str, indicator_no: str) -> dict[str, Any]:
	"""The documents that a row counted, as far as the user may read them; of very many the report."""
	doc = flow_document(APPRAISAL, name)
	row = next((row for row in doc.score_rows if row.indicator_no == indicator_no), None)
	if not row or row.source == values.BY_HAND:
		inputs.refuse(_("There are no documents behind this row."))
	days = {"from_date": str(doc.from_date), "to_date": str(doc.to_date), "health_unit": doc.unit}
	if row.source == values.RETURNED:
		return {"report": RETURNED, "filters": {**days, "figure": row.metric}}
	metric = METRICS[row.metric]
	doctype = metric.source.doctype
	if documents.is_listed(row.metric) and (row.documents or not row.counted):
		readable = frappe.has_permission(doctype, "read")
		return {"doctype": doctype, "names": documents.shown(row) if readable else []}
	if metric.answer or doctype in REPORTS:
		part = {} if metric.answer else {"figure": row.metric, "part": "counted"}
		return {"report": report_of(row.metric), "filters": {**days, **part}}
	# of proceedings a number is all that is told
	return {"doctype": doctype, "names": []}


@frappe.whitelist(methods=["POST"])
@retried
def note_use(
	name: str,
	kind: str,
	what: str,
	document_number: str,
	decided_on: str,
	whom: str | None = None,
	employee: str | None = None,
	person_name: str | None = None,
) -> None:
	"""Write down what followed from a published result."""
	doc = _reviewed(name, "write")
	day = inputs.moment(decided_on, _("Date"))
	results.note_use(
		doc,
		kind=kind,
		what=what,
		document_number=document_number,
		decided_on=day.date() if day else None,
		whom=whom,
		employee=employee,
		person_name=person_name,
	)


@frappe.whitelist(methods=["POST"])
@retried
def publish_group(name: str) -> list[str]:
	"""Publish all appraisals that are ranked with this one; returns their names."""
	return results.publish_group(_reviewed(name, "write"))


def _reviewed(name: str, ptype: str = "read") -> Any:
	"""An appraisal for an appraiser over its unit."""
	doc = flow_document(APPRAISAL, name, ptype)
	sides.require_reviewer(doc.unit)
	return doc

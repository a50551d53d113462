"""Endpoints of a unit's appraisal beside its workflow: computing, the difference list, vetoes, uses."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.exceptions import WrongSideError
from healthtalk_app.metrics import statement
from healthtalk_app.metrics.base import Asked
from healthtalk_app.metrics.registry import METRICS, report_of
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import APPRAISAL
from healthtalk_app.services import inputs
from healthtalk_app.services.appraisals import computing, results, sides, values

# documents that are named one by one; of more the report tells
MOST_NAMED = 200
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
	"""The documents behind a row, as far as the user may read them; of many the report."""
	doc = flow_document(APPRAISAL, name)
	row = next((row for row in doc.score_rows if row.indicator_no == indicator_no), None)
	if not row or row.source == values.BY_HAND:
		inputs.refuse(_("There are no documents behind this row."))
	days = {"from_date": str(doc.from_date), "to_date": str(doc.to_date), "health_unit": doc.unit}
	if row.source == values.RETURNED:
		return {"report": RETURNED, "filters": {**days, "figure": row.metric}}
	metric = METRICS[row.metric]
	if metric.answer or frappe.get_meta(metric.source.doctype).istable:
		return {"report": report_of(row.metric), "filters": days}
	period = Period(getdate(doc.from_date), getdate(doc.to_date))
	doctype = metric.source.doctype
	if not frappe.has_permission(doctype, "read"):
		return {"doctype": doctype, "names": []}
	table, query = statement.counted_rows(metric, period, Asked(doc.unit))
	names = query.select(table.name).orderby(table[metric.at]).limit(MOST_NAMED + 1).run(pluck=True)
	if len(names) > MOST_NAMED:
		return {"report": report_of(row.metric), "filters": {**days, "figure": row.metric, "part": "counted"}}
	return {"doctype": doctype, "names": names}


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
	if not sides.reviews(doc.unit):
		frappe.throw(
			_("Only an appraiser over the unit takes this step, never the unit itself."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	return doc

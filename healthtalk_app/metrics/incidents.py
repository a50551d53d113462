"""Figures about opinion incidents: how many, and whether each was reported and answered in time (E4)."""

from __future__ import annotations

from typing import Any

from frappe.utils import now_datetime
from pypika.terms import Term

from healthtalk_app.metrics.base import Metric, Source, yes

FILTERS = ("level", "status", "is_emergency")
FOUND = "The moment it was found lies in the period"
OPEN = ("Found", "Judged", "Reported", "Released")
INCIDENTS = Source("Opinion Incident", ("unit",), lambda incident: incident.unit.isnotnull(), FILTERS)


def was_due(column: str) -> Any:
	"""The moment of `column` has passed, or what was due by it has been done before."""

	def due(incident: Any) -> Term:
		done = incident[column.replace("_due_at", "_on_time")].isin(["On Time", "Late"])
		return (incident[column] <= now_datetime()) | done

	# figures that count by the same moments share a column of the statement by this name
	due.__name__ = f"{column}_passed"
	return due


def in_time(column: str) -> Any:
	"""1 where it was done in time."""
	return lambda incident: yes(getattr(incident, column) == "On Time")


METRICS = (
	Metric("incidents_found", "Incidents Found", "All opinion incidents", FOUND, INCIDENTS, "found_at"),
	Metric(
		"incidents_major",
		"Major Incidents",
		"Opinion incidents judged major",
		FOUND,
		INCIDENTS,
		"found_at",
		lambda incident: incident.level == "Major",
	),
	Metric(
		"incidents_open",
		"Incidents Still Open",
		"Opinion incidents that are not closed",
		FOUND,
		INCIDENTS,
		"found_at",
		lambda incident: incident.status.isin(OPEN),
		direction="lower",
	),
	Metric(
		"incident_report_rate",
		"Reported within 2 Hours",
		"Public health emergencies reported to the next level in time / those that were due for it",
		"The deadline for the report lies in the period and has passed, or it was made",
		INCIDENTS,
		"report_due_at",
		None,
		in_time("report_on_time"),
		"percent",
		"higher",
		when=was_due("report_due_at"),
	),
	Metric(
		"incident_information_rate",
		"Information in Time",
		"Incidents with a first release in time (major 5 hours, others 48) / incidents that were due for it",
		"The deadline for the first release lies in the period and has passed, or it was made",
		INCIDENTS,
		"information_due_at",
		None,
		in_time("information_on_time"),
		"percent",
		"higher",
		when=was_due("information_due_at"),
	),
	Metric(
		"incident_conference_rate",
		"Press Conference within 24 Hours",
		"Major incidents with a press conference in time / major incidents that were due for it",
		"The deadline for the press conference lies in the period and has passed, or it was held",
		INCIDENTS,
		"conference_due_at",
		None,
		in_time("conference_on_time"),
		"percent",
		"higher",
		when=was_due("conference_due_at"),
	),
)

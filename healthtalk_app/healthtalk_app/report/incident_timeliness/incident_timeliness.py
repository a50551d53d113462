"""Incident Timeliness: whether incidents were reported and answered within their hours (E4)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.healthtalk_app.report.grouped import Grouped

DOCTYPE = "Opinion Incident"
KEYS = (
	"incidents_found",
	"incidents_major",
	"incidents_open",
	"incident_report_rate",
	"incident_information_rate",
	"incident_conference_rate",
)


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each unit or level, and the total."""
	return Grouped(
		DOCTYPE,
		KEYS,
		{"unit": _("Unit"), "level": _("Level", context=DOCTYPE)},
		("level",),
		("level",),
		"incident_information_rate",
		_("No incident was found or due in this period."),
	).run(filters)

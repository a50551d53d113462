"""Dispute Mediation Results: success rate by institution, clinical department, channel or way (P2)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.healthtalk_app.report.grouped import Grouped

DOCTYPE = "Dispute Mediation"
KEYS = (
	"disputes_applied",
	"disputes_agreed",
	"disputes_failed",
	"disputes_withdrawn",
	"dispute_success_rate",
	"dispute_term_rate",
	"disputes_published",
)


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each group, and the total."""
	return Grouped(
		DOCTYPE,
		KEYS,
		{
			"unit": _("Medical Institution", context=DOCTYPE),
			"department": _("Clinical Department", context=DOCTYPE),
			"channel": _("Channel"),
			"route": _("Way of Mediation", context=DOCTYPE),
		},
		("channel", "route"),
		("route", "channel", "department"),
		"dispute_success_rate",
		_("No dispute was applied for or ended in this period."),
	).run(filters)

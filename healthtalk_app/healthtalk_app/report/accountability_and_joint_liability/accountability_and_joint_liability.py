"""Accountability and Joint Liability: proposals, decisions, appeals, leaders who answer with others (C6)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app import permissions
from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.healthtalk_app.report.grouped import Grouped

DOCTYPE = "Accountability Record"
KEYS = (
	"accountability_proposed",
	"accountability_dismissed",
	"accountability_decided",
	"accountability_joint",
	"accountability_executed",
	"accountability_appealed",
	"accountability_revoked",
	"accountability_review",
)


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each group, and the total, for discipline officers."""
	permissions.require_role((permissions.ACCUSATION_ROLE,))
	return Grouped(
		DOCTYPE,
		KEYS,
		{
			"unit": _("Unit", context=DOCTYPE),
			"ground": _("Ground", context=DOCTYPE),
			"measure": _("Measure", context=DOCTYPE),
		},
		("ground", "measure"),
		("ground", "measure"),
		"accountability_decided",
		_("Nobody was proposed or held accountable in this period."),
	).run(filters)

"""Publicity 宣传报道统计: items and points by unit, medium or level, information tasks (H12, T8, E1)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.healthtalk_app.report.grouped import Grouped
from healthtalk_app.metrics import publicity

DOCTYPE = publicity.ITEM
KEYS = [metric.key for metric in publicity.METRICS]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each unit, medium or level, and the total."""
	return Grouped(
		DOCTYPE,
		KEYS,
		{
			"unit": _("Unit"),
			"medium": _("Medium", context=DOCTYPE),
			"level": _("Level", context=DOCTYPE),
		},
		("medium", "level"),
		("medium", "level"),
		"publicity_points",
		_("Nothing was published in this period, and no unit has an information task."),
	).run(filters)

"""Inspection Findings: what failed, by unit, line, template, kind or item (T4, C5)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.healthtalk_app.report.grouped import Grouped

DOCTYPE = "Inspection Feedback"
OF_ITEMS = ("inspection_findings", "inspection_findings_critical")
KEYS = (
	"inspections_fed_back",
	"inspection_score",
	"inspection_pass_rate",
	"inspections_unqualified",
	"inspections_perfunctory",
	*OF_ITEMS,
)
FILTERS = ("kind", "domain", "template", "inspecting_unit")


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each group, and the total; items have neither score nor grade."""
	by_item = shared.wanted(filters).group_by == "item"
	groups = {
		"unit": _("Inspected Unit", context=DOCTYPE),
		"domain": _("Domain", context=DOCTYPE),
		"kind": _("Kind", context=DOCTYPE),
		"template": _("Template", context=DOCTYPE),
	}
	return Findings(
		DOCTYPE,
		OF_ITEMS if by_item else KEYS,
		{"item": _("Item", context="Inspection Finding")} if by_item else groups,
		("domain", "kind"),
		FILTERS,
		"inspection_findings" if by_item else "inspection_score",
		_("No feedback letter was issued in this period."),
	).run(filters)


class Findings(Grouped):
	"""The same, with templates by their names and the items that failed most first."""

	def names(self, by: str, answer: Any, asked: Any, period: Any) -> list[tuple[Any, str]]:
		found = super().names(by, answer, asked, period)
		if by == "template":
			# get_all: what templates are called is no secret
			rows = frappe.get_all("Inspection Template", fields=["name", "template_name"])
			called = {row.name: row.template_name for row in rows}
			return [(group, called.get(group, name)) for group, name in found]
		if by == "unit":
			# an inspector counts what he found in units of others
			others = sorted({unit for unit in answer if unit} - {unit for unit, _name in found})
			called = shared.names("Health Unit", "unit_name", others)
			return [*found, *((unit, called[unit]) for unit in others)]
		if by == "item":
			return sorted(found, key=lambda row: -answer[row[0]]["inspection_findings"].value)
		return found

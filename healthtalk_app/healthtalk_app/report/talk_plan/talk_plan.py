"""Talk Plan: units by windows with what was held, is planned and is missing, and the topics (H4, H6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import getdate

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import plan

Columns = list[dict[str, Any]]
Rows = list[dict[str, Any]]


def execute(filters: dict[str, Any] | None = None) -> tuple[Columns, Rows]:
	"""Columns and rows of the plan for one year and frequency."""
	wanted = shared.wanted(filters)
	year = int(wanted.year or getdate().year)
	lines = plan.plan(
		date(year, 1, 1), date(year, 12, 31), wanted.talk_frequency or "Two Months", wanted.health_unit
	)
	if wanted.only_gaps:
		lines = [line for line in lines if line.missing or any(cell.gap for cell in line.cells)]
	return columns(lines), [row(line) for line in lines]


def columns(lines: list[plan.Line]) -> Columns:
	"""The unit, one column a window, and what it comes to."""
	windows = lines[0].cells if lines else ()
	return [
		# Data, not Link: the platform drops rows of Link columns by User Permission after the report
		{"fieldname": "unit_name", "label": _("Unit"), "fieldtype": "Data", "width": 220},
		*(
			{
				"fieldname": f"window_{number}",
				"label": cell.window.label,
				"fieldtype": "Data",
				"width": 170,
			}
			for number, cell in enumerate(windows)
		),
		{"fieldname": "held", "label": _("Held", context="Talk Session"), "fieldtype": "Int", "width": 90},
		{"fieldname": "missing", "label": _("Missing", context="Talk Plan"), "fieldtype": "Int", "width": 90},
		{"fieldname": "next_due", "label": _("Next Talk Due By"), "fieldtype": "Date", "width": 130},
	]


def row(line: plan.Line) -> dict[str, Any]:
	"""One unit."""
	cells = {f"window_{number}": words(cell) for number, cell in enumerate(line.cells)}
	return {
		"unit": line.unit,
		"unit_name": line.unit_name,
		**cells,
		"held": line.held,
		"missing": line.missing,
		"next_due": line.next_due,
	}


def words(cell: plan.Cell) -> str:
	"""A window in a few words: held, planned, missing or open, and the topics."""
	if not cell.owed and not cell.held and not cell.planned:
		return _("Not owed")
	parts = []
	if cell.held:
		parts.append(_("Held {0}").format(cell.held))
	if cell.planned:
		parts.append(_("Planned {0}").format(cell.planned))
	if cell.missing:
		parts.append(_("Missing", context="Talk Plan"))
	elif cell.gap:
		parts.append(_("Nothing planned"))
	topics = "、".join(cell.topics)
	return f"{' · '.join(parts)}：{topics}" if topics else " · ".join(parts)

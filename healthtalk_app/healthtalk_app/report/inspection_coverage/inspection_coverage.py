"""Inspection Coverage: exactly the units to which a quarter still owes a visit, by area and line (C5, T4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import coverage
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import inputs


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""Units not yet visited, in the order of the tree; with `everybody` all units that were open."""
	wanted = shared.wanted(filters)
	period = quarter(wanted)
	lines = coverage.lines(
		period, wanted.health_unit or None, kind=wanted.kind or None, domain=wanted.domain or None
	)
	listed = lines if cint(wanted.everybody) else [line for line in lines if line.due]
	superiors = shared.names("Health Unit", "unit_name", [line.superior for line in listed])
	rows = [row(line, superiors, period) for line in listed]
	return columns(), rows, note(lines, rows), None, cards(lines)


def quarter(wanted: Any) -> Period:
	"""The calendar quarter asked for, this one by default. Raises `BadInputError` for what is none."""
	today = getdate()
	year, number = cint(wanted.year or today.year), cint(wanted.quarter or (today.month + 2) // 3)
	if year not in inputs.YEARS or number not in (1, 2, 3, 4):
		inputs.refuse(_("Choose a year and a quarter from 1 to 4."))
	return coverage.quarter(date(year, 3 * number, 1))


def columns() -> shared.Columns:
	"""The unit, why it owes a visit, and what it has had."""
	text = shared.text_column
	return [
		text("unit_name", _("Unit"), 220),
		text("kind", _("Kind of Unit"), 130),
		text("superior", _("Superior Unit"), 180),
		text("state", _("Visit in the Quarter"), 170),
		text("last_visit", _("Last Visit"), 120, "Date"),
		{"fieldname": "visits", "label": _("Visits"), "fieldtype": "Int", "width": 80},
		{"fieldname": "planned", "label": _("Visits Planned"), "fieldtype": "Int", "width": 110},
		text("opened", _("Opened in the Quarter"), 140, "Date"),
		text("closed", _("Closed in the Quarter"), 140, "Date"),
	]


def row(line: coverage.Line, superiors: dict[str, str], period: Period) -> dict[str, Any]:
	"""One unit."""
	opened, closed = line.valid_from, line.valid_to
	return {
		"unit": line.unit,
		"unit_name": line.unit_name,
		"kind": _(line.kind, context="Health Unit"),
		"superior": superiors.get(line.superior or "", ""),
		"state": words(line),
		"due": int(line.due),
		"last_visit": line.last_visit,
		"visits": line.visits,
		"planned": line.planned,
		"opened": opened if opened and period.start <= opened else None,
		"closed": closed if closed and closed <= period.end else None,
	}


def words(line: coverage.Line) -> str:
	"""How it stands with the visit that the quarter owes."""
	if line.reached:
		return _("Visited")
	if not line.owed:
		return _("Not owed: open on less than half of the quarter")
	return _("Not visited, planned") if line.planned else _("Not visited yet")


def cards(lines: list[coverage.Line]) -> list[dict[str, Any]]:
	"""Owed, visited, not yet visited, and coverage."""
	owed = [line for line in lines if line.owed]
	reached = sum(line.reached for line in owed)
	share = round(100 * reached / len(owed), 2) if owed else None
	return [
		shared.card(_("Units That Owe a Visit"), len(owed)),
		shared.card(_("Visited"), reached),
		shared.card(_("Not visited yet"), len(owed) - reached, good=None if len(owed) > reached else True),
		shared.card(_("Inspection Coverage"), share, "percent"),
	]


def note(lines: list[coverage.Line], rows: shared.Rows) -> str | None:
	"""By which rule a unit owes a visit, or that none is missing."""
	if lines and not rows:
		return _("Every unit that owes a visit has had it.")
	return _(
		"One visit a quarter is owed to each unit that was open on at least half of its days. "
		"A visit counts once it has begun."
	)

"""The plan of talks: units by windows, what was held, is planned and is missing, and the topics (H4, H6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, GroupConcat, Max, Substring
from frappe.utils import getdate

from healthtalk_app import permissions
from healthtalk_app.rules import frequency

KINDS: dict[str, frequency.Kind] = {"Two Months": "two_months", "Quarter": "quarter"}
MODES: dict[str, frequency.Mode] = {"Calendar Windows": "calendar", "Longest Gap": "gap"}
HELD = ("Held", "Following Up", "Closed")
PLANNED = ("Planned", "Prepared")


@dataclass
class Month:
	"""The talks of one unit in one calendar month; windows are whole months."""

	held: int = 0
	planned: int = 0
	last_held: date | None = None
	topics: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
	"""One unit in one window. `missing` counts once the window is over; `gap` while nothing is planned."""

	window: frequency.Window
	owed: int
	held: int
	planned: int
	missing: int
	gap: bool
	over: bool
	topics: tuple[str, ...]


@dataclass(frozen=True)
class Line:
	"""A unit of the plan with its windows and the last day for its next talk."""

	unit: str
	unit_name: str
	cells: tuple[Cell, ...]
	next_due: date

	@property
	def held(self) -> int:
		return sum(cell.held for cell in self.cells)

	@property
	def missing(self) -> int:
		return sum(cell.missing for cell in self.cells)

	@property
	def over(self) -> tuple[Cell, ...]:
		"""The windows that are over: only these are missed or kept."""
		return tuple(cell for cell in self.cells if cell.over)

	@property
	def owed_over(self) -> int:
		"""The talks owed in windows that are over."""
		return sum(cell.owed for cell in self.over)


def plan(start: date, end: date, talk_frequency: str, unit: str | None = None) -> list[Line]:
	"""The plan of all units the user may see that owe a talk at this frequency, in the order of the tree.

	`talk_frequency` is Two Months or Quarter; windows are those that touch `start` to `end`.
	"""
	kind = KINDS[talk_frequency]
	windows = frequency.windows_between(start, end, kind)
	if not windows:
		return []
	# the next talk in gap mode follows from the last one held, which may lie before the first window
	since = windows[0].start - timedelta(days=186)
	months = _months(since, windows[-1].end)
	mode = MODES[frappe.get_cached_doc("Healthtalk Settings").frequency_mode or "Calendar Windows"]
	return [
		_line(row, windows, months.get(row.name, {}), kind, mode)
		for row in _units(talk_frequency, unit, windows)
	]


def _units(talk_frequency: str, unit: str | None, windows: list[frequency.Window]) -> list[frappe._dict]:
	table = frappe.qb.DocType("Health Unit")
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.unit_name, table.valid_from, table.valid_to)
		.where(table.talk_frequency == talk_frequency)
		.where(table.valid_from.isnull() | (table.valid_from <= windows[-1].end))
		.where(table.valid_to.isnull() | (table.valid_to >= windows[0].start))
		.orderby(table.lft)
	)
	scope = permissions.scope()
	if scope is not None:
		query = query.where(table.name.isin(sorted(scope) or [""]))
	if unit:
		# a unit that is none has nothing below it
		lft, rgt = frappe.db.get_value("Health Unit", unit, ("lft", "rgt")) or (0, 0)
		query = query.where((table.lft >= lft) & (table.rgt <= rgt))
	return query.run(as_dict=True)


def _months(start: date, end: date) -> dict[str, dict[str, Month]]:
	"""Unit → "2026-11" → its talks; joint organisers get theirs when the settings say so."""
	found: dict[str, dict[str, Month]] = defaultdict(lambda: defaultdict(Month))
	session = frappe.qb.DocType("Talk Session")
	_collect(found, _talks(session, session.unit, start, end))
	if frappe.get_cached_doc("Healthtalk Settings").joint_counts:
		organiser = frappe.qb.DocType("Session Organiser")
		joint = (
			_talks(session, organiser.unit, start, end)
			.join(organiser)
			.on((organiser.parent == session.name) & (organiser.parenttype == "Talk Session"))
			.where(organiser.part.isin(["Lead", "Joint"]))
			# its own talk counts for it already
			.where(organiser.unit != session.unit)
		)
		_collect(found, joint)
	return found


def _talks(session: Any, unit: Any, start: date, end: date) -> Any:
	"""One grouped statement: talks by unit and month with their topics, inside the row rule."""
	topic = frappe.qb.DocType("Session Topic")
	at = Coalesce(session.actual_start, session.planned_start)
	month = Substring(at, 1, 7)
	held = Case().when(session.status.isin(HELD), session.name)
	planned = Case().when(session.status.isin(PLANNED), session.name)
	query = (
		frappe.qb.from_(session)
		.left_join(topic)
		.on((topic.parent == session.name) & (topic.parenttype == "Talk Session"))
		.select(
			unit.as_("unit"),
			month.as_("month"),
			Count(held).distinct().as_("held"),
			Count(planned).distinct().as_("planned"),
			Max(Case().when(session.status.isin(HELD), at)).as_("last_held"),
			GroupConcat(Coalesce(topic.topic, session.title)).distinct().as_("topics"),
		)
		.where(session.status.isin([*HELD, *PLANNED]))
		.where((at >= start) & (at < end + timedelta(days=1)))
		.groupby(unit, month)
	)
	rule = permissions.criterion("Talk Session", None, session)
	return query.where(rule) if rule is not None else query


def _collect(found: dict[str, dict[str, Month]], query: Any) -> None:
	for row in query.run(as_dict=True):
		month = found[row.unit][row.month]
		month.held += row.held
		month.planned += row.planned
		if row.last_held:
			month.last_held = max(getdate(row.last_held), month.last_held or date.min)
		month.topics += [text for text in (row.topics or "").split(",") if text not in month.topics]


def _line(
	unit: frappe._dict,
	windows: list[frequency.Window],
	months: dict[str, Month],
	kind: frequency.Kind,
	mode: frequency.Mode,
) -> Line:
	today = getdate()
	cells = tuple(_cell(unit, window, months, today) for window in windows)
	held_dates = [month.last_held for month in months.values() if month.last_held]
	due = frequency.next_talk_due(held_dates, today, kind, mode)
	return Line(unit.name, unit.unit_name, cells, due)


def _cell(unit: frappe._dict, window: frequency.Window, months: dict[str, Month], today: date) -> Cell:
	inside = [
		month
		for key, month in sorted(months.items())
		if f"{window.start:%Y-%m}" <= key <= f"{window.end:%Y-%m}"
	]
	held, planned = sum(month.held for month in inside), sum(month.planned for month in inside)
	owed = int(frequency.owes(window, unit.valid_from, unit.valid_to))
	over = window.end < today
	return Cell(
		window=window,
		owed=owed,
		held=held,
		planned=planned,
		missing=max(owed - held, 0) if over else 0,
		gap=bool(owed and not over and not held and not planned),
		over=over,
		topics=tuple(topic for month in inside for topic in month.topics),
	)

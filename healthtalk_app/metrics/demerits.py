"""Demerit points: how many were given, and how each institution and practitioner stands in its cycle (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case, Criterion, CustomFunction
from frappe.query_builder.functions import Coalesce, Count, Max, NullIf, Sum
from frappe.utils import cint, getdate
from pypika.terms import Term

from healthtalk_app import permissions
from healthtalk_app.metrics.base import Asked, Metric, Source
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules import demerits

DOCTYPE = "Demerit Record"
INSTITUTION, PRACTITIONER = "Institution", "Practitioner"
COUNTED = "The day for which the points count lies in the period"
YEAR = CustomFunction("YEAR", ["day"])
MONTH = CustomFunction("MONTH", ["day"])
DAY = CustomFunction("DAYOFMONTH", ["day"])
# settings of a site that was there before these fields
DEFAULTS = {"demerit_tier_1": 12, "demerit_tier_2": 16, "demerit_tier_3": 20, "demerit_appeal_days": 15}
MEASURES = {INSTITUTION: "demerit_measures", PRACTITIONER: "demerit_measures_practitioner"}

DEMERITS = Source(
	DOCTYPE,
	("unit",),
	lambda record: record.status.isin(demerits.COUNTING),
	("kind", "code"),
)
METRICS = (
	Metric(
		"demerit_records",
		"Demerit Records",
		"Demerit records that stand, of institutions and practitioners",
		COUNTED,
		DEMERITS,
		"counted_on",
		direction="lower",
	),
	Metric(
		"demerit_points",
		"Demerit Points",
		"Points of the demerit records that stand, of institutions and practitioners",
		COUNTED,
		DEMERITS,
		"counted_on",
		direction="lower",
		weight=lambda record: record.points,
	),
)


@dataclass(frozen=True)
class Policy:
	"""What the settings say: cycle, the day that counts, thresholds, the measure of each tier by kind."""

	by_anniversary: bool
	by_confirmation: bool
	thresholds: tuple[int, ...]
	appeal_days: int
	measures: dict[str, tuple[str, ...]]

	def anchor(self, cycle_from: date | str | None) -> date | None:
		"""The day from which the cycles of a subject run; None where they are calendar years."""
		return getdate(cycle_from) if self.by_anniversary and cycle_from else None

	def measure(self, kind: str, tier: int) -> str:
		"""What is done at a tier, "" where the settings say nothing."""
		lines = self.measures[kind]
		return lines[tier] if tier < len(lines) else ""


@dataclass(frozen=True)
class Line:
	"""An institution or practitioner on a day; `subject` finds its records, `name` is masked for a person."""

	kind: str
	subject: str
	unit: str
	name: str
	cycle: demerits.Cycle
	points: int
	records: int
	last_on: date
	tier: int


def policy() -> Policy:
	"""The rules on demerit points as the settings have them now."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	number = {name: cint(settings.get(name)) or default for name, default in DEFAULTS.items()}
	return Policy(
		settings.get("demerit_cycle") == demerits.ANNIVERSARY,
		settings.get("demerit_counts_by") == "Day of Confirmation",
		tuple(number[f"demerit_tier_{place}"] for place in (1, 2, 3)),
		number["demerit_appeal_days"],
		{kind: _lines(settings, fieldname) for kind, fieldname in MEASURES.items()},
	)


def _lines(settings: Any, fieldname: str) -> tuple[str, ...]:
	text = settings.get(fieldname) or settings.meta.get_field(fieldname).default or ""
	return tuple(line.strip() for line in text.splitlines() if line.strip())


def standing(
	on: date,
	kind: str | None = None,
	asked: Asked | None = None,
	subject: str | None = None,
	everybody: bool = False,
) -> list[Line]:
	"""Who has points in the cycle of a day, within the row rule: the highest first.

	With `everybody` the row rule is left out: for vetoes, of which others learn no more than the kind.

	A practitioner who changed units stands once, with the unit of the last record, as far as the reader may
	see these. Cycles are told apart in SQL by the same rule as in `rules.demerits.cycle_year`.
	"""
	now = policy()
	record = frappe.qb.DocType(DOCTYPE)
	query = _grouped(record, on, now)
	if kind:
		query = query.where(record.kind == kind)
	if subject:
		query = query.where(subject_of(record) == subject)
	if asked and asked.unit:
		query = query.where(record.unit.isin(sorted(units_asked(asked) or [""])))
	rule = None if everybody else permissions.criterion(DOCTYPE, None, record)
	if rule is not None:
		query = query.where(rule)
	found: dict[tuple[str, str], Line] = {}
	for row in query.run(as_dict=True):
		line = _line(row, on, now)
		key = (line.kind, line.subject)
		found[key] = _together(found[key], line, now) if key in found else line
	return sorted(found.values(), key=lambda line: (-line.points, line.kind, line.unit, line.subject))


def points_of(kind: str, subject: str, on: date, cycle_from: date | None) -> int:
	"""All points of one subject in the cycle of a day, for the notice: whoever may see its other records.

	Read locked: what somebody else has just confirmed counts, whenever this transaction began.
	"""
	now = policy()
	record = frappe.qb.DocType(DOCTYPE)
	whose = record.unit if kind == INSTITUTION else record.subject_key
	query = (
		frappe.qb.from_(record)
		.select(Sum(record.points))
		.where(record.status.isin(demerits.COUNTING))
		.where((record.kind == kind) & (whose == subject))
		.where(_in_cycle(record, on, now))
		.for_update()
	)
	return int(query.run()[0][0] or 0)


def subject_of(record: Any) -> Term:
	"""What tells whose record it is: the key of a person, the code of an institution."""
	return Coalesce(NullIf(record.subject_key, ""), record.unit)


def _grouped(record: Any, on: date, now: Policy) -> Any:
	return (
		frappe.qb.from_(record)
		.select(
			record.kind,
			subject_of(record).as_("subject"),
			record.unit,
			Max(record.practitioner_name).as_("name"),
			Max(record.cycle_from).as_("cycle_from"),
			Max(record.counted_on).as_("last_on"),
			Count("*").as_("records"),
			Sum(record.points).as_("points"),
		)
		.where(record.status.isin(demerits.COUNTING))
		.where(_in_cycle(record, on, now))
		.groupby(record.kind, subject_of(record), record.unit)
	)


def _in_cycle(record: Any, on: date, now: Policy) -> Criterion:
	"""Rows whose day lies in the cycle of `on`, up to that day."""
	# no cycle is longer than a leap year: the index finds these
	near = (record.counted_on > on - timedelta(days=366)) & (record.counted_on <= on)
	if not now.by_anniversary:
		return near & (YEAR(record.counted_on) == on.year)
	first = _month_and_day(record.cycle_from)
	begun = YEAR(record.counted_on) - Case().when(_month_and_day(record.counted_on) < first, 1).else_(0)
	of_today = on.year - Case().when(first > on.month * 100 + on.day, 1).else_(0)
	return near & (begun == of_today)


def _month_and_day(day: Term) -> Term:
	return MONTH(day) * 100 + DAY(day)


def _line(row: Any, on: date, now: Policy) -> Line:
	cycle = demerits.cycle(on, now.anchor(row.cycle_from))
	points = int(row.points)
	return Line(
		row.kind,
		row.subject,
		row.unit,
		row.name or "",
		cycle,
		points,
		row.records,
		getdate(row.last_on),
		demerits.tier(points, now.thresholds),
	)


def _together(one: Line, other: Line, now: Policy) -> Line:
	"""The records of one person in two units."""
	last = max(one, other, key=lambda line: line.last_on)
	points = one.points + other.points
	return Line(
		last.kind,
		last.subject,
		last.unit,
		last.name,
		last.cycle,
		points,
		one.records + other.records,
		last.last_on,
		demerits.tier(points, now.thresholds),
	)

"""Figures about study 学习培训: who was reached, for how long, notes checked and exams passed (T2, E2).

A person is the employee, else the name within the unit. Whoever came from another unit was present, but is
in no unit's coverage: his own unit keeps its record.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Concat, Count, Max, NullIf, Sum
from pypika.terms import Term

from healthtalk_app.metrics import staff, statement
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source
from healthtalk_app.rules.periods import Period

RECORD, ATTENDEE = "Study Record", "Study Attendee"
HELD = "The day of the session lies in the period"
PRESENT = "Present"


def covered(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""Persons present at least once, beside the persons of the unit or the hours that they studied."""
	found = reached(period, by, asked)
	people = people_of(period, asked) if metric is COVERAGE else {}
	if metric is COVERED:
		return {group: Figure(metric, 0, persons) for group, (persons, _hours) in found.items()}
	if metric is HOURS:
		return {group: Figure(metric, hours, persons) for group, (persons, hours) in found.items()}
	if by == "unit":
		return {unit: Figure(metric, found.get(unit, (0, 0))[0], most) for unit, most in people.items()}
	if by:
		whole = sum(people.values())
		return {group: Figure(metric, persons, whole) for group, (persons, _hours) in found.items()}
	by_unit = reached(period, "unit", asked)
	known = sum(persons for unit, (persons, _hours) in by_unit.items() if unit in people)
	return {None: Figure(metric, known, sum(people.values()))}


def people_of(period: Period, asked: Asked) -> dict[str, int]:
	"""The persons of the units that are asked for, of those whose number is known."""
	wanted = statement.units_asked(asked)
	if asked.intake:
		return {}
	return {unit: most for unit, most in staff.headcounts(period).items() if wanted is None or unit in wanted}


def reached(period: Period, by: str | None, asked: Asked) -> dict[Any, tuple[int, float]]:
	"""Persons present and the sum of their hours, by unit, month, a column of the record, or altogether."""
	record, attendee, query = present_rows(period, asked)
	query = query.select(Count(person(record, attendee)).distinct().as_("persons"), Sum(record.hours))
	if not by:
		persons, hours = query.run()[0]
		return {None: (int(persons or 0), float(hours or 0))}
	group = statement.month_of(record.study_date) if by == "month" else record[by]
	rows = query.select(group).groupby(group).run()
	named = {statement.month_name(at) if by == "month" else at: (p, h) for p, h, at in rows}
	return {at: (int(persons or 0), float(hours or 0)) for at, (persons, hours) in named.items()}


def persons(period: Period, asked: Asked) -> int:
	"""How many rows `by_person` has on all pages."""
	record, attendee, query = attendance(period, asked)
	one = Concat(record.unit, ":", person(record, attendee))
	return int(query.select(Count(one).distinct()).run()[0][0] or 0)


def by_person(period: Period, asked: Asked, size: int, offset: int = 0) -> list[frappe._dict]:
	"""A page of rows, one a person of a unit: sessions, present, leave, absent, hours, notes, exams."""
	record, attendee, query = attendance(period, asked)

	def times(criterion: Any) -> Term:
		return Sum(Case().when(criterion, 1).else_(0))

	key = person(record, attendee)
	return (
		query.select(
			record.unit,
			key.as_("person"),
			Max(attendee.attendee_name).as_("person_name"),
			Max(attendee.department).as_("department"),
			Count("*").as_("listed"),
			times(attendee.state == PRESENT).as_("present"),
			times(attendee.state == "On Leave").as_("on_leave"),
			times(attendee.state == "Absent").as_("absent"),
			Sum(Case().when(attendee.state == PRESENT, record.hours).else_(0)).as_("hours"),
			times(attendee.note_handed_in == 1).as_("notes"),
			times(attendee.note_checked_on.isnotnull()).as_("checked"),
			times(attendee.sat_exam == 1).as_("examined"),
			times(attendee.passed == 1).as_("passed"),
		)
		.groupby(record.unit, key)
		.orderby(record.unit)
		.orderby(Max(attendee.attendee_name))
		.orderby(key)
		.limit(size)
		.offset(offset)
		.run(as_dict=True)
	)


def not_reached(period: Period, asked: Asked) -> list[frappe._dict]:
	"""The employees of the units asked for who were present at no session of their unit."""
	_record, attendee, query = present_rows(period, asked)
	seen = set(query.where(attendee.employee != "").select(attendee.employee).distinct().run(pluck=True))
	wanted = statement.units_asked(asked)
	return [row for row in staff.employees(wanted, period) if row.name not in seen]


def attendance(period: Period, asked: Asked) -> tuple[Any, Any, Any]:
	"""The unit's own people in the sessions that the user may see: record, attendee and the query."""
	record, query = statement.counted_rows(SESSIONS, period, asked)
	attendee = frappe.qb.DocType(ATTENDEE)
	joined = query.join(attendee).on((attendee.parent == record.name) & (attendee.parenttype == RECORD))
	return record, attendee, joined.where(attendee.guest == 0)


def present_rows(period: Period, asked: Asked) -> tuple[Any, Any, Any]:
	"""The same of who was present."""
	record, attendee, query = attendance(period, asked)
	return record, attendee, query.where(attendee.state == PRESENT)


def person(record: Any, attendee: Any) -> Term:
	"""Who a row is about: the employee, else the name within the unit."""
	return Coalesce(NullIf(attendee.employee, ""), Concat(record.unit, ":", attendee.attendee_name))


STUDY = Source(RECORD, ("unit",), lambda record: record.status == "Held", ("kind",))
METRICS = (
	Metric(
		"study_sessions",
		"Study Sessions",
		"Sessions of study that took place",
		HELD,
		STUDY,
		"study_date",
	),
	Metric(
		"study_covered",
		"Persons Reached",
		"Different persons of the unit who were present at least once",
		HELD,
		STUDY,
		"study_date",
		direction="higher",
		answer=covered,
	),
	Metric(
		"study_coverage",
		"Study Coverage Rate",
		"Persons of the unit who were present at least once / persons of the unit: its headcount, else the "
		"employees of its company or department; units of which nothing is known are left out",
		HELD,
		STUDY,
		"study_date",
		measure=lambda record: record.present_count,
		unit="percent",
		direction="higher",
		answer=covered,
	),
	Metric(
		"study_hours",
		"Hours per Person",
		"Hours of all who were present / persons reached",
		HELD,
		STUDY,
		"study_date",
		measure=lambda record: record.hours,
		unit="hours",
		direction="higher",
		answer=covered,
	),
	Metric(
		"study_attendance",
		"Study Attendance",
		"Persons present / persons listed",
		HELD,
		STUDY,
		"study_date",
		None,
		lambda record: record.present_count,
		"percent",
		"higher",
		lambda record: record.expected_count,
	),
	Metric(
		"study_notes_checked",
		"Notes That Were Checked",
		"Notes checked by somebody else / notes handed in",
		HELD,
		STUDY,
		"study_date",
		None,
		lambda record: record.checked_count,
		"percent",
		"higher",
		lambda record: record.note_count,
	),
	Metric(
		"study_exam_rate",
		"Exam Pass Rate",
		"Persons who passed / persons who sat the exam",
		HELD,
		STUDY,
		"study_date",
		None,
		lambda record: record.passed_count,
		"percent",
		"higher",
		lambda record: record.examined_count,
	),
)
SESSIONS, COVERED, COVERAGE, HOURS = METRICS[:4]

"""What holds for every term, start and pause: monotone, additive in pauses, never off by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.deadlines import Extension, Pause, Term, TermUnit, due_at, remaining
from healthtalk_app.rules.workdays import Calendar, published_plan

REASON = "Appraisal"
PLANNED = [day for year in (2024, 2025, 2026) for day in published_plan(year).values()]
REAL = Calendar(
	working=frozenset(day.date for day in PLANNED if day.working),
	resting=frozenset(day.date for day in PLANNED if not day.working),
)
FIRST, LAST = date(2024, 1, 1), date(2024, 5, 31)

UNITS = st.sampled_from(TermUnit)
DAY_UNITS = st.sampled_from([TermUnit.WORKING_DAY, TermUnit.DAY])
AMOUNTS = st.integers(1, 40)
# Whole hours and the half hours around them meet the closing time of 17:00 often.
MOMENTS = st.builds(
	lambda day, half: datetime.combine(day, time()) + half * timedelta(minutes=30),
	st.dates(FIRST, LAST),
	st.integers(0, 47),
)
PAUSES = st.lists(
	st.builds(
		lambda start, hours: Pause(REASON, start, start + timedelta(hours=hours)),
		MOMENTS,
		st.integers(0, 400),
	),
	max_size=4,
)


@st.composite
def local_calendars(draw: st.DrawFn) -> Calendar:
	moved = draw(st.dictionaries(st.dates(FIRST, LAST), st.booleans(), max_size=30))
	return Calendar(
		working=frozenset(day for day, working in moved.items() if working),
		resting=frozenset(day for day, working in moved.items() if not working),
	)


CALENDARS = st.one_of(st.just(REAL), local_calendars())


def term_of(amount: int, unit: TermUnit, cap: int = 0, extension_unit: TermUnit | None = None) -> Term:
	return Term(amount, unit, cap, extension_unit, frozenset({REASON}))


def receipt_of(start: datetime, calendar: Calendar) -> date:
	day = start.date()
	if start.time() > time(17):
		day += timedelta(1)
	while not calendar.is_working_day(day):
		day += timedelta(1)
	return day


def running_days(after: date, upto: date, pauses: list[Pause]) -> list[date]:
	"""The days after one and up to another whose closing lies in no pause, counted in the plainest way."""
	days = [after + timedelta(i) for i in range(1, (upto - after).days + 1)]
	closings = [(day, datetime.combine(day, time(17))) for day in days]
	return [day for day, closing in closings if not any(p.start < closing <= p.end for p in pauses)]


@given(CALENDARS, AMOUNTS, MOMENTS, PAUSES)
def test_exactly_the_term_of_working_days_lies_between_receipt_and_end(
	calendar: Calendar, amount: int, start: datetime, pauses: list[Pause]
) -> None:
	due = due_at(term_of(amount, TermUnit.WORKING_DAY), start, calendar, pauses)
	days = running_days(receipt_of(start, calendar), due.date(), pauses)
	worked = [day for day in days if calendar.is_working_day(day)]
	assert len(worked) == amount
	assert worked[-1] == due.date()
	assert due.time() == time(17)


@given(CALENDARS, AMOUNTS, MOMENTS, PAUSES)
def test_a_term_in_days_ends_on_the_first_working_day_that_completes_it(
	calendar: Calendar, amount: int, start: datetime, pauses: list[Pause]
) -> None:
	due = due_at(term_of(amount, TermUnit.DAY), start, calendar, pauses)
	days = running_days(start.date(), due.date(), pauses)
	assert days[-1] == due.date()
	assert calendar.is_working_day(due.date())
	assert len(days) >= amount
	assert not any(calendar.is_working_day(day) for day in days[amount - 1 : -1])


@given(CALENDARS, AMOUNTS, MOMENTS, PAUSES)
def test_a_term_in_hours_runs_exactly_its_hours_outside_pauses(
	calendar: Calendar, amount: int, start: datetime, pauses: list[Pause]
) -> None:
	due = due_at(term_of(amount, TermUnit.HOUR), start, calendar, pauses)
	half_hours = int((due - start) / timedelta(minutes=30))
	ticks = [start + i * timedelta(minutes=30) for i in range(half_hours)]
	assert sum(not any(p.start <= tick < p.end for p in pauses) for tick in ticks) == 2 * amount


@given(CALENDARS, UNITS, AMOUNTS, MOMENTS, MOMENTS, PAUSES)
def test_starting_later_is_never_due_earlier(
	calendar: Calendar, unit: TermUnit, amount: int, a: datetime, b: datetime, pauses: list[Pause]
) -> None:
	term, (early, late) = term_of(amount, unit), sorted([a, b])
	assert due_at(term, early, calendar, pauses) <= due_at(term, late, calendar, pauses)


@given(CALENDARS, UNITS, AMOUNTS, AMOUNTS, MOMENTS, PAUSES)
def test_a_longer_term_is_never_due_earlier(
	calendar: Calendar, unit: TermUnit, a: int, b: int, start: datetime, pauses: list[Pause]
) -> None:
	short, long = sorted([a, b])
	due = due_at(term_of(short, unit), start, calendar, pauses)
	assert due <= due_at(term_of(long, unit), start, calendar, pauses)


@given(CALENDARS, UNITS, AMOUNTS, MOMENTS, PAUSES, PAUSES)
def test_more_pauses_never_make_a_term_shorter(
	calendar: Calendar, unit: TermUnit, amount: int, start: datetime, some: list[Pause], more: list[Pause]
) -> None:
	term = term_of(amount, unit)
	plain = due_at(term, start, calendar)
	paused = due_at(term, start, calendar, some)
	assert start < plain <= paused <= due_at(term, start, calendar, some + more)


@given(CALENDARS, UNITS, AMOUNTS, MOMENTS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_two_pauses_that_touch_are_one(
	calendar: Calendar, unit: TermUnit, amount: int, start: datetime, moments: list[datetime]
) -> None:
	term, (a, b, c) = term_of(amount, unit), sorted(moments)
	one = due_at(term, start, calendar, [Pause(REASON, a, c)])
	assert due_at(term, start, calendar, [Pause(REASON, a, b), Pause(REASON, b, c)]) == one
	assert due_at(term, start, calendar, [Pause(REASON, b, c), Pause(REASON, a, b)]) == one
	assert due_at(term, start, calendar, [Pause(REASON, a, c), Pause(REASON, a, b)]) == one


@given(CALENDARS, AMOUNTS, MOMENTS, PAUSES)
def test_a_term_in_working_days_moves_by_the_closings_that_pauses_take(
	calendar: Calendar, amount: int, start: datetime, pauses: list[Pause]
) -> None:
	paused = due_at(term_of(amount, TermUnit.WORKING_DAY), start, calendar, pauses)
	receipt = receipt_of(start, calendar)
	kept = set(running_days(receipt, paused.date(), pauses))
	days = [receipt + timedelta(i) for i in range(1, (paused.date() - receipt).days + 1)]
	lost = sum(calendar.is_working_day(day) and day not in kept for day in days)
	assert paused == due_at(term_of(amount + lost, TermUnit.WORKING_DAY), start, calendar)


@given(CALENDARS, st.integers(1, 20), st.integers(1, 20), MOMENTS, PAUSES)
def test_a_term_in_two_parts_is_the_whole(
	calendar: Calendar, a: int, b: int, start: datetime, pauses: list[Pause]
) -> None:
	for unit in (TermUnit.WORKING_DAY, TermUnit.HOUR):
		middle = due_at(term_of(a, unit), start, calendar, pauses)
		whole = due_at(term_of(a + b, unit), start, calendar, pauses)
		assert due_at(term_of(b, unit), middle, calendar, pauses) == whole


@given(CALENDARS, UNITS, AMOUNTS, st.integers(1, 20), MOMENTS, PAUSES)
def test_an_extension_in_the_same_unit_is_a_longer_term(
	calendar: Calendar, unit: TermUnit, amount: int, extra: int, start: datetime, pauses: list[Pause]
) -> None:
	extended = due_at(term_of(amount, unit, extra), start, calendar, pauses, [Extension(extra)])
	assert extended == due_at(term_of(amount + extra, unit), start, calendar, pauses)


@given(CALENDARS, UNITS, UNITS, AMOUNTS, st.integers(1, 20), MOMENTS, PAUSES)
def test_an_extension_is_never_due_earlier(
	calendar: Calendar,
	unit: TermUnit,
	other: TermUnit,
	amount: int,
	extra: int,
	start: datetime,
	pauses: list[Pause],
) -> None:
	term = term_of(amount, unit, extra, other)
	plain = due_at(term, start, calendar, pauses)
	assert plain <= due_at(term, start, calendar, pauses, [Extension(extra)])


@given(CALENDARS, UNITS, AMOUNTS, MOMENTS, MOMENTS, MOMENTS)
def test_an_open_pause_is_one_that_ends_now(
	calendar: Calendar, unit: TermUnit, amount: int, start: datetime, stopped: datetime, now: datetime
) -> None:
	term = term_of(amount, unit)
	expected = due_at(term, start, calendar, [Pause(REASON, stopped, max(stopped, now))])
	left = remaining(due_at(term, start, calendar, [Pause(REASON, stopped)], now=now), now, calendar)
	assert left.due == expected
	assert left.overdue == (left.hours_left < 0)
	if left.working_days_left > 0:
		assert not left.overdue


@given(CALENDARS, DAY_UNITS, AMOUNTS, MOMENTS)
def test_what_is_left_falls_by_one_each_working_day(
	calendar: Calendar, unit: TermUnit, amount: int, start: datetime
) -> None:
	term = term_of(amount, unit)
	due = due_at(term, start, calendar)
	days = [due - timedelta(i) for i in range(10)]
	lefts = [remaining(due, day, calendar).working_days_left for day in days]
	assert lefts[0] == 0
	for i in range(9):
		assert lefts[i + 1] - lefts[i] == calendar.is_working_day(days[i])

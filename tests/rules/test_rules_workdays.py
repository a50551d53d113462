"""Published plans, make-up days, year ends (rules.md "The working-day calendar")."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.workdays import (
	Calendar,
	CalendarConflict,
	OfficeHours,
	YearNotPublished,
	published_plan,
)

DAYS = st.dates(date(2023, 12, 1), date(2026, 12, 31))
MONDAY = date(2024, 1, 8)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
	moved = draw(st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 3, 31)), st.booleans(), max_size=40))
	return Calendar(
		working=frozenset(day for day, working in moved.items() if working),
		resting=frozenset(day for day, working in moved.items() if not working),
	)


def test_weekday_arithmetic_is_wrong_on_150_days_of_2021_to_2026() -> None:
	by_year = {
		year: (
			sum(not day.working for day in published_plan(year).values()),
			sum(day.working for day in published_plan(year).values()),
		)
		for year in range(2021, 2027)
	}
	assert by_year == {
		2021: (18, 7),
		2022: (18, 7),
		2023: (18, 7),
		2024: (19, 8),
		2025: (18, 5),
		2026: (19, 6),
	}
	assert sum(rests + works for rests, works in by_year.values()) == 150
	assert sum(works for _, works in by_year.values()) == 40


@pytest.mark.parametrize(
	"sunday", [date(2024, 2, 4), date(2024, 2, 18), date(2025, 1, 26), date(2026, 1, 4)], ids=str
)
def test_a_make_up_sunday_is_worked(calendar: Calendar, sunday: date) -> None:
	assert sunday.weekday() == 6
	assert calendar.is_working_day(sunday)


def test_the_plan_names_the_holiday_and_the_make_up_day() -> None:
	plan = published_plan(2024)
	assert plan[date(2024, 2, 12)].reason == "春节"
	assert not plan[date(2024, 2, 12)].working
	assert plan[date(2024, 2, 4)].reason == "春节调休上班"
	assert plan[date(2024, 2, 4)].working
	assert list(plan) == sorted(plan)
	# A Saturday in the middle of the holiday rests anyway, so the plan moves nothing there.
	assert date(2024, 2, 10) not in plan


def test_the_whole_plan_of_2025() -> None:
	rests = {day.date for day in published_plan(2025).values() if not day.working}
	works = {day.date for day in published_plan(2025).values() if day.working}
	assert works == {
		date(2025, 1, 26),
		date(2025, 2, 8),
		date(2025, 4, 27),
		date(2025, 9, 28),
		date(2025, 10, 11),
	}
	assert rests == {
		date(2025, month, day)
		for month, days in {1: (1, 28, 29, 30, 31), 2: (3, 4), 4: (4,), 5: (1, 2, 5), 6: (2,)}.items()
		for day in days
	} | {date(2025, 10, day) for day in (1, 2, 3, 6, 7, 8)}


def test_late_december_days_of_next_years_plan_belong_to_the_year_they_lie_in() -> None:
	# The plan of 2019 gave Monday 31 December 2018 off for Saturday the 29th.
	assert not published_plan(2018)[date(2018, 12, 31)].working
	assert published_plan(2018)[date(2018, 12, 29)].working
	assert date(2018, 12, 31) not in published_plan(2019)


@pytest.mark.parametrize("year", [2003, 2100])
def test_a_year_that_is_not_published_is_named(year: int) -> None:
	with pytest.raises(YearNotPublished, match=str(year)) as caught:
		published_plan(year)
	assert caught.value.year == year


def test_late_december_alone_does_not_make_a_year_published(monkeypatch: pytest.MonkeyPatch) -> None:
	chinese_calendar = pytest.importorskip("chinese_calendar")
	monkeypatch.setattr(chinese_calendar, "get_holiday_detail", lambda day: (day.weekday() > 4, None))
	with pytest.raises(YearNotPublished):
		published_plan(2025)


def test_an_unpublished_year_is_answered_with_weekdays_and_says_so(calendar: Calendar) -> None:
	assert calendar.is_working_day(date(2027, 10, 1))
	assert not calendar.is_working_day(date(2027, 10, 2))
	assert calendar.is_published(2026)
	assert not calendar.is_published(2027)


def test_late_december_is_uncertain_until_next_years_plan_is_out(calendar: Calendar) -> None:
	assert calendar.is_certain(date(2026, 12, 24))
	assert not calendar.is_certain(date(2026, 12, 25))
	assert not calendar.is_certain(datetime(2026, 12, 31, 9))
	assert calendar.is_certain(date(2025, 12, 31))
	assert not calendar.is_certain(date(2027, 3, 1))


def test_a_local_administrator_overrides_single_days() -> None:
	local = Calendar(working=frozenset({date(2024, 1, 13)}), resting=frozenset({date(2024, 1, 10)}))
	assert local.is_working_day(date(2024, 1, 13))
	assert not local.is_working_day(date(2024, 1, 10))
	assert local.add_working_days(MONDAY, 4) == date(2024, 1, 13)


def test_a_day_cannot_be_both() -> None:
	with pytest.raises(CalendarConflict, match="2024-01-10"):
		Calendar(working=frozenset({date(2024, 1, 10)}), resting=frozenset({date(2024, 1, 10)}))


def test_office_hours_end_after_they_start() -> None:
	assert OfficeHours() == OfficeHours(time(8, 30), time(17, 0))
	with pytest.raises(ValueError, match="17:00"):
		OfficeHours(time(17, 0), time(17, 0))


def test_moments_count_as_their_day(calendar: Calendar) -> None:
	assert calendar.is_working_day(datetime(2024, 2, 4, 10))
	assert not calendar.is_working_day(datetime(2024, 2, 12, 10))
	assert calendar.next_working_day(datetime(2024, 2, 9, 23)) == date(2024, 2, 18)
	assert calendar.working_days_between(datetime(2024, 2, 9, 23), datetime(2024, 2, 18, 1)) == 1


@pytest.mark.parametrize(
	("start", "n", "expected"),
	[
		(date(2024, 2, 9), 1, date(2024, 2, 18)),
		(date(2024, 2, 3), 1, date(2024, 2, 4)),
		(date(2024, 2, 18), -1, date(2024, 2, 9)),
		(date(2024, 2, 12), 0, date(2024, 2, 12)),
		(date(2024, 2, 12), -2, date(2024, 2, 8)),
		(date(2025, 12, 31), 1, date(2026, 1, 4)),
		(date(2026, 1, 5), -3, date(2025, 12, 30)),
		(date(2024, 12, 31), 1, date(2025, 1, 2)),
	],
)
def test_adding_working_days(calendar: Calendar, start: date, n: int, expected: date) -> None:
	assert calendar.add_working_days(start, n) == expected


def test_next_working_day_may_include_the_day_itself(calendar: Calendar) -> None:
	assert calendar.next_working_day(date(2024, 2, 4), include=True) == date(2024, 2, 4)
	assert calendar.next_working_day(date(2024, 2, 4)) == date(2024, 2, 5)
	assert calendar.next_working_day(date(2024, 2, 10), include=True) == date(2024, 2, 18)


def test_days_between_exclude_the_first_and_include_the_last(calendar: Calendar) -> None:
	# 8, 9 and 18 February 2024
	assert calendar.working_days_between(date(2024, 2, 7), date(2024, 2, 18)) == 3
	assert calendar.working_days_between(date(2024, 2, 18), date(2024, 2, 7)) == -3
	assert calendar.working_days_between(date(2024, 2, 7), date(2024, 2, 7)) == 0


@given(calendars(), DAYS, st.integers(1, 60))
def test_adding_lands_on_a_working_day_exactly_n_later(calendar: Calendar, day: date, n: int) -> None:
	later, earlier = calendar.add_working_days(day, n), calendar.add_working_days(day, -n)
	assert calendar.is_working_day(later)
	assert calendar.is_working_day(earlier)
	assert calendar.working_days_between(day, later) == n
	assert sum(calendar.is_working_day(earlier + timedelta(i)) for i in range((day - earlier).days)) == n


@given(calendars(), DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_in_two_steps_is_adding_once(calendar: Calendar, day: date, m: int, n: int) -> None:
	once = calendar.add_working_days(day, m + n)
	assert calendar.add_working_days(calendar.add_working_days(day, m), n) == once


@given(calendars(), DAYS, DAYS, DAYS)
def test_days_between_add_up(calendar: Calendar, a: date, b: date, c: date) -> None:
	between = calendar.working_days_between
	assert between(a, b) + between(b, c) == between(a, c)

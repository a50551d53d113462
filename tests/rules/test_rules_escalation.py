"""Reminder, overdue and the levels of escalation on hand-worked days (rules.md "Overdue")."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.escalation import below, due_before, ladder, reached
from healthtalk_app.rules.workdays import Calendar, published_plan

PLANNED = published_plan(2024).values()
REAL = Calendar(
	working=frozenset(day.date for day in PLANNED if day.working),
	resting=frozenset(day.date for day in PLANNED if not day.working),
)
STEPS = ladder(remind_before=1, leader=1, superior=3, bureau=5)


@pytest.mark.parametrize(
	("now", "levels"),
	[
		# due on Thursday 2024-02-08 at 17:00; 10 to 17 February rest, Sundays 4 and 18 February are worked
		("2024-02-06 23:00", []),
		("2024-02-07 00:00", [1]),
		("2024-02-08 17:00", [1]),
		("2024-02-08 17:01", []),
		# 9 February is a Friday and worked: the first working day after expiry
		("2024-02-09 00:00", [2, 3]),
		("2024-02-17 23:59", [2, 3]),
		# second working day: Sunday 18; third: Monday 19; fifth: Wednesday 21
		("2024-02-18 12:00", [2, 3]),
		("2024-02-19 00:00", [2, 3, 4]),
		("2024-02-20 23:00", [2, 3, 4]),
		("2024-02-21 00:00", [2, 3, 4, 5]),
	],
)
def test_levels_over_the_spring_festival(now: str, levels: list[int]) -> None:
	due = datetime(2024, 2, 8, 17)
	assert reached(due, datetime.fromisoformat(now), REAL, STEPS) == levels


def test_a_level_set_to_nothing_is_not_used() -> None:
	steps = ladder(remind_before=0, leader=0, superior=2, bureau=0)
	assert steps.levels == (1, 2, 4)
	due = datetime(2024, 3, 5, 17)  # a Tuesday
	assert reached(due, datetime(2024, 3, 4, 12), REAL, steps) == []
	assert reached(due, datetime(2024, 3, 5, 0), REAL, steps) == [1]
	assert reached(due, datetime(2024, 3, 7, 8), REAL, steps) == [2, 4]
	assert list(below(4, steps)) == [2, 3]


def test_a_level_never_comes_before_a_lower_one() -> None:
	assert ladder(1, leader=4, superior=2, bureau=3).after == ((2, 1), (3, 4), (4, 4), (5, 4))


def test_where_clocks_stand_below_each_level() -> None:
	assert [list(below(level, STEPS)) for level in (1, 2, 3, 4, 5)] == [[0], [0, 1], [2], [3], [4]]


MOMENTS = st.builds(
	lambda day, half: datetime.combine(day, time()) + half * timedelta(minutes=30),
	st.dates(date(2024, 1, 20), date(2024, 3, 10)),
	st.integers(0, 47),
)
LADDERS = st.builds(ladder, st.integers(0, 3), st.integers(0, 4), st.integers(0, 6), st.integers(0, 9))


@given(due=MOMENTS, now=MOMENTS, steps=LADDERS)
def test_the_query_finds_exactly_the_clocks_that_have_reached_a_level(due, now, steps) -> None:
	levels = reached(due, now, REAL, steps)
	for level in steps.levels:
		alive = level != 1 or now <= due
		assert (level in levels) == (alive and due < due_before(level, now, REAL, steps))


@given(due=MOMENTS, now=MOMENTS, later=st.integers(0, 400), steps=LADDERS)
def test_a_level_once_reached_stays_reached(due, now, later, steps) -> None:
	after = set(reached(due, now + timedelta(hours=later), REAL, steps))
	assert set(reached(due, now, REAL, steps)) - {1} <= after

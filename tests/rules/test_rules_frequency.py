"""H6: one talk in every pair of months for units, one a quarter for bureau departments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.frequency import (
	Window,
	next_talk_due,
	owes,
	window_of,
	windows_between,
)

KINDS = st.sampled_from(["two_months", "quarter"])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MARCH_APRIL = Window(date(2026, 3, 1), date(2026, 4, 30), "2026年3-4月")


@pytest.mark.parametrize(
	("day", "kind", "expected"),
	[
		(date(2026, 4, 30), "two_months", MARCH_APRIL),
		(date(2024, 2, 29), "two_months", Window(date(2024, 1, 1), date(2024, 2, 29), "2024年1-2月")),
		(date(2025, 12, 31), "two_months", Window(date(2025, 11, 1), date(2025, 12, 31), "2025年11-12月")),
		(date(2026, 1, 1), "quarter", Window(date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度")),
		(date(2026, 12, 31), "quarter", Window(date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度")),
	],
)
def test_window_of_a_day(day: date, kind: str, expected: Window) -> None:
	assert window_of(day, kind) == expected


def test_windows_between_two_days_over_the_year_end() -> None:
	labels = [window.label for window in windows_between(date(2025, 10, 31), date(2026, 3, 1), "two_months")]
	assert labels == ["2025年9-10月", "2025年11-12月", "2026年1-2月", "2026年3-4月"]
	assert len(windows_between(date(2026, 1, 1), date(2026, 12, 31), "quarter")) == 4
	assert windows_between(date(2026, 3, 1), date(2026, 2, 28), "quarter") == []


def test_an_unknown_kind_or_mode_is_refused() -> None:
	with pytest.raises(ValueError, match="weekly"):
		window_of(date(2026, 3, 1), "weekly")
	with pytest.raises(ValueError, match="weekly"):
		next_talk_due([], date(2026, 3, 1), "quarter", "weekly")


@pytest.mark.parametrize(
	("opened", "closed", "expected"),
	[
		(None, None, True),
		# March and April have 61 days: 31 are more than half, 30 are less
		(date(2026, 3, 31), None, True),
		(date(2026, 4, 1), None, False),
		(None, date(2026, 3, 31), True),
		(None, date(2026, 3, 30), False),
		(date(2026, 3, 10), date(2026, 4, 9), True),
		(date(2026, 3, 10), date(2026, 4, 8), False),
		(date(2026, 5, 1), None, False),
		(None, date(2026, 2, 28), False),
	],
)
def test_a_unit_owes_a_talk_if_open_for_half_of_the_window(
	opened: date | None, closed: date | None, expected: bool
) -> None:
	assert owes(MARCH_APRIL, opened, closed) is expected


def test_exactly_half_of_a_window_is_enough() -> None:
	# July and August have 62 days; from 1 August there are 31, from the 2nd 30
	window = window_of(date(2026, 7, 1), "two_months")
	assert owes(window, date(2026, 8, 1))
	assert not owes(window, date(2026, 8, 2))


@pytest.mark.parametrize(
	("held", "kind", "mode", "expected"),
	[
		([], "two_months", "calendar", date(2026, 4, 30)),
		([date(2026, 2, 28)], "two_months", "calendar", date(2026, 4, 30)),
		([date(2026, 3, 1)], "two_months", "calendar", date(2026, 6, 30)),
		([date(2026, 3, 16)], "two_months", "calendar", date(2026, 4, 30)),
		([date(2026, 1, 5)], "quarter", "calendar", date(2026, 6, 30)),
		([date(2026, 1, 5), date(2025, 12, 1)], "two_months", "gap", date(2026, 3, 5)),
		([date(2025, 12, 31)], "two_months", "gap", date(2026, 2, 28)),
		([date(2025, 11, 30)], "quarter", "gap", date(2026, 2, 28)),
		([date(2026, 3, 16)], "quarter", "gap", date(2026, 3, 31)),
	],
)
def test_next_talk_due_on_15_march_2026(held: list[date], kind: str, mode: str, expected: date) -> None:
	assert next_talk_due(held, date(2026, 3, 15), kind, mode) == expected


def test_the_next_talk_after_the_last_window_of_the_year() -> None:
	assert next_talk_due([date(2025, 11, 3)], date(2025, 12, 1), "two_months") == date(2026, 2, 28)


def test_what_a_unit_owes_that_opened_in_the_middle_of_a_window() -> None:
	windows = windows_between(date(2026, 1, 1), date(2026, 8, 31), "two_months")
	# open from 15 March on: 47 of the 61 days of March and April
	assert [(w.label, owes(w, date(2026, 3, 15))) for w in windows] == [
		("2026年1-2月", False),
		("2026年3-4月", True),
		("2026年5-6月", True),
		("2026年7-8月", True),
	]


@given(DAYS, KINDS)
def test_windows_cover_every_day_once(day: date, kind: str) -> None:
	window = window_of(day, kind)
	assert window.start <= day <= window.end
	assert window_of(window.start, kind) == window_of(window.end, kind) == window
	assert window_of(window.end + timedelta(1), kind).start == window.end + timedelta(1)


@given(DAYS, DAYS, KINDS)
def test_windows_between_are_all_and_in_order(a: date, b: date, kind: str) -> None:
	windows = windows_between(a, b, kind)
	if a <= b:
		assert windows[0] == window_of(a, kind)
		assert windows[-1] == window_of(b, kind)
	assert all(x.end + timedelta(1) == y.start for x, y in pairwise(windows))


@given(st.lists(DAYS, max_size=10), DAYS, KINDS)
def test_a_talk_held_never_brings_the_next_one_nearer(held: list[date], today: date, kind: str) -> None:
	for mode in ("calendar", "gap"):
		before = next_talk_due([day for day in held if day < today], today, kind, mode)
		assert next_talk_due([*held, today], today, kind, mode) >= min(before, today)
		assert next_talk_due([*held, today], today, kind, mode) > today

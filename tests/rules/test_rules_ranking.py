"""Periods, scores and places of rankings (H10)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.rules.ranking import change, places, weighted


def test_a_period_holds_both_its_days() -> None:
	period = Period(date(2026, 3, 1), date(2026, 3, 31))
	assert (period.since, period.until) == (
		datetime(2026, 3, 1),
		datetime(2026, 3, 31, 23, 59, 59, 999999),
	)
	assert (period.days, period.months) == (31, 1)


def test_a_period_does_not_end_before_it_starts() -> None:
	with pytest.raises(ValueError):
		Period(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
	("start", "end", "before"),
	[
		# a month, a quarter, a year before
		(date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
		(date(2026, 1, 1), date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
		(date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
		# eleven days before
		(date(2026, 3, 10), date(2026, 3, 20), (date(2026, 2, 27), date(2026, 3, 9))),
		# a month but for its first day is no month
		(date(2026, 3, 2), date(2026, 3, 31), (date(2026, 1, 31), date(2026, 3, 1))),
	],
)
def test_the_period_before_has_the_same_length(start: date, end: date, before: tuple[date, date]) -> None:
	found = Period(start, end).before()
	assert (found.start, found.end) == before


def test_the_year_of_a_day() -> None:
	assert year_to(date(2026, 7, 4)) == Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_score_is_the_weighted_mean_of_the_rates() -> None:
	weights = {"response": 30, "resolution": 40, "satisfaction": 30}
	# 0.3 * 90 + 0.4 * 80 + 0.3 * 70 = 27 + 32 + 21
	assert weighted({"response": 90, "resolution": 80, "satisfaction": 70}, weights) == 80
	# a rate that does not exist takes its weight along: (90 * 30 + 80 * 40) / 70 = 5900 / 70
	assert weighted({"response": 90, "resolution": 80, "satisfaction": None}, weights) == 84.29
	assert weighted({"response": 0, "resolution": None, "satisfaction": None}, weights) == 0


def test_no_rates_or_no_weights_make_no_score() -> None:
	assert weighted({"response": None}, {"response": 30}) is None
	assert weighted({"response": 90}, {"response": 0}) is None


def test_ties_share_a_place_and_the_next_is_left_out() -> None:
	assert places([80, 95.5, None, 80, 60]) == [2, 1, None, 2, 4]
	assert places([]) == []


def test_a_change_needs_both_places() -> None:
	assert change(2, 5) == 3
	assert change(5, 2) == -3
	assert (change(1, None), change(None, 1)) == (None, None)


@pytest.mark.parametrize(
	("start", "end", "before"),
	[
		(date(2026, 1, 1), date(2026, 6, 30), (date(2025, 1, 1), date(2025, 6, 30))),
		# a whole February stays whole, in both directions
		(date(2024, 2, 1), date(2024, 2, 29), (date(2023, 2, 1), date(2023, 2, 28))),
		(date(2025, 2, 1), date(2025, 2, 28), (date(2024, 2, 1), date(2024, 2, 29))),
		# single days do not
		(date(2024, 2, 29), date(2024, 3, 2), (date(2023, 2, 28), date(2023, 3, 2))),
	],
)
def test_the_same_days_of_the_year_before(start: date, end: date, before: tuple[date, date]) -> None:
	assert Period(start, end).year_before() == Period(*before)

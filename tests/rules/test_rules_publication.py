"""When rankings are published by themselves, and what a circular says of them (H10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules import publication
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.publication import due, period_of, words
from healthtalk_app.rules.ranking import places, places_in_groups, trend
from healthtalk_app.rules.ranking_words import Line, adjustments, change, overview, tenth

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
KINDS = st.sampled_from(sorted(publication.MONTHS))
SCORES = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.none() | st.integers(0, 5)), max_size=12)


@pytest.mark.parametrize(
	("kind", "day", "start", "end", "said"),
	[
		("Monthly", date(2026, 2, 14), date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
		("Monthly", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
		("Quarterly", date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
		("Half-yearly", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
		("Yearly", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31), "2026年"),
	],
)
def test_the_period_that_holds_a_day(kind, day, start, end, said):
	period = period_of(kind, day)
	assert (period.start, period.end) == (start, end)
	assert words(period) == said


def test_a_period_without_a_name_is_told_by_its_days():
	period = Period(date(2026, 1, 5), date(2026, 2, 4))
	assert words(period) == "2026年1月5日至2026年2月4日"


@given(KINDS, DAYS)
def test_periods_of_a_kind_hold_each_day_once(kind, day):
	period = period_of(kind, day)
	assert period.start <= day <= period.end and period.months == publication.MONTHS[kind]
	assert period_of(kind, period.end + timedelta(days=1)).before() == period


def test_a_quarter_is_published_once_it_is_over_for_some_days():
	"""The third quarter ends on 30 September; five days of waiting end with 5 October."""
	since = date(2026, 8, 10)
	assert due("Quarterly", since, date(2026, 10, 5), 5) == []
	(period,) = due("Quarterly", since, date(2026, 10, 6), 5)
	assert (period.start, period.end) == (date(2026, 7, 1), date(2026, 9, 30))


def test_what_was_missed_is_made_up_but_not_for_ever():
	months = due("Monthly", date(2026, 1, 1), date(2026, 4, 3), 0)
	assert [words(period) for period in months] == ["2026年1月", "2026年2月", "2026年3月"]
	assert len(due("Monthly", date(2020, 1, 1), date(2026, 4, 3), 0)) == 12


@given(KINDS, DAYS, DAYS, st.integers(0, 40))
def test_what_is_due_stays_due(kind, since, today, wait):
	"""A day later everything is due that was due, or was made up long ago; nothing that is not over."""
	before, after = due(kind, since, today, wait), due(kind, since, today + timedelta(days=1), wait)
	assert set(before[-publication.MOST + 1 :]) <= set(after)
	assert all(period.end + timedelta(days=wait) < today and period.end >= since for period in before)


def test_places_count_within_a_group():
	scores, groups = [90.0, 80.0, 80.0, None, 85.0], ["A", "B", "B", "B", "A"]
	assert places_in_groups(scores, groups) == [1, 1, 1, None, 2]


@given(SCORES)
def test_a_group_alone_has_the_same_places(rows):
	groups, scores = [row[0] for row in rows], [row[1] for row in rows]
	found = places_in_groups(scores, groups)
	for group in set(groups):
		members = [at for at, name in enumerate(groups) if name == group]
		assert [found[at] for at in members] == places([scores[at] for at in members])


@given(SCORES)
def test_the_order_of_units_changes_no_place(rows):
	turned = rows[::-1]
	assert (
		places_in_groups([r[1] for r in turned], [r[0] for r in turned])
		== places_in_groups([r[1] for r in rows], [r[0] for r in rows])[::-1]
	)


@pytest.mark.parametrize(
	("placed", "said"),
	[
		([5, 3, 2], "Rising"),
		([9, 3, 3, 2], "Rising"),
		([2, 2, 4], "Falling"),
		([4, 4, 4], "Steady"),
		([3, 5, 4], "Wavering"),
		([5, None, 3, 2], "Rising"),
		([5, 3], None),
		([None, 3, None], None),
	],
)
def test_a_trend_needs_three_places(placed, said):
	assert trend(placed) == said


# ---- golden texts --------------------------------------------------------------------------------
def test_nobody_ranked():
	assert overview("2026年10月", [Line("甲院")]) == "2026年10月，没有单位参加排名。"
	assert adjustments([Line("甲院")]) == ""


def test_one_unit():
	lines = [Line("甲院", place=1, score=92.25)]
	assert (
		overview("2026年10月", lines) == "2026年10月，共有1家单位参加排名，得分92.3分。第一名是甲院，92.3分。"
	)


def test_many_units_with_ties_movers_and_a_fall_of_the_mean():
	lines = [
		Line("甲院", place=1, score=95, change=2),
		Line("乙院", place=1, score=95, change=-1),
		Line("丙院", place=3, score=80, change=-1),
		Line("丁院"),
	]
	assert overview("2026年第三季度", lines, 91.2) == (
		"2026年第三季度，共有3家单位参加排名，平均得分90.0分，比上期下降1.2分。"
		"并列第一的是甲院、乙院，均为95.0分。"
		"上升最多的是甲院，上升2位；下降最多的是乙院、丙院，均下降1位。\n"
		"丁院没有可以计分的事项，不参加排名。"
	)


def test_groups_and_an_unchanged_mean():
	lines = [
		Line("甲院", "分院", 1, 90),
		Line("乙院", "分院", 2, 80),
		Line("丙中心", "公共卫生单位", 1, 90),
		Line("丁中心", "公共卫生单位", 1, 90),
		# alone in its group: first of nobody
		Line("局机关", "局", 1, 75),
	]
	assert overview("2026年上半年", lines, 85.04) == (
		"2026年上半年，共有5家单位参加排名，平均得分85.0分，与上期持平。"
		"分院组第一名是甲院，90.0分。公共卫生单位组并列第一的是丙中心、丁中心，均为90.0分。"
	)


def test_more_than_three_names_are_counted():
	lines = [Line("甲院", place=1, score=90), *(Line(name) for name in ("乙", "丙", "丁", "戊"))]
	assert overview("2026年", lines).endswith("乙、丙、丁等4家单位没有可以计分的事项，不参加排名。")


def test_who_is_first_and_vetoed_is_said_to_be():
	alone = [Line("甲院", place=1, score=105, vetoed=True), Line("乙院", place=2, score=85)]
	assert overview("2026年", alone).endswith("第一名是甲院（一票否决），105.0分。")
	tied = [Line("甲院", place=1, score=90, vetoed=True), Line("乙院", place=1, score=90)]
	assert overview("2026年", tied).endswith("并列第一的是甲院、乙院，均为90.0分（甲院被一票否决）。")
	second = [Line("甲院", place=1, score=90), Line("乙院", place=2, score=80, vetoed=True)]
	assert "否决" not in overview("2026年", second)


def test_bonuses_deductions_and_vetoes():
	lines = [Line("甲院", bonus=2), Line("乙院", deducted=3.25), Line("丙院", vetoed=True)]
	assert adjustments(lines) == "甲院加2.0分。\n乙院减3.3分。\n丙院实行一票否决。"


def test_changes_and_tenths():
	assert [change(moved) for moved in (2, -1, 0, None)] == ["↑2", "↓1", "→", ""]
	assert [tenth(value) for value in (0.05, 85.25, 85.24, None)] == ["0.1", "85.3", "85.2", ""]

"""P4: index and rate of a survey with their intervals, worked out by hand."""

from math import isclose, sqrt

import pytest

from healthtalk_app.rules import surveys
from healthtalk_app.rules.surveys import Sums


@pytest.mark.parametrize(("level", "points"), [(1, 100), (2, 80), (3, 60), (4, 40), (5, 20)])
def test_points_of_a_level(level: int, points: int) -> None:
	assert surveys.points_of(level) == points


@pytest.mark.parametrize("level", [0, 6, -1])
def test_there_is_no_other_level(level: int) -> None:
	with pytest.raises(ValueError):
		surveys.points_of(level)


def test_points_are_the_mean_by_weight() -> None:
	# (100·2 + 60·1) / 3
	assert isclose(surveys.points({"a": 1, "b": 3}, {"a": 2, "b": 1}), 260 / 3)


def test_a_question_left_out_does_not_count() -> None:
	assert surveys.points({"b": 4}, {"a": 2, "b": 1}) == 40


def test_an_answer_without_levels_has_no_points() -> None:
	assert surveys.points({}, {"a": 1}) is None
	assert surveys.points({"a": 1}, {"a": 0}) is None


def test_index_and_its_interval() -> None:
	# 100, 80, 80, 60: mean 80; deviations 20, 0, 0, 20 -> 800 / 3; standard error sqrt(800 / 3 / 4) = 8.165
	sums = Sums(4, 320, 100**2 + 80**2 + 80**2 + 60**2, 4)
	assert sums.index == 80
	assert isclose(sums.error, sqrt(200 / 3))
	low, high = sums.index_interval
	# 80 ± 1.95996 · 8.16497 = 80 ± 16.003
	assert isclose(low, 63.997, abs_tol=0.001) and isclose(high, 96.003, abs_tol=0.001)


def test_the_interval_stays_within_the_scale() -> None:
	# 100, 100, 20: mean 73.33, standard error 26.67
	low, high = Sums(3, 220, 20400, 2).index_interval
	assert high == 100 and isclose(low, 73.3333 - 1.95996 * 26.6667, abs_tol=0.001)


def test_wilson_interval_against_a_published_value() -> None:
	# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3: 81 of 263 gives 0.2553 to 0.3662
	low, high = Sums(263, 0, 0, 81).rate_interval
	assert isclose(low, 25.53, abs_tol=0.005) and isclose(high, 36.62, abs_tol=0.005)


def test_wilson_interval_at_the_edge() -> None:
	# the same table: 0 of 20 gives 0 to 0.1611, 1 of 29 gives 0.0061 to 0.1718
	assert Sums(20, 0, 0, 0).rate_interval[0] == 0
	assert isclose(Sums(20, 0, 0, 0).rate_interval[1], 16.11, abs_tol=0.005)
	low, high = Sums(29, 0, 0, 1).rate_interval
	assert isclose(low, 0.61, abs_tol=0.005) and isclose(high, 17.18, abs_tol=0.005)


def test_nothing_is_said_of_nobody_and_no_interval_of_one() -> None:
	assert Sums().index is None and Sums().rate is None and Sums().rate_interval is None
	assert Sums(1, 80, 6400, 1).index == 80 and Sums(1, 80, 6400, 1).index_interval is None


def test_a_change_is_told_apart_from_chance() -> None:
	# both: n 4, standard error 8.165; the difference has 11.547, so 22.63 points are needed
	wide = Sums(4, 320, 26400, 4)
	assert surveys.change(wide, Sums(4, 240, 15200, 4)) == (20, False)
	# 80 against 55: deviations 20, 0, 0, 20 again: squares 4·55² + 800
	assert surveys.change(wide, Sums(4, 220, 4 * 55**2 + 800, 4)) == (25, True)
	assert surveys.change(wide, Sums()) is None


def test_sums_add_up() -> None:
	assert Sums(1, 80, 6400, 1) + Sums(2, 100, 5200, 0) == Sums(3, 180, 11600, 1)


@pytest.mark.parametrize(
	("answers", "target", "shown"),
	[(29, 30, False), (30, 30, True), (4, 0, False), (5, 0, True), (5, 3, True)],
)
def test_below_its_sample_nothing_is_shown(answers: int, target: int, shown: bool) -> None:
	assert surveys.enough(answers, target, small_group=5) is shown

"""How everyone rates a commitment (C4, C8): weights, groups that wait, batches that hide one ballot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.commitments import GROUPS, Tally, points, to_show

WEIGHTS = {"Residents": 60, "Staff": 20, "Leaders": 20, "Own Unit": 0}
levels = st.tuples(*[st.integers(0, 30)] * 5)


def test_points_of_a_group() -> None:
	# (2 · 100 + 1 · 60 + 2 · 20) / 5
	assert Tally(7, (2, 0, 1, 0, 2)).points == 60
	assert Tally(4).points is None


def test_groups_count_by_their_weights() -> None:
	tallies = {
		"Residents": Tally(5, (5, 0, 0, 0, 0)),
		"Staff": Tally(5, (0, 5, 0, 0, 0)),
		"Leaders": Tally(5, (0, 0, 0, 0, 5)),
		"Own Unit": Tally(9, (9, 0, 0, 0, 0)),
	}
	# 100 · 0.6 + 80 · 0.2 + 20 · 0.2
	assert points(tallies, WEIGHTS) == 80


def test_a_group_that_waits_neither_counts_nor_lowers_the_others() -> None:
	tallies = {
		"Residents": Tally(5, (0, 5, 0, 0, 0)),
		"Staff": Tally(3),
		"Leaders": Tally(5, (0, 0, 0, 5, 0)),
	}
	# (80 · 60 + 40 · 20) / 80
	assert points(tallies, WEIGHTS) == 70


def test_without_a_group_that_weighs_there_are_no_points() -> None:
	assert points({}, WEIGHTS) is None
	assert points({"Own Unit": Tally(9, (9, 0, 0, 0, 0))}, WEIGHTS) is None
	assert points({"Staff": Tally(9, (9, 0, 0, 0, 0))}, {}) is None


def test_a_negative_weight_is_refused() -> None:
	with pytest.raises(ValueError, match="not negative"):
		points({}, {"Staff": -1})


@given(st.dictionaries(st.sampled_from(GROUPS), levels), st.floats(0.1, 100))
def test_points_lie_between_the_groups_and_do_not_hang_on_the_scale(
	found: dict[str, tuple[int, ...]], scale: float
) -> None:
	tallies = {group: Tally(sum(counts), counts) for group, counts in found.items()}
	said = points(tallies, WEIGHTS)
	means = [tally.points for group, tally in tallies.items() if tally.points is not None and WEIGHTS[group]]
	assert (said is None) == (not means)
	if said is not None:
		assert min(means) - 0.01 <= said <= max(means) + 0.01
		assert points(tallies, {k: v * scale for k, v in WEIGHTS.items()}) == pytest.approx(said, abs=0.011)


@given(st.integers(0, 200), st.integers(2, 20))
def test_each_change_of_a_figure_is_made_by_enough_people(cast: int, least: int) -> None:
	waiting = shown = 0
	for _ballot in range(cast):
		waiting += 1
		now = to_show(waiting, least)
		assert now == 0 or now >= least
		shown, waiting = shown + now, waiting - now
	assert shown == cast - cast % least and waiting == cast % least

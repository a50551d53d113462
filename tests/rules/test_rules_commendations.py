"""What a jury and a public vote come to (C7): by hand, and by properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.commendations import jury_points, total, vote_points

given_points = st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=12)
points = st.decimals(0, 100, places=2)


def test_a_jury_of_three() -> None:
	# (90 + 85 + 80.5) / 3 = 85.1666…
	assert jury_points([90, 85, 80.5]) == Decimal("85.17")
	assert jury_points([]) is None


def test_the_highest_and_the_lowest_are_left_out_of_five() -> None:
	# 70 and 100 go: (80 + 90 + 91) / 3
	assert jury_points([100, 80, 70, 90, 91], trimmed=True) == 87
	# four are too few to leave any out: 340 / 4
	assert jury_points([100, 80, 70, 90], trimmed=True) == 85


def test_half_a_hundredth_is_rounded_up() -> None:
	# 85.125 and not 85.12, as rounding to even would have it
	assert jury_points([85.25, 85]) == Decimal("85.13")


@pytest.mark.parametrize("wrong", [[-1], [100.1, 50]])
def test_points_outside_the_scale_are_refused(wrong: list[float]) -> None:
	with pytest.raises(ValueError, match="0 to 100"):
		jury_points(wrong)


def test_votes_are_measured_against_the_most() -> None:
	assert vote_points(150, 200) == 75
	assert vote_points(0, 200) == 0
	assert vote_points(0, 0) is None
	with pytest.raises(ValueError, match="votes"):
		vote_points(3, 2)


def test_the_vote_counts_by_its_weight() -> None:
	# 90 · 0.8 + 75 · 0.2
	assert total(Decimal(90), Decimal(75), 20) == 87
	assert total(Decimal(90), None, 20) == 90
	assert total(None, Decimal(75), 20) == 75
	assert total(None, Decimal(75), 0) is None
	assert total(None, None, 20) is None
	with pytest.raises(ValueError, match="weight"):
		total(Decimal(90), Decimal(75), 101)


@given(given_points, st.booleans())
def test_a_jury_lies_between_its_jurors(found: list[Decimal], trimmed: bool) -> None:
	said = jury_points(found, trimmed)
	assert said is not None and min(found) - Decimal("0.01") <= said <= max(found) + Decimal("0.01")


@given(given_points, st.booleans(), st.data())
def test_better_points_never_lower_the_result(
	found: list[Decimal], trimmed: bool, data: st.DataObject
) -> None:
	place = data.draw(st.integers(0, len(found) - 1))
	better = [*found]
	better[place] = data.draw(st.decimals(found[place], 100, places=1))
	assert jury_points(better, trimmed) >= jury_points(found, trimmed)


@given(given_points, st.booleans(), st.randoms())
def test_the_order_of_the_jurors_does_not_matter(found: list[Decimal], trimmed: bool, draw: object) -> None:
	mixed = [*found]
	draw.shuffle(mixed)  # type: ignore[attr-defined]
	assert jury_points(mixed, trimmed) == jury_points(found, trimmed)


@given(points, points, points, st.integers(0, 100))
def test_neither_jury_nor_vote_ever_lowers_the_total(
	jury: Decimal, more: Decimal, vote: Decimal, weight: int
) -> None:
	low, high = sorted((jury, more))
	assert total(low, vote, weight) <= total(high, vote, weight)
	assert total(vote, low, weight) <= total(vote, high, weight)

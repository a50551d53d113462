"""Figures beside those of the year before (T9, P6)."""

from __future__ import annotations

import pytest

from healthtalk_app.rules.growth import compared, difference, growth


@pytest.mark.parametrize(
	("now", "before", "per_cent"),
	[
		(120, 100, 20),
		(90, 120, -25),
		(0, 4, -100),
		(7, 7, 0),
		(1, 3, -66.7),
		(5, 0, None),
		(5, None, None),
		(None, 5, None),
	],
)
def test_growth_in_per_cent(now, before, per_cent):
	assert growth(now, before) == per_cent


@pytest.mark.parametrize(
	("now", "before", "points"), [(95.1, 94.6, 0.5), (0, 3, -3), (94.6, None, None), (None, 1, None)]
)
def test_rates_differ_by_points(now, before, points):
	assert difference(now, before) == points


def test_counts_grow_and_rates_differ():
	assert (compared(3, 2, True), compared(3, 2, False)) == (50, 1)

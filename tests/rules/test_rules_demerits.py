"""Cycles, sums and tiers of demerit points (P1), worked out by hand and as properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.demerits import (
	COUNTING,
	POINTS,
	Cycle,
	Entry,
	cycle,
	cycle_year,
	rising,
	standing,
	tier,
)

DAYS = st.dates(date(2000, 1, 2), date(2099, 12, 30))
ANCHORS = st.none() | DAYS | st.just(date(2024, 2, 29))
STATUSES = st.sampled_from((*COUNTING, "Proposed", "Dismissed", "Revoked"))
ENTRIES = st.lists(st.builds(Entry, st.sampled_from(POINTS), DAYS, STATUSES), max_size=30)
THRESHOLDS = st.sets(st.integers(1, 60), min_size=1, max_size=5).map(lambda found: tuple(sorted(found)))
LEAP = date(2024, 2, 29)


# ---- worked out by hand ---------------------------------------------------------------------------
def test_the_calendar_year() -> None:
	assert cycle(date(2026, 1, 1)) == Cycle(date(2026, 1, 1), date(2026, 12, 31))
	assert cycle(date(2026, 12, 31)) == Cycle(date(2026, 1, 1), date(2026, 12, 31))


def test_the_day_before_an_anniversary_ends_the_cycle() -> None:
	licensed = date(2019, 6, 15)
	assert cycle(date(2026, 6, 14), licensed) == Cycle(date(2025, 6, 15), date(2026, 6, 14))
	assert cycle(date(2026, 6, 15), licensed) == Cycle(date(2026, 6, 15), date(2027, 6, 14))
	# a day before the licence has its cycle, too: paper may be older than what is on record
	assert cycle(date(2019, 6, 14), licensed) == Cycle(date(2018, 6, 15), date(2019, 6, 14))


@pytest.mark.parametrize(
	("day", "start", "end"),
	[
		(date(2024, 2, 28), date(2023, 3, 1), date(2024, 2, 28)),
		(date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28)),
		(date(2025, 2, 28), date(2024, 2, 29), date(2025, 2, 28)),
		(date(2025, 3, 1), date(2025, 3, 1), date(2026, 2, 28)),
		(date(2027, 12, 31), date(2027, 3, 1), date(2028, 2, 28)),
		(date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
	],
)
def test_an_anniversary_on_a_leap_day(day: date, start: date, end: date) -> None:
	assert cycle(day, LEAP) == Cycle(start, end)


@pytest.mark.parametrize(
	("points", "expected"),
	[(0, 0), (11, 0), (12, 1), (15, 1), (16, 2), (19, 2), (20, 3), (200, 3)],
)
def test_the_tiers_of_the_rule(points: int, expected: int) -> None:
	assert tier(points) == expected


@pytest.mark.parametrize("thresholds", [(12, 12, 20), (16, 12, 20), (0, 12, 16), (-1, 2, 3)])
def test_thresholds_that_do_not_rise_are_refused(thresholds: tuple[int, ...]) -> None:
	assert not rising(thresholds)
	with pytest.raises(ValueError, match="higher"):
		tier(5, thresholds)


def test_negative_points_are_refused() -> None:
	with pytest.raises(ValueError, match="negative"):
		tier(-1)


def test_a_year_of_a_clinic() -> None:
	"""6 in March, 4 in June, 2 in September: 12 and the second tier; the next year begins at nought."""
	entries = [Entry(6, date(2026, 3, 2)), Entry(4, date(2026, 6, 9)), Entry(2, date(2026, 9, 30))]
	year = Cycle(date(2026, 1, 1), date(2026, 12, 31))
	at = {day: standing(entries, day) for day in (date(2026, 3, 1), date(2026, 9, 29), date(2026, 9, 30))}
	assert [(found.points, found.records, found.tier) for found in at.values()] == [
		(0, 0, 0),
		(10, 2, 0),
		(12, 3, 1),
	]
	assert {found.cycle for found in at.values()} == {year}
	assert standing(entries, date(2027, 1, 1)).points == 0


def test_the_same_year_from_an_anniversary() -> None:
	"""Licensed on 1 July: what happened before is of the cycle before."""
	entries = [Entry(6, date(2026, 3, 2)), Entry(4, date(2026, 6, 30)), Entry(10, date(2026, 7, 1))]
	licensed = date(2020, 7, 1)
	assert standing(entries, date(2026, 6, 30), licensed).points == 10
	assert standing(entries, date(2026, 7, 1), licensed).points == 10
	assert standing(entries, date(2026, 12, 31), licensed).records == 1
	assert standing(entries, date(2026, 12, 31)).points == 20


def test_an_appeal_changes_nothing_until_it_is_decided() -> None:
	def after(status: str) -> tuple[int, int]:
		found = standing([Entry(10, date(2026, 2, 1)), Entry(6, date(2026, 5, 1), status)], date(2026, 8, 1))
		return found.points, found.tier

	assert after("Proposed") == after("Dismissed") == (10, 0)
	assert after("Confirmed") == after("Appealed") == after("Upheld") == (16, 2)
	assert after("Revoked") == (10, 0)


def test_a_leap_day_counts_in_the_cycle_that_it_begins() -> None:
	entries = [
		Entry(1, date(2024, 2, 28)),
		Entry(2, LEAP),
		Entry(4, date(2025, 2, 28)),
		Entry(6, date(2025, 3, 1)),
	]
	assert standing(entries, date(2024, 2, 28), LEAP).points == 1
	assert standing(entries, date(2025, 2, 28), LEAP).points == 6
	assert standing(entries, date(2026, 2, 28), LEAP).points == 6
	assert standing(entries, date(2026, 2, 28), LEAP).records == 1


# ---- properties -----------------------------------------------------------------------------------
@given(DAYS, ANCHORS)
def test_a_day_lies_in_its_cycle_of_one_year(day: date, anchor: date | None) -> None:
	found = cycle(day, anchor)
	assert day in found
	assert (found.end - found.start).days + 1 in (365, 366)


@given(DAYS, ANCHORS)
def test_cycles_follow_each_other_without_gap_or_overlap(day: date, anchor: date | None) -> None:
	found = cycle(day, anchor)
	assert cycle(found.end + timedelta(days=1), anchor).start == found.end + timedelta(days=1)
	assert cycle(found.start - timedelta(days=1), anchor).end == found.start - timedelta(days=1)
	assert cycle(found.start, anchor) == cycle(found.end, anchor) == found


@given(DAYS, DAYS, ANCHORS)
def test_two_days_share_a_cycle_when_it_begins_in_the_same_year(
	one: date, other: date, anchor: date | None
) -> None:
	assert (cycle(one, anchor) == cycle(other, anchor)) == (
		cycle_year(one, anchor) == cycle_year(other, anchor)
	)


@given(DAYS)
def test_a_cycle_begins_on_its_anniversary(anchor: date) -> None:
	assert cycle(anchor, anchor).start == anchor


@given(st.integers(0, 300), st.integers(0, 300), THRESHOLDS)
def test_more_points_never_lead_to_a_lower_tier(one: int, other: int, thresholds: tuple[int, ...]) -> None:
	low, high = sorted((one, other))
	assert 0 <= tier(low, thresholds) <= tier(high, thresholds) <= len(thresholds)


@given(THRESHOLDS)
def test_each_threshold_is_where_its_tier_begins(thresholds: tuple[int, ...]) -> None:
	for place, points in enumerate(thresholds):
		assert tier(points - 1, thresholds) == place
		assert tier(points, thresholds) == place + 1


@given(ENTRIES, DAYS, ANCHORS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(entries: list, day: date, anchor: date | None, rng) -> None:
	mixed = list(entries)
	rng.shuffle(mixed)
	assert standing(mixed, day, anchor) == standing(entries, day, anchor)


@given(ENTRIES, ANCHORS)
def test_every_standing_record_counts_in_exactly_one_cycle(entries: list, anchor: date | None) -> None:
	"""Read at the end of each cycle that a record touches, the sums come to all points that stand."""
	ends = {cycle(entry.counted_on, anchor).end for entry in entries}
	found = [standing(entries, end, anchor) for end in ends]
	stands = [entry.points for entry in entries if entry.status in COUNTING]
	assert sum(one.points for one in found) == sum(stands)
	assert sum(one.records for one in found) == len(stands)


@given(ENTRIES, DAYS, ANCHORS, st.data())
def test_revoking_takes_away_the_points_of_that_record_alone(
	entries: list, day: date, anchor: date | None, data: st.DataObject
) -> None:
	before = standing(entries, day, anchor)
	if not entries:
		assert (before.points, before.tier) == (0, 0)
		return
	at = data.draw(st.integers(0, len(entries) - 1))
	revoked = Entry(entries[at].points, entries[at].counted_on, "Revoked")
	after = standing([*entries[:at], revoked, *entries[at + 1 :]], day, anchor)
	stood = entries[at].status in COUNTING and entries[at].counted_on in before.cycle
	lost = entries[at].points if stood and entries[at].counted_on <= day else 0
	assert before.points - after.points == lost
	assert after.tier <= before.tier


@given(ENTRIES, DAYS, ANCHORS)
def test_points_only_grow_within_a_cycle(entries: list, day: date, anchor: date | None) -> None:
	now = standing(entries, day, anchor)
	assert now.points <= standing(entries, now.cycle.end, anchor).points

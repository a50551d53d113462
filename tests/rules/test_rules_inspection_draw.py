"""双随机 (C5, T4): the draw can be repeated from its seed, is fair in turn and uniform by chance."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.inspection_draw import (
	LATER,
	NO_TEAM,
	Due,
	digest,
	draw,
	seed_of,
	turn,
)

DRAWS = 10_000
UNITS = [Due(f"U{number:02}") for number in range(20)]
INSPECTORS = [f"i{number}@example.org" for number in range(10)]
# published tables of chi-square, 99.9 %, by degrees of freedom
CRITICAL = {9: 27.877, 19: 43.820, 49: 85.351}
NAMES = st.lists(st.text("ABC甲乙0123|", min_size=1, max_size=6), unique=True, min_size=1, max_size=12)
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31))


def drawn(places) -> list[str]:
	return [place.unit for place in places if place.team]


def chi_square(counts: Counter, cells: int, total: int) -> float:
	expected = total / cells
	return sum((count - expected) ** 2 for count in counts.values()) / expected + expected * (
		cells - len(counts)
	)


# ---- verifiable
def test_the_digest_is_the_published_sha_256() -> None:
	# FIPS 180-4, the example of one block
	assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_anyone_draws_the_same_with_a_few_lines_of_his_own() -> None:
	def mark(text: str) -> str:
		return sha256(f"4f3a{'三号'}|{text}".encode()).hexdigest()

	units = sorted(["B1", "A1", "A2", "C9"], key=mark)[:2]
	first = sorted(["li", "wang", "zhao", "chen"], key=lambda name: mark(f"{units[0]}|{name}"))[:2]
	rest = [name for name in ["li", "wang", "zhao", "chen"] if name not in first]
	second = sorted(rest, key=lambda name: mark(f"{units[1]}|{name}"))
	places = draw(
		seed_of("4f3a", " 三号 "),
		[Due("A1"), Due("A2"), Due("B1"), Due("C9")],
		["zhao", "wang", "li", "chen"],
		units=2,
		team=2,
	)
	assert drawn(places) == units
	assert [list(place.team) for place in places[:2]] == [first, second]
	assert [place.left_out for place in places] == ["", "", LATER, LATER]
	assert places[0].ticket == mark(units[0])


@given(NAMES, NAMES, st.randoms(), st.text(min_size=1))
def test_the_order_in_which_names_are_given_plays_no_part(units, inspectors, chance, seed) -> None:
	due, others = [Due(unit) for unit in units], list(inspectors)
	first = draw(seed, due, others, units=3, team=1)
	chance.shuffle(due)
	chance.shuffle(others)
	assert draw(seed, due + due, others + others, units=3, team=1) == first


def test_another_seed_draws_others() -> None:
	seen = {tuple(drawn(draw(str(seed), UNITS, INSPECTORS, units=5, team=2))) for seed in range(50)}
	assert len(seen) == 50


# ---- fair in turn
@pytest.mark.parametrize(
	("day", "expected"),
	[
		(None, ""),
		(date(2026, 1, 1), "2026Q1"),
		(date(2026, 3, 31), "2026Q1"),
		(date(2026, 4, 1), "2026Q2"),
		(date(2025, 12, 31), "2025Q4"),
	],
)
def test_the_turn_is_the_quarter_of_the_last_visit(day, expected) -> None:
	assert turn(day) == expected


@given(st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), DAYS, min_size=1), st.integers(1, 8))
def test_nobody_is_drawn_before_who_waits_since_an_earlier_quarter(visits, wanted) -> None:
	due = [Due(unit, day) for unit, day in visits.items()]
	places = draw("seed", due, ["a", "b"], units=wanted, team=2)
	assert [place.place for place in places] == list(range(1, len(visits) + 1))
	assert all(a.turn <= b.turn for a, b in pairwise(places))
	assert len(drawn(places)) == min(wanted, len(visits))
	assert {place.unit for place in places} == set(visits)


def test_never_visited_comes_first_then_the_longest_unvisited() -> None:
	due = [
		Due("NEW"),
		Due("LAST", date(2026, 8, 1)),
		Due("LONG", date(2025, 11, 30)),
		Due("MID", date(2026, 2, 1)),
	]
	assert [place.unit for place in draw("x", due, ["a"], units=4, team=1)] == ["NEW", "LONG", "MID", "LAST"]


# ---- without a conflict of interest
@given(
	st.dictionaries(st.sampled_from([one.unit for one in UNITS]), st.sets(st.sampled_from(INSPECTORS))),
	st.integers(1, 20),
	st.integers(1, 4),
)
def test_nobody_inspects_where_he_has_an_interest(conflicts, wanted, size) -> None:
	places = draw("seed", UNITS, INSPECTORS, conflicts, units=wanted, team=size)
	for place in places:
		assert len(set(place.team)) == len(place.team) == (0 if place.left_out else size)
		assert not set(place.team) & conflicts.get(place.unit, set())
		too_few = len(INSPECTORS) - len(conflicts.get(place.unit, set())) < size
		assert place.left_out != NO_TEAM or too_few
		assert not (place.team and too_few)
	able = [u for u in UNITS if len(INSPECTORS) - len(conflicts.get(u.unit, set())) >= size]
	assert len(drawn(places)) == min(wanted, len(able))


def test_a_unit_without_a_team_gives_its_place_to_the_next() -> None:
	places = draw("s", [Due("A"), Due("B", date(2026, 1, 1))], ["a", "b"], {"A": {"b"}}, units=1, team=2)
	assert [(place.unit, place.left_out) for place in places] == [("A", NO_TEAM), ("B", "")]


def test_the_work_is_shared_out_evenly() -> None:
	load = Counter(name for place in draw("s", UNITS, INSPECTORS, units=20, team=3) for name in place.team)
	# 60 places for ten inspectors
	assert set(load.values()) == {6}


@pytest.mark.parametrize("wrong", [{"units": 0, "team": 1}, {"units": 1, "team": 0}])
def test_a_draw_of_nothing_is_refused(wrong) -> None:
	with pytest.raises(ValueError, match="needs"):
		draw("seed", UNITS, INSPECTORS, **wrong)
	with pytest.raises(ValueError, match="seed"):
		draw("", UNITS, INSPECTORS, units=1, team=1)


# ---- uniform: chi-square over 10,000 draws
@pytest.fixture(scope="module")
def many():
	return [draw(digest(str(seed)), UNITS, INSPECTORS, units=5, team=2) for seed in range(DRAWS)]


def test_each_unit_is_as_likely_to_be_first(many) -> None:
	counts = Counter(drawn(places)[0] for places in many)
	assert chi_square(counts, 20, DRAWS) < CRITICAL[19]


def test_each_unit_is_as_likely_to_be_drawn_at_all(many) -> None:
	counts = Counter(unit for places in many for unit in drawn(places))
	assert sum(counts.values()) == 5 * DRAWS
	# drawn without putting back, five of twenty: the plain statistic is (20 - 5) / (20 - 1) of chi-square
	assert chi_square(counts, 20, 5 * DRAWS) * 19 / 15 < CRITICAL[19]


def test_each_inspector_is_as_likely_to_go_first(many) -> None:
	counts = Counter(places[0].team[0] for places in many)
	assert chi_square(counts, 10, DRAWS) < CRITICAL[9]


def test_who_inspects_does_not_depend_on_what_is_inspected(many) -> None:
	# five units by ten inspectors, among the draws that have one of the five on top
	pairs = Counter(
		(places[0].unit, places[0].team[0])
		for places in many
		if places[0].unit in {"U00", "U01", "U02", "U03", "U04"}
	)
	assert chi_square(pairs, 50, sum(pairs.values())) < CRITICAL[49]

"""The score of an inspection (T4): what does not apply is left out, a critical failure caps the grade."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.inspections import GRADES, Grading, Item, capped, lost, score


def test_all_passed_is_a_hundred() -> None:
	found = score([Item(10, "Pass"), Item(8, "Pass", critical=True)])
	assert (found.score, found.grade, found.full, found.lost) == (100.0, "Excellent", 18.0, 0.0)


def test_what_does_not_apply_is_left_out() -> None:
	# 10 + 6 apply, 3 are lost: 13 / 16 = 81.25
	found = score([Item(10, "Pass"), Item(6, "Fail", deduction=3), Item(40, "Not Applicable")])
	assert (found.score, found.grade, found.full, found.lost) == (81.25, "Good", 16.0, 3.0)


def test_without_a_deduction_a_failure_takes_all_points() -> None:
	# 20 of 30 are left: 66.666… is 66.67
	found = score([Item(20, "Pass"), Item(10, "Fail")])
	assert (found.score, found.grade, found.lost, found.failed) == (66.67, "Qualified", 10.0, 1)


def test_halves_are_rounded_up_as_clerks_do() -> None:
	# 1 lost of 800: 99.875 is 99.88
	assert score([Item(799, "Pass"), Item(1, "Fail")]).score == 99.88


@pytest.mark.parametrize(
	("reached", "grade"),
	[
		(90, "Excellent"),
		(89.99, "Good"),
		(80, "Good"),
		(79.99, "Qualified"),
		(60, "Qualified"),
		(59, "Unqualified"),
	],
)
def test_thresholds_belong_to_the_better_grade(reached: float, grade: str) -> None:
	assert score([Item(reached, "Pass"), Item(100 - reached, "Fail")]).grade == grade


def test_a_critical_failure_caps_the_grade_and_leaves_the_score() -> None:
	items = [Item(98, "Pass"), Item(2, "Fail", critical=True, deduction=1)]
	assert (score(items).score, score(items).grade) == (99.0, "Qualified")
	assert score(items, Grading(critical_cap="Unqualified")).grade == "Unqualified"
	assert score(items, Grading(critical_cap="Good")).grade == "Good"


def test_a_cap_never_betters_a_grade() -> None:
	items = [Item(10, "Pass"), Item(90, "Fail", critical=True)]
	assert score(items).grade == "Unqualified"


def test_a_critical_item_that_does_not_apply_or_passed_caps_nothing() -> None:
	items = [Item(10, "Pass", critical=True), Item(5, "Not Applicable", critical=True)]
	assert (score(items).grade, score(items).critical_failed) == ("Excellent", 0)


def test_nothing_that_applies_has_no_score() -> None:
	found = score([Item(10, "Not Applicable"), Item(5)])
	assert (found.score, found.grade, found.open) == (None, None, 1)


@pytest.mark.parametrize("deduction", [-1, 10.5])
def test_a_deduction_beyond_the_points_is_refused(deduction: float) -> None:
	with pytest.raises(ValueError):
		lost(Item(10, "Fail", deduction=deduction))


# ---- properties ----------------------------------------------------------------------------------
POINTS = st.integers(1, 20)
ITEMS = st.lists(
	st.tuples(
		POINTS, st.sampled_from(["Pass", "Fail", "Not Applicable", ""]), st.booleans(), st.integers(0, 20)
	).map(lambda row: Item(row[0], row[1], row[2], min(row[3], row[0]))),
	max_size=25,
)


@given(ITEMS)
def test_the_score_lies_between_nought_and_a_hundred(items: list[Item]) -> None:
	found = score(items)
	assert (found.score is None) == (found.full == 0)
	assert found.score is None or 0 <= found.score <= 100
	assert 0 <= found.lost <= found.full


@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_items_is_of_no_matter(items: list[Item], rng: object) -> None:
	shuffled = list(items)
	rng.shuffle(shuffled)
	assert score(shuffled) == score(items)


@given(ITEMS, POINTS, st.booleans())
def test_what_does_not_apply_changes_nothing(items: list[Item], points: int, critical: bool) -> None:
	assert score([*items, Item(points, "Not Applicable", critical)]) == score(items)


@given(ITEMS, POINTS)
def test_one_more_failure_never_helps(items: list[Item], points: int) -> None:
	before, after = score([*items, Item(points, "Pass", True)]), score([*items, Item(points, "Fail", True)])
	assert after.score <= before.score
	assert GRADES.index(after.grade) >= GRADES.index(before.grade)
	assert GRADES.index(after.grade) >= GRADES.index("Qualified")


@given(st.sampled_from(GRADES), st.sampled_from(GRADES))
def test_capping_is_the_worse_of_two(grade: str, cap: str) -> None:
	assert capped(grade, cap) == capped(cap, grade)
	assert GRADES.index(capped(grade, cap)) == max(GRADES.index(grade), GRADES.index(cap))

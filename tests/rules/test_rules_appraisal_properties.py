"""What holds for every scheme and unit (H10, P3): weights, monotonicity, caps, exemption, order, storing."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.appraisal import appraise, weights_counted
from healthtalk_app.rules.appraisal_indicators import (
	Indicator,
	Method,
	Missing,
	Step,
	from_stored,
	problems,
	share_of,
	stored,
)

MODULES = ("Business", "Medical", "Social", "Risk")


def numbers(low: float, high: float) -> Any:
	return st.decimals(str(low), str(high), places=2)


@st.composite
def indicators(draw: Any, key: str = "a", weight: Decimal = Decimal(10)) -> Indicator:
	"""A right indicator of any method; what goes on top has no weight."""
	method = draw(st.sampled_from(Method))
	higher = draw(st.booleans()) if method in (Method.RATIO, Method.STEPS, Method.LINEAR) else True
	facts: dict[str, Any] = {"higher": higher, "missing": draw(st.sampled_from(Missing))}
	if method == Method.RATIO:
		facts["target"] = draw(numbers(0.01, 200))
	elif method == Method.LINEAR:
		low, high = sorted(draw(st.lists(numbers(-50, 200), min_size=2, max_size=2, unique=True)))
		facts |= {"floor": low, "target": high} if higher else {"floor": high, "target": low}
	elif method == Method.STEPS:
		limits = sorted(draw(st.lists(numbers(0, 200), min_size=1, max_size=5, unique=True)), reverse=higher)
		shares = sorted(
			draw(st.lists(numbers(0, 100), min_size=len(limits), max_size=len(limits))), reverse=True
		)
		facts["steps"] = tuple(map(Step, limits, shares))
	elif method in (Method.BONUS, Method.DEDUCTION):
		facts |= {"each": draw(numbers(0.1, 5)), "cap": draw(numbers(0.5, 20))}
		if method == Method.BONUS or draw(st.booleans()):
			weight = Decimal(0)
	return Indicator(key, draw(st.sampled_from(MODULES)), key, weight, method, **facts)


def values_for(one: Indicator, least: float = -50) -> Any:
	if one.method == Method.MANUAL:
		return st.decimals(0, one.weight, places=2)
	if one.method in (Method.BONUS, Method.DEDUCTION):
		return st.integers(0, 60)
	return numbers(least, 250)


@st.composite
def schemes(draw: Any) -> list[Indicator]:
	"""A scheme without problems: at least one indicator with a weight, all weights adding to a hundred."""
	cuts = draw(st.lists(st.integers(1, 9999), min_size=0, max_size=9, unique=True))
	edges = [0, *sorted(cuts), 10000]
	found = []
	for at, (low, high) in enumerate(pairwise(edges)):
		weight = Decimal(high - low) / 100
		one = draw(indicators(f"i{at}", weight))
		if one.on_top:
			found.append(Indicator(f"w{at}", one.module, "", weight, Method.RATIO, Decimal(100)))
		found.append(one)
	return found


@st.composite
def appraised(draw: Any) -> tuple[list[Indicator], dict[str, Any], dict[str, str]]:
	"""A scheme, a unit's figures (some missing), and reasons of exemptions."""
	scheme = draw(schemes())
	values = {one.key: draw(st.none() | values_for(one)) for one in scheme}
	reasons = {one.key: "new" for one in scheme if draw(st.booleans())}
	return scheme, values, reasons


@given(schemes())
def test_drawn_schemes_are_right(scheme: list[Indicator]) -> None:
	assert problems(scheme) == []


@given(appraised())
def test_weights_counted_add_to_a_hundred_or_there_is_no_total(case: Any) -> None:
	scheme, values, reasons = case
	missing = {one.key: one.missing for one in scheme if not one.on_top and values[one.key] is None}
	counted = sum(weights_counted(scheme, missing).values())
	assert counted in (0, 100)
	if counted == 0:
		assert all(rule != Missing.ZERO for rule in missing.values())
	found = appraise(scheme, values, reasons=reasons)
	assert (found.total is None) == (not any(row.weight for row in found.rows))


@given(st.data())
def test_a_better_figure_never_lowers_the_score(data: Any) -> None:
	one = data.draw(indicators())
	low, high = sorted(data.draw(st.lists(values_for(one), min_size=2, max_size=2)))
	before, after = share_of(one, low), share_of(one, high)
	better_up = one.higher and one.method != Method.DEDUCTION
	if one.on_top:
		# what is taken or given grows with the events
		assert before <= after
	else:
		assert before <= after if better_up else before >= after


@given(st.data())
def test_a_better_figure_never_lowers_the_total(data: Any) -> None:
	scheme, values, reasons = data.draw(appraised())
	known = [one for one in scheme if values[one.key] is not None]
	if not known:
		return
	one = data.draw(st.sampled_from(known))
	pair = sorted([values[one.key], data.draw(values_for(one))])
	worse, better = pair if one.higher and one.method != Method.DEDUCTION else reversed(pair)
	low = appraise(scheme, values | {one.key: worse}, reasons=reasons).total
	high = appraise(scheme, values | {one.key: better}, reasons=reasons).total
	assert (low is None and high is None) or low <= high


@given(appraised())
def test_no_indicator_gives_more_than_its_weight_or_its_cap(case: Any) -> None:
	scheme, values, reasons = case
	found = appraise(scheme, values, reasons=reasons)
	for row in found.rows:
		assert 0 <= row.share <= 1
		if row.indicator.on_top:
			assert abs(row.points) <= row.indicator.cap
		else:
			assert 0 <= row.points <= row.weight
	caps = sum(one.cap for one in scheme if one.method == Method.BONUS)
	assert found.bonus <= caps
	assert found.total is None or 0 <= found.total <= 100 + found.bonus


@given(appraised())
def test_rows_add_to_the_total_but_for_their_rounding(case: Any) -> None:
	scheme, values, reasons = case
	found = appraise(scheme, values, reasons=reasons)
	if found.total:
		assert abs(sum(row.points for row in found.rows) - found.total) <= Decimal("0.005") * (
			len(scheme) + 1
		)


@given(appraised(), st.data())
def test_an_exempt_indicator_is_as_if_it_were_not_in_the_scheme(case: Any, data: Any) -> None:
	scheme, values, reasons = case
	weighed = [one for one in scheme if not one.on_top]
	out = data.draw(st.sampled_from(weighed))
	if len(weighed) < 2:
		return
	exempt = [one if one is not out else _as_exempt(one) for one in scheme]
	rest = [one for one in scheme if one is not out]
	scale = 100 / (100 - out.weight)
	scaled = [_weighing(one, one.weight * scale) for one in rest if _scalable(one)]
	if len(scaled) < len(rest):
		return
	given_by_hand = values | {out.key: None}
	one = appraise(exempt, given_by_hand, reasons=reasons | {out.key: "opened in October"})
	other = appraise(scaled, given_by_hand, reasons=reasons)
	if one.total is None or other.total is None:
		assert one.total == other.total
	else:
		assert abs(one.total - other.total) <= Decimal("0.01")


def _as_exempt(one: Indicator) -> Indicator:
	return from_stored(stored(one) | {"missing": "exempt"})


def _weighing(one: Indicator, weight: Decimal) -> Indicator:
	return from_stored(stored(one) | {"weight": str(weight)})


def _scalable(one: Indicator) -> bool:
	"""Points by hand and points off are of the weight itself, so a larger weight is another rule."""
	return one.on_top or one.method not in (Method.MANUAL, Method.DEDUCTION)


@given(appraised(), st.randoms())
def test_the_order_of_indicators_changes_nothing(case: Any, chance: Any) -> None:
	scheme, values, reasons = case
	mixed = list(scheme)
	chance.shuffle(mixed)
	one, other = appraise(scheme, values, reasons=reasons), appraise(mixed, values, reasons=reasons)
	assert (one.total, one.shown, one.bonus, one.deducted, one.grade) == (
		other.total,
		other.shown,
		other.bonus,
		other.deducted,
		other.grade,
	)
	assert {row.indicator.key: row for row in one.rows} == {row.indicator.key: row for row in other.rows}


@given(schemes(), st.data(), st.randoms())
def test_the_order_of_units_changes_nothing(scheme: list[Indicator], data: Any, chance: Any) -> None:
	units = {f"U{at}": {one.key: data.draw(st.none() | values_for(one)) for one in scheme} for at in range(4)}
	mixed = list(units)
	chance.shuffle(mixed)
	assert {name: appraise(scheme, units[name]) for name in mixed} == {
		name: appraise(scheme, values) for name, values in units.items()
	}


@given(appraised(), st.lists(st.text(max_size=9), max_size=2))
def test_reckoned_again_from_what_was_stored_it_is_the_same(case: Any, vetoes: list[str]) -> None:
	scheme, values, reasons = case
	first = appraise(scheme, values, vetoes, reasons)
	kept = json.loads(
		json.dumps(
			{
				"indicators": [stored(one) for one in scheme],
				"values": {key: None if value is None else str(value) for key, value in values.items()},
			}
		)
	)
	read = {key: None if value is None else Decimal(value) for key, value in kept["values"].items()}
	assert appraise([from_stored(row) for row in kept["indicators"]], read, vetoes, reasons) == first


@given(appraised())
def test_a_veto_never_betters_a_grade_and_leaves_the_points(case: Any) -> None:
	scheme, values, reasons = case
	clean, vetoed = appraise(scheme, values, (), reasons), appraise(scheme, values, ["x"], reasons)
	assert (clean.total, clean.rows) == (vetoed.total, vetoed.rows)
	assert vetoed.grade in (None, "Unqualified")

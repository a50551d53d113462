"""Points of an appraisal (H10, P3, T7), worked out by hand: methods, missing figures, vetoes."""

from decimal import Decimal as D
from typing import Any

import pytest

from healthtalk_app.rules.appraisal import Terms, appraise, score
from healthtalk_app.rules.appraisal_indicators import (
	Indicator,
	Method,
	Missing,
	from_stored,
	problems,
	steps_of,
	stored,
)


def line(key: str, weight: Any, method: str = "ratio", module: str = "M", **more: Any) -> Indicator:
	for name in ("target", "floor", "cap", "each"):
		if name in more:
			more[name] = D(str(more[name]))
	if "missing" in more:
		more["missing"] = Missing(more["missing"])
	return Indicator(key, module, key, D(str(weight)), Method(method), **more)


@pytest.mark.parametrize(
	("indicator", "value", "points"),
	[
		# 76 of 80 is 95 %, of 10 points 9.5
		(line("a", 10, target=80), 76, "9.50"),
		(line("a", 10, target=80), 90, "10.00"),
		(line("a", 10, target=80), -5, "0.00"),
		# 2 / 3 of 10 points
		(line("a", 10, target=3), 2, "6.67"),
		# lower is better: at most 6 days is full, 8 days give 6 / 8
		(line("a", 10, target=6, higher=False), 6, "10.00"),
		(line("a", 10, target=6, higher=False), 8, "7.50"),
		(line("a", 10, target=0, higher=False), 0, "10.00"),
		(line("a", 10, target=0, higher=False), 1, "0.00"),
		# nothing at 60, all at 90: 75 is half
		(line("a", 8, "linear", floor=60, target=90), 75, "4.00"),
		(line("a", 8, "linear", floor=60, target=90), 60, "0.00"),
		(line("a", 8, "linear", floor=60, target=90), 59, "0.00"),
		(line("a", 8, "linear", floor=60, target=90), 99, "8.00"),
		# lower is better: nothing at 10 days, all at 5: 8 days are 2 / 5
		(line("a", 5, "linear", floor=10, target=5, higher=False), 8, "2.00"),
		(line("a", 6, "steps", steps=steps_of("≥95:100; ≥90:80; ≥80:50")), 95, "6.00"),
		(line("a", 6, "steps", steps=steps_of("≥95:100; ≥90:80; ≥80:50")), 94.99, "4.80"),
		(line("a", 6, "steps", steps=steps_of("≥95:100; ≥90:80; ≥80:50")), 79, "0.00"),
		(line("a", 6, "steps", higher=False, steps=steps_of("0:100; 2:50", False)), 1, "3.00"),
		# 3 overdue tasks at half a point
		(line("a", 4, "deduction", each=0.5), 3, "2.50"),
		(line("a", 4, "deduction", each=0.5), 9, "0.00"),
		(line("a", 0, "deduction", each=2, cap=5), 2, "-4.00"),
		(line("a", 0, "deduction", each=2, cap=5), 9, "-5.00"),
		(line("a", 0, "bonus", each=0.3, cap=2), 4, "1.20"),
		(line("a", 0, "bonus", each=0.3, cap=2), 40, "2.00"),
		(line("a", 5, "manual"), 3.5, "3.50"),
	],
)
def test_points_by_hand(indicator: Indicator, value: float, points: str) -> None:
	assert str(score(indicator, value).points) == points


def test_sentences_tell_how() -> None:
	assert str(score(line("a", 10, target=80), 76).sentence) == "76 against a target of 80: 9.5 of 10 points"
	reached = score(line("a", 6, "steps", steps=steps_of("≥95:100;≥90:80")), 91.25)
	assert str(reached.sentence) == "91.25 is at least 90: 4.8 of 6 points"
	off = score(line("a", 0, "deduction", each=2, cap=5), 2)
	assert str(off.sentence) == "2 times 2 points off the total: 4 of at most 5 points"
	assert off.sentence.text(lambda words: "每次扣{1}分×{0}：{2}/{3}") == "每次扣2分×2：4/5"


@pytest.mark.parametrize(
	("indicator", "value"),
	[
		(line("a", 5, "manual"), 5.5),
		(line("a", 5, "manual"), -1),
		(line("a", 4, "deduction", each=0.5), -1),
		(line("a", 10), 5),
		(line("a", 10, "linear"), 5),
		(line("a", 0, "bonus", each=1), 5),
		(line("a", 10, target=5), "many"),
	],
)
def test_what_cannot_be_reckoned_is_refused(indicator: Indicator, value: Any) -> None:
	with pytest.raises(ValueError):
		score(indicator, value)


def test_halves_are_rounded_up_as_clerks_do_and_once() -> None:
	# 10.05 % of 50 points is 5.025; binary numbers would give 5.02
	assert str(score(line("a", 50, target=100), 10.05).points) == "5.03"
	# 60.02 + 34.9266 = 94.9466: 94.95 to two places, and 94.9 to a tenth, not 95.0 by way of 94.95
	found = appraise(
		[line("a", 65, target=100), line("b", 35, target=100)], {"a": D("92.3384615384615385"), "b": 99.7903}
	)
	assert (str(found.total), str(found.shown)) == ("94.95", "94.9")


# three units by the scheme of two modules: 40 + 20 and 30 + 10, with a bonus and a deduction
SCHEME = (
	line("1.1", 40, target=100, module="A"),
	line("1.2", 20, "linear", floor=60, target=90, module="A"),
	line("2.1", 30, "deduction", each=2, module="B", missing="zero"),
	line("2.2", 10, "manual", module="B", missing="exempt"),
	line("3.1", 0, "bonus", each=0.5, cap=3, module="B"),
	line("3.2", 0, "deduction", each=1, cap=5, module="B"),
)
FULL = {"1.1": 95, "1.2": 84, "2.1": 3, "2.2": 8, "3.1": 4, "3.2": 1}


def test_a_full_unit() -> None:
	# 38 + 20 × 24/30 = 16, 30 − 6 = 24, 8; + 2 − 1
	found = appraise(SCHEME, FULL)
	assert [str(row.points) for row in found.rows] == ["38.00", "16.00", "24.00", "8.00", "2.00", "-1.00"]
	assert (found.total, found.shown, found.bonus, found.deducted) == (D(87), D(87), D(2), D(1))
	assert (found.grade, found.vetoed) == ("Good", ())


def test_a_missing_figure_gives_its_weight_to_its_module() -> None:
	# 1.2 counts 60 now: 60 × 24/30 = 48; the rest as before: 48 + 24 + 8 + 2 − 1
	found = appraise(SCHEME, FULL | {"1.1": None})
	assert [str(row.points) for row in found.rows] == ["0.00", "48.00", "24.00", "8.00", "2.00", "-1.00"]
	assert [str(row.weight) for row in found.rows] == ["0.00", "60.00", "30.00", "10.00", "0.00", "0.00"]
	assert (found.total, found.rows[0].missing) == (D(81), Missing.REDISTRIBUTE)


def test_a_module_without_any_figure_gives_to_all() -> None:
	# 24 + 8 of 40 are 80 of 100; + 2 − 1
	found = appraise(SCHEME, {"2.1": 3, "2.2": 8, "3.1": 4, "3.2": 1})
	assert [str(row.weight) for row in found.rows[:4]] == ["0.00", "0.00", "75.00", "25.00"]
	assert [str(row.points) for row in found.rows[:4]] == ["0.00", "0.00", "60.00", "20.00"]
	assert found.total == D(81)


def test_zero_loses_the_points() -> None:
	found = appraise(SCHEME, FULL | {"2.1": None})
	assert (found.rows[2].points, found.rows[2].weight, found.total) == (D(0), D(30), D(63))
	assert found.rows[2].missing == Missing.ZERO


def test_exempt_with_a_reason_measures_by_all_the_rest() -> None:
	# 38 + 16 + 24 = 78 of 90 are 86.666…; + 2 − 1
	found = appraise(SCHEME, FULL | {"2.2": None}, reasons={"2.2": "opened in October"})
	assert (str(found.total), str(found.shown)) == ("87.67", "87.7")
	assert [str(row.weight) for row in found.rows[:4]] == ["44.44", "22.22", "33.33", "0.00"]
	assert str(found.rows[3].sentence) == "Exempt: opened in October"


def test_exempt_without_a_reason_loses_the_points_and_says_so() -> None:
	found = appraise(SCHEME, FULL | {"2.2": None}, reasons={"2.2": "  "})
	assert found.total == D(79)
	assert str(found.rows[3].sentence) == "No figure, and no reason for an exemption: its points are lost."
	# a reason exempts from nothing but what has no figure
	assert appraise(SCHEME, FULL, reasons={"2.2": "new"}).total == D(87)


def test_a_veto_leaves_the_points_and_caps_the_grade() -> None:
	found = appraise(SCHEME, FULL, ["Held accountable on 3 May"])
	assert (found.total, found.grade, found.vetoed) == (D(87), "Unqualified", ("Held accountable on 3 May",))
	assert appraise(SCHEME, FULL, ["x"], terms=Terms(veto_cap="Qualified")).grade == "Qualified"
	# a cap never betters a grade: 30 points off leave 57
	low = appraise(SCHEME, FULL | {"1.1": 20}, ["x"], terms=Terms(veto_cap="Qualified"))
	assert (low.total, low.grade) == (D(57), "Unqualified")


def test_caps_of_all_that_goes_on_top() -> None:
	found = appraise(SCHEME, FULL | {"3.1": 6, "3.2": 9}, terms=Terms(bonus_cap=D(1), deduction_cap=D(2)))
	assert (found.bonus, found.deducted, found.total) == (D(1), D(2), D(85))
	assert appraise(SCHEME, FULL | {"3.1": 6, "3.2": 9}).total == D(84)


def test_nothing_measured_is_no_total_and_no_grade() -> None:
	alone = [line("a", 60, target=1), line("b", 40, target=1)]
	found = appraise(alone, {"a": None})
	assert (found.total, found.shown, found.grade) == (None, None, None)
	assert all(row.weight == 0 for row in found.rows)
	# zero is a measure: 0 of 40 is 0 of 100
	assert appraise([alone[0], line("b", 40, target=1, missing="zero")], {}).total == D(0)


def test_the_total_is_never_below_zero() -> None:
	found = appraise([line("a", 100, target=10), line("b", 0, "deduction", each=5, cap=50)], {"a": 1, "b": 9})
	assert (found.total, found.deducted, found.grade) == (D(0), D(45), "Unqualified")


@pytest.mark.parametrize(
	("reached", "grade"),
	[(90, "Excellent"), (89.99, "Good"), (80, "Good"), (60, "Qualified"), (59, "Unqualified")],
)
def test_thresholds_belong_to_the_better_grade(reached: float, grade: str) -> None:
	assert appraise([line("a", 100, target=100)], {"a": reached}).grade == grade


def test_a_league_table_of_three_rates() -> None:
	# ours: 0.2 × 99.87 + 0.4 × 91.35 + 0.4 × 93.06 = 19.974 + 36.54 + 37.224 = 93.738
	rates = [line(k, w, target=100) for k, w in (("response", 20), ("solved", 40), ("satisfied", 40))]
	found = appraise(rates, {"response": 99.87, "solved": 91.35, "satisfied": 93.06})
	assert [str(row.points) for row in found.rows] == ["19.97", "36.54", "37.22"]
	assert (str(found.total), str(found.shown)) == ("93.74", "93.7")


def test_steps_as_officers_write_them() -> None:
	found = steps_of("≥95：100；>=90%:80%\n80:５０;")
	assert [(str(step.limit), str(step.share)) for step in found] == [
		("95", "100"),
		("90", "80"),
		("80", "50"),
	]
	assert steps_of("≤5:100", higher=False)[0].limit == 5
	assert steps_of(None) == ()


@pytest.mark.parametrize(
	("text", "higher"), [("good:100", True), ("≤5:100", True), ("≥5:100", False), ("95", True)]
)
def test_what_is_no_step_is_refused(text: str, higher: bool) -> None:
	with pytest.raises(ValueError):
		steps_of(text, higher)


@pytest.mark.parametrize(
	("lines", "words"),
	[
		([line("a", 99, target=1)], "The weights add to 99 instead of 100."),
		([line("a", 50, target=1), line("a", 50, target=1)], "The number a stands twice."),
		([line("a", 100)], "a: a ratio needs a target above zero."),
		([line("a", 100, target=-1, higher=False)], "a: a ratio needs a target above zero."),
		([line("a", 100, "linear", floor=9, target=5)], "a: the floor lies below the target where higher is"),
		([line("a", 100, "linear", floor=5, target=5)], "a: the floor lies below the target where higher is"),
		([line("a", 100, "steps")], "a: the steps are missing."),
		(
			[line("a", 100, "steps", steps=steps_of("5:50;9:100"))],
			"a: the steps go from the best to the worst.",
		),
		(
			[line("a", 100, "steps", steps=steps_of("9:50;5:100"))],
			"a: the steps go from the best to the worst.",
		),
		([line("a", 100, "steps", steps=steps_of("9:120"))], "a: a step gives 0 to 100 per cent"),
		([line("a", 100, "deduction")], "a: the points for each event are missing."),
		([line("b", 100, target=1), line("a", 0, "deduction", each=1)], "a: what goes on top needs a cap."),
		([line("b", 100, target=1), line("a", 5, "bonus", each=1, cap=1)], "a: a bonus goes on top and has"),
		(
			[line("b", 100, target=1), line("a", 0, target=1)],
			"a: without a weight the indicator counts nothing.",
		),
		(
			[line("b", 110, target=1), line("a", -10, target=1)],
			"a: weight, cap and points for each event are",
		),
	],
)
def test_a_scheme_says_what_is_wrong_with_it(lines: list[Indicator], words: str) -> None:
	assert any(str(found).startswith(words) for found in problems(lines))


def test_a_right_scheme_has_no_problems_and_survives_storing() -> None:
	assert problems(SCHEME) == []
	assert problems([line("a", 33.3, target=1), line("b", 66.7, "steps", steps=steps_of("9:100;5:50"))]) == []
	steps = line("b", 66.7, "steps", steps=steps_of("≤2.50:100;5:50", False), higher=False)
	for one in (*SCHEME, steps):
		assert from_stored(stored(one)) == one

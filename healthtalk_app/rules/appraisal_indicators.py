"""Indicators 指标 of an appraisal scheme: how each makes a share of its weight of a figure (H10, P3).

A share lies between nothing and all and is reckoned as an exact fraction; `appraisal.py` makes points of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

Number = Decimal | Fraction | float | int
FULL, NOTHING = Fraction(1), Fraction(0)
HUNDRED = 100
STEP = re.compile(r"(>=|<=|≥|≤)?(-?\d+(?:\.\d+)?)%?[::](\d+(?:\.\d+)?)%?")


def _(words: str) -> str:
	"""Marks words that are translated where they are shown."""
	return words


class Method(StrEnum):
	"""How a figure becomes points."""

	RATIO = "ratio"
	"""The figure as a part of its target, at most all; the target as a part of it where lower is better."""
	STEPS = "steps"
	"""The share of the first step that the figure reaches; nothing where it reaches none."""
	LINEAR = "linear"
	"""Nothing at the floor, all at the target, evenly between."""
	DEDUCTION = "deduction"
	"""Points off for each event: of the weight, at most all of it; without a weight off the total."""
	BONUS = "bonus"
	"""Points for each event on top of the hundred, up to the cap."""
	MANUAL = "manual"
	"""The figure is the points that somebody gave, with evidence."""


class Missing(StrEnum):
	"""What becomes of the weight when a unit has no figure."""

	REDISTRIBUTE = "redistribute"
	"""It goes to the other indicators of the module by their weights; to the whole scheme if none is left."""
	ZERO = "zero"
	"""It is lost."""
	EXEMPT = "exempt"
	"""The unit is measured by all the rest, if there is a reason; without one the weight is lost."""


@dataclass(frozen=True)
class Sentence:
	"""Words with places for facts; `text` puts both into the reader's language."""

	words: str
	facts: tuple[str, ...] = ()

	def text(self, translate: Callable[[str], str] = str) -> str:
		"""The whole sentence, by a function that translates the words."""
		return translate(self.words).format(*self.facts)

	def __str__(self) -> str:
		return self.text()


@dataclass(frozen=True)
class Step:
	"""From `limit` on (at most `limit` where lower is better) `share` per cent of the weight are given."""

	limit: Decimal
	share: Decimal


@dataclass(frozen=True)
class Indicator:
	"""A line of a scheme; `weight`, `cap` and `each` are points, `target` and `floor` of the figure's unit.

	`each` is what one event takes or gives (deduction, bonus); `cap` limits what goes on top of the hundred.
	"""

	key: str
	module: str
	title: str
	weight: Decimal
	method: Method = Method.RATIO
	target: Decimal = Decimal(0)
	floor: Decimal = Decimal(0)
	cap: Decimal = Decimal(0)
	each: Decimal = Decimal(0)
	steps: tuple[Step, ...] = ()
	higher: bool = True
	missing: Missing = Missing.REDISTRIBUTE

	@property
	def on_top(self) -> bool:
		"""Whether it goes on top of the hundred: a bonus, or a deduction from the total."""
		return self.method == Method.BONUS or (self.method == Method.DEDUCTION and not self.weight)


@lru_cache(maxsize=4096, typed=True)
def exact(value: Number) -> Fraction:
	"""A number as somebody would write it down: 0.1 is a tenth. Raises `ValueError` for what is none."""
	return value if isinstance(value, Fraction) else Fraction(str(value))


def plain(value: Number) -> str:
	"""A number for a sentence: to four places, without zeros at the end."""
	return f"{round(float(value), 4):f}".rstrip("0").rstrip(".")


def share_of(indicator: Indicator, value: Number) -> Fraction:
	"""The part of the weight (of the cap, for what goes on top) that a figure gives, from 0 to 1.

	Raises `ValueError` for a negative count of events, for points by hand outside the weight, and for a rule
	that lacks its numbers (`problems` tells of these beforehand).
	"""
	return _SHARES[indicator.method](indicator, exact(value))


def how(indicator: Indicator, value: Number, points: Number, weight: Number) -> Sentence:
	"""How the figure came to its points of the weight, in one sentence."""
	words, *facts = _words(indicator, exact(value))
	return Sentence(words, tuple(plain(fact) for fact in (value, *facts, abs(points), weight)))


def steps_of(text: str | None, higher: bool = True) -> tuple[Step, ...]:
	"""Steps as an officer writes them, best first: "≥95:100; ≥90:80", in lines or with semicolons.

	The first number is the figure's, the second the per cent of the weight; where lower is better it is ≤.
	The sign may be left out; full-width signs are taken as they are meant. Raises `ValueError` with the part
	that is no step.
	"""
	said = (text or "").translate(str.maketrans("０１２３４５６７８９．－％：＞＜＝", "0123456789.-%:><="))
	found = []
	for part in re.split(r"[;；,，、\n]", said):
		if not (part := "".join(part.split())):
			continue
		match = STEP.fullmatch(part)
		if not match or match[1] in ((">=", "≥"), ("<=", "≤"))[higher]:
			raise ValueError(part)
		found.append(Step(Decimal(match[2]), Decimal(match[3])))
	return tuple(found)


def problems(indicators: Sequence[Indicator]) -> list[Sentence]:
	"""What keeps a scheme from being reckoned: weights, keys, and rules without their numbers."""
	keys = Counter(one.key for one in indicators)
	found = [Sentence(_("The number {0} stands twice."), (key,)) for key, times in keys.items() if times > 1]
	for one in indicators:
		found += [Sentence(words, (one.key, *facts)) for words, *facts in _problems(one)]
	weights = sum((exact(one.weight) for one in indicators if not one.on_top), NOTHING)
	if weights != HUNDRED:
		found.append(Sentence(_("The weights add to {0} instead of 100."), (plain(weights),)))
	return found


def stored(indicator: Indicator) -> dict[str, Any]:
	"""An indicator as plain values, to be kept with a result; `from_stored` reads it to the last digit."""
	found = {
		key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(indicator).items()
	}
	return found | {"steps": [[str(step.limit), str(step.share)] for step in indicator.steps]}


def from_stored(row: Mapping[str, Any]) -> Indicator:
	"""The indicator that `stored` wrote down."""
	given = {field.name: row[field.name] for field in fields(Indicator) if field.name in row}
	for name in ("weight", "target", "floor", "cap", "each"):
		given[name] = Decimal(str(given.get(name) or 0))
	given["steps"] = tuple(Step(Decimal(limit), Decimal(share)) for limit, share in given.get("steps") or ())
	given["method"], given["missing"] = Method(given["method"]), Missing(given["missing"])
	return Indicator(**given)


def _problems(one: Indicator) -> Iterator[tuple[str, ...]]:
	if min(one.weight, one.cap, one.each) < 0:
		yield (_("{0}: weight, cap and points for each event are not negative."),)
	if one.method == Method.BONUS and one.weight:
		yield (_("{0}: a bonus goes on top and has no weight."),)
	elif not one.weight and not one.on_top:
		yield (_("{0}: without a weight the indicator counts nothing."),)
	if one.on_top and one.cap <= 0:
		yield (_("{0}: what goes on top needs a cap."),)
	if one.method in (Method.BONUS, Method.DEDUCTION) and one.each <= 0:
		yield (_("{0}: the points for each event are missing."),)
	if one.method == Method.RATIO and (one.target < 0 or (one.higher and not one.target)):
		yield (_("{0}: a ratio needs a target above zero."),)
	if one.method == Method.LINEAR and (one.target == one.floor or (one.target > one.floor) != one.higher):
		yield (
			_("{0}: the floor lies below the target where higher is better, above it where lower is better."),
		)
	if one.method == Method.STEPS:
		yield from _step_problems(one)


def _step_problems(one: Indicator) -> Iterator[tuple[str, ...]]:
	if not one.steps:
		yield (_("{0}: the steps are missing."),)
	if any(not 0 <= step.share <= HUNDRED for step in one.steps):
		yield (_("{0}: a step gives 0 to 100 per cent of the weight."),)
	for better, next_one in pairwise(one.steps):
		limits = better.limit > next_one.limit if one.higher else better.limit < next_one.limit
		if not limits or better.share < next_one.share:
			yield (_("{0}: the steps go from the best to the worst."),)
			return


def _ratio(one: Indicator, value: Fraction) -> Fraction:
	target = exact(one.target)
	if one.higher:
		return min(max(value / target, NOTHING), FULL) if target > 0 else _refuse(one)
	return FULL if value <= target else max(target / value, NOTHING)


def _steps(one: Indicator, value: Fraction) -> Fraction:
	reached = _reached(one, value)
	return exact(reached.share) / HUNDRED if reached else NOTHING


def _reached(one: Indicator, value: Fraction) -> Step | None:
	def reaches(limit: Fraction) -> bool:
		return value >= limit if one.higher else value <= limit

	return next((step for step in one.steps if reaches(exact(step.limit))), None)


def _linear(one: Indicator, value: Fraction) -> Fraction:
	floor, target = exact(one.floor), exact(one.target)
	if floor == target:
		return _refuse(one)
	return min(max((value - floor) / (target - floor), NOTHING), FULL)


def _deduction(one: Indicator, value: Fraction) -> Fraction:
	"""What is left of the weight; without a weight what is taken, as a part of the cap."""
	if one.on_top:
		return _bonus(one, value)
	return max(FULL - _events(one, value) / exact(one.weight), NOTHING)


def _bonus(one: Indicator, value: Fraction) -> Fraction:
	return min(_events(one, value) / exact(one.cap), FULL) if one.cap > 0 else _refuse(one)


def _events(one: Indicator, value: Fraction) -> Fraction:
	if value < 0:
		raise ValueError(f"{one.key}: {value} events")
	return value * exact(one.each)


def _manual(one: Indicator, value: Fraction) -> Fraction:
	weight = exact(one.weight)
	if not weight or not 0 <= value <= weight:
		raise ValueError(f"{one.key}: {value} of {weight} points")
	return value / weight


def _refuse(one: Indicator) -> Fraction:
	raise ValueError(f"{one.key}: {one.method} without its numbers")


_SHARES: Mapping[Method, Callable[[Indicator, Fraction], Fraction]] = {
	Method.RATIO: _ratio,
	Method.STEPS: _steps,
	Method.LINEAR: _linear,
	Method.DEDUCTION: _deduction,
	Method.BONUS: _bonus,
	Method.MANUAL: _manual,
}


def _words(one: Indicator, value: Fraction) -> tuple[Any, ...]:
	"""The words for a method, and the facts that stand between the figure and the points."""
	if one.method == Method.RATIO:
		return _("{0} against a target of {1}: {2} of {3} points"), one.target
	if one.method == Method.LINEAR:
		return _("{0}, with nothing at {1} and all at {2}: {3} of {4} points"), one.floor, one.target
	if one.method == Method.STEPS:
		reached = _reached(one, value)
		if not reached:
			return (_("{0} reaches no step: {1} of {2} points"),)
		words = (
			_("{0} is at least {1}: {2} of {3} points")
			if one.higher
			else _("{0} is at most {1}: {2} of {3} points")
		)
		return words, reached.limit
	if one.method == Method.MANUAL:
		return (_("{0} points given by hand: {1} of {2} points"),)
	if one.method == Method.BONUS:
		return _("{0} times {1} points on top: {2} of at most {3} points"), one.each
	if one.on_top:
		return _("{0} times {1} points off the total: {2} of at most {3} points"), one.each
	return _("{0} times {1} points off: {2} of {3} points are left"), one.each

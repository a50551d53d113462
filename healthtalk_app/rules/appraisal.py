"""What a unit's appraisal 单位考核 scores: points of each indicator, missing figures, vetoes (H10, P3, T7).

The weights of a scheme add to a hundred; bonuses, and deductions without a weight, go on top. All is reckoned
in exact fractions and rounded once, half up, to two places, so that neither the order of units nor that of
indicators changes the last digit, and what is stored can be reckoned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from healthtalk_app.rules.appraisal_indicators import (
	NOTHING,
	Indicator,
	Method,
	Missing,
	Number,
	Sentence,
	_,
	exact,
	how,
	share_of,
)
from healthtalk_app.rules.inspections import GRADES, capped

CENT, TENTH, SHARE = 2, 1, 4
NO_POINTS = Decimal("0.00")
NO_FIGURE = {
	Missing.REDISTRIBUTE: _("No figure: its weight goes to the other indicators."),
	Missing.ZERO: _("No figure: its points are lost."),
	Missing.EXEMPT: _("Exempt: {0}"),
}
NO_REASON = _("No figure, and no reason for an exemption: its points are lost.")


@dataclass(frozen=True)
class Terms:
	"""From which total on a grade is given, the best grade under a veto, and caps of all that goes on top.

	A cap of None is no cap beside those of the indicators.
	"""

	excellent_from: Decimal = Decimal(90)
	good_from: Decimal = Decimal(80)
	qualified_from: Decimal = Decimal(60)
	veto_cap: str = GRADES[-1]
	bonus_cap: Decimal | None = None
	deduction_cap: Decimal | None = None


@dataclass(frozen=True)
class Scored:
	"""Points to two places, the share of the weight (of the cap, on top) from 0 to 1, and how they came.

	Points are negative when they are taken off the total.
	"""

	points: Decimal
	share: Decimal
	sentence: Sentence


@dataclass(frozen=True)
class Row:
	"""An indicator of one unit. `weight` is what it counted after missing ones gave theirs away.

	`missing` is the rule that was applied; None where there was a figure.
	"""

	indicator: Indicator
	value: Decimal | None
	weight: Decimal
	points: Decimal
	share: Decimal
	sentence: Sentence
	missing: Missing | None = None


@dataclass(frozen=True)
class Result:
	"""A unit's appraisal. `total` holds `bonus` and is without `deducted`; it is never below zero.

	`total` is to two places and `shown` to a tenth, each from the exact sum. Both and `grade` are None where
	nothing could be measured. `bonus` and `deducted` are what went on top; `vetoed` tells why it is vetoed.
	"""

	rows: tuple[Row, ...]
	total: Decimal | None
	shown: Decimal | None
	bonus: Decimal
	deducted: Decimal
	vetoed: tuple[str, ...]
	grade: str | None


def score(indicator: Indicator, value: Number | None, weight: Number | None = None) -> Scored:
	"""What a figure gives; a missing one gives nothing.

	`weight` stands in for the indicator's own, which missing ones may enlarge. Raises `ValueError` like
	`share_of`.
	"""
	if value is None:
		return Scored(NO_POINTS, Decimal(0), Sentence(NO_FIGURE[Missing.ZERO]))
	counted = exact(indicator.cap if indicator.on_top else indicator.weight if weight is None else weight)
	share = share_of(indicator, value)
	return _scored(indicator, value, share, share * counted, rounded(counted))


def appraise(
	indicators: Sequence[Indicator],
	values: Mapping[str, Number | None],
	vetoes: Iterable[str] = (),
	reasons: Mapping[str, str] | None = None,
	terms: Terms | None = None,
) -> Result:
	"""A unit's appraisal by a scheme that has no `problems`.

	`values` and `reasons` (of exemptions) are by key of the indicator; what has no value is missing. Of what
	goes on top a missing count is none. Raises `ValueError` like `share_of`.
	"""
	terms, reasons, vetoed = terms or Terms(), reasons or {}, tuple(vetoes)
	missing = {
		one.key: _missing(one, reasons)
		for one in indicators
		if not one.on_top and values.get(one.key) is None
	}
	weights = weights_counted(indicators, missing)
	rows = []
	parts = {1: NOTHING, -1: NOTHING, 0: NOTHING}
	for one in indicators:
		value, rule = values.get(one.key), missing.get(one.key)
		if rule:
			rows.append(_without(one, rule, weights[one.key], reasons))
			continue
		points, row = _measured(one, value, exact(one.cap) if one.on_top else weights[one.key])
		parts[_sign(one) if one.on_top else 0] += points
		rows.append(row)
	bonus, deducted = _at_most(parts[1], terms.bonus_cap), _at_most(parts[-1], terms.deduction_cap)
	if not any(weights.values()):
		return Result(tuple(rows), None, None, rounded(bonus), rounded(deducted), vetoed, None)
	total = max(parts[0] + bonus - deducted, NOTHING)
	grade = _grade(rounded(total), terms, bool(vetoed))
	return Result(
		tuple(rows), rounded(total), rounded(total, TENTH), rounded(bonus), rounded(deducted), vetoed, grade
	)


def weights_counted(indicators: Sequence[Indicator], missing: Mapping[str, Missing]) -> dict[str, Fraction]:
	"""What each indicator counts when some have no figure; together as much as all weights of the scheme.

	What is lost counts with its weight. What is redistributed gives its weight to its module (to all where
	nothing of the module is left), what is exempt to all. Indicators on top have no entry.
	"""
	weighed = tuple((one.key, one.module, one.weight) for one in indicators if not one.on_top)
	return dict(_weights(weighed, frozenset(missing.items())))


def rounded(value: Fraction, places: int = CENT) -> Decimal:
	"""Half up, away from zero; of the exact value, never of one that was rounded before."""
	over, under = abs(value.numerator) * 10**places, value.denominator
	whole = (2 * over + under) // (2 * under)
	return Decimal(-whole if value < 0 else whole).scaleb(-places)


# many units miss the same figures
@lru_cache(maxsize=256)
def _weights(
	weighed: tuple[tuple[str, str, Decimal], ...], missing: frozenset[tuple[str, Missing]]
) -> Mapping[str, Fraction]:
	"""Key → weight counted, of lines (key, module, weight)."""
	rules = dict(missing)
	out = {key for key, rule in missing if rule != Missing.ZERO}
	rest: dict[str, Fraction] = {}
	counted: dict[str, Fraction] = {}
	for key, module, weight in weighed:
		if rules.get(key) != Missing.EXEMPT:
			rest[module] = rest.get(module, NOTHING) + exact(weight)
		if key not in out:
			counted[module] = counted.get(module, NOTHING) + exact(weight)
	left = sum((rest[module] for module in counted), NOTHING)
	whole = sum((exact(weight) for _key, _module, weight in weighed), NOTHING)
	scale = {module: rest[module] * whole / (weight * left) for module, weight in counted.items()}
	return {key: NOTHING if key in out else exact(weight) * scale[module] for key, module, weight in weighed}


# many units have the same figure
@lru_cache(maxsize=8192, typed=True)
def _measured(one: Indicator, value: Number | None, counted: Fraction) -> tuple[Fraction, Row]:
	"""Points as they are before any rounding, and the row of a figure; of what goes on top none is nought."""
	share = share_of(one, value or 0)
	points = share * counted
	weight = rounded(counted)
	found = _scored(one, value or 0, share, points, weight)
	kept = None if value is None else Decimal(str(value))
	shown = NO_POINTS if one.on_top else weight
	return points, Row(one, kept, shown, found.points, found.share, found.sentence)


def _scored(one: Indicator, value: Number, share: Fraction, points: Fraction, weight: Decimal) -> Scored:
	signed = rounded(points * _sign(one))
	return Scored(signed, rounded(share, SHARE), how(one, value, signed, weight))


def _without(one: Indicator, rule: Missing, weight: Fraction, reasons: Mapping[str, str]) -> Row:
	"""The row of an indicator that has no figure."""
	said = Sentence(NO_FIGURE[rule], (reasons[one.key].strip(),) if rule == Missing.EXEMPT else ())
	if rule != one.missing:
		said = Sentence(NO_REASON)
	return Row(one, None, rounded(weight), NO_POINTS, Decimal(0), said, rule)


def _missing(one: Indicator, reasons: Mapping[str, str]) -> Missing:
	"""The rule for a missing figure; an exemption without a reason loses the points."""
	if one.missing == Missing.EXEMPT and not (reasons.get(one.key) or "").strip():
		return Missing.ZERO
	return one.missing


def _sign(one: Indicator) -> int:
	return -1 if one.on_top and one.method == Method.DEDUCTION else 1


def _grade(total: Decimal, terms: Terms, vetoed: bool) -> str:
	steps = (terms.excellent_from, terms.good_from, terms.qualified_from)
	grade = next((grade for grade, least in zip(GRADES, steps, strict=False) if total >= least), GRADES[-1])
	return capped(grade, terms.veto_cap) if vetoed else grade


def _at_most(points: Fraction, cap: Decimal | None) -> Fraction:
	return points if cap is None else min(points, exact(cap))

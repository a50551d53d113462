"""Awards 评优评先 (C7, T7): what a jury and a public vote come to.

Jurors give 0 to 100 points. A vote is measured against the nominee with the most votes, so that it lies on
the same scale. Rounded half up to two places, as the points of an appraisal are.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

FULL = Decimal(100)
# from so many jurors on the highest and the lowest points are left out, where the round says so
TRIMMED_FROM = 5
HUNDREDTH = Decimal("0.01")


def jury_points(points: Sequence[Decimal | float | int], trimmed: bool = False) -> Decimal | None:
	"""The mean of the jurors' points (0 to 100); None without any.

	`trimmed` leaves out one highest and one lowest of five or more 去掉一个最高分、一个最低分. Raises
	`ValueError` for points outside 0 to 100.
	"""
	given = sorted(Decimal(str(one)) for one in points)
	if any(not 0 <= one <= FULL for one in given):
		raise ValueError(f"A juror gives 0 to 100 points: {points}")
	if trimmed and len(given) >= TRIMMED_FROM:
		given = given[1:-1]
	return _rounded(sum(given) / len(given)) if given else None


def vote_points(votes: int, most: int) -> Decimal | None:
	"""Votes as points: who has the most has 100; None where nobody has voted.

	Raises `ValueError` for more votes than the most, or fewer than none.
	"""
	if not 0 <= votes <= max(most, 0):
		raise ValueError(f"{votes} votes, the most being {most}")
	return _rounded(FULL * votes / most) if most else None


def total(jury: Decimal | None, vote: Decimal | None, vote_weight: Decimal | float | int) -> Decimal | None:
	"""Points of the jury and of the vote, the vote counting `vote_weight` per cent (0 to 100).

	What does not exist leaves its weight to the other; None without both, and None where only a vote exists
	that counts nothing. Raises `ValueError` for a weight outside 0 to 100.
	"""
	weight = Decimal(str(vote_weight))
	if not 0 <= weight <= FULL:
		raise ValueError(f"A weight lies between 0 and 100: {vote_weight}")
	if jury is None:
		return vote if weight else None
	if vote is None:
		return jury
	return _rounded((jury * (FULL - weight) + vote * weight) / FULL)


def _rounded(value: Decimal) -> Decimal:
	return value.quantize(HUNDREDTH, ROUND_HALF_UP)

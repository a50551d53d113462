"""What a circular says of a ranking, as a secretary would draft it (forms.md 考核结果通报): figures only.

The officer edits it before it is issued. A sentence that would have nothing to say is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NAMED = 3


@dataclass(frozen=True)
class Line:
	"""A unit of a ranking; without a place it has no score. `change` counts places gained."""

	unit: str
	group: str = ""
	place: int | None = None
	score: float | None = None
	change: int | None = None
	bonus: float = 0
	deducted: float = 0
	vetoed: bool = False


def overview(period: str, lines: Sequence[Line], mean_before: float | None = None) -> str:
	"""总体情况: how many were ranked, their mean, who is first in each group, who has gained most.

	`mean_before` is the mean of the ranking before, in points. Paragraphs are parted by line breaks.
	"""
	placed = [line for line in lines if line.place is not None and line.score is not None]
	if not placed:
		return f"{period}，没有单位参加排名。"
	mean = sum(line.score for line in placed) / len(placed)
	said = [f"{period}，共有{len(placed)}家单位参加排名，" + _mean(len(placed), mean, mean_before) + "。"]
	groups = list(dict.fromkeys(line.group for line in placed))
	for group in groups:
		members = [line for line in placed if line.group == group]
		# who is alone in its group is first of nobody
		if len(groups) == 1 or len(members) > 1:
			said.append(_first(group if len(groups) > 1 else "", members))
	said.append(_movers(placed))
	paragraphs = ["".join(said)]
	if without := [line.unit for line in lines if line.place is None]:
		paragraphs.append(f"{_names(without)}没有可以计分的事项，不参加排名。")
	return "\n".join(paragraphs)


def adjustments(lines: Sequence[Line]) -> str:
	"""加减分情况: who gained and who lost points, and who is vetoed; empty where nobody is."""
	gained = [f"{line.unit}加{tenth(line.bonus)}分" for line in lines if line.bonus]
	lost = [f"{line.unit}减{tenth(line.deducted)}分" for line in lines if line.deducted]
	vetoed = [line.unit for line in lines if line.vetoed]
	said = [f"{'，'.join(part)}。" for part in (gained, lost) if part]
	if vetoed:
		said.append(f"{_names(vetoed)}实行一票否决。")
	return "\n".join(said)


def change(places: int | None) -> str:
	"""↑2, ↓1, → for the same place, nothing where there was none before."""
	if places is None:
		return ""
	return f"↑{places}" if places > 0 else f"↓{-places}" if places < 0 else "→"


def tenth(value: float | None) -> str:
	"""A score with one decimal, rounded half up; nothing for none."""
	if value is None:
		return ""
	return str(Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _mean(count: int, mean: float, before: float | None) -> str:
	said = f"{'得分' if count == 1 else '平均得分'}{tenth(mean)}分"
	if before is None:
		return said
	moved = Decimal(tenth(mean)) - Decimal(tenth(before))
	if not moved:
		return said + "，与上期持平"
	return said + f"，比上期{'提高' if moved > 0 else '下降'}{abs(moved)}分"


def _first(group: str, placed: Sequence[Line]) -> str:
	best = [line for line in placed if line.place == 1]
	score = tenth(best[0].score)
	who = f"{group}组" if group and not group.endswith("组") else group
	# who is vetoed has its points and its place, but is not to be read as an example
	vetoed = [line.unit for line in best if line.vetoed]
	but = f"（{_names(vetoed)}被一票否决）" if len(best) > 1 and vetoed else "（一票否决）" if vetoed else ""
	if len(best) > 1:
		return f"{who}并列第一的是{_names([line.unit for line in best])}，均为{score}分{but}。"
	return f"{who}第一名是{best[0].unit}{but}，{score}分。"


def _movers(placed: Sequence[Line]) -> str:
	gained = sorted((line for line in placed if (line.change or 0) > 0), key=lambda line: -line.change)
	lost = sorted((line for line in placed if (line.change or 0) < 0), key=lambda line: line.change)
	said = []
	if gained:
		most = [line.unit for line in gained if line.change == gained[0].change]
		said.append(f"上升最多的是{_names(most)}，{'均' if len(most) > 1 else ''}上升{gained[0].change}位")
	if lost:
		most = [line.unit for line in lost if line.change == lost[0].change]
		said.append(f"下降最多的是{_names(most)}，{'均' if len(most) > 1 else ''}下降{-lost[0].change}位")
	return "；".join(said) + "。" if said else ""


def _names(units: Sequence[str]) -> str:
	"""The first names, and how many there are if these are not all."""
	if len(units) <= NAMED:
		return "、".join(units)
	return f"{'、'.join(units[:NAMED])}等{len(units)}家单位"

"""How officials write figures in a summary: amounts, rates, growth on the year before (T9).

Rates are rounded once, half up, from what was counted, so that 18 of 22 is 81.8% wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from healthtalk_app.rules.periods import Period

# below this many a percentage of growth says nothing; the difference itself is written
SMALL = 10
RATES = frozenset(("percent",))


@dataclass(frozen=True)
class Fact:
	"""One figure of a period and of the same period a year before, as the registry gave them.

	`unit` is count, percent, days, hours or points. Of a rate, `top` of `bottom` were counted; a bottom of 0
	means that there was nothing to count.
	"""

	key: str
	unit: str = "count"
	top: float = 0
	bottom: int = 0
	top_before: float = 0
	bottom_before: int = 0
	is_sum: bool = False

	@property
	def value(self) -> Decimal | None:
		"""The count, the sum, the rate in per cent or the mean; None where there was nothing to count."""
		return _value(self, self.top, self.bottom)

	@property
	def before(self) -> Decimal | None:
		"""The same a year before."""
		return _value(self, self.top_before, self.bottom_before)


def _value(fact: Fact, top: float, bottom: int) -> Decimal | None:
	if fact.unit == "count":
		return Decimal(bottom)
	if fact.is_sum:
		return Decimal(str(top))
	if not bottom:
		return None
	return Decimal(str(top)) * (100 if fact.unit == "percent" else 1) / bottom


def half_up(value: Decimal | float, places: int = 1) -> Decimal:
	"""A number rounded as people round."""
	return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Decimal | float, places: int = 1) -> str:
	"""A number without noughts at its end: 95, 95.1, 1234."""
	text = f"{half_up(value, places):f}"
	return text.rstrip("0").rstrip(".") if "." in text else text


def amount(fact: Fact) -> str:
	"""A figure as it is written: 312, 81.8%, 4.5; a dash where there was nothing to count."""
	if fact.value is None:
		return "—"
	return plain(fact.value) + ("%" if fact.unit in RATES else "")


def amount_before(fact: Fact) -> str:
	"""The same of the year before."""
	if fact.before is None:
		return "—"
	return plain(fact.before) + ("%" if fact.unit in RATES else "")


def change(fact: Fact, measure: str = "") -> str:
	"""How a figure stands to the year before, in words; empty where there is nothing to compare.

	Rates are compared by points of per cent, few things by their number, the rest by per cent of growth.
	"""
	now, before = fact.value, fact.before
	if now is None or before is None:
		return ""
	if fact.unit in RATES:
		return _by_points(half_up(now) - half_up(before))
	if now == before:
		return "与上年同期持平"
	if not before:
		return f"上年同期为0{measure}"
	if fact.unit == "count" and before < SMALL:
		return f"同比{'增加' if now > before else '减少'}{plain(abs(now - before))}{measure}"
	grown = half_up(100 * (now - before) / before)
	if not grown:
		return "与上年同期基本持平"
	return f"同比{'增长' if grown > 0 else '下降'}{plain(abs(grown))}%"


def _by_points(points: Decimal) -> str:
	if not points:
		return "与上年同期持平"
	return f"比上年同期{'提高' if points > 0 else '下降'}{plain(abs(points))}个百分点"


def period_words(period: Period) -> str:
	"""2026年上半年, 2026年第三季度, 2026年1月至9月; days where they are no whole months."""
	start, end = period.start, period.end
	if not period.months or start.year != end.year:
		until = f"{end.year}年" if end.year != start.year else ""
		first = f"{start.year}年{start.month}月{start.day}日"
		return first if start == end else f"{first}至{until}{end.month}月{end.day}日"
	year, first, months = f"{start.year}年", start.month, period.months
	if months == 12:
		return year
	if months == 6 and first in (1, 7):
		return f"{year}{'上' if first == 1 else '下'}半年"
	if months == 3 and first % 3 == 1:
		return f"{year}第{'一二三四'[first // 3]}季度"
	return f"{year}{first}月" + (f"至{end.month}月" if months > 1 else "")


def share(part: int, whole: int) -> str:
	"""A part of a whole in per cent: 18 of 22 is 81.8%."""
	return f"{plain(Decimal(100 * part) / whole)}%"


def listed(parts: Iterable[str]) -> str:
	"""Things one after the other, the last joined with 和; blanks left out."""
	found = [part for part in parts if part]
	return found[0] if len(found) == 1 else "、".join(found[:-1]) + "和" + found[-1] if found else ""


def clauses(*parts: str) -> str:
	"""Clauses with commas between, as one sentence; nothing where all are blank."""
	found = [part for part in parts if part]
	return "，".join(found) + "。" if found else ""


class Pen:
	"""Writes one sentence and remembers whose figures stand in it."""

	def __init__(self, facts: Mapping[str, Fact], comparable: bool) -> None:
		self._facts, self._comparable = facts, comparable
		self.used: list[str] = []

	def fact(self, key: str, unit: str = "percent") -> Fact:
		"""A figure that the sentence speaks of; one that is not known counts nothing."""
		if key not in self.used:
			self.used.append(key)
		return self._facts.get(key) or Fact(key, unit)

	def number(self, key: str) -> int:
		"""How many were counted."""
		return self.fact(key, "count").bottom

	def missed(self, key: str) -> int:
		"""How many of those that a rate counted did not make it."""
		fact = self.fact(key)
		return round(fact.bottom - fact.top)

	def count(self, words: str, key: str, measure: str, grown: bool = True) -> str:
		"""收集群众诉求312件，同比增长20%."""
		fact = self.fact(key, "count")
		said = change(fact, measure) if grown and self._comparable else ""
		return f"{words}{amount(fact)}{measure}" + (f"，{said}" if said else "")

	def rate(self, words: str, key: str, grown: bool = False) -> str:
		"""响应率96.3%; nothing where there was nothing to count."""
		fact = self.fact(key)
		if fact.value is None:
			return ""
		said = change(fact) if grown and self._comparable else ""
		return f"{words}{amount(fact)}" + (f"，{said}" if said else "")

	def fell(self, key: str) -> bool:
		"""Whether a rate is lower than a year before."""
		fact = self.fact(key)
		if not self._comparable or fact.value is None or fact.before is None:
			return False
		return half_up(fact.value) < half_up(fact.before)

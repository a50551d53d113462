"""The figures that appraisals are made of: for all units of a period, one statement a source (P3).

A unit's figure is that of the unit and of those below it, as reports show it for the same unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import BadInputError, refuse
from healthtalk_app.metrics import base as metrics
from healthtalk_app.metrics import campaigns, statement
from healthtalk_app.metrics.base import Figure
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules.periods import Period

RETURNED, BY_HAND = "Returned Figure", "By Hand"
# what is known to discipline alone is in no figure that a unit reads (design §5)
UNTOLD = frozenset(("accusations",))
Asked = tuple[str, str]


@dataclass(frozen=True)
class Value:
	"""A unit's figure, None where there is none; of `counted` documents (or their weight) `met` were met."""

	value: Decimal | None = None
	counted: int = 0
	met: float = 0


class Figures:
	"""What units have of the figures asked for, as (source, key), in one period; or one unit alone.

	As the user at work may see: appraisals are computed as Administrator. Raises `BadInputError` for a key
	that the registry does not have, or that no unit may be told of.
	"""

	def __init__(self, asked: Iterable[Asked], period: Period, unit: str | None = None) -> None:
		asked = sorted({(source, key) for source, key in asked if source != BY_HAND})
		keys = {key for source, key in asked if source != RETURNED}
		if unknown := sorted(key for key in keys if key not in METRICS or key in UNTOLD):
			refuse(_("There is no figure {0} for an appraisal."), unknown[0], error=BadInputError)
		self.tree, self._asked = units_in_tree(), metrics.Asked(unit)
		self._metrics = self._of_registry(sorted(keys), period)
		wanted = {key for source, key in asked if source == RETURNED}
		self._returned = self._of_tasks(wanted, period) if wanted else {}

	def of(self, unit: str, source: str, key: str) -> Value:
		"""One figure of a unit. A count of nothing is nought; a rate of nothing is no figure."""
		if source == BY_HAND:
			return Value()
		if source == RETURNED:
			found = self._returned.get(unit, {}).get(key)
			return Value(exact(found.value), found.returned) if found and found.returned else Value()
		figure = self._metrics.get(unit, {}).get(key) or Figure(METRICS[key])
		value = figure.value
		return Value(None if value is None else exact(value), figure.bottom, figure.top)

	def _of_registry(self, keys: list[str], period: Period) -> Mapping[str, Mapping[str, Figure]]:
		answer = statement.ask([METRICS[key] for key in keys], period, "unit", self._asked) if keys else {}
		return campaigns.rolled_up(self.tree, {unit: found for unit, found in answer.items() if unit})

	def _of_tasks(self, wanted: set[str], period: Period) -> Mapping[str, Mapping[str, Any]]:
		"""Returned figures by their name, over all their classes."""
		found: dict[str, dict[str, Any]] = {}
		returned = campaigns.returned(period.start, period.end, "unit", self._asked)
		for (unit, figure, _class, _measure), sums in returned.items():
			if figure in wanted:
				campaigns.add(found.setdefault(unit, {}), {figure: sums})
		return campaigns.rolled_up(self.tree, found)


def units_in_tree() -> list[Any]:
	"""All units in the order of the tree, each with the one above it."""
	# get_all: the tree is the same for everybody
	return campaigns.in_tree(frappe.get_all("Health Unit", pluck="name"))


def exact(value: float | int) -> Decimal:
	"""A figure as it is shown, without the last bits of a float."""
	number = Decimal(str(value))
	return number.quantize(Decimal(1)) if number == number.to_integral() else number

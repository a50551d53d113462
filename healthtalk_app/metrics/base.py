"""What a figure is: the rows it counts, the moment by which a row belongs to a period, what it measures.

A `Metric` is declared once in one of the families; `statement.py` makes SQL of it, `registry.py` lists all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Coalesce, NullIf
from pypika.terms import Term

from healthtalk_app.rules.packing import Word
from healthtalk_app.rules.periods import Period

Unit = Literal["count", "percent", "days", "hours", "points"]
Direction = Literal["higher", "lower", "neither"]
Part = Literal["counted", "met", "missed"]
Answer = dict[Any, dict[str, "Figure"]]


@dataclass(frozen=True)
class Source:
	"""The documents that a family of metrics counts."""

	doctype: str
	# columns of the unit for which a row counts: the first one that is filled
	owner: tuple[str, ...]
	# what holds for every row that any metric of the source counts
	base: Callable[[Any], Criterion]
	# columns that a report may filter by
	filters: tuple[str, ...] = ()
	# facts of a row beside its columns, by name
	traits: Mapping[str, Callable[[Any], Term]] = field(default_factory=dict)
	# columns in the order of the index that serves the source: rows are grouped without sorting
	order: tuple[str, ...] = ()
	# words that stand packed in the number of the column `packed`
	words: Mapping[str, Word] = field(default_factory=dict)
	packed: str | None = None
	# what else is joined, one row for each document
	joined: Callable[[Any, Any], Any] | None = None
	# whether the row rule alone limits what is counted: an inspector counts what he found in units of others
	beyond_scope: bool = False

	def owner_of(self, table: Any) -> Term:
		"""The unit for which a row counts; NULL is the bureau's intake."""
		return Coalesce(*(NullIf(table[column], "") for column in self.owner))


@dataclass(frozen=True)
class Metric:
	"""One figure. `label`, `formula` and `period` are words for people, translated where they are shown.

	`counted`, `measure` and `weight` speak of columns and traits that have few values (a status, a level);
	what depends on moments stands in `when` and `took`, which see each row.
	"""

	key: str
	label: str
	formula: str
	period: str
	source: Source
	# the column by whose moment a row belongs to a period
	at: str
	counted: Callable[[Any], Criterion] | None = None
	# what is measured of a counted row: 1, 0 or a weight, for a rate; None for a mere count
	measure: Callable[[Any], Term] | None = None
	unit: Unit = "count"
	direction: Direction = "neither"
	# how much a counted row counts: ballots, people; one where nothing is said
	weight: Callable[[Any], Term] | None = None
	# which moments a row must have beside `at`
	when: Callable[[Any], Criterion] | None = None
	# a time between moments that is measured in place of `measure`, and by what its sum is divided
	took: Callable[[Any], Term] | None = None
	# what is shown is the sum of the measures, such as points, and not their mean
	is_sum: bool = False
	# how the figure is found where it is no sum over rows
	answer: Callable[[Metric, Period, str | None, Asked], dict[Any, Figure]] | None = None

	@property
	def is_count(self) -> bool:
		"""Whether the figure is a number of rows, without a measure."""
		return self.measure is None and self.took is None


@dataclass(frozen=True)
class Figure:
	"""The value of a metric: `bottom` rows (or their weight) were counted, their measures make `top`."""

	metric: Metric
	top: float = 0
	bottom: int = 0

	@property
	def value(self) -> float | int | None:
		"""The count, the sum, the rate in per cent or the mean, to two places; a rate of nothing is none."""
		if self.metric.is_count:
			return self.bottom
		if self.metric.is_sum:
			return round(self.top, 2)
		if not self.bottom:
			return None
		scale = 100 if self.metric.unit == "percent" else 1
		return round(scale * self.top / self.bottom, 2)

	def __add__(self, other: Figure) -> Figure:
		return Figure(self.metric, self.top + other.top, self.bottom + other.bottom)


@dataclass(frozen=True)
class Asked:
	"""Whose rows are asked for: a unit with or without those below it, and values of columns.

	Without a unit it is every unit that the user may see; `only` leaves some of these. `intake` asks for what
	belongs to no unit yet. A category stands with those below it, unless `only_category` is set.
	"""

	unit: str | None = None
	below: bool = True
	intake: bool = False
	columns: Mapping[str, Any] = field(default_factory=dict)
	only: frozenset[str] | None = None
	only_category: bool = False


def yes(criterion: Criterion) -> Term:
	"""1 where it holds, else 0."""
	return Case().when(criterion, 1).else_(0)


def total(answer: Iterable[Mapping[str, Figure]], metrics: Sequence[Metric]) -> dict[str, Figure]:
	"""The figures of several groups that share no row, taken together."""
	groups = list(answer)
	return {
		metric.key: sum((group[metric.key] for group in groups if metric.key in group), Figure(metric))
		for metric in metrics
	}

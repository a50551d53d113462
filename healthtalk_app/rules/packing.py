"""Several words of a closed list each, packed into one number: a million rows are grouped by it at once.

The number stands in a column that the database itself works out of the others, so it is never out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.rules.transitions import MATTER, STATUSES


@dataclass(frozen=True)
class Word:
	"""One of the words: `values` from 1 on, 0 where it is none of them; it begins at bit `shift`."""

	values: tuple[str | int, ...]
	# the code of the word in SQL
	sql: str
	shift: int = 0

	@property
	def mask(self) -> int:
		"""The bits of the word."""
		return ((1 << len(self.values).bit_length()) - 1) << self.shift

	def packed(self, value: str | int | None) -> int:
		"""The value as it stands in the number. A value that is not in the list stands like none."""
		return (self.values.index(value) + 1 if value in self.values else 0) << self.shift


def _chosen(column: str, values: Iterable[str]) -> Word:
	values = tuple(values)
	listed = ", ".join(f"'{value}'" for value in values)
	return Word(values, f"field(ifnull({column}, ''), {listed})")


def _flag(condition: str) -> Word:
	return Word((1,), f"({condition})")


def pack(words: dict[str, Word]) -> dict[str, Word]:
	"""The words side by side: each begins where the one before ends."""
	packed, shift = {}, 0
	for name, word in words.items():
		packed[name] = Word(word.values, word.sql, shift)
		shift += len(word.values).bit_length()
	return packed


def number(words: dict[str, Word]) -> str:
	"""The number in SQL."""
	return " + ".join(f"{word.sql} * {1 << word.shift}" for word in words.values())


def day_of(moment: str) -> str:
	"""The column that holds the day of a moment, as the database counts days."""
	return f"_{moment.removesuffix('_at')}_day"


IN_TIME = ("On Time", "Late")
# what figures about matters speak of: metrics/matters.py, rings.py and quality.py
MATTER_WORDS = pack(
	{
		"status": _chosen("status", STATUSES[MATTER]),
		"asks_for_solution": _flag("ifnull(asks_for_solution, 0) <> 0"),
		"response_on_time": _chosen("response_on_time", IN_TIME),
		"resolution_on_time": _chosen("resolution_on_time", IN_TIME),
		"notice_on_time": _chosen("notice_on_time", IN_TIME),
		"satisfaction": _chosen("satisfaction", LEVELS),
		"outcome": _chosen("outcome", ("Solved", "Partly Solved", "Not Solved")),
		"is_led": _flag("ifnull(lead_unit, '') <> ''"),
		"is_accepted": _flag("accepted_at is not null"),
		"is_planned": _flag("planned_at is not null"),
		"is_answered": _flag("resolved_at is not null"),
	}
)

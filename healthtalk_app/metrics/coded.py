"""A word that stands packed in a number, compared as if it stood in a column of its own."""

from __future__ import annotations

from collections.abc import Iterable

from frappe.query_builder import Criterion
from pypika.terms import Term

from healthtalk_app.rules.packing import Word


class Coded:
	"""The word inside `number`: equal to a value or not, among some or not. Never NULL."""

	__hash__ = None

	def __init__(self, number: Term, word: Word) -> None:
		self._bits, self._word = number.bitwiseand(word.mask), word

	def __eq__(self, value: str | int) -> Criterion:
		return self._bits == self._word.packed(value)

	def __ne__(self, value: str | int) -> Criterion:
		return self._bits != self._word.packed(value)

	def isin(self, values: Iterable[str | int]) -> Criterion:
		"""Whether it is one of the values."""
		return self._bits.isin([self._word.packed(value) for value in values])

	def notin(self, values: Iterable[str | int]) -> Criterion:
		"""Whether it is none of the values."""
		return self._bits.notin([self._word.packed(value) for value in values])

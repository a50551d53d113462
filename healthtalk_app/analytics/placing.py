"""Where a text belongs: a category by the words that an administrator keeps with it, a unit by its names.

Transparent on purpose: every proposal says by which words it was made. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

IN_SUBJECT, IN_CONTENT = 3, 1
SHORTEST_NAME = 3
# by so many characters a name is looked for first
BEGINNING = 2
SENTENCE = re.compile(r"[。！？!?；;\n]+")
SEPARATORS = re.compile(r"[\n,，;；、]+")


@dataclass(frozen=True)
class Words:
	"""The words of one category.

	`found` are alternatives; each is a group of pieces that must occur in one sentence ("医生+态度"). One of
	`barred` ("-宠物") in the text rules the category out.
	"""

	category: str
	found: tuple[tuple[str, ...], ...]
	barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
	"""A category with its points and the words that gave them."""

	category: str
	points: int
	words: tuple[str, ...]


@dataclass(frozen=True)
class Name:
	"""One name under which a unit is known; `unit` is the one that answers today."""

	name: str
	unit: str


@dataclass(frozen=True)
class Names:
	"""The names of all units, the longest first, and by their first two characters with their places."""

	names: tuple[Name, ...] = field(default=())
	by_beginning: dict[str, list[int]] = field(default_factory=dict)

	@classmethod
	def of(cls, pairs: Iterable[tuple[str, str]]) -> Names:
		"""From pairs of name and unit. A name of two characters says too little and is left out."""
		known = {name.strip(): unit for name, unit in pairs if len((name or "").strip()) >= SHORTEST_NAME}
		longest_first = sorted(known, key=lambda name: (-len(name), name))
		by_beginning: dict[str, list[int]] = {}
		for place, name in enumerate(longest_first):
			by_beginning.setdefault(name[:BEGINNING], []).append(place)
		return cls(tuple(Name(name, known[name]) for name in longest_first), by_beginning)

	def first_in(self, text: str) -> Name | None:
		"""The longest name that occurs in a text."""
		beginnings = {text[at : at + BEGINNING] for at in range(len(text))} & self.by_beginning.keys()
		places = sorted(place for beginning in beginnings for place in self.by_beginning[beginning])
		return next((self.names[place] for place in places if self.names[place].name in text), None)


def parse(category: str, keywords: str | None) -> Words:
	"""The words of a category as they are written in its field: one a line or with commas between."""
	words = [word.strip() for word in SEPARATORS.split(keywords or "") if word.strip()]
	found = tuple(
		tuple(piece for piece in word.split("+") if piece) for word in words if not word.startswith("-")
	)
	return Words(
		category,
		tuple(group for group in found if group),
		tuple(w[1:] for w in words if w[:1] == "-" and w[1:]),
	)


class Lists:
	"""The word lists of all categories, made ready so that a text is searched once for each word."""

	def __init__(self, categories: Iterable[Words]) -> None:
		self.barred: dict[str, list[str]] = {}
		self.groups: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
		for words in categories:
			for word in words.barred:
				self.barred.setdefault(word, []).append(words.category)
			for group in words.found:
				# a group is looked at where its first piece occurs
				self.groups.setdefault(group[0], []).append((words.category, group))

	def place(self, subject: str, content: str, needed: int = IN_SUBJECT) -> Placed | None:
		"""The category with the most points, or None where none reaches `needed`.

		A group of words in the subject gives 3 points, anywhere else 1; of two categories with the same
		points the one whose words are longer, and so say more, comes first.
		"""
		whole = f"{subject}\n{content}"
		there = [piece for piece in self.groups if piece in whole]
		if not there:
			return None
		out = {category for word, all_of in self.barred.items() if word in whole for category in all_of}
		sentences = SENTENCE.split(content)
		found: dict[str, list[tuple[int, str]]] = {}
		for piece in there:
			for category, group in self.groups[piece]:
				if category not in out and (points := points_of(group, subject, sentences)):
					found.setdefault(category, []).append((points, "+".join(group)))
		weighed = [
			(sum(points for points, _said in said), sum(len(words) for _points, words in said), category)
			for category, said in found.items()
		]
		best = max(weighed, key=lambda weight: weight[:2], default=(0, 0, ""))
		if best[0] < needed:
			return None
		return Placed(best[2], best[0], tuple(words for _points, words in found[best[2]]))


def points_of(group: tuple[str, ...], subject: str, sentences: list[str]) -> int:
	"""3 where all pieces occur in the subject, 1 where they occur in one sentence of the text, else 0.

	In a long text, words of different sentences often have nothing to do with each other.
	"""
	if all(piece in subject for piece in group):
		return IN_SUBJECT
	return IN_CONTENT if any(all(piece in one for piece in group) for one in sentences) else 0


def unit_in(texts: Iterable[str], names: Names) -> Name | None:
	"""The unit named in the first of `texts` that names one; in a text the longest name counts."""
	return next((found for text in texts if text and (found := names.first_in(text))), None)

"""The matrix: which cells there are, which of them a short run takes, and what came of them."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.matrix.expected import EXPECTED, OPERATIONS, Rows, expected
from tests.matrix.ground import Row, User
from tests.matrix.ways import NO, OF_ALL_ROWS, RULE, YES, Door, listed, single

# one of how many DocTypes a user without a unit is asked about in the short run
STRANGERS = 4


@dataclass(frozen=True)
class Cell:
	"""One question of the matrix."""

	user: User
	row: Row
	operation: str

	def expects(self) -> bool:
		return expected(self.row.line, self.user.role, self.user.place, self.row.relation, self.operation)

	def __str__(self) -> str:
		return f"{self.row.line} | {self.operation} | {self.user} | {self.row.relation}"


@dataclass
class Outcome:
	"""Figures of a walk; the lists hold cells in words."""

	cells: int = 0
	yes: int = 0
	# operation → yes that a rule of the document refused: the permission was there, nothing was done
	by_rule: Counter[str] = field(default_factory=Counter)
	seconds: float = 0.0
	unexpected_yes: list[str] = field(default_factory=list)
	unexpected_no: list[str] = field(default_factory=list)
	errors: list[str] = field(default_factory=list)

	def note(self, cell: Cell, answer: str) -> None:
		"""Count an answer and compare it with what is expected."""
		self.cells += 1
		self.yes += answer in (YES, RULE)
		self.by_rule[cell.operation] += answer == RULE
		if answer not in (YES, NO, RULE):
			self.errors.append(f"{cell}: {answer}")
		elif (answer == NO) == cell.expects():
			(self.unexpected_no if answer == NO else self.unexpected_yes).append(f"{cell}: {answer}")

	def figures(self) -> dict[str, Any]:
		"""As it is kept in the report."""
		return {**asdict(self), "by_rule": dict(+self.by_rule)}


def is_asked(row: Row, operation: str, single_of: frozenset[str]) -> bool:
	"""Whether the question makes sense for the document."""
	about = EXPECTED[row.line]
	if row.line in single_of:
		return operation in ("read", "rpc read", "write")
	if operation == "form method":
		return about.panel
	if operation in ("file", "version", "comment"):
		# on what services alone read nobody notes anything
		return about.rows is not Rows.NOBODY and (operation != "version" or row.versioned)
	if operation == "create":
		# a sheet is of a member of staff, whom the ground has not
		return row.line not in ("Health Unit", "Ethics Appraisal")
	return True


def cells(users: list[User], rows: list[Row], singles: frozenset[str]) -> list[Cell]:
	"""The whole matrix."""
	return [
		Cell(user, row, operation)
		for row, operation, user in itertools.product(rows, OPERATIONS, users)
		if is_asked(row, operation, singles) and row.relation in EXPECTED[row.line].asked(user.place)
	]


def chosen(matrix: Iterable[Cell], users: list[User]) -> list[Cell]:
	"""A part of the matrix with every pair of DocType and role, and of operation and role.

	Of each DocType's questions to a user one is taken, seven further on for the next user (with seven every
	pair comes up; the test checks it); the first question differs from DocType to DocType. Strangers, who are
	nearly always told no, are asked about every fourth.
	"""
	places = {user: place for place, user in enumerate(users)}
	lines = {line: place for place, line in enumerate(EXPECTED)}
	found = []
	grouped: dict[tuple[str, User], list[Cell]] = {}
	for cell in matrix:
		grouped.setdefault((cell.row.line, cell.user), []).append(cell)
	for (line, user), group in grouped.items():
		operations = list(dict.fromkeys(cell.operation for cell in group))
		turn = places[user] * 7 + lines[line]
		if user.place == "none" and (turn + lines[line]) % STRANGERS:
			continue
		operation = operations[turn % len(operations)]
		same = [cell for cell in group if cell.operation == operation]
		found.append(same[(turn // len(operations) + places[user]) % len(same)])
	return found


def walk(site: str, users: list[User], wanted: list[Cell], new: dict[str, dict[str, Any]]) -> Outcome:
	"""Ask every cell. `new` maps a row's name to the fields of a new document like it."""
	started = time.monotonic()
	outcome = Outcome()
	for user in users:
		own = [cell for cell in wanted if cell.user == user]
		if not own:
			continue
		door = Door(site, user)
		for (line, operation), group in _grouped(own):
			if operation in OF_ALL_ROWS:
				answers = listed(door, operation, line, [cell.row for cell in group])
			else:
				answers = {
					cell.row.name: single(door, operation, cell.row, new[cell.row.name]) for cell in group
				}
			for cell in group:
				outcome.note(cell, answers[cell.row.name])
	outcome.seconds = round(time.monotonic() - started, 1)
	return outcome


def _grouped(wanted: list[Cell]) -> Iterable[tuple[tuple[str, str], list[Cell]]]:
	groups: dict[tuple[str, str], list[Cell]] = {}
	for cell in wanted:
		groups.setdefault((cell.row.line, cell.operation), []).append(cell)
	return groups.items()

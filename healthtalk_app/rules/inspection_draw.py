"""双随机 The double draw of inspections: which units are visited, and who visits them (C5, T4, E5).

Anyone can draw again, in any language, from what is published after the draw:

1. The *sealed seed* was fixed before: its SHA-256 stood on the plan. The *seed* is the sealed seed with the
   words that a witness said at the draw written behind it, if there were any.
2. The *ticket* of a text is the SHA-256 of `seed|text` in UTF-8, written as 64 hexadecimal digits.
3. Units stand in order of their turn (the quarter of the last visit, such as `2026Q1`; blank for none), then
   of the ticket of their code. From the top, as many are taken as the plan wants.
4. For each unit taken, in this order, the inspectors without a conflict of interest stand in order of the
   number of units that they have got already, then of the ticket of `code|inspector`. The first ones are the
   team. A unit for which too few are left is passed over, and the next one comes in its place.

Texts are compared as they are, letter by letter, so neither language nor collation plays a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

LATER, NO_TEAM = "Later Turn", "No Team"


@dataclass(frozen=True)
class Due:
	"""A unit that may be drawn, by its code, and the day of its last visit."""

	unit: str
	last_visit: date | None = None


@dataclass(frozen=True)
class Place:
	"""Where a unit stands after the draw: `team` for who was drawn, else `left_out` says why not.

	`place` counts from 1 in the order of the draw, over all units.
	"""

	unit: str
	place: int
	turn: str
	ticket: str
	team: tuple[str, ...] = ()
	left_out: str = ""


def digest(text: str) -> str:
	"""SHA-256 of a text in UTF-8, as 64 hexadecimal digits: what is published of a sealed seed."""
	return sha256(text.encode()).hexdigest()


def seed_of(sealed: str, said: str = "") -> str:
	"""The seed of a draw: the sealed seed, and behind it what a witness said once its digest was known."""
	return sealed + said.strip()


def ticket(seed: str, text: str) -> str:
	"""What decides about a text in a draw."""
	return digest(f"{seed}|{text}")


def turn(last_visit: date | None) -> str:
	"""The quarter of the last visit; blank, before all others, for a unit never visited."""
	return f"{last_visit.year:04}Q{(last_visit.month + 2) // 3}" if last_visit else ""


def draw(
	seed: str,
	due: Iterable[Due],
	inspectors: Iterable[str],
	conflicts: Mapping[str, Collection[str]] | None = None,
	*,
	units: int,
	team: int,
) -> list[Place]:
	"""All units that are due in the order of the draw, the first `units` of them with a team of `team`.

	`conflicts` names for each unit the inspectors with an interest in it. Who comes twice counts once; the
	order in which units and inspectors are given makes no difference. Raises `ValueError` for a blank seed or
	a number below one.
	"""
	if not seed or units < 1 or team < 1:
		raise ValueError("A draw needs a seed, a unit at least and an inspector at least")
	waiting = sorted((turn(one.last_visit), ticket(seed, one.unit), one.unit) for one in _once(due))
	pool = sorted(set(inspectors))
	load: Counter[str] = Counter()
	taken, places = 0, []
	for place, (when, mark, unit) in enumerate(waiting, 1):
		members, reason = (), LATER
		if taken < units:
			members = _team(seed, unit, pool, (conflicts or {}).get(unit, ()), load, team)
			reason = "" if members else NO_TEAM
		load.update(members)
		taken += bool(members)
		places.append(Place(unit, place, when, mark, members, reason))
	return places


def _once(due: Iterable[Due]) -> list[Due]:
	return list({one.unit: one for one in due}.values())


def _team(
	seed: str, unit: str, pool: list[str], conflicts: Collection[str], load: Counter[str], size: int
) -> tuple[str, ...]:
	"""Who inspects a unit; nobody when fewer than `size` are free of a conflict."""
	free = [(load[one], ticket(seed, f"{unit}|{one}"), one) for one in pool if one not in conflicts]
	return tuple(one for _load, _ticket, one in sorted(free)[:size]) if len(free) >= size else ()

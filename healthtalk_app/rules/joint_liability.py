"""Joint liability of leaders 责任连带 (C6): who leads a unit answers from its second different person on.

A unit's persons are counted over a calendar year, by date of decision. The rule looks at what was decided
and still stands, so that it gives the same whatever order decisions are entered or revoked in. A unit answers
for decisions made about its own persons: a successor begins anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthtalk_app.rules.names import spoken

# how many different persons of a unit make its leader liable, unless the settings ask for more
PERSONS = 2
DIGEST = 40
# in these a decision stands; an appeal alone changes nothing
STANDING = ("Decided", "Executed", "Appealed", "Upheld")


@dataclass(frozen=True)
class Decided:
	"""A decision to hold somebody accountable.

	`in_force` is False once it was revoked; an appeal alone changes nothing. `joint` records never count.
	`employee` tells persons apart; without one the name does. Who is known by name only is taken for the
	employee of that name, so that nobody is counted twice.
	"""

	record: str
	unit: str
	decided_on: date
	employee: str | None = None
	person: str | None = None
	in_force: bool = True
	joint: bool = False


@dataclass(frozen=True)
class Liability:
	"""Why and since which day the leader of a unit is liable in a year: one record of each person."""

	unit: str
	year: int
	causes: tuple[str, ...]
	arises_on: date


class Change(StrEnum):
	"""What has to be done about the one joint record of a unit and year."""

	PROPOSE = "propose"
	"""There is none yet."""
	RENEW = "renew"
	"""It is not decided: it gets the causes of today, their day and leader."""
	REVIEW = "review"
	"""It stands on other decisions, on none, or on another leader: discipline looks at it again."""
	RELEASE = "release"
	"""It was put up for review and stands again."""


@dataclass(frozen=True)
class Joint:
	"""The joint record that a unit has for a year. `open`: not decided; `ended`: dismissed or revoked.

	`known` is the `ground` that discipline knew when it last confirmed or ended the record.
	"""

	causes: tuple[str, ...]
	leader: str | None
	open: bool = True
	ended: bool = False
	under_review: bool = False
	known: str | None = None


def liabilities(records: Iterable[Decided], persons: int = PERSONS) -> dict[tuple[str, int], Liability]:
	"""Every unit and year in which at least so many different persons were held accountable (C6).

	The causes are the earliest standing decision about each of the first of these persons; of decisions of
	one day that of the smaller name is the earlier one.
	"""
	counted: dict[tuple[str, int], list[Decided]] = {}
	for record in records:
		if record.in_force and not record.joint and (record.employee or spoken(record.person)):
			counted.setdefault((record.unit, record.decided_on.year), []).append(record)
	found = {}
	for (unit, year), of_unit in counted.items():
		first: dict[str, Decided] = {}
		who = _persons(of_unit)
		for record in sorted(of_unit, key=lambda one: (one.decided_on, one.record)):
			first.setdefault(who[record.record], record)
		if len(first) >= persons:
			causes = list(first.values())[:persons]
			found[unit, year] = Liability(
				unit, year, tuple(cause.record for cause in causes), causes[-1].decided_on
			)
	return found


def change(due: Liability | None, joint: Joint | None, leader: str | None) -> Change | None:
	"""What follows for the one joint record of a unit and year; None where all stands as it should.

	`leader` is who leads the unit on the day on which the liability arises, None where nobody is known.
	"""
	if not joint:
		return Change.PROPOSE if due else None
	same = bool(due) and due.causes == joint.causes
	same_leader = leader is None or leader == joint.leader
	if joint.open:
		if not due:
			return None if joint.under_review else Change.REVIEW
		return None if same and same_leader and not joint.under_review else Change.RENEW
	stands = (not due or same) if joint.ended else (same and same_leader)
	if stands or joint.known == ground(due, leader):
		return Change.RELEASE if joint.under_review else None
	return None if joint.under_review else Change.REVIEW


def ground(due: Liability | None, leader: str | None) -> str:
	"""A digest of what the decisions of today say: the causes and who leads, or that nobody is liable."""
	said = "\n".join((*due.causes, leader or "")) if due else ""
	return hashlib.sha256(said.encode()).hexdigest()[:DIGEST]


def _persons(records: Iterable[Decided]) -> Mapping[str, str]:
	"""Record → whom it is about."""
	records = list(records)
	by_name: dict[str, str] = {}
	for record in sorted(records, key=lambda one: one.employee or ""):
		if record.employee and spoken(record.person):
			by_name.setdefault(spoken(record.person), f"employee:{record.employee}")
	return {
		record.record: f"employee:{record.employee}"
		if record.employee
		else by_name.get(spoken(record.person), f"name:{spoken(record.person)}")
		for record in records
	}

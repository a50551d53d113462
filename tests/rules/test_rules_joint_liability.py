"""Joint liability of leaders (C6): by hand, and by properties that hold for any decisions."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.joint_liability import (
	Change,
	Decided,
	Joint,
	Liability,
	change,
	ground,
	liabilities,
)


def decided(
	record: str, unit: str = "A", on: str = "2026-03-10", person: str = "甲", **more: object
) -> Decided:
	return Decided(record, unit, date.fromisoformat(on), person=person, **more)


FIRST = decided("1", on="2026-02-10", person="甲")
SECOND = decided("2", on="2026-03-10", person="乙")
THIRD = decided("3", on="2026-04-10", person="丙")


@pytest.mark.parametrize(
	("records", "expected"),
	[
		([], {}),
		([FIRST], {}),
		([FIRST, SECOND], {("A", 2026): Liability("A", 2026, ("1", "2"), date(2026, 3, 10))}),
		# entered late, decided first
		([SECOND, THIRD, FIRST], {("A", 2026): Liability("A", 2026, ("1", "2"), date(2026, 3, 10))}),
		# the same person twice is one person, and only his first record causes anything
		([FIRST, decided("4", on="2026-02-11", person="甲")], {}),
		(
			[FIRST, decided("4", on="2026-02-11", person="甲"), SECOND],
			{("A", 2026): Liability("A", 2026, ("1", "2"), date(2026, 3, 10))},
		),
		# blanks between the characters of a name make no other person
		([FIRST, decided("4", person=" 甲 ")], {}),
		# the year is that of the decision
		([decided("1", on="2025-12-31"), decided("2", on="2026-01-01", person="乙")], {}),
		# another unit has its own count
		([FIRST, decided("2", unit="B", person="乙")], {}),
		# revoked: the third takes the place of the second
		(
			[FIRST, decided("2", person="乙", in_force=False), THIRD],
			{("A", 2026): Liability("A", 2026, ("1", "3"), date(2026, 4, 10))},
		),
		([FIRST, decided("2", person="乙", in_force=False)], {}),
		# a joint record is no further person
		([FIRST, decided("2", person="乙", joint=True)], {}),
		# a unit as a whole is no person
		([FIRST, decided("2", person="")], {}),
		# known by number and by name: one person
		([decided("1", person="甲", employee="E1"), decided("2", person="甲")], {}),
		# two who bear one name are two
		(
			[decided("1", person="甲", employee="E1"), decided("2", person="甲", employee="E2")],
			{("A", 2026): Liability("A", 2026, ("1", "2"), date(2026, 3, 10))},
		),
		# reorganisation: A became B in June; B answers for its own persons only
		([FIRST, decided("2", unit="B", on="2026-07-01", person="乙")], {}),
		(
			[
				FIRST,
				decided("2", unit="B", on="2026-07-01", person="乙"),
				decided("3", unit="B", on="2026-08-01"),
			],
			{("B", 2026): Liability("B", 2026, ("2", "3"), date(2026, 8, 1))},
		),
	],
)
def test_who_answers(records: list[Decided], expected: dict) -> None:
	assert liabilities(records) == expected


def test_the_settings_may_ask_for_more_persons() -> None:
	assert liabilities([FIRST, SECOND], persons=3) == {}
	assert liabilities([FIRST, SECOND, THIRD], persons=3) == {
		("A", 2026): Liability("A", 2026, ("1", "2", "3"), date(2026, 4, 10))
	}


DUE = Liability("A", 2026, ("1", "2"), date(2026, 3, 10))


@pytest.mark.parametrize(
	("due", "joint", "leader", "expected"),
	[
		(None, None, None, None),
		(DUE, None, "L", Change.PROPOSE),
		(DUE, Joint(("1", "2"), "L"), "L", None),
		# not decided yet: causes and leader follow
		(DUE, Joint(("1", "3"), "L"), "L", Change.RENEW),
		(DUE, Joint(("1", "2"), "L"), "M", Change.RENEW),
		(DUE, Joint(("1", "2"), "L"), None, None),
		(None, Joint(("1", "2"), "L"), None, Change.REVIEW),
		(None, Joint(("1", "2"), "L", under_review=True), None, None),
		(DUE, Joint(("1", "2"), "L", under_review=True), "L", Change.RENEW),
		# decided
		(None, Joint(("1", "2"), "L", open=False), None, Change.REVIEW),
		(DUE, Joint(("1", "2"), "L", open=False), "M", Change.REVIEW),
		(DUE, Joint(("1", "2"), "L", open=False, under_review=True), "M", None),
		(DUE, Joint(("1", "2"), "L", open=False, under_review=True), "L", Change.RELEASE),
		(DUE, Joint(("1", "2"), "L", open=False), "L", None),
		(DUE, Joint(("1", "2"), "L", open=False), None, None),
		# what was decided never changes in silence
		(DUE, Joint(("1", "3"), "L", open=False), "L", Change.REVIEW),
		(DUE, Joint(("1", "3"), "L", open=False, under_review=True), "L", None),
		# what discipline has confirmed it is not asked about again, only about something else
		(DUE, Joint(("1", "3"), "L", open=False, known=ground(DUE, "L")), "L", None),
		(
			DUE,
			Joint(("1", "3"), "L", open=False, under_review=True, known=ground(DUE, "L")),
			"L",
			Change.RELEASE,
		),
		(DUE, Joint(("1", "2"), "L", open=False, known=ground(DUE, "M")), "M", None),
		(DUE, Joint(("1", "2"), "L", open=False, known=ground(DUE, "M")), "N", Change.REVIEW),
		(None, Joint(("1", "2"), "L", open=False, known=ground(None, None)), None, None),
		(None, Joint(("1", "2"), "L", open=False, known=ground(DUE, "L")), None, Change.REVIEW),
		(DUE, Joint(("1", "3"), "L", open=False, known=ground(None, None)), "L", Change.REVIEW),
		# dismissed or revoked: only other decisions bring it back
		(DUE, Joint(("1", "2"), "L", open=False, ended=True), "L", None),
		(DUE, Joint(("1", "3"), "L", open=False, ended=True), "L", Change.REVIEW),
		(DUE, Joint(("1", "3"), "L", open=False, ended=True, known=ground(DUE, "L")), "L", None),
		(DUE, Joint(("1", "2"), "L", open=False, ended=True), "M", None),
		(None, Joint(("1", "3"), "L", open=False, ended=True, under_review=True), None, Change.RELEASE),
		(None, Joint(("1", "2"), "L", open=False, ended=True), None, None),
	],
)
def test_what_follows(
	due: Liability | None, joint: Joint | None, leader: str | None, expected: Change | None
) -> None:
	assert change(due, joint, leader) == expected


# ---- properties ----------------------------------------------------------------------------------
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
RECORDS = st.lists(
	st.builds(
		Decided,
		record=st.uuids().map(str),
		unit=st.sampled_from("AB"),
		decided_on=DAYS,
		employee=st.sampled_from([None, None, "E1", "E2"]),
		person=st.sampled_from(["甲", "乙", "丙", "", None]),
		in_force=st.booleans(),
		joint=st.booleans(),
	),
	max_size=9,
	unique_by=lambda record: record.record,
)


def counting(records: list[Decided]) -> list[Decided]:
	return [r for r in records if r.in_force and not r.joint and (r.employee or r.person)]


@given(RECORDS, st.randoms())
def test_the_order_in_which_decisions_come_in_changes_nothing(records: list[Decided], random: Random) -> None:
	shuffled = list(records)
	random.shuffle(shuffled)
	assert liabilities(shuffled) == liabilities(records)


@given(RECORDS)
def test_causes_are_two_standing_decisions_of_that_unit_and_year(records: list[Decided]) -> None:
	by_name = {record.record: record for record in records}
	for (unit, year), found in liabilities(records).items():
		causes = [by_name[name] for name in found.causes]
		assert len(causes) == len(set(found.causes)) == 2
		assert all(cause.in_force and not cause.joint for cause in causes)
		assert {(cause.unit, cause.decided_on.year) for cause in causes} == {(unit, year)}
		assert len({(cause.employee, cause.person) for cause in causes}) == 2
		assert found.arises_on == max(cause.decided_on for cause in causes)


@given(RECORDS)
def test_units_and_years_do_not_touch_each_other(records: list[Decided]) -> None:
	everything = liabilities(records)
	for unit in "AB":
		for year in (2025, 2026, 2027):
			own = [r for r in records if (r.unit, r.decided_on.year) == (unit, year)]
			assert liabilities(own).get((unit, year)) == everything.get((unit, year))


@given(RECORDS)
def test_what_is_revoked_or_joint_might_as_well_not_be_there(records: list[Decided]) -> None:
	assert liabilities(counting(records)) == liabilities(records)


@given(RECORDS, st.data())
def test_a_further_record_about_the_same_person_makes_nobody_liable(
	records: list[Decided], data: st.DataObject
) -> None:
	known = counting(records)
	if not known:
		return
	again = data.draw(st.sampled_from(known))
	later = Decided("~", again.unit, again.decided_on, again.employee, again.person)
	assert liabilities([*records, later]) == liabilities(records)


@given(RECORDS, st.integers(0, 8))
def test_taking_one_back_makes_nobody_liable_nor_liable_sooner(records: list[Decided], gone: int) -> None:
	# by name alone: with numbers a name may be taken for another person once its bearer is gone
	before = [replace(record, employee=None) for record in records]
	sooner = liabilities(before)
	for key, found in liabilities(before[:gone] + before[gone + 1 :]).items():
		assert found.arises_on >= sooner[key].arises_on


def after(
	what: Change | None, joint: Joint | None, due: Liability | None, leader: str | None
) -> Joint | None:
	"""What the service makes of a joint record."""
	if what == Change.PROPOSE:
		return Joint(due.causes, leader)
	if what == Change.RENEW:
		assert joint.open
		return Joint(due.causes, leader or joint.leader)
	if what:
		return replace(joint, under_review=what == Change.REVIEW)
	return joint


def acted(step: str, joint: Joint, due: Liability | None, leader: str | None) -> Joint:
	"""What discipline makes of a joint record, where the step is open."""
	knows = ground(due, leader)
	if step == "decide" and joint.open and not joint.under_review:
		return replace(joint, open=False)
	if step == "confirm" and not joint.open and not joint.ended and joint.under_review:
		return replace(joint, under_review=False, known=knows)
	if step == "end" and not joint.ended:
		return replace(joint, open=False, ended=True, under_review=False, known=knows)
	if step == "take up" and joint.ended and joint.under_review:
		return Joint(due.causes if due else joint.causes, leader if due else joint.leader)
	return joint


STEPS = st.lists(
	st.one_of(
		st.tuples(st.just("turn"), st.integers(0, 8)),
		st.tuples(st.just("leader"), st.sampled_from(["L", "M", None])),
		st.tuples(st.sampled_from(["decide", "confirm", "end", "take up"]), st.just(None)),
	),
	max_size=15,
)


@given(RECORDS, STEPS)
def test_one_joint_record_says_what_stands_or_is_put_before_discipline(
	records: list[Decided], steps: list[tuple[str, object]]
) -> None:
	"""Driven through revocations, new leaders and steps of discipline, in any order."""
	standing = {record.record: record.in_force for record in records}
	joints: dict[tuple[str, int], Joint] = {}
	leader: str | None = "L"
	for step, given_value in [("start", None), *steps]:
		if step == "turn" and given_value < len(records):
			name = records[given_value].record
			standing[name] = not standing[name]
		if step == "leader":
			leader = given_value
		due = liabilities(replace(one, in_force=standing[one.record]) for one in records)
		for key in {*due, *joints}:
			found, before = due.get(key), joints.get(key)
			# whoever leads is asked for the day on which the liability arises; where none does, for nobody
			now = leader if found else None
			joint = acted(step, before, found, now) if before else None
			what = change(found, joint, now)
			joint = after(what, joint, found, now)
			assert change(found, joint, now) is None, "once is enough"
			if joint is None:
				assert not found
				continue
			joints[key] = joint
			if before and not before.open and step != "take up":
				# a decision keeps its causes and its leader
				assert (joint.causes, joint.leader) == (before.causes, before.leader)
			same = found is not None and found.causes == joint.causes
			if joint.open and not joint.under_review:
				assert same and now in (None, joint.leader)
			if not joint.open and not joint.ended and not joint.under_review:
				assert (same and now in (None, joint.leader)) or joint.known == ground(found, now)
			if joint.ended and not joint.under_review:
				assert not found or same or joint.known == ground(found, now)


@given(st.integers(1, 400))
def test_the_day_decides_the_year(days: int) -> None:
	first = date(2026, 1, 1)
	second = first + timedelta(days=days)
	found = liabilities([decided("1", on="2026-01-01"), decided("2", on=second.isoformat(), person="乙")])
	assert set(found) == ({("A", 2026)} if second.year == 2026 else set())

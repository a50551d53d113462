"""Joint liability of leaders (C6): by hand, and by properties that hold for any decisions."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.joint_liability import Change, Decided, Joint, Liability, change, liabilities


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
		(DUE, Joint(("1", "3"), "L", open=False), "L", Change.RENEW),
		(DUE, Joint(("1", "2"), "L", open=False), "L", None),
		# dismissed or revoked: only other decisions bring it back
		(DUE, Joint(("1", "2"), "L", open=False, ended=True), "L", None),
		(DUE, Joint(("1", "3"), "L", open=False, ended=True), "L", Change.REVIEW),
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


@given(RECORDS, st.lists(st.integers(0, 8), max_size=12))
def test_revocations_and_their_undoing_end_where_a_fresh_count_ends(
	records: list[Decided], touched: list[int]
) -> None:
	"""Driven one by one through the changes, there is one joint record of a unit and year, as computed."""
	standing = {record.record: record.in_force for record in records}
	joints: dict[tuple[str, int], Joint] = {}

	def now() -> dict[tuple[str, int], Liability]:
		return liabilities(
			Decided(r.record, r.unit, r.decided_on, r.employee, r.person, standing[r.record], r.joint)
			for r in records
		)

	def follow() -> None:
		due = now()
		for key in {*due, *joints}:
			liability, joint = due.get(key), joints.get(key)
			what = change(liability, joint, "L")
			if what in (Change.PROPOSE, Change.RENEW, Change.RELEASE):
				joints[key] = Joint(liability.causes, "L")
			elif what == Change.REVIEW:
				joints[key] = Joint(joint.causes, "L", under_review=True)

	follow()
	for index in touched:
		if index < len(records):
			name = records[index].record
			standing[name] = not standing[name]
			follow()
	due = now()
	assert {key for key, joint in joints.items() if not joint.under_review} == set(due)
	assert all(joints[key].causes == found.causes for key, found in due.items())
	for key in {*due, *joints}:
		assert change(due.get(key), joints.get(key), "L") is None


@given(st.integers(1, 400))
def test_the_day_decides_the_year(days: int) -> None:
	first = date(2026, 1, 1)
	second = first + timedelta(days=days)
	found = liabilities([decided("1", on="2026-01-01"), decided("2", on=second.isoformat(), person="乙")])
	assert set(found) == ({("A", 2026)} if second.year == 2026 else set())

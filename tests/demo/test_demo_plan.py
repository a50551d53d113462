"""The year that the demo plays: the same from the same seed, as H6 wants it, with every kind of case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from healthtalk_app.demo import county
from healthtalk_app.demo.plan import OPEN_STATUSES, SILENT, SLIP_KINDS, SLIP_STATUSES, Planner, Year
from healthtalk_app.rules.workdays import Calendar

TODAY = date(2026, 3, 18)


@pytest.fixture(scope="module")
def year() -> Year:
	return Planner(1, TODAY, Calendar()).year()


def test_same_seed_gives_the_same_year(year: Year) -> None:
	assert Planner(1, TODAY, Calendar()).year() == year


def test_another_seed_gives_other_texts(year: Year) -> None:
	other = Planner(2, TODAY, Calendar()).year()
	assert [case.content for case in other.cases] != [case.content for case in year.cases]


def test_units_are_those_of_the_brief() -> None:
	kinds = [unit.kind for unit in county.units() if not unit.closed_days_ago]
	wanted = {
		"Bureau": 1,
		"Party Committee": 1,
		"Group Headquarters": 3,
		"Branch": 18,
		"Public Health Unit": 5,
	}
	assert {kind: kinds.count(kind) for kind in wanted} == wanted
	closed = [unit for unit in county.units() if unit.closed_days_ago]
	assert [unit.successor for unit in closed] == ["QL-B3", "QL-CDC"]


def test_names_codes_and_accounts_are_each_given_once() -> None:
	units = county.units()
	for values in (
		[unit.code for unit in units],
		[unit.name for unit in units],
		[unit.short for unit in units],
		[account.user for account in county.accounts()],
	):
		assert len(values) == len(set(values))


def test_nothing_happens_before_its_time(year: Year) -> None:
	"""No matter is raised today or later, none more than a year and some days ago."""
	days = {case.raised_at.date() for case in year.cases}
	assert max(days) < TODAY
	assert min(days) >= TODAY - timedelta(days=370)
	assert all(not talk.cases for talk in year.talks if talk.planned_start.date() >= TODAY)


def test_one_talk_at_most_in_a_window_of_a_unit(year: Year) -> None:
	"""H6: a branch talks once in two months; some windows are missed."""
	held = [
		(talk.unit, talk.planned_start.year, (talk.planned_start.month - 1) // 2)
		for talk in year.talks
		if talk.unit == "QL-A1"
	]
	assert len(held) == len(set(held))
	assert 4 <= len(held) <= 8


def test_a_silent_unit_talks_without_matters(year: Year) -> None:
	talks = [talk for talk in year.talks if talk.unit == SILENT]
	assert talks and not any(talk.cases for talk in talks)
	assert not any(case.lead == SILENT for case in year.cases if not case.slips)


def test_a_case_for_every_open_status_and_every_slip(year: Year) -> None:
	assert {case.stop for case in year.cases if case.stop} == set(OPEN_STATUSES)
	slips = {(slip.kind, slip.stop) for case in year.cases for slip in case.slips if slip.stop}
	assert slips == {(kind, status) for kind in SLIP_KINDS for status in SLIP_STATUSES}


def test_matters_of_the_size_that_was_asked_for(year: Year) -> None:
	total = len(year.cases) + sum(len(talk.cases) for talk in year.talks)
	assert 250 <= total <= 400


def test_telephones_ring_at_nobodys(year: Year) -> None:
	"""No mobile number begins with 12."""
	phones = {case.raiser_phone for case in year.cases if case.raiser_phone}
	assert phones and all(phone.startswith("12") and len(phone) == 11 for phone in phones)


def test_texts_have_no_gap_left(year: Year) -> None:
	texts = [text for case in year.cases for text in (case.subject, case.content, case.plan, case.reply)]
	assert not [text for text in texts if "{" in text or "}" in text or len(text) < 4]

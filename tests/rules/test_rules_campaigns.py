"""C2, T5, P6: what a campaign asks by phase and period, and figures that units return."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules import projection
from healthtalk_app.rules.campaign_plan import Asked, Phase, plan, task_name, windows, year_before
from healthtalk_app.rules.returned_figures import asks_for_reason, change, number_of

# the phases of document 001
START = Phase(1, "动员学习", date(2026, 6, 11), date(2026, 6, 30))
WORK = Phase(2, "组织实施", date(2026, 7, 1), date(2026, 9, 30))
MEND = Phase(3, "总结整改", date(2026, 10, 1), date(2026, 12, 10))
JUDGE = Phase(4, "验收评比", date(2026, 12, 11), date(2026, 12, 31))
PHASES = (START, WORK, MEND, JUDGE)


def keys(start: date, end: date, period: str) -> list[str]:
	return [window.key for window in windows(start, end, period)]


def test_c2_once_in_a_phase_every_phase_and_over_the_whole() -> None:
	owed = plan(
		PHASES, (Asked("rules", "动员学习"), Asked("survey", every_phase=True), Asked("group", offset=-3))
	)
	assert [(o.asked.name, o.phase.number, o.due) for o in owed] == [
		("group", 0, date(2026, 12, 28)),
		("rules", 1, date(2026, 6, 30)),
		("survey", 1, date(2026, 6, 30)),
		("survey", 2, date(2026, 9, 30)),
		("survey", 3, date(2026, 12, 10)),
		("survey", 4, date(2026, 12, 31)),
	]


def test_c2_what_is_asked_in_no_phase_of_the_campaign_is_refused() -> None:
	with pytest.raises(ValueError, match="nowhere"):
		plan(PHASES, (Asked("rules", "nowhere"),))
	assert plan((), (Asked("rules"),)) == []


def test_p6_months_of_a_phase_end_with_it() -> None:
	found = plan(PHASES, (Asked("return", "总结整改", period="Month", offset=5),))
	# December has ten of 31 days in the phase: less than half, so it is not owed
	assert [(o.window.key, o.due) for o in found] == [
		("2026-10", date(2026, 11, 5)),
		("2026-11", date(2026, 12, 5)),
	]


@pytest.mark.parametrize(
	("period", "expected"),
	[
		("Week", ["2026-W01", "2026-W02"]),
		("Month", ["2026-01"]),
		("Two Months", ["2026-B1"]),
		("Quarter", ["2026-Q1"]),
		("Half Year", ["2026-H1"]),
		("Year", ["2026"]),
		("Once", [""]),
	],
)
def test_p6_a_short_phase_has_one_period_of_each_kind(period: str, expected: list[str]) -> None:
	# Thursday 1 January to Sunday 11 January 2026
	assert keys(date(2026, 1, 1), date(2026, 1, 11), period) == expected


def test_p6_periods_over_a_year() -> None:
	year = date(2026, 1, 1), date(2026, 12, 31)
	assert keys(*year, "Quarter") == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
	assert keys(*year, "Half Year") == ["2026-H1", "2026-H2"]
	assert keys(*year, "Two Months")[-1] == "2026-B6"
	# 2026 has 53 weeks of ISO 8601; all of them lie in it by at least half
	assert len(keys(*year, "Week")) == 53
	assert year_before("2026-11") == "2025-11"
	assert year_before("") == ""


@given(
	st.dates(date(2020, 1, 1), date(2030, 1, 1)),
	st.integers(0, 900),
	st.sampled_from(["Week", "Month", "Two Months", "Quarter", "Half Year", "Year"]),
)
def test_p6_periods_lie_in_their_phase_apart_and_in_order(start: date, days: int, period: str) -> None:
	end = start + timedelta(days=days)
	found = windows(start, end, period)
	assert found
	assert len({window.key for window in found}) == len(found)
	for window in found:
		assert start <= window.start <= window.end <= end
	for one, other in pairwise(found):
		assert one.end < other.start


@given(st.integers(0, 400))
def test_c5_a_longer_campaign_owes_what_it_owed_and_perhaps_more(days: int) -> None:
	asked = (Asked("return", period="Month"), Asked("survey", every_phase=True))
	longer = (*PHASES[:3], Phase(4, JUDGE.name, JUDGE.start, JUDGE.end + timedelta(days=days)))

	def named(phases: tuple[Phase, ...]) -> set[tuple[str, str, str]]:
		return {(o.asked.name, o.phase.name, o.window.key) for o in plan(phases, asked)}

	assert named(PHASES) <= named(longer)


def test_c2_a_task_is_named_by_all_that_makes_it_one() -> None:
	base = ("C-1", "U", "P", "D", "2026-11")
	assert task_name(*base) == task_name(*base)
	others = {task_name(*base[:at], "x", *base[at + 1 :]) for at in range(5)}
	assert len(others | {task_name(*base)}) == 6
	assert task_name("C", "U", "a\nb", "", "") != task_name("C", "U", "a", "c", "")


@pytest.mark.parametrize(
	("typed", "number"),
	[("12", 12), (" 1,200.5 ", 1200.5), ("１２．５", 12.5), ("0", 0), ("-3", -3), ("", None), (None, None)],
)
def test_p6_numbers_as_clerks_type_them(typed: str | None, number: float | None) -> None:
	assert number_of(typed) == number


@pytest.mark.parametrize("typed", ["many", "1.2.3", "12人", "1e5", "=1+1", "nan"])
def test_p6_what_is_no_number_is_refused(typed: str) -> None:
	with pytest.raises(ValueError):
		number_of(typed)


def test_p6_growth_and_what_is_not_plausible() -> None:
	# 24 million after 22.07 million: the 8.75 % of document 002
	assert change(2400, 2206.9) == 8.75
	assert change(5, 0) is None
	assert change(50, 100) == -50
	assert not asks_for_reason(150, 100, 50)
	assert asks_for_reason(151, 100, 50)
	assert asks_for_reason(49, 100, 50)
	assert asks_for_reason(1, 0, 50)
	assert not asks_for_reason(0, 0, 50)
	assert not asks_for_reason(1000, 1, 0)
	assert not asks_for_reason(5, None, 50)


def day(number: int) -> datetime:
	"""Nine in the morning of a day in June."""
	return datetime(2026, 6, number, 9)


def log(*events: tuple) -> list[dict]:
	return [
		{"event": kind, "from_status": old, "to_status": new, "occurred_at": at, "details": details}
		for kind, old, new, at, details in events
	]


def test_c2_a_task_sent_back_is_handed_in_anew_by_its_new_date() -> None:
	found = projection.fold(
		"Unit Task",
		log(
			("created", None, "Due", day(1), {"due": "2026-06-10T23:59:59"}),
			("task.extended", None, None, day(2), {"due": "2026-06-12T23:59:59", "days": 2}),
			("status", "Due", "Submitted", day(13), {}),
			("status", "Submitted", "Returned", day(14), {"due": "2026-06-20T23:59:59"}),
			("status", "Returned", "Submitted", day(20), {}),
			("status", "Submitted", "Accepted", day(21), {}),
		),
	)
	assert found == {
		"status": "Accepted",
		"due_at": day(20).replace(hour=23, minute=59, second=59),
		"submitted_at": day(20),
		"on_time": "On Time",
		"accepted_at": day(21),
		"returned_at": day(14),
		"returned_count": 1,
	}


def test_c2_handed_in_after_its_date_is_late() -> None:
	events = log(
		("created", None, "Due", day(1), {"due": "2026-06-10T23:59:59"}),
		("status", "Due", "Submitted", day(11), {}),
	)
	assert projection.fold("Unit Task", events)["on_time"] == "Late"

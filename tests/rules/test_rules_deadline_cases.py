"""Every row of rules.md that sets a term, worked out by hand on the published calendar.

Holidays that occur: 10-17 February, 4-6 April, 1-5 May, 15-17 September and 1-7 October 2024; 28 January to
4 February, 1-5 May and 1-8 October 2025; 1-3 January and 15-23 February 2026. Worked weekends: 4 and 18
February, 7 and 28 April, 11 May, 14 and 29 September, 12 October 2024; 26 January, 8 February, 27 April and
11 October 2025; 4 January, 14 and 28 February 2026.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from healthtalk_app.rules.deadlines import (
	DeadlineError,
	Extension,
	ExtensionOverCap,
	Pause,
	PauseNotAllowed,
	Term,
	TermUnit,
	due_at,
	remaining,
)
from healthtalk_app.rules.workdays import Calendar, OfficeHours

WORKING_DAY, DAY, HOUR = TermUnit.WORKING_DAY, TermUnit.DAY, TermUnit.HOUR

ROWS = {
	# 15 days from Monday 20 January end on 4 February, the last day of the holiday
	"petition, acceptance notice": (Term(15, DAY), "2025-01-20 10:00", "2025-02-05 17:00"),
	# Saturday the 3rd is a day of rest, but the 15th day is a worked Sunday, so it stays
	"petition, notice, end on a worked Sunday": (Term(15, DAY), "2024-02-03 10:00", "2024-02-18 17:00"),
	# received on a worked Sunday: 5, 6, 7, 8, 9
	"petition, objection to a transfer": (Term(5, WORKING_DAY), "2024-02-04 10:00", "2024-02-09 17:00"),
	# 9, 18, 19, 20, 21
	"petition, objection over the holiday": (Term(5, WORKING_DAY), "2024-02-08 10:00", "2024-02-21 17:00"),
	"petition, settle": (Term(60, DAY), "2024-03-01 10:00", "2024-04-30 17:00"),
	# the 60th day is 1 May, the holiday lasts to the 5th
	"petition, settle, end in a holiday": (Term(60, DAY), "2024-03-02 10:00", "2024-05-06 17:00"),
	# the 30th day is 1 October
	"petition, review": (Term(30, DAY), "2025-09-01 10:00", "2025-10-09 17:00"),
	# 3, 7 (worked Sunday), 8, 9, 10 April
	"petition, Zhejiang, handle": (Term(5, WORKING_DAY), "2024-04-02 10:00", "2024-04-10 17:00"),
	"petition, Zhejiang, settle": (Term(30, DAY), "2025-03-03 10:00", "2025-04-02 17:00"),
	# 13, 14 (worked Saturday), 18, 19, 20
	"complaint, one department": (Term(5, WORKING_DAY), "2024-09-12 10:00", "2024-09-20 17:00"),
	# and 23, 24, 25, 26, 27
	"complaint, several departments": (Term(10, WORKING_DAY), "2024-09-12 10:00", "2024-09-27 17:00"),
	# April: 2, 3, 7-12 (worked Sunday first), 15-19, 22-26, 28-30 make 21; May: 6-11 (6), 13, 14, 15
	"dispute, mediation": (Term(30, WORKING_DAY), "2024-04-01 10:00", "2024-05-15 17:00"),
	# 27 (worked Sunday), 28, 29, 30, 6 May
	"dispute, administrative acceptance": (Term(5, WORKING_DAY), "2025-04-25 10:00", "2025-05-06 17:00"),
	# 9, 10, 11 (worked Saturday)
	"dispute, Ningbo, acceptance": (Term(3, WORKING_DAY), "2025-09-30 10:00", "2025-10-11 17:00"),
	"hotline, respond, urgent": (Term(2, HOUR), "2024-02-09 16:30", "2024-02-09 18:30"),
	"hotline, respond": (Term(24, HOUR), "2024-02-09 16:30", "2024-02-10 16:30"),
	# the 7th day is the 16th, in the holiday; the next working day is a Sunday
	"hotline, settle, short": (Term(7, DAY), "2024-02-09 16:30", "2024-02-18 17:00"),
	# the 15th day is Saturday the 24th
	"hotline, settle, long": (Term(15, DAY), "2024-02-09 16:30", "2024-02-26 17:00"),
	# 29 (worked Sunday), 30, 8, 9, 10
	"hotline, other cities, settle": (Term(5, WORKING_DAY), "2024-09-27 10:00", "2024-10-10 17:00"),
	"hotline, other cities, return": (Term(2, WORKING_DAY), "2024-09-27 10:00", "2024-09-30 17:00"),
	# given on a Saturday of rest, received on Sunday 26 January: 27, 5, 6, 7, 8 (worked Saturday)
	"bad rating, put right": (Term(5, WORKING_DAY), "2025-01-25 11:00", "2025-02-08 17:00"),
	"public-health emergency, report": (Term(2, HOUR), "2025-12-31 23:30", "2026-01-01 01:30"),
	"opinion, authoritative information": (Term(5, HOUR), "2024-02-28 22:00", "2024-02-29 03:00"),
	"opinion, press conference": (Term(24, HOUR), "2024-02-28 22:00", "2024-02-29 22:00"),
	"opinion, others": (Term(48, HOUR), "2024-02-28 22:00", "2024-03-01 22:00"),
	# 10, 11, 12, 13, 14 (worked Saturday)
	"talk matter, reply": (Term(5, WORKING_DAY), "2026-02-09 10:00", "2026-02-14 17:00"),
	# 24, 25, 26, 27, 28 (worked Saturday), 2, 3, 4, 5, 6 March
	"talk matter, settle": (Term(15, WORKING_DAY), "2026-02-09 10:00", "2026-03-06 17:00"),
	"slip, sign for, over the New Year": (Term(1, WORKING_DAY), "2025-12-31 16:59", "2026-01-04 17:00"),
	"slip, return, over the New Year": (Term(2, WORKING_DAY), "2025-12-31 16:59", "2026-01-05 17:00"),
	# 31, 4, 5, 6, 7
	"five working days over the New Year": (Term(5, WORKING_DAY), "2025-12-30 10:00", "2026-01-07 17:00"),
	"one working day over a single holiday": (Term(1, WORKING_DAY), "2024-12-31 09:00", "2025-01-02 17:00"),
}


def at(text: str) -> datetime:
	return datetime.fromisoformat(text)


@pytest.mark.parametrize(("term", "start", "due"), ROWS.values(), ids=ROWS)
def test_row_of_the_rules(calendar: Calendar, term: Term, start: str, due: str) -> None:
	assert due_at(term, at(start), calendar) == at(due)


@pytest.mark.parametrize(
	("start", "due"),
	[
		("2024-02-09 07:00", "2024-02-18 17:00"),  # before office hours: received that day
		("2024-02-09 17:00", "2024-02-18 17:00"),  # at closing: received that day
		("2024-02-09 17:00:01", "2024-02-19 17:00"),  # after closing: received on Sunday the 18th
		("2024-02-12 10:00", "2024-02-19 17:00"),  # in the holiday: the same
		("2025-01-24 18:00", "2025-01-27 17:00"),  # Friday evening: received on Sunday the 26th
		("2025-12-31 17:01", "2026-01-05 17:00"),  # New Year's Eve: received on Sunday 4 January
	],
)
def test_receipt_after_office_hours_counts_from_the_next_working_day(
	calendar: Calendar, start: str, due: str
) -> None:
	assert due_at(Term(1, WORKING_DAY), at(start), calendar) == at(due)


def test_the_hour_of_the_start_does_not_matter_for_natural_days(calendar: Calendar) -> None:
	assert due_at(Term(10, DAY), at("2024-03-04 23:59"), calendar) == at("2024-03-14 17:00")
	assert due_at(Term(10, DAY), at("2024-03-04 00:00"), calendar) == at("2024-03-14 17:00")


def test_a_term_of_zero_ends_with_the_day_of_receipt(calendar: Calendar) -> None:
	assert due_at(Term(0, WORKING_DAY), at("2024-02-12 10:00"), calendar) == at("2024-02-18 17:00")
	assert due_at(Term(0, DAY), at("2024-02-08 10:00"), calendar) == at("2024-02-08 17:00")
	assert due_at(Term(0, HOUR), at("2024-02-08 10:00"), calendar) == at("2024-02-08 10:00")


def test_the_term_ends_with_the_office_hours_of_the_calendar() -> None:
	calendar = Calendar(hours=OfficeHours(at("2024-01-01 09:00").time(), at("2024-01-01 17:30").time()))
	assert due_at(Term(1, WORKING_DAY), at("2024-01-08 17:20"), calendar) == at("2024-01-09 17:30")


def test_a_unit_read_from_a_database_is_understood(calendar: Calendar) -> None:
	term = Term(2, "Hour", extension_cap=3, extension_unit="")
	assert term.unit is HOUR
	assert due_at(term, at("2024-02-09 16:30"), calendar, extensions=[Extension(3)]) == at("2024-02-09 21:30")
	with pytest.raises(ValueError, match="Month"):
		Term(2, "Month")


APPRAISAL = Term(30, WORKING_DAY, pause_reasons=frozenset({"Appraisal"}))
HEARING = Term(30, DAY, pause_reasons=frozenset({"Hearing"}))


@pytest.mark.parametrize(
	("start", "end", "due"),
	[
		# 11, 12, 15-19, 22, 23, 24 April do not count: ten more days after 15 May end on the 29th
		("2024-04-11 09:00", "2024-04-25 09:00", "2024-05-29 17:00"),
		# the holiday alone: no working day is lost
		("2024-04-30 18:00", "2024-05-06 08:00", "2024-05-15 17:00"),
		# the holiday and the day before it: one working day is lost
		("2024-04-30 09:00", "2024-05-06 09:00", "2024-05-16 17:00"),
		# some hours within office hours: the clock runs when the office closes
		("2024-04-11 09:00", "2024-04-11 16:00", "2024-05-15 17:00"),
		# from closing to closing: the day of the first closing has run to its end, the next has not
		("2024-04-11 17:00", "2024-04-12 17:00", "2024-05-16 17:00"),
		# before the term began, and after its end
		("2024-03-01 09:00", "2024-04-01 09:00", "2024-05-15 17:00"),
		("2024-05-15 17:00", "2024-06-01 09:00", "2024-05-15 17:00"),
		# over the day of receipt, which is excluded anyway
		("2024-04-01 09:30", "2024-04-02 09:00", "2024-05-15 17:00"),
	],
)
def test_appraisal_stops_the_mediation_clock(calendar: Calendar, start: str, end: str, due: str) -> None:
	pauses = [Pause("Appraisal", at(start), at(end))]
	assert due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, pauses) == at(due)


@pytest.mark.parametrize(
	("start", "end", "due"),
	[
		# five days: the end moves from 1 to 6 October, still in the holiday
		("2025-09-10 09:00", "2025-09-15 09:00", "2025-10-09 17:00"),
		# ten days: to Saturday 11 October, which is worked
		("2025-09-10 09:00", "2025-09-20 09:00", "2025-10-11 17:00"),
		# the last day, 1 October, has counted; the end moves on to a working day on which the clock runs
		("2025-10-01 18:00", "2025-10-10 09:00", "2025-10-10 17:00"),
	],
)
def test_hearing_stops_the_review_clock(calendar: Calendar, start: str, end: str, due: str) -> None:
	pauses = [Pause("Hearing", at(start), at(end))]
	assert due_at(HEARING, at("2025-09-01 10:00"), calendar, pauses) == at(due)


@pytest.mark.parametrize(
	("pauses", "due"),
	[
		([("12:00", "13:30")], "2024-02-08 15:30"),
		([("12:00", "13:30"), ("13:00", "14:00")], "2024-02-08 16:00"),
		([("13:00", "14:00"), ("12:00", "13:00")], "2024-02-08 16:00"),
		([("08:00", "11:00")], "2024-02-08 15:00"),
		([("08:00", "09:00")], "2024-02-08 14:00"),
		([("14:00", "15:00")], "2024-02-08 14:00"),
		([("13:59", "15:00")], "2024-02-08 15:01"),
		([("12:00", "12:00")], "2024-02-08 14:00"),
	],
)
def test_hours_stand_still_for_the_length_of_a_pause(
	calendar: Calendar, pauses: list[tuple[str, str]], due: str
) -> None:
	term = Term(4, HOUR, pause_reasons=frozenset({"Waiting"}))
	given = [Pause("Waiting", at(f"2024-02-08 {start}"), at(f"2024-02-08 {end}")) for start, end in pauses]
	assert due_at(term, at("2024-02-08 10:00"), calendar, given) == at(due)


def test_only_listed_reasons_stop_the_clock(calendar: Calendar) -> None:
	pause = Pause("Holiday of the officer", at("2024-04-11 09:00"), at("2024-04-12 09:00"))
	with pytest.raises(PauseNotAllowed, match="Holiday of the officer") as caught:
		due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, [pause])
	assert caught.value.reason == "Holiday of the officer"


def test_an_open_pause_needs_the_present_time(calendar: Calendar) -> None:
	pause = Pause("Appraisal", at("2024-04-11 09:00"))
	with pytest.raises(DeadlineError, match="present time"):
		due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, [pause])
	# 11 April is lost, and by the evening of the 12th that day too
	now = at("2024-04-12 10:00")
	assert due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, [pause], now=now) == at("2024-05-16 17:00")
	now = at("2024-04-12 20:00")
	assert due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, [pause], now=now) == at("2024-05-17 17:00")
	now = at("2024-04-10 20:00")
	assert due_at(APPRAISAL, at("2024-04-01 10:00"), calendar, [pause], now=now) == at("2024-05-15 17:00")


def test_a_pause_cannot_end_before_it_starts() -> None:
	with pytest.raises(DeadlineError):
		Pause("Appraisal", at("2024-04-11 09:00"), at("2024-04-11 08:59"))


SETTLE_PETITION = Term(60, DAY, extension_cap=30)


def test_a_petition_is_extended_by_thirty_days_at_most(calendar: Calendar) -> None:
	start = at("2024-03-01 10:00")
	assert due_at(SETTLE_PETITION, start, calendar, extensions=[Extension(30)]) == at("2024-05-30 17:00")
	twice = [Extension(15), Extension(15)]
	assert due_at(SETTLE_PETITION, start, calendar, extensions=twice) == at("2024-05-30 17:00")
	with pytest.raises(ExtensionOverCap) as caught:
		due_at(SETTLE_PETITION, start, calendar, extensions=[Extension(15), Extension(16)])
	assert (caught.value.granted, caught.value.cap) == (31, 30)


def test_the_provincial_term_of_thirty_days_reaches_sixty_with_its_extension(calendar: Calendar) -> None:
	# 60 days from 3 March end on 2 May, in the holiday up to the 5th
	term = Term(30, DAY, extension_cap=30)
	assert due_at(term, at("2025-03-03 10:00"), calendar, extensions=[Extension(30)]) == at(
		"2025-05-06 17:00"
	)


def test_a_hotline_matter_is_extended_by_ten_working_days_at_most(calendar: Calendar) -> None:
	# After 10 October: 11, 12 (worked Saturday), 14-18, 21, 22, 23
	term, start = Term(5, WORKING_DAY, extension_cap=10), at("2024-09-27 10:00")
	assert due_at(term, start, calendar, extensions=[Extension(10)]) == at("2024-10-23 17:00")
	with pytest.raises(ExtensionOverCap):
		due_at(term, start, calendar, extensions=[Extension(11)])


def test_without_a_cap_nothing_is_extended(calendar: Calendar) -> None:
	with pytest.raises(ExtensionOverCap):
		due_at(Term(5, WORKING_DAY), at("2024-09-27 10:00"), calendar, extensions=[Extension(1)])


def test_an_extension_in_another_unit_runs_on_from_the_end_of_the_term(calendar: Calendar) -> None:
	term = Term(5, WORKING_DAY, extension_cap=10, extension_unit=DAY)
	start = at("2024-09-12 10:00")
	assert due_at(term, start, calendar) == at("2024-09-20 17:00")
	assert due_at(term, start, calendar, extensions=[Extension(10)]) == at("2024-09-30 17:00")
	# 1 October would be the 11th day
	term = Term(5, WORKING_DAY, extension_cap=11, extension_unit=DAY)
	assert due_at(term, start, calendar, extensions=[Extension(11)]) == at("2024-10-08 17:00")
	term = Term(7, DAY, extension_cap=3, extension_unit=HOUR)
	assert due_at(term, at("2024-02-09 16:30"), calendar, extensions=[Extension(3)]) == at("2024-02-18 20:00")


def test_negative_amounts_are_refused() -> None:
	for make in (lambda: Term(-1, DAY), lambda: Term(1, DAY, extension_cap=-1), lambda: Extension(0)):
		with pytest.raises(DeadlineError):
			make()


def test_what_is_left_of_a_term(calendar: Calendar) -> None:
	# due on Wednesday 21 February; left after the 9th: 18, 19, 20, 21
	due = due_at(Term(5, WORKING_DAY), at("2024-02-08 10:00"), calendar)
	left = remaining(due, at("2024-02-09 17:00"), calendar)
	assert left.due == at("2024-02-21 17:00")
	assert (left.overdue, left.paused) == (False, False)
	assert (left.working_days_left, left.hours_left) == (4, 288.0)
	assert remaining(due, at("2024-02-09 17:00"), calendar, paused=True).paused


def test_a_term_is_not_overdue_at_its_last_moment_and_is_right_after(calendar: Calendar) -> None:
	due = at("2024-02-21 17:00")
	last = remaining(due, due, calendar)
	assert (last.overdue, last.working_days_left, last.hours_left) == (False, 0, 0.0)
	assert remaining(due, at("2024-02-21 17:00:01"), calendar).overdue
	next_morning = remaining(due, at("2024-02-22 09:00"), calendar)
	assert (next_morning.overdue, next_morning.working_days_left, next_morning.hours_left) == (
		True,
		-1,
		-16.0,
	)


def test_the_clock_stands_during_a_pause(calendar: Calendar) -> None:
	# Without pause: 9, 18, 19, 20, 21. With 19 and 20 lost: 9, 18, 21, 22, 23.
	term = Term(5, WORKING_DAY, pause_reasons=frozenset({"Waiting"}))
	start, now = at("2024-02-08 10:00"), at("2024-02-20 18:00")
	due = due_at(term, start, calendar, [Pause("Waiting", at("2024-02-19 09:00"))], now=now)
	left = remaining(due, now, calendar)
	assert (left.due, left.working_days_left) == (at("2024-02-23 17:00"), 3)


def test_hours_left_do_not_change_while_the_clock_stands(calendar: Calendar) -> None:
	term = Term(24, HOUR, pause_reasons=frozenset({"Waiting"}))
	pauses = [Pause("Waiting", at("2024-02-08 14:00"))]
	for hours in (0, 1, 30, 400):
		now = at("2024-02-08 14:00") + timedelta(hours=hours)
		due = due_at(term, at("2024-02-08 10:00"), calendar, pauses, now=now)
		assert remaining(due, now, calendar).hours_left == 20.0


def test_a_term_that_was_over_before_the_pause_stays_over(calendar: Calendar) -> None:
	term = Term(1, WORKING_DAY, pause_reasons=frozenset({"Waiting"}))
	pauses, now = [Pause("Waiting", at("2024-02-22 09:00"))], at("2024-02-28 09:00")
	left = remaining(due_at(term, at("2024-02-20 10:00"), calendar, pauses, now=now), now, calendar)
	assert (left.due, left.overdue) == (at("2024-02-21 17:00"), True)

"""Working days in China: weekdays, moved by the State Council's yearly plan (调休), edited locally.

Holidays fall on weekdays and some Saturdays and Sundays are worked, so a calendar holds both days that rest
and days that work. Source: rules.md "The working-day calendar".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# The New Year holiday of next year's plan has reached back to 29 December (2007 and 2018); a make-up day may
# lie on the weekend before that.
FIRST_DAY_OPEN_TO_NEXT_PLAN = (12, 25)


class YearNotPublished(LookupError):
	"""The State Council's plan for this year is not in the installed package."""

	def __init__(self, year: int) -> None:
		super().__init__(f"The working-day plan of {year} is not published yet")
		self.year = year


class CalendarConflict(ValueError):
	"""A day is listed both as a working day and as a day of rest."""


@dataclass(frozen=True)
class OfficeHours:
	"""Office hours of a working day. What arrives after `end` is received on the next working day."""

	start: time = time(8, 30)
	end: time = time(17, 0)

	def __post_init__(self) -> None:
		if self.end <= self.start:
			raise ValueError(f"Office hours cannot end at {self.end} when they start at {self.start}")


@dataclass(frozen=True)
class PlannedDay:
	"""A day on which the published plan differs from plain weekdays, with the plan's reason in Chinese."""

	date: date
	working: bool
	reason: str


@dataclass(frozen=True)
class Calendar:
	"""Which days are worked: `working` and `resting` override the weekday; `published_years` are certain.

	Raises `CalendarConflict` when a day is in both sets.
	"""

	working: frozenset[date] = frozenset()
	resting: frozenset[date] = frozenset()
	hours: OfficeHours = OfficeHours()
	published_years: frozenset[int] = frozenset()

	def __post_init__(self) -> None:
		if both := self.working & self.resting:
			days = ", ".join(day.isoformat() for day in sorted(both))
			raise CalendarConflict(f"Both a working day and a day of rest: {days}")

	def is_working_day(self, d: date) -> bool:
		"""Whether `d` is worked. A year that is not published is answered with weekdays."""
		d = as_day(d)
		if d in self.working:
			return True
		return d not in self.resting and d.weekday() < SATURDAY

	def next_working_day(self, d: date, include: bool = False) -> date:
		"""The first working day after `d`, or `d` itself when `include` is set and it is worked."""
		d = as_day(d)
		if include and self.is_working_day(d):
			return d
		return self.add_working_days(d, 1)

	def add_working_days(self, d: date, n: int) -> date:
		"""The `n`th working day after `d`, before it for negative `n`; for 0 `d` itself, worked or not."""
		d = as_day(d)
		step = ONE_DAY if n > 0 else -ONE_DAY
		left = abs(n)
		while left:
			d += step
			left -= self.is_working_day(d)
		return d

	def working_days_between(self, a: date, b: date) -> int:
		"""Working days after `a` up to and including `b`; negative, with the ends exchanged, when `b < a`."""
		a, b = as_day(a), as_day(b)
		if b < a:
			return -self.working_days_between(b, a)
		return sum(self.is_working_day(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

	def is_published(self, year: int) -> bool:
		"""Whether the plan of `year` is known; otherwise weekdays are a guess, to be shown as one."""
		return year in self.published_years

	def is_certain(self, d: date) -> bool:
		"""Whether no plan that is still to come can change `d`.

		Late December also needs next year's plan, because the New Year holiday may reach back into it.
		"""
		d = as_day(d)
		if not self.is_published(d.year):
			return False
		return (d.month, d.day) < FIRST_DAY_OPEN_TO_NEXT_PLAN or self.is_published(d.year + 1)


def as_day(d: date) -> date:
	"""The day of a date or of a moment, which would otherwise compare unequal to every listed day."""
	return d.date() if isinstance(d, datetime) else d


def published_plan(year: int) -> dict[date, PlannedDay]:
	"""The days of the calendar year on which the State Council's plan differs from plain weekdays.

	Weekdays that rest and weekend days that are worked, in order of date. A late-December day moved by next
	year's plan belongs to the year in which it lies, and is there once the package holds that next plan.
	Raises `YearNotPublished` when the package does not hold the plan of `year`.
	"""
	import chinese_calendar

	try:
		# Every plan makes 1 January a holiday; late-December days alone would not make a year published.
		published, _ = chinese_calendar.get_holiday_detail(date(year, 1, 1))
	except NotImplementedError as error:
		raise YearNotPublished(year) from error
	if not published:
		raise YearNotPublished(year)

	plan: dict[date, PlannedDay] = {}
	day = date(year, 1, 1)
	while day.year == year:
		rests, name = chinese_calendar.get_holiday_detail(day)
		if rests == (day.weekday() < SATURDAY):
			holiday = chinese_calendar.Holiday(name).chinese
			plan[day] = PlannedDay(day, not rests, holiday if rests else f"{holiday}调休上班")
		day += ONE_DAY
	return plan

"""Which notices a running clock has reached: reminder, overdue, levels of escalation (rules.md "Overdue").

Level 1 is the reminder before the clock expires, level 2 the notice of the first working day after expiry; 3
to 5 go to the unit's leader, the superior unit and the bureau, each so many working days after expiry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from .workdays import ONE_DAY, Calendar, as_day

REMINDER, OVERDUE, LEADER, SUPERIOR, BUREAU = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Ladder:
	"""When each level is reached, in working days.

	`remind_before` counts back from the due day, 0 reminds on the due day itself. `after` pairs a level with
	the working days after expiry, 1 being the first, in the order of the levels.
	"""

	remind_before: int
	after: tuple[tuple[int, int], ...]

	@property
	def levels(self) -> tuple[int, ...]:
		"""The levels that are in use."""
		return (REMINDER, *(level for level, _days in self.after))


def ladder(remind_before: int, leader: int, superior: int, bureau: int) -> Ladder:
	"""The ladder of a site; a level set to 0 is not used, and a level is never reached before a lower one."""
	steps: list[tuple[int, int]] = []
	for level, days in ((OVERDUE, 1), (LEADER, leader), (SUPERIOR, superior), (BUREAU, bureau)):
		if days > 0:
			steps.append((level, max(days, steps[-1][1] if steps else 1)))
	return Ladder(max(0, remind_before), tuple(steps))


def reached(due: datetime, now: datetime, calendar: Calendar, steps: Ladder) -> list[int]:
	"""The levels that a clock due at `due` has reached at `now`, lowest first.

	Once the clock has expired it needs no reminder any more.
	"""
	levels = [level for level, days in steps.after if calendar.add_working_days(due, days) <= as_day(now)]
	if now <= due and calendar.add_working_days(due, -steps.remind_before) <= as_day(now):
		levels.append(REMINDER)
	return levels


def due_before(level: int, now: datetime, calendar: Calendar, steps: Ladder) -> datetime:
	"""The moment before which a clock must be due to have reached `level` at `now`, for one query over all.

	Of the reminder it also holds that the clock has not expired.
	"""
	today = as_day(now)
	if level == REMINDER:
		return _midnight(calendar.add_working_days(today, steps.remind_before) + ONE_DAY)
	latest = calendar.add_working_days(today + ONE_DAY, -1)
	days = dict(steps.after)[level]
	return _midnight(calendar.add_working_days(latest, 1 - days))


def below(level: int, steps: Ladder) -> Iterable[int]:
	"""The levels at which a clock may stand whose next one is `level`."""
	lower = [used for used in steps.levels if used < level and used != REMINDER]
	return range(max(lower, default=0), level)


def _midnight(day: date) -> datetime:
	return datetime.combine(day, time.min)

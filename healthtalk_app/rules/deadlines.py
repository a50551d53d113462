"""When a step is due, what is left of it, and which rule applies (design §4, rules.md).

When the last day ends: at the end of office hours, because units keep office hours (民法典 art. 203 para. 2).

Which days a pause takes out: the clock of a day is read when the office closes. A day counts if the clock was
running up to that moment, and does not count if that moment lies within a pause (after its start, up to and
including its end). So a pause of some hours within one office day changes nothing, one over n closings moves
a term in days by n of its days, and cutting a pause in two never changes the result. Pauses that overlap are
merged first. In a term in hours a pause counts with its exact length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from .workdays import ONE_DAY, Calendar, as_day

# From general to local: where the level that a site follows is silent, the more general ones apply.
LEVELS = ("Default", "National", "Provincial", "Municipal")
Span = tuple[datetime, datetime]


class DeadlineError(ValueError):
	"""A deadline cannot be computed from what was given."""


class PauseNotAllowed(DeadlineError):
	"""The rule does not list this reason among those that stop the clock."""

	def __init__(self, reason: str) -> None:
		super().__init__(f"The rule does not let this reason stop the clock: {reason}")
		self.reason = reason


class ExtensionOverCap(DeadlineError):
	"""The extensions granted exceed, in total, what the rule allows."""

	def __init__(self, granted: int, cap: int) -> None:
		super().__init__(f"Extensions of {granted} in total exceed the cap of {cap}")
		self.granted = granted
		self.cap = cap


class TermUnit(str, Enum):
	"""日 and 工作日 are not the same thing; both occur."""

	WORKING_DAY = "Working Day"
	DAY = "Day"
	HOUR = "Hour"


@dataclass(frozen=True)
class Term:
	"""A length of time set by a rule.

	`extension_cap` is the most that extensions may add in total, 0 for none, in `extension_unit` or, where
	that is None, in `unit`. `pause_reasons` are the only reasons that stop the clock.
	"""

	amount: int
	unit: TermUnit
	extension_cap: int = 0
	extension_unit: TermUnit | None = None
	pause_reasons: frozenset[str] = frozenset()

	def __post_init__(self) -> None:
		# A unit read from a database is a plain string, which would not be recognised below.
		object.__setattr__(self, "unit", TermUnit(self.unit))
		object.__setattr__(self, "extension_unit", TermUnit(self.extension_unit or self.unit))
		if self.amount < 0 or self.extension_cap < 0:
			raise DeadlineError("A term and its extension cap cannot be negative")


@dataclass(frozen=True)
class Pause:
	"""The clock stands from `start` to `end`; `end` is None while it still stands."""

	reason: str
	start: datetime
	end: datetime | None = None

	def __post_init__(self) -> None:
		if self.end is not None and self.end < self.start:
			raise DeadlineError("A pause cannot end before it starts")


@dataclass(frozen=True)
class Extension:
	"""An approved extension, in the term's extension unit or, where that is not set, in its unit."""

	amount: int

	def __post_init__(self) -> None:
		if self.amount <= 0:
			raise DeadlineError("An extension must be longer than nothing")


@dataclass(frozen=True)
class Remaining:
	"""What is left of a term at one moment.

	`working_days_left` counts the working days after today up to the due day, `hours_left` the hours of the
	clock on the wall; both are negative once the term is over. While `paused`, `due` moves on with time.
	"""

	due: datetime
	overdue: bool
	paused: bool
	working_days_left: int
	hours_left: float


def due_at(
	term: Term,
	start: datetime,
	calendar: Calendar,
	pauses: Iterable[Pause] = (),
	extensions: Iterable[Extension] = (),
	now: datetime | None = None,
) -> datetime:
	"""The moment at which the term that started at `start` expires.

	Working days: what starts after office hours or on a day of rest is received on the next working day; the
	day of receipt is excluded. Days: the day of the start is excluded, whatever its hour (民法典 art. 201);
	an end on a day of rest moves to the next working day (art. 203), on which the clock must run. Both end
	with office hours. Hours: elapsed time.

	An extension in the unit of the term makes one longer term; in another unit it runs on from the end of the
	term. An open pause counts until `now`, as if the clock ran again from then on.

	Raises `PauseNotAllowed`, `ExtensionOverCap`, and `DeadlineError` for an open pause without `now`.
	"""
	spans = _standing_spans(term, pauses, now)
	extra = _extension_total(term, extensions)
	if term.extension_unit is term.unit:
		return _expiry(term.unit, term.amount + extra, start, calendar, spans)
	due = _expiry(term.unit, term.amount, start, calendar, spans)
	return _expiry(term.extension_unit, extra, due, calendar, spans) if extra else due


def remaining(due: datetime, now: datetime, calendar: Calendar, paused: bool = False) -> Remaining:
	"""What is left at `now` of a term that expires at `due`; `paused` says whether its clock stands."""
	return Remaining(
		due=due,
		overdue=now > due,
		paused=paused,
		working_days_left=calendar.working_days_between(now, due),
		hours_left=(due - now) / timedelta(hours=1),
	)


def _extension_total(term: Term, extensions: Iterable[Extension]) -> int:
	granted = sum(extension.amount for extension in extensions)
	if granted > term.extension_cap:
		raise ExtensionOverCap(granted, term.extension_cap)
	return granted


def _standing_spans(term: Term, pauses: Iterable[Pause], now: datetime | None) -> list[Span]:
	"""The times at which the clock stands, in order, merged where pauses overlap or touch."""
	spans: list[Span] = []
	for pause in sorted(pauses, key=lambda pause: pause.start):
		if pause.reason not in term.pause_reasons:
			raise PauseNotAllowed(pause.reason)
		end = pause.end or now
		if end is None:
			raise DeadlineError("A pause is still open: the present time is needed")
		if end <= pause.start:
			continue
		if spans and pause.start <= spans[-1][1]:
			spans[-1] = (spans[-1][0], max(spans[-1][1], end))
		else:
			spans.append((pause.start, end))
	return spans


def _expiry(unit: TermUnit, amount: int, start: datetime, calendar: Calendar, spans: list[Span]) -> datetime:
	if unit is TermUnit.HOUR:
		return _after_hours(amount, start, spans)
	if unit is TermUnit.WORKING_DAY:
		last = _after_working_days(amount, start, calendar, spans)
	else:
		last = _after_days(amount, start, calendar, spans)
	return _closing(last, calendar)


def _after_hours(amount: int, start: datetime, spans: list[Span]) -> datetime:
	due = start + timedelta(hours=amount)
	for stopped, restarted in spans:
		if stopped >= due:
			break
		due += max(restarted - max(stopped, start), timedelta())
	return due


def _after_working_days(amount: int, start: datetime, calendar: Calendar, spans: list[Span]) -> date:
	in_office_hours = start.time() <= calendar.hours.end
	receipt = calendar.next_working_day(start, include=in_office_hours)
	if not amount:
		return receipt
	days = _running_days(receipt, calendar, spans)
	return _nth((day for day in days if calendar.is_working_day(day)), amount)


def _after_days(amount: int, start: datetime, calendar: Calendar, spans: list[Span]) -> date:
	last = _nth(_running_days(start.date(), calendar, spans), amount) if amount else start.date()
	if calendar.is_working_day(last):
		return last
	return next(day for day in _running_days(last, calendar, spans) if calendar.is_working_day(day))


def _running_days(after: date, calendar: Calendar, spans: list[Span]) -> Iterator[date]:
	"""The days after a day on which the clock runs up to the end of office hours, without end."""
	day = after
	while True:
		day += ONE_DAY
		closing = _closing(day, calendar)
		if not any(stopped < closing <= restarted for stopped, restarted in spans):
			yield day


def _nth(days: Iterator[date], n: int) -> date:
	for _ in range(n - 1):
		next(days)
	return next(days)


def _closing(day: date, calendar: Calendar) -> datetime:
	return datetime.combine(day, calendar.hours.end)


@dataclass(frozen=True)
class Rule:
	"""One row of Deadline Rule. `valid_from` and `valid_to` are inclusive; None leaves that side open.

	`category` and `variant` are None or empty where the rule holds for all; an empty `level` is every level.
	`region` is the place that made the rule, written from the province down (浙江省宁波市), empty for all.
	"""

	name: str
	regime: str
	step: str
	category: str | None
	variant: str | None
	term: Term
	valid_from: date | None
	valid_to: date | None
	level: str
	region: str = ""

	def is_valid_on(self, on: date) -> bool:
		"""Whether the rule is in force on the day."""
		return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


def select_rule(
	rules: Iterable[Rule],
	regime: str,
	step: str,
	category_path: Sequence[str],
	on: date,
	variant: str | None = None,
	level: str | None = None,
	region: str = "",
) -> Rule | None:
	"""The most specific rule of a regime and step in force on the day, or None when there is none.

	`category_path` runs from the category itself up to the root. `level` is the level that the site follows:
	its own rules come first, those of a more general level in `LEVELS` fill the gaps, more local ones and
	levels outside the list are left out unless they are `level` itself; None makes no difference between
	levels. Rules made by a place apply only where the site's `region` is that place or lies in it, the nearer
	one first. Then the rule made for the variant comes before one for all, the nearest category before a
	farther one and before none, the later `valid_from` before the earlier. Source: design §4, rules.md.
	"""
	on = as_day(on)
	candidates = [
		(rank, rule)
		for rule in rules
		if rule.regime == regime and rule.step == step and rule.is_valid_on(on)
		if (rank := _rank(rule, category_path, variant, level, region)) is not None
	]
	if not candidates:
		return None
	# The name decides last, so that the order in which rules are read never matters.
	return min(candidates, key=lambda candidate: (candidate[0], candidate[1].name))[1]


def _rank(
	rule: Rule, category_path: Sequence[str], variant: str | None, level: str | None, region: str
) -> tuple[int, int, int, int, int] | None:
	"""How far the rule is from an exact match, smallest first; None when it does not apply."""
	distance = _level_distance(rule.level, level)
	if distance is None or (rule.variant and rule.variant != variant):
		return None
	if rule.category and rule.category not in category_path:
		return None
	if not region.startswith(rule.region):
		return None
	nearness = list(category_path).index(rule.category) if rule.category else len(category_path)
	age = -(rule.valid_from or date.min).toordinal()
	return distance, -len(rule.region), int(not rule.variant), nearness, age


def _level_distance(own: str, followed: str | None) -> int | None:
	if not followed or own == followed:
		return 0
	if not own:
		return len(LEVELS)
	if own in LEVELS and followed in LEVELS and LEVELS.index(own) < LEVELS.index(followed):
		return LEVELS.index(followed) - LEVELS.index(own)
	return None

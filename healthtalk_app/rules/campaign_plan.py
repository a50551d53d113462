"""What a campaign asks of each unit, by phase and period (C2, T5): pure dates, no platform.

Periods are calendar windows clipped to their phase. A window counts where at least half of it lies in the
phase; a phase too short for any window has the one of which it holds the most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONCE = "Once"
MONTHS = {"Month": 1, "Two Months": 2, "Quarter": 3, "Half Year": 6, "Year": 12}
WEEK = "Week"
ONE_DAY = timedelta(days=1)
NAME_LENGTH = 20


@dataclass(frozen=True)
class Phase:
	"""A dated phase, both days included. Number 0 without a name is the whole campaign."""

	number: int
	name: str
	start: date
	end: date


@dataclass(frozen=True)
class Asked:
	"""A deliverable: in one phase by name, in every phase, or (neither) over the whole campaign.

	`offset`: days after the end of the phase or period, negative before it.
	"""

	name: str
	phase: str = ""
	every_phase: bool = False
	period: str = ONCE
	offset: int = 0


@dataclass(frozen=True)
class Window:
	"""A period with its key: 2026-W45, 2026-11, 2026-B6 (two months), 2026-Q4, 2026-H2, 2026; empty: once."""

	key: str
	start: date
	end: date


@dataclass(frozen=True)
class Owed:
	"""One task of one unit."""

	asked: Asked
	phase: Phase
	window: Window
	due: date


def plan(phases: Iterable[Phase], asked: Iterable[Asked]) -> list[Owed]:
	"""Everything that each unit owes, in the order of the phases, then of the deliverables and their periods.

	Raises `ValueError` for a deliverable of a phase that is not there.
	"""
	known = sorted(phases, key=lambda phase: phase.number)
	if not known:
		return []
	whole = Phase(0, "", min(phase.start for phase in known), max(phase.end for phase in known))
	wanted = list(asked)
	names = {phase.name for phase in known}
	for one in wanted:
		if one.phase and not one.every_phase and one.phase not in names:
			raise ValueError(one.phase)
	return [
		Owed(one, phase, window, window.end + timedelta(days=one.offset))
		for phase in (whole, *known)
		for one in wanted
		if in_phase(one, phase)
		for window in windows(phase.start, phase.end, one.period)
	]


def in_phase(one: Asked, phase: Phase) -> bool:
	"""Whether a deliverable is owed in a phase."""
	if one.every_phase:
		return phase.number > 0
	return one.phase == phase.name


def windows(start: date, end: date, period: str) -> list[Window]:
	"""The periods of a phase; `Once` is the phase itself. Raises `KeyError` for an unknown period."""
	if period == ONCE:
		return [Window("", start, end)]
	touched = list(calendar_windows(start, end, period))
	counted = [window for window in touched if 2 * overlap(window, start, end) >= length(window)]
	if not counted:
		counted = [max(touched, key=lambda window: overlap(window, start, end))]
	return [Window(window.key, max(window.start, start), min(window.end, end)) for window in counted]


def calendar_windows(start: date, end: date, period: str) -> Iterator[Window]:
	"""The whole calendar windows that touch the days from `start` to `end`."""
	at = start - timedelta(days=start.weekday()) if period == WEEK else first_of(start, MONTHS[period])
	while at <= end:
		after = at + timedelta(days=7) if period == WEEK else later(at, MONTHS[period])
		yield Window(key_of(at, period), at, after - ONE_DAY)
		at = after


def first_of(day: date, months: int) -> date:
	"""The first day of the window of so many months that holds `day`."""
	return date(day.year, (day.month - 1) // months * months + 1, 1)


def later(day: date, months: int) -> date:
	"""The first of a month, so many months later."""
	count = day.year * 12 + day.month - 1 + months
	return date(count // 12, count % 12 + 1, 1)


def key_of(start: date, period: str) -> str:
	"""The key of the window that begins at `start`."""
	if period == WEEK:
		year, week, _day = start.isocalendar()
		return f"{year}-W{week:02d}"
	number = (start.month - 1) // MONTHS[period] + 1
	return {
		"Month": f"{start.year}-{start.month:02d}",
		"Two Months": f"{start.year}-B{number}",
		"Quarter": f"{start.year}-Q{number}",
		"Half Year": f"{start.year}-H{number}",
		"Year": str(start.year),
	}[period]


def year_before(key: str) -> str:
	"""The key of the same period a year earlier; empty for what is owed once."""
	return f"{int(key[:4]) - 1}{key[4:]}" if key else ""


def overlap(window: Window, start: date, end: date) -> int:
	"""How many days of a window lie between two days."""
	return max(0, (min(window.end, end) - max(window.start, start)).days + 1)


def length(window: Window) -> int:
	"""How many days a window has."""
	return (window.end - window.start).days + 1


def task_name(campaign: str, unit: str, phase: str, deliverable: str, period: str) -> str:
	"""The name of a task: the same unit, phase, deliverable and period are the same task, however often made.

	Twenty hexadecimal digits; two of a million tasks share one with a chance of about 10^-12.
	"""
	key = "\n".join((campaign, unit, phase, deliverable, period))
	return hashlib.sha256(key.encode()).hexdigest()[:NAME_LENGTH]

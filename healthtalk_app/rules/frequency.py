"""How often a unit owes a talk (H6, rules.md "Talk frequency"): windows, what is owed, what is missing.

Units and Party organisations hold one talk in every pair of calendar months, bureau departments one in every
calendar quarter. Only days on which a session was held are passed in; whom it counts for is decided before.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["two_months", "quarter"]
Mode = Literal["calendar", "gap"]

MONTHS: dict[str, int] = {"two_months": 2, "quarter": 3}
QUARTERS = "一二三四"


@dataclass(frozen=True)
class Window:
	"""A period, both days inclusive, in which one talk is owed; `label` is what a Chinese reader calls it."""

	start: date
	end: date
	label: str

	@property
	def days(self) -> int:
		"""The number of days of the window."""
		return (self.end - self.start).days + 1


def window_of(d: date, kind: Kind) -> Window:
	"""The window in which the day lies. Raises `ValueError` for an unknown kind."""
	months = _months(kind)
	index = (d.month - 1) // months
	first, last = index * months + 1, (index + 1) * months
	if kind == "quarter":
		label = f"{d.year}年第{QUARTERS[index]}季度"
	else:
		label = f"{d.year}年{first}-{last}月"
	return Window(date(d.year, first, 1), date(d.year, last, monthrange(d.year, last)[1]), label)


def windows_between(a: date, b: date, kind: Kind) -> list[Window]:
	"""The windows that have a day in common with `a` to `b`, both inclusive, in order; none when `b < a`."""
	windows: list[Window] = []
	day = a
	while day <= b:
		windows.append(window_of(day, kind))
		day = windows[-1].end + timedelta(days=1)
	return windows


def owes(window: Window, valid_from: date | None = None, valid_to: date | None = None) -> bool:
	"""Whether a unit open from `valid_from` to `valid_to` (inclusive, None for open) owes the window's talk.

	It does if it was open on at least half of the window's days.
	"""
	first = max(window.start, valid_from or date.min)
	last = min(window.end, valid_to or date.max)
	return 2 * ((last - first).days + 1) >= window.days


def next_talk_due(held_dates: Iterable[date], today: date, kind: Kind, mode: Mode = "calendar") -> date:
	"""The last day on which the next talk is still in time; a day before `today` means that it is late.

	"calendar": the end of the current window, or of the next one when the current one has its talk.
	"gap": two months, or three, after the last talk, ending on the same day of the month or on the month's
	last (民法典 art. 202); where no talk was ever held, the end of the current window. Days after `today`
	do not count as held. Raises `ValueError` for an unknown kind or mode.
	"""
	if mode not in ("calendar", "gap"):
		raise ValueError(f"Unknown mode of talk frequency: {mode}")
	current = window_of(today, kind)
	last = max((day for day in held_dates if day <= today), default=None)
	if last is None:
		return current.end
	if mode == "gap":
		return _add_months(last, _months(kind))
	return window_of(current.end + timedelta(days=1), kind).end if last >= current.start else current.end


def _months(kind: str) -> int:
	if kind not in MONTHS:
		raise ValueError(f"Unknown kind of window: {kind}")
	return MONTHS[kind]


def _add_months(d: date, months: int) -> date:
	years, month = divmod(d.month - 1 + months, 12)
	year, month = d.year + years, month + 1
	return date(year, month, min(d.day, monthrange(year, month)[1]))

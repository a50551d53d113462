"""Periods of figures: whole days, both ends included, and the period before for a comparison (H10)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Period:
	"""From `start` to `end`, both days included. Raises `ValueError` when it ends before it starts."""

	start: date
	end: date

	def __post_init__(self) -> None:
		if self.end < self.start:
			raise ValueError(f"A period cannot end on {self.end} when it starts on {self.start}")

	@property
	def since(self) -> datetime:
		"""The first moment of the period."""
		return datetime.combine(self.start, time.min)

	@property
	def until(self) -> datetime:
		"""The last moment of the period, to the microsecond."""
		return datetime.combine(self.end, time.max)

	@property
	def days(self) -> int:
		"""How many days the period has."""
		return (self.end - self.start).days + 1

	@property
	def months(self) -> int:
		"""How many whole calendar months the period is; 0 when it is not made of whole months."""
		if self.start.day != 1 or self.end.day != monthrange(self.end.year, self.end.month)[1]:
			return 0
		return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

	def before(self) -> Period:
		"""The period of the same length right before: months before months, days before days."""
		end = self.start - timedelta(days=1)
		if not self.months:
			return Period(self.start - timedelta(days=self.days), end)
		year, month = divmod(self.start.year * 12 + self.start.month - 1 - self.months, 12)
		return Period(date(year, month + 1, 1), end)

	def year_before(self) -> Period:
		"""The same days a year before; 29 February becomes the 28th, whole months stay whole."""
		last = (self.end.year - 1, self.end.month)
		end = monthrange(*last)[1] if self.months else min(self.end.day, monthrange(*last)[1])
		first = (self.start.year - 1, self.start.month)
		return Period(date(*first, min(self.start.day, monthrange(*first)[1])), date(*last, end))


def year_to(day: date) -> Period:
	"""The calendar year of `day`, as a whole."""
	return Period(date(day.year, 1, 1), date(day.year, 12, 31))

"""When a ranking is published by itself, and what its period is called (H10: 定期公布进度排名)."""

from __future__ import annotations

from datetime import date, timedelta

from healthtalk_app.rules.periods import Period

MONTHS = {"Monthly": 1, "Quarterly": 3, "Half-yearly": 6, "Yearly": 12}
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
HALVES = ("上半年", "下半年")
# how many periods are made up for after a schedule stood still
MOST = 12


def period_of(kind: str, day: date) -> Period:
	"""The calendar month, quarter, half or year that holds `day`. Raises `KeyError` for another kind."""
	months = MONTHS[kind]
	first = (day.month - 1) // months * months
	start = date(day.year, first + 1, 1)
	year, month = divmod(day.year * 12 + first + months, 12)
	return Period(start, date(year, month + 1, 1) - timedelta(days=1))


def due(kind: str, since: date, today: date, wait: int) -> list[Period]:
	"""Periods to be published by `today`, the oldest first: over for `wait` days, begun on or after `since`.

	`since` lies in the first period that is published. After a long pause only the last ones are made up.
	"""
	found, period = [], period_of(kind, since)
	while period.end + timedelta(days=max(wait, 0)) < today:
		found.append(period)
		period = period_of(kind, period.end + timedelta(days=1))
	return found[-MOST:]


def words(period: Period) -> str:
	"""2026年10月, 2026年第三季度, 2026年上半年, 2026年; else the two days."""
	start, end = period.start, period.end
	for kind in MONTHS:
		if period_of(kind, start) == period:
			year, months = f"{start.year}年", MONTHS[kind]
			part = (start.month - 1) // months
			named = {1: f"{start.month}月", 3: QUARTERS[part % 4], 6: HALVES[part % 2], 12: ""}
			return year + named[months]
	return f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"

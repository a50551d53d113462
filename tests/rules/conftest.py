"""The real calendar of 2021 to 2026, as a site holds it once the published plans are in."""

from __future__ import annotations

import pytest

from healthtalk_app.rules.workdays import Calendar, published_plan

YEARS = range(2021, 2027)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
	days = [day for year in YEARS for day in published_plan(year).values()]
	return Calendar(
		working=frozenset(day.date for day in days if day.working),
		resting=frozenset(day.date for day in days if not day.working),
		published_years=frozenset(YEARS),
	)

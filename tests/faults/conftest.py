"""A county for the faults; tests/bench.py says what the other fixtures do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import frappe
import pytest

from tests.bench import clean_slate, made_users, make_user, rest, sessions, site, url
from tests.site.county import County, county_of
from tests.site.rest import Rest

__all__ = ["clean_slate", "made_users", "make_user", "rest", "sessions", "site", "url"]


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "FAULTS") as made:
		frappe.db.commit()
		yield made

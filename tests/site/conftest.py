"""Fixtures of the site tests; tests/bench.py says what each does."""

from tests.bench import bare_site, clean_slate, made_users, make_user, rest, sessions, site, url

__all__ = ["bare_site", "clean_slate", "made_users", "make_user", "rest", "sessions", "site", "url"]

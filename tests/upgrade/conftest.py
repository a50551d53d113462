"""Fixtures of backup and upgrade; tests/bench.py says what each does."""

from tests.bench import bare_site, clean_slate, site

__all__ = ["bare_site", "clean_slate", "site"]

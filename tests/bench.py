"""Fixtures for tests/site and tests/browser: the test site, in this process and over HTTP.

`make test` starts the servers and sets HEALTHTALK_*, from which all is read here. A test that takes `rest`,
`make_user`, `sign_in` or `resident` shares its data with the web server, so what it writes is committed;
whatever was created is removed when the run ends. Every other test is rolled back.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import frappe
import pytest
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.utils.password import update_password

from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import forget
from tests.site.rest import Rest
from tools.bench import Bench, read_bench
from tools.services import services
from tools.site import copy_template, drop_site

# version 16 opens its logs, by a path from here, as soon as a test imports what prints
os.chdir(os.environ["HEALTHTALK_SITES_PATH"])

COMMITTING = ("rest", "make_user", "sign_in", "resident")
PASSWORD = "Shuo-Shi-2026!"


@pytest.fixture(scope="session", autouse=True)
def site() -> Iterator[str]:
	"""Name of the test site, connected as Administrator for the whole run, and swept afterwards."""
	name = os.environ["HEALTHTALK_SITE"]
	connect(name)
	started = frappe.utils.now_datetime()
	yield name
	frappe.destroy()
	connect(name)
	sweep(started)
	frappe.destroy()


def connect(name: str) -> None:
	"""Open the site in this process, in test mode. Version 16 keeps the mode in two places."""
	frappe.init(name)
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.local.flags.in_test = True
	frappe.in_test = True


def sweep(started: datetime) -> None:
	"""Remove all rows that were created since, in every table, and what is cached of them.

	What an unsigned rating opened says the day only: it was created at midnight.
	"""
	tables = frappe.db.sql_list(
		"select table_name from information_schema.columns where table_schema = database() "
		"and column_name = 'creation' and table_name like %s",
		"tab%",
	)
	for table in tables:
		frappe.db.sql(
			f"delete from `{table}` where creation >= %s or (creation >= date(%s) and time(creation) = 0)",
			(started, started),
		)
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(autouse=True)
def clean_slate(request: pytest.FixtureRequest, site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
	"""Administrator, no messages, a transaction of its own; rolled back unless the test shares its data."""
	frappe.set_user("Administrator")
	frappe.local.message_log = []
	frappe.db.rollback()
	shares = any(name in request.fixturenames for name in COMMITTING)
	if not shares:
		monkeypatch.setattr(frappe.db, "commit", lambda *_args, **_kwargs: None)
	yield
	monkeypatch.undo()
	frappe.db.rollback()
	frappe.set_user("Administrator")
	if not shares:
		# What the test cached was never written.
		forget()


@contextmanager
def settings_kept(*fields: str) -> Iterator[None]:
	"""Whatever the block writes to these fields of Healthtalk Settings is put back when it ends."""
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in fields}
	yield
	frappe.db.rollback()
	frappe.db.set_single_value("Healthtalk Settings", before)
	share()


def share() -> None:
	"""Commit, and let the web server read what was written past the documents."""
	frappe.db.commit()
	forget()


@dataclass(frozen=True)
class BareSite:
	"""A site with ERPNext, set up in Chinese, without the app."""

	bench: Bench
	name: str

	def run(self, *words: str) -> str:
		"""Run `bench --site NAME WORDS…` and return its output."""
		return self.bench.run(self.name, *words, failure=f"bench {' '.join(words)} failed.")


@pytest.fixture
def bare_site(site: str) -> Iterator[BareSite]:
	"""A site of the test's own, to install on, migrate and uninstall from; removed afterwards."""
	bench = read_bench(Path(os.environ["HEALTHTALK_BENCH"]))
	name = f"bare-{secrets.token_hex(3)}.localhost"
	with services() as running:
		copy_template(bench, running, name)
		yield BareSite(bench, name)
		drop_site(bench, running, name)


@pytest.fixture(scope="session")
def url() -> str:
	"""Address of the web server that serves the test site."""
	return os.environ["HEALTHTALK_URL"]


@pytest.fixture(scope="session")
def made_users(site: str) -> dict[tuple, str]:
	"""Users made in this run, by roles and unit, so that each kind is made once."""
	return {}


@pytest.fixture
def make_user(made_users: dict[tuple, str]) -> Callable[..., str]:
	"""`make_user(*roles, unit=None, fresh=False)` gives the e-mail of a user who can log in.

	`unit` is the Health Unit that a User Permission opens to the user, with all below it. `fresh` makes
	another user with the same roles and unit.
	"""

	def make(*roles: str, unit: str | None = None, fresh: bool = False) -> str:
		kind = (roles, unit)
		if fresh or kind not in made_users:
			made_users[kind] = create_user(roles, unit)
		return made_users[kind]

	return make


def create_user(roles: tuple[str, ...], unit: str | None) -> str:
	"""A user with roles, password and unit, committed."""
	email = f"{secrets.token_hex(5)}@test.healthtalk.example"
	factories.user(list(roles), unit, email, first_name="测试", last_name=email[:4])
	# the desk asks for them
	create_notification_settings(email)
	update_password(email, PASSWORD)
	frappe.db.commit()
	return email


@pytest.fixture(scope="session")
def sessions() -> dict[str, Rest]:
	"""Logged-in users of this run."""
	return {}


@pytest.fixture
def rest(url: str, sessions: dict[str, Rest]) -> Callable[[str], Rest]:
	"""`rest(user)` gives the user's REST session; users of `make_user` and Administrator can log in."""

	def login(user: str) -> Rest:
		if user not in sessions:
			password = frappe.conf.admin_password if user == "Administrator" else PASSWORD
			# What the test wrote must be there for the server, and what the server wrote for the test.
			sessions[user] = Rest(url, user, password, before=frappe.db.commit, after=frappe.db.rollback)
		return sessions[user]

	return login

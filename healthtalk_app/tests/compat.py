"""What differs between versions 15 and 16 of the platform, for the tests only."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
import frappe.utils.caching
from frappe.translate import MERGED_TRANSLATION_KEY

try:
	from frappe.tests import IntegrationTestCase as _PlatformTestCase
except ImportError:
	from frappe.tests.utils import FrappeTestCase as _PlatformTestCase

__all__ = ["HealthTalkTestCase", "as_user", "caches_kept", "forget", "queries"]

# what is read through the platform's document cache
CACHED = (
	"Commendation Round",
	"Deadline Rule",
	"Demerit Code",
	"Employee",
	"Health Unit",
	"Healthtalk Settings",
	"Inspection Template",
	"Matter Category",
	"System Settings",
	"User",
	"Work Calendar",
	"Workflow",
)

# what is the same for all users; the platform reads it anew after each change of user
ALIKE = ("doctype_meta", MERGED_TRANSLATION_KEY)


@contextmanager
def as_user(user: str) -> Iterator[None]:
	"""Work as `user` inside the block and return to whoever worked before."""
	before = frappe.session.user
	change_user(user)
	try:
		yield
	finally:
		change_user(before)


def change_user(user: str) -> None:
	"""As the platform does it, but with the DocTypes and dictionaries that are at hand."""
	keys = [frappe.cache.make_key(name) for name in ALIKE]
	kept = {key: frappe.local.cache[key] for key in keys if key in frappe.local.cache}
	frappe.set_user(user)
	frappe.local.cache.update(kept)


def forget() -> None:
	"""Empty the caches that outlive a rollback: the next test has other units, permissions and settings."""
	forget_stored()
	frappe.db.value_cache.clear()
	frappe.utils.caching._SITE_CACHE.clear()
	if hasattr(frappe.local, "request_cache"):
		frappe.local.request_cache.clear()
	for name in [name for name in vars_of_request() if name.startswith("healthtalk_")]:
		delattr(frappe.local, name)


def forget_stored() -> None:
	"""Empty what Redis keeps of units, people, rules and settings."""
	for doctype in CACHED:
		frappe.clear_document_cache(doctype)
	frappe.cache.delete_value(["user_permissions", "roles", "workflow"])
	frappe.cache.delete_keys("healthtalk_")


@contextmanager
def caches_kept() -> Iterator[None]:
	"""ERPNext empties all caches of the site whenever an Employee is saved; here `forget_stored` is enough.

	Every emptying costs the next test a second, in which the platform reads its DocTypes and languages anew.
	"""
	whole = frappe.clear_cache

	def clear(user: str | None = None, doctype: str | None = None) -> None:
		if user or doctype:
			whole(user=user, doctype=doctype)
		else:
			forget_stored()

	with patch.object(frappe, "clear_cache", clear):
		yield


@contextmanager
def queries() -> Iterator[list[str]]:
	"""The statements that reach the database inside the block."""
	said: list[str] = []
	run = frappe.db.sql

	def counted(query: object, *args: object, **kwargs: object) -> object:
		said.append(str(query))
		return run(query, *args, **kwargs)

	with patch.object(frappe.db, "sql", counted):
		yield said


def waiting_for(user: str) -> set[tuple[str, str]]:
	"""What stands in My Unit Today for a user: keys of groups with the kinds of documents in them."""
	from healthtalk_app.metrics import today

	with as_user(user):
		groups = today.today(user)["groups"]
	for group in groups:
		assert len(group["rows"]) == group["count"] == sum(one["count"] for one in group["lists"])
	return {(group["key"], one["doctype"]) for group in groups for one in group["lists"]}


def vars_of_request() -> list[str]:
	"""Names that hang on the request's own store."""
	return [name for name, _value in frappe.local]


class HealthTalkTestCase(_PlatformTestCase):
	"""Every test works in its own transaction as Administrator and leaves nothing behind.

	What a class needs for all its tests goes into `setUpTestData`, which runs once; it is rolled back
	after the class.
	"""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.setUpTestData()

	@classmethod
	def setUpTestData(cls) -> None:
		"""Rows shared by the tests of the class; overridden where needed."""

	def setUp(self) -> None:
		super().setUp()
		change_user("Administrator")
		frappe.local.message_log = []
		frappe.db.savepoint("healthtalk_test")
		self.addCleanup(self._back_to_the_start)

	@staticmethod
	def _back_to_the_start() -> None:
		change_user("Administrator")
		frappe.db.rollback(save_point="healthtalk_test")
		forget()

"""The demo county keeps to itself: its clock, its password, and sites that have work of their own."""

import json
from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime, today
from frappe.utils.password import check_password

from healthtalk_app.demo import build, clock, county
from healthtalk_app.exceptions import DemoRefusedError
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

LONG_AGO = datetime(2021, 2, 3, 9, 30)


class TestClock(HealthTalkTestCase):
	def test_services_and_platform_live_at_the_clock_s_time(self) -> None:
		with clock.running(LONG_AGO):
			self.assertEqual(flow.now_datetime().date(), LONG_AGO.date())
			self.assertEqual(events.build("urged").recorded_at.date(), LONG_AGO.date())
			self.assertEqual((today(), get_datetime().date()), ("2021-02-03", LONG_AGO.date()))

	def test_the_time_is_given_back_after_an_error(self) -> None:
		with self.assertRaises(ZeroDivisionError), clock.running(LONG_AGO):
			raise ZeroDivisionError
		self.assertGreater(flow.now_datetime(), datetime(2026, 1, 1))
		self.assertIs(flow.now_datetime, frappe.utils.data.now_datetime)

	def test_two_readings_differ_and_the_clock_never_goes_back(self) -> None:
		with clock.running(LONG_AGO) as running:
			self.assertLess(running.read(), running.read())
			self.assertRaises(ValueError, running.set, LONG_AGO - timedelta(days=1))


class TestLateEntry(HealthTalkTestCase):
	def test_a_clock_that_began_at_receipt_makes_no_late_entry(self) -> None:
		"""A matter accepted three days after its receipt was written down in time (design §4)."""
		received = now_datetime() - timedelta(days=3)
		self.assertEqual(events.build("clock.started", occurred_at=received).late_entry, 0)
		self.assertEqual(events.build("status", occurred_at=received).late_entry, 1)


class TestRefusals(HealthTalkTestCase):
	def test_a_site_with_matters_of_its_own_is_refused(self) -> None:
		if build.mark():
			self.skipTest("this site holds the demo county")
		places = factories.county("DM")
		factories.matter(unit=places.a1)
		with self.assertRaisesRegex(DemoRefusedError, "--force"):
			build.load()

	def test_loaded_once_it_changes_nothing_any_more(self) -> None:
		frappe.db.set_default(build.MARK, json.dumps({"seed": 1, "date": today(), "state": "ready"}))
		before = len(frappe.get_all("Case Event", pluck="name"))
		result = build.load(seed=7)
		self.assertFalse(result["loaded"])
		self.assertEqual(result["counts"]["Case Event"], before)
		self.assertEqual(len(result["users"]), len(county.NAMED))


class TestPassword(HealthTalkTestCase):
	def test_nobody_logs_in_with_the_demo_s_password_without_the_demo(self) -> None:
		if build.mark():
			self.skipTest("this site holds the demo county")
		users = [*frappe.get_all("User", {"enabled": 1}, pluck="name"), *(a.user for a in county.NAMED)]
		for user in users:
			with self.subTest(user=user):
				self.assertRaises(
					frappe.AuthenticationError,
					check_password,
					user,
					county.PASSWORD,
					delete_tracker_cache=False,
				)

	def test_installing_makes_no_account_of_the_county(self) -> None:
		if build.mark():
			self.skipTest("this site holds the demo county")
		self.assertFalse(frappe.get_all("User", {"name": ("like", f"%@{county.EMAIL_DOMAIN}")}))
		self.assertLess(LONG_AGO, now_datetime())

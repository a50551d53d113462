"""Work calendars (rules.md, "The working-day calendar") and which Deadline Rule applies (design §4)."""

from datetime import date, time
from typing import Any

import frappe

from healthtalk_app.exceptions import BadInputError, CalendarDayError
from healthtalk_app.healthtalk_app.doctype.work_calendar import work_calendar as controller
from healthtalk_app.rules import deadlines as rules
from healthtalk_app.services.clockwork import calendars, deadlines
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user


def rows(doc: Any) -> dict[str, tuple[int, str]]:
	return {str(row.date): (row.is_working, row.source) for row in doc.days}


class TestWorkCalendar(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.name = factories.work_calendar(calendar_name="Test 2024").name

	def calendar(self) -> Any:
		return frappe.get_doc("Work Calendar", self.name)

	def follow(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "calendar", self.name)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")

	def test_the_published_plan_brings_working_sundays_and_free_weekdays(self) -> None:
		controller.load_published_plan(self.name, 2024)
		days = rows(self.calendar())
		self.assertEqual(days["2024-02-04"], (1, "Published"))
		self.assertEqual(days["2024-02-18"], (1, "Published"))
		self.assertEqual(days["2024-02-12"], (0, "Published"))
		self.assertNotIn("2024-02-11", days)
		self.assertEqual(self.calendar().published_years, "2024")

	def test_a_local_day_is_never_overwritten_by_a_later_load(self) -> None:
		controller.load_published_plan(self.name, 2024)
		doc = self.calendar()
		row = next(row for row in doc.days if str(row.date) == "2024-02-18")
		row.is_working, row.reason = 0, "Local snow day"
		doc.append("days", {"date": "2024-03-08", "is_working": 0, "reason": "Half day"})
		doc.save()
		controller.load_published_plan(self.name, 2024)
		days = rows(self.calendar())
		self.assertEqual(days["2024-02-18"], (0, "Local"))
		self.assertEqual(days["2024-03-08"], (0, "Local"))
		self.assertEqual(days["2024-02-04"], (1, "Published"))

	def test_nobody_writes_that_a_day_was_published(self) -> None:
		doc = self.calendar()
		doc.append("days", {"date": "2024-03-08", "is_working": 0, "source": "Published"})
		doc.published_years = "2024, 2030"
		doc.save()
		self.assertEqual(rows(self.calendar())["2024-03-08"], (0, "Local"))
		self.assertFalse(self.calendar().published_years)

	def test_late_december_follows_the_next_years_plan(self) -> None:
		# the New Year holiday of 2018 began on Saturday 30 December 2017; 29 and 31 December 2018 were moved
		# by the plan of 2019: Saturday 29 December worked, Monday 31 December free
		controller.load_published_plan(self.name, 2018)
		controller.load_published_plan(self.name, 2019)
		days = rows(self.calendar())
		self.assertEqual((days["2018-12-29"][0], days["2018-12-31"][0]), (1, 0))

	def test_a_year_that_is_not_published_is_refused_with_a_sentence(self) -> None:
		with self.assertRaisesRegex(CalendarDayError, "2099"):
			controller.load_published_plan(self.name, 2099)
		self.assertEqual(calendars.ensure_years(self.name, [2024, 2099]), [2024])

	def test_a_year_without_its_plan_is_answered_with_a_warning(self) -> None:
		calendars.ensure_years(self.name, [2024])
		self.follow()
		self.assertEqual(calendars.warning([2024]), "")
		self.assertIn("2098、2099", calendars.warning([2099, 2024, 2098]))
		self.assertEqual(calendars.unpublished_years([2024, 2099]), [2099])

	def test_a_plan_entered_by_hand_needs_no_warning(self) -> None:
		self.follow()
		doc = self.calendar()
		for day in range(1, 11):
			doc.append("days", {"date": f"2099-05-{day:02}", "is_working": int(day == 10)})
		doc.save()
		self.assertEqual(calendars.warning([2099]), "")
		self.assertIn("2098", calendars.warning([2098]))

	def test_a_site_without_a_calendar_counts_weekdays_and_says_so(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "calendar", None)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		self.assertTrue(calendars.work_calendar().is_working_day(date(2024, 2, 12)))
		self.assertIn("2024", calendars.warning([2024]))

	def test_a_day_is_listed_once(self) -> None:
		doc = self.calendar()
		for working in (0, 1):
			doc.append("days", {"date": "2024-05-06", "is_working": working})
		with self.assertRaises(CalendarDayError):
			doc.save()

	def test_office_hours_end_after_they_start(self) -> None:
		doc = self.calendar()
		doc.office_end = "08:00:00"
		with self.assertRaises(CalendarDayError):
			doc.save()

	def test_office_hours_are_entered(self) -> None:
		for field in ("office_start", "office_end"):
			doc = self.calendar()
			doc.set(field, None)
			with self.assertRaises(CalendarDayError):
				doc.save()

	def test_office_hours_are_times_of_day(self) -> None:
		for wrong in ("Made up", "25:00:00", "8", 830):
			doc = self.calendar()
			doc.office_start = wrong
			with self.subTest(wrong), self.assertRaises(BadInputError):
				doc.save()
		doc = self.calendar()
		doc.office_start = "8:15"
		doc.save()
		self.assertEqual(calendars.time_of_day(self.calendar().office_start), time(8, 15))

	def test_the_rules_see_the_calendar_and_every_change_of_it(self) -> None:
		self.follow()
		doc = self.calendar()
		doc.office_end = "17:30:00"
		doc.append("days", {"date": "2024-02-04", "is_working": 1})
		doc.save()
		calendar = calendars.work_calendar()
		self.assertEqual((calendar.hours.start, calendar.hours.end), (time(8, 30), time(17, 30)))
		self.assertTrue(calendar.is_working_day(date(2024, 2, 4)))
		doc.days = []
		doc.save()
		self.assertFalse(calendars.work_calendar().is_working_day(date(2024, 2, 4)))

	def test_a_holiday_list_adds_its_weekdays_and_changes_nothing_that_is_there(self) -> None:
		holidays = frappe.get_doc(
			{
				"doctype": "Holiday List",
				"holiday_list_name": "Test Holidays",
				"from_date": "2024-01-01",
				"to_date": "2024-12-31",
				"holidays": [
					{"holiday_date": "2024-02-04", "description": "Sunday", "weekly_off": 1},
					{"holiday_date": "2024-02-12", "description": "Spring Festival"},
					{"holiday_date": "2024-07-01", "description": "<b>Founding day</b>"},
				],
			}
		).insert()
		controller.load_published_plan(self.name, 2024)
		self.assertEqual(controller.import_holiday_list(self.name, holidays.name), 1)
		days = rows(self.calendar())
		self.assertEqual(days["2024-07-01"], (0, "Holiday List"))
		self.assertEqual(days["2024-02-04"], (1, "Published"))
		self.assertEqual(days["2024-02-12"], (0, "Published"))

	def test_an_officer_cannot_change_the_calendar(self) -> None:
		unit = factories.county("CAL").a1
		with as_user(factories.user("Unit Officer", unit)), self.assertRaises(frappe.PermissionError):
			controller.load_published_plan(self.name, 2024)


class TestDeadlineRules(HealthTalkTestCase):
	def follow(self, level: str) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "rule_level", level)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")

	def test_every_row_of_rules_md_ships(self) -> None:
		terms = {
			(row.regime, row.step, row.variant or ""): (row.amount, row.unit)
			for row in frappe.get_all(
				"Deadline Rule",
				filters={"level": ("in", ("Default", "National"))},
				fields=["regime", "step", "variant", "amount", "unit"],
			)
		}
		expected = {
			("Petition", "Acceptance Notice", ""): (15, "Day"),
			("Petition", "Objection", ""): (5, "Working Day"),
			("Petition", "Resolution", ""): (60, "Day"),
			("Petition", "Review Request", ""): (30, "Day"),
			("Petition", "Review", ""): (30, "Day"),
			("Petition", "Re-examination Request", ""): (30, "Day"),
			("Petition", "Re-examination", ""): (30, "Day"),
			("Complaint", "Resolution", ""): (5, "Working Day"),
			("Complaint", "Resolution", "Several Departments"): (10, "Working Day"),
			("Dispute", "Mediation", ""): (30, "Working Day"),
			("Dispute", "Mediation", "People's Mediation"): (30, "Working Day"),
			("Dispute", "Acceptance", ""): (5, "Working Day"),
			("Hotline", "Resolution", ""): (5, "Working Day"),
			("Hotline", "Return", ""): (2, "Working Day"),
			("Overdue", "Reminder", ""): (1, "Working Day"),
			("Overdue", "Public Criticism", ""): (5, "Working Day"),
			("Rating", "Rectify", ""): (5, "Working Day"),
			("Emergency", "Report", ""): (2, "Hour"),
			("Incident", "Authoritative Information", "Major"): (5, "Hour"),
			("Incident", "Press Conference", "Major"): (24, "Hour"),
			("Incident", "Other Information", ""): (48, "Hour"),
			("Demerit", "Cycle", ""): (1, "Year"),
			("Talk", "Response", ""): (5, "Working Day"),
			("Talk", "Resolution", ""): (15, "Working Day"),
			("Slip", "Sign For", ""): (1, "Working Day"),
			("Slip", "Return", ""): (2, "Working Day"),
			("Frequency", "Talk", "Unit"): (2, "Month"),
			("Frequency", "Talk", "Department"): (3, "Month"),
			("Inspection", "Visit", ""): (3, "Month"),
			("Survey", "Survey", ""): (2, "Time per Year"),
		}
		self.assertEqual({key: terms.get(key) for key in expected}, expected)

	def test_without_a_place_no_level_brings_in_local_rules(self) -> None:
		def chosen(regime: str, step: str) -> str:
			return deadlines.select(regime, step, None, "2026-03-02").name

		for level in ("National", "Provincial", "Municipal"):
			self.follow(level)
			self.assertEqual(chosen("Petition", "Resolution"), "petition-resolution")
			self.assertEqual(chosen("Hotline", "Resolution"), "hotline-resolution")

	def test_a_matter_older_than_every_rule_has_no_deadline(self) -> None:
		self.assertIsNone(deadlines.select("Talk", "Resolution", None, "2014-12-31"))
		self.assertEqual(deadlines.select("Talk", "Resolution", None, "2015-01-01").name, "talk-resolution")
		self.assertIsNone(deadlines.select("Petition", "Resolution", None, "2022-04-30"))

	def test_a_rule_for_a_category_holds_below_it_and_an_edit_takes_effect_at_once(self) -> None:
		self.assertEqual(deadlines.select("Talk", "Response", "WS0206", "2026-03-02").name, "talk-response")
		factories._make(
			"Deadline Rule",
			{
				"rule_code": "test-category",
				"title": "Test",
				"regime": "Talk",
				"step": "Response",
				"category": "WS02",
				"level": "Default",
				"amount": 2,
				"unit": "Working Day",
				"starts_from": "Receipt",
				"basis": "Test",
			},
			{},
		)
		self.assertEqual(deadlines.select("Talk", "Response", "WS0206", "2026-03-02").name, "test-category")
		self.assertEqual(deadlines.select("Talk", "Response", "WS0101", "2026-03-02").name, "talk-response")
		frappe.db.set_value("Deadline Rule", "test-category", "enabled", 0)
		frappe.get_doc("Deadline Rule", "test-category").save()
		self.assertEqual(deadlines.select("Talk", "Response", "WS0206", "2026-03-02").name, "talk-response")

	def test_a_rule_becomes_a_term(self) -> None:
		term = deadlines.term_of(deadlines.select("Dispute", "Mediation", None, "2026-03-02"))
		self.assertEqual(term, rules.Term(30, rules.TermUnit.WORKING_DAY, pause_reasons=frozenset({"鉴定"})))
		petition = deadlines.term_of(deadlines.select("Petition", "Resolution", None, "2026-03-02"))
		self.assertEqual(petition, rules.Term(60, rules.TermUnit.DAY, extension_cap=30))

	def test_a_rule_is_checked(self) -> None:
		for change in ({"amount": 0}, {"extension_cap": -1}, {"valid_to": "2014-01-01"}):
			rule = frappe.get_doc("Deadline Rule", "talk-response")
			rule.update(change)
			with self.assertRaises(frappe.ValidationError):
				rule.save()


class TestMatterCategories(HealthTalkTestCase):
	def test_the_official_classes_and_our_own_ship(self) -> None:
		official = frappe.get_all(
			"Matter Category", filters={"official_class": ("like", "卫生计生/%/%")}, pluck="name"
		)
		self.assertEqual(len(official), 27)
		integrity = frappe.get_all(
			"Matter Category",
			filters={"is_integrity": 1, "is_group": 0},
			pluck="category_name",
			order_by="name",
		)
		self.assertEqual(integrity, ["红包", "回扣", "礼品", "吃请", "其他违反“八不准”行为"])
		for name in ("ZX", "BY"):
			self.assertEqual(frappe.db.get_value("Matter Category", name, "asks_for_solution"), 0)

	def test_below_a_category_of_integrity_breaches_there_is_nothing_else(self) -> None:
		with self.assertRaises(frappe.ValidationError):
			factories.category(parent_matter_category="LJ", is_integrity=0)
		factories.category(parent_matter_category="LJ", is_integrity=1)

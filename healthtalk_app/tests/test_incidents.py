"""E4: an opinion incident from its discovery to its review, its hours over holidays, who sees it."""

from datetime import datetime
from typing import Any

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, now_datetime

from healthtalk_app import exceptions
from healthtalk_app.api import incident as incident_api
from healthtalk_app.metrics import today
from healthtalk_app.rules import escalation, projection
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

INCIDENT = "Opinion Incident"
# Thursday evening before the May holiday; hours run on whatever the calendar says
EVENING = "2026-04-30 22:30:00"
JUDGED = {"judgement": "The ward was closed for cleaning, not for an infection."}
REPORTED = {"report_how": "Telephone"}
RELEASE = {
	"release_kind": "Authoritative Information",
	"release_medium": "Government Website",
	"release_title": "Why the ward was closed",
	"release_text": "It opens again on Saturday.",
	"spokesperson": "Wang",
}


def at(moment: str) -> datetime:
	return datetime.fromisoformat(moment)


class IncidentTestCase(HealthTalkTestCase):
	"""An incident about branch A1."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("INC")
		calendar = frappe.get_doc("Work Calendar", cls.county.calendar)
		for day in ("2026-05-01", "2026-05-04", "2026-05-05"):
			calendar.append("days", {"date": day, "is_working": 0, "label": "Test"})
		calendar.save(ignore_permissions=True)
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.group = factories.user("Unit Officer", cls.county.a)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.other = factories.user("Unit Officer", cls.county.b)
		cls.bureau = factories.user("Unit Leader", cls.county.bureau)

	def found(self, moment: str | None = None, user: str | None = None, **given: Any) -> Any:
		values = {
			"subject": "Video of a closed ward",
			"unit": self.county.a1,
			"summary": "A video says that the ward was closed for an infection.",
			"sources": [{"medium": "Short Video", "title": "Closed!", "reach": 40000}],
			"found_at": moment or now_datetime(),
			**given,
		}
		with as_user(user or self.officer):
			return frappe.get_doc(doctype=INCIDENT, **values).insert()

	def act(self, doc: Any, action: str, moment: str | None = None, **values: Any) -> Any:
		def step() -> Any:
			with as_user(self.officer):
				return flow.act(INCIDENT, doc.name, action, values)

		if not moment:
			return step()
		with self.freeze_time(moment):
			return step()

	def walk(self, *steps: tuple[str, str, dict[str, Any]], **given: Any) -> Any:
		"""An incident found on that evening and taken through `steps` (moment, action, values)."""
		with self.freeze_time(EVENING):
			doc = self.found(EVENING, **given)
		for moment, action, values in steps:
			doc = self.act(doc, action, moment, **values)
		return doc

	def assert_log_tells_the_columns(self, doc: Any) -> None:
		told = projection.fold(INCIDENT, events.of(INCIDENT, doc.name))
		stored = frappe.db.get_value(INCIDENT, doc.name, list(told), as_dict=True)
		for column, value in told.items():
			self.assertEqual(stored[column] or None, value or None, column)


class TestHours(IncidentTestCase):
	def test_others_have_forty_eight_hours_over_a_holiday(self):
		doc = self.walk()
		self.assertEqual(
			(doc.information_due_at, doc.conference_due_at, doc.report_due_at),
			(at("2026-05-02 22:30:00"), None, None),
		)

	def test_a_major_one_has_five_and_twenty_four_across_midnight(self):
		doc = self.walk(level="Major")
		self.assertEqual(
			(doc.information_due_at, doc.conference_due_at, doc.report_due_at),
			(at("2026-05-01 03:30:00"), at("2026-05-01 22:30:00"), None),
		)

	def test_a_public_health_emergency_is_reported_within_two(self):
		doc = self.walk(
			("2026-04-30 23:00:00", "Judge", JUDGED),
			("2026-05-01 00:30:00", "Report", REPORTED),
			is_emergency=1,
		)
		self.assertEqual(doc.report_due_at, at("2026-05-01 00:30:00"))
		self.assertEqual((doc.report_on_time, doc.reported_to), ("On Time", self.county.a))
		late = self.walk(
			("2026-04-30 23:00:00", "Judge", JUDGED),
			("2026-05-01 00:31:00", "Report", REPORTED),
			is_emergency=1,
		)
		self.assertEqual(late.report_on_time, "Late")

	def test_judged_major_its_hours_run_from_the_discovery_all_the_same(self):
		doc = self.walk(("2026-05-01 01:00:00", "Judge", {**JUDGED, "level": "Major", "is_emergency": 1}))
		self.assertEqual(
			(doc.report_due_at, doc.information_due_at, doc.conference_due_at),
			(at("2026-05-01 00:30:00"), at("2026-05-01 03:30:00"), at("2026-05-01 22:30:00")),
		)
		self.assertEqual(
			{row.step for row in doc.clocks}, {"Report", "Authoritative Information", "Press Conference"}
		)
		self.assert_log_tells_the_columns(doc)

	def test_first_information_and_press_conference_each_meet_their_clock(self):
		doc = self.walk(
			("2026-04-30 23:00:00", "Judge", {**JUDGED, "level": "Major"}),
			("2026-05-01 00:00:00", "Report", REPORTED),
			("2026-05-01 03:30:00", "Release", RELEASE),
		)
		self.assertEqual((doc.information_on_time, doc.conference_on_time), ("On Time", None))
		conference = {**RELEASE, "release_kind": "Press Conference", "release_medium": "Press Conference"}
		with self.freeze_time("2026-05-01 23:00:00"), as_user(self.officer):
			incident_api.release(doc.name, {**RELEASE, "release_kind": "Progress"})
			doc.reload()
			self.assertFalse(doc.conference_on_time)
			incident_api.release(doc.name, conference, "2026-05-01 22:29:00")
		doc.reload()
		self.assertEqual((doc.conference_on_time, doc.status), ("On Time", "Released"))
		self.assertEqual(
			[(row.kind, str(row.released_at)) for row in doc.releases],
			[
				("Authoritative Information", "2026-05-01 03:30:00"),
				("Progress", "2026-05-01 23:00:00"),
				("Press Conference", "2026-05-01 22:29:00"),
			],
		)
		self.assert_log_tells_the_columns(doc)

	def raised(self, moment: str, *later: tuple[str, str, dict[str, Any]]) -> Any:
		"""One that is not major, answered on the evening of its discovery, and major from `moment` on."""
		doc = self.walk(
			("2026-04-30 22:40:00", "Judge", JUDGED),
			("2026-04-30 22:50:00", "Report", REPORTED),
			("2026-04-30 23:00:00", "Release", {**RELEASE, "release_kind": "Response"}),
		)
		with self.freeze_time(moment), as_user(self.officer):
			doc.reload()
			doc.level = "Major"
			doc.save()
		for at_moment, action, values in later:
			doc = self.act(doc, action, at_moment, **values)
		return doc

	def test_major_after_its_release_the_hours_of_that_level_run_from_then(self):
		# Sunday 3 May 23:30, in the holiday: five hours end on Monday 04:30, twenty-four on Monday 23:30
		doc = self.raised("2026-05-03 23:30:00")
		self.assertEqual(
			(doc.status, doc.information_due_at, doc.conference_due_at),
			("Released", at("2026-05-04 04:30:00"), at("2026-05-04 23:30:00")),
		)
		self.assertFalse(doc.information_on_time)
		met = {row.step: row.on_time for row in doc.clocks}
		self.assertEqual(met["Other Information"], "On Time")
		owed = {clock: name for name, clock in sweep.due_clocks(INCIDENT, at("2026-05-04 04:31:00"))}
		rows = {row.step: row.name for row in doc.clocks}
		self.assertIn(rows["Authoritative Information"], owed)
		self.assertNotIn(rows["Other Information"], owed)
		with self.freeze_time("2026-05-04 04:00:00"), as_user(self.officer):
			self.assertIn(doc.name, today.names("due_today", INCIDENT, self.officer))
			incident_api.release(doc.name, {**RELEASE, "release_kind": "Response"})
			self.assertFalse(frappe.db.get_value(INCIDENT, doc.name, "information_on_time"))
			incident_api.release(doc.name, RELEASE)
		doc.reload()
		self.assertEqual((doc.information_on_time, doc.conference_on_time), ("On Time", None))
		self.assert_log_tells_the_columns(doc)

	def test_it_is_not_closed_while_the_new_hours_are_owed_nor_judged_down_again(self):
		doc = self.raised("2026-05-03 23:30:00")
		close = {"review": "Answer sooner.", "no_conference_reason": "Asked by nobody."}
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Close", "2026-05-04 05:00:00", **close)
		with self.freeze_time("2026-05-04 05:00:00"), as_user(self.officer):
			doc.reload()
			doc.level = "Other"
			with self.assertRaises(exceptions.FrozenError):
				doc.save()
			incident_api.release(doc.name, RELEASE)
		doc = self.act(doc, "Close", "2026-05-04 06:00:00", **close)
		self.assertEqual((doc.status, doc.information_on_time), ("Closed", "Late"))
		with self.freeze_time("2026-05-05 06:00:00"), as_user(self.officer):
			doc.reload()
			doc.level = "Other"
			with self.assertRaises(exceptions.FrozenError):
				doc.save()

	def test_raised_in_the_step_of_the_release_its_hours_run_from_the_discovery(self):
		doc = self.walk(
			("2026-04-30 22:40:00", "Judge", JUDGED),
			("2026-04-30 22:50:00", "Report", REPORTED),
			("2026-04-30 23:00:00", "Release", {**RELEASE, "level": "Major"}),
		)
		self.assertEqual(
			(doc.information_on_time, doc.conference_due_at), ("On Time", at("2026-05-01 22:30:00"))
		)

	def test_a_response_is_enough_where_it_is_not_major_but_not_where_it_is(self):
		steps = (("2026-04-30 23:00:00", "Judge", JUDGED), ("2026-05-01 00:00:00", "Report", REPORTED))
		response = {**RELEASE, "release_kind": "Response"}
		doc = self.walk(*steps, ("2026-05-02 22:31:00", "Release", response))
		self.assertEqual(doc.information_on_time, "Late")
		doc = self.walk(*steps, level="Major")
		for kind in ("Response", "Progress"):
			with self.assertRaises(exceptions.MoveNotAllowedError):
				self.act(doc, "Release", "2026-05-01 02:00:00", **{**RELEASE, "release_kind": kind})

	def test_the_sweep_finds_what_is_owed_at_night(self):
		doc = self.walk(level="Major")
		owed = {row.step: row.name for row in doc.clocks}

		def due(moment: str) -> set[str]:
			return {clock for name, clock in sweep.due_clocks(INCIDENT, at(moment)) if name == doc.name}

		self.assertIn(owed["Authoritative Information"], due("2026-05-01 03:31:00"))
		sweep.raise_level(INCIDENT, doc.name, owed["Authoritative Information"], at("2026-05-01 03:31:00"))
		levels = [e.details["level"] for e in events.of(INCIDENT, doc.name) if e.event == "notice"]
		self.assertEqual(levels, [escalation.OVERDUE])
		# told once; its leader hears on the first working day
		self.assertNotIn(owed["Authoritative Information"], due("2026-05-01 04:31:00"))
		self.assertIn(owed["Authoritative Information"], due("2026-05-06 09:00:00"))
		with self.freeze_time("2026-05-01 02:00:00"), as_user(self.officer):
			texts = {
				row["step"]: row["left_text"]
				for row in panel.panel(frappe.get_doc(INCIDENT, doc.name))["clocks"]
			}
		self.assertEqual(texts["Authoritative Information"], frappe._("{0} hours left").format(1.5))

	def test_my_unit_today_shows_the_hour_that_is_owed_next(self):
		doc = self.walk(level="Major", is_emergency=1)

		def due(moment: str) -> dict[str, str]:
			with self.freeze_time(moment):
				groups = today.today(self.officer)["groups"]
			return {g["key"]: str(row["due"]) for g in groups for row in g["rows"] if row["name"] == doc.name}

		self.assertEqual(due("2026-04-30 23:00:00"), {"new": "2026-05-01 00:30:00"})
		self.assertEqual(
			due("2026-05-01 00:31:00"), {"new": "2026-05-01 00:30:00", "overdue": "2026-05-01 00:30:00"}
		)
		self.act(doc, "Judge", "2026-05-01 00:40:00", **JUDGED)
		self.act(doc, "Report", "2026-05-01 00:41:00", **REPORTED)
		self.assertEqual(due("2026-05-01 00:45:00"), {"due_today": "2026-05-01 03:30:00"})
		self.act(doc, "Release", "2026-05-01 02:00:00", **RELEASE)
		self.assertEqual(due("2026-05-01 02:30:00"), {"due_today": "2026-05-01 22:30:00"})


class TestSteps(IncidentTestCase):
	def test_each_step_is_refused_without_its_evidence(self):
		doc = self.found(level="Major")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Judge")
		doc = self.act(doc, "Judge", **JUDGED)
		self.assertIn("卫说舆〔", doc.number)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Report")
		self.act(doc, "Report", **REPORTED)
		for missing in ("release_kind", "release_medium", "release_title", "spokesperson", "release_text"):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Release", **{**RELEASE, missing: None})
		self.act(doc, "Release", **RELEASE)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Close")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Close", review="Say so at once.")
		doc = self.act(
			doc, "Close", review="Say so at once.", no_conference_reason="Cleared up within an hour"
		)
		self.assertEqual(doc.status, "Closed")
		self.assert_log_tells_the_columns(doc)

	def test_no_step_is_left_out(self):
		doc = self.found()
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(doc, "Release", **RELEASE)
		with self.assertRaises(exceptions.StatusWrittenError):
			self.found(status="Closed")
		with as_user(self.officer), self.assertRaises(exceptions.MoveNotAllowedError):
			incident_api.release(doc.name, RELEASE)

	def test_what_a_step_has_settled_stands(self):
		doc = self.act(self.found(level="Major"), "Judge", **JUDGED)
		with as_user(self.officer):
			for fieldname, value in (
				("found_at", add_days(now_datetime(), -1)),
				("unit", None),
				("level", "Other"),
			):
				doc.reload()
				doc.set(fieldname, value)
				with self.assertRaises((exceptions.FrozenError, frappe.PermissionError)):
					doc.save()

	def test_releases_are_written_by_the_app_alone(self):
		doc = self.found(releases=[{"kind": "Press Conference", "title": "x"}])
		self.assertEqual(doc.releases, [])
		with as_user(self.officer):
			doc.append("releases", {"kind": "Press Conference", "title": "x"})
			doc.save()
		self.assertEqual(frappe.get_doc(INCIDENT, doc.name).releases, [])

	def test_it_is_not_found_tomorrow_nor_released_before_it_was_found(self):
		with self.assertRaises(exceptions.TimeOrderError):
			self.found(found_at=add_days(now_datetime(), 1))
		doc = self.act(self.act(self.found(), "Judge", **JUDGED), "Report", **REPORTED)
		doc = self.act(doc, "Release", **RELEASE)
		with as_user(self.officer), self.assertRaises(exceptions.TimeOrderError):
			incident_api.release(doc.name, RELEASE, "2020-01-01 09:00:00")

	def test_the_spokesperson_is_who_holds_the_duty_on_that_day(self):
		self.assertFalse(self.found().spokesperson)
		employee = factories.employee(first_name="Li Speaks")
		factories.duty(self.county.a, "Spokesperson", employee=employee.name)
		self.assertEqual(self.found().spokesperson, employee.employee_name)
		own = factories.employee(first_name="Zhao Speaks")
		factories.duty(self.county.a1, "Spokesperson", employee=own.name)
		self.assertEqual(self.found().spokesperson, own.employee_name)


class TestRows(IncidentTestCase):
	def sees(self, user: str, doc: Any) -> tuple[bool, bool, bool]:
		"""Whether the user reads it, finds it in the list, writes it."""
		with as_user(user):
			return (
				bool(frappe.has_permission(INCIDENT, "read", doc.name)),
				doc.name in frappe.get_list(INCIDENT, pluck="name"),
				bool(frappe.has_permission(INCIDENT, "write", doc.name)),
			)

	def test_the_unit_and_those_above_see_and_write_others_nothing(self):
		doc = self.found()
		for user in (self.officer, self.group, self.bureau):
			self.assertEqual(self.sees(user, doc), (True, True, True), user)
		for user in (self.sister, self.other, factories.user("Unit Officer")):
			self.assertEqual(self.sees(user, doc), (False, False, False), user)
		self.assertEqual(self.sees(factories.user("Viewer", self.county.a1), doc), (True, True, False))

	def test_whom_it_was_reported_to_reads_from_the_report_on(self):
		doc = self.act(self.found(), "Judge", **JUDGED)
		self.assertEqual(self.sees(self.other, doc), (False, False, False))
		self.act(doc, "Report", **REPORTED, reported_to=self.county.b)
		self.assertEqual(self.sees(self.other, doc), (True, True, False))

	def test_a_linked_matter_is_one_that_the_writer_sees(self):
		own, foreign = factories.matter(unit=self.county.a1), factories.matter(unit=self.county.b1)
		self.assertEqual(len(self.found(matters=[{"matter": own.name}]).matters), 1)
		with self.assertRaises(frappe.PermissionError):
			self.found(matters=[{"matter": foreign.name}])


class TestReport(IncidentTestCase):
	"""The second quarter of 2026: A1 two incidents, one of them major; A2 one."""

	def setUp(self) -> None:
		super().setUp()
		self.walk(
			("2026-04-30 23:00:00", "Judge", {**JUDGED, "level": "Major", "is_emergency": 1}),
			("2026-05-01 00:00:00", "Report", REPORTED),
			("2026-05-01 04:00:00", "Release", RELEASE),
		)
		self.walk(
			("2026-04-30 23:00:00", "Judge", JUDGED),
			("2026-05-01 00:00:00", "Report", REPORTED),
			("2026-05-01 04:00:00", "Release", RELEASE),
		)
		self.walk(unit=self.county.a2, user=self.sister)

	def report(self, user: str | None = None, **filters: Any) -> dict[str, tuple[Any, ...]]:
		"""Group → found, major, open, reported in time, information in time, conference in time."""
		period = {"from_date": "2026-04-01", "to_date": "2026-06-30"}
		with as_user(user or self.group), self.freeze_time("2026-06-30 12:00:00"):
			rows = run("Incident Timeliness", filters={**period, **filters})["result"]
		keys = ("incidents_found", "incidents_major", "incidents_open", "incident_report_rate")
		keys += ("incident_information_rate", "incident_conference_rate")
		total = frappe._("Total")
		return {
			"total" if row["group_name"] == total else row["group"]: tuple(row[key] for key in keys)
			for row in rows
		}

	def test_by_unit_and_level(self):
		self.assertEqual(
			self.report(),
			{
				# the major one released its information half an hour late and held no press conference
				self.county.a1: (2, 1, 2, 100, 50, 0),
				self.county.a2: (1, 0, 1, None, 0, None),
				"total": (3, 1, 3, 100, 33.33, 0),
			},
		)
		by = self.report(group_by="level")
		self.assertEqual((by["Major"][4], by["Other"][4]), (0, 50))
		self.assertEqual(self.report(level="Major")["total"][:2], (1, 1))

	def test_everybody_sees_the_own_units(self):
		self.assertEqual(set(self.report(self.sister)), {self.county.a2, "total"})
		self.assertEqual(self.report(self.other), {})

"""Units with dates and duties, closing, renaming, venues and work handover (design §5, H2, H5, H6, H11)."""

import json
from typing import Any

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, today

from healthtalk_app.exceptions import HandoverError, UnitDatesError
from healthtalk_app.services.organisation import handover, units
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

FIRST = "First Responsible Person"


def shown(rows: list[frappe._dict]) -> list[dict[str, Any]]:
	"""Rows of a county without its prefix, when they were written and where it begins in the tree."""
	left_out = ("creation", "modified")
	found = []
	for row in rows:
		values = {
			key: str(value).replace(row.name[:4], "*") for key, value in row.items() if key not in left_out
		}
		found.append({**values, "lft": row.lft - rows[0].lft, "rgt": row.rgt - rows[0].lft})
	return found


class UnitTestCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("UNIT")

	def health_unit(self, key: str = "a1") -> Any:
		return frappe.get_doc("Health Unit", self.county[key])


class TestHealthUnit(UnitTestCase):
	def test_the_county_of_the_tests_is_as_if_made_unit_by_unit(self) -> None:
		factories.county("ROWS")
		for row in self.rows("ROWS"):
			parent = (row.parent_health_unit or "").replace("ROWS", "FORM") or None
			factories.unit(row.name.replace("ROWS", "FORM"), parent, row.kind, is_group=row.is_group)
		self.assertEqual(shown(self.rows("ROWS")), shown(self.rows("FORM")))

	def rows(self, prefix: str) -> list[frappe._dict]:
		below = {"name": ("like", f"{prefix}-%")}
		return frappe.get_all("Health Unit", filters=below, fields=["*"], order_by="lft")

	def test_a_unit_cannot_lie_below_itself(self) -> None:
		for superior in (self.county.a, self.county.a1):
			unit = self.health_unit("a")
			unit.parent_health_unit = superior
			with self.assertRaises(frappe.ValidationError):
				unit.save()

	def test_dates_and_successor_agree(self) -> None:
		for change in (
			{"valid_to": "2019-12-31"},
			{"successor": self.county.a2},
			{"valid_to": today(), "successor": self.county.a1},
		):
			unit = self.health_unit()
			unit.update(change)
			with self.assertRaises(UnitDatesError):
				unit.save()

	def test_a_closed_unit_is_no_successor(self) -> None:
		units.close_unit(self.county.a2, add_days(today(), -10), None)
		with self.assertRaises(UnitDatesError):
			units.close_unit(self.county.a1, today(), self.county.a2)

	def test_a_unit_with_open_units_below_it_is_not_closed(self) -> None:
		with self.assertRaises(UnitDatesError):
			units.close_unit(self.county.a, today(), self.county.b)
		for below in (self.county.a1, self.county.a2):
			units.close_unit(below, today(), self.county.b1)
		units.close_unit(self.county.a, today(), self.county.b)

	def test_a_unit_is_open_from_its_first_to_its_last_day(self) -> None:
		units.close_unit(self.county.a1, "2025-06-30", None)
		self.assertEqual(
			[
				units.is_open(self.county.a1, day)
				for day in ("2019-12-31", "2020-01-01", "2025-06-30", "2025-07-01")
			],
			[False, True, True, False],
		)

	def test_how_often_a_talk_is_owed_follows_from_the_kind(self) -> None:
		owed = {
			kind: factories.unit(kind=kind, parent=self.county.bureau).talk_frequency
			for kind in (
				"Department",
				"Party Committee",
				"Branch",
				"Group Headquarters",
				"Public Health Unit",
				"Team",
			)
		}
		self.assertEqual(
			owed,
			{
				"Department": "Quarter",
				"Party Committee": "Two Months",
				"Branch": "Two Months",
				"Group Headquarters": "Two Months",
				"Public Health Unit": "Two Months",
				"Team": "None",
			},
		)

	def test_a_frequency_that_somebody_set_stays(self) -> None:
		unit = factories.unit(kind="Station", parent=self.county.a, talk_frequency="Quarter")
		self.assertEqual(unit.talk_frequency, "Quarter")
		unit.kind = "Team"
		unit.save()
		self.assertEqual(unit.talk_frequency, "Quarter")
		other = factories.unit(kind="Branch", parent=self.county.a)
		other.kind = "Team"
		other.save()
		self.assertEqual(other.talk_frequency, "None")

	def test_the_bureau_and_the_superior_unit_are_found(self) -> None:
		self.assertEqual(units.bureau(), self.county.bureau)
		self.assertEqual(units.superior(self.county.a1), self.county.a)
		self.assertIsNone(units.superior(self.county.bureau))
		frappe.db.set_single_value("Healthtalk Settings", "bureau_unit", None)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		self.assertEqual(frappe.db.get_value("Health Unit", units.bureau(), "kind"), "Bureau")

	def test_users_of_a_unit_are_those_permitted_on_it_and_enabled(self) -> None:
		officer = factories.user("Unit Officer", self.county.a1)
		leader = factories.user("Unit Leader", self.county.a1)
		factories.user("Unit Officer", self.county.a)
		gone = factories.user("Unit Officer", self.county.a1)
		frappe.db.set_value("User", gone, "enabled", 0)
		self.assertEqual(units.unit_users(self.county.a1), sorted([officer, leader]))
		self.assertEqual(units.unit_users(self.county.a1, "Unit Leader"), [leader])

	def test_issued_papers_keep_the_name_of_their_date(self) -> None:
		unit = self.health_unit()
		before = now_datetime()
		first = unit.unit_name
		unit.unit_name, unit.short_name = "Second Name", "SN"
		unit.save()
		self.assertEqual(units.name_on(unit.name, before), first)
		self.assertEqual(units.name_on(unit.name, before, "short_name"), self.county.a1)
		self.assertEqual(units.name_on(unit.name, add_to_date(now_datetime(), minutes=1)), "Second Name")


class TestDuties(UnitTestCase):
	def test_who_held_a_duty_on_a_day(self) -> None:
		unit = self.county.a1
		first = factories.user("Unit Leader")
		second = factories.user("Unit Leader")
		factories.duty(unit, FIRST, user=first, employee_name="First", valid_to="2025-03-31")
		factories.duty(unit, FIRST, user=second, employee_name="Second", valid_from="2025-04-01")
		held = [
			units.duty_holder(unit, FIRST, day)
			for day in ("2019-12-31", "2025-03-31", "2025-04-01", "2026-01-01")
		]
		self.assertEqual([row and row.user for row in held], [None, first, second, second])
		self.assertIsNone(units.duty_holder(unit, "Liaison", "2026-01-01"))

	def test_the_user_of_a_duty_comes_from_the_employee(self) -> None:
		user = factories.user("Unit Leader")
		employee = factories.employee(user_id=user)
		factories.duty(self.county.a1, "Liaison", employee=employee.name, employee_name="")
		holder = units.duty_holder(self.county.a1, "Liaison", today())
		self.assertEqual((holder.user, holder.employee_name), (user, employee.employee_name))

	def test_one_person_at_a_time_is_first_responsible(self) -> None:
		factories.duty(self.county.a1, FIRST, employee_name="First", valid_to="2025-03-31")
		with self.assertRaises(UnitDatesError):
			factories.duty(self.county.a1, FIRST, employee_name="Second", valid_from="2025-03-31")
		factories.duty(self.county.a1, "Liaison", employee_name="One")
		factories.duty(self.county.a1, "Liaison", employee_name="Two")
		self.assertEqual(len(units.duty_holders(self.county.a1, "Liaison", today())), 2)

	def test_a_duty_ends_after_it_began(self) -> None:
		with self.assertRaises(UnitDatesError):
			factories.duty(self.county.a1, "Liaison", employee_name="One", valid_to="2019-01-01")


class TestClosing(UnitTestCase):
	def work(self) -> frappe._dict:
		"""Open and finished work of A1."""
		unit = self.county.a1
		made = frappe._dict(
			matter=factories.matter(unit=unit, lead_unit=unit),
			closed=factories.matter(unit=unit, lead_unit=unit),
			session=factories.session(unit=unit),
			held=factories.session(unit=unit),
		)
		made.slip = factories.slip(matter=made.matter.name, sender_unit=self.county.b1, receiver_unit=unit)
		frappe.db.set_value("Talk Matter", made.closed.name, {"status": "Closed", "workflow_state": "Closed"})
		frappe.db.set_value("Talk Session", made.held.name, {"status": "Held", "workflow_state": "Held"})
		return made

	def events(self, doctype: str, name: str) -> list[dict[str, str]]:
		filters = {"reference_doctype": doctype, "reference_name": name, "event": "unit.moved"}
		return [json.loads(row) for row in frappe.get_all("Case Event", filters=filters, pluck="details")]

	def test_open_work_goes_to_the_successor_with_an_event(self) -> None:
		work = self.work()
		units.close_unit(self.county.a1, today(), self.county.a2)
		moved = {"from": self.county.a1, "to": self.county.a2}
		for doc, fields in (
			(work.matter, ("unit", "lead_unit")),
			(work.session, ("unit",)),
			(work.slip, ("receiver_unit",)),
		):
			doc.reload()
			self.assertEqual(
				[doc.get(field) for field in fields], [self.county.a2] * len(fields), doc.doctype
			)
			self.assertEqual(self.events(doc.doctype, doc.name), [moved])
			self.assertNotIn(self.county.a1, [row.unit for row in doc.parties])
		self.assertFalse(work.matter.has_other_parties)
		self.assertEqual(work.slip.sender_unit, self.county.b1)

	def test_finished_work_and_the_talk_that_was_held_stay(self) -> None:
		work = self.work()
		units.close_unit(self.county.a1, today(), self.county.a2)
		work.closed.reload()
		work.held.reload()
		self.assertEqual((work.closed.unit, work.closed.lead_unit), (self.county.a1, self.county.a1))
		self.assertEqual(work.held.unit, self.county.a1)
		self.assertIn((self.county.a2, "Owner"), [(row.unit, row.part) for row in work.held.parties])

	def test_closing_changes_access_at_once(self) -> None:
		work = self.work()
		officer = factories.user("Unit Officer", self.county.a2)
		with as_user(officer):
			self.assertFalse(frappe.has_permission("Talk Matter", "read", work.matter.name))
		units.close_unit(self.county.a1, today(), self.county.a2)
		with as_user(officer):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", work.matter.name))

	def test_work_moves_on_the_day_and_not_twice(self) -> None:
		work = self.work()
		units.close_unit(self.county.a1, add_days(today(), 3), self.county.a2)
		self.assertEqual(frappe.db.get_value("Talk Matter", work.matter.name, "unit"), self.county.a1)
		frappe.db.set_value("Health Unit", self.county.a1, "valid_to", today())
		units.close_units_due()
		units.close_units_due()
		self.assertEqual(frappe.db.get_value("Talk Matter", work.matter.name, "unit"), self.county.a2)
		self.assertEqual(len(self.events("Talk Matter", work.matter.name)), 1)
		self.assertEqual(len(self.events("Talk Session", work.held.name)), 1)

	def test_only_who_keeps_the_units_closes_one(self) -> None:
		with (
			as_user(factories.user("Unit Leader", self.county.a1)),
			self.assertRaises(frappe.PermissionError),
		):
			units.close_unit(self.county.a1, today(), self.county.a2)


class TestTalkVenue(UnitTestCase):
	def test_an_online_group_bears_the_prescribed_name(self) -> None:
		name = frappe.db.get_value("Health Unit", self.county.a1, "unit_name")
		venue = factories._make(
			"Talk Venue",
			{
				"venue_name": "Group",
				"kind": "Online Service Group",
				"unit": self.county.a1,
				"department_name": "内科",
			},
			{},
		)
		self.assertEqual(venue.prescribed_name, f"{name}内科健康说事服务群")
		venue.doctor_name = "王医生"
		venue.save()
		self.assertEqual(venue.prescribed_name, f"{name}内科王医生健康说事服务群")
		venue.kind = "Fixed Studio"
		venue.save()
		self.assertIsNone(venue.prescribed_name)

	def test_a_group_needs_its_department(self) -> None:
		values = {"venue_name": "Group", "kind": "Online Service Group", "unit": self.county.a1}
		with self.assertRaises(frappe.ValidationError):
			factories._make("Talk Venue", values, {})


class TestHandover(UnitTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.leader = factories.user("Unit Leader", self.county.a1)
		self.leaving = factories.user("Unit Officer", self.county.a1)
		self.staying = factories.user("Unit Officer", self.county.a1)

	def matter(self, unit: str, **given: Any) -> str:
		name = factories.matter(unit=unit, lead_unit=unit).name
		frappe.db.set_value("Talk Matter", name, {"handler": self.leaving, **given})
		return name

	def test_open_matters_and_assignments_of_the_unit_go_over_in_one_logged_action(self) -> None:
		mine, done, elsewhere = (
			self.matter(self.county.a1),
			self.matter(self.county.a1, status="Closed", workflow_state="Closed"),
			self.matter(self.county.b1),
		)
		todo = factories._make(
			"ToDo",
			{
				"allocated_to": self.leaving,
				"reference_type": "Talk Matter",
				"reference_name": mine,
				"description": "x",
			},
			{},
		)
		with as_user(self.leader):
			done_by = handover.hand_over(self.leaving, self.staying, self.county.a1, "Retires")
		handlers = [frappe.db.get_value("Talk Matter", name, "handler") for name in (mine, done, elsewhere)]
		self.assertEqual(handlers, [self.staying, self.leaving, self.leaving])
		self.assertEqual(frappe.db.get_value("ToDo", todo.name, "allocated_to"), self.staying)
		self.assertEqual(done_by.moved_count, 2)
		self.assertEqual(json.loads(done_by.moved), {"Talk Matter": [mine], "ToDo": [todo.name]})
		event = frappe.get_last_doc("Case Event", {"reference_name": mine, "event": "handover"})
		self.assertEqual(event.actor, self.leader)
		self.assertEqual(json.loads(event.details)["to"], self.staying)

	def test_duties_go_over_when_asked(self) -> None:
		factories.duty(self.county.a1, "Liaison", user=self.leaving, employee_name="Leaving")
		with as_user(self.leader):
			handover.hand_over(self.leaving, self.staying, self.county.a1, "Retires", with_duties=True)
		tomorrow = add_days(today(), 1)
		held = [units.duty_holder(self.county.a1, "Liaison", day).user for day in (today(), tomorrow)]
		self.assertEqual(held, [self.leaving, self.staying])

	def test_only_the_leader_of_the_unit_or_an_administrator_hands_over(self) -> None:
		for refused in (
			factories.user("Unit Officer", self.county.a1),
			factories.user("Unit Leader", self.county.a2),
			factories.user("Viewer", self.county.bureau),
		):
			with as_user(refused), self.assertRaises(frappe.PermissionError):
				handover.hand_over(self.leaving, self.staying, self.county.a1, "Retires")
		for allowed in (
			factories.user("Unit Leader", self.county.a),
			factories.user("Healthtalk Administrator", self.county.bureau),
		):
			with as_user(allowed):
				handover.hand_over(self.leaving, self.staying, self.county.a1, "Retires")

	def test_the_other_works_in_the_unit_and_is_somebody_else(self) -> None:
		outsider = factories.user("Unit Officer", self.county.b1)
		left = factories.user("Unit Officer", self.county.a1)
		frappe.db.set_value("User", left, "enabled", 0)
		for other in (self.leaving, outsider, left):
			with as_user(self.leader), self.assertRaises(HandoverError):
				handover.hand_over(self.leaving, other, self.county.a1, "Retires")

	def test_a_handover_stays_on_record(self) -> None:
		with as_user(self.leader):
			done = handover.hand_over(self.leaving, self.staying, self.county.a1, "Retires")
		done.reason = "Other"
		with self.assertRaises(HandoverError):
			done.save()

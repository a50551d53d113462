"""T2, E2 Study 学习培训: attendance, signing in, notes, exams, and whom a unit has reached.

The county's branch A1 has four employees (its department) and B1 a headcount of ten. Figures are worked out
by hand beside each test.
"""

from typing import Any

import frappe
from frappe.utils import add_days, getdate, today

from healthtalk_app import permissions
from healthtalk_app.api import study as api
from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	FrozenError,
	PublicInputError,
	TimeOrderError,
	TooOftenError,
)
from healthtalk_app.healthtalk_app.report.study_coverage import study_coverage
from healthtalk_app.metrics import registry, staff, study
from healthtalk_app.metrics.base import Asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.study import sign_in
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

RECORD, ATTENDEE = "Study Record", "Study Attendee"
NAMES = ("张一", "李二", "王三", "赵四")


class TestStudy(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("ST")
		cls.company = factories.company()
		frappe.db.set_value("Health Unit", {"company": cls.company}, "company", None)
		cls.department = cls.make_department("ST 门诊部")
		cls.elsewhere = cls.make_department("ST 住院部")
		frappe.db.set_value("Health Unit", cls.county.a1, "department", cls.department)
		frappe.db.set_value("Health Unit", cls.county.a2, "department", cls.elsewhere)
		frappe.db.set_value("Health Unit", cls.county.b1, "headcount", 10)
		forget()
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.bureau = factories.user("Unit Officer", cls.county.bureau)
		cls.viewer = factories.user("Viewer", cls.county.a1)
		cls.staff = [
			factories.employee(first_name=name, company=cls.company, department=cls.department)
			for name in NAMES
		]
		cls.guest = factories.employee(first_name="孙五", company=cls.company, department=cls.elsewhere)

	@classmethod
	def make_department(cls, name: str) -> str:
		found = frappe.db.get_value("Department", {"department_name": name})
		if found:
			return found
		values = {"doctype": "Department", "department_name": name, "company": cls.company}
		return frappe.get_doc(values).insert(ignore_permissions=True).name

	def setUp(self) -> None:
		super().setUp()
		forget()

	def make(self, user: str | None = None, **given: Any) -> Any:
		"""A session of A1 today with its first three employees."""
		values = {
			"doctype": RECORD,
			"topic": "九项准则",
			"kind": "Professional Ethics",
			"unit": self.county.a1,
			"study_date": today(),
			"hours": 2,
			"attendees": [{"employee": one.name} for one in self.staff[:3]],
			**given,
		}
		with as_user(user or self.clerk):
			return frappe.get_doc(values).insert()

	def mark(self, doc: Any, *states: str) -> Any:
		with as_user(self.clerk):
			doc = frappe.get_doc(RECORD, doc.name)
			for row, state in zip(doc.attendees, states, strict=False):
				row.state = state
			return doc.save()

	def figures(self, user: str, unit: str | None = None) -> dict[str, Any]:
		period = Period(getdate(add_days(today(), -30)), getdate())
		with as_user(user):
			keys = [metric.key for metric in study.METRICS]
			answer = registry.figures(keys, period, None, Asked(unit or self.county.a1, below=False))
		return {key: figure.value for key, figure in answer[None].items()}

	# ---- the record
	def test_T2_a_session_is_held_as_soon_as_somebody_is_present(self):
		doc = self.make()
		self.assertEqual((doc.status, doc.expected_count, doc.present_count), ("Planned", 3, 0))
		self.assertEqual([row.attendee_name for row in doc.attendees], list(NAMES[:3]))
		doc = self.mark(doc, "Present", "On Leave", "Absent")
		self.assertEqual((doc.status, doc.present_count), ("Held", 1))
		self.assertEqual(doc.attendees[0].signed_through, "Officer")
		self.assertRaises(FrozenError, doc.update({"cancelled": 1}).save)

	def test_a_name_that_only_one_employee_has_is_that_employee(self):
		doc = self.make(attendees=[{"attendee_name": "张 一"}, {"attendee_name": "外聘老师"}])
		self.assertEqual(doc.attendees[0].employee, self.staff[0].name)
		self.assertFalse(doc.attendees[1].employee)
		same = [{"attendee_name": "张一"}, {"employee": self.staff[0].name}]
		self.assertRaises(BadInputError, self.make, attendees=same)
		self.assertRaises(EvidenceMissingError, self.make, attendees=[{"department": "x"}])

	def test_nobody_is_present_in_the_future_or_for_no_hours(self):
		present = [{"employee": self.staff[0].name, "state": "Present"}]
		self.assertRaises(TimeOrderError, self.make, study_date=add_days(today(), 1), attendees=present)
		self.assertRaises(BadInputError, self.make, hours=0)
		self.assertRaises(BadInputError, self.make, hours=25)

	def test_T2_a_note_is_checked_by_somebody_else_after_it_was_handed_in(self):
		row = {"employee": self.staff[0].name, "state": "Present", "note_checked_by": "陈主任"}
		self.assertRaises(frappe.ValidationError, self.make, attendees=[row])
		row["note_handed_in"] = 1
		own = {**row, "note_checked_by": "张 一"}
		self.assertRaises(frappe.ValidationError, self.make, attendees=[own])
		early = {**row, "note_checked_on": add_days(today(), -1)}
		self.assertRaises(TimeOrderError, self.make, attendees=[early])
		doc = self.make(attendees=[row])
		self.assertEqual(str(doc.attendees[0].note_checked_on), today())
		self.assertEqual((doc.note_count, doc.checked_count), (1, 1))

	def test_E2_who_has_the_pass_mark_has_passed(self):
		scores = (80, 79.5, 0)
		rows = [
			{"employee": one.name, "state": "Present", "sat_exam": 1, "exam_score": score}
			for one, score in zip(self.staff, scores, strict=False)
		]
		self.assertRaises(BadInputError, self.make, attendees=rows)
		doc = self.make(attendees=rows, has_exam=1, pass_mark=80)
		self.assertEqual([row.passed for row in doc.attendees], [1, 0, 0])
		self.assertEqual((doc.examined_count, doc.passed_count), (3, 1))
		rows[0]["exam_score"] = 101
		self.assertRaises(frappe.ValidationError, self.make, attendees=rows, has_exam=1)
		self.assertRaises(BadInputError, self.make, has_exam=1, pass_mark=120)

	# ---- signing in
	def test_T2_signing_in_takes_the_code_of_the_screen_and_of_the_day(self):
		doc = self.make()
		with as_user(self.clerk):
			sheet = api.sign_in_sheet(doc.name)
		code = sheet["url"].partition("code=")[2]
		name = sign_in.record_of(code)
		self.assertEqual(name, doc.name)
		self.assertIsNone(sign_in.record_of("7K3M-QX9T-2HRD-WWWW"))
		self.assertNotIn("张一", str(sign_in.view(name)))
		people = sign_in.people(name, sheet["day_code"])
		self.assertEqual([row.attendee_name for row in people], list(NAMES[:3]))
		self.assertEqual(sign_in.sign_by_name(name, sheet["day_code"], people[1].name), "李二")
		self.assertRaises(PublicInputError, sign_in.sign_by_name, name, sheet["day_code"], people[1].name)
		doc.reload()
		self.assertEqual((doc.status, doc.present_count), ("Held", 1))
		self.assertEqual(doc.attendees[1].signed_through, "Name and Day's Code")
		self.assertEqual(len(sign_in.people(name, sheet["day_code"])), 2)

	def test_the_code_of_the_day_cannot_be_guessed(self):
		doc = self.make()
		right = sign_in.day_code(doc.name, doc.study_date)
		wrong = f"{(int(right) + 1) % 10**6:06d}"
		for _attempt in range(sign_in.MOST_WRONG):
			self.assertRaises(PublicInputError, sign_in.people, doc.name, wrong)
		# the right one no longer helps either, by name; who has an account signs in as ever
		self.assertRaises(TooOftenError, sign_in.people, doc.name, right)
		self.assertNotEqual(right, sign_in.day_code(doc.name, add_days(today(), 1)))

	def test_nobody_signs_in_on_another_day_or_for_another_session(self):
		doc = self.make(study_date=add_days(today(), 1))
		self.assertRaises(
			PublicInputError, sign_in.people, doc.name, sign_in.day_code(doc.name, doc.study_date)
		)
		self.assertRaises(PublicInputError, sign_in.sign_by_account, doc.name, self.clerk)
		held, other = self.make(), self.make(topic="另一场")
		foreign = other.attendees[0].name
		said = sign_in.day_code(held.name, held.study_date)
		self.assertRaises(PublicInputError, sign_in.sign_by_name, held.name, said, foreign)
		self.assertFalse(frappe.db.get_value(ATTENDEE, foreign, "signed_at"))

	def test_an_account_signs_in_as_its_employee_once(self):
		user = factories.user("Viewer", self.county.a1)
		frappe.db.set_value("Employee", self.staff[0].name, "user_id", user)
		doc = self.make()
		for _again in range(2):
			self.assertEqual(sign_in.sign_by_account(doc.name, user), "张一")
		doc.reload()
		self.assertEqual((len(doc.attendees), doc.present_count), (3, 1))
		self.assertEqual(doc.attendees[0].signed_through, "Own Account")
		# who stands in no row is added; of another unit he is a guest
		other = factories.user("Viewer", self.county.a2)
		frappe.db.set_value("Employee", self.guest.name, "user_id", other)
		self.assertEqual(sign_in.sign_by_account(doc.name, other), "孙五")
		doc.reload()
		self.assertEqual((len(doc.attendees), doc.present_count, doc.attendees[3].guest), (4, 2, 1))
		self.assertRaises(PublicInputError, sign_in.sign_by_account, doc.name, "Guest")

	def test_nobody_learns_the_name_of_an_employee_who_is_not_his(self):
		rows = [{"employee": self.guest.name, "state": "Present"}]
		with self.assertRaises(frappe.PermissionError) as told:
			self.make(attendees=rows)
		self.assertNotIn("孙五", str(told.exception))
		doc = self.make(self.bureau, attendees=rows)
		self.assertEqual((doc.attendees[0].attendee_name, doc.attendees[0].guest), ("孙五", 1))
		# who stands there stays, whoever saves
		with as_user(self.clerk):
			again = frappe.get_doc(RECORD, doc.name)
			again.lecturer = "陈主任"
			again.save()
		self.assertEqual(again.attendees[0].employee, self.guest.name)

	def test_a_form_that_was_open_meanwhile_loses_no_signing(self):
		doc = self.make()
		open_form = frappe.get_doc(RECORD, doc.name)
		said = sign_in.day_code(doc.name, doc.study_date)
		sign_in.sign_by_name(doc.name, said, doc.attendees[0].name)
		added = factories.user("Viewer", self.county.a1)
		sign_in.sign_by_account(doc.name, added)
		with as_user(self.clerk):
			open_form.lecturer = "陈主任"
			open_form.attendees[1].state = "On Leave"
			open_form.attendees[2].signed_at = "2026-01-01 10:00:00"
			open_form.attendees[2].signed_through = "Own Account"
			open_form.save()
		doc.reload()
		self.assertEqual(doc.lecturer, "陈主任")
		self.assertEqual([row.state or "" for row in doc.attendees], ["Present", "On Leave", "", "Present"])
		# nobody writes a signing in another's place
		self.assertFalse(doc.attendees[2].signed_at or doc.attendees[2].signed_through)
		# who has seen it may correct it; that he signed stays on record
		with as_user(self.clerk):
			doc.attendees[0].state = "Absent"
			doc.save()
		doc.reload()
		self.assertEqual((doc.attendees[0].state, bool(doc.attendees[0].signed_at)), ("Absent", True))

	# ---- who may see and write
	def test_a_record_is_its_units_and_that_of_those_above(self):
		doc = self.make()
		for user, seen in (
			(self.clerk, True),
			(self.bureau, True),
			(self.viewer, True),
			(self.sister, False),
		):
			self.assertEqual(bool(permissions.visible(RECORD, [doc.name], user)), seen, user)
			with as_user(user):
				self.assertEqual(len(frappe.get_list(RECORD, {"name": doc.name})), int(seen), user)
		for user in (self.sister, self.viewer):
			with as_user(user):
				self.assertRaises(frappe.PermissionError, api.sign_in_sheet, doc.name)
				self.assertRaises(frappe.PermissionError, api.staff, doc.name)
		self.assertRaises(frappe.PermissionError, self.make, self.sister)
		self.assertRaises(frappe.PermissionError, self.make, self.viewer)
		with as_user(self.clerk):
			doc.unit = self.county.a2
			self.assertRaises(frappe.PermissionError, doc.save)

	def test_only_people_of_the_unit_are_read(self):
		period = Period(getdate("2026-01-01"), getdate(today()))
		for units, names in (
			(frozenset([self.county.a1]), [one.name for one in self.staff]),
			(frozenset([self.county.a2]), [self.guest.name]),
			(frozenset([self.county.b1]), []),
			(frozenset(), []),
		):
			found = staff.employees(units, period)
			self.assertEqual(sorted(row.name for row in found), sorted(names))
		# below a department that is linked, and by the company of another unit
		ward = frappe.get_doc(
			doctype="Department",
			department_name="ST 一病区",
			company=self.company,
			parent_department=self.department,
		)
		frappe.db.set_value("Department", self.department, "is_group", 1)
		ward.insert(ignore_permissions=True)
		below = factories.employee(first_name="吴七", company=self.company, department=ward.name).name
		frappe.db.set_value("Health Unit", self.county.b1, "company", self.company)
		known = staff.places()
		self.assertEqual(known.unit_of(self.company, ward.name), self.county.a1)
		self.assertIn(below, [row.name for row in staff.employees(frozenset([self.county.a1]), period)])
		self.assertNotIn(below, [row.name for row in staff.employees(frozenset([self.county.b1]), period)])

	def test_the_staff_to_be_added_are_those_of_the_unit(self):
		doc = self.make()
		with as_user(self.clerk):
			self.assertEqual([row["attendee_name"] for row in api.staff(doc.name)], ["赵四"])

	# ---- figures
	def test_T2_whom_a_unit_has_reached(self):
		"""Session 1 (2 h): three listed, two there. Session 2 (3 h): 张一 and a guest of A2, there.

		Reached: 张一 and 李二 of four employees, 50 %. Hours: 2 + 2 + 3 = 7 for two persons, 3.5 each.
		Attendance: 2 of 3 and 2 of 2, 80 %.
		"""
		self.mark(self.make(), "Present", "Present", "Absent")
		rows = [{"employee": one.name, "state": "Present"} for one in (self.staff[0], self.guest)]
		rows[0] |= {"note_handed_in": 1, "note_checked_by": "陈主任", "sat_exam": 1, "exam_score": 90}
		rows[1] |= {"note_handed_in": 1, "sat_exam": 1, "exam_score": 30}
		self.make(self.bureau, attendees=rows, hours=3, has_exam=1)
		# counts nowhere: nobody was there
		self.make()
		expected = {
			"study_sessions": 2,
			"study_covered": 2,
			"study_coverage": 50.0,
			"study_hours": 3.5,
			"study_attendance": 80.0,
			"study_notes_checked": 50.0,
			"study_exam_rate": 50.0,
		}
		for user in (self.clerk, self.bureau):
			self.assertEqual(self.figures(user), expected)
		# a unit with a headcount and no session; one of which nothing is known; one out of sight
		self.assertEqual(self.figures(self.bureau, self.county.b1)["study_coverage"], 0.0)
		self.assertIsNone(self.figures(self.bureau, self.county.b)["study_coverage"])
		self.assertEqual(self.figures(self.sister)["study_covered"], 0)
		self.assertIsNone(self.figures(self.sister)["study_coverage"])

	def test_the_report_shows_units_persons_and_who_is_missing(self):
		self.mark(self.make(), "Present", "Present", "Absent")
		own = {"health_unit": self.county.a1, "from_date": add_days(today(), -1), "to_date": today()}
		with as_user(self.clerk):
			rows = study_coverage.execute(own)[1]
			self.assertEqual(rows[0]["people"], 4)
			self.assertEqual(rows[0]["study_coverage"], 50.0)
			people = study_coverage.execute({**own, "view": "By Person"})[1]
			self.assertEqual(
				[(row["person_name"], row["present"], row["hours"]) for row in people],
				[("张一", 1, 2), ("李二", 1, 2), ("王三", 0, 0)],
			)
			paged = {**own, "view": "By Person", "page_size": 2}
			for page, names in ((1, ["张一", "李二"]), (2, ["王三"]), (3, ["王三"])):
				_columns, rows, _said, _chart, cards = study_coverage.execute({**paged, "page": page})
				self.assertEqual([row["person_name"] for row in rows], names)
				self.assertEqual(cards[0]["value"], 3)
			missing = study_coverage.execute({**own, "view": "Not Yet Reached"})[1]
			self.assertEqual({row["person_name"] for row in missing}, {"王三", "赵四"})
			self.assertEqual(len(study_coverage.execute({**own, "view": "Sessions"})[1]), 1)
		with as_user(self.sister):
			for view in ("By Unit", "By Person", "Not Yet Reached", "Sessions"):
				rows = study_coverage.execute({**own, "view": view})[1]
				self.assertEqual(rows, [], view)

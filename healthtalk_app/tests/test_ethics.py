"""E2 Ethics appraisal: what a sheet draws, how high the grade may be, who reads it, the personnel file."""

from typing import Any

import frappe
from frappe.utils import getdate, now_datetime, today

from healthtalk_app.api import ethics as api
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, MoveNotAllowedError, TimeOrderError
from healthtalk_app.printing import builders
from healthtalk_app.services.ethics import export
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

SHEET = "Ethics Appraisal"
ROLES = ("Healthtalk Administrator", "Unit Officer", "Unit Leader", "Inspector", "Appraiser", "Viewer")


class EthicsTestCase(HealthTalkTestCase):
	"""A nurse of branch A1 with an account, and the bureau's discipline officer."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("ET")
		company = factories.company()
		frappe.db.set_value("Health Unit", {"company": company}, "company", None)
		frappe.db.set_value("Health Unit", cls.county.a1, "company", company)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)
		cls.account = factories.user("Viewer", cls.county.a1)
		cls.nurse = factories.employee(first_name="闻人雨桐", user_id=cls.account, company=company).name

	def setUp(self) -> None:
		super().setUp()
		forget()

	def sheet(self, user: str | None = None, **given: Any) -> Any:
		with as_user(user or self.discipline):
			values = {"employee": self.nurse, "year": getdate().year, **given}
			return frappe.get_doc({"doctype": SHEET, **values}).insert()

	def save(self, doc: Any, **values: Any) -> Any:
		with as_user(self.discipline):
			doc = frappe.get_doc(SHEET, doc.name)
			doc.update(values)
			return doc.save()

	def confirmed(self, **given: Any) -> Any:
		doc = self.save(self.sheet(), opinion="同意", grade="Excellent", **given)
		with as_user(self.discipline):
			api.confirm(doc.name)
		return frappe.get_doc(SHEET, doc.name)

	def said(self, doc: Any) -> dict[str, list[str]]:
		found: dict[str, list[str]] = {}
		for row in doc.get("items"):
			found.setdefault(row.part, []).append(row.content)
		return found

	def decision(self, status: str = "Decided", told: bool = True, **given: Any) -> str:
		"""A decision of today about the nurse."""
		doc = frappe.get_doc(
			doctype="Accountability Record",
			unit=self.county.a1,
			ground=given.pop("ground", "Poor Service"),
			employee=self.nurse,
			proposal_reason="Reason",
		).insert()
		columns = {"status": status, "decided_at": now_datetime(), "measure": "Public Criticism", **given}
		columns["notified_at"] = now_datetime() if told else None
		frappe.db.set_value(doc.doctype, doc.name, columns)
		return doc.name

	def study(self, state: str, **given: Any) -> None:
		values = {"topic": "廉洁行医", "kind": "Professional Ethics", "unit": self.county.a1, "hours": 2}
		frappe.get_doc(
			doctype="Study Record",
			study_date=today(),
			attendees=[
				{"employee": self.nurse, "state": state},
				{"attendee_name": "李四", "state": "Present"},
			],
			**{**values, **given},
		).insert()


class TestDrawing(EthicsTestCase):
	def test_an_empty_year(self) -> None:
		doc = self.sheet()
		self.assertEqual((doc.status, doc.ceiling, doc.ceiling_reason), ("Draft", "Excellent", ""))
		self.assertEqual((doc.unit, doc.employee_name), (self.county.a1, "闻人雨桐"))
		said = self.said(doc)
		for part in ("Demerit Points", "Accountability", "Awards"):
			self.assertEqual(said[part], ["None on record"])

	def test_study_by_hand(self) -> None:
		"""Came to 2 of 3, on leave once, which does not count: 2 / 3 = 66.7 per cent, 4 hours."""
		for state in ("Present", "Present", "Absent", "On Leave"):
			self.study(state)
		doc = self.sheet()
		rows = [row for row in doc.get("items") if row.part == "Study"]
		self.assertEqual(rows[0].content, "Came to 2 of 3 sessions, 4 hours")
		self.assertEqual([row.value for row in rows], [66.7, 2])
		self.assertEqual(doc.ceiling, "Good")

	def test_a_decision_lowers_the_grade_once_it_was_told(self) -> None:
		self.decision(told=False)
		doc = self.sheet()
		self.assertEqual((doc.ceiling, self.said(doc)["Accountability"]), ("Excellent", ["None on record"]))
		self.decision()
		with as_user(self.discipline):
			api.draw_again(doc.name)
		doc.reload()
		self.assertEqual((doc.ceiling, len(self.said(doc)["Accountability"])), ("Average", 1))

	def test_a_breach_of_integrity_and_a_revoked_decision(self) -> None:
		self.decision(status="Revoked", ground="Integrity Breach")
		doc = self.sheet()
		self.assertEqual(doc.ceiling, "Excellent")
		self.decision(ground="Integrity Breach")
		with as_user(self.discipline):
			api.draw_again(doc.name)
		self.assertEqual(doc.reload().ceiling, "Poor")

	def test_of_few_ratings_no_level_is_told(self) -> None:
		for _number in range(4):
			self.handled("Dissatisfied")
		doc = self.sheet()
		self.assertEqual(self.said(doc)["Ratings Received"], ["4 ratings, too few to show"])
		self.assertEqual(
			(self.said(doc)["Matters Handled"], doc.ceiling), (["Settled 4 matters, 4 in time"], "Excellent")
		)
		self.handled("Satisfied")
		with as_user(self.discipline):
			api.draw_again(doc.name)
		doc.reload()
		self.assertEqual(self.said(doc)["Ratings Received"][0], "5 ratings, 1 basically satisfied or better")
		self.assertEqual(doc.ceiling, "Good")

	def test_an_accusation_is_not_drawn(self) -> None:
		self.handled("Dissatisfied", is_accusation=1)
		self.assertEqual(self.said(self.sheet())["Matters Handled"], ["Settled 0 matters, 0 in time"])

	def handled(self, satisfaction: str, **given: Any) -> None:
		doc = factories.matter(unit=self.county.a1)
		columns = {
			"handler": self.account,
			"resolved_at": now_datetime(),
			"resolution_on_time": "On Time",
			"satisfaction": satisfaction,
		}
		frappe.db.set_value(doc.doctype, doc.name, {**columns, **given})


class TestSteps(EthicsTestCase):
	def test_one_sheet_a_person_and_year(self) -> None:
		self.sheet()
		self.assertRaises(frappe.ValidationError, self.sheet)
		self.assertRaises(TimeOrderError, self.sheet, year=getdate().year + 1)

	def test_a_grade_above_the_ceiling_is_refused(self) -> None:
		self.decision()
		doc = self.sheet()
		self.assertRaises(frappe.ValidationError, self.save, doc, grade="Good")
		self.assertEqual(self.save(doc, grade="Average").grade, "Average")

	def test_what_is_drawn_is_not_written(self) -> None:
		doc = self.save(self.sheet(), ceiling="Poor", status="Confirmed", account="Guest", items=[])
		self.assertEqual((doc.ceiling, doc.status, doc.account), ("Excellent", "Draft", self.account))
		self.assertTrue(doc.get("items"))

	def test_a_confirmation_needs_opinion_and_grade(self) -> None:
		doc = self.sheet()
		with as_user(self.discipline):
			self.assertRaises(EvidenceMissingError, api.confirm, doc.name)
			self.assertRaises(MoveNotAllowedError, api.enter_in_file, doc.name)

	def test_a_decision_in_between_is_seen_at_the_confirmation(self) -> None:
		doc = self.save(self.sheet(), opinion="同意", grade="Excellent")
		self.decision()
		with as_user(self.discipline):
			self.assertRaises(frappe.ValidationError, api.confirm, doc.name)

	def test_a_confirmed_sheet_stands_until_it_is_opened_again(self) -> None:
		doc = self.confirmed()
		self.assertRaises(FrozenError, self.save, doc, grade="Good")
		with as_user(self.discipline):
			self.assertRaises(EvidenceMissingError, api.open_again, doc.name, " ")
			api.open_again(doc.name, "A decision was revoked")
		self.assertEqual(self.save(doc, grade="Good").grade, "Good")

	def test_the_personnel_file_holds_year_and_grade_alone(self) -> None:
		doc = self.confirmed()
		with as_user(self.discipline):
			api.enter_in_file(doc.name)
			api.enter_in_file(doc.name)
		(row,) = frappe.get_doc("Employee", self.nurse).get(export.FIELD)
		self.assertEqual((row.year, row.grade), (getdate().year, "Excellent"))
		with as_user(self.discipline):
			api.open_again(doc.name, "A decision was revoked")
		self.assertEqual(frappe.get_doc("Employee", self.nurse).get(export.FIELD), [])

	def test_the_paper(self) -> None:
		doc = self.confirmed(party_member=1)
		paper = builders.context_for(doc, "ethics_sheet")
		self.assertEqual((paper["person"], paper["grade"]["chosen"]), ("闻人雨桐", ["优秀"]))
		self.assertEqual((paper["party_member"]["chosen"], paper["highest"]), (["是"], ""))
		self.assertIn("责任追究", [line["part"] for line in paper["lines"]])


class TestWhoSees(EthicsTestCase):
	def test_discipline_and_the_person_alone(self) -> None:
		doc = self.confirmed()
		for user in (self.discipline, self.account):
			with as_user(user):
				self.assertTrue(frappe.has_permission(SHEET, "read", doc=doc.name))
				self.assertEqual(frappe.get_list(SHEET, pluck="name"), [doc.name])
		for role in ROLES:
			for place in ("bureau", "a", "a1", "b1"):
				with as_user(factories.user(role, self.county[place])):
					self.assertFalse(frappe.has_permission(SHEET, "read", doc=doc.name), (role, place))
					self.assertEqual(frappe.get_list(SHEET, pluck="name"), [], (role, place))

	def test_the_person_reads_no_draft_and_writes_nothing(self) -> None:
		doc = self.sheet()
		with as_user(self.account):
			self.assertFalse(frappe.has_permission(SHEET, "read", doc=doc.name))
		doc = self.confirmed_of(doc)
		with as_user(self.account):
			self.assertTrue(frappe.has_permission(SHEET, "read", doc=doc.name))
			self.assertFalse(frappe.has_permission(SHEET, "write", doc=doc.name))
			self.assertRaises(frappe.PermissionError, api.open_again, doc.name, "I want to")

	def confirmed_of(self, doc: Any) -> Any:
		doc = self.save(doc, opinion="同意", grade="Excellent")
		with as_user(self.discipline):
			api.confirm(doc.name)
		return doc.reload()

	def test_discipline_of_the_own_unit_or_another_draws_nothing(self) -> None:
		for place in ("a1", "b1", "b"):
			user = factories.user("Discipline Officer", self.county[place])
			self.assertRaises(frappe.PermissionError, self.sheet, user)
		for role in ROLES:
			self.assertRaises(frappe.PermissionError, self.sheet, factories.user(role, self.county.bureau))

	def test_nobody_draws_his_own(self) -> None:
		own = factories.employee(user_id=self.discipline).name
		self.assertRaises(frappe.PermissionError, self.sheet, employee=own)

	def test_no_share(self) -> None:
		doc = self.confirmed()
		with as_user(self.discipline):
			self.assertRaises(
				frappe.PermissionError,
				frappe.share.add,
				SHEET,
				doc.name,
				factories.user("Viewer", self.county.a1),
			)

	def test_grades_are_read_in_the_file_not_as_a_list(self) -> None:
		doc = self.confirmed()
		with as_user(self.discipline):
			api.enter_in_file(doc.name)
		with as_user(factories.user("HR Manager", None)):
			self.assertEqual(frappe.get_list(export.GRADE, parent_doctype="Employee", pluck="name"), [])
			self.assertEqual(len(frappe.get_doc("Employee", self.nurse).get(export.FIELD)), 1)

"""C2, T6 Self-checks 自查: problems by class and channel, each of which becomes a rectification, once."""

from typing import Any

import frappe
from frappe.utils import add_days, get_datetime, today

from healthtalk_app import permissions
from healthtalk_app.api import self_check as api
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	TimeOrderError,
)
from healthtalk_app.services.self_checks import self_check
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

CHECK, RECT = "Self Check", "Rectification"
FINDING = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "现场查看，属实。"}


class TestSelfCheck(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("SC")
		forget()
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.head = factories.user("Unit Leader", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.bureau = factories.user("Unit Officer", cls.county.bureau)
		cls.viewer = factories.user("Viewer", cls.county.a1)

	def setUp(self) -> None:
		super().setUp()
		forget()

	def row(self, classification: str = "Inconvenient", **given: Any) -> dict[str, Any]:
		return {
			"classification": classification,
			"found_through": "Asked Below",
			"problem": "取药窗口排队太久",
			"cause": "窗口少",
			"measure": "增开窗口",
			"responsible_person": "王一",
			"due_on": add_days(today(), 10),
			**given,
		}

	def make(self, *rows: dict[str, Any], user: str | None = None, **given: Any) -> Any:
		values = {
			"doctype": CHECK,
			"title": "动员阶段自查",
			"unit": self.county.a1,
			"problems": list(rows) or [self.row(), self.row("Worried"), self.row("Worried")],
			**given,
		}
		with as_user(user or self.clerk):
			return frappe.get_doc(values).insert()

	def hand_in(self, doc: Any) -> Any:
		with as_user(self.clerk):
			api.hand_in(doc.name)
		return doc.reload()

	def put_right(self, name: str) -> None:
		with as_user(self.clerk):
			flow.act(RECT, name, "File Plan")
			flow.act(RECT, name, "Begin")
			result = {"completion": "已增开。", "self_check": "等候十分钟。", "evidence_note": "记录。"}
			flow.act(RECT, name, "Hand In", result)
		with as_user(self.head):
			flow.act(RECT, name, "Verify", FINDING)

	# ---- rectifications
	def test_T6_each_problem_becomes_a_rectification_once(self):
		doc = self.make()
		self.assertEqual(
			(doc.worried_count, doc.inconvenient_count, doc.dissatisfied_count, doc.status),
			(2, 1, 0, "Draft"),
		)
		self.hand_in(doc)
		self.assertEqual((doc.status, doc.open_count, doc.submitted_by), ("Submitted", 3, self.clerk))
		names = [row.rectification for row in doc.problems]
		self.assertEqual(len(set(names)), 3)
		made = frappe.get_doc(RECT, names[0])
		self.assertEqual(
			(made.source_doctype, made.source_name, made.found_through, made.classification),
			(CHECK, doc.name, "Asked Below", "Inconvenient"),
		)
		self.assertEqual((made.cause, made.measures, made.responsible_person), ("窗口少", "增开窗口", "王一"))
		self.assertEqual((made.ordering_unit, made.responsible_unit), (self.county.a1, self.county.a1))
		self.assertEqual(made.rectify_due_at, get_datetime(f"{add_days(today(), 10)} 17:00:00"))
		with as_user(self.clerk):
			self.assertRaises(MoveNotAllowedError, api.hand_in, doc.name)
		# even where the status was lost, nothing is ordered twice
		self.assertEqual(self_check.order(doc, doc.problems[0])[0], names[0])
		self.assertEqual(frappe.db.count(RECT, {"source_name": doc.name}), 3)

	def test_what_is_due_today_is_due_by_midnight(self):
		doc = self.hand_in(self.make(self.row(due_on=today())))
		due = frappe.db.get_value(RECT, doc.problems[0].rectification, "rectify_due_at")
		self.assertEqual(due, get_datetime(f"{today()} 23:59:59"))

	def test_T6_the_row_shows_how_far_its_rectification_is(self):
		doc = self.hand_in(self.make(self.row(), self.row("Dissatisfied")))
		first, second = (row.rectification for row in doc.problems)
		self.put_right(first)
		doc.reload()
		self.assertEqual([row.rectification_status for row in doc.problems], ["Verified", "Open"])
		self.assertEqual((doc.status, doc.open_count), ("Submitted", 1))
		self.put_right(second)
		doc.reload()
		self.assertEqual((doc.status, doc.open_count), ("Put Right", 0))

	def test_nothing_is_handed_in_half(self):
		for missing in ("cause", "measure", "responsible_person", "due_on"):
			doc = self.make(self.row(), self.row(**{missing: None}))
			with as_user(self.clerk):
				self.assertRaises(EvidenceMissingError, api.hand_in, doc.name)
			self.assertFalse(frappe.db.exists(RECT, {"source_name": doc.name}))
		late = self.make(self.row(due_on=add_days(today(), -1)))
		empty = self.make(self.row())
		with as_user(self.clerk):
			self.assertRaises(TimeOrderError, api.hand_in, late.name)
			empty.set("problems", [])
			empty.save()
			self.assertRaises(EvidenceMissingError, api.hand_in, empty.name)
		self.assertRaises(EvidenceMissingError, self.make, self.row(problem=" "))
		self.assertRaises(TimeOrderError, self.make, checked_on=add_days(today(), 1))

	def test_what_was_handed_in_is_fixed_and_status_is_nobodys_to_write(self):
		doc = self.make(self.row(rectification_status="Verified"), status="Put Right", submitted_by="Guest")
		self.assertEqual((doc.status, doc.submitted_by), ("Draft", None))
		self.assertFalse(doc.problems[0].rectification_status)
		self.hand_in(doc)
		with as_user(self.clerk):
			doc.problems[0].rectification_status = "Verified"
			doc.status = "Put Right"
			doc.checked_by = "陈主任"
			doc.save()
			doc.reload()
			self.assertEqual((doc.status, doc.problems[0].rectification_status), ("Submitted", "Open"))
			doc.append("problems", self.row())
			self.assertRaises(FrozenError, doc.save)
			doc.reload()
			doc.problems[0].cause = "别的"
			self.assertRaises(FrozenError, doc.save)

	# ---- who may see and write
	def test_a_self_check_is_its_units_and_that_of_those_above(self):
		doc = self.make()
		for user, seen in (
			(self.clerk, True),
			(self.bureau, True),
			(self.viewer, True),
			(self.sister, False),
		):
			self.assertEqual(bool(permissions.visible(CHECK, [doc.name], user)), seen, user)
		for user in (self.sister, self.viewer):
			with as_user(user):
				self.assertRaises(frappe.PermissionError, api.hand_in, doc.name)
			self.assertRaises(frappe.PermissionError, self.make, user=user)
		with as_user(self.sister):
			hidden = {"doctype": RECT, "subject": "x", "problem": "x", "source_doctype": CHECK}
			hidden |= {
				"source_name": doc.name,
				"responsible_unit": self.county.a2,
				"ordering_unit": self.county.a2,
			}
			self.assertRaises(frappe.PermissionError, frappe.get_doc(hidden).insert)

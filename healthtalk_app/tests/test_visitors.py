"""E5: a visitor leaves nothing that bears his name on what his letter has ordered."""

from typing import Any

import frappe
from frappe.utils import add_days, today

from healthtalk_app import exceptions
from healthtalk_app.api import overrides
from healthtalk_app.services.inspections import feedback, visitors
from healthtalk_app.services.steps import flow, next_steps
from healthtalk_app.tests import factories, test_inspections
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_inspections import INSPECTION, LEADER_NAME, LETTER, RECT

FINDING = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "属实"}
PLAN = {"classification": "Inconvenient", "cause": "不重视", "measures": "改", "responsible_person": "王一"}
RESULT = {"completion": "好", "self_check": "好", "evidence_note": "x"}


class TestVisitors(test_inspections.InspectionTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		cls.other = factories.user("Inspector", cls.county.dept)

	def ordered(self, kind: str = "Mystery") -> Any:
		"""What a visit has ordered, as the unit hands it in."""
		order = self.orders(self.issued(self.inspected(kind=kind)))[0]
		with as_user(self.officer):
			flow.act(RECT, order.name, "File Plan", PLAN)
			flow.act(RECT, order.name, "Begin")
			return flow.act(RECT, order.name, "Hand In", RESULT)

	def test_a_visitor_takes_no_step_of_what_was_ordered(self) -> None:
		order = self.ordered()
		for visitor in (self.leader, self.second):
			for action in ("Verify", "Order Again"):
				with as_user(visitor), self.assertRaises(frappe.PermissionError):
					flow.act(RECT, order.name, action, FINDING)
			with as_user(visitor):
				self.assertEqual(next_steps.actions(frappe.get_doc(RECT, order.name)), [])
				with self.assertRaises(frappe.PermissionError):
					frappe.get_doc(RECT, order.name).save()
		with as_user(self.other):
			self.assertTrue(next_steps.actions(frappe.get_doc(RECT, order.name)))
			self.assertEqual(flow.act(RECT, order.name, "Verify", FINDING).status, "Verified")

	def test_who_came_openly_verifies(self) -> None:
		order = self.ordered("Open")
		with as_user(self.leader):
			self.assertEqual(flow.act(RECT, order.name, "Verify", FINDING).status, "Verified")

	def test_a_verification_names_no_visitor(self) -> None:
		order = self.ordered()
		for field in FINDING:
			with as_user(self.other), self.assertRaisesRegex(exceptions.EvidenceMissingError, LEADER_NAME):
				flow.act(RECT, order.name, "Verify", {**FINDING, field: f"{LEADER_NAME}等"})

	def test_a_visitor_leaves_no_note_and_is_given_none(self) -> None:
		order = self.ordered()
		if not frappe.db.exists("Tag", "看"):
			frappe.get_doc({"doctype": "Tag", "name": "看"}).insert(ignore_permissions=True)
		for doctype, name in ((LETTER, order.source_name), (RECT, order.name)):
			about = {"reference_doctype": doctype, "reference_name": name}
			task = {
				"doctype": "ToDo",
				"reference_type": doctype,
				"reference_name": name,
				"description": "看",
				"allocated_to": self.officer,
			}
			notes = (
				task,
				{"doctype": "Communication", "subject": "看", "content": "看", **about},
				{"doctype": "Comment", "comment_type": "Info", "content": "看", **about},
				{
					"doctype": "Document Follow",
					"ref_doctype": doctype,
					"ref_docname": name,
					"user": self.leader,
				},
				{"doctype": "Tag Link", "document_type": doctype, "document_name": name, "tag": "看"},
				{
					"doctype": "File",
					"file_name": "看.txt",
					"content": "看",
					"attached_to_doctype": doctype,
					"attached_to_name": name,
				},
			)
			for note in notes:
				with as_user(self.leader), self.assertRaises(frappe.PermissionError):
					frappe.get_doc(note).insert(ignore_permissions=True)
			with as_user(self.leader), self.assertRaises(frappe.PermissionError):
				overrides.toggle_like(doctype, name, "Yes")
			self.assertFalse(frappe.db.get_value(doctype, name, "_liked_by"))
			with as_user(self.other):
				with self.assertRaises(frappe.PermissionError):
					frappe.get_doc({**task, "allocated_to": self.leader}).insert(ignore_permissions=True)
				frappe.get_doc(task).insert(ignore_permissions=True)

	def test_a_letter_gives_no_account_nor_telephone_of_a_visitor(self) -> None:
		frappe.db.set_value(
			"User", self.leader, {"mobile_no": "+86 13800012345", "full_name": "Zhang Secret"}
		)
		doc = self.inspected("PPPP", kind="Mystery")
		for text in (
			f"联系 {self.leader.upper()}",
			f"联系人：{self.leader.split('@')[0]}。",
			"电话 138-0001 2345",
			"ZhangSecret 到过",
		):
			with self.assertRaises(exceptions.EvidenceMissingError, msg=text):
				self.step(doc, "Issue Feedback", opinion=text, answer_by=add_days(today(), 5))
		text = f"电话 0570-5550012，{self.leader.split('@')[0]}x，2026年11月22日"
		doc = self.step(doc, "Issue Feedback", opinion=text, answer_by=add_days(today(), 5))
		self.assertEqual(doc.status, "Feedback Issued")

	def test_a_name_is_found_with_and_without_blanks(self) -> None:
		team = [frappe._dict(user=None, employee=None, member_name="王 一")]
		self.assertEqual(visitors.named_of(team, ["今日王\n一到场", None]), ["王 一"])
		self.assertEqual(visitors.named_of(team, ["王二到场"]), [])

	def test_who_may_not_see_a_letter_does_not_learn_whether_it_is_there(self) -> None:
		letter = frappe.get_doc(INSPECTION, self.issued(self.inspected(kind="Mystery")).name).feedback
		said = []
		for name in (letter, "no-such-letter"):
			with as_user(self.sister), self.assertRaises(frappe.PermissionError) as told:
				feedback.answer(name, "好")
			said.append(str(told.exception).replace(name, "…"))
		self.assertEqual(said[0], said[1])

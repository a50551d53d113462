"""Who reads a record but not the notes about it learns neither hands nor levels by any answer (C6, P1)."""

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.model import base_document
from frappe.utils import now_datetime

from healthtalk_app import exceptions
from healthtalk_app.api import accountability as api
from healthtalk_app.api import overrides
from healthtalk_app.permissions.rows import NOTED, PROTECTED
from healthtalk_app.rules.transitions import ACCOUNTABILITY, DEMERIT
from healthtalk_app.services.quiet import QuietDocument
from healthtalk_app.services.records import traces
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps.noted import NotedDocument
from healthtalk_app.tests import factories, test_accountability, test_demerits
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

LEVELS = ("matter", "proposed_by", "employee")


class TestQuiet(HealthTalkTestCase):
	def test_no_protected_doctype_tells_of_a_save_whose_list_it_is_not(self) -> None:
		for doctype in PROTECTED:
			controller = base_document.get_controller(doctype)
			self.assertTrue(issubclass(controller, QuietDocument), doctype)

	def test_a_letter_is_told_to_who_has_it_open_alone(self) -> None:
		doc = frappe.new_doc("Inspection Feedback")
		doc.name = "NOTED-1"
		with patch("frappe.publish_realtime") as told:
			doc.notify_update()
		self.assertEqual([call.args[0] for call in told.call_args_list], ["doc_update"])


class TestDemerits(test_demerits.DemeritTestCase):
	def told(self, **values: Any) -> Any:
		"""Confirmed points with a matter behind them and a note of the office."""
		doc = self.confirmed(matter=factories.matter(unit=self.county.b1).name, **values)
		with as_user(self.inspector):
			doc.add_comment("Comment", "Spoken of in the office")
		return frappe.get_doc(DEMERIT, doc.name)

	def saved(self, doc: Any) -> tuple[dict[str, Any], dict[str, Any]]:
		"""What the form is answered after a save: the document and what stands beside it."""
		frappe.local.response.docs = []
		frappe.local.response.pop("docinfo", None)
		overrides.savedocs(frappe.as_json(frappe.get_doc(DEMERIT, doc.name).as_dict()), "Save")
		return frappe.local.response.docs[0], frappe.local.response.docinfo

	def test_the_office_s_notes_are_not_in_the_answer_to_a_save(self) -> None:
		doc = self.told()
		with as_user(self.branch_leader):
			_shown, info = self.saved(doc)
			self.assertFalse(info.get("comments"))
			self.assertFalse(info.get("versions"))
		with as_user(self.inspector):
			_shown, info = self.saved(doc)
			self.assertTrue(info.get("comments"))

	def test_no_answer_of_a_whole_document_has_what_is_not_for_its_reader(self) -> None:
		doc = self.told()
		for user in (self.branch, self.branch_leader, self.branch_inspector):
			with as_user(user):
				own = frappe.get_doc(DEMERIT, doc.name)
				for shown in (own.as_dict(), json.loads(own.as_json()), own.as_dict(no_nulls=True)):
					self.assertFalse([name for name in LEVELS if shown.get(name)], user)
					self.assertEqual(shown["points"], doc.points)
		for user in (self.inspector, self.discipline):
			with as_user(user):
				shown = frappe.get_doc(DEMERIT, doc.name).as_dict()
				self.assertEqual((shown["matter"], shown["proposed_by"]), (doc.matter, self.inspector))

	def test_an_inspector_of_the_unit_keeps_what_he_does_not_read(self) -> None:
		doc = self.told()
		with as_user(self.branch_inspector):
			own = frappe.get_doc(DEMERIT, doc.name)
			self.assertEqual(own.get_permlevel_access("read"), [0])
			own.matter = None
			own.save()
		self.assertEqual(frappe.db.get_value(DEMERIT, doc.name, "matter"), doc.matter)

	def test_a_list_with_columns_of_a_level_is_the_office_s(self) -> None:
		doc = self.told()
		for user, among_all, with_columns in (
			(self.branch_inspector, [doc.name], []),
			(self.inspector, [doc.name], [doc.name]),
		):
			with as_user(user):
				self.assertEqual(frappe.get_list(DEMERIT, {"name": doc.name}, pluck="name"), among_all)
				with patch.dict(frappe.flags, {"healthtalk_office_only": {DEMERIT}}):
					self.assertEqual(frappe.get_list(DEMERIT, {"name": doc.name}, pluck="name"), with_columns)

	def test_no_column_of_a_row_names_a_hand(self) -> None:
		doc = self.told()
		hands = frappe.db.get_value(DEMERIT, doc.name, ("owner", "modified_by"))
		self.assertEqual(hands, (traces.NOBODY, traces.NOBODY))
		self.assertEqual(doc.proposed_by, self.inspector)


class TestAccountability(test_accountability.AccountabilityTestCase):
	def test_no_column_of_a_row_names_a_hand(self) -> None:
		doc = self.notified()
		self.assertEqual((doc.owner, doc.modified_by), (traces.NOBODY, traces.NOBODY))
		self.assertTrue(doc.clocks)
		for row in doc.clocks:
			self.assertEqual((row.owner, row.modified_by), (traces.NOBODY, traces.NOBODY))
		self.assertEqual(doc.proposed_by, self.officer)

	def test_a_discipline_officer_reads_of_his_own_record_the_decision_alone(self) -> None:
		doc = self.notified()
		person = self.users[0]
		frappe.get_doc("User", person).add_roles(test_accountability.DISCIPLINE)
		factories.permit(person, self.county.bureau)
		with as_user(person):
			own = frappe.get_doc(ACCOUNTABILITY, doc.name)
			self.assertEqual(own.get_permlevel_access("read"), [0])
			shown = own.as_dict()
			self.assertEqual(shown["decision"], doc.decision)
			self.assertFalse([name for name in test_accountability.HIDDEN if shown.get(name)])
			own.apply_fieldlevel_read_permissions()
			self.assertFalse([name for name in test_accountability.HIDDEN if own.get(name)])
		with as_user(self.officer):
			shown = frappe.get_doc(ACCOUNTABILITY, doc.name).as_dict()
			self.assertEqual(shown["proposal_reason"], doc.proposal_reason)

	def test_the_appeal_of_the_person_keeps_what_he_does_not_read(self) -> None:
		doc = self.notified(self.decided(moment=str(now_datetime())), str(now_datetime()))
		with as_user(self.users[0]):
			own = frappe.get_doc(ACCOUNTABILITY, doc.name)
			own.appeal_grounds = "事实不符。"
			flow.transition(own, "Appealed")
		kept = frappe.get_doc(ACCOUNTABILITY, doc.name)
		self.assertEqual((kept.status, kept.proposal_reason), ("Appealed", doc.proposal_reason))

	def test_the_account_goes_with_the_person(self) -> None:
		doc = self.proposed(0)
		self.assertEqual(doc.account, self.users[0])
		with as_user(self.officer):
			doc.employee = self.staff[1]
			doc.save()
			self.assertEqual((doc.account, doc.person), (self.users[1], self.person(1)))
			doc.employee = factories.employee().name
			doc.save()
			self.assertFalse(doc.account)
			doc.update({"employee": self.staff[0]})
			doc.save()
			doc.update({"employee": None, "person": "外聘周某"})
			doc.save()
			self.assertFalse(doc.account)
			doc.facts = "另记"
			doc.account = self.users[2]
			doc.save()
			self.assertEqual(doc.account, self.users[2])

	def person(self, which: int) -> str:
		return frappe.db.get_value("Employee", self.staff[which], "employee_name")

	def test_nobody_else_becomes_the_reader_of_a_decision(self) -> None:
		doc = self.decided()
		with as_user(self.officer):
			doc = frappe.get_doc(ACCOUNTABILITY, doc.name)
			doc.account = self.users[1]
			self.assertRaises(exceptions.FrozenError, doc.save)

	def test_the_grounds_of_an_appeal_stand_from_the_appeal_on(self) -> None:
		doc = self.notified(self.decided(moment=str(now_datetime())), str(now_datetime()))
		with as_user(self.users[0]):
			api.appeal(doc.name, "事实不符。")
		with as_user(self.officer):
			doc = frappe.get_doc(ACCOUNTABILITY, doc.name)
			doc.appeal_grounds = "没有异议。"
			self.assertRaises(exceptions.FrozenError, doc.save)
			doc.reload()
			doc.appeal_review = "正在复查。"
			doc.save()
		self.assertEqual(doc.appeal_grounds, "事实不符。")

	def test_every_doctype_with_notes_keeps_hands_and_levels_apart(self) -> None:
		# the sheet of a year names its hand, who confirmed it, and has no second level
		flat = {doctype for doctype in NOTED if not frappe.get_meta(doctype).get_high_permlevel_fields()}
		self.assertEqual(flat, {"Ethics Appraisal"})
		for doctype in set(NOTED) - flat:
			self.assertTrue(issubclass(base_document.get_controller(doctype), NotedDocument), doctype)

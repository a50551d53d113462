"""P5: the four papers on petitions as documents print them, and the print with the clear name."""

from typing import Any
from unittest import skipUnless

import frappe

from healthtalk_app import exceptions
from healthtalk_app.api import petition as api
from healthtalk_app.printing.builders import context_for
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_petition_reviews import ReviewTestCase
from healthtalk_app.tests.test_petitions import GOT, MISSING, OPINION

try:
	import weasyprint
except ImportError:
	weasyprint = None


class TestPapers(ReviewTestCase):
	def printed(self, doc: Any, form: str) -> frappe._dict:
		doc.reload()
		return frappe._dict(context_for(doc, form))

	def test_the_notice_of_acceptance_says_the_times_of_the_matters_own_clock(self) -> None:
		doc = self.taken_up(reception_form="Visit")
		paper = self.printed(doc, "acceptance_notice")
		self.assertEqual((paper.number, paper.sealed_by), ("LOOP-A1卫信告〔2026〕1号", "Unit LOOP-A1"))
		self.assertEqual((paper.term, paper.longer, paper.form), ("60日", "30日", "走访"))
		# sixty days end on Saturday 2 May
		self.assertEqual(str(paper.promised_on), "2026-05-04 17:00:00")
		self.assertEqual((paper.petitioner, paper.desk_url), ("张*", ""))
		self.assertEqual(paper.register_number, "LOOP-A1卫信登〔2026〕1号")

	def test_the_refusal_says_reason_basis_and_where_to_turn(self) -> None:
		doc = self.petition()
		why = {
			"not_accepted_reason": "In Litigation or Arbitration",
			"not_accepted_note": "请按照诉讼程序主张权利。",
			"notice_given_at": "2026-03-04 09:00:00",
		}
		self.act("2026-03-04 09:00:00", doc, "Decline", why)
		paper = self.printed(doc, "refusal_notice")
		self.assertIn("诉讼", paper.reason)
		self.assertIn("第三十一条", paper.basis)
		self.assertEqual(paper.where_to_turn, "请按照诉讼程序主张权利。")

	def test_the_one_time_notice_is_as_it_was_given(self) -> None:
		doc = self.petition()
		self.call("2026-03-03 09:00:00", self.clerk, api.one_time_notice, doc, [GOT, MISSING], "2026-03-10")
		self.call("2026-03-05 09:00:00", self.clerk, api.materials_supplied, doc)
		paper = self.printed(doc, "one_time_notice")
		self.assertEqual([row["name"] for row in paper.received], ["Identity card"])
		self.assertEqual([(row["name"], row["copies"]) for row in paper.missing], [("Bill", 2)])
		self.assertEqual((str(paper.supply_by), paper.clock_stands), ("2026-03-10", False))

	def test_the_opinion_answers_item_by_item_and_names_who_reviews_it(self) -> None:
		paper = self.printed(self.delivered(), "petition_opinion")
		self.assertEqual(paper.title, "关于张*信访事项的答复意见")
		self.assertEqual(
			paper.demands, [{"demand": "Pay back 126 yuan", "opinion": "Paid back.", "supported": "支持"}]
		)
		self.assertEqual((paper.facts, paper.basis), (OPINION["facts_found"], OPINION["legal_basis"]))
		self.assertIn("30日内，向Unit LOOP-A提出复查申请", paper.remedy)
		self.assertEqual((paper.copied_to, paper.delivery["chosen"]), ("Unit LOOP-A", ["直接送达"]))

	def test_the_opinion_of_a_review_names_the_next_and_the_last_is_final(self) -> None:
		again = self.final()
		review = frappe.get_doc("Talk Matter", again.review_of)
		paper = self.printed(review, "petition_opinion")
		self.assertEqual((paper.kind, paper.result), ("复查", "维持原意见"))
		self.assertIn("向Unit LOOP-BUREAU提出复核申请", paper.remedy)
		self.assertEqual(paper.matter, "Queue at the pharmacy")
		paper = self.printed(again, "petition_opinion")
		self.assertEqual((paper.kind, paper.title), ("复核", "关于张*信访事项的复核意见"))
		self.assertIn("终结性意见", paper.remedy)
		self.assertNotIn("提出", paper.remedy.split("终结性意见")[0])

	def test_a_section_answers_under_the_seal_above_it(self) -> None:
		doc = self.petition()
		with self.freeze_time("2026-03-03 09:00:00"):
			flow.act(
				"Talk Matter", doc.name, "Accept", {"category": self.category, "lead_unit": self.county.dept}
			)
		paper = self.printed(doc, "acceptance_notice")
		self.assertEqual((paper.sealed_by, paper.issuer), ("Unit LOOP-BUREAU", "Unit LOOP-BUREAU"))

	@skipUnless(weasyprint, "forms are set with WeasyPrint")
	def test_a_paper_with_the_clear_name_leaves_a_record_and_another_unit_gets_none(self) -> None:
		doc = self.taken_up()
		with as_user(self.clerk):
			api.print_named(doc.name, "acceptance_notice", "For delivery")
		self.assertTrue(frappe.local.response.filecontent.startswith(b"%PDF"))
		access = frappe.get_all(
			"Identity Access", {"reference_name": doc.name}, ["user", "way", "reason"], limit=1
		)
		self.assertEqual(access, [{"user": self.clerk, "way": "Print", "reason": "For delivery"}])
		for user in (self.sister, factories.user("Viewer", self.county.a1)):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				api.print_named(doc.name, "acceptance_notice", "For delivery")
		with as_user(self.clerk):
			with self.assertRaises(exceptions.BadInputError):
				api.print_named(doc.name, "receipt", "For delivery")
			with self.assertRaises(exceptions.EvidenceMissingError):
				api.print_named(doc.name, "acceptance_notice", "")

	def test_whoever_leads_is_told_of_a_review_and_of_its_result(self) -> None:
		desk = {unit: factories.user("Unit Officer", unit) for unit in (self.county.a1, self.county.a)}
		for unit, user in desk.items():
			factories.duty(unit, "Liaison", user=user)
		review = self.ask(self.delivered(), "2026-04-10 09:00:00", self.officer)
		self.decide(review, "2026-04-20 09:00:00", self.group)
		told = frappe.get_all(
			"Notification Log", {"for_user": ("in", list(desk.values()))}, ["for_user", "subject"]
		)
		said = {(row.for_user, row.subject.split("：")[0][:14]) for row in told if "复查复核" in row.subject}
		self.assertEqual({user for user, _subject in said}, set(desk.values()))
		self.assertEqual(sum("已有结论：维持" in row.subject for row in told), 1)

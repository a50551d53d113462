"""P4 Satisfaction surveys: asked of a sample, one answer an invitation, figures with their intervals."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, get_datetime, getdate, today

from healthtalk_app import permissions
from healthtalk_app.api import survey as api
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	PublicInputError,
	TimeOrderError,
)
from healthtalk_app.healthtalk_app.report.satisfaction_survey_results import satisfaction_survey_results
from healthtalk_app.metrics import summaries
from healthtalk_app.metrics.base import Asked
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.summary_words import amount, amount_before
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.steps import flow
from healthtalk_app.services.surveys import survey_answers
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

QUESTIONS = (
	{"question": "The doctors", "kind": "Level", "weight": 1},
	{"question": "Waiting", "kind": "Choice", "options": "Short\nLong"},
	{"question": "On the whole", "kind": "Level", "weight": 1, "overall": 1},
	{"question": "What else", "kind": "Text"},
)


class TestSurveys(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("SV")
		frappe.set_user("Administrator")

	def make(self, opened: bool = True, **given):
		values = {
			"doctype": "Satisfaction Survey",
			"title": "Outpatients",
			"unit": self.county.bureau,
			"closes_on": add_days(today(), 10),
			"questions": [dict(row) for row in QUESTIONS],
			"samples": [{"unit": self.county.a1, "target": 5}, {"unit": self.county.b1, "target": 6}],
			**given,
		}
		doc = frappe.get_doc(values).insert()
		if opened:
			flow.transition(doc, "Open")
		return doc

	def close(self, doc):
		flow.transition(frappe.get_doc(doc.doctype, doc.name), "Closed")

	def report(self, doc, **filters):
		return satisfaction_survey_results.execute({"survey": doc.name, **filters})

	# ---- asking
	def test_P4_opening_needs_questions_units_and_an_end(self):
		for missing in ("questions", "samples", "closes_on"):
			doc = self.make(opened=False, **{missing: [] if missing != "closes_on" else None})
			with self.assertRaises(EvidenceMissingError):
				flow.transition(doc, "Open")

	def test_P4_a_survey_of_words_alone_has_no_index_and_is_not_opened(self):
		doc = self.make(opened=False, questions=[{"question": "What else", "kind": "Text"}])
		with self.assertRaises(EvidenceMissingError):
			flow.transition(doc, "Open")

	def test_P4_a_survey_whose_last_day_is_over_is_not_opened(self):
		doc = self.make(opened=False, closes_on=add_days(today(), -1))
		with self.assertRaises(TimeOrderError):
			flow.transition(doc, "Open")

	def test_P4_once_open_it_has_a_number_and_its_questions_stay(self):
		doc = self.make()
		self.assertTrue(doc.number)
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.questions[0].question = "Something else"
		with self.assertRaises(FrozenError):
			doc.save()

	def test_P4_the_first_question_about_levels_is_overall_where_none_is_named(self):
		doc = self.make(opened=False, questions=[dict(QUESTIONS[1]), dict(QUESTIONS[0])])
		self.assertEqual([row.overall for row in doc.questions], [0, 1])

	def test_P4_it_closes_by_itself_after_its_last_day(self):
		doc = self.make()
		# the sweep commits after each survey; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))
		sweep.close_surveys()
		self.assertEqual(frappe.db.get_value(doc.doctype, doc.name, "status"), "Open")
		frappe.db.set_value(doc.doctype, doc.name, "closes_on", add_days(today(), -1))
		sweep.close_surveys()
		self.assertEqual(frappe.db.get_value(doc.doctype, doc.name, "status"), "Closed")

	# ---- answering
	def test_P4_one_answer_an_invitation(self):
		doc = self.make()
		self.assertEqual(survey_answers.invite(doc, self.county.a1, 3), 3)
		codes = [code for _serial, code in survey_answers.unused(doc, self.county.a1)]
		self.assertEqual(len(set(codes)), 3)
		self.assertTrue(survey_answers.view(codes[0])["found"])
		survey_answers.answer(codes[0], {"1": 1, "2": 2, "3": "2", "4": "Thank you"})
		with self.assertRaises(PublicInputError):
			survey_answers.answer(codes[0], {"1": 5, "3": 5})
		self.assertEqual(len(survey_answers.unused(doc, self.county.a1)), 2)
		row = frappe.get_all("Survey Response", {"survey": doc.name}, ["*"])
		self.assertEqual(len(row), 1)
		# (100 + 80) / 2
		self.assertEqual((row[0].points, row[0].overall, row[0].satisfied), (90, 2, 1))

	def test_P4_a_wrong_a_used_and_a_late_code_are_answered_alike(self):
		doc = self.make()
		survey_answers.invite(doc, self.county.a1, 2)
		(_one, used), (_two, late) = survey_answers.unused(doc, self.county.a1)
		survey_answers.answer(used, {"3": 1})
		wrong = survey_answers.view("0000-0000-0000-0000")
		self.assertEqual(survey_answers.view("nonsense"), wrong)
		self.assertEqual(survey_answers.view(used), wrong)
		frappe.db.set_value(doc.doctype, doc.name, "closes_on", add_days(today(), -1))
		self.assertEqual(survey_answers.view(late), wrong)
		sentences = set()
		for code in ("nonsense", used, late):
			with self.assertRaises(PublicInputError) as refused:
				survey_answers.answer(code, {"3": 1})
			sentences.add(str(refused.exception))
		self.assertEqual(len(sentences), 1)

	def test_P4_an_answer_leads_to_nobody(self):
		doc = self.make()
		survey_answers.invite(doc, self.county.a1, 1)
		code = survey_answers.unused(doc, self.county.a1)[0][1]
		survey_answers.answer(code, {"3": 4})
		row = frappe.get_all("Survey Response", {"survey": doc.name}, ["*"])[0]
		midnight = get_datetime(today())
		self.assertEqual((row.owner, row.modified_by), ("Guest", "Guest"))
		self.assertEqual(
			(row.creation, row.modified, row.answered_on), (midnight, midnight, getdate(today()))
		)
		used = frappe.get_all("Survey Invitation", {"survey": doc.name}, ["*"])[0]
		self.assertEqual((used.modified, used.answered), (midnight, 1))

	def test_P4_what_is_no_answer_is_refused_with_its_question(self):
		doc = self.make()
		survey_answers.invite(doc, self.county.a1, 1)
		code = survey_answers.unused(doc, self.county.a1)[0][1]
		for answers, field in (
			({"1": 1}, "3"),
			({"3": 6}, "3"),
			({"3": "²"}, "3"),
			({"3": [1]}, "3"),
			({"3": 1, "2": 3}, "2"),
			({"3": 1, "4": "x" * 501}, "4"),
		):
			with self.assertRaises(PublicInputError) as refused:
				survey_answers.answer(code, answers)
			self.assertEqual(refused.exception.field, field)
		# nothing was lost by it
		survey_answers.answer(code, {"3": 1})

	def test_P4_papers_are_entered_all_or_none(self):
		doc = self.make()
		with self.assertRaises(frappe.ValidationError) as refused:
			survey_answers.enter_papers(doc, self.county.a1, "111\n1 9 1\n112")
		self.assertIn("2", str(refused.exception))
		with self.assertRaises(frappe.ValidationError):
			survey_answers.enter_papers(doc, self.county.a1, "11")
		self.assertEqual(frappe.db.count("Survey Response", {"survey": doc.name}), 0)
		self.assertEqual(survey_answers.enter_papers(doc, self.county.a1, "111\n\n2 1 3\n--5\n"), 3)
		points = frappe.get_all("Survey Response", {"survey": doc.name}, order_by="points", pluck="points")
		self.assertEqual(points, [20, 70, 100])

	def test_P4_the_open_link_is_counted_apart(self):
		doc = self.make(open_link=1)
		code = survey_answers.link_code(doc, self.county.a1)
		self.assertEqual(survey_answers.link_code(doc, self.county.a1), code)
		for _turn in range(6):
			survey_answers.answer(code, {"3": 5})
		survey_answers.enter_papers(doc, self.county.a1, "111\n" * 5)
		self.close(doc)
		line = self.report(doc)[1][0]
		self.assertEqual((line["answers"], line["by_link"], line["index"]), (5, 6, 100))
		with self.assertRaises(MoveNotAllowedError):
			survey_answers.link_code(self.make(), self.county.a1)

	def test_P4_no_invitations_for_a_unit_that_is_not_asked_about_or_once_closed(self):
		doc = self.make()
		with self.assertRaises(MoveNotAllowedError):
			survey_answers.invite(doc, self.county.a2, 1)
		self.close(doc)
		with self.assertRaises(MoveNotAllowedError):
			survey_answers.invite(frappe.get_doc(doc.doctype, doc.name), self.county.a1, 1)

	# ---- figures
	def filled(self):
		doc = self.make()
		# a1: overall 1, 1, 2, 3, 4 and the doctors the same: points 100, 100, 80, 60, 40
		survey_answers.enter_papers(doc, self.county.a1, "111\n111\n212\n323\n424")
		survey_answers.enter_papers(doc, self.county.b1, "111\n" * 5)
		return doc

	def test_P4_results_by_hand(self):
		doc = self.filled()
		self.close(doc)
		a1, b1 = self.report(doc)[1]
		self.assertEqual((a1["answers"], a1["target"], a1["index"], a1["rate"]), (5, 5, 76, 80))
		# squares 10000+10000+6400+3600+1600 = 31600; spread 31600 - 380²/5 = 2720;
		# error sqrt(2720/4/5) = 11.66190
		# 76 ± 1.95996 · 11.66190 = 53.14 to 98.86; Wilson of 4 in 5: 37.55 to 96.38
		self.assertEqual((a1["index_low"], a1["index_high"]), (53.14, 98.86))
		self.assertEqual((a1["rate_low"], a1["rate_high"]), (37.55, 96.38))
		# b1 has five of six
		self.assertEqual((b1["answers"], b1["index"], b1["rate"]), (5, None, None))
		self.assertIn("1", b1["note"])

	def test_P4_a_summary_names_the_share_of_the_satisfied(self):
		self.close(self.filled())
		day = Period(getdate(), getdate())
		now, before = summaries.facts_of(["survey_rate"], day, Asked(self.county.a1))
		fact = summaries.fact(METRICS["survey_rate"], now["survey_rate"], before["survey_rate"])
		# four in five of a1; nothing a year before
		self.assertEqual((amount(fact), f"{fact.top:g} / {fact.bottom}"), ("80%", "4 / 5"))
		self.assertEqual(amount_before(fact), "—")

	def test_P4_nothing_but_the_number_of_answers_shows_while_it_is_open(self):
		a1 = self.report(self.filled())[1][0]
		self.assertEqual((a1["answers"], a1["index"], a1["rate"]), (5, None, None))

	def test_P4_compared_with_the_survey_before(self):
		before = self.filled()
		self.close(before)
		now = self.make(previous=before.name)
		survey_answers.enter_papers(now, self.county.a1, "111\n" * 5)
		self.close(now)
		a1 = self.report(now)[1][0]
		# 100 - 76; errors 0 and 11.662: 24 > 22.86
		self.assertEqual((a1["before"], a1["change"]), (76, 24))
		self.assertEqual(a1["note"], frappe._("More than chance"))

	def test_P4_by_question(self):
		doc = self.filled()
		self.close(doc)
		rows = self.report(doc, view="By Question")[1]
		counts = [row["count"] for row in rows]
		# doctors 2 1 1 1 0, waiting 3 times short and twice long, on the whole 2 1 1 1 0; b1 is not in it
		self.assertEqual(counts, [2, 1, 1, 1, 0, 3, 2, 2, 1, 1, 1, 0])

	# ---- who sees what
	def test_P4_the_unit_asked_about_reads_its_own_line_and_hands_out_nothing(self):
		doc = self.filled()
		self.close(doc)
		officer = factories.user("Unit Officer", self.county.a1)
		with as_user(officer):
			self.assertEqual([row["unit"] for row in self.report(doc)[1]], [self.county.a1])
			with self.assertRaises(frappe.PermissionError):
				api.invite(doc.name, self.county.a1, 1)
			with self.assertRaises(frappe.PermissionError):
				api.enter_papers(doc.name, self.county.a1, "111")
			self.assertFalse(frappe.has_permission("Survey Response", "read"))
			self.assertFalse(frappe.has_permission("Survey Invitation", "read"))
		flow.transition(frappe.get_doc(doc.doctype, doc.name), "Published")
		with as_user(officer):
			self.assertEqual(len(self.report(doc)[1]), 2)

	def test_P4_who_is_not_asked_about_sees_no_survey_and_a_draft_is_its_owners(self):
		doc, draft = self.make(), self.make(opened=False)
		sister = factories.user("Unit Officer", self.county.a2)
		with as_user(sister):
			self.assertEqual(permissions.visible(doc.doctype, [doc.name, draft.name]), set())
			with self.assertRaises(frappe.PermissionError):
				self.report(doc)
		with as_user(factories.user("Unit Officer", self.county.a1)):
			self.assertEqual(permissions.visible(doc.doctype, [doc.name, draft.name]), {doc.name})
		with as_user(factories.user("Unit Officer", self.county.bureau)):
			self.assertEqual(permissions.visible(doc.doctype, [doc.name, draft.name]), {doc.name, draft.name})
			self.assertEqual(api.invite(doc.name, self.county.a1, 2), 2)

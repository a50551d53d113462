"""Work Summary: drafted from the figures of the hand-worked county, worked on, reviewed and issued (T9)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import frappe
from docx import Document as WordDocument
from frappe.desk.query_report import run

from healthtalk_app import permissions
from healthtalk_app.api import summary as endpoints
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, MoveNotAllowedError, TimeOrderError
from healthtalk_app.metrics import registry, summaries
from healthtalk_app.metrics.base import Asked
from healthtalk_app.printing import builders
from healthtalk_app.printing.platform import form_pdf
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.services.summaries import summary
from healthtalk_app.tests import factories, figures_county
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

SUMMARY = "Work Summary"
QUARTER = figures_county.QUARTER
MATTERS = "收集群众诉求7件，答复4件，尚有2件正在办理。"
RATES = "响应率60%；解决率50%；满意率66.7%。"


class SummaryTestCase(HealthTalkTestCase):
	"""Headquarters A with its two branches, first quarter of 2025."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = figures_county.make("SUM")
		cls.officer = factories.user("Unit Officer", cls.county.a)
		cls.leader = factories.user("Unit Leader", cls.county.a)
		cls.branch = factories.user("Unit Officer", cls.county.a1)
		cls.neighbour = factories.user("Unit Leader", cls.county.b)

	def written(self, user: str | None = None, **given: Any) -> Any:
		with as_user(user or self.officer):
			values = {"unit": self.county.a, **QUARTER, **given}
			return frappe.get_doc(doctype=SUMMARY, **values).insert()

	def drafted(self, doc: Any) -> dict[str, str]:
		return {row.sentence_key: row.drafted for row in doc.paragraphs if row.sentence_key}

	def row(self, doc: Any, key: str) -> Any:
		return next(row for row in doc.paragraphs if row.sentence_key == key)

	def again(self, doc: Any) -> Any:
		return frappe.get_doc(SUMMARY, doc.name)

	def act(self, doc: Any, action: str, user: str | None = None, **values: Any) -> Any:
		with as_user(user or self.leader):
			return flow.act(SUMMARY, doc.name, action, values)

	def one_more(self) -> None:
		figures_county.matter(self.county, unit=self.county.a1, raised="03-20", status="Raised")


class TestDraft(SummaryTestCase):
	def test_a_new_summary_is_drafted_at_once(self) -> None:
		doc = self.written()
		said = self.drafted(doc)
		self.assertEqual((said["matters"], said["rates"]), (MATTERS, RATES))
		self.assertEqual(doc.title, f"Unit {self.county.a}2025年第一季度“健康说事”工作总结")
		self.assertIn("2025年第一季度", said["opening"])
		self.assertEqual([row.idx for row in doc.paragraphs], list(range(1, len(doc.paragraphs) + 1)))
		sections = [row.section for row in doc.paragraphs]
		order = [name for name, _title in summary.drafting.rules.SECTIONS]
		self.assertEqual(sections, sorted(sections, key=order.index))

	def test_every_figure_is_that_of_the_registry_and_of_its_report(self) -> None:
		doc = self.written()
		period = Period(*(frappe.utils.getdate(QUARTER[name]) for name in ("from_date", "to_date")))
		with as_user(self.officer):
			for row in doc.figures:
				figure = registry.figure(row.figure, period, Asked(self.county.a))
				fact = summaries.fact(figure.metric, figure, figure)
				self.assertEqual(row.value, summary.drafting.amount(fact), row.figure)
				self.assertTrue(frappe.db.exists("Report", row.report), row.report)
			filters = {**QUARTER, "health_unit": self.county.a, "figure": "matters_raised", "part": "counted"}
			ledger = run("Matter Ledger", filters)["result"]
		self.assertEqual(len(ledger), 7)
		self.assertEqual({row.figure: row.value for row in doc.figures}["matters_raised"], "7")
		# a rate says of how many
		self.assertEqual({row.figure: row.counted for row in doc.figures}["response_rate"], "3 / 5")

	def test_every_sentence_names_its_figures(self) -> None:
		doc = self.written()
		known = {row.figure for row in doc.figures}
		for row in doc.paragraphs:
			if any(sign.isdigit() for sign in row.drafted.replace("2025", "")):
				self.assertTrue(row.figures, row.sentence_key)
			self.assertLessEqual(set(filter(None, (row.figures or "").split(", "))), known)

	def test_a_click_on_a_figure_leads_to_its_rows(self) -> None:
		doc = self.written()
		with as_user(self.officer):
			found = endpoints.source(doc.name, "matters_raised")
			self.assertEqual(found["route"], ["query-report", "Matter Ledger"])
			self.assertEqual(len(run("Matter Ledger", found["route_options"])["result"]), 7)

	def test_growth_on_the_year_before(self) -> None:
		doc = self.written(unit=self.county.a1, from_date="2025-11-01", to_date="2025-11-30")
		# November 2024 had one matter of A1, answered late and badly; this one has none
		self.assertEqual({row.figure: row.growth for row in doc.figures}["matters_raised"], "同比减少1")
		before = {row.figure: row.value_before for row in doc.figures}
		self.assertEqual((before["matters_raised"], before["response_rate"]), ("1", "100%"))

	def test_without_those_below_it(self) -> None:
		doc = self.written(only_own=1)
		self.assertIn("no_matters", self.drafted(doc))

	def test_the_tables(self) -> None:
		doc = self.written()
		context = builders.context_for(doc, "work_summary")
		self.assertEqual([month["raised"] for month in context["months"]], [2, 4, 1])
		self.assertEqual([month["label"] for month in context["months"]], ["1月", "2月", "3月"])
		self.assertEqual(
			sorted((unit["place"], unit["response"], unit["score"]) for unit in context["units"]),
			[(1, "100%", "60.00"), (1, "50%", "60.00")],
		)

	def test_a_period_that_ends_before_it_begins(self) -> None:
		with self.assertRaises(TimeOrderError):
			self.written(from_date="2025-03-31", to_date="2025-01-01")


class TestOwnWords(SummaryTestCase):
	def test_own_words_stand_after_the_figures_were_read_again(self) -> None:
		doc = self.written()
		own = "老百姓反映最集中的是取药排队，石门分院已增开窗口。"
		instead = "本季度共收到诉求{收到事项}件，件件有着落。".replace(
			"收到事项", summaries.label_of("matters_raised")
		)
		with as_user(self.officer):
			doc = self.again(doc)
			doc.append("paragraphs", {"section": "Measures", "own_words": own, "shown": "Own Words"})
			self.row(doc, "matters").own_words = instead
			self.row(doc, "rates").update({"own_words": "群众的评价总体平稳。", "shown": "Both"})
			doc.save()
			self.one_more()
			done = endpoints.refresh(doc.name)
		doc = self.again(doc)
		self.assertEqual(self.drafted(doc)["matters"], "收集群众诉求8件，答复4件，尚有3件正在办理。")
		self.assertGreaterEqual(done["changed"], 2)
		kept = next(row for row in doc.paragraphs if not row.sentence_key)
		self.assertEqual((kept.own_words, kept.section), (own, "Measures"))
		# written in place of the draft, which says something else by now
		self.assertEqual((self.row(doc, "matters").shown, self.row(doc, "matters").stale), ("Own Words", 1))
		self.assertEqual(done["stale"], 1)
		said = summary.paragraphs(doc)
		self.assertIn("本季度共收到诉求8件，件件有着落。", said["Results"])
		self.assertIn(own, said["Measures"])
		self.assertIn(RATES, said["Results"])
		self.assertIn("群众的评价总体平稳。", said["Results"])
		self.assertNotIn(self.drafted(doc)["matters"], said["Results"])

	def test_looking_at_own_words_again_takes_the_flag_away(self) -> None:
		doc = self.written()
		with as_user(self.officer):
			doc = self.again(doc)
			self.row(doc, "matters").own_words = "共七件。"
			doc.save()
			self.one_more()
			endpoints.refresh(doc.name)
			doc = self.again(doc)
			self.row(doc, "matters").own_words = "共八件。"
			doc.save()
		self.assertFalse(self.row(self.again(doc), "matters").stale)

	def test_what_is_left_out_stays_left_out(self) -> None:
		doc = self.written()
		with as_user(self.officer):
			doc = self.again(doc)
			self.row(doc, "rates").shown = "Left Out"
			doc.save()
			self.one_more()
			endpoints.refresh(doc.name)
		self.assertNotIn(RATES, str(summary.paragraphs(self.again(doc))))

	def test_a_sentence_that_has_nothing_to_say_any_more_goes(self) -> None:
		doc = self.written(from_date="2025-06-01", to_date="2025-06-30")
		self.assertIn("no_matters", self.drafted(doc))
		with as_user(self.officer):
			figures_county.matter(self.county, unit=self.county.a1, raised="06-10", status="Raised")
			endpoints.refresh(doc.name)
		said = self.drafted(self.again(doc))
		self.assertNotIn("no_matters", said)
		self.assertEqual(said["matters"], "收集群众诉求1件，答复0件，尚有1件正在办理。")

	def test_a_figure_that_is_none_is_refused(self) -> None:
		doc = self.written()
		with as_user(self.officer), self.assertRaises(frappe.ValidationError):
			doc = self.again(doc)
			self.row(doc, "matters").own_words = "共{没有这个数}件。"
			doc.save()

	def test_a_row_of_ones_own_says_something(self) -> None:
		doc = self.written()
		with as_user(self.officer), self.assertRaises(frappe.ValidationError):
			doc = self.again(doc)
			doc.append("paragraphs", {"section": "Measures"})
			doc.save()

	def test_nobody_writes_the_draft_or_its_figures(self) -> None:
		doc = self.written()
		with as_user(self.officer):
			doc = self.again(doc)
			self.row(doc, "matters").drafted = "收集群众诉求700件。"
			doc.figures[0].value = "700"
			doc.append("figures", {"figure": "matters_raised", "value": "700"})
			doc.tables_json = "{}"
			doc.append(
				"paragraphs",
				{"section": "Results", "drafted": "700", "own_words": "x", "sentence_key": "forged"},
			)
			doc.save()
		doc = self.again(doc)
		texts = [row.drafted for row in doc.paragraphs] + [row.value for row in doc.figures]
		self.assertNotIn("700", " ".join(filter(None, texts)))
		self.assertNotEqual(doc.tables_json, "{}")
		self.assertNotIn("forged", self.drafted(doc))


class TestSteps(SummaryTestCase):
	def test_reviewed_and_issued_it_stays_as_it_is(self) -> None:
		doc = self.written()
		with as_user(self.officer), self.assertRaises(MoveNotAllowedError):
			flow.act(SUMMARY, doc.name, "Review Summary")
		doc = self.act(doc, "Review Summary")
		self.assertEqual(doc.status, "Reviewed")
		self.assertTrue(doc.reviewed_at)
		with as_user(self.officer):
			with self.assertRaises(FrozenError):
				endpoints.refresh(doc.name)
			changed = self.again(doc)
			self.row(changed, "matters").own_words = "共七件。"
			with self.assertRaises(FrozenError):
				changed.save()
		doc = self.act(doc, "Issue", document_number="云卫发〔2025〕8号")
		self.assertEqual((doc.status, doc.document_number), ("Issued", "云卫发〔2025〕8号"))
		self.one_more()
		with as_user(self.leader):
			changed = self.again(doc)
			changed.document_number = "云卫发〔2025〕9号"
			with self.assertRaises(FrozenError):
				changed.save()
		self.assertEqual(self.drafted(self.again(doc))["matters"], MATTERS)
		self.assertEqual(rebuild.check(SUMMARY), [])

	def test_sent_back_it_is_a_draft_again_and_says_why(self) -> None:
		doc = self.act(self.written(), "Review Summary")
		with self.assertRaises(EvidenceMissingError):
			self.act(doc, "Return to Draft")
		doc = self.act(doc, "Return to Draft", review_note="补充下步打算")
		self.assertEqual((doc.status, doc.reviewed_at), ("Draft", None))
		with as_user(self.officer):
			endpoints.refresh(doc.name)
		self.assertEqual(rebuild.check(SUMMARY), [])


class TestRows(SummaryTestCase):
	def test_the_unit_and_those_above_read_it_others_do_not(self) -> None:
		doc = self.written()
		for user, sees in ((self.officer, True), (self.branch, False), (self.neighbour, False)):
			with as_user(user):
				self.assertEqual(bool(frappe.get_list(SUMMARY, {"name": doc.name})), sees, user)
				self.assertEqual(bool(frappe.has_permission(SUMMARY, "read", doc.name)), sees)
				self.assertEqual(permissions.visible(SUMMARY, [doc.name]), {doc.name} if sees else set())
				if not sees:
					for ask in (endpoints.word, endpoints.refresh):
						with self.assertRaises(frappe.PermissionError):
							ask(doc.name)

	def test_nobody_sums_up_what_he_does_not_see(self) -> None:
		for user, unit in ((self.branch, self.county.a), (self.neighbour, self.county.a)):
			with self.assertRaises(frappe.PermissionError):
				self.written(user, unit=unit)
		self.assertTrue(self.written(self.branch, unit=self.county.a1).name)


class TestPaper(SummaryTestCase):
	def test_pdf_and_word_say_the_same(self) -> None:
		doc = self.written()
		with as_user(self.officer):
			pdf = form_pdf(self.again(doc), "work_summary")
			endpoints.word(doc.name)
		self.assertTrue(pdf.startswith(b"%PDF"))
		word = WordDocument(BytesIO(frappe.local.response.filecontent))
		text = "\n".join(paragraph.text for paragraph in word.paragraphs)
		self.assertTrue(frappe.local.response.filename.endswith(".docx"))
		said = builders.context_for(doc, "work_summary")
		for section in said["sections"]:
			self.assertIn(section["title"], text)
			for paragraph in section["paragraphs"]:
				self.assertIn(paragraph, text)
		self.assertIn(MATTERS, text)
		self.assertEqual([cell.text for cell in word.tables[0].rows[2].cells], ["收集（件）", "2", "4", "1"])

"""Forms of real documents through the platform's own ways to a PDF."""

from io import BytesIO

import frappe
from frappe.utils import now_datetime
from pypdf import PdfReader

from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import slip as slip_api
from healthtalk_app.printing import builders, platform
from healthtalk_app.services.commendations import jury
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user
from healthtalk_app.tests.test_loop import LoopTestCase

HOSTILE = "<img src=file:///etc/passwd>反映门诊排队"


def text_of(pdf: bytes) -> str:
	return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


PETITION_PAPERS = ("受理告知书", "不予受理告知书", "一次性告知书", "答复意见书")
# who is written to about a petition hears from the unit that decides; who honours signs the certificate
HEADS = {**dict.fromkeys(PETITION_PAPERS, "Unit LOOP-A1"), "荣誉证书": "Unit LOOP-BUREAU"}


class PrintingTestCase(LoopTestCase):
	"""A matter of branch A1 with a slip to headquarters A, under way."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_single_value("Healthtalk Settings", "form_heading", "某某县卫生健康局")
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		platform.setup_print()
		self.matter = self.in_progress(raiser_name="张㛃", raiser_phone="13800000012")
		# past the platform's own cleaning, as an import or an older version may have left it
		frappe.db.set_value("Talk Matter", self.matter.name, "content", HOSTILE)
		frappe.clear_document_cache("Talk Matter", self.matter.name)
		self.slip = self.issued(self.matter, self.county.a)
		platform.forget_generator()

	def printed(self, doctype: str, name: str, print_format: str) -> str:
		return text_of(frappe.get_print(doctype, name, print_format, as_pdf=True))


class TestForms(PrintingTestCase):
	def test_a_slip_is_printed_by_our_generator_with_masked_identity(self):
		text = self.printed("Referral Slip", self.slip.name, "流转单")
		self.assertIn("某某县卫生健康局", text)
		self.assertIn("流转记录", text)
		self.assertIn("<imgsrc=file:///etc/passwd>反映门诊排队", text)
		self.assertNotIn("张㛃", text)
		self.assertNotIn("13800000012", text)

	def test_a_clear_print_takes_the_values_that_were_revealed(self):
		clear = {"raiser_name": "张㛃", "raiser_phone": "13800000012"}
		text = text_of(platform.form_pdf(self.slip, "referral_slip", identity=clear))
		self.assertIn("张㛃", text)
		self.assertIn("13800000012", text)

	def test_every_shipped_format_prints_its_document(self):
		with as_user(self.clerk):
			talk = factories.session(unit=self.county.a1, ignore_permissions=False)
			flow.act(
				"Talk Matter",
				self.matter.name,
				"Reply",
				{"reply": "已增开窗口。", "co_handler_override": "-"},
			)
		factories.evaluation(
			reference_doctype="Talk Matter",
			reference_name=self.matter.name,
			rater_name="张三",
			overall="Dissatisfied",
		)
		evaluation = frappe.get_last_doc("Public Evaluation").name
		documents = {
			"Talk Session": talk.name,
			"Talk Matter": self.matter.name,
			"Referral Slip": self.slip.name,
			"Public Evaluation": evaluation,
			"Dispute Mediation": self.dispute(),
			"Rectification": frappe.db.get_value("Rectification", {"matter": self.matter.name}),
			"Satisfaction Survey": self.survey(),
			"Public Commitment": self.commitment(),
			"Demerit Record": self.demerit(),
			"Work Summary": self.summary(),
			"Published Ranking": self.ranking(),
			"Accountability Record": self.accountability(),
			"Commendation": self.commendation(),
			"Ethics Appraisal": self.ethics(),
			**self.inspection(),
		}
		formats = frappe.get_all("Print Format", {"module": "Healthtalk App"}, ["name", "doc_type"])
		self.assertEqual({row.doc_type for row in formats}, set(documents))
		for row in formats:
			with self.subTest(row.name):
				platform.forget_generator()
				text = self.printed(row.doc_type, documents[row.doc_type], row.name)
				head = HEADS.get(row.name, "某某县卫生健康局")
				self.assertIn(head.replace(" ", ""), text.replace(" ", ""))
				self.assertNotIn("None", text)

	def ranking(self) -> str:
		"""A published ranking with the draft of its circular."""
		row = {"unit": self.county.a1, "unit_name": "石门分院", "group": "Branch", "place": 1, "score": 93.5}
		doc = frappe.get_doc(
			doctype="Published Ranking",
			title="三季度排名",
			from_date="2026-07-01",
			to_date="2026-09-30",
			published_at=frappe.utils.now_datetime(),
			issuer=self.county.bureau,
			weights="{}",
			rows_json=frappe.as_json([{**row, "change": None}]),
			addressees="各医疗卫生单位",
			requirements="请对照排名查找差距。",
		)
		doc.flags.by_service = True
		return doc.insert(ignore_permissions=True).name

	def dispute(self) -> str:
		values = {
			"subject": "Cast",
			"facts": "石膏过紧。",
			"medical_unit": self.county.a1,
			"unit": self.county.a1,
		}
		with as_user(self.clerk):
			return frappe.get_doc(doctype="Dispute Mediation", **values).insert().name

	def summary(self) -> str:
		"""With a document number, which gives it a head."""
		year = frappe.utils.today()[:4]
		period = {"from_date": f"{year}-01-01", "to_date": f"{year}-12-31"}
		values = {"unit": self.county.a1, "document_number": "卫发〔2026〕1号", **period}
		return frappe.get_doc(doctype="Work Summary", **values).insert().name

	def demerit(self) -> str:
		doc = frappe.get_doc(
			doctype="Demerit Record",
			unit=self.county.a1,
			proposing_unit=self.county.bureau,
			code=frappe.db.get_value("Demerit Code", {"applies_to": "Institution"}),
			occurred_on=frappe.utils.today(),
			facts="医疗废物混放。",
			evidence_note="照片。",
		).insert()
		heard = {"statement": "属实。", "confirmation_note": "事实清楚。"}
		with as_user(factories.user("Discipline Officer", self.county.bureau)):
			return flow.act(doc.doctype, doc.name, "Confirm Points", heard).name

	def accountability(self) -> str:
		"""A decision with an admonition talk, carried out."""
		said = {
			"facts": "超期未办。",
			"statement": "属实。",
			"basis": "内部规定。",
			"reviewed_by": "李某、张某",
			"review_opinion": "清楚。",
			"measure": "Admonition Talk",
			"decision": "诫勉谈话。",
			"decided_in": "局党委会",
			"with_talk": 1,
		}
		with as_user(factories.user("Discipline Officer", self.county.bureau)):
			doc = frappe.get_doc(
				doctype="Accountability Record",
				ground="Other",
				unit=self.county.a1,
				person="王某",
				proposal_reason="超期。",
			).insert()
			flow.act(doc.doctype, doc.name, "Begin Review")
			return flow.act(doc.doctype, doc.name, "Decide", said).name

	def commendation(self) -> str:
		"""An award that was given."""
		admin = factories.user("Healthtalk Administrator", self.county.bureau)
		juror = factories.user("Viewer", self.county.bureau)
		with as_user(admin):
			about = frappe.get_doc(
				doctype="Commendation Round",
				title="年度评优",
				kind="Advanced Unit",
				award="健康说事先进单位",
				unit=self.county.bureau,
				places=1,
				least_points=1,
				jury=[{"user": juror}],
			).insert()
			# not A1: who was held accountable there vetoes its awards
			values = {"title": "石门分院", "unit": self.county.a2, "merits": "事项按期办结。"}
			doc = frappe.get_doc(doctype="Commendation", round=about.name, **values).insert()
		with as_user(juror):
			jury.give(frappe.get_doc(doc.doctype, doc.name), 90)
		with as_user(admin):
			flow.act(doc.doctype, doc.name, "Shortlist")
			given = {"decision_document": "卫发〔2026〕5号"}
			return flow.act(doc.doctype, doc.name, "Give Award", given).name

	def ethics(self) -> str:
		"""The sheet of a member of A1's staff."""
		company = factories.company()
		frappe.db.set_value("Health Unit", {"company": company}, "company", None)
		frappe.db.set_value("Health Unit", self.county.a1, "company", company)
		person = factories.employee(first_name="闻人雨桐", company=company).name
		language = frappe.local.lang
		try:
			# what is drawn from the records is written in the language of who draws it
			frappe.local.lang = "zh"
			with as_user(factories.user("Discipline Officer", self.county.bureau)):
				values = {"employee": person, "year": frappe.utils.getdate().year}
				return frappe.get_doc(doctype="Ethics Appraisal", **values).insert().name
		finally:
			frappe.local.lang = language

	def inspection(self) -> dict[str, str]:
		"""An inspection and its letter."""
		team = [
			{"user": factories.user("Inspector", self.county.dept), "member_name": name, "leader": lead}
			for name, lead in (("李查", 1), ("赵查", 0))
		]
		with as_user(team[0]["user"]):
			doc = frappe.get_doc(
				doctype="Inspection",
				unit=self.county.a1,
				inspecting_unit=self.county.dept,
				template=frappe.db.get_value("Inspection Template", {"domain": "Window Service"}),
				planned_from=frappe.utils.today(),
				team=team,
			).insert()
			doc = flow.act(doc.doctype, doc.name, "Begin Inspection")
			for row in doc.items:
				row.result = "Pass"
			doc.save()
			day = frappe.utils.add_days(frappe.utils.today(), 5)
			doc = flow.act(doc.doctype, doc.name, "Issue Feedback", {"opinion": "好。", "answer_by": day})
		return {"Inspection": doc.name, "Inspection Feedback": doc.feedback}

	def commitment(self) -> str:
		values = {"title": "排队不超过一刻钟", "unit": self.county.a1, "content": "排队不超过一刻钟。"}
		with as_user(self.clerk):
			return frappe.get_doc(doctype="Public Commitment", **values).insert().name

	def survey(self) -> str:
		values = {
			"title": "门诊满意度调查",
			"unit": self.county.a1,
			"questions": [{"question": "对医生是否满意？", "kind": "Level"}],
			"samples": [{"unit": self.county.a1, "target": 5}],
		}
		with as_user(self.clerk):
			return frappe.get_doc(doctype="Satisfaction Survey", **values).insert().name

	def test_a_reply_goes_out_masked_under_the_seal_of_a_unit(self):
		values = {"reply": "已增开窗口。", "reply_how": "Telephone", "co_handler_override": "-"}
		with as_user(self.clerk):
			flow.act("Talk Matter", self.matter.name, "Reply", values)
		text = self.printed("Talk Matter", self.matter.name, "答复单")
		for said in ("某某县卫生健康局", "已增开窗口。", "√电话", "反映门诊排队"):
			self.assertIn(said, text)
		self.assertNotIn("张㛃", text)
		self.assertNotIn("申请复查", text)
		unit = frappe.db.get_value("Health Unit", self.county.a1, "unit_name")
		self.assertIn("".join(f"{unit}（盖章）".split()), text)

	def test_a_section_answers_a_petition_under_the_seal_above_it(self):
		doc = frappe.get_doc("Talk Matter", self.matter.name)
		doc.regime, doc.lead_unit = "Petition", self.county.a1
		frappe.db.set_value("Health Unit", self.county.a1, "kind", "Department")
		frappe.clear_document_cache("Health Unit", self.county.a1)
		self.addCleanup(frappe.clear_document_cache, "Health Unit", self.county.a1)
		context = builders.context_for(doc, "reply_sheet", {"raiser_name": "张㛃"})
		above = frappe.db.get_value("Health Unit", self.county.a, "unit_name")
		self.assertEqual((context["sealed_by"], context["speaker"]), (above, "张㛃"))
		self.assertIn("30日内", context["review"])
		self.assertEqual((context["reply"], context["desk_url"]), ("", ""))

	def test_a_supervision_slip_names_the_slip_that_it_presses_for(self):
		with as_user(self.clerk):
			name = slip_api.supervise(self.slip.name, "Answer this week.")
		context = builders.context_for(frappe.get_doc("Referral Slip", name), "supervision_slip")
		self.assertEqual(context["original_number"], self.slip.number)
		self.assertEqual((context["supervision_round"], context["days_overdue"]), (1, 0))

	def test_the_flow_chart_follows_the_sites_workflow(self):
		context = builders.context_for(self.matter, "flow_chart")
		self.assertEqual([state["key"] for state in context["states"] if state["current"]], ["In Progress"])
		taken = {(step["source"], step["target"]) for step in context["transitions"] if step["taken"]}
		self.assertEqual(taken, {("Raised", "Accepted"), ("Accepted", "Planned"), ("Planned", "In Progress")})
		self.assertEqual(
			[step["label"] for step in context["steps"]], ["已提出", "已受理", "已商定", "办理中"]
		)

	def test_an_extension_shows_both_dates(self):
		with as_user(self.clerk):
			step = self.matter.clocks[-1].step
			row = matter_api.request_extension(self.matter.name, step, 5, "等待配件")
		doc = frappe.get_doc("Talk Matter", self.matter.name)
		before = builders.context_for(doc, "extension_approval")
		self.assertEqual(before["reason"], "等待配件")
		self.assertEqual(before["due_on"], doc.resolution_due_at)
		with as_user(self.leader):
			matter_api.decide_extension(self.matter.name, row, True)
		after = builders.context_for(frappe.get_doc("Talk Matter", doc.name), "extension_approval")
		self.assertEqual((after["due_on"], after["extended_to"]), (before["due_on"], before["extended_to"]))
		self.assertTrue(after["leader_opinion"]["text"].startswith("同意延期"))

	def test_a_tally_below_the_smallest_group_shows_numbers_of_ballots_only(self):
		values = {"kind": "Tally", "signed": 0, "overall": None, "outcome": None, "unit": self.county.a1}
		counts = {"ballots_issued": 4, "ballots_returned": 4, "ballots_valid": 4, "overall_satisfied": 4}
		tally = frappe.get_doc(
			doctype="Public Evaluation",
			reference_doctype="Talk Matter",
			reference_name=self.matter.name,
			evaluated_at=now_datetime(),
			**values,
			**counts,
		)
		context = builders.context_for(tally, "evaluation_form")
		self.assertEqual((context["valid"], context["tally"]), (4, []))
		self.assertEqual(context["overall_tally"]["counts"], [])

	def test_a_form_is_refused_for_another_doctype(self):
		with self.assertRaises(frappe.ValidationError):
			builders.context_for(self.matter, "referral_slip")


class TestReceipt(PrintingTestCase):
	def test_codes_are_printed_only_after_the_receipt_was_asked_for(self):
		text = self.printed("Talk Matter", self.matter.name, "说事回执")
		self.assertIn("补打件", text)
		with as_user(self.clerk):
			print_format = matter_api.receipt(self.matter.name)
			text = self.printed("Talk Matter", self.matter.name, print_format)
		self.assertNotIn("补打件", text)
		self.assertIn("扫码或凭码查看办理进度", text)
		with as_user(self.leader):
			self.assertIn("补打件", self.printed("Talk Matter", self.matter.name, print_format))


class TestGenerator(PrintingTestCase):
	def test_the_generator_is_forgotten_after_each_print(self):
		frappe.get_print("Referral Slip", self.slip.name, "流转单", as_pdf=True)
		self.assertNotIn("pdf_generator", frappe.local.form_dict)
		# another format in the same request must not come to us, whatever was remembered
		self.assertIsNone(platform.pdf_generator(None, "<p></p>", {}, None, platform.GENERATOR))
		self.assertIsNone(platform.pdf_generator("流转单", "<p></p>", {}, None, "wkhtmltopdf"))

	def test_download_takes_the_generator_of_the_format(self):
		platform.download_pdf("Referral Slip", self.slip.name, "流转单", pdf_generator="wkhtmltopdf")
		self.assertTrue(frappe.local.response.filecontent.startswith(b"%PDF"))
		self.assertIn("流转记录", text_of(frappe.local.response.filecontent))

	def test_a_password_is_kept(self):
		pdf = frappe.get_print("Referral Slip", self.slip.name, "流转单", as_pdf=True, password="tea")
		reader = PdfReader(BytesIO(pdf))
		self.assertTrue(reader.is_encrypted)
		self.assertTrue(reader.decrypt("tea"))

	def test_an_attachment_of_an_email_goes_through_the_generator(self):
		attached = frappe.attach_print("Referral Slip", self.slip.name, print_format="流转单")
		self.assertTrue(attached["fname"].endswith(".pdf"))
		self.assertIn("流转记录", text_of(attached["fcontent"]))

	def test_bulk_print_holds_every_document_or_is_refused_by_name(self):
		other = self.issued(self.matter, self.county.a2)
		names = frappe.as_json([self.slip.name, other.name])
		platform.download_multi_pdf("Referral Slip", names, "流转单")
		text = text_of(frappe.local.response.filecontent)
		self.assertEqual(text.count("流转记录"), 2)
		with self.assertRaises(platform.PrintingFailedError) as refused:
			platform.download_multi_pdf("Referral Slip", frappe.as_json([self.slip.name, "GONE"]), "流转单")
		self.assertIn("GONE", str(refused.exception))

	def test_the_browser_toolbar_is_not_printed(self):
		text = self.printed("Referral Slip", self.slip.name, "流转单")
		self.assertNotIn("GetPDF", text)


class TestSetUp(HealthTalkTestCase):
	def test_the_choice_is_offered_once_and_taken_back(self):
		platform.setup_print()
		platform.setup_print()
		options = frappe.get_meta("Print Format", cached=False).get_field("pdf_generator").options
		self.assertEqual(options.split("\n").count(platform.GENERATOR), 1)
		platform.remove_print()
		options = frappe.get_meta("Print Format", cached=False).get_field("pdf_generator").options
		self.assertNotIn(platform.GENERATOR, options)
		self.assertFalse(frappe.db.exists("Print Format", {"pdf_generator": platform.GENERATOR}))

"""Reports mailed on a schedule by the platform's Auto Email Report, as PDF and as a spreadsheet (issue 6)."""

from __future__ import annotations

import zipfile
from email import message_from_string
from io import BytesIO
from typing import Any

import frappe
from frappe.email.doctype.auto_email_report import auto_email_report as core
from openpyxl import load_workbook
from pypdf import PdfReader

from healthtalk_app.permissions import mailed
from healthtalk_app.printing import mailed_reports
from healthtalk_app.printing.mailed_reports import MailedReport, spreadsheet
from healthtalk_app.tests import factories, figures_county
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

DOCTYPE, LEDGER, TABLE = "Auto Email Report", "Matter Ledger", "Unit League Table"


class TestMailedReports(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = figures_county.make("MAIL")
		roles = ["Unit Leader", "Report Manager", "System Manager"]
		cls.leader = factories.user(roles, cls.county.a)
		cls.neighbour = factories.user(roles, cls.county.b)

	def ordered(self, report: str = TABLE, user: str | None = None, **given: Any) -> Any:
		values = {
			"report": report,
			"user": user or self.leader,
			"email_to": user or self.leader,
			"format": "PDF and XLSX",
			"frequency": "Monthly",
			"filters": frappe.as_json(figures_county.QUARTER),
			"enabled": 1,
			"no_of_rows": 100,
		}
		with as_user(given.pop("by", None) or user or self.leader):
			return frappe.get_doc(doctype=DOCTYPE, **{**values, **given}).insert()

	def mailed(self) -> dict[str, bytes]:
		"""The files of the newest mail in the queue."""
		parts = message_from_string(frappe.get_last_doc("Email Queue").message).walk()
		return {part.get_filename(): part.get_payload(decode=True) for part in parts if part.get_filename()}

	def test_it_is_the_platforms_own_document(self) -> None:
		doc = self.ordered()
		self.assertIsInstance(doc, MailedReport)
		options = frappe.get_meta(DOCTYPE).get_field("format").options.split("\n")
		self.assertEqual(options, ["HTML", "XLSX", "CSV", "PDF", "PDF and XLSX"])

	def test_paper_and_spreadsheet_hold_the_figures_of_the_report(self) -> None:
		doc = self.ordered()
		with doc.reader():
			pdf, sheet = doc.files()
		self.assertTrue(pdf["fname"].endswith(".pdf") and sheet["fname"].endswith(".xlsx"))
		text = "".join(
			"".join(page.extract_text() for page in PdfReader(BytesIO(pdf["fcontent"])).pages).split()
		)
		self.assertIn("2025-01-01", text)
		rows = list(load_workbook(BytesIO(sheet["fcontent"])).active.iter_rows(values_only=True))
		units = [row for row in rows[1:] if any(str(cell).startswith("Unit MAIL-A") for cell in row)]
		self.assertEqual(len(units), 3)
		# A1: response 50, resolution 75, satisfaction 50, score 60
		a1 = next(row for row in units if f"Unit {self.county.a1}" in row)
		self.assertLessEqual({50, 75, 60}, {cell for cell in a1 if isinstance(cell, int | float)})
		for figure in ("50%", "75%", "60"):
			self.assertIn(figure, text)

	def test_the_rows_are_those_of_its_user_whoever_runs_the_job(self) -> None:
		doc = self.ordered(LEDGER)
		# the scheduler works as Administrator, who sees nine matters of the quarter and more
		rows = self.read(doc)
		self.assertEqual(len(rows), 7)
		self.assertEqual(len(self.read(self.ordered(LEDGER, self.neighbour))), 1)
		self.assertEqual(frappe.session.user, "Administrator")

	def read(self, doc: Any) -> list[Any]:
		with doc.reader():
			return doc.read()[1]

	def test_the_platforms_own_formats_have_its_users_rows_too(self) -> None:
		doc = self.ordered(LEDGER, format="XLSX")
		book = load_workbook(BytesIO(doc.get_report_content()))
		self.assertEqual(len(list(book.active.iter_rows(min_row=2))), 7)

	def test_nobody_orders_or_fetches_it_with_the_rows_of_another(self) -> None:
		doc = self.ordered()
		with as_user(self.neighbour):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc({**doc.as_dict(), "name": None, "email_to": self.neighbour}).insert()
			changed = frappe.get_doc(DOCTYPE, doc.name)
			changed.email_to = "other@example.com"
			with self.assertRaises(frappe.PermissionError):
				changed.save()
			for fetch in (core.download, core.send_now):
				with self.assertRaises(frappe.PermissionError):
					fetch(doc.name)

	def test_it_goes_to_its_users_own_address_alone(self) -> None:
		for address in (self.neighbour, f"{self.leader} head@elsewhere.example"):
			with self.assertRaises(frappe.PermissionError):
				self.ordered(email_to=address)
		doc = self.ordered(email_to=self.leader.upper())
		# what was ordered before, or came into the database by another way, is not sent either
		frappe.db.set_value(DOCTYPE, doc.name, "email_to", "head@elsewhere.example")
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc(DOCTYPE, doc.name).send()

	def test_nobody_writes_who_has_ordered_it(self) -> None:
		doc = self.ordered()
		with as_user(self.leader):
			changed = frappe.get_doc(DOCTYPE, doc.name)
			changed.update({"owner": "Administrator", "user": "Administrator"})
			with self.assertRaises(frappe.PermissionError):
				changed.save()
			new = frappe.get_doc({**doc.as_dict(), "name": None, "owner": "Administrator"})
			with self.assertRaises(frappe.PermissionError):
				new.update({"user": "Administrator"}).insert()

	def test_the_administrator_orders_for_whom_he_will(self) -> None:
		doc = self.ordered(LEDGER, by="Administrator", email_to="head@elsewhere.example")
		self.assertEqual(len(self.read(doc)), 7)
		with as_user(self.leader), self.assertRaises(frappe.PermissionError):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.update({"user": "Administrator", "email_to": self.leader}).save()

	def test_reports_made_of_ours_are_ours_and_others_are_not(self) -> None:
		made = {"doctype": "Report", "is_standard": "No", "report_type": "Custom Report"}
		custom = frappe.get_doc(made | {"report_name": "MAIL copy", "ref_doctype": "Language"})
		custom.update({"reference_report": LEDGER}).insert()
		built = frappe.get_doc(made | {"report_name": "MAIL notes", "ref_doctype": "Version"})
		built.update({"report_type": "Report Builder", "json": "{}"}).insert()
		for report, ours in ((LEDGER, 1), (custom.name, 1), (built.name, 1), ("Website Analytics", 0)):
			self.assertEqual(mailed.holds_ours(report), bool(ours), report)
		# a report of ours that is changed into another one leaves the hands of its user no sooner
		doc = self.ordered()
		with as_user(self.neighbour), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(DOCTYPE, doc.name).update({"report": "Website Analytics"}).save()

	def test_the_mail_is_read_by_its_user_alone(self) -> None:
		doc = self.ordered()
		mail = {"doctype": "Email Queue", "reference_doctype": DOCTYPE, "reference_name": doc.name}
		name = frappe.get_doc(mail | {"message": "x", "status": "Sent"}).insert().name
		for user, found in ((self.leader, [name]), (self.neighbour, [])):
			with as_user(user):
				self.assertEqual(frappe.get_list("Email Queue", {"name": name}, pluck="name"), found)
				seen = frappe.has_permission("Email Queue", doc=frappe.get_doc("Email Queue", name))
				self.assertEqual(seen, bool(found))

	def test_a_text_that_looks_like_a_formula_is_text_in_the_spreadsheet(self) -> None:
		texts = ['=HYPERLINK("http://x")', "=1+1\x02", "1+1"]
		column = {"fieldname": "subject", "label": "Subject", "fieldtype": "Data"}
		content = spreadsheet([column], [{"subject": text} for text in texts])
		cells = [row[-1] for row in load_workbook(BytesIO(content)).active.iter_rows(min_row=2)]
		self.assertEqual(
			[(cell.value, cell.data_type) for cell in cells],
			[('=HYPERLINK("http://x")', "s"), ("=1+1", "s"), ("1+1", "s")],
		)

	def test_the_schedule_sends_it_with_both_files(self) -> None:
		self.ordered()
		account = {"email_account_name": "Outgoing", "email_id": "bureau@example.com", "enable_outgoing": 1}
		account |= {"smtp_server": "localhost", "awaiting_password": 1, "default_outgoing": 1}
		frappe.get_doc(doctype="Email Account", **account).db_insert()
		muted, frappe.flags.mute_emails = frappe.flags.mute_emails, True
		try:
			core.send_monthly()
		finally:
			frappe.flags.mute_emails = muted
		found = {name.rsplit(".", 1)[1]: content for name, content in self.mailed().items()}
		self.assertEqual(set(found), {"pdf", "xlsx"})
		self.assertTrue(found["pdf"].startswith(b"%PDF"))
		self.assertTrue(load_workbook(BytesIO(found["xlsx"])).active.max_row > 1)

	def test_the_download_button_packs_both_files(self) -> None:
		doc = self.ordered()
		with as_user(self.leader):
			core.download(doc.name)
		pack = zipfile.ZipFile(BytesIO(frappe.local.response.filecontent))
		self.assertEqual(sorted(name.rsplit(".", 1)[1] for name in pack.namelist()), ["pdf", "xlsx"])
		self.assertTrue(frappe.local.response.filename.endswith(".zip"))

	def test_paper_alone(self) -> None:
		doc = self.ordered(format="PDF")
		self.assertTrue(doc.get_report_content().startswith(b"%PDF"))
		self.assertTrue(doc.get_file_name().endswith(".pdf"))

	def test_nothing_is_sent_for_who_may_no_longer_log_in(self) -> None:
		doc = self.ordered()
		frappe.db.set_value("User", self.leader, "enabled", 0)
		with self.assertRaises(frappe.PermissionError):
			doc.send()

	def test_setting_up_twice_changes_nothing(self) -> None:
		mailed_reports.setup_mail()
		mailed_reports.setup_mail()
		setters = frappe.get_all("Property Setter", {"doc_type": DOCTYPE, "property": "options"})
		self.assertEqual(len(setters), 1)

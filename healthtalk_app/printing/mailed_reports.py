"""The platform's Auto Email Report, with paper beside the spreadsheet and with its user's own rows.

The platform runs a report for `user` but as whoever runs the job, so that figures with the row rule inside
would be the Administrator's. Here reports of ours are run as the user who gets them sent; who may order one
says `permissions/mailed`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.desk.query_report import build_xlsx_data
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport
from frappe.utils import now_datetime
from frappe.utils.xlsxutils import make_xlsx
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.mailed import MODULE, check_mailed_report, holds_ours
from healthtalk_app.printing import report_context

DOCTYPE = "Auto Email Report"
PAPER, BOTH = "PDF", "PDF and XLSX"
FORMATS = (PAPER, BOTH)


class MailedReport(AutoEmailReport):
	"""An Auto Email Report that also knows PDF, and PDF together with a spreadsheet."""

	def validate_report_format(self) -> None:
		if self.format not in FORMATS:
			super().validate_report_format()

	def get_report_content(self) -> Any:
		"""The file in its format; both files packed together where one is asked for."""
		check_mailed_report(self)
		with self.reader():
			if self.format not in FORMATS:
				return super().get_report_content()
			files = self.files()
		if not files or self.format == PAPER:
			return files[0]["fcontent"] if files else None
		return packed(files)

	def get_file_name(self) -> str:
		if self.format != BOTH:
			return super().get_file_name()
		return f"{self.stem()}.zip"

	def send(self) -> None:
		"""Send the files side by side, or what the platform sends."""
		check_mailed_report(self)
		if self.format not in FORMATS:
			return super().send()
		if self.filter_meta and not self.filters:
			frappe.throw(_("Please set filters value in Report Filter table."))
		with self.reader():
			files, message = self.files(), self.get_html_table()
		if not files:
			return
		sender = f"{self.sender} <{self.sender_email}>" if self.sender else ""
		frappe.sendmail(
			recipients=self.email_to.split(),
			sender=sender,
			subject=self.name,
			message=message,
			attachments=files,
			reference_doctype=self.doctype,
			reference_name=self.name,
			queue_separately=True,
		)

	@contextmanager
	def reader(self) -> Iterator[None]:
		"""Work as the report's user, in his language; a report of others is the platform's own business."""
		session, language, form = frappe.local.session, frappe.local.lang, frappe.local.form_dict
		user, sid, data = session.user, session.sid, session.data
		if not holds_ours(self.report):
			yield
			return
		enabled, own = frappe.db.get_value("User", self.user, ["enabled", "language"]) or (0, None)
		if not enabled:
			refuse(_("{0} may no longer log in; nothing is sent."), self.user, error=frappe.PermissionError)
		frappe.set_user(self.user)
		frappe.local.lang = own or frappe.get_cached_doc("System Settings").language or language
		try:
			yield
		finally:
			frappe.set_user(user)
			# an administrator's own session goes on as it was
			session.sid, session.data = sid, data
			frappe.local.lang, frappe.local.form_dict = language, form

	def files(self) -> list[dict[str, Any]]:
		"""The attachments of the mail; none where there is nothing and nothing is wanted then."""
		columns, rows = self.read()
		if not rows and self.send_if_data:
			return []
		from healthtalk_app.printing.platform import sheet

		context = report_context.report_table(_(self.report), columns, rows, self.said_filters())
		found = [{"fname": f"{self.stem()}.pdf", "fcontent": sheet("report_table", context)}]
		if self.format == BOTH:
			found.append({"fname": f"{self.stem()}.xlsx", "fcontent": spreadsheet(columns, rows)})
		return found

	def read(self) -> tuple[list[Any], list[dict[str, Any]]]:
		"""Columns and rows, by the filters and dates that the platform works out."""
		self.filters = frappe.parse_json(self.filters) if self.filters else {}
		if self.report_type == "Report Builder" and self.data_modified_till:
			self.filters["modified"] = (">", now_datetime() - timedelta(hours=self.data_modified_till))
		if self.report_type != "Report Builder" and self.dynamic_date_filters_set():
			self.prepare_dynamic_filters()
		columns, rows = frappe.get_doc("Report", self.report).get_data(
			limit=self.no_of_rows or 100,
			user=self.user,
			filters=self.filters,
			as_dict=True,
			ignore_prepared_report=True,
			are_default_filters=False,
		)
		return [column for column in columns if not column.get("hidden")], rows

	def said_filters(self) -> list[str]:
		"""The filters that are set, in words."""
		labels = {row["fieldname"]: row["label"] for row in frappe.parse_json(self.filter_meta or "[]")}
		return [
			f"{_(labels.get(name, name))}：{_(str(value)) if isinstance(value, str) else value}"
			for name, value in (self.filters or {}).items()
			if value not in (None, "", 0, [])
		]

	def stem(self) -> str:
		"""The name of the files without its end."""
		return _(self.report).replace("/", "-").replace(" ", "-")


def spreadsheet(columns: list[Any], rows: list[dict[str, Any]]) -> bytes:
	"""The table as the platform writes it, but that no text of somebody's becomes a formula."""
	data, widths = build_xlsx_data(frappe._dict(columns=columns, result=rows), [], 1, ignore_visible_idx=True)
	sheet = Workbook().active
	data = [[as_text(value, sheet) for value in row] for row in data]
	return make_xlsx(data, "Auto Email Report", column_widths=widths).getvalue()


def as_text(value: Any, sheet: Any) -> Any:
	"""A value that a spreadsheet shows as it is, as a cell where the platform would write a formula.

	A cell needs a `sheet`, whichever it is.
	"""
	if not isinstance(value, str) or not value.startswith("="):
		return value
	cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
	cell.data_type = TYPE_STRING
	return cell


def packed(files: list[dict[str, Any]]) -> bytes:
	"""Several files as one, for the desk's download button."""
	with io.BytesIO() as pack:
		with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
			for file in files:
				archive.writestr(file["fname"], file["fcontent"])
		return pack.getvalue()


# ---- installing and removing
def setup_mail() -> None:
	"""Let Auto Email Report choose our formats. Run at every install and migrate."""
	field = frappe.get_meta(DOCTYPE, cached=False).get_field("format")
	options = [option for option in (field.options or "").split("\n") if option]
	missing = [option for option in FORMATS if option not in options]
	if missing:
		make_property_setter(
			DOCTYPE,
			"format",
			"options",
			"\n".join([*options, *missing]),
			"Text",
			validate_fields_for_doctype=False,
		)


def remove_mail() -> None:
	"""Leave the platform's choice of formats as it was; what used ours sends a spreadsheet from now on."""
	ours = {"doc_type": DOCTYPE, "field_name": "format", "property": "options"}
	for name in frappe.get_all("Property Setter", {**ours, "value": ("like", f"%{BOTH}%")}, pluck="name"):
		frappe.delete_doc("Property Setter", name, force=True, delete_permanently=True)
	frappe.db.set_value(DOCTYPE, {"format": ("in", FORMATS)}, "format", "XLSX")
	# reports of ours are gone with the app, and so is what sends them
	reports = frappe.get_all("Report", {"module": MODULE}, pluck="name")
	for name in frappe.get_all(DOCTYPE, {"report": ("in", reports or [""])}, pluck="name"):
		frappe.delete_doc(DOCTYPE, name, force=True, delete_permanently=True)
	frappe.clear_cache(doctype=DOCTYPE)

"""Every report as a spreadsheet by the platform's own export: the figures of the screen, nothing in clear."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import frappe
from frappe.desk.query_report import export_query, run
from frappe.utils import add_days, today
from openpyxl import load_workbook

from healthtalk_app.tests import everything, factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

PROCEEDINGS = "Accountability and Joint Liability"
PERIOD = {"from_date": f"{today()[:4]}-01-01", "to_date": add_days(today(), 1)}
# lists of what is there need no period; what is asked for by name is named
FILTERS: dict[str, Any] = {"Satisfaction Survey Results": lambda made: {"survey": made.survey}}


class TestReportExport(HealthTalkTestCase):
	"""A leader of the bureau, after everything was used once."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("XLS")
		cls.made = everything.make(cls.county, factories.user("Unit Officer", cls.county.a1))
		cls.leader = factories.user("Unit Leader", cls.county.bureau)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)

	def filters(self, name: str) -> dict[str, Any]:
		special = FILTERS.get(name)
		return special(self.made) if special else dict(PERIOD)

	def exported(self, name: str, filters: dict[str, Any], rows: int) -> list[tuple[Any, ...]]:
		"""The rows of the spreadsheet, the head first."""
		frappe.local.form_dict = frappe._dict(
			report_name=name,
			file_format_type="Excel",
			filters=json.dumps(filters),
			visible_idx=json.dumps(list(range(rows))),
		)
		export_query()
		book = load_workbook(BytesIO(frappe.response.filecontent))
		return list(book.active.iter_rows(values_only=True))

	def test_every_report_says_the_same_in_a_spreadsheet(self) -> None:
		reports = frappe.get_all("Report", {"module": "Healthtalk App", "disabled": 0}, pluck="name")
		self.assertGreater(len(reports), 13)
		for name in reports:
			reader = self.discipline if name == PROCEEDINGS else self.leader
			with self.subTest(name), as_user(reader):
				filters = self.filters(name)
				screen = run(name, filters, are_default_filters=False)
				rows = screen["result"]
				self.assertTrue(rows)
				head, *body = self.exported(name, filters, len(rows))
				columns = [column for column in screen["columns"] if not column.get("hidden")]
				self.assertEqual(list(head), [column["label"] for column in columns])
				self.assertEqual(len(body), len(rows))
				for shown, cells in zip(rows, body, strict=True):
					self.assertEqual(self.figures(columns, shown), self.numbers(columns, cells))
				said = " ".join(str(cell) for cells in body for cell in cells)
				self.assertNotIn(everything.NAME, said)
				self.assertNotIn(everything.PHONE, said)

	def figures(self, columns: list[dict[str, Any]], row: dict[str, Any]) -> list[float | None]:
		return self.numbers(columns, [row.get(column["fieldname"]) for column in columns])

	def numbers(self, columns: list[dict[str, Any]], cells: Any) -> list[float | None]:
		"""What stands in the columns of numbers, to two places; nothing where there is no figure."""
		return [
			round(float(cell), 2) if isinstance(cell, int | float) else None
			for column, cell in zip(columns, cells, strict=True)
			if column.get("fieldtype") in ("Int", "Float", "Percent", "Currency")
		]

	def test_who_may_not_export_gets_no_spreadsheet(self) -> None:
		viewer = factories.user("Viewer", self.county.bureau)
		with as_user(viewer), self.assertRaises(frappe.PermissionError):
			self.exported("Petition Handling", PERIOD, 1)

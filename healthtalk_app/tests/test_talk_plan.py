"""The plan of talks: units by windows, as worked out by hand from H4 and H6."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from healthtalk_app.healthtalk_app.report.talk_plan import talk_plan
from healthtalk_app.metrics import plan
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

TODAY = date(2025, 6, 10)


class TestTalkPlan(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("PLAN")
		self.officer = factories.user("Unit Officer", self.county.a1)
		real = getdate
		frozen = patch("healthtalk_app.metrics.plan.getdate", lambda value=None: real(value or TODAY))
		frozen.start()
		self.addCleanup(frozen.stop)

	def talk(self, start: str, status: str, topic: str, **given: Any) -> None:
		"""A talk of branch A1 at a time in the past, put into a status as an import would."""
		doc = factories.session(
			unit=self.county.a1, planned_start=start, topics=[{"topic": topic}], title="会", **given
		)
		actual = start if status == "Held" else None
		frappe.db.set_value("Talk Session", doc.name, {"status": status, "actual_start": actual})

	def line(self, unit: str, talk_frequency: str = "Two Months") -> plan.Line:
		lines = plan.plan(date(2025, 1, 1), date(2025, 12, 31), talk_frequency, self.county.bureau)
		return next(line for line in lines if line.unit == unit)

	def test_windows_tell_held_missing_planned_and_open(self) -> None:
		self.talk("2025-02-20 09:00:00", "Held", "候诊")
		self.talk("2025-06-20 09:00:00", "Planned", "收费")
		cells = self.line(self.county.a1).cells
		self.assertEqual(
			[(cell.held, cell.planned, cell.missing, cell.gap) for cell in cells],
			[
				(1, 0, 0, False),
				# March and April are over without a talk
				(0, 0, 1, False),
				(0, 1, 0, False),
				(0, 0, 0, True),
				(0, 0, 0, True),
				(0, 0, 0, True),
			],
		)
		self.assertEqual(cells[0].topics, ("候诊",))
		self.assertEqual(self.line(self.county.a1).missing, 1)
		# the window of May and June has no talk yet
		self.assertEqual(self.line(self.county.a1).next_due, date(2025, 6, 30))

	def test_a_cancelled_talk_counts_for_nothing(self) -> None:
		self.talk("2025-02-20 09:00:00", "Cancelled", "候诊")
		cell = self.line(self.county.a1).cells[0]
		self.assertEqual((cell.held, cell.planned, cell.missing), (0, 0, 1))

	def test_two_topics_make_one_talk(self) -> None:
		self.talk("2025-01-10 09:00:00", "Held", "候诊")
		name = frappe.db.get_value("Talk Session", {"unit": self.county.a1})
		row = {"parent": name, "parenttype": "Talk Session", "parentfield": "topics", "topic": "收费"}
		frappe.get_doc(doctype="Session Topic", idx=2, **row).db_insert()
		cell = self.line(self.county.a1).cells[0]
		self.assertEqual((cell.held, sorted(cell.topics)), (1, sorted(["候诊", "收费"])))

	def test_joint_organisers_count_and_guests_do_not(self) -> None:
		organisers = [
			{"unit": self.county.a2, "part": "Joint"},
			{"unit": self.county.b1, "part": "Invited"},
		]
		self.talk("2025-03-05 09:00:00", "Held", "候诊", cooperation="Joint", organisers=organisers)
		held = [self.line(unit).cells[1].held for unit in (self.county.a1, self.county.a2, self.county.b1)]
		self.assertEqual(held, [1, 1, 0])
		frappe.db.set_single_value("Healthtalk Settings", "joint_counts", 0)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		self.assertEqual(self.line(self.county.a2).cells[1].held, 0)

	def test_departments_owe_one_a_quarter(self) -> None:
		cells = self.line(self.county.dept, "Quarter").cells
		self.assertEqual([cell.missing for cell in cells], [1, 0, 0, 0])

	def test_an_officer_sees_the_own_unit_only(self) -> None:
		with as_user(self.officer):
			lines = plan.plan(date(2025, 1, 1), date(2025, 12, 31), "Two Months")
		self.assertEqual([line.unit for line in lines], [self.county.a1])

	def test_the_report_runs_with_every_filter(self) -> None:
		self.talk("2025-02-20 09:00:00", "Held", "候诊")
		filters = {"year": 2025, "talk_frequency": "Two Months", "health_unit": self.county.a}
		columns, rows = talk_plan.execute(filters)
		self.assertEqual([column["label"] for column in columns[1:3]], ["2025年1-2月", "2025年3-4月"])
		units = [row["unit"] for row in rows]
		self.assertEqual(units, [self.county.a, self.county.a1, self.county.a2])
		self.assertIn("候诊", rows[1]["window_0"])
		_columns, gaps = talk_plan.execute({**filters, "only_gaps": 1})
		self.assertEqual(len(gaps), 3)
		self.assertEqual(
			talk_plan.execute({"year": 2025, "talk_frequency": "Quarter"})[0][1]["label"], "2025年第一季度"
		)

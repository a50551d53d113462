"""Evaluation Analysis and the trends over years against figures worked out by hand (H7, P4, P5)."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate as real_date

from healthtalk_app.exceptions import BadInputError
from healthtalk_app.healthtalk_app.report.petition_and_satisfaction_trends import (
	petition_and_satisfaction_trends as trends,
)
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.figures_county import QUARTER
from healthtalk_app.tests.test_reports import ReportTestCase

ANALYSIS, TRENDS = "Evaluation Analysis", "Petition and Satisfaction Trends"


class TestEvaluationAnalysis(ReportTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		about = {"reference_name": cls.county.talk, "kind": "Tally"}
		cls.tally = frappe.db.get_value("Public Evaluation", about)
		frappe.db.set_value(
			"Public Evaluation",
			cls.tally,
			{"ballots_issued": 5, "ballots_returned": 4, "overall_satisfied": 2, "overall_dissatisfied": 1},
		)
		frappe.get_doc(
			doctype="Evaluation Item",
			name=frappe.generate_hash(length=10),
			parent=cls.tally,
			parenttype="Public Evaluation",
			parentfield="items",
			idx=1,
			item="Attitude",
			very_satisfied=2,
			satisfied=1,
			dissatisfied=1,
		).db_insert()

	def test_by_unit(self) -> None:
		rows = self.by_unit(self.report(ANALYSIS))
		# a tally of three (two content) and one signed ballot that is; 4 of 5 came back
		talks = self.pick(rows[self.county.a1], "talk_ballots", "talk_satisfaction", "ballots_returned")
		self.assertEqual(talks, (4, 75, 80))
		self.assertEqual(self.pick(rows[self.county.a1], "matters_rated", "satisfaction_rate"), (2, 50))
		self.assertEqual(self.pick(rows[self.county.a2], "talk_ballots", "matters_rated"), (0, 1))
		self.assertIsNone(rows[self.county.a2]["talk_satisfaction"])
		self.assertNotIn(self.county.b1, rows)
		self.assertEqual(self.pick(rows["total"], "talk_ballots", "matters_rated"), (4, 3))

	def test_by_month_level_and_item(self) -> None:
		months = {row["group_name"]: row for row in self.report(ANALYSIS, view="month").result}
		self.assertEqual(self.pick(months["2025-01"], "talk_ballots", "matters_rated"), (0, 2))
		self.assertEqual(self.pick(months["2025-02"], "talk_ballots", "matters_rated"), (4, 1))
		levels = self.report(ANALYSIS, view="level").result
		self.assertEqual([row["talks"] for row in levels], [0, 3, 0, 1, 0, 3])
		self.assertEqual([row["matters"] for row in levels], [1, 1, 0, 1, 0, 2])
		# 3 of 4, 2 of 3, 5 of 7
		shares = self.pick(levels[-1], "talk_share", "matter_share", "both_share")
		self.assertEqual(shares, (75, 66.67, 71.43))
		(item,) = self.report(ANALYSIS, view="item").result
		self.assertEqual(
			self.pick(item, "votes", "very_satisfied", "dissatisfied", "satisfied"), (4, 2, 1, 75)
		)

	def test_everybody_sees_the_own_units(self) -> None:
		rows = self.by_unit(self.report(ANALYSIS, self.officer, health_unit=None))
		self.assertEqual(set(rows), {self.county.a1, "total"})
		for view in ("unit", "month", "level", "item"):
			answer = self.report(ANALYSIS, self.neighbour, health_unit=None, view=view)
			self.assertEqual(answer.result, [], view)
			self.assertTrue(answer.message)

	def test_unsigned_single_ballots_wait_until_they_are_shown(self) -> None:
		frappe.get_doc(
			doctype="Public Evaluation",
			name=frappe.generate_hash(length=10),
			reference_doctype="Talk Session",
			reference_name=self.county.talk,
			unit=self.county.a1,
			kind="Single",
			overall="Very Dissatisfied",
			evaluated_at="2025-02-22 09:00:00",
		).db_insert()
		for user in (self.bureau, "Administrator"):
			rows = self.by_unit(self.report(ANALYSIS, user))
			self.assertEqual(rows[self.county.a1]["talk_ballots"], 4, user)


class TestTrends(ReportTestCase):
	def trend(self, user: str | None = None, **given: Any) -> Any:
		return self.report(TRENDS, user, **{"to_date": "2025-12-31", "from_date": None, **given})

	def test_years_side_by_side(self) -> None:
		rows = self.trend().result
		self.assertEqual([row["period_name"] for row in rows], [f"{year}年" for year in range(2021, 2026)])
		before, now = rows[-2:]
		# two matters in 2024, eight in 2025; content 1 of 2 then, 2 of 3 now
		self.assertEqual(self.pick(before, "matters_raised", "satisfaction_rate"), (2, 50))
		self.assertEqual(self.pick(now, "matters_raised", "satisfaction_rate"), (8, 66.67))
		self.assertEqual(self.pick(now, "matters_raised_change", "satisfaction_rate_change"), (300, 16.67))
		# from nothing nothing grows
		self.assertIsNone(before["matters_raised_change"])
		self.assertEqual(self.pick(now, "from_date", "to_date"), ("2025-01-01", "2025-12-31"))

	def test_what_still_runs_is_not_compared_with_a_whole_year(self) -> None:
		for day, name, changed in (
			(date(2025, 12, 31), "2025年 (not over yet)", None),
			(date(2026, 1, 1), "2025年", 300),
		):
			with patch.object(trends, "getdate", lambda *asked, day=day: real_date(*asked) if asked else day):
				now = self.trend().result[-1]
				self.assertEqual(
					self.pick(now, "period_name", "matters_raised", "matters_raised_change"),
					(name, 8, changed),
				)
				rows = self.by_unit(self.trend(figure="matters_raised"))
				self.assertEqual(self.pick(rows["total"], "p4", "change"), (8, changed))

	def test_quarters_and_months_add_up_to_the_year(self) -> None:
		for kind, count, last in (("Quarterly", 8, 4), ("Monthly", 13, 12), ("Half-yearly", 6, 2)):
			rows = self.trend(period_kind=kind).result
			self.assertEqual(len(rows), count)
			self.assertEqual(sum(row["matters_raised"] for row in rows[-last:]), 8, kind)
		quarters = self.trend(period_kind="Quarterly", to_date="2025-02-02").result
		self.assertEqual(self.pick(quarters[-1], "period_name", "matters_raised"), ("2025年第一季度", 8))

	def test_it_says_what_the_other_reports_say(self) -> None:
		league = self.by_unit(self.report("Unit League Table"))
		rows = self.trend(
			period_kind="Quarterly", to_date=QUARTER["to_date"], health_unit=self.county.a1
		).result
		keys = ("response_rate", "resolution_rate", "satisfaction_rate", "matters_raised")
		self.assertEqual(self.pick(rows[-1], *keys), self.pick(league[self.county.a1], *keys))

	def test_one_figure_of_every_unit(self) -> None:
		rows = self.by_unit(self.trend(figure="matters_raised"))
		self.assertEqual(self.pick(rows[self.county.a1], "p3", "p4", "change"), (1, 4, 300))
		self.assertEqual(self.pick(rows[self.county.a2], "p3", "p4", "change"), (1, 3, 200))
		self.assertEqual(self.pick(rows["total"], "p3", "p4", "change"), (2, 8, 300))
		rates = self.by_unit(self.trend(figure="satisfaction_rate"))
		self.assertEqual(self.pick(rates[self.county.a1], "p3", "p4", "change"), (0, 50, 50))
		with self.assertRaises(BadInputError):
			self.trend(figure="accusations")

	def test_everybody_sees_the_own_units(self) -> None:
		(last,) = self.trend(self.neighbour, health_unit=None).result[-1:]
		self.assertEqual(last["matters_raised"], 1)
		self.assertEqual(self.trend(self.nobody, health_unit=None).result, [])
		rows = self.by_unit(self.trend(self.officer, health_unit=None, figure="matters_raised"))
		self.assertEqual(set(rows), {self.county.a1, "total"})

	def test_the_number_of_questions_does_not_grow_with_the_periods(self) -> None:
		for kind in ("Yearly", "Monthly"):
			with as_user(self.leader):
				self.report(TRENDS, self.leader, health_unit=None, period_kind=kind)
				with self.assertQueryCount(24):
					self.report(TRENDS, self.leader, health_unit=None, period_kind=kind)

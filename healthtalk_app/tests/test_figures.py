"""One figure, one number: reports, ledger, cards, charts and published rankings say the same (design §6)."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run
from frappe.utils import getdate

from healthtalk_app.api import figures as desk
from healthtalk_app.exceptions import FrozenError
from healthtalk_app.healthtalk_app.report.bad_rating_call_back import bad_rating_call_back
from healthtalk_app.healthtalk_app.report.commitment_fulfilment import commitment_fulfilment
from healthtalk_app.healthtalk_app.report.matter_ledger import matter_ledger
from healthtalk_app.healthtalk_app.report.rectification_ledger import rectification_ledger
from healthtalk_app.healthtalk_app.report.referral_slip_tracking import referral_slip_tracking
from healthtalk_app.metrics import registry, statement
from healthtalk_app.metrics.base import Asked
from healthtalk_app.metrics.matters import MATTERS
from healthtalk_app.metrics.working_time import working_days
from healthtalk_app.rules import workdays
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.rankings import ranking
from healthtalk_app.services.steps import flow
from healthtalk_app.services.surveys import survey_answers
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.figures_county import QUARTER
from healthtalk_app.tests.test_reports import ReportTestCase

FIRST_QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
REPORTS: dict[str, dict[str, list[Any]]] = {
	"Talk Frequency Compliance": {"talk_frequency": ["Two Months", "Quarter"], "only_missing": [1]},
	"Talk Plan": {"year": [2025], "talk_frequency": ["Quarter"], "only_gaps": [1]},
	"Inspection Coverage": {
		"year": [2025],
		"quarter": ["2"],
		"domain": ["Charges"],
		"kind": ["Branch"],
		"everybody": [1],
	},
	"Matter Ledger": {
		"figure": matter_ledger.FIGURES,
		"part": ["met", "missed"],
		"regime": ["Talk"],
		"channel": ["Telephone"],
		"category": ["FIG-CAT"],
		"only_category": [1],
		"status": ["Closed"],
		"intake": [1],
		"page": [2],
		"page_size": [50],
	},
	"Matter Timeliness": {
		"group_by": ["unit", "category", "regime", "channel"],
		"regime": ["Talk"],
		"channel": ["Telephone"],
		"category": ["FIG-CAT"],
	},
	"Five Qualities": {"roll_up": [1]},
	"Petition Handling": {"roll_up": [1], "group_by": ["month"]},
	"Referral Slip Tracking": {
		"figure": referral_slip_tracking.FIGURES,
		"part": ["met", "missed"],
		"kind": ["Referral"],
		"status": ["Confirmed"],
		"urgency": ["Urgent"],
		"page": [2],
		"page_size": [50],
	},
	"Commitment Fulfilment": {
		"figure": commitment_fulfilment.LISTED,
		"part": ["met", "missed"],
		"kind": ["Person"],
		"status": ["Verified"],
		"page": [2],
		"page_size": [50],
	},
	"Rectification Ledger": {
		"figure": rectification_ledger.FIGURES,
		"part": ["met", "missed"],
		"classification": ["Worried"],
		"found_through": ["Bad Rating"],
		"status": ["Verified"],
		"page": [2],
		"page_size": [50],
	},
	"Bad Rating Call-back": {
		"figure": bad_rating_call_back.FIGURES,
		"part": ["met", "missed"],
		"reason": ["Bad Rating"],
		"status": ["To Call"],
		"page": [2],
		"page_size": [50],
	},
	"Evaluation Analysis": {"view": ["unit", "month", "level", "item"]},
	"Petition and Satisfaction Trends": {
		"period_kind": ["Half-yearly", "Quarterly", "Monthly"],
		"figure": ["petitions_raised", "survey_index"],
	},
	"Unit League Table": {
		"unit_kind": ["Branch"],
		"roll_up": [1],
		"by_group": [1],
		"regime": ["Talk"],
		"channel": ["Telephone"],
		"category": ["FIG-CAT"],
	},
}


class TestOneFigureOneNumber(ReportTestCase):
	def setUp(self) -> None:
		super().setUp()
		# cards and charts are of this year: let it be the year of the county's matters
		real = getdate
		frozen = patch("healthtalk_app.api.figures.getdate", lambda value=None: real(value or "2025-11-30"))
		frozen.start()
		self.addCleanup(frozen.stop)

	def test_report_ledger_card_and_chart_agree(self) -> None:
		given = {"from_date": "2025-01-01", "to_date": "2025-12-31", "health_unit": None}
		# the officer's own unit: worked out in test_reports.py, all of it in the first quarter
		expected = {"matters_raised": 4, "response_rate": 50, "resolution_rate": 75, "satisfaction_rate": 50}
		rows = self.by_unit(self.report("Unit League Table", self.officer, **given))
		with as_user(self.officer):
			for key, value in expected.items():
				self.assertEqual(rows[self.county.a1][key], value)
				self.assertEqual(desk.card({"figure": key})["value"], value)
				self.assertEqual(registry.figure(key, YEAR).value, value)
				monthly = registry.figures([key], YEAR, "month").values()
				self.assertEqual(
					sum(found[key].bottom for found in monthly), registry.figure(key, YEAR).bottom
				)
			chart = desk.chart({"figures": "matters_raised,response_rate"})
		series = {
			line["name"]: dict(zip(chart["labels"], line["values"], strict=True))
			for line in chart["datasets"]
		}
		# two raised in January, one in February and one in March
		self.assertEqual([series["Matters Raised"][f"2025-0{n}"] for n in (1, 2, 3, 4)], [2, 1, 1, 0])
		# due in January 1 of 2, in February 0 of 1, in March 1 of 1
		self.assertEqual([series["Response Rate"][f"2025-0{n}"] for n in (1, 2, 3)], [50, 0, 100])
		# nothing was due in April: there is no rate, and none is drawn
		self.assertIsNone(series["Response Rate"]["2025-04"])

	def test_every_figure_is_as_many_rows_in_the_ledger(self) -> None:
		for user, (name, keys) in product(
			(self.officer, self.leader, self.bureau, self.nobody),
			(
				("Matter Ledger", matter_ledger.FIGURES),
				("Referral Slip Tracking", referral_slip_tracking.FIGURES),
				("Rectification Ledger", rectification_ledger.FIGURES),
				("Bad Rating Call-back", bad_rating_call_back.FIGURES),
				("Commitment Fulfilment", commitment_fulfilment.LISTED),
			),
		):
			for key in keys:
				metric = registry.METRICS[key]
				with as_user(user):
					figure = registry.figure(key, FIRST_QUARTER, Asked(self.county.bureau))
				counted = self.report(name, user, figure=key)
				self.assertEqual(len(counted.result), counted.report_summary[0]["value"])
				if metric.weight is None:
					self.assertEqual(len(counted.result), figure.bottom, key)
				if metric.measure and metric.weight is None:
					met = len(self.report(name, user, figure=key, part="met").result)
					missed = len(self.report(name, user, figure=key, part="missed").result)
					self.assertEqual(met + missed, figure.bottom, key)

	def test_a_survey_says_the_same_in_report_card_and_registry(self) -> None:
		closed_on = Period(getdate("2025-11-20"), getdate("2025-11-20"))

		def survey(**given: Any) -> Any:
			doc = frappe.get_doc(
				doctype="Satisfaction Survey",
				title="Outpatients",
				unit=self.county.bureau,
				closes_on="2025-12-31",
				questions=[{"question": "On the whole", "kind": "Level", "weight": 1, "overall": 1}],
				samples=[{"unit": self.county.a1, "target": 5}, {"unit": self.county.b1, "target": 9}],
			).insert()
			doc = frappe.get_doc(doc.doctype, doc.name)
			flow.transition(doc, "Open")
			# 100, 100, 80, 60 and 40 points: 76 on average, four of five satisfied; b1 has five of nine
			survey_answers.enter_papers(doc, self.county.a1, "1\n1\n2\n3\n4")
			survey_answers.enter_papers(doc, self.county.b1, "1\n" * 5)
			return doc

		with self.freeze_time("2025-11-20 10:00:00"):
			survey()
			doc = survey()
			flow.transition(frappe.get_doc(doc.doctype, doc.name), "Closed")
		expected = {"survey_index": 76, "survey_rate": 80}
		for user in (self.officer, self.bureau):
			report = self.report("Satisfaction Survey Results", user, survey=doc.name, health_unit=None)
			(line,) = [row for row in report.result if row["unit"] == self.county.a1]
			cards = {card["label"]: card for card in report.report_summary}
			with as_user(user):
				by_unit = registry.figures(expected, closed_on, "unit")
				self.assertEqual(set(by_unit), {self.county.a1})
				for key, value in expected.items():
					label = frappe._(registry.METRICS[key].label)
					self.assertEqual(registry.figure(key, closed_on).value, value)
					self.assertEqual(by_unit[self.county.a1][key].value, value)
					self.assertEqual(registry.figures([key], YEAR, "month")["2025-11"][key].value, value)
					self.assertEqual(desk.card({"figure": key})["value"], value)
					self.assertEqual(cards[label]["value"], value)
					self.assertIsNone(registry.figure(key, FIRST_QUARTER).value)
			self.assertEqual((line["index"], line["rate"]), (76, 80))
			self.assertEqual(cards[frappe._("Satisfaction Index")]["datatype"], "Float")
		self.assertEqual(registry.METRICS["survey_index"].unit, "points")
		for user in (self.neighbour, self.nobody):
			with as_user(user):
				self.assertIsNone(registry.figure("survey_index", closed_on).value)

	def test_a_card_of_nothing_is_a_dash(self) -> None:
		with as_user(self.neighbour):
			self.assertEqual(desk.card({"figure": "satisfaction_rate"}), "—")
		with as_user(self.nobody):
			self.assertEqual(desk.card({"figure": "matters_raised"})["value"], 0)

	def test_a_card_leads_to_its_rows(self) -> None:
		with as_user(self.officer):
			card = desk.card({"figure": "matters_raised"})
			options = {key: value for key, value in card["route_options"].items() if value}
			self.assertEqual(len(run(card["route"][1], filters=options)["result"]), card["value"])

	def test_figures_that_do_not_exist_are_refused(self) -> None:
		for call in (lambda: desk.card({"figure": "x"}), lambda: desk.chart("{}"), lambda: desk.card(None)):
			with self.assertRaises(frappe.ValidationError):
				call()

	def test_cards_and_charts_are_for_those_who_read_matters(self) -> None:
		stranger = factories.user("Employee")
		with as_user(stranger), self.assertRaises(frappe.PermissionError):
			desk.card({"figure": "matters_raised"})

	def test_accusations_are_disciplines_figure_alone(self) -> None:
		discipline = factories.user("Discipline Officer", self.county.bureau)
		for user, found in ((discipline, 1), (self.bureau, 0), (self.leader, 0), (self.officer, 0)):
			before = Period(date(2025, 1, 10), date(2025, 1, 10))
			with as_user(user):
				self.assertEqual(registry.figure("accusations", before).value >= 1, bool(found))
				# nor is it hidden in another figure
				self.assertEqual(registry.figure("matters_raised", before).value, 0)

	def test_the_desk_offers_every_figure_of_a_ledger(self) -> None:
		script = Path(frappe.get_app_path("healthtalk_app", "public", "js", "figures.js")).read_text("utf-8")
		offered = re.findall(r'\["(\w+)", __\("([^"]+)"\)\]', script)
		keys = [
			*matter_ledger.FIGURES,
			*referral_slip_tracking.FIGURES,
			*rectification_ledger.FIGURES,
			*bad_rating_call_back.FIGURES,
			*commitment_fulfilment.LISTED,
		]
		self.assertEqual(sorted(offered), sorted((key, registry.METRICS[key].label) for key in keys))


class TestEveryFilter(ReportTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		factories.category(category_code="FIG-CAT")

	def test_every_report_with_every_filter_as_everybody(self) -> None:
		for user, (name, optional) in product(
			(self.officer, self.leader, self.bureau, self.nobody), REPORTS.items()
		):
			base = {} if name == "Talk Plan" else dict(QUARTER)
			if name == "Talk Plan":
				base = {"year": 2025, "talk_frequency": "Two Months"}
			common = {"health_unit": [self.county.a1], "only_own": [1]}
			with as_user(user):
				for key, values in {"": [None], **common, **optional}.items():
					for value in values:
						answer = run(name, filters={**base, key: value} if key else base)
						self.assertTrue(answer["columns"], (name, key, value))
						self.assert_within(user, answer["result"])

	def assert_within(self, user: str, rows: list[Any]) -> None:
		"""No row of a unit that the user may not see."""
		seen = {
			self.officer: {self.county.a1},
			self.leader: {self.county.a, self.county.a1, self.county.a2},
			self.nobody: set(),
		}.get(user)
		for row in rows:
			if seen is not None and row.get("unit") and not row.get("subject"):
				self.assertIn(row["unit"], seen)

	def test_without_filters_a_report_is_of_this_year(self) -> None:
		with as_user(self.bureau):
			for name in REPORTS:
				self.assertTrue(run(name, filters={})["columns"])

	def test_each_report_asks_a_fixed_number_of_times(self) -> None:
		limits = {
			"Matter Timeliness": 4,
			"Unit League Table": 4,
			"Five Qualities": 10,
			"Petition Handling": 4,
			"Evaluation Analysis": 8,
			"Petition and Satisfaction Trends": 12,
			"Matter Ledger": 8,
			"Referral Slip Tracking": 12,
			"Rectification Ledger": 8,
			"Bad Rating Call-back": 6,
			"Talk Frequency Compliance": 24,
			"Inspection Coverage": 12,
			"Inspection Findings": 12,
			"Commitment Fulfilment": 16,
			"Study Coverage": 16,
			"Campaign Progress": 12,
			"Returned Figures": 12,
			"Demerit Standing": 12,
			"Publicity": 12,
		}
		for name, limit in limits.items():
			filters = {**QUARTER, "health_unit": None}
			with as_user(self.leader):
				execute = frappe.get_attr(
					f"healthtalk_app.healthtalk_app.report.{frappe.scrub(name)}.{frappe.scrub(name)}.execute"
				)
				# what is read once a request: who sees which units, settings, the calendar
				execute(dict(filters))
				with self.assertQueryCount(limit):
					execute(dict(filters))


class TestPublishedRanking(ReportTestCase):
	def publish(self, user: str | None = None, **given: Any) -> str:
		with as_user(user or self.bureau):
			return desk.publish_ranking(**{"title": "一季度排名", "unit_kind": "Branch", **QUARTER, **given})

	def test_a_published_table_stays_as_it_was(self) -> None:
		name = self.publish()
		frappe.db.set_value("Talk Matter", self.county.matters["late"], "response_on_time", "On Time")
		for user in (self.officer, self.bureau):
			answer = self.report("Unit League Table", user, published=name)
			rows = self.by_unit(answer)
			# everybody sees all units of what was published
			self.assertLessEqual({self.county.a1, self.county.a2, self.county.b1}, set(rows))
			self.assertEqual(self.pick(rows[self.county.a1], "response_rate", "score", "place"), (50, 60, 1))
			self.assertIsNone(rows[self.county.b1]["place"])
			self.assertIn("一季度排名", answer.message)
		live = self.by_unit(self.report("Unit League Table"))
		self.assertEqual(live[self.county.a1]["response_rate"], 75)

	def test_it_is_neither_changed_nor_deleted_nor_written_by_hand(self) -> None:
		doc = frappe.get_doc("Published Ranking", self.publish())
		doc.title = "改过"
		with self.assertRaises(FrozenError):
			doc.save(ignore_permissions=True)
		with self.assertRaises(FrozenError):
			frappe.delete_doc("Published Ranking", doc.name, force=True)
		copy = frappe.copy_doc(doc)
		with self.assertRaises(FrozenError):
			copy.insert(ignore_permissions=True)

	def test_only_who_sees_all_units_publishes(self) -> None:
		appraiser = factories.user("Appraiser", self.county.a)
		for user in (self.officer, self.leader, appraiser):
			with self.assertRaises(frappe.PermissionError):
				self.publish(user)

	def test_nothing_is_published_without_a_title_or_a_place(self) -> None:
		for given in (
			{"title": " "},
			{"from_date": "1999-01-01", "to_date": "1999-03-31"},
			{"from_date": "2025-04-01"},
		):
			with self.assertRaises(frappe.ValidationError):
				self.publish(**given)

	def test_read_says_what_was_kept(self) -> None:
		published = ranking.read(self.publish())
		self.assertEqual(published.weights, {"response": 30, "resolution": 40, "satisfaction": 30})


class TestWorkingTime(ReportTestCase):
	def test_working_days_are_those_of_the_rules(self) -> None:
		"""Weeks, a holiday on weekdays and a weekend that is worked, against rules/workdays.py."""
		calendar = frappe.get_doc("Work Calendar", self.county.calendar)
		resting, worked = date(2025, 1, 28), date(2025, 1, 26)
		calendar.append("days", {"date": resting, "is_working": 0})
		calendar.append("days", {"date": worked, "is_working": 1})
		calendar.save(ignore_permissions=True)
		rules = workdays.Calendar(working=frozenset([worked]), resting=frozenset([resting]))
		days = [date(2025, 1, day) for day in range(20, 32)] + [date(2024, 2, 29), date(2025, 3, 2)]
		name = self.county.matters["kept"]
		matter = frappe.qb.DocType("Talk Matter")
		for start, end in product(days, days):
			frappe.db.set_value("Talk Matter", name, {"accepted_at": start, "planned_at": end})
			took = working_days(matter.accepted_at, matter.planned_at)
			found = frappe.qb.from_(matter).select(took).where(matter.name == name).run()[0][0]
			self.assertEqual(int(found), rules.working_days_between(start, end), (start, end))

	def test_an_empty_moment_has_no_time(self) -> None:
		matter = frappe.qb.DocType("Talk Matter")
		query = frappe.qb.from_(matter).select(working_days(matter.accepted_at, matter.planned_at))
		self.assertEqual(query.where(matter.name == self.county.matters["new"]).run(), ((None,),))


class TestStatement(ReportTestCase):
	def test_values_are_never_part_of_the_statement(self) -> None:
		evil = "x' or '1'='1"
		with as_user(self.bureau):
			found = registry.figures(
				["matters_raised"], FIRST_QUARTER, None, Asked(evil, columns={"regime": evil})
			)
		self.assertEqual(found[None]["matters_raised"].value, 0)

	def test_one_statement_for_all_figures_of_matters(self) -> None:
		keys = [metric.key for metric in registry.METRICS.values() if metric.source is MATTERS]
		with as_user(self.bureau):
			registry.figures(keys, FIRST_QUARTER, "unit")
			with self.assertQueryCount(1):
				statement.ask([registry.METRICS[key] for key in keys], FIRST_QUARTER, "unit")

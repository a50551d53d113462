"""Rectification Ledger and Bad Rating Call-back against figures worked out by hand (T6, T7, 好差评)."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.metrics import registry
from healthtalk_app.tests.figures_county import moment
from healthtalk_app.tests.test_reports import ReportTestCase

GOOD, LATE = "On Time", "Late"
# of A1 two, of A2 and B1 one each in the quarter; one lies before it, one speaks of an accusation
ORDERS: dict[str, dict[str, Any]] = {
	"R1": dict(
		unit="a1", opened="01-06", due="01-13", submitted="01-10", kept=GOOD, status="Verified", rule="01-20"
	),
	"R2": dict(unit="a1", opened="01-20", due="02-10", status="Rectifying", again=1),
	"R3": dict(unit="a2", opened="02-03", due="02-10", status="Open", classification="Worried"),
	"R4": dict(unit="b1", opened="03-03", due="03-10", submitted="03-07", kept=GOOD, status="Submitted"),
	"before": dict(
		unit="a1", year=2024, opened="12-02", due="12-09", submitted="12-06", kept=GOOD, status="Verified"
	),
	"hidden": dict(unit="a1", opened="01-07", due="01-14", status="Open", matter="accusation"),
}  # fmt: skip
CALLS: dict[str, dict[str, Any]] = {
	"C1": dict(unit="a1", rated="01-06", due="01-13", reason="Bad Rating", status="Reached"),
	"C2": dict(unit="a1", rated="01-20", due="01-27", reason="Bad Rating", status="To Call"),
	"C3": dict(unit="a1", rated="02-10", due="02-17", reason="Bad Rating", status="Not Reached"),
	"C4": dict(unit="a1", rated="02-11", due="02-18", reason="Wanted", status="To Call"),
	"C5": dict(unit="a2", rated="02-12", due="02-19", reason="Bad Rating", status="Reached"),
	"C6": dict(unit="b1", rated="03-05", due="03-12", reason="Sample", status="Reached"),
	"before": dict(unit="a1", year=2024, rated="12-02", due="12-09", reason="Bad Rating", status="To Call"),
	"hidden": dict(
		unit="a1", rated="01-07", due="01-14", reason="Bad Rating", status="To Call", matter="accusation"
	),
}  # fmt: skip


def order(county: frappe._dict, name: str, unit: str, year: int = 2025, **facts: Any) -> str:
	"""A rectification of a unit, ordered by headquarters A, as its life would have left its columns."""
	doc = frappe.get_doc(
		doctype="Rectification",
		name=f"{county.bureau}-{name}",
		subject=f"Order {name}",
		problem="Problem",
		responsible_unit=county[unit],
		ordering_unit=county.a,
		status=facts["status"],
		workflow_state=facts["status"],
		classification=facts.get("classification", "Dissatisfied"),
		found_through="Bad Rating",
		matter=county.matters.get(facts.get("matter")),
		opened_at=moment(year, facts["opened"]),
		rectify_due_at=moment(year, facts["due"]),
		submitted_at=moment(year, facts.get("submitted")),
		rectify_on_time=facts.get("kept"),
		ordered_again_count=facts.get("again", 0),
		lasting_rule="Rule" if facts.get("rule") else None,
		lasting_rule_on=facts.get("rule") and f"{year}-{facts['rule']}",
		parties=[
			{"unit": county[unit], "part": "Responsible"},
			{"unit": county.a, "part": "Ordering"},
		],
	)
	doc.db_insert()
	for row in doc.parties:
		row.update({"parent": doc.name, "name": frappe.generate_hash(length=10)})
		row.db_insert()
	return doc.name


def call(county: frappe._dict, name: str, unit: str, year: int = 2025, **facts: Any) -> str:
	"""A rater on the list."""
	doc = frappe.get_doc(
		doctype="Call Back",
		name=f"{county.bureau}-{name}",
		evaluation=f"{county.bureau}-{name}",
		subject=f"Call {name}",
		rater="张*",
		unit=county[unit],
		matter=county.matters.get(facts.get("matter")),
		reason=facts["reason"],
		status=facts["status"],
		rated_at=moment(year, facts["rated"]),
		due_at=moment(year, facts["due"]),
	)
	doc.db_insert()
	return doc.name


class RectificationReportTestCase(ReportTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		cls.orders = {name: order(cls.county, name, **facts) for name, facts in ORDERS.items()}
		cls.calls = {name: call(cls.county, name, **facts) for name, facts in CALLS.items()}

	def short(self, answer: frappe._dict) -> set[str]:
		"""The rows of an answer by their short names."""
		return {row["name"].rpartition("-")[2] for row in answer.result}


class TestRectificationLedger(RectificationReportTestCase):
	def test_every_figure_and_its_rows(self) -> None:
		expected = {
			"rectifications": (4, {"R1", "R2", "R3", "R4"}),
			"rectifications_open": (3, {"R2", "R3", "R4"}),
			# handed in or not yet due is not overdue
			"rectifications_overdue": (2, {"R2", "R3"}),
			"rectifications_verified": (1, {"R1"}),
			"rectifications_again": (1, {"R2"}),
			"lasting_rules": (1, {"R1"}),
			# R1 and R4 in time of four that were due
			"rectify_rate": (50, {"R1", "R2", "R3", "R4"}),
		}
		for key, (value, names) in expected.items():
			answer = self.report("Rectification Ledger", figure=key)
			self.assertEqual(self.cards(answer)[registry.METRICS[key].label], value, key)
			self.assertEqual(self.short(answer), names, key)
			self.assertEqual(answer.report_summary[0]["value"], len(names))
		for part, names in (("met", {"R1", "R4"}), ("missed", {"R2", "R3"})):
			self.assertEqual(
				self.short(self.report("Rectification Ledger", figure="rectify_rate", part=part)), names
			)

	def test_a_row_says_what_an_inspector_asks(self) -> None:
		rows = {row["name"]: row for row in self.report("Rectification Ledger").result}
		self.assertEqual(
			self.pick(rows[self.orders["R2"]], "overdue", "rounds", "rectify_on_time_word", "lasting_rule"),
			(1, 2, "", None),
		)
		self.assertEqual(
			self.pick(rows[self.orders["R1"]], "overdue", "rounds", "lasting_rule", "ordering_unit"),
			(0, 1, "Rule", self.county.a),
		)

	def test_filters_narrow_rows_and_cards(self) -> None:
		for given, names in (
			({"classification": "Worried"}, {"R3"}),
			({"status": "Submitted"}, {"R4"}),
			({"found_through": "Inspection"}, set()),
			({"ordering_unit": self.county.a}, {"R1", "R2", "R3", "R4"}),
			({"health_unit": self.county.a}, {"R1", "R2", "R3"}),
			({"health_unit": self.county.a, "only_own": 1}, set()),
			({"from_date": "2024-12-01", "to_date": "2024-12-31"}, {"before"}),
		):
			answer = self.report("Rectification Ledger", **given)
			self.assertEqual(self.short(answer), names, given)
			self.assertEqual(self.cards(answer)["Rectifications"], len(names), given)

	def test_everybody_sees_the_own_units_and_nobody_an_accusation(self) -> None:
		for user, names in (
			(self.officer, {"R1", "R2"}),
			(self.leader, {"R1", "R2", "R3"}),
			(self.neighbour, {"R4"}),
			(self.nobody, set()),
		):
			self.assertEqual(self.short(self.report("Rectification Ledger", user)), names, user)

	def test_a_figure_that_does_not_exist_is_refused(self) -> None:
		for given in ({"figure": "matters_raised"}, {"part": "some"}):
			with self.assertRaises(frappe.ValidationError):
				self.report("Rectification Ledger", **given)


class TestBadRatingCallBack(RectificationReportTestCase):
	FIGURES = (
		"bad_ratings_signed",
		"call_back_rate",
		"call_back_reached",
		"call_backs_owed",
		"call_backs_overdue",
		"call_backs_others",
	)

	def test_each_unit_with_its_target(self) -> None:
		answer = self.report("Bad Rating Call-back")
		rows = self.by_unit(answer)
		county = self.county
		# A1: two of three called, one of these reached, one still to call and late; one who wanted a call
		self.assertEqual(
			self.pick(rows[county.a1], *self.FIGURES, "target"), (3, 66.67, 50, 1, 1, 1, "Missed")
		)
		self.assertEqual(
			self.pick(rows[county.a2], *self.FIGURES, "target"), (1, 100, 100, 0, 0, 0, "Reached")
		)
		# nobody rated B1 badly: no rate, and no target missed
		self.assertEqual(self.pick(rows[county.b1], *self.FIGURES, "target"), (0, None, None, 0, 0, 1, ""))
		self.assertEqual(self.pick(rows["total"], *self.FIGURES, "target"), (4, 75, 66.67, 1, 1, 2, "Missed"))
		self.assertEqual([row.get("unit") for row in answer.result], [county.a1, county.a2, county.b1, None])
		self.assertEqual(self.cards(answer)["Target of Call-backs"], 100)
		self.assertEqual(answer.chart["data"]["datasets"][1]["values"], [1, 0])

	def test_a_figure_leads_to_the_raters_behind_it(self) -> None:
		expected = {
			"bad_ratings_signed": {"C1", "C2", "C3", "C5"},
			"call_back_rate": {"C1", "C2", "C3", "C5"},
			"call_back_reached": {"C1", "C3", "C5"},
			"call_backs_owed": {"C2"},
			"call_backs_overdue": {"C2"},
			"call_backs_others": {"C4", "C6"},
		}
		for key, names in expected.items():
			answer = self.report("Bad Rating Call-back", figure=key)
			self.assertEqual(self.short(answer), names, key)
			self.assertEqual(answer.report_summary[0]["value"], len(names))
		missed = self.report("Bad Rating Call-back", figure="call_back_rate", part="missed")
		self.assertEqual(self.short(missed), {"C2"})
		(row,) = missed.result
		self.assertEqual(self.pick(row, "overdue", "rater"), (1, "张*"))

	def test_filters(self) -> None:
		for given, names in (
			({"reason": "Sample", "figure": "call_backs_others"}, {"C6"}),
			({"status": "Reached", "figure": "bad_ratings_signed"}, {"C1", "C5"}),
			({"health_unit": self.county.a2, "figure": "bad_ratings_signed"}, {"C5"}),
			({"from_date": "2024-12-01", "to_date": "2024-12-31", "figure": "call_backs_owed"}, {"before"}),
		):
			self.assertEqual(self.short(self.report("Bad Rating Call-back", **given)), names, given)

	def test_everybody_sees_the_own_units_and_nobody_an_accusation(self) -> None:
		for user, names in (
			(self.officer, {"C1", "C2", "C3"}),
			(self.leader, {"C1", "C2", "C3", "C5"}),
			(self.neighbour, set()),
			(self.nobody, set()),
		):
			answer = self.report("Bad Rating Call-back", user, figure="bad_ratings_signed")
			self.assertEqual(self.short(answer), names, user)

	def test_a_figure_that_does_not_exist_is_refused(self) -> None:
		for given in ({"figure": "matters_raised"}, {"part": "some"}):
			with self.assertRaises(frappe.ValidationError):
				self.report("Bad Rating Call-back", **given)

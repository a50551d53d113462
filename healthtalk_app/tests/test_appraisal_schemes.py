"""Appraisal schemes 考核方案 (P3, H10): what may be used, for whom, and what a try-out says and keeps."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, getdate, today

from healthtalk_app import exceptions
from healthtalk_app.api import appraisal_scheme as desk
from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.services.appraisals import schemes, trial
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

SCHEME = "Appraisal Scheme"
SHIPPED = ("ZHYY", "ZYYY", "FENY", "SQZX", "JKZX", "FYBJ", "XZ", "WSJD", "JGKS", "JKSS")
RAISED = {
	"title": "Matters",
	"source": "Metric",
	"metric": "matters_raised",
	"method": "Steps",
	"steps": "≥2:100; ≥1:50",
}
BY_HAND = {"title": "Work done", "source": "By Hand", "method": "Manual", "missing": "Zero"}


def scheme(*rows: dict[str, Any], **given: Any) -> Any:
	"""A scheme for branches with these rows, all of one module."""
	return frappe.get_doc(
		{
			"doctype": SCHEME,
			"scheme_code": f"T-{frappe.generate_hash(length=8)}",
			"title": "Test",
			"appraisal_group": "Branch",
			"indicators": [{"module": "M", **row} for row in rows],
			**given,
		}
	).insert()


def rate(title: str, weight: float) -> dict[str, Any]:
	return {"title": title, "source": "By Hand", "method": "Ratio", "target": 100, "weight": weight}


class SchemeTestCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("SCH")
		cls.appraiser = factories.user("Appraiser", cls.county.bureau)
		cls.of_branch = factories.user("Appraiser", cls.county.a)
		cls.officer = factories.user("Unit Officer", cls.county.bureau)
		cls.year = year_to(getdate())


class TestSchemes(SchemeTestCase):
	def test_p3_ten_schemes_ship_and_can_be_used(self) -> None:
		for name in SHIPPED:
			doc = frappe.get_doc(SCHEME, name)
			self.assertEqual(schemes.problems(doc), [], name)
			self.assertEqual(sum(one.weight for one in schemes.indicators(doc)), 100, name)
			self.assertTrue(doc.enabled, name)

	def test_what_is_wrong_is_kept_as_a_draft_and_not_used(self) -> None:
		doc = scheme({**RAISED, "weight": 60}, {**BY_HAND, "weight": 30})
		self.assertEqual(len(schemes.problems(doc)), 1)
		doc.enabled = 1
		with self.assertRaises(exceptions.BadInputError):
			doc.save()
		doc.reload()
		doc.indicators[1].weight = 40
		doc.enabled = 1
		doc.save()
		self.assertEqual(schemes.problems(doc), [])

	def test_a_figure_must_be_there_and_fit_the_row(self) -> None:
		wrong = (
			{**RAISED, "metric": "no_such_figure"},
			# of discipline alone
			{**RAISED, "metric": "accusations"},
			{**RAISED, "metric": ""},
			# lower is better
			{**RAISED, "metric": "slips_overdue"},
			{**RAISED, "metric": "response_rate", "source": "Survey"},
			{**RAISED, "metric": "response_rate", "method": "Deduction", "each": 1},
			{**RAISED, "method": "Manual"},
			{**RAISED, "steps": "many:100"},
		)
		for row in wrong:
			doc = scheme({**row, "weight": 100})
			self.assertEqual(len(schemes.problems(doc)), 1, row)
		right = (
			RAISED,
			{**RAISED, "metric": "slips_overdue", "higher_is_better": 0, "steps": "0:100; 3:50"},
			{**RAISED, "metric": "survey_rate", "source": "Survey"},
			{**RAISED, "metric": "网上预约挂号", "source": "Returned Figure"},
		)
		for row in right:
			self.assertEqual(schemes.problems(scheme({**row, "weight": 100})), [], row)

	def test_grades_fall(self) -> None:
		with self.assertRaises(exceptions.BadInputError):
			scheme({**RAISED, "weight": 100}, good_from=95)

	def test_units_come_by_their_group_or_kind_while_they_are_open(self) -> None:
		county, doc = self.county, scheme({**RAISED, "weight": 100})
		ours = {county.a1, county.a2, county.b1}
		self.assertEqual(ours & set(schemes.units(doc, self.year)), ours)
		self.assertNotIn(county.a, schemes.units(doc, self.year))
		frappe.db.set_value("Health Unit", county.a1, "appraisal_group", "Community Centre")
		frappe.db.set_value("Health Unit", county.a2, "valid_to", add_days(self.year.end, -1))
		frappe.clear_document_cache("Health Unit", county.a1)
		self.assertEqual(ours & set(schemes.units(doc, self.year)), {county.b1})
		self.assertEqual(schemes.peer_group(doc, frappe.get_doc("Health Unit", county.b1)), "Branch")
		everyone = frappe.get_doc(SCHEME, "JKSS")
		self.assertEqual(
			schemes.peer_group(everyone, frappe.get_doc("Health Unit", county.a1)), "Community Centre"
		)
		found = set(schemes.units(everyone, self.year))
		self.assertLessEqual({county.a1, county.b1, county.a, county.dept}, found)
		# nobody's peer
		self.assertTrue({county.bureau, county.party, county.outside}.isdisjoint(found))

	def test_the_length_of_the_period_chooses(self) -> None:
		doc = scheme({**RAISED, "weight": 100}, period_kind="Quarterly", enabled=1)
		quarter = Period(getdate("2026-04-01"), getdate("2026-06-30"))
		self.assertIn(doc.name, [one.name for one in schemes.in_use(quarter)])
		self.assertNotIn("FENY", [one.name for one in schemes.in_use(quarter)])
		self.assertIn("FENY", [one.name for one in schemes.in_use(self.year)])
		self.assertEqual([one.name for one in schemes.in_use(self.year, doc.name)], [doc.name])
		doc.enabled = 0
		doc.save()
		with self.assertRaises(exceptions.EvidenceMissingError):
			schemes.in_use(quarter, doc.name)

	def test_who_changes_a_scheme(self) -> None:
		doc = scheme({**RAISED, "weight": 100})
		with as_user(self.officer):
			self.assertTrue(frappe.has_permission(SCHEME, "read", doc))
			self.assertFalse(frappe.has_permission(SCHEME, "write", doc))
		with as_user(self.appraiser):
			self.assertTrue(frappe.has_permission(SCHEME, "write", doc))


class TestTrial(SchemeTestCase):
	def test_a_try_out_ranks_units_by_what_was_and_leaves_hands_out(self) -> None:
		county = self.county
		for unit in (county.a1, county.a1, county.a2):
			factories.matter(unit=unit)
		doc = scheme({**RAISED, "weight": 60}, {**BY_HAND, "weight": 40})
		found = trial.trial(doc, self.year)
		lines = {line.unit: line for line in found.lines}
		totals = [float(lines[unit].result.total) for unit in (county.a1, county.a2, county.b1)]
		self.assertEqual(totals, [100, 50, 0])
		places = [lines[unit].place for unit in (county.a1, county.a2, county.b1)]
		self.assertEqual(places, sorted(places))
		raised, by_hand = found.spreads
		self.assertEqual((raised.missing, float(raised.least), float(raised.most)), (0, 0, 100))
		self.assertEqual((by_hand.measured, by_hand.average), (0, None))

	def test_places_of_a_scheme_for_everybody_are_those_within_a_group(self) -> None:
		county = self.county
		for unit in (county.a1, county.a1, county.b1):
			factories.matter(unit=unit)
		frappe.db.set_value("Health Unit", county.b1, "appraisal_group", "Community Centre")
		others = {"appraisal_group": "Community Centre", "name": ("!=", county.b1)}
		frappe.db.set_value("Health Unit", others, "appraisal_group", None)
		doc = scheme({**RAISED, "weight": 100}, appraisal_group="")
		lines = {line.unit: line for line in trial.trial(doc, self.year).lines}
		# half as many matters as A1, and nobody else in the group
		self.assertEqual([lines[unit].place for unit in (county.a1, county.b1)], [1, 1])
		shown = desk.try_out(doc.name, str(self.year.start), str(self.year.end))["lines"]
		name = frappe.db.get_value("Health Unit", county.b1, "unit_name")
		(one,) = [line for line in shown if line["unit"].startswith(f"{name}（")]
		self.assertEqual(one["place"], 1)

	def test_only_who_sees_every_unit_tries_out(self) -> None:
		doc = scheme({**RAISED, "weight": 100})
		for user in (self.of_branch, self.officer):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				trial.trial(doc, self.year)

	def test_nothing_is_tried_out_without_units_or_with_a_wrong_scheme(self) -> None:
		with self.assertRaises(exceptions.BadInputError):
			trial.trial(scheme({**RAISED, "weight": 99}), self.year)
		blood = scheme({**RAISED, "weight": 100}, appraisal_group="Blood")
		frappe.db.set_value("Health Unit", {"appraisal_group": "Blood"}, "appraisal_group", None)
		with self.assertRaises(exceptions.EvidenceMissingError):
			trial.trial(blood, self.year)

	def test_h10_a_pasted_league_table_comes_to_the_tenth(self) -> None:
		# 9.95 + 36.88 + 46.125 = 92.955, 10 + 35.32 + 47.205 = 92.525, 8.8 + 30 + 41.26 = 80.06
		doc = scheme(rate("Response", 10), rate("Resolution", 40), rate("Satisfaction", 50))
		table = "Unit\tR\tS\tT\n甲\t100\t88.30\t94.41\n乙\t99.50\t92.20\t92.25\n丙\t88\t75\t82.52"
		with as_user(self.appraiser):
			found = desk.reckon(doc.name, table)
		self.assertEqual(
			[(line["unit"], line["place"], line["total"]) for line in found["lines"]],
			[("乙", 1, "93.0"), ("甲", 2, "92.5"), ("丙", 3, "80.1")],
		)
		for wrong in ("甲\t100\t88", "甲\t1\t2\tmany", ""):
			with self.assertRaises(exceptions.BadInputError):
				desk.reckon(doc.name, wrong)

	def test_the_form_shows_what_a_figure_gives(self) -> None:
		doc = scheme({**RAISED, "weight": 60, "indicator_no": "1.1"}, {**BY_HAND, "weight": 40})
		self.assertEqual(desk.preview(doc.name, "1.1", "1"), "1 is at least 1: 30 of 60 points")
		with self.assertRaises(exceptions.BadInputError):
			desk.preview(doc.name, "9.9", "1")
		with self.assertRaises(exceptions.BadInputError):
			desk.preview(doc.name, "2", "50")
		keys = {figure["value"] for figure in desk.figures()}
		self.assertIn("response_rate", keys)
		self.assertNotIn("accusations", keys)
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			desk.preview(doc.name, "1.1", "1")

	def test_a_try_out_by_the_form_and_its_period(self) -> None:
		factories.matter(unit=self.county.b1)
		doc = scheme({**RAISED, "weight": 100})
		found = desk.try_out(doc.name, str(self.year.start), str(self.year.end))
		name = frappe.db.get_value("Health Unit", self.county.b1, "unit_name")
		self.assertIn(name, [line["unit"] for line in found["lines"]])
		with self.assertRaises(exceptions.BadInputError):
			desk.try_out(doc.name, today(), add_days(today(), -1))

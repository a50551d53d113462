"""Rankings: peer groups, change of place, publication on a schedule, the circular (H10, GB/T 9704)."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate, now_datetime

from healthtalk_app.api import figures as desk
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError
from healthtalk_app.printing import platform
from healthtalk_app.printing.builders import context_for
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.rankings import ranking, schedule
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.figures_county import QUARTER
from healthtalk_app.tests.test_reports import ReportTestCase

BEFORE = {"from_date": "2024-10-01", "to_date": "2024-12-31"}
RANKING, SCHEDULE = "Published Ranking", "Ranking Schedule"
TEXTS = {
	"addressees": "各医疗卫生单位，局机关各科室",
	"requirements": "请对照排名查找差距。",
	"problems": "一是告知不及时。",
	"copied_to": "县政府办公室",
}


class RankingTestCase(ReportTestCase):
	def publish(self, **given: Any) -> Any:
		values = {"title": "一季度排名", "unit_kind": "Branch", **QUARTER, **given}
		with as_user(self.bureau):
			return frappe.get_doc(RANKING, desk.publish_ranking(**values))

	def rows(self, name: str) -> dict[str, dict[str, Any]]:
		return {row["unit"]: row for row in ranking.read(name).rows}

	def weigh(self, **weights: float) -> None:
		for name in ("response", "resolution", "satisfaction"):
			frappe.db.set_single_value("Healthtalk Settings", f"weight_{name}", weights.get(name, 0))
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")


class TestPeerGroups(RankingTestCase):
	def test_places_count_among_units_of_the_same_group(self) -> None:
		# response rates: A1 50, A2 100
		self.weigh(response=100)
		frappe.db.set_value("Health Unit", self.county.a2, "appraisal_group", "Community Centre")
		together = self.by_unit(self.report("Unit League Table", unit_kind="Branch"))
		self.assertEqual([together[unit]["place"] for unit in (self.county.a1, self.county.a2)], [2, 1])
		apart = self.by_unit(self.report("Unit League Table", unit_kind="Branch", by_group=1))
		self.assertEqual([apart[unit]["place"] for unit in (self.county.a1, self.county.a2)], [1, 1])
		name = self.publish(by_group=1).name
		rows = self.rows(name)
		self.assertEqual(self.pick(rows[self.county.a1], "group", "place"), ("Branch", 1))
		self.assertEqual(self.pick(rows[self.county.a2], "group", "place"), ("Community Centre", 1))
		shown = ranking.latest()["rows"]
		self.assertEqual(len({row["group"] for row in shown}), 2)

	def test_all_together_residents_see_no_groups(self) -> None:
		self.publish()
		self.assertEqual({row["group"] for row in ranking.latest()["rows"]}, {""})

	def test_residents_see_the_newest_that_is_marked(self) -> None:
		self.publish(title="给群众看")
		hidden = self.publish(title="不给群众看")
		with as_user(self.bureau):
			hidden.on_public_page = 0
			hidden.save()
		self.assertEqual(ranking.latest()["title"], "给群众看")


class TestSeries(RankingTestCase):
	def test_places_before_and_the_mean_of_the_last_ranking(self) -> None:
		self.publish(title="四季度排名", **BEFORE)
		doc = self.publish()
		rows = self.rows(doc.name)
		# worked out in test_reports.py: second and first then, a tie now
		self.assertEqual(self.pick(rows[self.county.a1], "place", "places", "trend"), (1, [2], None))
		self.assertEqual(self.pick(rows[self.county.a2], "place", "places", "change"), (1, [1], 0))
		# 30 and 70 then, 60 and 60 now
		self.assertIn("2025年第一季度，共有2家单位参加排名，平均得分60.0分，比上期提高10.0分。", doc.overview)
		self.assertIn("并列第一的是", doc.overview)
		self.assertIn("上升最多的是", doc.overview)

	def test_rankings_of_another_kind_or_length_are_no_former_ones(self) -> None:
		self.publish(title="四季度排名", **BEFORE)
		for given in ({"unit_kind": None}, {"by_group": 1}, {"to_date": "2025-02-28"}):
			doc = self.publish(**given)
			self.assertEqual(self.rows(doc.name)[self.county.a1]["places"], [], given)
			self.assertNotIn("上期", doc.overview)


class TestSchedule(RankingTestCase):
	def setUp(self) -> None:
		super().setUp()
		# each ranking is committed by itself; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))

	def make(self, user: str | None = None, **given: Any) -> Any:
		values = {
			"title": "健康说事季度排名",
			"period_kind": "Quarterly",
			"starts_on": "2024-11-11",
			"days_after": 5,
			"basis": "Three Rates",
			"unit_kind": "Branch",
			"title_pattern": "{period}健康说事工作排名",
			"addressees": "各医疗卫生单位",
			"requirements": "请对照排名查找差距。",
			"sealed": 1,
		}
		with as_user(user or self.bureau):
			return frappe.get_doc(doctype=SCHEDULE, **{**values, **given}).insert()

	def published(self, name: str) -> list[Any]:
		return frappe.get_all(
			RANKING, {"schedule": name}, ["title", "to_date", "addressees"], order_by="to_date"
		)

	def test_each_period_is_published_once_when_it_is_over_for_some_days(self) -> None:
		name = self.make().name
		schedule.publish_due("2025-01-05")
		self.assertEqual(self.published(name), [])
		schedule.publish_due("2025-01-06")
		(one,) = self.published(name)
		self.assertEqual(
			self.pick(one, "title", "addressees"), ("2024年第四季度健康说事工作排名", "各医疗卫生单位")
		)
		for day in ("2025-01-06", "2025-01-07", "2025-04-06", "2025-04-06"):
			schedule.publish_due(day)
		self.assertEqual([str(row.to_date) for row in self.published(name)], ["2024-12-31", "2025-03-31"])
		self.assertIn("2025年第一季度", frappe.db.get_value(SCHEDULE, name, "last_result"))

	def test_what_has_nothing_to_publish_yet_waits_and_is_tried_again(self) -> None:
		self.make(enabled=0, starts_on="2024-11-11")
		name = self.make(basis="Unit Appraisal", period_kind="Yearly", starts_on="2024-01-01").name
		schedule.publish_due("2025-02-01")
		self.assertEqual(self.published(name), [])
		self.assertTrue(frappe.db.get_value(SCHEDULE, name, "last_result"))
		Appraised.make(self.county, "2024-01-01", "2024-12-31")
		schedule.publish_due("2025-02-02")
		self.assertEqual(len(self.published(name)), 1)
		# the one that is switched off publishes nothing
		self.assertEqual(frappe.db.count(RANKING, {"schedule": ("is", "set")}), 1)

	def test_it_is_set_up_by_who_may_publish(self) -> None:
		appraiser = factories.user("Appraiser", self.county.a)
		for user in (self.officer, self.leader, appraiser):
			with self.assertRaises(frappe.PermissionError):
				self.make(user)
		for given in ({"title_pattern": "季度排名"}, {"days_after": -1}):
			with self.assertRaises(frappe.ValidationError):
				self.make(**given)


class TestCircular(RankingTestCase):
	def write(self, doc: Any, user: str | None = None, **texts: Any) -> Any:
		with as_user(user or self.bureau):
			doc = frappe.get_doc(RANKING, doc.name)
			doc.update(texts or TEXTS)
			return doc.save()

	def issue(self, doc: Any, user: str | None = None) -> str:
		with as_user(user or self.bureau):
			return desk.issue_circular(doc.name)

	def test_it_is_issued_once_with_a_number_of_its_own(self) -> None:
		doc = self.publish()
		with self.assertRaises(EvidenceMissingError):
			self.issue(doc)
		self.write(doc)
		number = self.issue(doc)
		short = frappe.db.get_value("Health Unit", self.county.bureau, "short_name")
		self.assertEqual(number, f"{short}卫通〔{now_datetime().year}〕1号")
		for again in (lambda: self.issue(doc), lambda: self.write(doc, requirements="另行通知。")):
			with self.assertRaises(FrozenError):
				again()
		# whether residents see it may still be changed
		self.write(doc, on_public_page=0)

	def test_the_next_one_begins_with_the_standing_texts_of_the_last(self) -> None:
		doc = self.publish()
		self.write(doc)
		self.issue(doc)
		self.assertEqual(self.publish(title="又一期").addressees, TEXTS["addressees"])

	def test_figures_stay_fixed_while_the_text_is_written(self) -> None:
		doc = self.publish()
		for change in ({"rows_json": "[]"}, {"title": "改"}, {"circular_number": "云卫通〔2026〕9号"}):
			with self.assertRaises(FrozenError):
				self.write(doc, **change)

	def test_others_neither_write_nor_issue_nor_see_the_draft(self) -> None:
		doc = self.publish()
		self.write(doc)
		appraiser = factories.user("Appraiser", self.county.a)
		for user in (self.officer, self.leader, appraiser):
			for forbidden in (lambda u=user: self.write(doc, u), lambda u=user: self.issue(doc, u)):
				with self.assertRaises(frappe.PermissionError):
					forbidden()
			with as_user(user), self.assertRaises(EvidenceMissingError):
				context_for(frappe.get_doc(RANKING, doc.name), "ranking_circular")
		with as_user(self.officer):
			seen = frappe.get_doc(RANKING, doc.name)
			seen.apply_fieldlevel_read_permissions()
			self.assertIsNone(seen.get("problems"))
			self.assertFalse(frappe.get_all("Version", {"docname": doc.name}))
			self.assertTrue(seen.title)

	def test_it_prints_what_was_published(self) -> None:
		doc = self.publish()
		self.write(doc)
		number = self.issue(doc)
		with as_user(self.officer):
			doc = frappe.get_doc(RANKING, doc.name)
			form = context_for(doc, "ranking_circular")
			self.assertTrue(platform.form_pdf(doc, "ranking_circular").startswith(b"%PDF"))
		self.assertEqual((form["number"], form["addressees"]), (number, TEXTS["addressees"]))
		(group,) = form["groups"]
		self.assertEqual(
			[(row["place"], row["score"]) for row in group["rows"]], [("1", "60.0"), ("1", "60.0")]
		)
		self.assertEqual(getdate(form["issued_on"]), getdate())


class Appraised:
	"""Published appraisals as they stand in the database."""

	@staticmethod
	def make(county: frappe._dict, start: str, end: str) -> str:
		"""A1 91.55 and A2 85 in a group, B1 without a grade; returns the scheme."""
		scheme = Appraised.scheme("RANK-B", "Branch")
		for unit, total, grade, bonus in ((county.a1, 91.55, "Excellent", 2), (county.a2, 85, "Good", 0)):
			Appraised.row(scheme, unit, start, end, total=total, grade=grade, bonus=bonus)
		Appraised.row(scheme, county.b1, start, end, total=0, grade="", vetoed=1)
		return scheme

	@staticmethod
	def scheme(code: str, group: str) -> str:
		doc = frappe.get_doc(
			doctype="Appraisal Scheme",
			name=code,
			scheme_code=code,
			title=code,
			appraisal_group=group,
			period_kind="Yearly",
			enabled=1,
		)
		doc.db_insert()
		return code

	@staticmethod
	def row(scheme: str, unit: str, start: str, end: str, **values: Any) -> None:
		facts = {
			"status": "Published",
			"peer_group": "Branch",
			"published_at": now_datetime(),
			"title": unit,
			**values,
		}
		frappe.get_doc(
			doctype="Unit Appraisal",
			name=frappe.generate_hash(length=10),
			scheme=scheme,
			unit=unit,
			from_date=start,
			to_date=end,
			**facts,
		).db_insert()


class TestAppraised(RankingTestCase):
	YEAR = ("2024-01-01", "2024-12-31")

	def publish_appraisals(self, user: str | None = None, **given: Any) -> str:
		values = {"title": "年度考核排名", "from_date": self.YEAR[0], "to_date": self.YEAR[1], **given}
		with as_user(user or self.bureau):
			return desk.publish_appraisals(**values)

	def test_published_appraisals_are_ranked_within_their_group(self) -> None:
		Appraised.make(self.county, *self.YEAR)
		# a scheme for everybody is ranked only if it is asked for
		everybody = Appraised.scheme("RANK-ALL", "")
		Appraised.row(everybody, self.county.a1, *self.YEAR, total=10, grade="Unqualified")
		name = self.publish_appraisals()
		rows = self.rows(name)
		self.assertEqual(set(rows), {self.county.a1, self.county.a2, self.county.b1})
		self.assertEqual(self.pick(rows[self.county.a1], "place", "score", "grade"), (1, 91.55, "Excellent"))
		self.assertEqual(self.pick(rows[self.county.a2], "place", "score"), (2, 85))
		self.assertEqual(self.pick(rows[self.county.b1], "place", "score", "vetoed"), (None, None, 1))
		doc = frappe.get_doc(RANKING, name)
		self.assertIn("共有2家单位参加排名，平均得分88.3分", doc.overview)
		self.assertIn("加2.0分", doc.adjustments)
		self.assertIn("一票否决", doc.adjustments)
		(only,) = ranking.read(self.publish_appraisals(scheme=everybody)).rows
		self.assertEqual((only["unit"], only["score"]), (self.county.a1, 10))

	def test_appraisals_are_ranked_when_all_of_them_are_published(self) -> None:
		scheme = Appraised.make(self.county, *self.YEAR)
		centres = Appraised.scheme("RANK-C", "Community Centre")
		facts = {"total": 99, "grade": "Excellent", "peer_group": "Community Centre"}
		Appraised.row(centres, self.county.a, *self.YEAR, status="Reviewed", **facts)
		with self.assertRaises(EvidenceMissingError):
			self.publish_appraisals()
		# one scheme may be ranked before the others, and one that is not in use keeps nobody waiting
		self.assertEqual(len(self.rows(self.publish_appraisals(scheme=scheme))), 3)
		frappe.db.set_value("Appraisal Scheme", centres, "enabled", 0)
		self.assertEqual(len(self.rows(self.publish_appraisals())), 3)
		frappe.db.set_value("Appraisal Scheme", centres, "enabled", 1)
		frappe.db.set_value("Unit Appraisal", {"scheme": centres}, "status", "Published")
		self.assertEqual(len(self.rows(self.publish_appraisals())), 4)

	def test_the_report_shows_grades_in_place_of_rates(self) -> None:
		Appraised.make(self.county, *self.YEAR)
		name = self.publish_appraisals()
		answer = self.report("Unit League Table", self.officer, published=name)
		columns = [column["fieldname"] for column in answer.columns]
		self.assertIn("grade_word", columns)
		self.assertNotIn("response_rate", columns)
		self.assertEqual(self.by_unit(answer)[self.county.a1]["bonus"], 2)

	def test_without_a_published_appraisal_there_is_no_ranking(self) -> None:
		with self.assertRaises(EvidenceMissingError):
			self.publish_appraisals()
		with self.assertRaises(frappe.PermissionError):
			self.publish_appraisals(self.officer)

	def test_the_place_before_is_that_of_the_year_before(self) -> None:
		scheme = Appraised.make(self.county, *self.YEAR)
		for unit, total in ((self.county.a1, 80), (self.county.a2, 90)):
			Appraised.row(scheme, unit, "2023-01-01", "2023-12-31", total=total, grade="Good")
		rows = self.rows(self.publish_appraisals())
		self.assertEqual(self.pick(rows[self.county.a1], "place_before", "change"), (2, 1))
		self.assertEqual(self.pick(rows[self.county.a2], "place_before", "change"), (1, -1))

	def test_the_period_is_that_of_the_ranking(self) -> None:
		Appraised.make(self.county, *self.YEAR)
		period = Period(getdate("2024-01-01"), getdate("2024-06-30"))
		self.assertEqual(ranking.rows_of(ranking.Wanted("", period, basis=ranking.APPRAISAL)), [])

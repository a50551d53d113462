"""P3, H10, T7: three units appraised by hand and by the system, row by row; the flow to the publication."""

from datetime import date
from typing import Any
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run as run_report
from frappe.utils import today

from healthtalk_app import exceptions, permissions
from healthtalk_app.api import appraisal as api
from healthtalk_app.metrics import registry
from healthtalk_app.rules import projection
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import APPRAISAL
from healthtalk_app.services import runs
from healthtalk_app.services.appraisals import computing, documents, results, veto
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
DAY, MOMENT = "2025-06-02", "2025-06-02 10:00:00"
HANDLING, OVERSIGHT, BUILDING, RATING = "Handling", "Oversight", "Building", "Rating"
# number, module, source, figure, weight, method, more
INDICATORS = (
	("1", HANDLING, "Metric", "response_rate", 30, "Ratio", {"target": 95}),
	("2", HANDLING, "Metric", "rectify_rate", 20, "Linear", {"floor": 50, "target": 100}),
	("3", OVERSIGHT, "Inspection", "inspection_score", 20, "Steps", {"steps": "≥90:100;≥80:80;≥60:50"}),
	("4", OVERSIGHT, "Metric", "demerit_points", 10, "Deduction", {"each": 2}),
	("5", BUILDING, "Returned Figure", "Lectures", 10, "Ratio", {"target": 12, "missing": "Exempt"}),
	("6", RATING, "By Hand", "", 10, "Manual", {"missing": "Zero"}),
	("7", RATING, "Metric", "publicity_points", 0, "Bonus", {"each": 0.5, "cap": 5}),
	("8", OVERSIGHT, "Metric", "unit_tasks_overdue", 0, "Deduction", {"each": 1, "cap": 3}),
)
LOWER = ("demerit_points", "unit_tasks_overdue")
GIVEN = {"hand_reason": "Seen on site.", "evidence_note": "Folder 3."}


class AppraisalTestCase(HealthTalkTestCase):
	"""Branches A1 (everything is there), A2 (figures are missing) and B1 (vetoed), in 2025."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("APR")
		cls.appraiser = factories.user("Appraiser", cls.county.bureau)
		cls.other_appraiser = factories.user("Appraiser", cls.county.bureau)
		cls.branch = factories.user("Unit Officer", cls.county.a1)
		cls.branch_appraiser = factories.user("Appraiser", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.group_leader = factories.user("Unit Leader", cls.county.a)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)
		cls.scheme = cls.make_scheme()
		cls.make_year()

	def setUp(self) -> None:
		super().setUp()
		# a chunk commits; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))

	@classmethod
	def make_scheme(cls) -> str:
		rows = [
			{
				"indicator_no": number,
				"module": module,
				"title": f"Indicator {number}",
				"source": source,
				"metric": figure,
				"weight": weight,
				"method": method,
				"higher_is_better": int(figure not in LOWER),
				"missing": "Zero" if number == "3" else "Redistribute",
				**more,
			}
			for number, module, source, figure, weight, method, more in INDICATORS
		]
		doc = frappe.get_doc(
			doctype="Appraisal Scheme",
			scheme_code="T-BRANCH",
			title="Branches",
			appraisal_group="Branch",
			period_kind="Yearly",
			enabled=1,
			indicators=rows,
		)
		return doc.insert(ignore_permissions=True).name

	@classmethod
	def make_year(cls) -> None:
		"""What happened in 2025, as rows."""
		full, part, vetoed = cls.county.a1, cls.county.a2, cls.county.b1
		for unit, on_time, late in ((full, 8, 2), (vetoed, 20, 0)):
			for kept, times in (("On Time", on_time), ("Late", late)):
				for _matter in range(times):
					cls.row(
						"Talk Matter",
						subject="A matter",
						unit=unit,
						lead_unit=unit,
						status="Closed",
						asks_for_solution=1,
						raised_at="2025-05-30 09:00:00",
						first_response_at=MOMENT,
						response_due_at=MOMENT,
						response_on_time=kept,
					)
		for unit, on_time, late in ((full, 3, 1), (part, 9, 1), (vetoed, 2, 0)):
			for kept, times in (("On Time", on_time), ("Late", late)):
				for _order in range(times):
					cls.row(
						"Rectification",
						subject="An order",
						responsible_unit=unit,
						ordering_unit=cls.county.bureau,
						status="Verified",
						opened_at="2025-05-01 09:00:00",
						rectify_due_at=MOMENT,
						rectify_on_time=kept,
					)
		for unit, score in ((full, 92), (full, 86), (vetoed, 95)):
			cls.row(
				"Inspection Feedback",
				subject="A letter",
				unit=unit,
				inspecting_unit=cls.county.bureau,
				inspection_date=DAY,
				issued_at=MOMENT,
				score=score,
				grade="Good",
			)
		cls.row(
			"Demerit Record",
			title="Points",
			kind="Institution",
			unit=full,
			proposing_unit=cls.county.bureau,
			status="Confirmed",
			points=3,
			counted_on=DAY,
			cycle_from=DAY,
		)
		campaign = cls.row("Conduct Campaign", title="A campaign", unit=cls.county.bureau, status="Active")
		for unit, lectures in ((full, 9), (vetoed, 15)):
			task = cls.row("Unit Task", **cls.task(campaign, unit), kind="Figures", status="Accepted")
			cls.row(
				"Unit Task Value",
				parent=task,
				parenttype="Unit Task",
				parentfield="figures",
				idx=1,
				figure="Lectures",
				number=lectures,
			)
		cls.row("Unit Task", **cls.task(campaign, full), kind="Evidence", status="Due")
		for unit, points in ((full, 7), (vetoed, 20)):
			cls.row(
				"Publicity Item",
				title="An item",
				unit=unit,
				status="Confirmed",
				published_on=DAY,
				points=points,
			)
		cls.row(
			"Accountability Record",
			subject="A decision",
			unit=vetoed,
			ground="Poor Service",
			measure="Admonition Talk",
			status="Decided",
			decided_at=MOMENT,
		)

	@classmethod
	def task(cls, campaign: str, unit: str) -> dict[str, Any]:
		return {
			"name": f"APR-{frappe.generate_hash(length=8)}",
			"campaign": campaign,
			"unit": unit,
			"ordering_unit": cls.county.bureau,
			"subject": "A task",
			"due_at": MOMENT,
			"period_start": DAY,
		}

	@staticmethod
	def row(doctype: str, **values: Any) -> str:
		"""A row as other work would have left it."""
		values.setdefault("name", f"APR-{frappe.generate_hash(length=8)}")
		doc = frappe.get_doc({"doctype": doctype, **values})
		doc.db_insert()
		return doc.name

	def compute(self) -> str:
		"""Begin as an appraiser of the bureau and do the work of the run; returns its name."""
		with as_user(self.appraiser):
			run = computing.begin(YEAR.start, YEAR.end, self.scheme)
		computing.work(run)
		frappe.set_user("Administrator")
		return run

	def of(self, unit: str) -> Any:
		return frappe.get_doc(APPRAISAL, f"{self.scheme}-2025-{unit}")

	def act(self, user: str, unit: str, action: str, **values: Any) -> Any:
		with as_user(user):
			return flow.act(APPRAISAL, self.of(unit).name, action, values)

	def edit(self, user: str, unit: str, number: str, **values: Any) -> Any:
		"""Write on one row and save, as the form does."""
		with as_user(user):
			doc = self.of(unit)
			next(row for row in doc.score_rows if row.indicator_no == number).update(values)
			doc.save()
			return doc

	def by_hand(self) -> None:
		"""The points that an appraiser gives, and the exemption of A2."""
		for unit, points in ((self.county.a1, "8.5"), (self.county.a2, "9"), (self.county.b1, "10")):
			self.edit(self.appraiser, unit, "6", hand_value=points, **GIVEN)
		self.edit(self.appraiser, self.county.a2, "5", exempt_reason="No lecture room.")

	def reviewed(self) -> None:
		self.compute()
		self.by_hand()
		for unit in (self.county.a1, self.county.a2, self.county.b1):
			self.act(self.group_leader_of(unit), unit, "Review Oneself", self_review="We agree.")
			self.act(self.appraiser, unit, "Review Appraisal", review_opinion="Checked.")

	def group_leader_of(self, unit: str) -> str:
		return self.group_leader if unit != self.county.b1 else self.appraiser

	def published(self) -> None:
		self.reviewed()
		with as_user(self.appraiser):
			api.publish_group(self.of(self.county.a1).name)


class TestThreeUnits(AppraisalTestCase):
	"""Every value below was worked out by hand from the rows of `make_year`."""

	def rows_of(self, unit: str) -> dict[str, tuple[str, float, float]]:
		return {
			row.indicator_no: (row.value or "", row.weight, row.points) for row in self.of(unit).score_rows
		}

	def test_a_unit_with_all_figures(self) -> None:
		self.compute()
		self.by_hand()
		# 8 of 10 in time: 80/95 of 30; 3 of 4: half-way between 50 and 100; mean of 92 and 86: second step;
		# 3 points at 2 each; 9 of 12 lectures; 8.5 by hand; 7 points at half a point; one task overdue
		self.assertEqual(
			self.rows_of(self.county.a1),
			{
				"1": ("80", 30, 25.26),
				"2": ("75", 20, 10),
				"3": ("89", 20, 16),
				"4": ("3", 10, 4),
				"5": ("9", 10, 7.5),
				"6": ("", 10, 8.5),
				"7": ("7", 0, 3.5),
				"8": ("1", 0, -1),
			},
		)
		doc = self.of(self.county.a1)
		# 25.2632 + 10 + 16 + 4 + 7.5 + 8.5 = 71.2632; + 3.5 - 1
		self.assertEqual((doc.total, doc.shown, doc.bonus, doc.deducted), (73.76, 73.8, 3.5, 1))
		self.assertEqual((doc.grade, doc.vetoed, doc.status), ("Qualified", 0, "Computed"))

	def test_a_unit_with_missing_figures(self) -> None:
		self.compute()
		self.by_hand()
		# no answer was due: its 30 go to the other row of the module; no letter: the 20 are lost; exempt from
		# lectures: their 10 go to all, so that 90 points count as 100
		self.assertEqual(
			self.rows_of(self.county.a2),
			{
				"1": ("", 0, 0),
				"2": ("90", 55.56, 44.44),
				"3": ("", 22.22, 0),
				"4": ("0", 11.11, 11.11),
				"5": ("", 0, 0),
				"6": ("", 11.11, 10),
				"7": ("0", 0, 0),
				"8": ("0", 0, 0),
			},
		)
		doc = self.of(self.county.a2)
		# 40/90 + 0 + 10/90 + 9/90 of 100
		self.assertEqual((doc.total, doc.shown, doc.grade), (65.56, 65.6, "Qualified"))
		missing = {row.indicator_no: row.missing for row in doc.score_rows if row.missing}
		self.assertEqual(missing, {"1": "redistribute", "3": "zero", "5": "exempt"})

	def test_a_vetoed_unit(self) -> None:
		self.compute()
		self.by_hand()
		points = {number: row[2] for number, row in self.rows_of(self.county.b1).items()}
		self.assertEqual(points, {"1": 30, "2": 20, "3": 20, "4": 10, "5": 10, "6": 10, "7": 5, "8": 0})
		doc = self.of(self.county.b1)
		self.assertEqual((doc.total, doc.vetoed, doc.grade), (105, 1, "Unqualified"))
		self.assertEqual(
			[(row.kind, row.found, row.sentence) for row in doc.vetoes], [(veto.ACCOUNTABLE, 1, "")]
		)

	def test_the_order_of_units_changes_nothing(self) -> None:
		self.compute()
		first = {unit: self.rows_of(unit) for unit in (self.county.a1, self.county.a2, self.county.b1)}
		real = computing.plans

		def turned(*asked: Any) -> list[computing.Plan]:
			found = real(*asked)
			return [
				computing.Plan(plan.scheme, plan.indicators, plan.terms, plan.units[::-1]) for plan in found
			]

		with patch.object(computing, "plans", turned), patch.object(computing, "UNITS_PER_CHUNK", 1):
			self.compute()
		self.assertEqual({unit: self.rows_of(unit) for unit in first}, first)

	def test_figures_are_those_of_the_reports(self) -> None:
		self.compute()
		for row in self.of(self.county.a1).score_rows:
			if row.source in ("By Hand", "Returned Figure"):
				continue
			figures = registry.figures([row.metric], YEAR, "unit")
			shown = figures[self.county.a1][row.metric].value if self.county.a1 in figures else 0
			self.assertEqual(float(row.value), shown, row.metric)

	def test_the_documents_behind_a_row_stay_known(self) -> None:
		self.compute()
		rows = {row.indicator_no: row for row in self.of(self.county.a1).score_rows}
		own = {"unit": self.county.a1}
		for number, doctype, filters in (
			("1", "Talk Matter", {"lead_unit": self.county.a1}),
			("2", "Rectification", {"responsible_unit": self.county.a1}),
			("3", "Inspection Feedback", own),
			("4", "Demerit Record", own),
			("7", "Publicity Item", own),
		):
			there = frappe.get_all(doctype, filters, pluck="name")
			self.assertCountEqual(documents.kept(rows[number]), there, number)
			for user, seen in ((self.appraiser, there), (self.sister, [])):
				with as_user(user):
					self.assertCountEqual(documents.shown(rows[number]), seen, (number, user))
		with as_user(self.branch):
			found = api.behind(self.of(self.county.a1).name, "7")
			self.assertEqual(found["names"], documents.kept(rows["7"]))
		frappe.db.set_value("Publicity Item", found["names"][0], "status", "Not Counted")
		self.assertEqual(documents.kept(self.of(self.county.a1).score_rows[6]), found["names"])

	def test_a_unit_counts_with_those_below_it(self) -> None:
		below = factories.unit(parent=self.county.a2, kind="Team").name
		item = self.row(
			"Publicity Item", title="Of a team", unit=below, status="Confirmed", published_on=DAY, points=4
		)
		self.compute()
		self.assertEqual(documents.kept(self.of(self.county.a2).score_rows[6]), [item])
		self.assertEqual(self.rows_of(self.county.a2)["7"], ("4", 0, 2))


class TestTheRun(AppraisalTestCase):
	def test_it_is_done_and_tells_how_far_it_is(self) -> None:
		run = frappe.get_doc(runs.DOCTYPE, self.compute())
		self.assertEqual((run.status, run.progress, run.kind), ("Finished", 100, "Appraisal"))
		self.assertEqual(run.rows_done, run.rows_total)

	def test_computing_again_replaces_figures_and_keeps_what_was_written(self) -> None:
		self.compute()
		self.edit(self.appraiser, self.county.a1, "6", hand_value="8.5", **GIVEN)
		self.edit(self.branch, self.county.a1, "2", self_note="One order was not ours.")
		self.row(
			"Publicity Item", title="New", unit=self.county.a1, status="Confirmed", published_on=DAY, points=1
		)
		run = self.compute()
		doc = self.of(self.county.a1)
		rows = {row.indicator_no: row for row in doc.score_rows}
		self.assertEqual(len(doc.score_rows), len(INDICATORS))
		self.assertEqual((rows["7"].value, rows["7"].points), ("8", 4))
		self.assertEqual((rows["6"].hand_value, rows["6"].points), ("8.5", 8.5))
		self.assertEqual((rows["2"].self_note, doc.run), ("One order was not ours.", run))
		self.assertEqual(doc.total, 74.26)
		columns = projection.fold(APPRAISAL, events.of(APPRAISAL, doc.name))
		self.assertEqual({name: doc.get(name) for name in columns}, columns)

	def test_what_a_unit_has_reviewed_is_left(self) -> None:
		self.compute()
		self.act(self.branch, self.county.a1, "Review Oneself", self_review="We agree.")
		before = self.of(self.county.a1)
		self.row(
			"Publicity Item", title="New", unit=self.county.a1, status="Confirmed", published_on=DAY, points=1
		)
		self.compute()
		after = self.of(self.county.a1)
		self.assertEqual(
			(after.total, after.input_hash, after.run), (before.total, before.input_hash, before.run)
		)

	def test_what_was_written_of_another_figure_is_not_carried_over(self) -> None:
		self.compute()
		self.edit(
			self.appraiser, self.county.a1, "2", hand_value="100", hand_reason="One order was not ours."
		)
		self.edit(self.appraiser, self.county.a1, "6", hand_value="8.5", **GIVEN)
		row = frappe.get_doc("Appraisal Scheme", self.scheme).indicators[1]
		row.db_set("metric", "call_back_rate")
		self.addCleanup(row.db_set, "metric", "rectify_rate")
		self.compute()
		rows = {row.indicator_no: row for row in self.of(self.county.a1).score_rows}
		self.assertEqual((rows["2"].hand_value or "", rows["2"].value), ("", ""))
		self.assertEqual((rows["6"].hand_value, rows["6"].points), ("8.5", 8.5))

	def test_what_cannot_be_reckoned_any_more_has_no_result(self) -> None:
		self.compute()
		self.edit(self.appraiser, self.county.a1, "6", hand_value="8.5", **GIVEN)
		# 5 points in place of 10: 8.5 given by hand are too many
		for at, weight in ((0, 35), (5, 5)):
			row = frappe.get_doc("Appraisal Scheme", self.scheme).indicators[at]
			self.addCleanup(row.db_set, "weight", row.weight)
			row.db_set("weight", weight)
		self.compute()
		doc = self.of(self.county.a1)
		self.assertEqual((doc.status, doc.total, doc.grade, doc.bonus), ("Computed", 0, "", 0))
		self.assertTrue(doc.compute_note)
		self.assertFalse(results.holds(doc))
		with as_user(self.appraiser), self.assertRaises(exceptions.BadInputError):
			api.difference(doc.name)
		doc = self.edit(self.appraiser, self.county.a1, "6", hand_value="4.5")
		# 80/95 of 35, and 10 + 16 + 4 + 7.5 + 4.5 + 3.5 - 1
		self.assertEqual((doc.total, doc.compute_note), (73.97, None))
		self.assertTrue(results.holds(doc))

	def test_nobody_enters_a_group_whose_places_are_published(self) -> None:
		self.published()
		others = self.of(self.county.a1).group_size
		late = factories.unit(parent=self.county.bureau, kind="Branch").name
		run = frappe.get_doc(runs.DOCTYPE, self.compute())
		self.assertFalse(frappe.db.exists(APPRAISAL, f"{self.scheme}-2025-{late}"))
		self.assertEqual(
			frappe.parse_json(run.counts), {"computed": 0, "not_computed": 0, "left": others + 1}
		)
		apart = factories.unit(parent=self.county.bureau, kind="Branch").name
		frappe.db.set_value(APPRAISAL, {"scheme": self.scheme}, "peer_group", "Others")
		self.compute()
		self.assertEqual(self.of(apart).status, "Computed")

	def test_run_and_publication_lock_what_they_go_by(self) -> None:
		"""Of a save, an objection, a publication and a run at once one waits for the other."""
		self.reviewed()
		asked: list[str] = []
		real = frappe.db.sql

		def noted(query: str, *args: Any, **more: Any) -> Any:
			asked.append(" ".join(str(query).split()))
			return real(query, *args, **more)

		def locked(table: str) -> bool:
			return any(f"`tab{table}`" in query and query.endswith("FOR UPDATE") for query in asked)

		with patch.object(frappe.db, "sql", noted):
			self.compute()
			self.assertTrue(all(map(locked, (APPRAISAL, "Appraisal Row", "Appraisal Veto"))))
			for user, unit, action, values in (
				(self.branch, self.county.a1, "Object", {"objection_reason": "Row 1."}),
				(self.other_appraiser, self.county.a1, "Decide on Objection", {"objection_decision": "No."}),
				(self.appraiser, self.county.a2, "Publish Appraisal", {}),
			):
				asked.clear()
				self.act(user, unit, action, **values)
				group = [query for query in asked if "COALESCE(" in query and query.endswith("FOR UPDATE")]
				self.assertEqual(bool(group), action != "Decide on Objection", action)

	def test_a_worker_that_dies_loses_a_chunk_and_the_next_one_ends_the_work(self) -> None:
		with as_user(self.appraiser):
			run = computing.begin(YEAR.start, YEAR.end, self.scheme)
		real, done = runs.chunk_done, []

		def dies(*args: Any, **facts: Any) -> None:
			real(*args, **facts)
			done.append(args)
			raise KeyboardInterrupt

		with patch.object(computing, "UNITS_PER_CHUNK", 1), patch.object(runs, "chunk_done", dies):
			with self.assertRaises(KeyboardInterrupt):
				computing.work(run)
		self.assertEqual(len(done), 1)
		computing.work(run)
		self.assertEqual(frappe.db.get_value(runs.DOCTYPE, run, "status"), "Finished")
		for unit in (self.county.a1, self.county.a2, self.county.b1):
			self.assertEqual(len(self.of(unit).score_rows), len(INDICATORS))

	def test_who_does_not_see_every_unit_starts_none(self) -> None:
		for user in (self.branch_appraiser, self.branch, self.group_leader):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				computing.begin(YEAR.start, YEAR.end, self.scheme)


class TestSides(AppraisalTestCase):
	def test_the_way_to_the_publication(self) -> None:
		self.published()
		places = {unit: self.of(unit).place for unit in (self.county.a1, self.county.a2, self.county.b1)}
		others = frappe.db.count(APPRAISAL, {"scheme": self.scheme, "status": "Published"})
		self.assertEqual(places, {self.county.b1: 1, self.county.a1: 2, self.county.a2: 3})
		self.assertEqual(self.of(self.county.a1).group_size, others)
		doc = self.of(self.county.a1)
		self.assertEqual(
			(doc.self_reviewed_by, doc.reviewed_by, doc.published_by),
			(self.group_leader, self.appraiser, self.appraiser),
		)
		columns = projection.fold(APPRAISAL, events.of(APPRAISAL, doc.name))
		self.assertEqual({name: doc.get(name) for name in columns}, columns)

	def test_a_unit_never_reviews_or_scores_itself(self) -> None:
		self.compute()
		for user in (self.branch, self.branch_appraiser):
			with self.assertRaises(frappe.PermissionError):
				self.edit(user, self.county.a1, "6", hand_value="10", **GIVEN)
		self.act(self.branch, self.county.a1, "Review Oneself", self_review="We agree.")
		with self.assertRaises(frappe.PermissionError):
			self.act(self.branch_appraiser, self.county.a1, "Review Appraisal", review_opinion="Fine.")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(self.branch, self.county.a1, "Review Appraisal", review_opinion="Fine.")

	def test_computed_columns_are_not_written_by_a_client(self) -> None:
		self.compute()
		before = self.of(self.county.a1)
		doc = self.edit(
			self.appraiser, self.county.a1, "1", value="100", points=30, weight=50, rule="{}", self_note=""
		)
		self.assertEqual(doc.total, before.total)
		with as_user(self.appraiser):
			doc = self.of(self.county.a1)
			doc.update({"total": 99, "grade": "Excellent", "place": 1, "scheme": "JKSS"})
			doc.save()
		after = self.of(self.county.a1)
		self.assertEqual(
			(after.total, after.grade, after.place, after.scheme),
			(before.total, before.grade, 0, before.scheme),
		)
		with as_user(self.appraiser), self.assertRaises(exceptions.BadInputError):
			doc = self.of(self.county.a1)
			doc.score_rows = doc.score_rows[1:]
			doc.save()

	def test_what_is_entered_has_reason_evidence_and_bounds(self) -> None:
		self.compute()
		refused = (
			({"hand_value": "8.5"}, exceptions.EvidenceMissingError),
			({"hand_value": "8.5", "hand_reason": "Seen."}, exceptions.EvidenceMissingError),
			({"hand_value": "10.5", **GIVEN}, exceptions.BadInputError),
			({"hand_value": "-1", **GIVEN}, exceptions.BadInputError),
			({"hand_value": "many", **GIVEN}, exceptions.BadInputError),
			({"exempt_reason": "Ill."}, exceptions.BadInputError),
		)
		for values, error in refused:
			with self.subTest(values=values), self.assertRaises(error):
				self.edit(self.appraiser, self.county.a1, "6", **values)
		with self.assertRaises(exceptions.BadInputError):
			# there is a figure
			self.edit(self.appraiser, self.county.a1, "5", exempt_reason="No room.")

	def test_a_review_waits_for_points_by_hand(self) -> None:
		self.compute()
		self.act(self.branch, self.county.a1, "Review Oneself", self_review="We agree.")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(self.appraiser, self.county.a1, "Review Appraisal", review_opinion="Checked.")

	def test_an_objection_is_decided_by_somebody_else(self) -> None:
		self.reviewed()
		self.act(self.branch, self.county.a1, "Object", objection_reason="Row 1: two matters were not ours.")
		with self.assertRaises(frappe.PermissionError):
			self.act(self.appraiser, self.county.a1, "Decide on Objection", objection_decision="No.")
		self.edit(
			self.other_appraiser, self.county.a1, "1", hand_value="95", hand_reason="Two matters taken out."
		)
		doc = self.act(
			self.other_appraiser, self.county.a1, "Decide on Objection", objection_decision="Upheld."
		)
		# 30 in place of 25.2632
		self.assertEqual((doc.status, doc.total, doc.decided_by), ("Reviewed", 78.5, self.other_appraiser))

	def test_a_group_is_published_together_and_locked(self) -> None:
		self.reviewed()
		self.act(self.branch, self.county.a1, "Object", objection_reason="Row 1.")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(self.appraiser, self.county.a2, "Publish Appraisal")
		self.act(self.other_appraiser, self.county.a1, "Decide on Objection", objection_decision="No.")
		self.act(self.appraiser, self.county.a2, "Publish Appraisal")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(self.branch, self.county.a1, "Object", objection_reason="Again.")
		with self.assertRaises(exceptions.FrozenError):
			self.edit(self.appraiser, self.county.a2, "6", hand_value="1", **GIVEN)
		with self.assertRaises(exceptions.FrozenError):
			self.edit(self.sister, self.county.a2, "6", self_note="Late.")
		with as_user(self.appraiser), self.assertRaises(exceptions.FrozenError):
			doc = self.of(self.county.a2)
			doc.review_opinion = "Other."
			doc.save()

	def test_a_veto_is_added_with_its_document_and_none_is_taken_away(self) -> None:
		self.compute()
		with as_user(self.appraiser):
			doc = self.of(self.county.a1)
			doc.append("vetoes", {"kind": veto.ACCOUNTABLE, "sentence": "Forged records."})
			with self.assertRaises(exceptions.EvidenceMissingError):
				doc.save()
			doc = self.of(self.county.a1)
			doc.append("vetoes", {"kind": veto.IN_REVIEW, "sentence": "Forged.", "document_number": "3"})
			doc.save()
			self.assertEqual((doc.vetoed, doc.grade, doc.vetoes[0].by_hand), (1, "Unqualified", 1))
			doc = self.of(self.county.b1)
			doc.vetoes = []
			with self.assertRaises(exceptions.FrozenError):
				doc.save()
		with as_user(self.branch), self.assertRaises(frappe.PermissionError):
			doc = self.of(self.county.a1)
			doc.vetoes = []
			doc.save()

	def test_who_sees_what(self) -> None:
		self.compute()
		own = self.of(self.county.a1).name
		for user, sees in (
			(self.appraiser, True),
			(self.branch, True),
			(self.group_leader, True),
			(self.sister, False),
		):
			self.assertEqual(own in permissions.visible(APPRAISAL, [own], user), sees, user)
			with as_user(user):
				self.assertEqual(own in frappe.get_list(APPRAISAL, pluck="name"), sees, user)

	def test_the_form_offers_each_side_its_steps(self) -> None:
		self.compute()
		for user, offered in ((self.branch, ["Review Oneself"]), (self.sister, [])):
			with as_user(user):
				found = next_steps.actions(self.of(self.county.a1))
				self.assertEqual([one["action"] for one in found], offered)
		with as_user(self.appraiser):
			shown = panel.panel(self.of(self.county.a1))
		self.assertIn("appraisal_difference", [one["key"] for one in shown["facilities"]])


class TestNotices(AppraisalTestCase):
	PUBLISHED = "已公布"

	def told(self, unit: str) -> set[str]:
		"""Who has a notice that the appraisal of a unit was published."""
		wanted = {"document_name": self.of(unit).name, "subject": ("like", f"%{self.PUBLISHED}%")}
		return set(frappe.get_all("Notification Log", wanted, pluck="for_user"))

	def test_clerks_and_leaders_of_each_unit_are_told_of_the_publication(self) -> None:
		liaison = factories.user("Unit Officer", self.county.a)
		employee = factories.employee(user_id=liaison).name
		factories.duty(self.county.a1, "Liaison", employee=employee)
		leader = factories.user("Unit Leader", self.county.a2)
		self.reviewed()
		units = (self.county.a1, self.county.a2, self.county.b1)
		self.assertEqual([self.told(unit) for unit in units], [set()] * 3)
		self.act(self.appraiser, self.county.a1, "Publish Appraisal")
		self.assertEqual(self.told(self.county.a1), {liaison, self.branch})
		self.assertEqual(self.told(self.county.a2), set())
		with as_user(self.appraiser):
			api.publish_group(self.of(self.county.a1).name)
			api.publish_group(self.of(self.county.a1).name)
		self.assertEqual(self.told(self.county.a2), {self.sister, leader})
		logs = frappe.get_all("Notification Log", {"for_user": self.branch}, ["subject", "document_name"])
		(one,) = [log for log in logs if self.PUBLISHED in log.subject]
		self.assertIn(self.of(self.county.a1).title, one.subject)

	def test_nobody_is_told_of_what_is_entered_without_notices_or_not_published(self) -> None:
		self.reviewed()
		self.act(self.branch, self.county.a1, "Object", objection_reason="Row 1.")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(self.appraiser, self.county.a2, "Publish Appraisal")
		self.assertEqual(self.told(self.county.a2), set())
		self.act(self.other_appraiser, self.county.a1, "Decide on Objection", objection_decision="No.")
		with notices.muted():
			self.act(self.appraiser, self.county.a2, "Publish Appraisal")
		self.assertEqual(self.told(self.county.a2), set())


class TestResults(AppraisalTestCase):
	def test_a_published_result_is_reckoned_again_to_the_last_digit(self) -> None:
		self.published()
		for unit in (self.county.a1, self.county.a2, self.county.b1):
			doc = self.of(unit)
			self.assertTrue(results.holds(doc), unit)
			frappe.db.set_value("Appraisal Row", doc.score_rows[1].name, "value", "99", update_modified=False)
			self.assertFalse(results.holds(self.of(unit)), unit)

	def test_nothing_differs_while_nothing_has_happened(self) -> None:
		self.published()
		for unit in (self.county.a1, self.county.a2, self.county.b1):
			with as_user(self.appraiser):
				found = api.difference(self.of(unit).name)
			self.assertEqual((found["rows"], found["holds"]), ([], True))
			self.assertEqual(found["total"], found["total_now"])
			self.assertEqual(found["vetoes"], found["vetoes_now"])

	def test_todays_data_are_told_as_a_difference_and_change_nothing(self) -> None:
		self.published()
		before = self.of(self.county.a1)
		self.row(
			"Publicity Item", title="New", unit=self.county.a1, status="Confirmed", published_on=DAY, points=1
		)
		frappe.get_doc("Appraisal Scheme", self.scheme).indicators[0].db_set("target", 100)
		with as_user(self.appraiser):
			found = api.difference(before.name)
		self.assertEqual(
			found["rows"],
			[
				{
					"indicator_no": "7",
					"title": "Indicator 7",
					"value": "7",
					"value_now": "8",
					"points": 3.5,
					"points_now": 4.0,
				}
			],
		)
		self.assertEqual((found["total"], found["total_now"]), (73.76, 74.26))
		after = self.of(self.county.a1)
		self.assertEqual((after.modified, after.total), (before.modified, before.total))
		with as_user(self.branch), self.assertRaises(frappe.PermissionError):
			api.difference(before.name)

	def test_the_use_of_a_result(self) -> None:
		self.reviewed()
		given = {"kind": "Pay", "what": "Bonus of the year raised", "document_number": "12"}
		name = self.of(self.county.a1).name
		with as_user(self.appraiser):
			with self.assertRaises(exceptions.MoveNotAllowedError):
				api.note_use(name, decided_on=today(), **given)
			api.publish_group(name)
			api.note_use(name, decided_on=today(), **given)
			person = {"kind": "Promotion", "what": "Head of the ward", "document_number": "13"}
			with self.assertRaises(exceptions.EvidenceMissingError):
				api.note_use(name, decided_on=today(), whom="Person", **person)
			api.note_use(name, decided_on=today(), whom="Person", person_name="欧阳清河", **person)
		with as_user(self.branch), self.assertRaises(frappe.PermissionError):
			api.note_use(name, decided_on=today(), **given)
		doc = self.of(self.county.a1)
		self.assertEqual(
			[(row.kind, row.whom, row.person_name) for row in doc.uses],
			[("Pay", "Unit", None), ("Promotion", "Person", "欧阳清河")],
		)
		self.assertTrue(results.holds(doc))

	def test_the_report(self) -> None:
		self.published()
		wanted = {"from_date": str(YEAR.start), "to_date": str(YEAR.end), "scheme": self.scheme}
		with as_user(self.appraiser):
			answer = run_report("Appraisal Result", wanted)
		rows = {row["unit"]: row for row in answer["result"] if isinstance(row, dict)}
		row = rows[self.county.a1]
		labels = {column["fieldname"]: column["label"] for column in answer["columns"]}
		points = {labels[key]: value for key, value in row.items() if key.startswith("module_")}
		# the module of the hundred alone: bonus and deduction stand in columns of their own
		self.assertEqual(points, {HANDLING: 35.26, OVERSIGHT: 20, BUILDING: 7.5, RATING: 8.5})
		self.assertEqual((row["shown"], row["bonus"], row["deducted"]), (73.8, 3.5, 1))
		with as_user(self.branch):
			answer = run_report("Appraisal Result", wanted)
		seen = {row["unit"] for row in answer["result"] if isinstance(row, dict)}
		self.assertEqual(seen, {self.county.a1})
		figures = registry.figures(["appraisals_published", "appraisals_vetoed"], YEAR, "unit")
		self.assertEqual(figures[self.county.b1]["appraisals_vetoed"].value, 1)
		self.assertEqual(figures[self.county.a1]["appraisals_published"].value, 1)


class TestVetoes(AppraisalTestCase):
	def found(self, unit: str) -> dict[str, int]:
		return veto.counted(veto.findings(unit, start=YEAR.start, end=YEAR.end))

	def test_what_vetoes_and_what_does_not(self) -> None:
		unit = self.county.a2
		self.assertEqual(self.found(unit), {})
		letter = {"subject": "L", "unit": unit, "inspecting_unit": self.county.bureau, "inspection_date": DAY}
		incident = {"subject": "I", "unit": unit, "found_at": MOMENT, "status": "Closed"}
		decision = {"subject": "D", "unit": unit, "ground": "Other", "decided_at": MOMENT}
		harmless = (
			("Inspection Feedback", {**letter, "issued_at": MOMENT}),
			("Inspection Feedback", {**letter, "issued_at": "2024-06-02 10:00:00", "perfunctory": 1}),
			("Opinion Incident", {**incident, "level": "Major"}),
			("Opinion Incident", {**incident, "level": "Other", "unit_responsible": 1}),
			("Accountability Record", {**decision, "status": "Revoked"}),
			("Accountability Record", {**decision, "status": "Under Review"}),
		)
		for doctype, values in harmless:
			self.row(doctype, **values)
			self.assertEqual(self.found(unit), {}, (doctype, values))
		self.row("Inspection Feedback", **letter, issued_at=MOMENT, perfunctory=1)
		self.row("Opinion Incident", **incident, level="Major", unit_responsible=1)
		self.row("Accountability Record", **decision, status="Upheld", measure="Criticism and Education")
		self.assertEqual(self.found(unit), {veto.ACCOUNTABLE: 1, veto.MOTIONS: 1, veto.MAJOR: 1})

	def test_vetoes_are_those_of_the_day_of_the_review(self) -> None:
		self.compute()
		self.by_hand()
		with as_user(self.appraiser):
			doc = self.of(self.county.a2)
			doc.append("vetoes", {"kind": veto.IN_REVIEW, "sentence": "Forged.", "document_number": "3"})
			doc.save()
		units = (self.county.a1, self.county.a2, self.county.b1)
		for unit in units:
			self.act(self.group_leader_of(unit), unit, "Review Oneself", self_review="We agree.")
		# revoked on appeal after the run, and decided after it
		decision = {"unit": self.county.b1, "status": "Decided"}
		revoked = frappe.db.get_value("Accountability Record", decision)
		frappe.db.set_value("Accountability Record", revoked, "status", "Revoked")
		facts = {"subject": "D", "ground": "Other", "measure": "Admonition Talk", "decided_at": MOMENT}
		for unit in (self.county.a1, self.county.a2):
			self.row("Accountability Record", unit=unit, status="Decided", **facts)
		self.assertEqual([self.of(unit).vetoed for unit in units], [0, 1, 1])
		for unit in units:
			self.act(self.appraiser, unit, "Review Appraisal", review_opinion="Checked.")
		found = [[row.kind for row in self.of(unit).vetoes] for unit in units]
		self.assertEqual(found, [[veto.ACCOUNTABLE], [veto.ACCOUNTABLE, veto.IN_REVIEW], []])
		docs = [self.of(unit) for unit in units]
		self.assertEqual([doc.grade for doc in docs], ["Unqualified", "Unqualified", "Excellent"])
		self.assertEqual([doc.total for doc in docs], [73.76, 65.56, 105])
		# an objection is decided by what stands then; what is published stays
		self.act(self.branch, self.county.a1, "Object", objection_reason="The decision was revoked.")
		mine = frappe.db.get_value("Accountability Record", {"unit": self.county.a1, "status": "Decided"})
		frappe.db.set_value("Accountability Record", mine, "status", "Revoked")
		self.act(
			self.other_appraiser, self.county.a1, "Decide on Objection", objection_decision="It is revoked."
		)
		self.assertEqual((self.of(self.county.a1).vetoed, self.of(self.county.a1).grade), (0, "Qualified"))
		with as_user(self.appraiser):
			api.publish_group(self.of(self.county.a1).name)
		self.row("Accountability Record", unit=self.county.a1, status="Decided", **facts)
		doc = self.of(self.county.a1)
		self.assertEqual(
			(doc.vetoed, results.holds(doc), results.compared(doc).vetoes_now),
			(
				0,
				True,
				{veto.ACCOUNTABLE: 1},
			),
		)

	def test_a_section_without_an_appraisal_vetoes_the_unit_above_it(self) -> None:
		team = factories.unit(parent=self.county.a2, kind="Team").name
		ward = factories.unit(parent=team, kind="Team").name
		apart = factories.unit(parent=self.county.a2, kind="Team", appraisal_group="Blood").name
		for unit in (ward, apart):
			self.row(
				"Accountability Record",
				subject="D",
				unit=unit,
				ground="Other",
				status="Decided",
				decided_at=MOMENT,
				measure="Admonition Talk",
			)
		wanted = ((self.county.a2, 1), (team, 0), (ward, 1), (apart, 1), (self.county.a, 0))
		for unit, times in wanted:
			self.assertEqual(self.found(unit).get(veto.ACCOUNTABLE, 0), times, unit)
		by_unit = veto.by_unit(YEAR)
		self.assertEqual([len(by_unit.get(unit, ())) for unit in (self.county.a2, apart, ward)], [1, 1, 0])
		self.compute()
		self.assertEqual((self.of(self.county.a2).vetoed, self.of(self.county.a2).grade), (1, "Unqualified"))

	def test_points_of_the_last_tier(self) -> None:
		for points, expected in ((16, {}), (4, {veto.POINTS: 1})):
			self.row(
				"Demerit Record",
				title="Points",
				kind="Institution",
				unit=self.county.a2,
				proposing_unit=self.county.bureau,
				status="Confirmed",
				points=points,
				counted_on=DAY,
				cycle_from=DAY,
			)
			self.assertEqual(self.found(self.county.a2), expected)

	def test_a_person(self) -> None:
		employee = factories.employee().name
		self.row(
			"Accountability Record",
			subject="D",
			unit=self.county.a2,
			ground="Other",
			status="Decided",
			decided_at=MOMENT,
			employee=employee,
			measure="Admonition Talk",
		)
		(one,) = veto.findings(employee=employee, start=YEAR.start, end=YEAR.end)
		self.assertEqual((one.kind, one.unit, one.date), (veto.ACCOUNTABLE, self.county.a2, date(2025, 6, 2)))
		other = factories.employee().name
		self.assertEqual(veto.findings(employee=other, start=YEAR.start, end=YEAR.end), [])

	def test_who_may_not_read_the_record_learns_kind_and_number(self) -> None:
		self.compute()
		name = self.of(self.county.b1).name
		own = factories.user("Unit Officer", self.county.b1)
		for user, records in ((own, 0), (self.appraiser, 0), (self.discipline, 1)):
			with as_user(user):
				(told,) = api.vetoes(name)
				self.assertEqual(
					(told["kind"], told["count"], len(told["records"])), (veto.ACCOUNTABLE, 1, records)
				)
		text = frappe.as_json(self.of(self.county.b1).as_dict())
		self.assertNotIn("Admonition", text)

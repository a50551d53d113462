"""Every report against figures worked out by hand (figures_county.py), for all who may ask (H6, H7, H10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.query_report import run

from healthtalk_app.exceptions import BadInputError
from healthtalk_app.metrics import today
from healthtalk_app.tests import factories, figures_county
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user
from healthtalk_app.tests.figures_county import QUARTER


class ReportTestCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = figures_county.make()
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.neighbour = factories.user("Unit Officer", cls.county.b1)
		cls.leader = factories.user("Unit Leader", cls.county.a)
		cls.bureau = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.nobody = factories.user("Unit Officer")

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_single_value("Healthtalk Settings", "bureau_unit", self.county.bureau)
		frappe.db.set_single_value("Healthtalk Settings", "calendar", self.county.calendar)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")

	def report(self, name: str, user: str | None = None, **filters: Any) -> frappe._dict:
		"""What the platform's own runner answers, for the whole county unless a unit is given."""
		filters = {**QUARTER, "health_unit": self.county.bureau, **filters}
		with as_user(user or self.bureau):
			return frappe._dict(run(name, filters=filters))

	def by_unit(self, answer: frappe._dict) -> dict[str, dict[str, Any]]:
		return {row.get("unit") or "total": row for row in answer.result}

	def pick(self, row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
		return tuple(row[column] for column in columns)

	def cards(self, answer: frappe._dict) -> dict[str, Any]:
		return {card["label"]: card["value"] for card in answer.report_summary}


class TestFilters(HealthTalkTestCase):
	def test_of_the_wrong_shape_or_of_no_unit_no_report_fails_with_an_error_of_ours(self) -> None:
		reports = frappe.get_all("Report", {"module": "Healthtalk App"}, pluck="name")
		self.assertGreater(len(reports), 10)
		for report in reports:
			with self.assertRaises(BadInputError, msg=report):
				run(report, {"health_unit": ["!=", ""]}, ignore_prepared_report=True)
			with self.assertRaises(BadInputError, msg=report):
				run(report, {"status": {"like": "%"}}, ignore_prepared_report=True)
			run(report, {"health_unit": "x' or 1=1 -- "}, ignore_prepared_report=True)


class TestUnitLeagueTable(ReportTestCase):
	RATES = ("response_rate", "resolution_rate", "satisfaction_rate")

	def test_rates_score_and_places(self) -> None:
		rows = self.by_unit(self.report("Unit League Table"))
		# answered in time 2 of 4; solved 1 + half of 2; content 1 of 2; 0.3*50 + 0.4*75 + 0.3*50
		self.assertEqual(self.pick(rows[self.county.a1], *self.RATES, "score"), (50, 75, 50, 60))
		# a tie: 0.3*100 + 0.4*0 + 0.3*100
		self.assertEqual(self.pick(rows[self.county.a2], *self.RATES, "score"), (100, 0, 100, 60))
		self.assertEqual(
			self.pick(rows[self.county.a1], "place", "place_before", "change", "matters_raised"), (1, 2, 1, 4)
		)
		self.assertEqual(
			self.pick(rows[self.county.a2], "place", "place_before", "change", "matters_excluded"),
			(1, 1, 0, 2),
		)

	def test_a_unit_without_matters_has_no_rate_and_no_place(self) -> None:
		answer = self.report("Unit League Table")
		rows = self.by_unit(answer)
		# B1 has a matter, of which nothing was due or rated yet
		for unit in (self.county.b1, self.county.b, self.county.dept):
			self.assertEqual(self.pick(rows[unit], *self.RATES, "score", "place"), (None,) * 5)
		self.assertEqual(rows[self.county.b1]["matters_raised"], 1)
		self.assertTrue(answer.message)
		# who has no account of its own leads no matters
		self.assertNotIn(self.county.outside, rows)

	def test_the_place_before_is_among_those_ranked_then(self) -> None:
		# A2, the first of the quarter before, is closed and has nothing in this one
		frappe.db.set_value("Health Unit", self.county.a2, "valid_to", "2024-12-31")
		quarter = ("between", ("2025-01-01", "2025-03-31 23:59:59"))
		for name in frappe.get_all(
			"Talk Matter", {"unit": self.county.a2, "raised_at": quarter}, pluck="name"
		):
			frappe.db.delete("Talk Matter", name)
		rows = self.by_unit(self.report("Unit League Table"))
		self.assertNotIn(self.county.a2, rows)
		self.assertEqual(self.pick(rows[self.county.a1], "place", "place_before", "change"), (1, 2, 1))
		# nor is who came later ranked before
		frappe.db.set_value("Health Unit", self.county.a1, "valid_from", "2025-01-01")
		rows = self.by_unit(self.report("Unit League Table", from_date="2025-01-01", to_date="2025-03-31"))
		self.assertEqual(rows[self.county.a1]["place"], 1)

	def test_headquarters_are_ranked_with_their_branches(self) -> None:
		rows = self.by_unit(self.report("Unit League Table", roll_up=1, unit_kind="Group Headquarters"))
		self.assertEqual(set(rows), {self.county.a, self.county.b})
		# 3 of 5; 1.5 of 3; 2 of 3; 18 + 20 + 20
		self.assertEqual(self.pick(rows[self.county.a], *self.RATES, "score"), (60, 50, 66.67, 58))
		self.assertEqual(self.pick(rows[self.county.a], "place", "change"), (1, 0))
		self.assertIsNone(rows[self.county.b]["place"])

	def test_cards_are_about_the_units_shown(self) -> None:
		for given, raised in (
			# A1 four, A2 three, B1 one
			({"unit_kind": "Branch"}, 8),
			({"unit_kind": "Group Headquarters"}, 0),
			({"unit_kind": "Group Headquarters", "roll_up": 1}, 8),
			# each matter once, although A and A1 both count it
			({"roll_up": 1}, 8),
			({"unit_kind": "Group Headquarters", "roll_up": 1, "health_unit": self.county.a}, 7),
		):
			cards = self.cards(self.report("Unit League Table", **given))
			self.assertEqual(cards["Matters Raised"], raised, given)

	def test_weights_come_from_the_settings(self) -> None:
		for name, weight in (("response", 100), ("resolution", 0), ("satisfaction", 0)):
			frappe.db.set_single_value("Healthtalk Settings", f"weight_{name}", weight)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		rows = self.by_unit(self.report("Unit League Table"))
		self.assertEqual(self.pick(rows[self.county.a1], "score", "place"), (50, 2))
		self.assertEqual(self.pick(rows[self.county.a2], "score", "place"), (100, 1))

	def test_partly_solved_counts_as_the_settings_say(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "partly_solved_weight", 0)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		rows = self.by_unit(self.report("Unit League Table"))
		self.assertEqual(rows[self.county.a1]["resolution_rate"], 50)

	def test_everybody_sees_the_own_units_and_the_same_figures(self) -> None:
		for user, units in (
			(self.officer, {self.county.a1}),
			(self.leader, {self.county.a, self.county.a1, self.county.a2}),
		):
			rows = self.by_unit(self.report("Unit League Table", user, health_unit=None))
			self.assertEqual(set(rows), units)
			self.assertEqual(self.pick(rows[self.county.a1], *self.RATES, "score"), (50, 75, 50, 60))
		answer = self.report("Unit League Table", self.nobody, health_unit=None)
		self.assertEqual((answer.result, bool(answer.message)), ([], True))
		# another unit's figures are not to be had by naming it
		self.assertEqual(
			self.report("Unit League Table", self.neighbour, health_unit=self.county.a1).result, []
		)


class TestMatterTimeliness(ReportTestCase):
	RINGS = ("due", "met", "late", "rate", "passed", "days")

	def rings(self, answer: frappe._dict, **which: Any) -> dict[str, tuple[Any, ...]]:
		return {
			row["ring_name"]: tuple(row.get(column) for column in self.RINGS)
			for row in answer.result
			if all(row.get(key) == value for key, value in which.items())
		}

	def test_each_ring(self) -> None:
		answer = self.report("Matter Timeliness")
		self.assertEqual(
			self.rings(answer),
			{
				# 1, 0, 1, 0, 0, 1 working days
				"Speak": (0, 0, 0, None, 6, 0.5),
				# 2, 6, 2, 2, 4 working days
				"Listen": (5, 3, 2, 60, 5, 3.2),
				# 1, 0, 1, 0, 0
				"Discuss": (None, None, None, None, 5, 0.4),
				# 8, 16, 4, 2
				"Act": (5, 2, 3, 40, 4, 7.5),
				# 2, 1, 1, 1
				"Evaluate": (3, 3, 0, 100, 4, 1.25),
			},
		)
		self.assertEqual(self.cards(answer)["Matters without a Deadline"], 1)

	def test_the_row_of_a_category_is_as_many_rows_in_the_ledger(self) -> None:
		above = factories.category(is_group=1).name
		below = factories.category(parent_matter_category=above).name
		for name, category in (("kept", above), ("late", below)):
			frappe.db.set_value("Talk Matter", self.county.matters[name], "category", category)
		answer = self.report("Matter Timeliness", group_by="category")
		for category, with_below in ((above, 2), (below, 1)):
			self.assertEqual(self.rings(answer, category=category)["Speak"][4], 1)
			for only, found in ((1, 1), (0, with_below)):
				given = {"figure": "speak_days", "category": category, "only_category": only}
				self.assertEqual(len(self.report("Matter Ledger", **given).result), found)

	def test_by_unit_adds_up_to_the_total(self) -> None:
		answer = self.report("Matter Timeliness", group_by="unit")
		self.assertEqual(self.rings(answer, unit=self.county.a1)["Listen"], (4, 2, 2, 50, 3, 4))
		self.assertEqual(self.rings(answer, unit=self.county.a2)["Listen"], (1, 1, 0, 100, 2, 2))
		self.assertEqual(self.rings(answer, is_total=1), self.rings(self.report("Matter Timeliness")))

	def test_a_clock_stands_for_its_own_reasons_only(self) -> None:
		for reason, due in (
			# of five due for a response and five for an answer
			("等待反映人补充材料", (4, 4)),
			("鉴定、检测", (5, 4)),
			# part of a reason is none
			("鉴定", (5, 5)),
		):
			figures_county.pause(self.county.matters["silent"], reason)
			rings = self.rings(self.report("Matter Timeliness"))
			self.assertEqual((rings["Listen"][0], rings["Act"][0]), due, reason)
			# the ledger lists the same rows
			rows = self.report("Matter Ledger", figure="response_rate", part="missed").result
			self.assertEqual(len(rows), due[0] - 3, reason)

	def test_today_a_response_is_overdue_while_the_answer_waits_for_others(self) -> None:
		name = self.county.matters["silent"]

		def overdue() -> bool:
			return name in today.names("overdue", "Talk Matter", self.officer)

		self.assertTrue(overdue())
		figures_county.pause(name, "鉴定、检测")
		self.assertTrue(overdue())
		figures_county.pause(name, "等待反映人补充材料")
		self.assertFalse(overdue())
		# who has responded owes the answer alone, which stands
		figures_county.pause(name, "鉴定、检测")
		frappe.db.set_value("Talk Matter", name, "first_response_at", "2025-02-10 09:00:00")
		self.assertFalse(overdue())

	def test_a_pause_that_is_over_stops_nothing(self) -> None:
		name = self.county.matters["silent"]
		figures_county.pause(name, "等待反映人补充材料")
		frappe.db.set_value("Clock Pause", {"parent": name}, "resumed_at", "2025-02-06 09:00:00")
		rings = self.rings(self.report("Matter Timeliness"))
		self.assertEqual((rings["Listen"][0], rings["Act"][0]), (5, 5))

	def test_what_is_not_due_yet_is_not_counted(self) -> None:
		name = self.county.matters["silent"]
		frappe.db.set_value("Talk Matter", name, "response_due_at", "2199-02-05 09:00:00")
		answer = self.report("Matter Timeliness", to_date="2199-12-31")
		self.assertEqual(self.rings(answer)["Listen"][0], 4)

	def test_everybody_sees_the_own_units(self) -> None:
		seen = {
			user: self.rings(self.report("Matter Timeliness", user, health_unit=None))
			for user in (self.officer, self.leader, self.nobody)
		}
		self.assertEqual(seen[self.officer]["Listen"][:4], (4, 2, 2, 50))
		self.assertEqual(seen[self.leader]["Listen"][:4], (5, 3, 2, 60))
		self.assertEqual(seen[self.nobody], {})


class TestFiveQualities(ReportTestCase):
	QUALITIES = ("breadth", "effectiveness", "regularity", "resolution_rate", "soundness")

	def test_qualities_of_a_unit(self) -> None:
		row = self.by_unit(self.report("Five Qualities"))[self.county.a1]
		# 1 of 2 categories; 4 of 4 matters; 3 + 1 + 0 + 2 of 9 steps; 1.5 of 2; 4 ballots of 10 people
		self.assertEqual(self.pick(row, *self.QUALITIES), (50, 100, 66.67, 75, 40))
		self.assertEqual(self.pick(row, "unsigned_share", "score", "talks_held"), (75, 66.33, 1))

	def test_ballots_that_are_not_shown_yet_count_for_nobody(self) -> None:
		frappe.get_doc(
			doctype="Public Evaluation",
			name=frappe.generate_hash(length=10),
			reference_doctype="Talk Session",
			reference_name=self.county.talk,
			unit=self.county.a1,
			kind="Single",
			signed=0,
			released=0,
			evaluated_at="2025-02-22 09:00:00",
		).db_insert()
		for user in (self.bureau, "Administrator"):
			rows = self.by_unit(self.report("Five Qualities", user))
			self.assertEqual(rows[self.county.a1]["unsigned_share"], 75, user)
		frappe.db.set_value("Public Evaluation", {"signed": 0, "kind": "Single"}, "released", 1)
		rows = self.by_unit(self.report("Five Qualities"))
		self.assertEqual(rows[self.county.a1]["unsigned_share"], 80)

	def test_a_reasoned_refusal_is_effective_and_a_new_matter_is_not(self) -> None:
		rows = self.by_unit(self.report("Five Qualities"))
		self.assertEqual(self.pick(rows[self.county.a2], "effectiveness", "breadth"), (100, None))
		self.assertEqual(rows[self.county.b1]["effectiveness"], 0)

	def test_the_total_counts_each_row_once(self) -> None:
		for roll_up in (0, 1):
			total = self.by_unit(self.report("Five Qualities", roll_up=roll_up))["total"]
			# 4 + 3 of 8 raised; B1's is not accepted yet
			self.assertEqual(self.pick(total, "effectiveness", "matters_raised"), (87.5, 8))

	def test_headquarters_with_the_branches_below(self) -> None:
		row = self.by_unit(self.report("Five Qualities", roll_up=1))[self.county.a]
		self.assertEqual(self.pick(row, "matters_raised", "effectiveness"), (7, 100))

	def test_everybody_sees_the_own_units(self) -> None:
		units = set(self.by_unit(self.report("Five Qualities", self.officer, health_unit=None)))
		self.assertEqual(units, {self.county.a1, "total"})
		answer = self.report("Five Qualities", self.nobody, health_unit=None)
		self.assertEqual((answer.result, bool(answer.message)), ([], True))


class TestMatterLedger(ReportTestCase):
	def names(self, answer: frappe._dict) -> set[str]:
		known = {name: key for key, name in self.county.matters.items()}
		return {known[row["name"]] for row in answer.result}

	def test_all_matters_but_the_accusation(self) -> None:
		answer = self.report("Matter Ledger")
		self.assertEqual(
			self.names(answer), {"kept", "late", "silent", "good", "question", "declined", "new", "passed_on"}
		)
		# the newest first
		self.assertEqual(answer.result[0]["name"], self.county.matters["passed_on"])
		self.assertEqual(self.cards(answer)["Matters in This List"], 8)

	def test_a_page_at_a_time(self) -> None:
		seen = []
		for page in (1, 2, 3):
			answer = self.report("Matter Ledger", page=page, page_size=3)
			self.assertEqual(self.cards(answer)["Matters in This List"], 8)
			seen += [row["name"] for row in answer.result]
		self.assertEqual((len(seen), len(set(seen))), (8, 8))
		# a page behind the last one is the last one
		last = self.report("Matter Ledger", page=9, page_size=3)
		self.assertEqual([row["name"] for row in last.result], seen[6:])

	def test_the_rows_behind_a_rate(self) -> None:
		given = {"health_unit": self.county.a1, "figure": "response_rate"}
		for part, names in (
			("counted", {"kept", "late", "silent", "passed_on"}),
			("met", {"kept", "passed_on"}),
			("missed", {"late", "silent"}),
		):
			answer = self.report("Matter Ledger", part=part, **given)
			self.assertEqual(self.names(answer), names)
			self.assertEqual(self.cards(answer)["Matters in This List"], len(names))

	def test_what_no_rate_counts_is_listed(self) -> None:
		self.assertEqual(
			self.names(self.report("Matter Ledger", figure="matters_excluded")), {"question", "declined"}
		)

	def test_a_unit_without_those_below_it(self) -> None:
		self.assertEqual(self.report("Matter Ledger", health_unit=self.county.a, only_own=1).result, [])
		self.assertEqual(len(self.report("Matter Ledger", health_unit=self.county.a).result), 7)

	def test_a_matter_counts_for_who_leads_it(self) -> None:
		answer = self.report("Matter Ledger", self.neighbour, health_unit=None)
		self.assertEqual(self.names(answer), {"new"})
		self.assertEqual(self.report("Matter Ledger", self.nobody, health_unit=None).result, [])

	def test_the_intake_is_the_bureaus(self) -> None:
		answer = self.report("Matter Ledger", health_unit=None, intake=1)
		found = {row["name"] for row in answer.result}
		self.assertIn(self.county.matters["intake"], found)
		self.assertNotIn(self.county.matters["accusation"], found)
		answer = self.report("Matter Ledger", self.officer, health_unit=None, intake=1)
		# what belongs to no unit, within the own units: nothing
		self.assertEqual(answer.result, [])
		self.assertTrue(self.report("Matter Ledger", self.officer, health_unit=None).result)

	def test_accusations_are_the_discipline_officers_alone(self) -> None:
		discipline = factories.user("Discipline Officer", self.county.bureau)
		given = {"health_unit": None, "intake": 1}
		for user, seen in ((discipline, True), (self.bureau, False), (self.leader, False)):
			names = {row["name"] for row in self.report("Matter Ledger", user, **given).result}
			self.assertNotIn(self.county.matters["accusation"], names)
			found = self.report("Matter Ledger", user, figure="accusations", **given).result
			self.assertEqual(self.county.matters["accusation"] in {row["name"] for row in found}, seen)

	def test_a_figure_that_does_not_exist_is_refused(self) -> None:
		for filters in (
			{"figure": "talks_held"},
			{"part": "1=1"},
			{"from_date": "x"},
			{"to_date": "2024-01-01"},
		):
			with self.assertRaises(frappe.ValidationError):
				self.report("Matter Ledger", **filters)


class TestReferralSlipTracking(ReportTestCase):
	def names(self, answer: frappe._dict) -> set[str]:
		known = {name: key for key, name in self.county.slips.items()}
		return {known[row["name"]] for row in answer.result}

	def test_slips_and_their_figures(self) -> None:
		answer = self.report("Referral Slip Tracking")
		self.assertEqual(self.names(answer), {"late", "unsigned", "outside"})
		cards = self.cards(answer)
		self.assertEqual(
			[
				cards[label]
				for label in (
					"Slips Received",
					"Slips Still Open",
					"Slips Overdue",
					"Signed For in Time",
					"Answered in Time",
					"Days to Answer a Slip",
				)
			],
			# 4, 5, 6, 7, 10, 11 and 12 February
			[3, 2, 1, 50, 0, 7],
		)
		row = next(row for row in answer.result if row["name"] == self.county.slips["unsigned"])
		self.assertEqual((row["overdue"], row["holder"]), (1, f"Unit {self.county.a2}"))
		# overdue are as many rows as the card says: a unit without an account is not
		self.assertEqual([r["name"] for r in answer.result if r["overdue"]], [row["name"]])

	def test_received_and_sent(self) -> None:
		received = self.report("Referral Slip Tracking", self.officer, health_unit=None)
		self.assertEqual(self.names(received), {"late"})
		sent = self.report("Referral Slip Tracking", self.officer, health_unit=None, figure="slips_sent")
		self.assertEqual(self.names(sent), {"outside"})
		self.assertEqual(self.report("Referral Slip Tracking", self.nobody, health_unit=None).result, [])

	def test_slips_about_an_accusation_count_nowhere(self) -> None:
		frappe.db.set_value("Talk Matter", self.county.matters["passed_on"], "is_accusation", 1)
		self.assertEqual(self.report("Referral Slip Tracking").result, [])


class TestTalkFrequencyCompliance(ReportTestCase):
	COLUMNS = ("owed", "kept", "missing", "talk_frequency_rate", "held")

	def test_what_each_unit_owed_and_held(self) -> None:
		rows = self.by_unit(self.report("Talk Frequency Compliance"))
		# January–February with its talk, March–April without
		self.assertEqual(self.pick(rows[self.county.a1], *self.COLUMNS), (2, 1, 1, 50, 1))
		self.assertEqual(self.pick(rows[self.county.b1], *self.COLUMNS), (2, 0, 2, 0, 0))
		# departments owe one a quarter
		self.assertEqual(self.pick(rows[self.county.dept], *self.COLUMNS), (1, 0, 1, 0, 0))
		# six units twice and a department once; 1 of 13
		self.assertEqual(self.pick(rows["total"], *self.COLUMNS), (13, 1, 12, 7.69, 1))
		self.assertNotIn(self.county.outside, rows)

	def test_one_frequency_and_only_what_is_missing(self) -> None:
		rows = self.by_unit(self.report("Talk Frequency Compliance", talk_frequency="Quarter"))
		self.assertEqual(set(rows), {self.county.dept, "total"})
		for given, rate in (
			({}, 7.69),
			({"talk_frequency": "Quarter"}, 0),
			# A1 kept its only window, so of the five other units none did
			({"talk_frequency": "Two Months", "only_missing": 1, "to_date": "2025-02-28"}, 0),
			({"talk_frequency": "Two Months", "to_date": "2025-02-28"}, 16.67),
		):
			answer = self.report("Talk Frequency Compliance", **given)
			self.assertEqual(self.cards(answer)["Talk Frequency Compliance"], rate)
			self.assertEqual(self.by_unit(answer)["total"]["talk_frequency_rate"], rate)
		# the talk is A1's, which owes one every two months
		for talk_frequency, held in (("Two Months", 1), ("Quarter", 0), (None, 1)):
			cards = self.cards(self.report("Talk Frequency Compliance", talk_frequency=talk_frequency))
			self.assertEqual((cards["Talks Held"], cards["People Who Came"]), (held, 10 * held))
		given = {"health_unit": self.county.a1, **{"from_date": "2025-01-01", "to_date": "2025-02-28"}}
		self.assertEqual(self.report("Talk Frequency Compliance", only_missing=1, **given).result, [])

	def test_a_joint_talk_counts_once_for_each_organiser(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "joint_counts", 1)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		for unit, part in ((self.county.a1, "Lead"), (self.county.a2, "Joint"), (self.county.b1, "Invited")):
			frappe.get_doc(
				doctype="Session Organiser",
				name=frappe.generate_hash(length=10),
				parent=self.county.talk,
				parenttype="Talk Session",
				parentfield="organisers",
				unit=unit,
				part=part,
			).db_insert()
		rows = self.by_unit(self.report("Talk Frequency Compliance"))
		held = [rows[unit]["held"] for unit in (self.county.a1, self.county.a2, self.county.b1)]
		self.assertEqual(held, [1, 1, 0])

	def test_everybody_sees_the_own_units(self) -> None:
		rows = self.by_unit(self.report("Talk Frequency Compliance", self.officer, health_unit=None))
		self.assertEqual(set(rows), {self.county.a1, "total"})
		self.assertEqual(self.report("Talk Frequency Compliance", self.nobody, health_unit=None).result, [])

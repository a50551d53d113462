"""Which clocks run, from when, by which rule, and how often they may be lengthened (design §4, rules.md)."""

from datetime import datetime

import frappe

from healthtalk_app import exceptions
from healthtalk_app.api import matter as matter_api
from healthtalk_app.metrics import today
from healthtalk_app.rules import projection
from healthtalk_app.services.clockwork import clocks, deadlines, more_time, sweep
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_loop import LoopTestCase

# a Monday; the calendar of the tests has no holidays and closes at 17:00
MONDAY = "2026-03-02 10:00:00"
LOCAL = {
	"北京市": ("hotline-bj-urgent", "hotline-bj-response", "hotline-bj-resolution"),
	"浙江省": ("petition-zj-notice", "petition-zj-resolution"),
	"浙江省宁波市": ("dispute-nb-acceptance",),
}


def due(day: str) -> datetime:
	"""The end of office hours of a day."""
	return datetime.fromisoformat(f"{day} 17:00:00")


class ClockTestCase(LoopTestCase):
	def setUp(self):
		super().setUp()
		self.enable_local_rules(0)

	def enable_local_rules(self, enabled):
		for name in (name for names in LOCAL.values() for name in names):
			frappe.db.set_value("Deadline Rule", name, "enabled", enabled)
		deadlines.forget()
		self.addCleanup(deadlines.forget)

	def follow(self, level, region):
		for field, value in {"rule_level": level, "rule_region": region}.items():
			frappe.db.set_single_value("Healthtalk Settings", field, value)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")

	def raised_on(self, moment=MONDAY, **given):
		with self.freeze_time(moment):
			return self.raised(raised_at=moment, **given)

	def running(self, doc):
		return {row.step: row.due_at for row in frappe.get_doc(doc.doctype, doc.name).clocks}

	def assert_log_tells_the_columns(self, doc):
		told = projection.fold(doc.doctype, events.of(doc.doctype, doc.name))
		stored = frappe.db.get_value(doc.doctype, doc.name, list(told), as_dict=True)
		for column, value in told.items():
			self.assertEqual(stored[column] or None, value or None, column)


class TestFromReceipt(ClockTestCase):
	def test_each_regime_has_its_own_clocks_as_soon_as_a_matter_is_raised(self):
		expected = {
			# working days after Monday: 5 end on the next Monday, 15 three weeks later
			"Talk": {"Response": due("2026-03-09"), "Resolution": due("2026-03-23")},
			# 15 natural days end on a Tuesday; the term to settle runs from acceptance only
			"Petition": {"Acceptance Notice": due("2026-03-17")},
			"Complaint": {"Resolution": due("2026-03-09")},
			"Hotline": {"Resolution": due("2026-03-09")},
		}
		for regime, wanted in expected.items():
			doc = self.raised_on(regime=regime)
			self.assertEqual(self.running(doc), wanted, regime)
			self.assert_log_tells_the_columns(doc)

	def test_a_raised_petition_is_due_and_overdue_where_work_is_shown_and_told(self):
		doc = self.raised_on(regime="Petition")
		clock = doc.clocks[0].name
		for moment, group, swept in (
			("2026-03-12 09:00:00", "new", False),
			("2026-03-17 09:00:00", "due_today", True),
			("2026-03-18 09:00:00", "overdue", True),
		):
			with self.freeze_time(moment):
				groups = {g["key"]: [r["name"] for r in g["rows"]] for g in today.today(self.clerk)["groups"]}
				found = sweep.due_clocks("Talk Matter", datetime.fromisoformat(moment))
			self.assertIn(doc.name, groups[group], moment)
			self.assertEqual("overdue" in groups, group == "overdue", moment)
			self.assertEqual((doc.name, clock) in found, swept, moment)

	def test_acceptance_meets_the_notice_and_starts_the_term_to_settle(self):
		doc = self.raised_on(regime="Petition")
		with self.freeze_time("2026-03-10 09:00:00"), as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			self.assertFalse(sweep.due_clocks("Talk Matter", datetime(2026, 3, 18, 9)))
		notice, resolution = doc.clocks
		self.assertEqual((notice.on_time, str(notice.met_at)), ("On Time", "2026-03-10 09:00:00"))
		# sixty days end on Saturday 9 May, which moves to the Monday
		self.assertEqual((resolution.step, resolution.due_at), ("Resolution", due("2026-05-11")))
		self.assertEqual((doc.notice_on_time, doc.resolution_due_at), ("On Time", due("2026-05-11")))
		self.assert_log_tells_the_columns(doc)

	def test_a_late_notice_is_late(self):
		doc = self.raised_on(regime="Petition")
		with self.freeze_time("2026-03-18 09:00:00"), as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
		self.assertEqual(doc.notice_on_time, "Late")

	def test_a_corrected_regime_takes_its_own_clocks_until_acceptance_fixes_it(self):
		doc = self.raised_on()
		with self.freeze_time("2026-03-03 09:00:00"), as_user(self.clerk):
			doc.reload()
			doc.regime = "Petition"
			doc.save()
			self.assertEqual(self.running(doc), {"Acceptance Notice": due("2026-03-17")})
			self.assertEqual((doc.response_due_at, doc.resolution_due_at), (None, None))
			self.assert_log_tells_the_columns(doc)
			doc = flow.act(
				"Talk Matter", doc.name, "Accept", {"category": self.category, "regime": "Complaint"}
			)
			# from receipt, not from acceptance
			self.assertEqual(self.running(doc), {"Resolution": due("2026-03-09")})
			self.assert_log_tells_the_columns(doc)
			doc.reload()
			doc.regime = "Talk"
			with self.assertRaises(exceptions.FrozenError):
				doc.save()

	def test_a_changed_rule_moves_nothing_that_runs(self):
		doc = self.raised_on()
		rule = frappe.get_doc("Deadline Rule", "talk-resolution")
		rule.amount = 3
		rule.save()
		with self.freeze_time("2026-03-03 09:00:00"), as_user(self.clerk):
			doc.reload()
			doc.subject = "Queue at the pharmacy, again"
			doc.save()
			doc = flow.act("Talk Matter", doc.name, "Accept", {"category": doc.category or self.category})
		self.assertEqual(self.running(doc)["Resolution"], due("2026-03-23"))

	def test_a_declined_matter_was_answered_and_needs_no_settling(self):
		doc = self.raised_on()
		with self.freeze_time("2026-03-04 09:00:00"), as_user(self.clerk):
			doc = flow.act(
				"Talk Matter",
				doc.name,
				"Decline",
				{
					"not_accepted_reason": "Repeated",
					"not_accepted_note": "Answered in January.",
					"notice_given_at": "2026-03-04 08:30:00",
				},
			)
		self.assertEqual([(row.step, row.on_time) for row in doc.clocks], [("Response", "On Time")])
		self.assertEqual((doc.response_on_time, doc.resolution_due_at), ("On Time", None))
		self.assert_log_tells_the_columns(doc)

	def test_before_acceptance_no_clock_is_stopped_or_lengthened(self):
		doc = self.raised_on()
		with self.freeze_time("2026-03-03 09:00:00"), as_user(self.clerk):
			with self.assertRaises(exceptions.MoveNotAllowedError):
				more_time.pause(doc, "鉴定、检测")
			with self.assertRaises(exceptions.MoveNotAllowedError):
				more_time.request_extension(doc, "Resolution", 2, "Long")


class TestVariant(ClockTestCase):
	def test_several_departments_have_ten_working_days(self):
		doc = self.raised_on(regime="Complaint", variant="Several Departments")
		self.assertEqual(self.running(doc), {"Resolution": due("2026-03-16")})

	def test_a_variant_that_no_rule_knows_is_refused_and_the_known_ones_are_named(self):
		for given in ("涉及多个科室", "Urgent", "several departments"):
			with self.assertRaises(exceptions.BadInputError):
				self.raised_on(regime="Complaint", variant=given)
		with self.assertRaises(exceptions.BadInputError):
			self.raised_on(regime="Talk", variant="Several Departments")
		message = frappe.message_log[-1]
		self.assertIn("Several Departments", message if isinstance(message, str) else message["message"])


class TestSlipTerms(ClockTestCase):
	def window(self, regime):
		doc = self.raised_on(regime=regime)
		with self.freeze_time("2026-03-02 11:00:00"), as_user(self.clerk):
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			name = matter_api.refer(doc.name, self.county.a2, "Please handle")
			slip = flow.act("Referral Slip", name, "Issue")
		row = clocks.row_of(slip, "Return")
		return slip, (row.rule, row.due_at)

	def test_a_slip_is_returned_in_the_time_of_its_matters_regime(self):
		expected = {
			"Talk": ("slip-return", due("2026-03-04")),
			"Complaint": ("slip-return", due("2026-03-04")),
			"Petition": ("petition-objection", due("2026-03-09")),
			"Hotline": ("hotline-return", due("2026-03-04")),
		}
		for regime, wanted in expected.items():
			self.assertEqual(self.window(regime)[1], wanted, regime)

	def test_a_petition_is_objected_to_on_the_fifth_working_day_and_not_on_the_sixth(self):
		for moment, allowed in (("2026-03-09 16:00:00", True), ("2026-03-10 09:00:00", False)):
			slip, _window = self.window("Petition")
			with self.freeze_time(moment), as_user(self.sister):
				if allowed:
					flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})
				else:
					with self.assertRaises(exceptions.WindowClosedError):
						flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})


class TestLocalRules(ClockTestCase):
	def chosen(self, regime, step, variant=None):
		rule = deadlines.select(regime, step, None, "2026-03-02", variant)
		return rule and rule.name

	def test_local_rules_ship_switched_off(self):
		shipped = frappe.parse_json(
			frappe.read_file(
				frappe.get_app_path("healthtalk_app", "fixtures", "shipped", "deadline_rule.json")
			)
		)
		local = {row["rule_code"]: row for row in shipped if row["level"] in ("Provincial", "Municipal")}
		self.assertEqual(len(local), 7)
		for name, row in local.items():
			self.assertEqual((row["enabled"], bool(row.get("region"))), (0, True), name)

	def test_only_the_rules_of_the_place_apply_the_nearest_first(self):
		self.enable_local_rules(1)
		expected = {
			("Municipal", ""): ("petition-resolution", "dispute-acceptance", None),
			("Municipal", "北京市"): ("petition-resolution", "dispute-acceptance", "hotline-bj-urgent"),
			("Municipal", "浙江省"): ("petition-zj-resolution", "dispute-acceptance", None),
			("Municipal", "浙江省宁波市"): ("petition-zj-resolution", "dispute-nb-acceptance", None),
			("Provincial", "浙江省宁波市"): ("petition-zj-resolution", "dispute-acceptance", None),
			("National", "浙江省宁波市"): ("petition-resolution", "dispute-acceptance", None),
		}
		for (level, region), wanted in expected.items():
			self.follow(level, region)
			found = (
				self.chosen("Petition", "Resolution"),
				self.chosen("Dispute", "Acceptance"),
				self.chosen("Hotline", "Response", "Urgent"),
			)
			self.assertEqual(found, wanted, (level, region))

	def test_who_chooses_a_place_hears_of_its_rules_that_are_switched_off(self):
		self.assertEqual(deadlines.switched_off("山东省"), [])
		self.assertEqual(
			deadlines.switched_off("浙江省宁波市"),
			["医疗纠纷受理（宁波）", "信访事项处理（浙江）", "信访事项办结（浙江）"],
		)


class TestExtension(ClockTestCase):
	def lengthen(self, doc, amount):
		with as_user(self.clerk):
			row = matter_api.request_extension(doc.name, "Resolution", amount, "The laboratory needs longer.")
		with as_user(self.leader):
			matter_api.decide_extension(doc.name, row, 1)

	def test_a_hotline_matter_is_extended_once_although_the_cap_leaves_days(self):
		doc = self.raised_on(regime="Hotline")
		with self.freeze_time("2026-03-03 09:00:00"):
			with as_user(self.clerk):
				flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			self.lengthen(doc, 4)
			self.assertEqual(self.running(doc), {"Resolution": due("2026-03-13")})
			with self.assertRaises(exceptions.WindowClosedError):
				self.lengthen(doc, 2)

	def test_a_talk_matter_may_be_extended_again_within_its_cap(self):
		doc = self.raised_on()
		with self.freeze_time("2026-03-03 09:00:00"):
			with as_user(self.clerk):
				flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			self.lengthen(doc, 10)
			self.lengthen(doc, 5)
			with self.assertRaises(exceptions.WindowClosedError):
				self.lengthen(doc, 1)
		self.assertEqual(self.running(doc)["Resolution"], due("2026-04-13"))

"""Accountability 责任追究 (C6): its steps, joint liability, what others propose, and who sees of it what."""

from datetime import date, datetime
from typing import Any

import frappe
from frappe.utils import getdate, now_datetime

from healthtalk_app import exceptions, permissions
from healthtalk_app.api import accountability as api
from healthtalk_app.api import overrides
from healthtalk_app.healthtalk_app.report.accountability_and_joint_liability import (
	accountability_and_joint_liability as report,
)
from healthtalk_app.metrics import registry
from healthtalk_app.printing import builders
from healthtalk_app.rules import projection
from healthtalk_app.rules.periods import Period, year_to
from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, rebuild
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget
from healthtalk_app.tests.test_permissions import ROLES, seen_in_list, seen_one_by_one

RECORD = "Accountability Record"
DISCIPLINE = "Discipline Officer"
REVIEW = {
	"proposal_reason": "窗口工作人员多次推诿患者，查实两起。",
}
DECISION = {
	"facts": "3月2日、3月5日两次拒绝为患者办理退费。",
	"statement": "本人承认事实，表示接受处理。",
	"basis": "《医疗机构工作人员廉洁从业九项准则》。",
	"reviewed_by": "李二、赵三",
	"review_opinion": "事实清楚，建议诫勉。",
	"measure": "Admonition Talk",
	"decision": "给予诫勉谈话。",
	"decided_in": "局党委会议",
	"with_talk": 1,
	"influence_months": 6,
}
TALK = {
	"talk_at": "2026-03-20 09:00:00",
	"talk_place": "局三楼会议室",
	"talker": "王一",
	"recorder": "钱四",
	"talk_content": "指出问题，提出要求。",
	"talk_attitude": "认识到错误，限期改正。",
}
CARRIED_OUT = {"execution": "已谈话，并在支部会上检讨。", **TALK}
APPEAL_DECIDED = {
	"appeal_review": "经复查，系另一人所为。",
	"appeal_decision": "撤销原决定。",
	"appeal_decided_in": "局党委会议",
}
REVOKED = {**APPEAL_DECIDED, "revocation_reason": "事实认定有误。"}
HIDDEN = (
	"proposal_reason",
	"proposed_by",
	"reference_name",
	"review_opinion",
	"reviewed_by",
	"appeal_review",
	"shut_out",
	"causes",
	"proposed_at",
)


def at(moment: str) -> datetime:
	return datetime.fromisoformat(moment)


class AccountabilityTestCase(HealthTalkTestCase):
	"""Persons of branch A1, its leader, the bureau's discipline officer, and everybody else."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("ACC")
		cls.officer = factories.user(DISCIPLINE, cls.county.bureau)
		cls.other_officer = factories.user(DISCIPLINE, cls.county.bureau)
		cls.users = [factories.user("Unit Officer", cls.county.a1) for _number in range(3)]
		cls.staff = [factories.employee(user_id=user).name for user in cls.users]
		cls.leader = factories.user("Unit Leader", cls.county.a1)
		cls.leader_staff = factories.employee(user_id=cls.leader).name
		for unit in (cls.county.a1,):
			factories.duty(unit, "First Responsible Person", employee=cls.leader_staff, user=cls.leader)

	def setUp(self) -> None:
		super().setUp()
		forget()

	def proposed(self, which: int | None = 0, **given: Any) -> Any:
		"""A record that the discipline officer enters about a person of A1."""
		values = {"ground": "Poor Service", "unit": self.county.a1, **REVIEW}
		if which is not None:
			values["employee"] = self.staff[which]
		with as_user(self.officer):
			return frappe.get_doc({"doctype": RECORD, **values, **given}).insert()

	def act(
		self, doc: Any, action: str, moment: str | None = None, user: str | None = None, **values: Any
	) -> Any:
		with as_user(user or self.officer):
			return flow.act(RECORD, getattr(doc, "name", doc), action, values, moment)

	def decided(self, which: int | None = 0, moment: str = "2026-03-10 10:00:00", **given: Any) -> Any:
		"""A record decided at a moment, entered before it."""
		doc = self.proposed(which, **given)
		self.act(doc, "Begin Review", moment)
		return self.act(doc, "Decide", moment, **{**DECISION, "with_talk": int(bool(doc.person))})

	def notified(self, doc: Any = None, moment: str = "2026-03-12 10:00:00") -> Any:
		doc = doc or self.decided()
		with as_user(self.officer):
			api.notify(doc.name, "In Person", moment)
		return frappe.get_doc(RECORD, doc.name)

	def joint(self, unit: str | None = None) -> list[Any]:
		"""The joint records of a unit."""
		names = frappe.get_all(
			RECORD,
			{"ground": "Joint Liability", "unit": unit or self.county.a1},
			order_by="joint_year",
			pluck="name",
		)
		return [frappe.get_doc(RECORD, name) for name in names]

	def assert_log_tells_the_columns(self, name: str) -> None:
		told = projection.fold(RECORD, events.of(RECORD, name))
		stored = frappe.db.get_value(RECORD, name, list(told), as_dict=True)
		for column, value in told.items():
			self.assertEqual(stored[column] or None, value or None, column)
		self.assertEqual(list(rebuild.differences_of(RECORD)), [])


class TestSteps(AccountabilityTestCase):
	def test_from_the_proposal_to_its_execution(self) -> None:
		doc = self.notified()
		self.assertEqual((doc.status, doc.number), ("Decided", "ACC-BUREAU卫说责〔2026〕1号"))
		self.assertEqual(str(doc.influence_until), "2026-09-10")
		self.assertEqual(doc.account, self.users[0])
		doc = self.act(doc, "Carry Out", "2026-03-21 10:00:00", **CARRIED_OUT)
		self.assertEqual((doc.status, doc.executed_at), ("Executed", at("2026-03-21 10:00:00")))
		self.assert_log_tells_the_columns(doc.name)

	def test_each_step_asks_for_its_evidence(self) -> None:
		doc = self.proposed(proposal_reason=None)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Begin Review")
		self.act(doc, "Begin Review", **REVIEW)
		for missing in (
			"facts",
			"statement",
			"basis",
			"reviewed_by",
			"review_opinion",
			"measure",
			"decision",
		):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Decide", **{**DECISION, missing: None})
		for alone in ("李二", "李二、", "李二、李 二", "核查组两人"):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Decide", **{**DECISION, "reviewed_by": alone})
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Dismiss")
		doc = self.act(doc, "Decide", **DECISION)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(doc, "Carry Out", **CARRIED_OUT)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(doc, "Register Appeal", appeal_grounds="事实不清。")
		with as_user(self.officer):
			api.notify(doc.name, "In Person")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Carry Out", execution="已谈话。")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Revoke")
		self.assertEqual(self.act(doc, "Carry Out", **CARRIED_OUT).status, "Executed")

	def test_a_proposal_that_is_not_followed_ends_with_its_reason(self) -> None:
		doc = self.act(self.proposed(), "Dismiss", dismissal_reason="查无实据。")
		self.assertEqual((doc.status, doc.number), ("Dismissed", None))
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.act(doc, "Take Up Again")

	def test_what_was_decided_stands(self) -> None:
		doc = self.decided()
		for field, value in {"measure": "Public Criticism", "person": "张三", "unit": self.county.a2}.items():
			with as_user(self.officer), self.assertRaises(exceptions.FrozenError):
				changed = frappe.get_doc(RECORD, doc.name)
				changed.set(field, value)
				changed.save()
		with as_user(self.officer), self.assertRaises(exceptions.StatusWrittenError):
			changed = frappe.get_doc(RECORD, doc.name)
			changed.status = "Executed"
			changed.save()

	def refuse(self, doc: Any, fields: tuple[str, ...]) -> None:
		"""None of the fields is taken from the officer."""
		for field in fields:
			with self.subTest(field), as_user(self.officer), self.assertRaises(exceptions.FrozenError):
				changed = frappe.get_doc(RECORD, doc.name)
				changed.set(field, "2026-01-05" if field.endswith("_until") else "另一种说法。")
				changed.save()

	def test_the_way_to_a_decision_stands_and_how_it_was_carried_out(self) -> None:
		with self.freeze_time("2026-03-31 09:00:00"):
			doc = self.notified()
			self.refuse(doc, ("subject", "proposal_reason", "evidence"))
			doc = self.act(doc, "Carry Out", "2026-03-21 10:00:00", **CARRIED_OUT)
			self.refuse(doc, ("execution", "talker", "improve_until"))
			self.act(doc, "Register Appeal", appeal_grounds="事实不清。")
			decided = {**APPEAL_DECIDED, "appeal_decision": "维持。"}
			doc = self.act(doc, "Uphold", user=self.other_officer, **decided)
			self.refuse(doc, ("appeal_review", "appeal_decision", "appeal_decided_in"))

	def test_fields_of_the_system_are_not_taken_from_a_client(self) -> None:
		doc = self.proposed(
			notified_at=now_datetime(), source_key="x", shut_out="", joint_year=2026, number="1"
		)
		self.assertEqual((doc.notified_at, doc.source_key, doc.joint_year, doc.number), (None,) * 4)
		self.assertIn(self.users[0], doc.shut_out)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.proposed(ground="Joint Liability")


class TestAppeal(AccountabilityTestCase):
	def test_the_person_appeals_once_and_in_time(self) -> None:
		with self.freeze_time("2026-03-31 09:00:00"):
			doc = self.notified()
			with as_user(self.users[0]):
				offered = [row["key"] for row in next_steps.facilities(doc)]
				self.assertEqual(offered, ["accountability_appeal"])
				self.assertEqual(next_steps.actions(doc), [])
				api.appeal(doc.name, "不是我办的。")
			doc.reload()
			self.assertEqual((doc.status, doc.appeal_grounds), ("Appealed", "不是我办的。"))
			# 30 days from the appeal, which ends on Thursday 30 April
			self.assertEqual(doc.appeal_due_at, at("2026-04-30 17:00:00"))
		with self.freeze_time("2026-04-20 09:00:00"):
			upheld = {**APPEAL_DECIDED, "appeal_decision": "维持原决定。"}
			for step, values in (("Uphold", upheld), ("Revoke", REVOKED)):
				with self.assertRaises(exceptions.WrongSideError):
					self.act(doc, step, **values)
			with as_user(self.officer):
				self.assertEqual(next_steps.actions(doc), [])
			with as_user(self.other_officer):
				offered = {row["action"] for row in next_steps.actions(doc)}
				self.assertEqual(offered, {"Uphold", "Revoke"})
			doc = self.act(doc, "Uphold", user=self.other_officer, **upheld)
			self.assertEqual((doc.status, doc.appeal_on_time), ("Upheld", "On Time"))
			with as_user(self.users[0]), self.assertRaises(exceptions.MoveNotAllowedError):
				api.appeal(doc.name, "再申诉。")
			doc = self.act(doc, "Carry Out", **CARRIED_OUT)
			with self.assertRaises(exceptions.WindowClosedError):
				self.act(doc, "Register Appeal")
		self.assert_log_tells_the_columns(doc.name)

	def test_what_was_carried_out_counts_so_whatever_an_appeal_does_to_the_status(self) -> None:
		def counted() -> tuple[float, int]:
			with as_user(self.officer):
				found = registry.figure(
					"accountability_executed", Period(date(2026, 3, 1), date(2026, 3, 31))
				)
			return found.top, found.bottom

		with self.freeze_time("2026-03-31 09:00:00"):
			self.decided(1)
			doc = self.act(self.notified(), "Carry Out", "2026-03-21 10:00:00", **CARRIED_OUT)
			before = counted()
			self.act(doc, "Register Appeal", appeal_grounds="事实不清。")
			self.assertEqual(counted(), before)
			self.act(
				doc, "Uphold", user=self.other_officer, **{**APPEAL_DECIDED, "appeal_decision": "维持。"}
			)
			self.assertEqual(counted(), before)
			self.assertLess(before[0], before[1])

	def test_after_the_window_no_appeal_is_taken(self) -> None:
		doc = self.notified()
		# notified on 12 March: 30 days end on Saturday 11 April, so on Monday the 13th
		with self.freeze_time("2026-04-14 09:00:00"):
			with as_user(self.users[0]), self.assertRaises(exceptions.MoveNotAllowedError):
				api.appeal(doc.name, "太迟了。")
			with self.assertRaises(exceptions.WindowClosedError):
				self.act(doc, "Register Appeal", appeal_grounds="太迟了。")
		with self.freeze_time("2026-04-13 09:00:00"), as_user(self.users[0]):
			api.appeal(doc.name, "最后一天。")

	def test_others_do_not_appeal_in_his_place(self) -> None:
		doc = self.notified(self.decided(moment=str(now_datetime())), str(now_datetime()))
		for user in (self.users[1], self.leader, factories.user("Unit Leader", self.county.a)):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				api.appeal(doc.name, "代他申诉。")
		with as_user(self.officer), self.assertRaises(exceptions.MoveNotAllowedError):
			api.appeal(doc.name, "代他申诉。")


class TestJointLiability(AccountabilityTestCase):
	def test_the_second_person_of_a_year_makes_the_leader_liable(self) -> None:
		first = self.decided(0, "2026-02-10 10:00:00")
		self.assertEqual(self.joint(), [])
		# the same person again
		self.decided(0, "2026-02-20 10:00:00")
		self.assertEqual(self.joint(), [])
		second = self.decided(1, "2026-03-10 10:00:00")
		self.assertEqual(len(self.joint()), 1)
		joint = self.joint()[0]
		self.assertEqual([row.record for row in joint.causes], [first.name, second.name])
		self.assertEqual([row.number for row in joint.causes], [first.number, second.number])
		self.assertEqual(
			(joint.employee, joint.account, joint.status), (self.leader_staff, self.leader, "Proposed")
		)
		self.assertEqual((joint.joint_year, str(joint.arises_on)), (2026, "2026-03-10"))
		# the third makes no second joint record, nor does the joint record count
		self.decided(2, "2026-04-10 10:00:00")
		self.act(joint, "Begin Review")
		self.act(joint, "Decide", **DECISION)
		self.assertEqual([row.name for row in self.joint()], [joint.name])
		self.assert_log_tells_the_columns(joint.name)

	def test_the_settings_say_how_many_persons_make_the_leader_liable(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "joint_persons", 3)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		self.addCleanup(frappe.clear_document_cache, "Healthtalk Settings", "Healthtalk Settings")
		self.decided(0, "2026-02-10 10:00:00")
		self.decided(1, "2026-03-10 10:00:00")
		self.assertEqual(self.joint(), [])
		third = self.decided(2, "2026-04-10 10:00:00")
		(joint,) = self.joint()
		self.assertEqual((len(joint.causes), joint.causes[2].record), (3, third.name))

	def test_neither_another_unit_nor_another_year_counts(self) -> None:
		self.decided(0, "2025-12-31 10:00:00")
		self.decided(1, "2026-01-01 10:00:00")
		self.decided(None, "2026-02-01 10:00:00", person="周五", unit=self.county.a2)
		self.decided(None, "2026-02-02 10:00:00")
		self.assertEqual(self.joint() + self.joint(self.county.a2), [])

	def test_an_appeal_that_withdraws_the_ground_puts_it_up_for_review(self) -> None:
		self.decided(0, "2026-02-10 10:00:00")
		second = self.decided(1, "2026-03-10 10:00:00")
		joint = self.joint()[0]
		with self.freeze_time("2026-03-20 09:00:00"):
			self.notified(second)
			with as_user(self.users[1]):
				api.appeal(second.name, "不是我办的。")
			self.assertFalse(self.joint()[0].review_needed)
			self.act(second, "Revoke", user=self.other_officer, **REVOKED)
		joint.reload()
		self.assertEqual((joint.status, joint.review_needed), ("Proposed", 1))
		self.assertTrue(joint.review_cause)
		with as_user(self.officer):
			self.act(joint, "Begin Review")
			with self.assertRaises(exceptions.MoveNotAllowedError):
				self.act(joint, "Decide", **DECISION)
		# a third person makes it due again; it speaks of the decisions that stand
		third = self.decided(2, "2026-04-10 10:00:00")
		joint.reload()
		self.assertEqual((joint.review_needed, joint.causes[1].record), (0, third.name))
		self.assert_log_tells_the_columns(joint.name)

	def test_a_decided_one_is_confirmed_or_revoked_after_its_review(self) -> None:
		first = self.decided(0, "2026-02-10 10:00:00")
		self.decided(1, "2026-03-10 10:00:00")
		joint = self.joint()[0]
		self.act(joint, "Begin Review", "2026-03-11 10:00:00")
		self.act(joint, "Decide", "2026-03-12 10:00:00", **DECISION)
		self.act(first, "Revoke", "2026-03-13 10:00:00", **REVOKED)
		joint.reload()
		self.assertEqual((joint.status, joint.review_needed), ("Decided", 1))
		with as_user(self.officer):
			self.assertIn("accountability_confirm", [row["key"] for row in next_steps.facilities(joint)])
			with self.assertRaises(exceptions.EvidenceMissingError):
				api.confirm(joint.name, " ")
			api.confirm(joint.name, "另有管理责任。")
		joint.reload()
		self.assertEqual((joint.status, joint.review_needed, joint.review_cause), ("Decided", 0, None))
		# the same is not put before discipline again, whatever else is decided
		self.decided(1, "2026-04-01 10:00:00")
		joint.reload()
		self.assertEqual(joint.review_needed, 0)

	def test_what_was_decided_keeps_its_causes_and_is_put_up_for_review(self) -> None:
		first = self.decided(0, "2026-02-10 10:00:00")
		second = self.decided(1, "2026-03-10 10:00:00")
		joint = self.joint()[0]
		self.act(joint, "Begin Review", "2026-03-11 10:00:00")
		self.act(joint, "Decide", "2026-03-12 10:00:00", **DECISION)
		third = self.decided(2, "2026-04-10 10:00:00")
		self.assertEqual(self.joint()[0].review_needed, 0)
		# once the first falls it rests on the second and the third
		self.act(first, "Revoke", "2026-04-13 10:00:00", **REVOKED)
		joint.reload()
		self.assertEqual([row.record for row in joint.causes], [first.name, second.name])
		self.assertEqual((joint.status, joint.review_needed, joint.account), ("Decided", 1, self.leader))
		self.assertIn(third.number, joint.review_cause)
		with as_user(self.officer):
			api.confirm(joint.name, "仍有管理责任。")
		self.decided(None, "2026-04-20 10:00:00", person="周五")
		joint.reload()
		self.assertEqual(joint.review_needed, 0)
		self.act(third, "Revoke", "2026-04-23 10:00:00", **REVOKED)
		joint.reload()
		self.assertEqual(joint.review_needed, 1)
		self.assert_log_tells_the_columns(joint.name)

	def test_a_unit_that_is_closed_between_two_decisions_leaves_its_count_behind(self) -> None:
		self.decided(0, "2026-02-10 10:00:00")
		waiting = self.proposed(1)
		units.close_unit(self.county.a1, "2026-03-01", self.county.a2)
		# about a person of the successor: its count begins anew
		self.decided(None, "2026-03-10 10:00:00", person="周五", unit=self.county.a2)
		self.assertEqual(self.joint() + self.joint(self.county.a2), [])
		# what was under way is still about the unit of then, and about who led it
		self.act(waiting, "Begin Review", "2026-03-11 10:00:00")
		self.act(waiting, "Decide", "2026-03-11 10:00:00", **DECISION)
		self.assertEqual([row.account for row in self.joint()], [self.leader])
		self.assertEqual(self.joint(self.county.a2), [])

	def test_dismissed_it_is_taken_up_again_when_it_is_due_by_other_decisions(self) -> None:
		first = self.decided(0, "2026-02-10 10:00:00")
		self.decided(1, "2026-03-10 10:00:00")
		self.act(first, "Revoke", "2026-03-13 10:00:00", **REVOKED)
		joint = self.act(self.joint()[0], "Dismiss", dismissal_reason="只剩一人。")
		self.assertFalse(joint.review_needed)
		third = self.decided(2, "2026-04-10 10:00:00")
		joint.reload()
		self.assertEqual((joint.status, joint.review_needed, len(self.joint())), ("Dismissed", 1, 1))
		joint = self.act(joint, "Take Up Again")
		self.assertEqual(
			(joint.status, joint.review_needed, joint.causes[1].record), ("Under Review", 0, third.name)
		)
		self.assert_log_tells_the_columns(joint.name)

	def test_who_led_the_unit_on_that_day_answers(self) -> None:
		unit = frappe.get_doc("Health Unit", self.county.a1)
		unit.duties[0].valid_to = "2026-03-31"
		unit.save(ignore_permissions=True)
		later = factories.user("Unit Leader", self.county.a1)
		factories.duty(
			self.county.a1,
			"First Responsible Person",
			employee_name="后任",
			user=later,
			valid_from="2026-04-01",
		)
		first = self.decided(0, "2026-02-10 10:00:00")
		self.decided(1, "2026-03-10 10:00:00")
		self.assertEqual(self.joint()[0].account, self.leader)
		# a third makes the second person one of April once the first decision falls
		self.decided(2, "2026-04-10 10:00:00")
		self.assertEqual(self.joint()[0].account, self.leader)
		self.act(first, "Revoke", "2026-04-13 10:00:00", **REVOKED)
		joint = self.joint()[0]
		self.assertEqual((joint.account, joint.person, joint.employee), (later, "后任", None))

	def test_nobody_on_duty_leaves_the_person_to_be_filled_in(self) -> None:
		for person, day in (("周五", "2026-02-01"), ("吴六", "2026-02-02")):
			self.decided(None, f"{day} 10:00:00", person=person, unit=self.county.a2)
		joint = self.joint(self.county.a2)[0]
		self.assertEqual((joint.person, joint.account), (None, None))


class TestProposals(AccountabilityTestCase):
	def test_what_others_find_is_proposed_once_and_only_discipline_sees_it(self) -> None:
		matter = factories.matter(unit=self.county.a1)
		inspector = factories.user("Inspector", self.county.bureau)
		with as_user(inspector):
			asked = (proposal.PERFUNCTORY, matter, self.county.a1)
			name = proposal.propose(*asked, reason="两次检查均走过场。")
			self.assertEqual(proposal.propose(*asked), name)
			self.assertFalse(frappe.has_permission(RECORD, "read", doc=name))
			self.assertEqual(frappe.get_list(RECORD), [])
			with self.assertRaises(exceptions.BadInputError):
				proposal.propose("No such ground", matter, self.county.a1)
		other = proposal.propose(proposal.DEMERITS, matter, self.county.a1, person=self.staff[0])
		self.assertNotEqual(other, name)
		doc = frappe.get_doc(RECORD, name)
		self.assertEqual(
			(doc.status, doc.proposed_by, doc.reference_name), ("Proposed", inspector, matter.name)
		)
		self.assertEqual(frappe.get_doc(RECORD, other).account, self.users[0])
		with as_user(self.officer):
			self.assertTrue(frappe.has_permission(RECORD, "write", doc=name))

	def test_the_third_failed_round_of_a_rectification_proposes(self) -> None:
		order = {"subject": "收费未公示", "problem": "没有公示牌。", "ordering_unit": self.county.a}
		rectification = frappe.get_doc(
			doctype="Rectification", responsible_unit=self.county.a1, **order
		).insert()
		plan = {
			"classification": "Inconvenient",
			"cause": "无",
			"measures": "公示",
			"responsible_person": "王一",
		}
		result = {"completion": "已公示", "self_check": "合格", "evidence_note": "照片"}
		finding = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "未公示"}
		rectification.update(plan)
		flow.transition(rectification, "Plan Filed")
		for failed in (1, 2, 3):
			flow.transition(rectification, "Rectifying")
			rectification.update(result)
			flow.transition(rectification, "Submitted")
			rectification.update(finding)
			self.assertEqual(frappe.db.count(RECORD, {"unit": self.county.a1}), 0)
			flow.transition(rectification, "Ordered Again")
			self.assertEqual(rectification.ordered_again_count, failed)
		found = frappe.get_all(RECORD, {"unit": self.county.a1}, ["ground", "reference_name"])
		self.assertEqual(
			[(row.ground, row.reference_name) for row in found], [(proposal.REPEATED, rectification.name)]
		)


class TestVisibility(AccountabilityTestCase):
	def check_hidden(self, name: str) -> None:
		"""The session's user meets no trace of the record."""
		self.assertEqual(seen_in_list(RECORD, {name}), set())
		self.assertEqual(seen_one_by_one(RECORD, {name}), set())
		self.assertFalse(frappe.has_permission(RECORD, "write", doc=name))
		self.assertEqual(overrides.get_count(RECORD, {"name": name}), 0)
		self.check_notes_hidden(name)

	def check_notes_hidden(self, name: str) -> None:
		"""Nothing that was noted about the record is read by the session's user."""
		about = {
			"Version": {"ref_doctype": RECORD, "docname": name},
			"Comment": {"reference_doctype": RECORD, "reference_name": name},
			"File": {"attached_to_doctype": RECORD, "attached_to_name": name},
			"Case Event": {"reference_doctype": RECORD, "reference_name": name},
			"Document Number": {"reference_doctype": RECORD, "reference_name": name},
		}
		for doctype, filters in about.items():
			rows = set(frappe.get_all(doctype, filters, pluck="name"))
			self.assertTrue(rows, doctype)
			self.assertFalse(
				permissions.visible(doctype, rows) if permissions.is_protected(doctype) else set(), doctype
			)
			if frappe.has_permission(doctype):
				self.assertEqual(frappe.get_list(doctype, filters=filters, pluck="name"), [], doctype)
			for row in rows:
				self.assertFalse(frappe.has_permission(doctype, "read", doc=row), doctype)
		rows = frappe.get_list("Accountability Cause", filters={"parent": name}, parent_doctype=RECORD)
		self.assertEqual(rows, [])

	def noted(self, doc: Any) -> Any:
		"""With a comment, a file and a version."""
		with as_user(self.officer):
			doc = frappe.get_doc(RECORD, doc.name)
			doc.add_comment("Comment", "内部意见：从严。")
			factories.file(RECORD, doc.name)
			doc.copies_to = "局办公室"
			doc.save()
		# tests of the platform keep no versions by themselves
		version = {"ref_doctype": RECORD, "docname": doc.name, "data": "{}"}
		frappe.get_doc(doctype="Version", **version).insert(ignore_permissions=True)
		return doc

	def others(self) -> list[str]:
		everybody = [role for role in ROLES if role != DISCIPLINE]
		return [
			factories.user([*everybody, "System Manager"], self.county[place])
			for place in ("bureau", "a", "a1", "a2", "b1")
		]

	def test_discipline_alone_sees_a_proposal(self) -> None:
		doc = self.noted(self.decided())
		for user in (*self.others(), self.users[0], self.users[1], self.leader):
			with as_user(user):
				self.check_hidden(doc.name)
		with as_user(self.officer):
			self.assertEqual(seen_in_list(RECORD, {doc.name}), {doc.name})
			self.assertEqual(len(frappe.get_list("Case Event", {"reference_name": doc.name})), 3)
			self.assertEqual(len(frappe.get_list("File", {"attached_to_name": doc.name})), 1)

	def test_no_discipline_officer_of_the_unit_nor_the_person_himself(self) -> None:
		doc = self.noted(self.decided())
		own_side = [factories.user(list(ROLES), self.county[place]) for place in ("a1", "b1")]
		both = factories.user(DISCIPLINE, self.county.bureau)
		factories.permit(both, self.county.a1)
		frappe.get_doc("User", self.users[0]).add_roles(DISCIPLINE)
		factories.permit(self.users[0], self.county.bureau)
		namesake = factories.user(DISCIPLINE, self.county.bureau, first_name=doc.person)
		by_name = self.proposed(None, person=frappe.db.get_value("User", namesake, "full_name"))
		for user in (*own_side, both, self.users[0]):
			with as_user(user):
				self.check_hidden(doc.name)
		with as_user(namesake):
			self.assertEqual(seen_one_by_one(RECORD, {by_name.name}), set())
		with as_user(factories.user(DISCIPLINE, self.county.a)):
			self.assertEqual(seen_one_by_one(RECORD, {doc.name}), {doc.name})

	def test_the_person_concerned_reads_the_decision_from_its_notification_on(self) -> None:
		doc = self.noted(self.decided())
		person = self.users[0]
		with as_user(person):
			self.check_hidden(doc.name)
		self.notified(doc)
		for user in (*self.others(), self.users[1], self.leader):
			with as_user(user):
				self.check_hidden(doc.name)
		with as_user(person):
			self.assertEqual(seen_in_list(RECORD, {doc.name}), set())
			self.assertEqual(seen_one_by_one(RECORD, {doc.name}), {doc.name})
			self.assertFalse(frappe.has_permission(RECORD, "write", doc=doc.name))
			self.check_notes_hidden(doc.name)
			frappe.local.response.docs = []
			overrides.getdoc(RECORD, doc.name)
			shown = frappe.local.response.docs[0]
			self.assertEqual(shown.decision, DECISION["decision"])
			for field in HIDDEN:
				self.assertFalse(shown.get(field), field)
			info = frappe.local.response.docinfo
			for key in ("comments", "versions", "attachments", "communications", "views", "info_logs"):
				self.assertFalse(info.get(key), key)
			self.assertFalse(frappe.db.get_value(RECORD, doc.name, "_comments"))
			self.assertEqual(panel.panel(frappe.get_doc(RECORD, doc.name))["events"], [])

	def test_the_leader_reads_his_joint_record_without_the_names_of_others(self) -> None:
		first = self.decided(0, "2026-02-10 10:00:00")
		second = self.decided(1, "2026-03-10 10:00:00")
		joint = self.joint()[0]
		with as_user(self.leader):
			self.assertEqual(seen_one_by_one(RECORD, {joint.name}), set())
		self.act(joint, "Begin Review", "2026-03-11 10:00:00")
		self.act(joint, "Decide", "2026-03-12 10:00:00", **{**DECISION, "facts": joint.facts})
		joint = self.notified(joint, "2026-03-13 10:00:00")
		with as_user(self.leader):
			self.assertEqual(seen_one_by_one(RECORD, {joint.name, first.name, second.name}), {joint.name})
			text = frappe.as_json(frappe.get_doc(RECORD, joint.name).as_dict())
		for person in (first.person, second.person):
			self.assertNotIn(person, text)

	def test_it_is_never_shared_and_nobody_else_is_told(self) -> None:
		doc = self.notified(self.decided(moment=str(now_datetime())), str(now_datetime()))
		with self.assertRaises(frappe.PermissionError):
			frappe.share.add(RECORD, doc.name, self.leader)
		told = set(frappe.get_all("Notification Log", {"document_name": doc.name}, pluck="for_user"))
		# the person, and before him the officer who did not enter it
		self.assertEqual(told, {self.users[0], self.other_officer})
		for user in told:
			with as_user(user):
				rows = frappe.get_list("Notification Log", {"document_name": doc.name}, ["subject"])
			self.assertEqual(len(rows), 1)
			self.assertNotIn(doc.person, rows[0].subject)

	def test_a_new_proposal_is_told_to_discipline(self) -> None:
		matter = factories.matter(unit=self.county.a1)
		name = proposal.propose(proposal.PERFUNCTORY, matter, self.county.a1)
		told = frappe.get_all("Notification Log", {"document_name": name}, pluck="for_user")
		self.assertEqual(sorted(told), sorted([self.officer, self.other_officer]))

	def test_an_officer_enters_nothing_about_his_own_side(self) -> None:
		own = factories.user(DISCIPLINE, self.county.a)
		values = {"doctype": RECORD, "ground": "Other", "person": "周五", **REVIEW}
		with as_user(own):
			for unit in (self.county.a, self.county.bureau, self.county.b1):
				with self.assertRaises(frappe.PermissionError):
					frappe.get_doc({**values, "unit": unit}).insert()
			frappe.get_doc({**values, "unit": self.county.a1}).insert()
		for user in (self.leader, factories.user("Healthtalk Administrator", self.county.bureau)):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				frappe.get_doc({**values, "unit": self.county.a1}).insert()


class TestPaperAndFigures(AccountabilityTestCase):
	def test_the_two_papers_say_what_was_decided_and_nothing_of_the_proposal(self) -> None:
		doc = self.proposed()
		with self.assertRaises(exceptions.EvidenceMissingError):
			builders.context_for(doc, "accountability_decision")
		doc = self.notified(self.decided(1))
		decision = builders.context_for(doc, "accountability_decision")
		self.assertEqual((decision["number"], decision["measure"]), (doc.number, "诫勉谈话"))
		self.assertEqual((decision["appeal_days"], str(decision["influence_until"])), (30, "2026-09-10"))
		self.assertEqual(decision["delivery"]["chosen"], ["直接送达"])
		doc = self.act(doc, "Carry Out", "2026-03-21 10:00:00", **CARRIED_OUT)
		talk = builders.context_for(doc, "admonition_talk")
		self.assertEqual((talk["talker"], talk["recorder"], talk["person"]), ("王一", "钱四", doc.person))
		for text in (str(decision), str(talk)):
			self.assertNotIn(REVIEW["proposal_reason"], text)
			self.assertNotIn(DECISION["review_opinion"], text)

	def test_the_report_is_for_discipline_and_leaves_out_what_is_not_theirs(self) -> None:
		self.decided(0, "2026-02-10 10:00:00")
		second = self.decided(1, "2026-03-10 10:00:00")
		self.act(second, "Revoke", "2026-03-20 10:00:00", **REVOKED)
		filters = {"from_date": "2026-01-01", "to_date": "2026-12-31"}
		with as_user(self.officer):
			rows = report.execute(filters)[1]
		keys = ("accountability_decided", "accountability_revoked", "accountability_joint")
		whole = next(row for row in rows if row.get("is_total"))
		self.assertEqual([whole[key] for key in keys], [1, 1, 0])
		# the three proposals were entered today
		with as_user(self.officer):
			found = registry.figure("accountability_review", year_to(getdate()))
		self.assertEqual(found.value, 1)
		for user in (
			self.leader,
			self.users[0],
			factories.user([role for role in ROLES if role != DISCIPLINE], self.county.bureau),
		):
			with as_user(user):
				with self.assertRaises(frappe.PermissionError):
					report.execute(filters)
				found = registry.figure(
					"accountability_decided", Period(date(2026, 1, 1), date(2026, 12, 31))
				)
				self.assertEqual(found.value, 0)
		with as_user(factories.user(DISCIPLINE, self.county.a1)):
			self.assertEqual(report.execute(filters)[1], [])

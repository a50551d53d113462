"""Rectifications 整改事项 round by round, and what a bad rating opens (T6, T7, E6, rules.md 好差评).

Around the National Day of 2025 the calendar is that of the State Council: 1 to 8 October are free, Sunday
28 September and Saturday 11 October are worked. A rating of Tuesday 30 September 10:00 is to be put right
within five working days: 9, 10, 11, 13, 14 October, so by Tuesday 14 October 17:00.
"""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import exceptions, permissions
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.organisation import moving
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

RECT, MATTER, EVALUATION, CALL = "Rectification", "Talk Matter", "Public Evaluation", "Call Back"
RAISED, REPLIED, RATED = "2025-09-19 09:00:00", "2025-09-22 15:00:00", "2025-09-30 10:00:00"
DUE = "2025-10-14 17:00:00"
PLAN = {
	"classification": "Inconvenient",
	"cause": "窗口少，高峰无人支援。",
	"measures": "增开一个窗口，高峰时段机动岗支援。",
	"responsible_person": "王一",
}
RESULT = {
	"completion": "已增开窗口。",
	"self_check": "平均等候十分钟。",
	"evidence_note": "排队记录，存门诊部。",
}
FINDING = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "现场查看，属实。"}


class RectificationTestCase(HealthTalkTestCase):
	"""A county with officers of branch A1, its sister A2, headquarters A and B, and the bureau."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("RECT")
		cls.category = factories.category(category_code="RECT-CAT", asks_for_solution=1).name
		calendar = frappe.get_doc("Work Calendar", cls.county.calendar)
		free = [date(2025, 10, day) for day in range(1, 9)]
		for day in (*free, date(2025, 9, 28), date(2025, 10, 11)):
			calendar.append("days", {"date": day, "is_working": int(day not in free), "source": "Published"})
		calendar.save(ignore_permissions=True)
		forget()
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.colleague = factories.user("Unit Officer", cls.county.a1)
		cls.head = factories.user("Unit Leader", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.group = factories.user("Unit Officer", cls.county.a)
		cls.other_group = factories.user("Unit Officer", cls.county.b)
		cls.department = factories.user("Inspector", cls.county.dept)
		cls.inspector = factories.user("Inspector", cls.county.bureau)
		cls.bureau = factories.user("Unit Officer", cls.county.bureau)

	def setUp(self) -> None:
		super().setUp()
		forget()
		frappe.db.set_single_value("Healthtalk Settings", "call_back_sample", 0)

	def replied(self, **given: Any) -> Any:
		"""A matter of A1 that was answered on 22 September 2025."""
		with self.freeze_time(REPLIED), as_user(self.clerk):
			doc = factories.matter(
				unit=self.county.a1,
				raised_at=RAISED,
				ignore_permissions=False,
				**{"raiser_name": "张三", **given},
			)
			flow.act(MATTER, doc.name, "Accept", {"category": self.category})
			flow.act(MATTER, doc.name, "Make Plan", {"plan": "增开窗口。"})
			flow.act(MATTER, doc.name, "Start")
			return flow.act(MATTER, doc.name, "Reply", {"reply": "已增开窗口。"})

	def rated(self, doc: Any = None, at: str = RATED, **given: Any) -> Any:
		"""A bad rating by name, unless said otherwise."""
		doc = doc or self.replied()
		values = {
			"overall": "Dissatisfied",
			"outcome": "Not Solved",
			"rater_name": "张三",
			"rater_phone": "13800001234",
		}
		with self.freeze_time(at), as_user(self.clerk):
			return factories.evaluation(
				reference_doctype=doc.doctype,
				reference_name=doc.name,
				evaluated_at=at,
				ignore_permissions=False,
				**{**values, **given},
			)

	def of(self, rating: Any) -> list[str]:
		"""The rectifications of a rating."""
		return frappe.get_all(RECT, {"source_key": f"{EVALUATION}:{rating.name}"}, pluck="name")

	def ordered(self, user: str | None = None, **given: Any) -> Any:
		"""A rectification of A1 that the group has ordered."""
		values = {
			"doctype": RECT,
			"subject": "门诊收费未公示",
			"problem": "收费处没有价格公示牌。",
			"ordering_unit": self.county.a,
			"responsible_unit": self.county.a1,
			**given,
		}
		with as_user(user or self.group):
			return frappe.get_doc(values).insert()

	def step(self, user: str, doc: Any, action: str, **values: Any) -> Any:
		at = values.pop("at", None)
		with as_user(user):
			return flow.act(RECT, doc.name, action, values, at)

	def submitted(self, doc: Any = None) -> Any:
		doc = doc or self.ordered()
		self.step(self.clerk, doc, "File Plan", **PLAN)
		self.step(self.clerk, doc, "Begin")
		return self.step(self.clerk, doc, "Hand In", **RESULT)

	def refused(self, error: type[Exception], user: str, doc: Any, action: str, **values: Any) -> None:
		with self.assertRaises(error):
			self.step(user, doc, action, **values)


class TestWay(RectificationTestCase):
	def test_t7_from_the_order_to_its_verification(self) -> None:
		doc = self.ordered()
		year = now_datetime().year
		self.assertEqual((doc.status, doc.number), ("Open", f"{self.county.a}卫说改〔{year}〕1号"))
		self.assertEqual([(row.round_no, row.number) for row in doc.rounds], [(1, doc.number)])
		doc = self.submitted(doc)
		self.assertEqual((doc.status, doc.rectify_on_time), ("Submitted", "On Time"))
		self.assertEqual((doc.plan_filed_by, doc.rounds[0].submitted_by), (self.clerk, self.clerk))
		doc = self.step(self.group, doc, "Verify", **FINDING)
		self.assertEqual(doc.status, "Verified")
		row = doc.rounds[0]
		self.assertEqual((row.result, row.verifier), ("Verified", self.group))
		self.assertEqual(
			(row.verified_by, row.second_verifier, row.note), ("李二", "赵三", "现场查看，属实。")
		)
		self.assertEqual(rebuild.check(RECT), [])

	def test_t7_what_was_done_carelessly_is_ordered_again_with_a_new_number_and_term(self) -> None:
		doc = self.submitted()
		with self.freeze_time("2026-03-02 09:00:00"):
			# a Monday without holidays behind it: fifteen working days end on Monday the 23rd
			frappe.db.sql(
				"update `tabCase Event` set occurred_at='2026-02-02' where reference_name=%s", doc.name
			)
			doc = self.step(self.group, doc, "Order Again", **FINDING)
		self.assertEqual((doc.status, doc.ordered_again_count), ("Ordered Again", 1))
		self.assertEqual([row.result for row in doc.rounds], ["Ordered Again", None])
		self.assertEqual(
			doc.rounds[1].number, f"{self.county.a}卫说改〔2026〕{2 if now_datetime().year == 2026 else 1}号"
		)
		self.assertEqual(str(doc.rectify_due_at), "2026-03-23 17:00:00")
		self.assertEqual((doc.completion, doc.verified_by, doc.submitted_at), (None, None, None))
		self.assertEqual(doc.rounds[0].completion, RESULT["completion"])
		self.assertEqual(doc.number, doc.rounds[0].number)
		self.refused(
			exceptions.EvidenceMissingError, self.clerk, self.step(self.clerk, doc, "Begin"), "Hand In"
		)
		doc = self.step(self.clerk, doc, "Hand In", **RESULT)
		doc = self.step(self.inspector, doc, "Verify", **FINDING)
		self.assertEqual([row.result for row in doc.rounds], ["Ordered Again", "Verified"])

	def test_a_date_that_was_set_stands_in_place_of_the_rule(self) -> None:
		due = (now_datetime() + timedelta(days=3)).replace(microsecond=0)
		doc = self.ordered(required_by=due)
		self.assertEqual((doc.rectify_due_at, doc.clocks[0].rule), (due, None))
		doc = self.step(
			self.group, self.submitted(doc), "Order Again", **FINDING, new_due=due + timedelta(days=2)
		)
		self.assertEqual(
			(doc.rectify_due_at, doc.rounds[1].due_at, doc.new_due), (*[due + timedelta(days=2)] * 2, None)
		)
		with self.assertRaises(exceptions.TimeOrderError):
			self.ordered(required_by=now_datetime() - timedelta(hours=1))
		doc = self.step(self.clerk, doc, "Begin")
		doc = self.step(self.clerk, doc, "Hand In", **RESULT)
		late = now_datetime() - timedelta(minutes=1)
		self.refused(exceptions.TimeOrderError, self.group, doc, "Order Again", **FINDING, new_due=late)

	def test_an_order_on_paper_has_the_day_of_the_paper(self) -> None:
		doc = self.ordered(step_at="2026-03-02 09:00:00")
		self.assertEqual(str(doc.opened_at), "2026-03-02 09:00:00")
		self.assertEqual((str(doc.rectify_due_at), doc.late_entry), ("2026-03-23 17:00:00", 1))
		with self.assertRaises(exceptions.TimeOrderError):
			self.ordered(step_at=now_datetime() + timedelta(days=1))

	def test_every_step_is_refused_without_its_evidence(self) -> None:
		doc = self.ordered()
		for missing in PLAN:
			values = {key: value for key, value in PLAN.items() if key != missing}
			self.refused(exceptions.EvidenceMissingError, self.clerk, doc, "File Plan", **values)
		self.step(self.clerk, doc, "File Plan", **PLAN)
		self.step(self.clerk, doc, "Begin")
		for missing in RESULT:
			values = {key: value for key, value in RESULT.items() if key != missing}
			self.refused(exceptions.EvidenceMissingError, self.clerk, doc, "Hand In", **values)
		factories.file(RECT, doc.name)
		without_note = {key: value for key, value in RESULT.items() if key != "evidence_note"}
		self.step(self.clerk, doc, "Hand In", **without_note)
		for action in ("Verify", "Order Again"):
			for missing in FINDING:
				values = {key: value for key, value in FINDING.items() if key != missing}
				self.refused(exceptions.EvidenceMissingError, self.group, doc, action, **values)

	def test_two_other_people_look_at_the_result(self) -> None:
		doc = self.submitted()
		twice = {**FINDING, "second_verifier": "李 二"}
		self.refused(exceptions.MoveNotAllowedError, self.group, doc, "Verify", **twice)
		responsible = {**FINDING, "verified_by": "王一"}
		self.refused(exceptions.WrongSideError, self.group, doc, "Verify", **responsible)

	def test_the_status_is_moved_by_the_workflow_only(self) -> None:
		doc = self.ordered()
		with as_user(self.group):
			doc = frappe.get_doc(RECT, doc.name)
			doc.status = "Verified"
			with self.assertRaises(exceptions.StatusWrittenError):
				doc.save()
			with self.assertRaises(exceptions.StatusWrittenError):
				self.ordered(status="Verified")

	def test_what_the_app_keeps_cannot_be_written(self) -> None:
		doc = self.ordered()
		with as_user(self.group):
			doc = frappe.get_doc(RECT, doc.name)
			doc.update(
				{
					"number": "1",
					"rectify_due_at": "2099-01-01 00:00:00",
					"source_key": "x",
					"plan_filed_by": "Guest",
				}
			)
			doc.rounds[0].number = "1"
			doc.clocks[0].due_at = "2099-01-01 00:00:00"
			doc.save()
		stored = frappe.get_doc(RECT, doc.name)
		self.assertIn("卫说改", stored.number)
		self.assertEqual((stored.source_key, stored.plan_filed_by), (None, None))
		self.assertEqual(
			(stored.rounds[0].number, stored.clocks[0].due_at), (stored.number, stored.rectify_due_at)
		)

	def test_what_was_ordered_handed_in_or_verified_is_fixed(self) -> None:
		doc = self.ordered()

		def write(user: str, **values: Any) -> None:
			with as_user(user):
				frappe.get_doc(RECT, doc.name).update(values).save()

		write(self.group, problem="收费处没有价格公示牌，也无投诉电话。")
		for values in (
			{"responsible_unit": self.county.a2},
			{"subject": "别的"},
			{"required_by": "2099-01-01 00:00:00"},
		):
			with self.assertRaises(exceptions.FrozenError):
				write(self.group, **values)
		self.step(self.clerk, doc, "File Plan", **PLAN)
		with self.assertRaises(exceptions.FrozenError):
			write(self.group, problem="别的")
		self.step(self.clerk, doc, "Begin")
		self.step(self.clerk, doc, "Hand In", **RESULT)
		wrong = ({"completion": "更好"}, {"classification": "Worried"}, {"found_through": "Survey"})
		for values in wrong:
			with self.assertRaises(exceptions.FrozenError):
				write(self.clerk, **values)
		self.step(self.group, doc, "Verify", **FINDING)
		with self.assertRaises(exceptions.FrozenError):
			write(self.group, verification_note="别的")

	def test_neither_side_writes_in_the_others_place(self) -> None:
		doc = self.ordered()
		with as_user(self.clerk), self.assertRaises(exceptions.WrongSideError):
			frappe.get_doc(RECT, doc.name).update({"problem": "没有问题。"}).save()
		with as_user(self.group), self.assertRaises(exceptions.WrongSideError):
			frappe.get_doc(RECT, doc.name).update({"measures": "随便。"}).save()

	def test_e6_a_lasting_rule_has_its_day_and_may_come_after_the_verification(self) -> None:
		doc = self.step(self.group, self.submitted(), "Verify", **FINDING)

		def write(**values: Any) -> None:
			with as_user(self.clerk):
				frappe.get_doc(RECT, doc.name).update(values).save()

		with self.assertRaises(exceptions.EvidenceMissingError):
			write(lasting_rule="收费公示管理办法")
		with self.assertRaises(exceptions.EvidenceMissingError):
			write(lasting_rule_on="2026-01-05")
		with self.assertRaises(exceptions.TimeOrderError):
			write(
				lasting_rule="收费公示管理办法", lasting_rule_on=(now_datetime() + timedelta(days=2)).date()
			)
		write(lasting_rule="收费公示管理办法", lasting_rule_on="2026-01-05")
		with self.assertRaises(exceptions.FrozenError):
			write(lasting_rule="别的办法")

	def test_a_rectification_with_a_number_stays_on_record(self) -> None:
		doc = self.ordered()
		with self.assertRaises(exceptions.FrozenError):
			frappe.delete_doc(RECT, doc.name)


class TestSides(RectificationTestCase):
	"""Who orders, who puts right, who verifies, who sees."""

	def test_the_responsible_unit_does_and_the_ordering_side_verifies(self) -> None:
		doc = self.ordered()
		for user in (self.group, self.bureau):
			self.refused(exceptions.WrongSideError, user, doc, "File Plan", **PLAN)
		doc = self.submitted(doc)
		for user in (self.clerk, self.colleague, self.head):
			self.refused(exceptions.WrongSideError, user, doc, "Verify", **FINDING)
			with as_user(user):
				self.assertEqual(next_steps.actions(frappe.get_doc(RECT, doc.name)), [])
		with as_user(self.group):
			offered = [row["action"] for row in next_steps.actions(frappe.get_doc(RECT, doc.name))]
		self.assertEqual(offered, ["Verify", "Order Again"])

	def test_a_superior_of_the_ordering_unit_verifies_too(self) -> None:
		self.assertEqual(self.step(self.inspector, self.submitted(), "Verify", **FINDING).status, "Verified")

	def test_who_works_in_both_units_does_not_verify(self) -> None:
		both = factories.user("Unit Officer", self.county.a)
		factories.permit(both, self.county.a1)
		self.refused(exceptions.WrongSideError, both, self.submitted(), "Verify", **FINDING)

	def test_what_a_unit_orders_of_itself_is_verified_by_another_of_its_leaders_or_inspectors(self) -> None:
		doc = self.ordered(self.clerk, ordering_unit=self.county.a1)
		doc = self.submitted(doc)
		for user in (self.clerk, self.colleague):
			self.refused(exceptions.WrongSideError, user, doc, "Verify", **FINDING)
		self.assertEqual(self.step(self.head, doc, "Verify", **FINDING).status, "Verified")
		doc = self.ordered(self.head, ordering_unit=self.county.a1)
		self.step(self.head, doc, "File Plan", **PLAN)
		self.step(self.clerk, doc, "Begin")
		doc = self.step(self.clerk, doc, "Hand In", **RESULT)
		# the leader filed the plan
		self.refused(exceptions.WrongSideError, self.head, doc, "Verify", **FINDING)

	def test_who_may_order_whom(self) -> None:
		county = self.county
		for user, ordering, responsible in (
			(self.group, county.a, county.a1),
			(self.bureau, county.bureau, county.b1),
			(self.department, county.dept, county.a1),
			(self.clerk, county.a1, county.a1),
		):
			doc = self.ordered(user, ordering_unit=ordering, responsible_unit=responsible)
			self.assertEqual(doc.status, "Open")
		for user, ordering, responsible, error in (
			(self.sister, county.a2, county.a1, exceptions.WrongSideError),
			(self.clerk, county.a1, county.a, exceptions.WrongSideError),
			(self.group, county.a, county.b1, exceptions.WrongSideError),
			(self.sister, county.a, county.a1, frappe.PermissionError),
			(self.other_group, county.a, county.a1, frappe.PermissionError),
		):
			with self.assertRaises(error):
				self.ordered(user, ordering_unit=ordering, responsible_unit=responsible)
		frappe.db.set_value("Health Unit", county.a1, "valid_to", "2026-01-31")
		forget()
		with self.assertRaises(frappe.ValidationError):
			self.ordered()

	def test_who_sees_a_rectification(self) -> None:
		doc = self.ordered()
		child = {"parent": doc.name, "parenttype": RECT}
		for user, sees in (
			(self.clerk, True),
			(self.group, True),
			(self.bureau, True),
			(self.sister, False),
			(self.other_group, False),
			(self.department, False),
			(factories.user("Unit Officer"), False),
		):
			with as_user(user):
				self.assertEqual(frappe.has_permission(RECT, "read", doc=doc.name), sees, user)
				self.assertEqual(frappe.get_list(RECT, {"name": doc.name}, pluck="name"), [doc.name] * sees)
				rows = frappe.get_list("Rectification Round", child, pluck="name", parent_doctype=RECT)
				self.assertEqual(len(rows), int(sees))
		with as_user(self.sister), self.assertRaises(frappe.PermissionError):
			permissions.require_visible(RECT, [doc.name])

	def test_a_department_sees_what_it_has_ordered(self) -> None:
		doc = self.ordered(self.department, ordering_unit=self.county.dept)
		with as_user(self.department):
			self.assertEqual(frappe.get_list(RECT, {"name": doc.name}, pluck="name"), [doc.name])

	def test_a_reader_writes_nothing(self) -> None:
		doc = self.ordered()
		for role in ("Viewer", "Appraiser", "Discipline Officer"):
			with as_user(factories.user(role, self.county.a)):
				self.assertTrue(frappe.has_permission(RECT, "read", doc=doc.name))
				self.assertFalse(frappe.has_permission(RECT, "write", doc=doc.name))
				self.assertFalse(frappe.has_permission(RECT, "create"))

	def test_open_work_of_a_closed_unit_goes_on_in_its_successor(self) -> None:
		doc = self.ordered()
		moving.move_open_work(self.county.a1, self.county.a2)
		doc = frappe.get_doc(RECT, doc.name)
		self.assertEqual(doc.responsible_unit, self.county.a2)
		self.assertEqual(
			{(row.unit, row.part) for row in doc.parties},
			{(self.county.a2, "Responsible"), (self.county.a, "Ordering")},
		)
		self.assertEqual(self.step(self.sister, doc, "File Plan", **PLAN).status, "Plan Filed")

	def test_the_head_of_the_form(self) -> None:
		doc = self.ordered()
		with as_user(self.clerk):
			shown = panel.panel(doc)
		self.assertEqual([ring["state"] for ring in shown["rings"]], ["current", *["todo"] * 4])
		self.assertEqual(shown["holder"]["unit"], self.county.a1)
		self.assertEqual([row["action"] for row in shown["actions"]], ["File Plan"])
		self.assertEqual(shown["clocks"][0]["step"], "Rectify")
		doc = self.submitted(doc)
		with as_user(self.group):
			self.assertEqual(panel.panel(doc)["holder"]["unit"], self.county.a)


class TestNotices(RectificationTestCase):
	def setUp(self) -> None:
		super().setUp()
		for unit, duty, user in (
			(self.county.a1, "Liaison", self.colleague),
			(self.county.a1, "First Responsible Person", self.head),
			(self.county.a, "Liaison", self.group),
		):
			factories.duty(unit, duty, user=user, employee_name=user)
		frappe.db.delete("Notification Log")

	def told(self) -> set[tuple[str, str]]:
		rows = frappe.get_all(
			"Notification Log", {"for_user": ("like", "%@example.com")}, ["for_user", "subject"]
		)
		frappe.db.delete("Notification Log")
		return {(row.for_user, row.subject.partition("】")[0].strip("【")) for row in rows}

	def test_each_side_is_told_of_the_others_steps(self) -> None:
		boss = factories.user("Unit Officer", self.county.a)
		doc = self.ordered(boss)
		self.assertEqual(self.told(), {(self.colleague, "责令整改"), (self.head, "责令整改")})
		self.step(self.clerk, doc, "File Plan", **PLAN)
		self.assertEqual(self.told(), {(self.group, "整改方案")})
		self.step(self.clerk, doc, "Begin")
		self.step(self.clerk, doc, "Hand In", **RESULT)
		self.assertEqual(self.told(), {(self.group, "待复查")})
		self.step(boss, doc, "Order Again", **FINDING)
		self.assertEqual(self.told(), {(self.colleague, "重新整改"), (self.head, "重新整改")})
		self.step(self.clerk, doc, "Begin")
		self.step(self.clerk, doc, "Hand In", **RESULT)
		self.told()
		self.step(boss, doc, "Verify", **FINDING)
		self.assertEqual(self.told(), {(self.colleague, "已销号"), (self.head, "已销号")})

	def test_the_handler_is_told_in_place_of_the_liaison(self) -> None:
		doc = self.ordered()
		self.step(self.clerk, doc, "File Plan", **PLAN, handler=self.clerk)
		self.told()
		doc = frappe.get_doc(RECT, doc.name)
		users = sweep.recipients.of_level(doc, sweep.escalation.REMINDER, date.today()).users
		self.assertEqual(users, [self.clerk])

	def test_what_is_overdue_is_told_up_the_line_once(self) -> None:
		doc = self.ordered(step_at="2026-03-02 09:00:00")
		self.told()
		self.assertEqual(str(doc.rectify_due_at), "2026-03-23 17:00:00")
		for moment, expected in (
			("2026-03-19 09:00:00", set()),
			("2026-03-20 09:00:00", {(self.colleague, "临期提醒")}),
			("2026-03-24 09:00:00", {(self.colleague, "逾期通知"), (self.head, "逾期报告·单位负责人")}),
		):
			found = [pair for pair in sweep_due(moment, self) if pair[0] == doc.name]
			for _name, clock in found:
				with self.freeze_time(moment):
					sweep.raise_level(RECT, doc.name, clock, get_datetime(moment))
			self.assertEqual(self.told(), expected, moment)
		with self.freeze_time("2026-03-24 10:00:00"):
			self.assertNotIn(
				doc.name,
				[name for name, _clock in sweep.due_clocks(RECT, get_datetime("2026-03-24 10:00:00"))],
			)

	def test_what_was_handed_in_is_owed_by_nobody(self) -> None:
		doc = self.submitted(self.ordered(step_at="2026-03-02 09:00:00"))
		late = get_datetime("2026-06-02 09:00:00")
		self.assertNotIn(doc.name, [name for name, _clock in sweep.due_clocks(RECT, late)])


def sweep_due(moment: str, case: RectificationTestCase) -> list[tuple[str, str]]:
	"""Documents and clocks that have reached a level at a moment."""
	with case.freeze_time(moment):
		return sweep.due_clocks(RECT, get_datetime(moment))

"""Reminders, overdue notices, escalation: each once, to whoever holds the duty on that day; the digest.

The county's calendar has no deviating days. 2026-03-02 is a Monday; a talk matter accepted on it at 09:00 is
due after 15 working days: 3–6, 9–13, 16–20 March are fourteen, so on Monday 2026-03-23 at 17:00.
"""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import get_datetime

from healthtalk_app.metrics import today
from healthtalk_app.services.clockwork import more_time, sweep
from healthtalk_app.services.matters import matter
from healthtalk_app.services.notifying import digest, notices
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

ACCEPTED = "2026-03-02 09:00:00"
DUE = "2026-03-23T17:00:00"
# users of the factories: a site may hold others
OURS = {"for_user": ("like", "%@example.com")}
LADDER = {
	"remind_before": 1,
	"escalate_leader_after": 2,
	"escalate_superior_after": 3,
	"escalate_bureau_after": 5,
	"auto_close_days": 15,
	"digest_enabled": 1,
	"late_entry_hours": 24,
	"rule_level": "National",
}


class NoticeTestCase(HealthTalkTestCase):
	"""A county whose branch A1, headquarters A and bureau have their duties; jobs do not commit."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = county = factories.county("NOTE")
		cls.category = factories.category(category_code="NOTE-CAT", asks_for_solution=1).name
		for field, value in LADDER.items():
			frappe.db.set_single_value("Healthtalk Settings", field, value)
		cls.liaison = cls.holder(county.a1, "Liaison", role="Unit Officer")
		cls.section_head = cls.holder(county.a1, "Section Head", role="Unit Officer")
		cls.leader = cls.holder(county.a1, "First Responsible Person", valid_to="2026-03-24")
		cls.next_leader = cls.holder(county.a1, "First Responsible Person", valid_from="2026-03-25")
		cls.deputy = cls.holder(county.a1, "Deputy in Charge")
		cls.a_liaison = cls.holder(county.a, "Liaison", role="Unit Officer")
		cls.a_leader = cls.holder(county.a, "First Responsible Person")
		cls.b1_liaison = cls.holder(county.b1, "Liaison", role="Unit Officer")
		cls.bureau_leader = cls.holder(county.bureau, "First Responsible Person")
		cls.bureau_liaison = cls.holder(county.bureau, "Liaison", role="Unit Officer")

	@classmethod
	def holder(cls, unit: str, duty: str, role: str = "Unit Leader", **dates: str) -> str:
		user = factories.user(role, unit)
		factories.duty(unit, duty, user=user, employee_name=user, **dates)
		return user

	def setUp(self) -> None:
		super().setUp()
		forget()
		language = frappe.local.lang
		self.addCleanup(lambda: setattr(frappe.local, "lang", language))
		frappe.db.delete("Notification Log")
		# the platform's table of errors knows no rollback
		errors = frappe.get_all("Error Log", pluck="name")
		self.addCleanup(lambda: frappe.db.delete("Error Log", {"name": ("not in", errors or [""])}))
		# each piece of a job commits; here it ends at a savepoint of the test instead
		frappe.db.savepoint("healthtalk_piece")
		rollback = frappe.db.rollback
		for name, stand_in in (
			("commit", lambda: frappe.db.savepoint("healthtalk_piece")),
			("rollback", lambda *, save_point="healthtalk_piece": rollback(save_point=save_point)),
		):
			stop = patch.object(frappe.db, name, stand_in)
			stop.start()
			self.addCleanup(stop.stop)

	def accepted(self, **given: object) -> object:
		with self.freeze_time(ACCEPTED):
			doc = factories.matter(unit=self.county.a1, raised_at=ACCEPTED, **given)
			values = {"category": self.category, "first_response": "We look into it."}
			doc = flow.act("Talk Matter", doc.name, "Accept", values)
		# what accepting told is not of interest here
		frappe.db.delete("Notification Log")
		return doc

	def again(self, doc: object) -> object:
		return frappe.get_doc(doc.doctype, doc.name)

	def sweep_at(self, *moments: str) -> None:
		for moment in moments:
			with self.freeze_time(moment):
				forget()
				sweep.sweep()

	def told(self) -> list[tuple[str, str]]:
		"""User and bracketed kind of every notice since the last look."""
		rows = frappe.get_all("Notification Log", filters=OURS, fields=["for_user", "subject"])
		frappe.db.delete("Notification Log")
		return sorted((row.for_user, row.subject.partition("】")[0].strip("【")) for row in rows)

	def levels(self, doc: object) -> list[tuple]:
		events = flow.events.of(doc.doctype, doc.name)
		details = [event.details for event in events if event.event == "notice"]
		return [(d["level"], d["step"], d["due"], d["recipient"]) for d in details]


class TestEscalation(NoticeTestCase):
	def test_each_level_is_told_once_to_who_holds_the_duty_on_that_day(self):
		doc = self.accepted()
		self.sweep_at("2026-03-19 23:30:00")
		self.assertEqual(self.told(), [])
		# one working day before is Friday 20 March
		self.sweep_at("2026-03-20 00:30:00", "2026-03-20 01:30:00", "2026-03-21 10:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])
		# due on Monday at 17:00; nothing is overdue on that day itself
		self.sweep_at("2026-03-23 08:30:00", "2026-03-23 23:30:00")
		self.assertEqual(self.told(), [])
		self.sweep_at("2026-03-24 00:30:00", "2026-03-24 01:30:00", "2026-03-24 23:30:00")
		self.assertEqual(self.told(), sorted([(self.liaison, "逾期通知"), (self.section_head, "逾期通知")]))
		# since this Wednesday somebody else is first responsible
		self.sweep_at("2026-03-25 00:30:00", "2026-03-25 12:30:00")
		self.assertEqual(
			self.told(),
			sorted([(self.next_leader, "逾期报告·单位负责人"), (self.deputy, "逾期报告·单位负责人")]),
		)
		self.sweep_at("2026-03-26 00:30:00", "2026-03-26 12:30:00", "2026-03-27 12:30:00")
		self.assertEqual(self.told(), [(self.a_leader, "逾期报告·上级单位")])
		# the fifth working day is Monday 30 March; the weekend does not count
		self.sweep_at("2026-03-28 12:30:00", "2026-03-29 12:30:00")
		self.assertEqual(self.told(), [])
		self.sweep_at("2026-03-30 00:30:00", "2026-03-30 12:30:00", "2026-04-30 12:30:00")
		self.assertEqual(self.told(), [(self.bureau_leader, "逾期报告·卫生健康局")])
		self.assertEqual(
			self.levels(doc),
			[
				(1, "Resolution", DUE, self.liaison),
				(2, "Resolution", DUE, self.liaison),
				(2, "Resolution", DUE, self.section_head),
				(3, "Resolution", DUE, self.next_leader),
				(3, "Resolution", DUE, self.deputy),
				(4, "Resolution", DUE, self.a_leader),
				(5, "Resolution", DUE, self.bureau_leader),
			],
		)

	def test_who_held_the_duty_before_is_told_before(self):
		frappe.db.set_single_value("Healthtalk Settings", "escalate_leader_after", 1)
		self.accepted()
		self.sweep_at("2026-03-24 09:30:00")
		self.assertIn((self.leader, "逾期报告·单位负责人"), self.told())

	def test_the_handler_is_told_in_place_of_the_liaison(self):
		handler = factories.user("Unit Officer", self.county.a1)
		doc = self.accepted(handler=handler)
		self.sweep_at("2026-03-20 09:30:00")
		self.assertEqual(self.told(), [(handler, "临期提醒")])
		frappe.db.set_value("User", handler, "enabled", 0)
		self.sweep_at("2026-03-24 09:30:00")
		self.assertEqual(self.told(), sorted([(self.liaison, "逾期通知"), (self.section_head, "逾期通知")]))
		self.assertEqual(self.levels(doc)[0][3], handler)

	def test_levels_passed_while_nobody_swept_are_told_in_one_sweep_each_to_its_own(self):
		doc = self.accepted()
		self.sweep_at("2026-03-26 09:30:00", "2026-03-26 10:30:00")
		self.assertEqual(
			self.told(),
			sorted(
				[
					(self.liaison, "逾期通知"),
					(self.section_head, "逾期通知"),
					(self.next_leader, "逾期报告·单位负责人"),
					(self.deputy, "逾期报告·单位负责人"),
					(self.a_leader, "逾期报告·上级单位"),
				]
			),
		)
		self.assertEqual([level[0] for level in self.levels(doc)], [2, 2, 3, 3, 4])

	def test_who_answers_at_two_levels_reads_the_higher_one_only(self):
		doc = self.accepted(handler=self.a_leader)
		self.sweep_at("2026-03-26 09:30:00")
		self.assertEqual([kind for user, kind in self.told() if user == self.a_leader], ["逾期报告·上级单位"])
		self.assertEqual([level[0] for level in self.levels(doc) if level[3] == self.a_leader], [2, 4])

	def test_an_extension_starts_anew(self):
		doc = self.accepted()
		self.sweep_at("2026-03-20 09:30:00")
		self.told()
		with self.freeze_time("2026-03-20 10:00:00"):
			reason = "The laboratory needs longer."
			row = more_time.request_extension(self.again(doc), "Resolution", 2, reason)
			with as_user(self.bureau_leader):
				more_time.decide_extension(self.again(doc), row, True)
		frappe.db.delete("Notification Log")
		# 17 working days now: Tuesday 24 and Wednesday 25 March; the reminder falls on the 24th
		self.sweep_at("2026-03-20 11:30:00", "2026-03-23 23:30:00")
		self.assertEqual(self.told(), [])
		self.sweep_at("2026-03-24 00:30:00", "2026-03-25 16:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])
		self.sweep_at("2026-03-26 00:30:00")
		self.assertEqual(self.told(), sorted([(self.liaison, "逾期通知"), (self.section_head, "逾期通知")]))
		self.assertEqual(
			[level[:3] for level in self.levels(doc)],
			[
				(1, "Resolution", DUE),
				(1, "Resolution", "2026-03-25T17:00:00"),
				(2, "Resolution", "2026-03-25T17:00:00"),
				(2, "Resolution", "2026-03-25T17:00:00"),
			],
		)

	def test_a_clock_that_stands_is_silent_and_a_pause_within_one_day_tells_nothing_twice(self):
		doc = self.accepted()
		self.sweep_at("2026-03-20 09:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])
		with self.freeze_time("2026-03-20 10:00:00"):
			more_time.pause(self.again(doc), "鉴定、检测")
		with self.freeze_time("2026-03-20 11:00:00"):
			more_time.resume(self.again(doc))
		# the office had not closed in between: due as before, and reminded already
		self.sweep_at("2026-03-20 11:30:00")
		self.assertEqual(self.told(), [])
		with self.freeze_time("2026-03-23 09:00:00"):
			more_time.pause(self.again(doc), "鉴定、检测")
		self.sweep_at("2026-03-24 09:30:00", "2026-04-20 09:30:00")
		self.assertEqual(self.told(), [])

	def test_what_is_answered_or_withdrawn_is_silent(self):
		self.accepted()
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			doc = self.again(doc)
			doc.withdrawn_reason = "Said twice."
			flow.transition(doc, "Withdrawn")
		self.sweep_at("2026-03-20 09:30:00")
		self.assertEqual(len(self.told()), 1)
		self.assertEqual(self.levels(doc), [])

	def test_a_stale_list_tells_nothing_twice(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-20 09:30:00"):
			now = frappe.utils.now_datetime()
			(found,) = [found for found in sweep.due_clocks("Talk Matter", now) if found[0] == doc.name]
			for _sweeper in range(2):
				sweep.raise_level("Talk Matter", *found, now)
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])

	def test_a_failure_stops_no_other_clock(self):
		first, second = self.accepted(), self.accepted()
		send = notices.send

		def fails_for_the_first(doc: object, *args: object, **facts: object) -> list[str]:
			if doc.name == first.name:
				raise frappe.ValidationError("broken")
			return send(doc, *args, **facts)

		errors = frappe.db.count("Error Log")
		with patch.object(notices, "send", fails_for_the_first):
			self.sweep_at("2026-03-20 09:30:00")
		self.assertEqual(frappe.db.count("Error Log"), errors + 1)
		self.assertEqual((len(self.levels(first)), len(self.levels(second))), (0, 1))
		self.sweep_at("2026-03-20 10:30:00")
		self.assertEqual(len(self.levels(first)), 1)

	def test_quiet_matters_cost_no_queries(self):
		def queries() -> int:
			counted: list[str] = []
			sql = frappe.db.__class__.sql

			def counting(db: object, *args: object, **kwargs: object) -> object:
				counted.append(str(args[0]))
				return sql(db, *args, **kwargs)

			with patch.object(frappe.db.__class__, "sql", counting), self.freeze_time("2026-03-10 09:30:00"):
				sweep.sweep()
			return len(counted)

		self.accepted()
		queries()
		before = queries()
		for _quiet in range(5):
			self.accepted()
		self.assertEqual(queries(), before)
		# five levels for each flow
		self.assertLessEqual(before, 5 * len(sweep.OWED))


class TestSubmissions(NoticeTestCase):
	"""What came on Monday 2 March 2026, 10:00, is answered in five working days: by Monday the 9th, 17:00."""

	def received(self, **given: object) -> object:
		with self.freeze_time("2026-03-02 10:00:00"):
			values = {"subject": "Windows", "content": "One window.", "unit": self.county.a1, **given}
			doc = frappe.get_doc(doctype="Public Submission", **values)
			doc.flags.by_service = True
			doc.insert(ignore_permissions=True)
		frappe.db.delete("Notification Log")
		return doc

	def test_what_nobody_decides_on_in_time_is_told_level_by_level(self) -> None:
		doc = self.received()
		self.assertEqual(str(doc.answer_due_at), "2026-03-09 17:00:00")
		self.sweep_at("2026-03-05 23:30:00")
		self.assertEqual(self.told(), [])
		self.sweep_at("2026-03-06 08:30:00", "2026-03-06 09:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])
		self.sweep_at("2026-03-09 23:30:00")
		self.assertEqual(self.told(), [])
		self.sweep_at("2026-03-10 08:30:00", "2026-03-10 09:30:00")
		self.assertEqual(self.told(), sorted([(self.liaison, "逾期通知"), (self.section_head, "逾期通知")]))
		due = "2026-03-09T17:00:00"
		self.assertEqual(
			self.levels(doc),
			[
				(1, "Response", due, self.liaison),
				(2, "Response", due, self.liaison),
				(2, "Response", due, self.section_head),
			],
		)
		self.assertEqual(list(rebuild.check("Public Submission")), [])

	def test_what_was_decided_or_withdrawn_is_told_no_more(self) -> None:
		decided, withdrawn, waits = self.received(), self.received(), self.received(subject="Waits")
		with self.freeze_time("2026-03-03 10:00:00"):
			decided, withdrawn = self.again(decided), self.again(withdrawn)
			decided.update({"declined_reason": "Outside Duties", "declined_note": "Ask the town."})
			flow.transition(decided, "Declined")
			withdrawn.withdrawn_reason = "Settled"
			flow.transition(withdrawn, "Withdrawn")
		frappe.db.delete("Notification Log")
		self.sweep_at("2026-03-06 09:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])
		self.assertEqual([len(self.levels(doc)) for doc in (decided, withdrawn, waits)], [0, 0, 1])
		self.assertEqual(self.again(decided).clocks[0].on_time, "On Time")

	def test_what_lies_at_the_intake_is_the_bureaus(self) -> None:
		self.received(unit=None)
		self.sweep_at("2026-03-06 09:30:00")
		self.assertEqual(self.told(), [(self.bureau_liaison, "临期提醒")])

	def test_my_unit_today_shows_it_as_due_and_then_overdue(self) -> None:
		doc = self.received()
		for moment, groups in (
			("2026-03-06 09:00:00", {"from_public"}),
			("2026-03-09 09:00:00", {"from_public", "due_today"}),
			("2026-03-10 09:00:00", {"from_public", "overdue"}),
		):
			with self.freeze_time(moment):
				shown = today.today(self.liaison)["groups"]
				found = {g["key"] for g in shown if doc.name in [row["name"] for row in g["rows"]]}
				self.assertEqual(found, groups, moment)
				for key in groups:
					self.assertIn(doc.name, today.names(key, "Public Submission", self.liaison))
			with self.freeze_time(moment):
				self.assertEqual(today.names("overdue", "Public Submission", self.b1_liaison), [])


class TestRecipients(NoticeTestCase):
	def test_a_duty_that_nobody_holds_goes_to_the_next_superiors_liaison_and_is_noted(self):
		doc = self.accepted(lead_unit=self.county.a2)
		self.sweep_at("2026-03-20 09:30:00")
		self.assertEqual(self.told(), [(self.a_liaison, "临期提醒")])
		(event,) = [e for e in flow.events.of(doc.doctype, doc.name) if e.event == "notice"]
		self.assertEqual((event.details["instead_of"], event.unit), ("Liaison", self.county.a2))

	def test_who_may_not_read_the_matter_is_told_without_its_content(self):
		frappe.db.delete("User Permission", {"user": self.liaison})
		doc = self.accepted(subject="Queue at the pharmacy")
		self.sweep_at("2026-03-20 09:30:00")
		log = frappe.get_last_doc("Notification Log", {"for_user": self.liaison})
		self.assertEqual((log.document_type, log.document_name), ("Health Unit", self.county.bureau))
		self.assertEqual(
			log.subject,
			f"【临期提醒】一件事项的“{notices.word('Resolution')}”应于2026年3月23日 17:00前完成",
		)
		for text in (log.subject, log.email_content):
			self.assertNotIn("pharmacy", text)
			self.assertNotIn(doc.number, text)
			self.assertNotIn(self.county.a1, text)

	def test_a_reader_sees_number_subject_and_day_but_no_name(self):
		doc = self.accepted(raiser_name="欧阳小明", raiser_phone="13800001111")
		self.sweep_at("2026-03-20 09:30:00")
		log = frappe.get_last_doc("Notification Log", {"for_user": self.liaison})
		self.assertEqual((log.document_type, log.document_name), (doc.doctype, doc.name))
		self.assertIn(f"{doc.number}《Queue at the pharmacy》", log.subject)
		self.assertIn("2026年3月23日 17:00", log.email_content)
		self.assertNotIn("欧阳", log.subject + log.email_content)
		self.assertNotIn("1380000", log.subject + log.email_content)

	def test_c9_accusations_are_told_to_the_bureaus_discipline_officers_without_content(self):
		officer = factories.user("Discipline Officer", self.county.bureau)
		factories.user("Discipline Officer", self.county.a1)
		with self.freeze_time(ACCEPTED):
			doc = factories.matter(
				unit=self.county.a1,
				raised_at=ACCEPTED,
				is_accusation=1,
				subject="Red packets",
				accused=[{"unit": self.county.a1}],
			)
			self.assertEqual(self.told(), [(officer, "检举控告")])
			values = {"category": self.category, "first_response": "Noted.", "lead_unit": self.county.bureau}
			flow.act("Talk Matter", doc.name, "Accept", values)
		self.sweep_at("2026-03-20 09:30:00", "2026-03-24 09:30:00", "2026-03-30 09:30:00")
		logs = frappe.get_all(
			"Notification Log",
			filters=OURS,
			fields=["for_user", "subject", "email_content", "document_name"],
		)
		self.assertEqual({log.for_user for log in logs}, {officer})
		for log in logs:
			self.assertNotIn("Red packets", log.subject + log.email_content)
			self.assertNotEqual(log.document_name, doc.name)

	def test_an_outside_units_slip_is_told_to_the_senders_liaison_and_goes_no_further(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			slip = factories.slip(
				matter=doc.name,
				sender_unit=self.county.a1,
				receiver_unit=self.county.outside,
				required_by="2026-03-06 17:00:00",
			)
			flow.act("Referral Slip", slip.name, "Issue")
			flow.act("Referral Slip", slip.name, "Sign For")
		frappe.db.delete("Notification Log")
		self.sweep_at("2026-03-05 09:30:00", "2026-03-09 09:30:00", "2026-03-13 09:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒"), (self.liaison, "逾期通知")])

	def test_an_objection_lies_with_who_dispatched_the_slip(self):
		slip = self.issued()
		with self.freeze_time("2026-03-04 09:00:00"):
			flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not our duty."})
		self.assertEqual(self.told(), [(self.liaison, "退回")])
		self.sweep_at("2026-03-05 09:30:00")
		self.assertEqual(self.told(), [(self.liaison, "临期提醒")])

	def issued(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			slip = factories.slip(
				matter=doc.name,
				sender_unit=self.county.a1,
				receiver_unit=self.county.b1,
				required_by="2026-03-06 17:00:00",
			)
			slip = flow.act("Referral Slip", slip.name, "Issue")
		frappe.db.delete("Notification Log")
		return slip

	def test_the_window_for_returning_a_slip_reminds_nobody(self):
		self.issued()
		# to be signed for until Wednesday 4 March 17:00; it could be returned until Thursday
		self.sweep_at("2026-03-03 09:30:00", "2026-03-04 09:30:00")
		self.assertEqual(self.told(), [(self.b1_liaison, "临期提醒")])


class TestFlowNotices(NoticeTestCase):
	def test_steps_tell_whom_they_concern_but_not_who_takes_them(self):
		with self.freeze_time(ACCEPTED):
			with as_user(self.liaison):
				doc = factories.matter(unit=self.county.a1, raised_at=ACCEPTED)
				doc = flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			self.assertEqual(self.told(), [])
			with as_user(self.liaison):
				flow.act("Talk Matter", doc.name, "Make Plan", {"plan": "Look", "lead_unit": self.county.b1})
			self.assertEqual(self.told(), [(self.b1_liaison, "变更主办")])

	def test_new_work_is_told_but_not_what_was_settled_on_the_spot(self):
		# whole seconds, which only a frozen clock gives, look to the platform like a conflict
		with self.freeze_time(f"{ACCEPTED}.250000"):
			doc = factories.matter(unit=self.county.a1, raised_at=ACCEPTED)
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			self.assertEqual(self.told(), [(self.liaison, "新事项")])
			doc = factories.matter(unit=self.county.a1, raised_at=ACCEPTED, category=self.category)
			matter.settle_on_the_spot(doc, "The window opens at seven.")
			self.assertEqual((doc.status, self.told()), ("Replied", []))

	def test_h8_a_slip_tells_each_side_of_the_others_steps(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			slip = factories.slip(matter=doc.name, sender_unit=self.county.a1, receiver_unit=self.county.b1)
			flow.act("Referral Slip", slip.name, "Issue")
			self.assertEqual(self.told(), [(self.b1_liaison, "待签收")])
			with as_user(self.b1_liaison):
				flow.act("Referral Slip", slip.name, "Sign For")
				flow.act("Referral Slip", slip.name, "Answer", {"reply": "Done."})
			self.assertEqual(self.told(), [(self.liaison, "已办复")])
			with as_user(self.liaison):
				flow.act("Referral Slip", slip.name, "Send Back", {"decision_note": "Which ward?"})
			self.assertEqual(self.told(), [(self.b1_liaison, "重办")])

	def test_an_extension_tells_the_leaders_and_then_who_asked(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-10 09:00:00"):
			with as_user(self.liaison):
				row = more_time.request_extension(
					self.again(doc), "Resolution", 2, "The laboratory needs longer."
				)
			self.assertEqual(self.told(), sorted([(self.leader, "延期申请"), (self.deputy, "延期申请")]))
			with as_user(self.leader):
				more_time.decide_extension(self.again(doc), row, False, "No.")
			self.assertEqual(self.told(), [(self.liaison, "延期审批")])

	def test_an_administrators_text_and_switch_are_followed(self):
		name = frappe.db.get_value("Notification", {"method": "healthtalk_slip_received"})
		alert = frappe.get_doc("Notification", name)
		alert.subject = "【收文】{{ doc.number }}"
		alert.save()
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			slip = factories.slip(matter=doc.name, sender_unit=self.county.a1, receiver_unit=self.county.b1)
			slip = flow.act("Referral Slip", slip.name, "Issue")
			log = frappe.get_last_doc("Notification Log", {"for_user": self.b1_liaison})
			self.assertEqual(log.subject, f"【收文】{slip.number}")
			self.told()
			alert.enabled = 0
			alert.save()
			slip = factories.slip(matter=doc.name, sender_unit=self.county.a1, receiver_unit=self.county.b1)
			flow.act("Referral Slip", slip.name, "Issue")
		self.assertEqual(self.told(), [])

	def test_by_e_mail_only_those_are_told_who_may_read_the_document(self):
		# shipped switched off, for sites that send e-mail
		facts = {"method": "healthtalk_overdue", "document_type": "Talk Matter", "channel": "Email"}
		alert = frappe.get_doc("Notification", facts)
		self.assertEqual(alert.enabled, 0)
		alert.enabled = 1
		alert.append("recipients", {"receiver_by_role": "Unit Officer"})
		alert.save()
		frappe.db.delete("User Permission", {"user": self.section_head})
		doc = self.accepted()
		with patch("frappe.sendmail") as sendmail:
			self.sweep_at("2026-03-24 09:30:00")
		(sent,) = [call for call in sendmail.call_args_list if call.kwargs["reference_name"] == doc.name]
		officers = {self.liaison, self.a_liaison, self.bureau_liaison}
		self.assertLessEqual(officers, set(sent.kwargs["recipients"]))
		self.assertNotIn(self.section_head, sent.kwargs["recipients"])
		self.assertNotIn(self.b1_liaison, sent.kwargs["recipients"])
		self.assertIn(doc.number, sent.kwargs["subject"])
		# in the desk both are told, each once
		self.assertEqual(self.told(), sorted([(self.liaison, "逾期通知"), (self.section_head, "逾期通知")]))
		self.assertEqual([level[3] for level in self.levels(doc)], [self.liaison, self.section_head])

	def test_a_broken_text_stops_no_step(self):
		frappe.db.set_value(
			"Notification", {"method": "healthtalk_slip_received"}, "subject", "{{ doc.nothing.at_all }}"
		)
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"):
			slip = factories.slip(matter=doc.name, sender_unit=self.county.a1, receiver_unit=self.county.b1)
			self.assertEqual(flow.act("Referral Slip", slip.name, "Issue").status, "Issued")
		self.assertEqual(self.told(), [])

	def test_muted_work_tells_nobody(self):
		doc = self.accepted()
		with self.freeze_time("2026-03-03 09:00:00"), notices.muted():
			slip = factories.slip(matter=doc.name, sender_unit=self.county.a1, receiver_unit=self.county.b1)
			flow.act("Referral Slip", slip.name, "Issue")
		self.assertEqual(self.told(), [])


class TestAutoClose(NoticeTestCase):
	def replied(self, at: str) -> object:
		doc = self.accepted()
		with self.freeze_time(at):
			flow.act("Talk Matter", doc.name, "Make Plan", {"plan": "A second window."})
			flow.act("Talk Matter", doc.name, "Start")
			return flow.act("Talk Matter", doc.name, "Reply", {"reply": "It is open."})

	def close_at(self, moment: str) -> None:
		with self.freeze_time(moment):
			sweep.auto_close()

	def test_what_nobody_rates_is_closed_unrated_after_the_days_of_the_settings(self):
		doc = self.replied("2026-03-05 10:00:00")
		self.close_at("2026-03-20 09:59:00")
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "status"), "Replied")
		self.close_at("2026-03-20 10:01:00")
		stored = frappe.db.get_value(
			"Talk Matter", doc.name, ["status", "closed_unrated", "closed_at"], as_dict=True
		)
		self.assertEqual((stored.status, stored.closed_unrated), ("Closed", 1))
		self.assertEqual(stored.closed_at.date(), get_datetime("2026-03-20").date())

	def test_without_days_nothing_is_closed(self):
		frappe.db.set_single_value("Healthtalk Settings", "auto_close_days", 0)
		doc = self.replied("2026-03-05 10:00:00")
		self.close_at("2026-06-20 10:00:00")
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "status"), "Replied")


class TestDigest(NoticeTestCase):
	def digests_at(self, moment: str) -> list[tuple[str, str]]:
		with self.freeze_time(moment):
			forget()
			digest.send_digests()
			users = self.county_users()
			rows = frappe.get_all(
				"Notification Log",
				filters={"for_user": ("in", users)},
				fields=["for_user", "subject"],
				order_by="for_user",
			)
		frappe.db.delete("Notification Log", {"link": ("not like", "%digest=%")})
		return [(row.for_user, row.subject) for row in rows]

	def county_users(self) -> list[str]:
		return [self.liaison, self.section_head, self.a_liaison, self.b1_liaison]

	def test_one_message_a_user_and_working_day(self):
		doc = self.accepted()
		overdue = notices.word("Overdue")
		# Saturday, then Monday; who has nothing to do is not written to
		self.assertEqual(self.digests_at("2026-03-28 07:40:00"), [])
		both = sorted([self.liaison, self.section_head])
		expected = [(user, f"【今日待办】{overdue} 1 件") for user in both]
		self.assertEqual(self.digests_at("2026-03-30 07:40:00"), expected)
		self.assertEqual(self.digests_at("2026-03-30 09:00:00"), expected)
		log = frappe.get_last_doc("Notification Log", {"for_user": self.liaison})
		self.assertIn(doc.subject, log.email_content)
		self.assertEqual(len(self.digests_at("2026-03-31 07:40:00")), 4)

	def test_a_quiet_day_sends_nothing(self):
		self.accepted()
		self.assertEqual(self.digests_at("2026-03-10 07:40:00"), [])

	def test_it_can_be_switched_off(self):
		frappe.db.set_single_value("Healthtalk Settings", "digest_enabled", 0)
		self.accepted()
		self.assertEqual(self.digests_at("2026-03-30 07:40:00"), [])


class TestWiring(HealthTalkTestCase):
	def test_the_platform_runs_the_jobs(self):
		jobs = {
			job.method: job.frequency
			for job in frappe.get_all(
				"Scheduled Job Type",
				filters={"method": ("like", "healthtalk_app.%")},
				fields=["method", "frequency"],
			)
		}
		self.assertEqual(jobs["healthtalk_app.services.clockwork.sweep.sweep"], "Hourly Long")
		self.assertEqual(jobs["healthtalk_app.services.clockwork.sweep.auto_close"], "Daily")
		self.assertEqual(jobs["healthtalk_app.services.notifying.digest.send_digests"], "Cron")

	def test_the_sweeps_query_has_its_index(self):
		rows = frappe.db.sql(
			"show index from `tabCase Clock` where Key_name = 'case_clock_due'", as_dict=True
		)
		columns = [row.Column_name for row in sorted(rows, key=lambda row: row.Seq_in_index)]
		self.assertEqual(columns, ["met_at", "notice_level", "due_at"])

	def test_every_method_that_the_app_sends_has_its_shipped_text(self):
		from healthtalk_app.services.notifying import flow_notices

		sent = {
			(doctype, line[0]) for doctype, lines in flow_notices.TABLE.items() for line in lines.values()
		}
		sent |= {(doctype, method) for doctype in sweep.OWED for method in sweep.METHODS.values()}
		sent |= {("Talk Matter", "healthtalk_accusation_received"), ("Health Unit", digest.METHOD)}
		shipped = frappe.get_all(
			"Notification",
			filters={"method": ("like", "healthtalk_%")},
			fields=["document_type", "method"],
		)
		self.assertLessEqual(sent, {(row.document_type, row.method) for row in shipped})

	def test_what_a_moment_looks_like(self):
		self.assertEqual(notices.moment("2026-03-09 08:05:00"), "2026年3月9日 08:05")
		self.assertEqual(notices.moment(None), "")
		self.assertEqual(
			notices.moment(get_datetime("2026-12-31 00:00:00") - timedelta(minutes=1)), "2026年12月30日 23:59"
		)

"""H1–H9: a talk and its matters through all rings, as the users who do the work."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime

from healthtalk_app import exceptions
from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import slip as slip_api
from healthtalk_app.metrics import today
from healthtalk_app.services.matters import merging
from healthtalk_app.services.steps import flow, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user


class LoopTestCase(HealthTalkTestCase):
	"""A county with officers of branch A1, headquarters A, branch A2 and the bureau."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("LOOP")
		cls.category = factories.category(category_code="LOOP-CAT", asks_for_solution=1).name
		cls.consultation = factories.category(category_code="LOOP-ASK", asks_for_solution=0).name
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.leader = factories.user("Unit Leader", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.group = factories.user("Unit Officer", cls.county.a)
		cls.officer = factories.user("Unit Officer", cls.county.bureau)

	def raised(self, **given):
		with as_user(self.clerk):
			return factories.matter(unit=self.county.a1, ignore_permissions=False, **given)

	def in_progress(self, **given):
		doc = self.raised(**given)
		with as_user(self.clerk):
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			flow.act("Talk Matter", doc.name, "Make Plan", {"plan": "Open a second window."})
			return flow.act("Talk Matter", doc.name, "Start")

	def issued(self, doc, receiver, **given):
		with as_user(self.clerk):
			name = matter_api.refer(doc.name, receiver, "Please handle", **given)
			return flow.act("Referral Slip", name, "Issue")


class TestMatter(LoopTestCase):
	def test_the_unit_that_a_category_names_reads_what_it_leads(self):
		category = factories.category(category_code="LOOP-OWN", default_unit=self.county.a2).name
		doc = self.raised()
		with as_user(self.sister):
			self.assertFalse(frappe.has_permission("Talk Matter", "read", doc.name))
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Accept", {"category": category})
		self.assertEqual(doc.lead_unit, self.county.a2)
		with as_user(self.sister):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc.name))
			self.assertIn(doc.name, frappe.get_list("Talk Matter", pluck="name"))

	def test_h7_a_matter_passes_all_rings_and_its_rating_closes_it(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			flow.act("Talk Matter", doc.name, "Reply", {"reply": "The window is open.", "trips": "1"})
			factories.evaluation(
				reference_doctype="Talk Matter",
				reference_name=doc.name,
				rater_name="张三",
				ignore_permissions=False,
			)
			doc = flow.act("Talk Matter", doc.name, "Close")
		self.assertEqual((doc.status, doc.ring), ("Closed", "Evaluate"))
		self.assertEqual((doc.satisfaction, doc.outcome), ("Satisfied", "Solved"))
		self.assertEqual((doc.settled_inside, doc.on_the_spot, doc.closed_unrated), (1, 0, 0))
		self.assertEqual([row.on_time for row in doc.clocks], ["On Time", "On Time"])

	def test_numbers_follow_each_other_without_gaps(self):
		year = now_datetime().year
		numbers = [self.in_progress().number for _i in range(2)]
		self.assertEqual(numbers, [f"LOOP-A1卫说事〔{year}〕1号", f"LOOP-A1卫说事〔{year}〕2号"])

	def test_each_ring_is_refused_without_its_evidence(self):
		doc = self.raised()
		with as_user(self.clerk):
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", doc.name, "Accept")
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", doc.name, "Decline", {"not_accepted_reason": "Repeated"})
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", doc.name, "Make Plan")
			flow.act("Talk Matter", doc.name, "Make Plan", {"plan": "Plan"})
			flow.act("Talk Matter", doc.name, "Start")
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", doc.name, "Reply")

	def test_the_status_cannot_be_written(self):
		doc = self.raised()
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			doc.status = "Closed"
			with self.assertRaises(exceptions.StatusWrittenError):
				doc.save()
			with self.assertRaises(exceptions.StatusWrittenError):
				factories.matter(unit=self.county.a1, status="Closed", ignore_permissions=False)

	def test_what_the_app_keeps_cannot_be_written(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			doc.update({"resolved_at": now_datetime(), "satisfaction": "Very Satisfied", "number": "1"})
			doc.clocks[0].due_at = "2099-01-01 00:00:00"
			doc.save()
		stored = frappe.get_doc("Talk Matter", doc.name)
		self.assertIsNone(stored.resolved_at)
		self.assertFalse(stored.satisfaction)
		self.assertIn("LOOP-A1", stored.number)
		self.assertLess(stored.clocks[0].due_at, datetime(2099, 1, 1))

	def test_no_step_lies_in_the_future_or_before_the_one_it_follows(self):
		doc = self.raised()
		values = {"category": self.category}
		with as_user(self.clerk):
			for at in (now_datetime() + timedelta(days=1), doc.raised_at - timedelta(minutes=1)):
				with self.assertRaises(exceptions.TimeOrderError):
					flow.act("Talk Matter", doc.name, "Accept", values, occurred_at=at)
			done = flow.act("Talk Matter", doc.name, "Accept", values, occurred_at=doc.raised_at)
		self.assertEqual(done.accepted_at, doc.raised_at)

	def test_a_step_written_down_days_later_is_marked(self):
		raised_at = now_datetime().replace(microsecond=0) - timedelta(days=5)
		doc = self.raised(raised_at=raised_at)
		self.assertEqual(doc.late_entry, 1)
		self.assertFalse(self.raised().late_entry)

	def test_settled_on_the_spot_writes_all_rings_in_one_action(self):
		doc = self.raised()
		with as_user(self.clerk):
			matter_api.settle_on_the_spot(doc.name, "Answered at once.")
		doc.reload()
		self.assertEqual((doc.status, doc.on_the_spot, doc.settled_inside), ("Replied", 1, 1))
		at = {doc.accepted_at, doc.planned_at, doc.started_at, doc.resolved_at, doc.raised_at}
		self.assertEqual(len(at), 1)

	def test_reopening_ends_with_its_window_whatever_the_client_says(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
			doc = flow.act("Talk Matter", doc.name, "Re-open", {"reopen_reason": "Not solved"})
		self.assertEqual((doc.status, doc.reopen_count, doc.resolved_at), ("In Progress", 1, None))
		with as_user(self.clerk):
			flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done again"})
		long_ago = now_datetime() - timedelta(days=16)
		frappe.db.set_value("Talk Matter", doc.name, "resolved_at", long_ago)
		with as_user(self.clerk), self.assertRaises(exceptions.WindowClosedError):
			flow.act(
				"Talk Matter",
				doc.name,
				"Re-open",
				{"reopen_reason": "Not solved", "resolved_at": str(now_datetime())},
				occurred_at=long_ago + timedelta(days=1),
			)

	def test_an_unrated_matter_closes_only_after_its_window(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
			with self.assertRaises(exceptions.WindowClosedError):
				flow.act("Talk Matter", doc.name, "Close")

	def test_merging_hands_over_and_can_be_undone(self):
		survivor, duplicate = self.in_progress(), self.in_progress()
		with as_user(self.clerk):
			matter_api.merge(duplicate.name, survivor.name)
			duplicate.reload()
			self.assertEqual((duplicate.status, duplicate.merged_into), ("Merged", survivor.name))
			self.assertEqual(merging.survivor_of(duplicate.name), survivor.name)
			self.assertEqual(matter_api.undo_merge(duplicate.name), "In Progress")
		duplicate.reload()
		self.assertIsNone(duplicate.merged_into)

	def test_an_extension_needs_another_person_and_never_passes_its_cap(self):
		doc = self.in_progress()
		frappe.db.set_value("Case Clock", {"parent": doc.name, "step": "Resolution"}, "extension_cap", 5)
		with as_user(self.clerk):
			with self.assertRaises(exceptions.WindowClosedError):
				matter_api.request_extension(doc.name, "Resolution", 6, "Parts are late")
			row = matter_api.request_extension(doc.name, "Resolution", 5, "Parts are late")
			with self.assertRaises(frappe.PermissionError):
				matter_api.decide_extension(doc.name, row, True)
		before = frappe.db.get_value("Talk Matter", doc.name, "resolution_due_at")
		with as_user(self.leader):
			matter_api.decide_extension(doc.name, row, True)
		after = frappe.db.get_value("Talk Matter", doc.name, "resolution_due_at")
		self.assertGreater(after, before)
		with as_user(self.clerk), self.assertRaises(exceptions.WindowClosedError):
			matter_api.request_extension(doc.name, "Resolution", 1, "Once more")

	def test_only_a_lawful_reason_stops_the_clock(self):
		doc = self.in_progress()
		frappe.db.set_value(
			"Case Clock", {"parent": doc.name, "step": "Resolution"}, "pause_reasons", "Appraisal"
		)
		with as_user(self.clerk):
			with self.assertRaises(exceptions.EvidenceMissingError):
				matter_api.pause(doc.name, "Holiday")
			matter_api.pause(doc.name, "Appraisal")
			with self.assertRaises(exceptions.TimeOrderError):
				flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
			matter_api.resume(doc.name)
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
		self.assertIsNone(doc.paused_since)

	def test_the_log_is_chained_and_says_nothing_of_persons(self):
		doc = self.raised(raiser_name="王小明", raiser_phone="13800000012")
		row = frappe.get_all(
			"Case Event", filters={"reference_name": doc.name}, fields=["*"], order_by="sequence"
		)
		self.assertEqual([r.sequence for r in row], [1, 2, 3])
		self.assertEqual([r.event for r in row], ["created", "clock.started", "clock.started"])
		self.assertNotIn("王小明", frappe.as_json(row))
		self.assertEqual(doc.last_event_hash, row[-1].hash)


class TestToday(LoopTestCase):
	def keys(self, user):
		return {group["key"]: [row["name"] for row in group["rows"]] for group in today.today(user)["groups"]}

	def test_each_sees_what_waits_for_him_and_for_whom_he_waits(self):
		doc = self.in_progress()
		slip = self.issued(doc, self.county.a2)
		self.assertEqual(self.keys(self.sister), {"to_sign": [slip.name]})
		self.assertEqual(self.keys(self.clerk), {"waiting": [doc.name, slip.name]})
		with as_user(self.sister):
			flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})
		self.assertEqual(self.keys(self.clerk), {"to_decide": [slip.name], "waiting": [doc.name]})

	def test_the_intake_is_the_bureaus(self):
		doc = factories.matter(unit=None)
		self.assertEqual(self.keys(self.officer)["new"], [doc.name])
		self.assertNotIn("new", self.keys(self.group))

	def test_who_has_no_unit_has_nothing(self):
		found = today.today(factories.user("Unit Officer"))
		self.assertEqual((found["unit"], found["groups"]), (None, []))


class TestIdentity(LoopTestCase):
	def test_a_document_holds_masked_values_only(self):
		doc = self.raised(raiser_name="王小明", raiser_phone="13800000012")
		self.assertEqual((doc.raiser_name, doc.raiser_phone), ("王**", "138****0012"))
		with as_user(self.clerk):
			clear = frappe.get_attr("healthtalk_app.api.identity.reveal")(
				"Talk Matter", doc.name, "call back"
			)
		self.assertEqual((clear["raiser_name"], clear["raiser_phone"]), ("王小明", "13800000012"))
		self.assertEqual(frappe.db.count("Identity Access", {"reference_name": doc.name}), 1)

	def test_a_masked_value_sent_back_never_replaces_the_clear_one(self):
		doc = self.raised(raiser_name="王小明", raiser_phone="13800000012")
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			doc.content = "More words"
			doc.save()
			doc.raiser_phone = "139****0012"
			with self.assertRaises(exceptions.MaskedValueError):
				doc.save()
		phone = frappe.db.get_value("Protected Identity", {"reference_name": doc.name}, "phone")
		self.assertEqual(phone, "13800000012")

	def test_confidential_hides_even_the_masked_name(self):
		doc = self.raised(raiser_name="王小明", identity_level="Confidential")
		self.assertEqual(doc.raiser_name, "（保密）")
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			frappe.get_attr("healthtalk_app.api.identity.reveal")("Talk Matter", doc.name, "call back")

	def test_protection_only_grows(self):
		doc = self.in_progress(raiser_name="王小明", identity_level="Confidential")
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			doc.identity_level = "Named"
			with self.assertRaises(exceptions.FrozenError):
				doc.save()

	def test_who_has_handled_a_confidential_matter_never_learns_who_raised_it(self):
		doc = self.in_progress(raiser_name="王小明", identity_level="Confidential")
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			doc.lead_unit = self.county.a2
			doc.save()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_attr("healthtalk_app.api.identity.reveal")("Talk Matter", doc.name, "call back")

	def test_a_client_cannot_take_the_lock_off_what_the_app_keeps(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", doc.name)
			for key in ("KEEPS", "validate", "server_fields"):
				with self.assertRaises(exceptions.BadInputError):
					doc.update({key: [], "rating_digest": "f"})

	def test_a_print_shows_the_stored_document_not_the_one_sent(self):
		hidden = factories.matter(unit=self.county.b1, subject="隐秘之事", content="不可外传")
		slip = self.issued(self.in_progress(), self.county.a2)
		with as_user(self.clerk):
			sent = frappe.get_doc("Referral Slip", slip.name)
			sent.matter = hidden.name
			html = frappe.get_attr("healthtalk_app.printing.platform.healthtalk_form")(sent, "referral_slip")
		self.assertNotIn("不可外传", html)
		self.assertNotIn("隐秘之事", html)

	def test_anonymous_leaves_nothing(self):
		doc = self.raised(raiser_name="王小明", identity_level="Anonymous")
		self.assertFalse(doc.raiser_name)
		self.assertFalse(frappe.db.exists("Protected Identity", {"reference_name": doc.name}))


class TestSlip(LoopTestCase):
	def test_h8_referred_objected_designated_answered(self):
		doc = self.in_progress()
		slip = self.issued(doc, self.county.bureau)
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "open_slips"), 1)
		with as_user(self.officer):
			flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})
			flow.act("Referral Slip", slip.name, "Designate", {"decision_note": "It is"})
			with self.assertRaises(frappe.ValidationError):
				flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Again"})
			flow.act("Referral Slip", slip.name, "Answer", {"reply": "Done"})
		with as_user(self.clerk):
			slip = flow.act("Referral Slip", slip.name, "Confirm")
		self.assertEqual((slip.status, slip.designated), ("Confirmed", 1))
		self.assertEqual([hop.kind for hop in slip.hops], ["Sent", "Designated"])
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "open_slips"), 0)

	def test_what_was_issued_is_frozen(self):
		slip = self.issued(self.in_progress(), self.county.bureau)
		with as_user(self.clerk):
			slip = frappe.get_doc("Referral Slip", slip.name)
			slip.request = "Something else"
			with self.assertRaises(exceptions.FrozenError):
				slip.save()

	def test_the_time_for_returning_a_slip_is_nobodys_debt(self):
		with self.freeze_time("2026-03-02 11:00:00"):
			slip = self.issued(self.in_progress(), self.county.bureau)
		# two working days for the return, five for the answer
		with self.freeze_time("2026-03-20 11:00:00"):
			with as_user(self.officer):
				doc = flow.act("Referral Slip", slip.name, "Sign For")
			self.assertEqual(self.said(doc, "Return"), ("The time is over", False))
			self.assertTrue(self.said(doc, "Reply")[1])
			with as_user(self.officer):
				flow.act("Referral Slip", slip.name, "Answer", {"reply": "Done"})
			with as_user(self.clerk):
				doc = flow.act("Referral Slip", slip.name, "Confirm")
			self.assertEqual(self.said(doc, "Return"), ("No longer runs", False))

	def said(self, doc, step):
		"""What the form's head says of a clock, and whether it is red."""
		clock = next(clock for clock in panel.panel(doc)["clocks"] if clock["step"] == step)
		return clock["left_text"], clock["overdue"]

	def test_who_was_designated_neither_returns_nor_passes_on(self):
		slip = self.issued(self.in_progress(), self.county.a2)
		with as_user(self.sister):
			flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})
			with self.assertRaises(frappe.PermissionError):
				flow.act("Referral Slip", slip.name, "Designate", {"decision_note": "It is"})
		with as_user(self.clerk):
			slip = flow.act("Referral Slip", slip.name, "Designate", {"decision_note": "It is"})
		self.assertEqual(slip.hops[0].received_by, self.sister)
		self.assertEqual(slip.sign_on_time, "On Time")
		with as_user(self.sister), self.assertRaises(exceptions.MoveNotAllowedError):
			flow.act(
				"Referral Slip",
				slip.name,
				"Pass On",
				{"next_unit": self.county.b1, "decision_note": "Take it"},
			)

	def test_the_next_receiver_objects_for_reasons_of_its_own(self):
		slip = self.issued(self.in_progress(), self.county.bureau)
		with as_user(self.officer):
			flow.act("Referral Slip", slip.name, "Object", {"objection_reason": "Not ours"})
			flow.act(
				"Referral Slip",
				slip.name,
				"Forward",
				{"next_unit": self.county.a2, "decision_note": "Theirs"},
			)
		with as_user(self.sister), self.assertRaises(exceptions.EvidenceMissingError):
			flow.act("Referral Slip", slip.name, "Object")

	def test_a_superior_of_the_receiver_alone_does_not_overrule_the_dispatcher(self):
		with as_user(self.officer):
			doc = factories.matter(unit=self.county.bureau, ignore_permissions=False)
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			flow.act("Talk Matter", doc.name, "Make Plan", {"plan": "Plan"})
			flow.act("Talk Matter", doc.name, "Start")
			name = matter_api.refer(doc.name, self.county.a2, "Please handle", "Assignment")
			flow.act("Referral Slip", name, "Issue")
		with as_user(self.sister):
			flow.act("Referral Slip", name, "Object", {"objection_reason": "Not ours"})
		with as_user(self.group), self.assertRaises(exceptions.WrongSideError):
			flow.act("Referral Slip", name, "Designate", {"decision_note": "It is"})

	def test_co_handlers_answer_by_the_leads_own_deadline(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			names = matter_api.ask_joint_handling(doc.name, [{"unit": self.county.a2, "request": "Help"}])
		joint = frappe.get_doc("Referral Slip", names[0])
		self.assertEqual(joint.status, "Issued")
		self.assertEqual(
			joint.reply_due_at, frappe.db.get_value("Talk Matter", doc.name, "resolution_due_at")
		)

	def test_a_draft_is_not_issued_on_a_finished_matter(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			name = matter_api.refer(doc.name, self.county.a2, "Please handle")
		frappe.db.set_value("Talk Matter", doc.name, "status", "Closed")
		with as_user(self.clerk), self.assertRaises(exceptions.MoveNotAllowedError):
			flow.act("Referral Slip", name, "Issue")

	def test_a_draft_is_its_senders_own(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			name = matter_api.refer(doc.name, self.county.a2, "Please handle")
		with as_user(self.sister):
			self.assertEqual(frappe.get_list("Referral Slip", filters={"name": name}), [])
			self.assertFalse(frappe.has_permission("Referral Slip", doc=name))
		with as_user(self.clerk):
			flow.act("Referral Slip", name, "Issue")
		with as_user(self.sister):
			self.assertTrue(frappe.has_permission("Referral Slip", doc=name))

	def test_each_side_takes_its_own_steps(self):
		slip = self.issued(self.in_progress(), self.county.a2)
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			flow.act("Referral Slip", slip.name, "Sign For")
		with as_user(self.sister):
			flow.act("Referral Slip", slip.name, "Sign For")
			with self.assertRaises(frappe.PermissionError):
				flow.act("Referral Slip", slip.name, "Withdraw", {"withdrawn_reason": "No"})

	def test_the_receiver_reads_the_matter_and_does_not_write_it(self):
		doc = self.in_progress()
		self.issued(doc, self.county.a2)
		with as_user(self.sister):
			self.assertEqual(frappe.get_list("Talk Matter", {"name": doc.name}, pluck="name"), [doc.name])
			with self.assertRaises(frappe.PermissionError):
				matter_api.respond(doc.name, "Hello")

	def test_the_lead_answers_after_the_co_handlers(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			names = matter_api.ask_joint_handling(doc.name, [{"unit": self.county.a2, "request": "Help"}])
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
		with as_user(self.sister):
			flow.act("Referral Slip", names[0], "Sign For")
			flow.act("Referral Slip", names[0], "Answer", {"reply": "Our part is done"})
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
		self.assertEqual((doc.status, doc.settled_inside), ("Replied", 0))

	def test_or_gives_a_reason_for_answering_without_them(self):
		doc = self.in_progress()
		with as_user(self.clerk):
			matter_api.ask_joint_handling(doc.name, [{"unit": self.county.a2, "request": "Help"}])
			doc = flow.act(
				"Talk Matter", doc.name, "Reply", {"reply": "Done", "co_handler_override": "Settled anyway"}
			)
		self.assertEqual(doc.status, "Replied")

	def test_urging_and_supervising_are_on_record(self):
		slip = self.issued(self.in_progress(), self.county.a2)
		with as_user(self.clerk):
			slip_api.urge(slip.name, "Please answer")
			supervision = frappe.get_doc("Referral Slip", slip_api.supervise(slip.name, "Answer now"))
		slip.reload()
		self.assertEqual((slip.urged_count, slip.hops[-1].kind), (1, "Urged"))
		self.assertEqual((supervision.kind, supervision.original_slip), ("Supervision", slip.name))

	def test_a_slip_is_passed_on_and_both_keep_seeing_it(self):
		slip = self.issued(self.in_progress(), self.county.bureau)
		with as_user(self.officer):
			flow.act("Referral Slip", slip.name, "Sign For")
			slip = flow.act(
				"Referral Slip",
				slip.name,
				"Pass On",
				{"next_unit": self.county.a2, "decision_note": "They have the equipment"},
			)
		self.assertEqual((slip.status, slip.receiver_unit, slip.round_no), ("Issued", self.county.a2, 2))
		self.assertEqual([hop.kind for hop in slip.hops], ["Sent", "Passed On"])
		self.assertEqual(
			{row.unit for row in slip.parties}, {self.county.a1, self.county.bureau, self.county.a2}
		)

	def test_a_withdrawn_slip_keeps_its_number_as_void(self):
		slip = self.issued(self.in_progress(), self.county.a2)
		with as_user(self.clerk):
			flow.act("Referral Slip", slip.name, "Withdraw", {"withdrawn_reason": "Sent in error"})
		entry = frappe.get_last_doc("Document Number", {"reference_name": slip.name})
		self.assertEqual((entry.is_void, entry.void_reason), (1, "Sent in error"))


class TestSession(LoopTestCase):
	def planned(self, **given):
		with as_user(self.clerk):
			return factories.session(unit=self.county.a1, ignore_permissions=False, **given)

	def prepared(self, **given):
		doc = self.planned(
			topics=[{"topic": "Pharmacy"}],
			participants=[{"category": "Patient Representatives", "invited": 5}],
			**given,
		)
		with as_user(self.clerk):
			return flow.act("Talk Session", doc.name, "Prepare")

	def held(self, matters):
		doc = self.prepared()
		with as_user(self.clerk):
			doc.update({"actual_start": now_datetime(), "minutes": "<p>Said and answered.</p>"})
			doc.participants[0].present = 4
			for row in matters:
				doc.append("matters", row)
			doc.save()
			return flow.act("Talk Session", doc.name, "Hold")

	def test_h4_topics_and_invitations_come_before(self):
		doc = self.planned()
		with as_user(self.clerk), self.assertRaises(exceptions.EvidenceMissingError):
			flow.act("Talk Session", doc.name, "Prepare")

	def test_h2_a_team_needs_guidance_and_a_passed_risk_check(self):
		doc = self.planned(
			organiser_kind="Team",
			topics=[{"topic": "Pharmacy"}],
			participants=[{"category": "Petitioners", "invited": 5}],
		)
		given = {
			"party_organisation": self.county.party,
			"guidance_note": "Guided",
			"risk_checked_by": "Chen",
			"risk_checked_on": now_datetime().date(),
		}
		with as_user(self.clerk):
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Session", doc.name, "Prepare", {**given, "risk_check": "Not Passed"})
			doc = flow.act("Talk Session", doc.name, "Prepare", {**given, "risk_check": "Passed"})
		self.assertEqual(doc.status, "Prepared")

	def test_a_talk_without_people_or_minutes_was_not_held(self):
		doc = self.prepared()
		with as_user(self.clerk):
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Session", doc.name, "Hold", {"actual_start": now_datetime()})
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act(
					"Talk Session", doc.name, "Hold", {"actual_start": now_datetime(), "minutes": "Said"}
				)

	def test_held_makes_the_matters_and_fixes_the_facts(self):
		doc = self.held(
			[
				{"subject": "A", "category": self.category, "raiser_name": "李四"},
				{"subject": "B", "category": self.consultation, "handling": "On the Spot", "reply": "So"},
			]
		)
		doc.reload()
		made = [frappe.get_doc("Talk Matter", row.matter) for row in doc.matters]
		self.assertEqual([m.status for m in made], ["Raised", "Replied"])
		self.assertEqual([m.channel for m in made], ["Talk", "Talk"])
		self.assertEqual(made[0].raiser_name, "李*")
		self.assertEqual(
			frappe.db.get_value("Protected Identity", {"reference_name": made[0].name}, "full_name"), "李四"
		)
		with as_user(self.clerk):
			for fieldname, value in (
				("place", "Elsewhere"),
				("planned_start", "2026-01-05 09:00:00"),
				("risk_check", "Passed"),
			):
				doc = frappe.get_doc("Talk Session", doc.name)
				doc.set(fieldname, value)
				with self.subTest(fieldname), self.assertRaises(exceptions.FrozenError):
					doc.save()

	def test_no_client_says_which_matter_a_row_became(self):
		other = factories.matter(unit=self.county.a1).name
		doc = self.planned(matters=[{"subject": "A", "category": self.category, "matter": other}])
		self.assertIsNone(frappe.get_doc("Talk Session", doc.name).matters[0].matter)

	def test_a_talk_closes_when_its_matters_have_ended_and_it_was_evaluated(self):
		doc = self.held([{"subject": "A", "category": self.category}])
		with as_user(self.clerk):
			doc = flow.act("Talk Session", doc.name, "Start Follow-up")
			with self.assertRaises(exceptions.MoveNotAllowedError):
				flow.act("Talk Session", doc.name, "Close")
			flow.act("Talk Matter", doc.matters[0].matter, "Withdraw", {"withdrawn_reason": "Settled"})
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Session", doc.name, "Close")
			factories.evaluation(
				reference_doctype="Talk Session",
				reference_name=doc.name,
				kind="Tally",
				signed=0,
				overall=None,
				outcome=None,
				ballots_issued=10,
				ballots_returned=9,
				ballots_valid=8,
				overall_satisfied=6,
				overall_dissatisfied=2,
				ignore_permissions=False,
			)
			doc = flow.act("Talk Session", doc.name, "Close")
		self.assertEqual((doc.status, doc.evaluation_count), ("Closed", 8))

	def test_a_leader_may_close_without_evaluation_and_says_why(self):
		doc = self.held([])
		with as_user(self.clerk):
			flow.act("Talk Session", doc.name, "Start Follow-up")
			with self.assertRaises(frappe.PermissionError):
				flow.act("Talk Session", doc.name, "Close", {"waiver_reason": "Nobody left"})
		with as_user(self.leader):
			doc = flow.act("Talk Session", doc.name, "Close", {"waiver_reason": "Nobody left"})
		self.assertEqual((doc.status, doc.waived_by), ("Closed", self.leader))

	def test_c9_what_becomes_an_accusation_leaves_the_talk(self):
		doc = self.held([{"subject": "Red packet asked for", "category": self.category}])
		name = frappe.get_doc("Talk Session", doc.name).matters[0].matter
		accusation = frappe.get_doc("Talk Matter", name)
		accusation.is_accusation = 1
		accusation.append("accused", {"unit": self.county.a1})
		with as_user(self.clerk):
			accusation.save()
			self.assertFalse(frappe.get_list("Talk Matter", filters={"name": name}))
			talk = frappe.get_doc("Talk Session", doc.name)
			talk.save()
		self.assertEqual(talk.matters, [])
		self.assertEqual(frappe.db.count("Talk Matter", {"session": talk.name}), 1)

	def test_c9_who_is_accused_by_name_stays_shut_out_after_a_change_of_name(self):
		accused = factories.user("Discipline Officer", self.county.bureau, first_name="周正明")
		other = factories.user("Discipline Officer", self.county.bureau)
		doc = factories.matter(is_accusation=1, accused=[{"person": "纪检组长周正明"}])
		frappe.db.set_value("User", accused, {"first_name": "别名", "full_name": "别名"})
		frappe.clear_document_cache("User", accused)
		with as_user(accused):
			self.assertFalse(frappe.has_permission("Talk Matter", doc=doc.name))
		with as_user(other):
			self.assertTrue(frappe.has_permission("Talk Matter", doc=doc.name))

	def test_c9_an_accusation_is_never_entered_in_a_talk(self):
		integrity = factories.category(category_code="LOOP-INT", is_integrity=1).name
		with as_user(self.clerk), self.assertRaises(exceptions.AccusationRouteError):
			factories.session(
				unit=self.county.a1,
				matters=[{"subject": "Red packet", "category": integrity}],
				ignore_permissions=False,
			)


class TestEvaluation(LoopTestCase):
	def replied(self, **given):
		doc = self.in_progress(**given)
		with as_user(self.clerk):
			return flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})

	def rate(self, doc, **given):
		with as_user(self.clerk):
			return factories.evaluation(
				reference_doctype=doc.doctype,
				reference_name=doc.name,
				**{"rater_name": "张三", "ignore_permissions": False, **given},
			)

	def test_a_matter_is_rated_once(self):
		doc = self.replied()
		rating = self.rate(doc, overall="Very Dissatisfied", outcome="Not Solved")
		self.assertEqual(rating.bad_rating, 1)
		with self.assertRaises(exceptions.RatingRefusedError):
			self.rate(doc)

	def test_what_was_answered_is_what_is_rated(self):
		doc = self.replied()
		changed = {
			"subject": "Something else",
			"content": "Something else was said.",
			"plan": "Another plan",
			"lead_unit": self.county.a2,
			"asks_for_solution": 0,
			"first_response": "Said later",
			"trips": "0",
		}
		for fieldname, value in changed.items():
			with self.subTest(fieldname), as_user(self.clerk), self.assertRaises(exceptions.FrozenError):
				self.written(doc, fieldname, value)
		with as_user(self.clerk):
			# it may turn out to be of another kind; whether it asked for a solution stays
			doc = self.written(doc, "category", self.consultation)
		self.assertEqual((doc.category, doc.asks_for_solution), (self.consultation, 1))

	def test_a_finished_matter_stands_until_it_is_opened_again(self):
		doc = self.replied()
		self.rate(doc)
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Close")
			self.assertIn("place", panel.panel(doc)["fixed"])
			self.assertNotIn("public_summary", panel.panel(doc)["fixed"])
			with self.assertRaises(exceptions.FrozenError):
				self.written(doc, "place", "Elsewhere")
			self.assertEqual(self.written(doc, "public_summary", "A window").public_summary, "A window")
			doc = flow.act("Talk Matter", doc.name, "Re-open", {"reopen_reason": "Closed again"})
			self.assertEqual((doc.status, doc.reopen_reason), ("In Progress", "Closed again"))
			self.assertEqual(panel.panel(doc)["fixed"], ())
			self.assertEqual(self.written(doc, "place", "Elsewhere").place, "Elsewhere")

	def written(self, doc, fieldname, value):
		"""The document after one field was saved from the form."""
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.set(fieldname, value)
		return doc.save()

	def test_an_unsigned_ballot_leaves_no_rater(self):
		with self.assertRaises(exceptions.RatingRefusedError):
			self.rate(self.replied(), signed=0)
		doc = self.replied(identity_level="Anonymous")
		rating = self.rate(doc, signed=0, rater_name="张三")
		stored = frappe.db.get_value(
			"Public Evaluation", rating.name, ["owner", "rater_name", "evaluated_at"], as_dict=True
		)
		self.assertEqual((stored.owner, stored.rater_name), ("Guest", None))
		self.assertEqual(stored.evaluated_at.hour + stored.evaluated_at.minute, 0)
		events = frappe.get_all(
			"Case Event",
			filters={"reference_name": doc.name},
			fields=["event", "actor", "owner", "occurred_at", "recorded_at", "creation"],
			order_by="sequence desc",
			limit=2,
		)
		self.assertEqual([e.event for e in events], ["status", "evaluated"])
		for event in events:
			self.assertEqual((event.actor, event.owner), ("", "Guest"))
			self.assertEqual((event.recorded_at, event.creation), (event.occurred_at, event.occurred_at))
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "modified_by"), "Guest")

	def test_who_rates_a_confidential_matter_is_protected_like_who_raised_it(self):
		doc = self.in_progress(identity_level="Confidential", raiser_name="张三")
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done"})
		rating = self.rate(doc)
		self.assertEqual(rating.rater_name, "（保密）")
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			frappe.get_attr("healthtalk_app.api.identity.reveal")(
				"Public Evaluation", rating.name, "call back"
			)

	def test_a_tally_must_add_up(self):
		with as_user(self.clerk):
			session = TestSession.held(self, [])
		tally = {
			"kind": "Tally",
			"signed": 0,
			"overall": None,
			"outcome": None,
			"ballots_issued": 10,
			"ballots_returned": 9,
			"ballots_valid": 8,
		}
		with self.assertRaises(exceptions.RatingRefusedError):
			self.rate(session, **tally, overall_satisfied=7)
		with self.assertRaises(exceptions.RatingRefusedError):
			self.rate(session, **{**tally, "ballots_returned": 11}, overall_satisfied=8)
		self.assertEqual(self.rate(session, **tally, overall_satisfied=8).kind, "Tally")

	prepared, planned = TestSession.prepared, TestSession.planned

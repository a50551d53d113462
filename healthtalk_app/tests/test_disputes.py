"""P2: mediation of a medical dispute, from the application to its end, its clock, its guards, who sees it."""

from datetime import datetime
from typing import Any

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, now_datetime

from healthtalk_app import exceptions
from healthtalk_app.api import dispute as dispute_api
from healthtalk_app.metrics import registry, today
from healthtalk_app.printing.builders import context_for
from healthtalk_app.rules import projection
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.clockwork import deadlines, sweep
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

DISPUTE = "Dispute Mediation"
# a Monday; the calendar of the tests has plain weeks, but for the days added to it below
MONDAY = "2026-03-02 10:00:00"
SAID = {"notice_ways": 1, "notice_records": 1, "notice_copies": 1, "notice_how": "In Person"}
TAKEN = {"applied_by": "Both Sides", "not_elsewhere": 1}
BODY = {"mediation_body": "县医疗纠纷人民调解委员会"}
MEDIATORS = [{"mediator_name": "李公正", "no_interest": 1}]
AGREED = {
	"agreement": "The institution pays and apologises.",
	"amount_agreed": 8000,
	"performance": "Within ten working days by bank transfer.",
	"judicial_confirmation_told": 1,
}


def due(day: str) -> datetime:
	"""The end of office hours of a day."""
	return datetime.fromisoformat(f"{day} 17:00:00")


class DisputeTestCase(HealthTalkTestCase):
	"""A dispute about branch A1, which group headquarters A registers for the committee."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("DSP")
		cls.officer = factories.user("Unit Officer", cls.county.a)
		cls.leader = factories.user("Unit Leader", cls.county.a)
		cls.branch = factories.user("Unit Officer", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.other = factories.user("Unit Officer", cls.county.b)
		cls.bureau = factories.user(["Unit Officer", "Healthtalk Administrator"], cls.county.bureau)

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Deadline Rule", "dispute-nb-acceptance", "enabled", 0)
		deadlines.forget()
		self.addCleanup(deadlines.forget)

	def registered(self, **given: Any) -> Any:
		values = {
			"subject": "Plaster cast too tight",
			"unit": self.county.a,
			"medical_unit": self.county.a1,
			"department": "骨科",
			"channel": "Visit",
			"facts": "The heel was sore after two weeks.",
			"patient_name": "祁小芳",
			"patient_phone": "13800000005",
			"amount_claimed": 9000,
			"mediators": MEDIATORS,
			"received_at": now_datetime(),
			**given,
		}
		with as_user(self.officer):
			return frappe.get_doc(doctype=DISPUTE, **values).insert()

	def act(self, doc: Any, action: str, user: str | None = None, **values: Any) -> Any:
		with as_user(user or self.officer):
			return flow.act(DISPUTE, doc.name, action, values)

	def accepted(self, **given: Any) -> Any:
		doc = self.registered(**given)
		self.act(doc, "Give Notice", **SAID)
		return self.act(doc, "Accept", **TAKEN)

	def mediating(self, **given: Any) -> Any:
		return self.act(self.accepted(**given), "Begin Mediation", **BODY)

	def assert_log_tells_the_columns(self, doc: Any) -> None:
		told = projection.fold(DISPUTE, events.of(DISPUTE, doc.name))
		stored = frappe.db.get_value(DISPUTE, doc.name, list(told), as_dict=True)
		for column, value in told.items():
			self.assertEqual(stored[column] or None, value or None, column)


class TestLife(DisputeTestCase):
	def test_from_application_to_agreement(self):
		doc = self.mediating()
		self.assertIn("卫说纷〔", doc.number)
		doc = self.act(doc, "Record Agreement", **AGREED)
		self.assertEqual((doc.status, doc.outcome, doc.mediation_on_time), ("Agreed", "Agreed", "On Time"))
		self.assertEqual(doc.amount_in_words, "捌仟元整")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Close")
		doc = self.act(doc, "Close", signed_on=str(now_datetime().date()))
		self.assertEqual(doc.status, "Closed")
		self.assert_log_tells_the_columns(doc)
		with as_user(self.officer):
			head = panel.panel(doc)
		self.assertEqual([ring["state"] for ring in head["rings"]], ["done"] * 6)

	def test_each_step_is_refused_without_its_evidence(self):
		doc = self.registered(patient_died=1, mediators=[])
		for missing in ("notice_ways", "notice_records", "notice_copies", "notice_how", "notice_autopsy"):
			values = {**SAID, "notice_autopsy": 1, missing: None}
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Give Notice", **values)
		self.act(doc, "Give Notice", **SAID, notice_autopsy=1)
		for values in (
			{"applied_by": "Both Sides"},
			{"not_elsewhere": 1},
			{"applied_by": "Patient Side", "not_elsewhere": 1},
		):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Accept", **values)
		self.act(doc, "Accept", applied_by="Patient Side", not_elsewhere=1, other_side_agreed=1)
		for values in (BODY, {"mediators": MEDIATORS}):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Begin Mediation", **values)
		self.act(doc, "Begin Mediation", **BODY, mediators=MEDIATORS)
		for missing in ("agreement", "performance", "judicial_confirmation_told"):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Record Agreement", **{**AGREED, missing: None})
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Record Failure")
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Order Appraisal", appraisal_body="Medical association")
		self.assertEqual(self.act(doc, "Record Failure", failed_reason="Too far apart").outcome, "Failed")

	def test_what_a_step_has_settled_stands(self):
		doc = self.mediating()
		with as_user(self.officer):
			for fieldname, value in (("route", "Administrative Mediation"), ("medical_unit", self.county.a2)):
				doc.reload()
				doc.set(fieldname, value)
				with self.assertRaises(exceptions.FrozenError):
					doc.save()
		self.act(doc, "Record Agreement", **AGREED)
		with as_user(self.officer):
			doc.reload()
			for fieldname, value in (
				("amount_agreed", 9),
				("patient_died", 1),
				("mediation_body", "Another body"),
				("appraisal_result", "Something else"),
			):
				doc.reload()
				doc.set(fieldname, value)
				with self.subTest(fieldname), self.assertRaises(exceptions.FrozenError):
					doc.save()
		doc = self.act(doc, "Close", signed_on=str(now_datetime().date()))
		with as_user(self.officer):
			doc.reload()
			doc.patient_address = "Elsewhere"
			with self.assertRaises(exceptions.FrozenError):
				doc.save()
			doc.reload()
			doc.judicial_confirmation = "Confirmed"
			self.assertEqual(doc.save().judicial_confirmation, "Confirmed")

	def test_status_and_columns_are_not_written(self):
		with self.assertRaises(exceptions.StatusWrittenError):
			self.registered(status="Agreed")
		doc = self.registered(outcome="Agreed", ended_at=now_datetime(), published_at=now_datetime())
		self.assertEqual((doc.outcome, doc.ended_at, doc.published_at), (None, None, None))

	def test_a_withdrawn_application_owes_nothing(self):
		doc = self.registered()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "End without Result")
		doc = self.act(doc, "End without Result", end_reason="Court Has Taken the Case")
		self.assertEqual(
			(doc.outcome, doc.acceptance_on_time, doc.mediation_due_at), ("Withdrawn", "On Time", None)
		)
		self.assert_log_tells_the_columns(doc)

	def test_it_comes_from_a_matter_which_hears_of_it(self):
		with as_user(self.branch):
			matter = factories.matter(unit=self.county.a1, channel="Visit", ignore_permissions=False)
			doc = frappe.get_doc(DISPUTE, dispute_api.open_from_matter(matter.name))
		self.assertEqual(
			(doc.matter, doc.channel, doc.unit, doc.medical_unit, doc.facts),
			(matter.name, "Visit", self.county.a1, self.county.a1, matter.content),
		)
		self.assertEqual(events.of("Talk Matter", matter.name)[-1].details, {"dispute": doc.name})
		with as_user(self.other), self.assertRaises(frappe.PermissionError):
			dispute_api.open_from_matter(matter.name)

	def test_an_accusation_is_no_dispute(self):
		matter = factories.matter(unit=self.county.a1)
		frappe.db.set_value("Talk Matter", matter.name, "is_accusation", 1)
		with self.assertRaises(frappe.PermissionError):
			self.registered(matter=matter.name)
		with self.assertRaises(exceptions.AccusationRouteError):
			frappe.get_doc(
				doctype=DISPUTE, subject="x", facts="x", medical_unit=self.county.a1, matter=matter.name
			).insert()


class TestClock(DisputeTestCase):
	"""Worked out by hand on a calendar with two holidays and a Saturday that is worked."""

	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		calendar = frappe.get_doc("Work Calendar", cls.county.calendar)
		# 清明: Monday 6 April is free; 五一: 1, 4 and 5 May are free, Saturday 9 May is worked
		for day, working in (
			("2026-04-06", 0),
			("2026-05-01", 0),
			("2026-05-04", 0),
			("2026-05-05", 0),
			("2026-05-09", 1),
		):
			calendar.append("days", {"date": day, "is_working": working, "label": "Test"})
		calendar.save(ignore_permissions=True)

	def walk(self, *steps: tuple[str, str, dict[str, Any]], **given: Any) -> Any:
		"""A mediation applied for on the Monday and then taken through `steps` (moment, action, values)."""
		with self.freeze_time(MONDAY):
			doc = self.registered(received_at=MONDAY, **given)
		for moment, action, values in steps:
			with self.freeze_time(moment):
				doc = self.act(doc, action, **values)
		return doc

	def begun(self, *steps: tuple[str, str, dict[str, Any]], **given: Any) -> Any:
		return self.walk(
			("2026-03-03 09:00:00", "Give Notice", SAID),
			("2026-03-04 09:00:00", "Accept", TAKEN),
			("2026-03-05 09:00:00", "Begin Mediation", BODY),
			*steps,
			**given,
		)

	def test_acceptance_is_due_in_five_working_days(self):
		doc = self.walk()
		# Tuesday 3, 4, 5, 6 and Monday 9 March
		self.assertEqual(doc.acceptance_due_at, due("2026-03-09"))
		late = self.walk(
			("2026-03-03 09:00:00", "Give Notice", SAID), ("2026-03-10 09:00:00", "Accept", TAKEN)
		)
		self.assertEqual(late.acceptance_on_time, "Late")

	def test_in_ningbo_in_three_once_the_rule_is_switched_on(self):
		frappe.db.set_value("Deadline Rule", "dispute-nb-acceptance", "enabled", 1)
		for field, value in {"rule_level": "Municipal", "rule_region": "浙江省宁波市"}.items():
			frappe.db.set_single_value("Healthtalk Settings", field, value)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		deadlines.forget()
		self.assertEqual(self.walk().acceptance_due_at, due("2026-03-05"))

	def test_mediation_ends_after_thirty_working_days_over_a_holiday(self):
		doc = self.begun()
		# from Wednesday 4 March: 19 working days to 31 March, 3 to 3 April, 6 April is free, then the 23rd
		# is Tuesday 7 April and the 30th Thursday 16 April
		self.assertEqual(doc.mediation_due_at, due("2026-04-16"))

	def test_appraisal_days_do_not_count(self):
		appraisal = {"appraisal_body": "Medical association", "appraisal_subject": "Cause of the sore"}
		doc = self.begun(("2026-04-02 11:00:00", "Order Appraisal", appraisal))
		self.assertEqual((doc.status, str(doc.paused_since)), ("Appraisal", "2026-04-02 11:00:00"))
		with as_user(self.officer), self.freeze_time("2026-04-20 09:00:00"):
			clock = next(row for row in panel.panel(doc)["clocks"] if row["step"] == "Mediation")
			self.assertEqual((clock["paused"], clock["overdue"]), (True, False))
			self.assertEqual(sweep.due_clocks(DISPUTE, datetime(2026, 4, 20, 9)), [])
		with self.freeze_time("2026-04-29 10:00:00"):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Go On Mediating")
			doc = self.act(doc, "Go On Mediating", appraisal_result="Secondary responsibility")
		# 20 working days had passed by 1 April (the 20th); 2 April stood at closing time. The 21st day is
		# Wednesday 29 April, the 22nd the 30th; 1, 4, 5 May are free: 6, 7, 8, Saturday 9, 11, 12, 13, 14 May
		self.assertEqual(doc.mediation_due_at, due("2026-05-14"))
		self.assertEqual((doc.paused_since, str(doc.mediating_at)), (None, "2026-03-05 09:00:00"))
		self.assert_log_tells_the_columns(doc)
		with self.freeze_time("2026-05-14 16:59:00"):
			doc = self.act(doc, "Record Agreement", **AGREED)
		self.assertEqual(doc.mediation_on_time, "On Time")

	def test_after_the_term_the_mediation_has_failed_by_law(self):
		doc = self.begun()
		with self.freeze_time("2026-04-17 09:00:00"):
			with self.assertRaises(exceptions.WindowClosedError):
				self.act(doc, "Record Agreement", **AGREED)
			self.assertTrue(sweep.due_clocks(DISPUTE, datetime(2026, 4, 17, 9)))
			doc = self.act(doc, "Record Failure", failed_reason="No agreement within the term")
		self.assertEqual((doc.outcome, doc.mediation_on_time), ("Failed", "Late"))

	def test_an_agreement_of_the_last_day_may_be_written_down_later(self):
		doc = self.begun()
		with self.freeze_time("2026-04-20 09:00:00"), as_user(self.officer):
			doc = flow.act(DISPUTE, doc.name, "Record Agreement", AGREED, occurred_at="2026-04-16 16:00:00")
		self.assertEqual((doc.mediation_on_time, doc.late_entry), ("On Time", 1))

	def test_both_sides_may_agree_on_more_time_which_a_leader_approves(self):
		doc = self.begun()
		with self.freeze_time("2026-04-15 09:00:00"), as_user(self.officer):
			with self.assertRaises(exceptions.EvidenceMissingError):
				dispute_api.request_extension(doc.name, 10, "Expert is away")
			with self.assertRaises(exceptions.WindowClosedError):
				dispute_api.request_extension(doc.name, 31, "Expert is away", "2026-04-14")
			row = dispute_api.request_extension(doc.name, 10, "Expert is away", "2026-04-14")
			with self.assertRaises(frappe.PermissionError):
				dispute_api.decide_extension(doc.name, row, True)
		with self.freeze_time("2026-04-16 09:00:00"), as_user(self.leader):
			doc = frappe.get_doc(DISPUTE, doc.name)
			self.assertIn("decide_extension", [one["key"] for one in next_steps.facilities(doc)])
			dispute_api.decide_extension(doc.name, row, True, "Agreed")
		doc.reload()
		# ten working days after 16 April: 17, 20–24, 27–30
		self.assertEqual(
			(doc.mediation_due_at, str(doc.extension_agreed_on)), (due("2026-04-30"), "2026-04-14")
		)
		self.assert_log_tells_the_columns(doc)

	def test_not_after_the_term_nor_in_administrative_mediation(self):
		doc = self.begun()
		with self.freeze_time("2026-04-20 09:00:00"), as_user(self.officer):
			with self.assertRaises(exceptions.WindowClosedError):
				dispute_api.request_extension(doc.name, 10, "Expert is away", "2026-04-17")
		doc = self.begun(route="Administrative Mediation")
		with self.freeze_time("2026-04-15 09:00:00"), as_user(self.officer):
			with self.assertRaises(exceptions.WindowClosedError):
				dispute_api.request_extension(doc.name, 10, "Expert is away", "2026-04-14")

	def test_my_unit_today_shows_what_is_owed_and_who_is_waited_for(self):
		appraisal = {"appraisal_body": "Medical association", "appraisal_subject": "Cause of the sore"}
		doc = self.begun()

		def groups(moment: str) -> set[str]:
			with self.freeze_time(moment):
				answer = today.today(self.officer)["groups"]
			return {group["key"] for group in answer if doc.name in [row["name"] for row in group["rows"]]}

		self.assertEqual(groups("2026-04-15 09:00:00"), set())
		self.assertEqual(groups("2026-04-16 09:00:00"), {"due_today"})
		self.assertEqual(groups("2026-04-17 09:00:00"), {"overdue"})
		with self.freeze_time("2026-04-02 11:00:00"):
			self.act(doc, "Order Appraisal", **appraisal)
		self.assertEqual(groups("2026-04-17 09:00:00"), {"waiting"})


class TestGuards(DisputeTestCase):
	def test_above_the_threshold_the_insurer_takes_part(self):
		self.assertEqual(self.mediating(amount_claimed=10000).status, "Mediating")
		doc = self.accepted(amount_claimed=10000.01)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Begin Mediation", **BODY)
		told = {"insurer": "Insurer", "insurer_told_on": str(now_datetime().date())}
		self.assertEqual(self.act(doc, "Begin Mediation", **BODY, **told).status, "Mediating")
		uninsured = self.accepted(amount_claimed=50000)
		doc = self.act(uninsured, "Begin Mediation", **BODY, no_insurer_reason="Not insured")
		self.assertEqual(doc.status, "Mediating")

	def test_and_where_the_agreement_lies_above_it(self):
		doc = self.mediating()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Record Agreement", **{**AGREED, "amount_agreed": 20000})
		frappe.db.set_single_value("Healthtalk Settings", "dispute_insurer_threshold", 0)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		doc = self.act(doc, "Record Agreement", **{**AGREED, "amount_agreed": 20000})
		self.assertEqual(doc.amount_in_words, "贰万元整")

	def test_nobody_mediates_in_his_own_cause(self):
		for row in (
			{"mediator_name": "A", "unit": self.county.a1, "no_interest": 1},
			{"mediator_name": "B", "user": self.branch, "no_interest": 1},
			{"mediator_name": "祁小芳", "no_interest": 1},
		):
			with self.assertRaises(exceptions.ConflictOfInterestError):
				self.registered(mediators=[row])
		doc = self.registered(
			mediators=[{"mediator_name": "C", "unit": self.county.a2, "user": self.sister, "no_interest": 0}]
		)
		self.act(doc, "Give Notice", **SAID)
		self.act(doc, "Accept", **TAKEN)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Begin Mediation", **BODY)
		mediators = [{"mediator_name": "C", "unit": self.county.a2, "no_interest": 1}]
		doc = self.act(doc, "Begin Mediation", **BODY, mediators=mediators)
		with as_user(self.officer):
			doc.append("mediators", {"mediator_name": "D"})
			with self.assertRaises(exceptions.EvidenceMissingError):
				doc.save()

	def test_the_medical_side_does_not_mediate_as_the_authority(self):
		with self.assertRaises(exceptions.ConflictOfInterestError):
			self.registered(route="Administrative Mediation", unit=self.county.a, medical_unit=self.county.a)
		doc = self.registered(
			route="Administrative Mediation", unit=self.county.a, medical_unit=self.county.b1
		)
		self.assertEqual(doc.status, "Registered")

	def test_a_dispute_has_a_medical_side_and_somebody_who_handles_it(self):
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.registered(medical_unit=None)
		self.assertEqual(self.registered(unit=None).unit, self.county.a)

	def test_no_negative_amounts_and_no_application_of_tomorrow(self):
		with self.assertRaises(frappe.ValidationError):
			self.registered(amount_claimed=-1)
		with self.assertRaises(exceptions.TimeOrderError):
			self.registered(received_at=add_days(now_datetime(), 1))

	def test_in_public_only_with_both_consents(self):
		today = str(now_datetime().date())
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.registered(in_public=1, patient_consents_on=today)
		self.assertTrue(
			self.registered(in_public=1, patient_consents_on=today, medical_consents_on=today).in_public
		)

	def test_published_only_with_both_consents_and_naming_nobody(self):
		today = str(now_datetime().date())
		doc = self.act(self.mediating(), "Record Agreement", **AGREED)
		with as_user(self.leader):
			for given in (
				{},
				{"patient_consents_on": today},
				{"medical_consents_on": today},
				{"patient_consents_on": today, "medical_consents_on": today},
			):
				doc.reload()
				doc.update({"patient_consents_on": None, "medical_consents_on": None, **given})
				doc.save()
				with self.assertRaises(exceptions.EvidenceMissingError):
					dispute_api.publish(doc.name, "A cast, a sore, an apology.")
			doc.reload()
			doc.consent_scan = "/private/files/consent.pdf"
			doc.save()
			for text in ("祁小芳 was treated", "Ring 13800000005"):
				with self.assertRaises(exceptions.MoveNotAllowedError):
					dispute_api.publish(doc.name, text)
			dispute_api.publish(doc.name, "A cast, a sore, an apology.")
		doc.reload()
		self.assertTrue(doc.published_at)
		self.assertEqual(self.published(), 1)
		with as_user(self.officer):
			doc.medical_consents_on = None
			doc.save()
		doc.reload()
		self.assertEqual((doc.published_at, doc.publication_text), (None, None))
		self.assertEqual(self.published(), 0)
		self.assert_log_tells_the_columns(doc)

	def published(self) -> int:
		day = now_datetime().date()
		with as_user(self.leader):
			return registry.figure("disputes_published", Period(day, day)).value

	def test_a_row_that_lost_a_consent_by_another_way_is_not_counted(self):
		doc = self.act(self.mediating(), "Record Agreement", **AGREED)
		frappe.db.set_value(
			DISPUTE, doc.name, {"published_at": now_datetime(), "patient_consents_on": "2026-01-01"}
		)
		self.assertEqual(self.published(), 0)


class TestIdentity(DisputeTestCase):
	def test_the_patient_is_masked_and_the_clear_value_lies_apart(self):
		doc = self.registered()
		self.assertNotIn("祁小芳", frappe.as_json(doc.as_dict()))
		self.assertNotIn("13800000005", frappe.as_json(doc.as_dict()))
		with as_user(self.officer):
			clear = frappe.get_attr("healthtalk_app.api.identity.reveal")(
				DISPUTE, doc.name, "call the patient"
			)
			doc.reload()
			doc.demands = "An apology"
			doc.save()
			again = frappe.get_attr("healthtalk_app.api.identity.reveal")(
				DISPUTE, doc.name, "call the patient"
			)
		self.assertEqual((clear["patient_name"], clear["patient_phone"]), ("祁小芳", "13800000005"))
		self.assertEqual(clear, again)
		self.assertEqual(frappe.db.count("Identity Access", {"reference_name": doc.name}), 2)
		with as_user(self.other), self.assertRaises(frappe.PermissionError):
			frappe.get_attr("healthtalk_app.api.identity.reveal")(DISPUTE, doc.name, "call the patient")

	def test_the_agreement_is_printed_masked_unless_it_was_revealed(self):
		doc = self.act(self.mediating(), "Record Agreement", **AGREED)
		form = context_for(doc, "mediation_agreement")
		self.assertEqual((form["amount"], form["amount_in_words"]), ("8,000.00元", "捌仟元整"))
		self.assertNotIn("祁小芳", str(form))
		self.assertEqual((form["issuer"], form["desk_url"]), (BODY["mediation_body"], ""))
		self.assertEqual((form["institution"], form["department"]), ("Unit DSP-A1", "骨科"))
		clear = context_for(doc, "mediation_agreement", {"patient_name": "祁小芳"})
		self.assertEqual(clear["patient"], "祁小芳")


class TestRows(DisputeTestCase):
	def sees(self, user: str, doc: Any) -> tuple[bool, bool, bool]:
		"""Whether the user reads it, finds it in the list, writes it."""
		with as_user(user):
			return (
				bool(frappe.has_permission(DISPUTE, "read", doc.name)),
				doc.name in frappe.get_list(DISPUTE, pluck="name"),
				bool(frappe.has_permission(DISPUTE, "write", doc.name)),
			)

	def test_who_handles_writes_parties_read_others_nothing(self):
		doc = self.registered()
		self.assertEqual(self.sees(self.officer, doc), (True, True, True))
		self.assertEqual(self.sees(self.bureau, doc), (True, True, True))
		self.assertEqual(self.sees(self.branch, doc), (True, True, False))
		for user in (self.sister, self.other, factories.user("Unit Officer")):
			self.assertEqual(self.sees(user, doc), (False, False, False), user)
		with as_user(factories.user("Viewer", self.county.a)):
			self.assertFalse(frappe.has_permission(DISPUTE, "read", doc.name))
			with self.assertRaises(frappe.PermissionError):
				frappe.get_list(DISPUTE)

	def test_a_department_that_acts_together_reads(self):
		doc = self.registered(departments=[{"unit": self.county.b, "task": "Keep order"}])
		self.assertEqual(self.sees(self.other, doc), (True, True, False))
		with as_user(self.other), self.assertRaises(frappe.PermissionError):
			flow.act(DISPUTE, doc.name, "Give Notice", SAID)

	def test_a_dispute_goes_to_the_units_of_the_user_and_is_never_deleted(self):
		with as_user(self.other), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(
				doctype=DISPUTE, subject="x", facts="x", unit=self.county.a, medical_unit=self.county.a1
			).insert()
		doc = self.accepted()
		with self.assertRaises(exceptions.FrozenError):
			doc.delete()

	def test_only_a_leader_publishes(self):
		doc = self.act(self.mediating(), "Record Agreement", **AGREED)
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			dispute_api.publish(doc.name, "Text")

	def test_what_belongs_to_an_accusation_is_hidden(self):
		matter = factories.matter(unit=self.county.a1)
		doc = self.registered(matter=matter.name)
		frappe.db.set_value("Talk Matter", matter.name, "is_accusation", 1)
		for user in (self.officer, self.branch, self.bureau):
			self.assertEqual(self.sees(user, doc), (False, False, False))
		day = now_datetime().date()
		with as_user(self.officer):
			self.assertEqual(registry.figure("disputes_applied", Period(day, day)).value, 0)


class TestReport(DisputeTestCase):
	"""The first quarter of 2025: A1 two agreed and one failed, A2 one failed and one withdrawn."""

	ROWS = (
		("a1", "骨科", "Visit", "People's Mediation", "Agreed", "On Time"),
		("a1", "骨科", "Telephone", "People's Mediation", "Agreed", "On Time"),
		("a1", "妇产科", "Visit", "Administrative Mediation", "Failed", "Late"),
		("a2", "骨科", "", "People's Mediation", "Failed", "On Time"),
		("a2", None, None, "People's Mediation", "Withdrawn", None),
	)

	def setUp(self) -> None:
		super().setUp()
		for unit, department, channel, route, outcome, on_time in self.ROWS:
			doc = self.registered(
				medical_unit=self.county[unit],
				department=department,
				channel=channel or "",
				unit=self.county.a,
			)
			facts = {
				"route": route,
				"channel": channel,
				"received_at": "2025-01-10 09:00:00",
				"outcome": outcome,
				"status": "Closed",
				"ended_at": "2025-02-20 09:00:00",
				"mediation_due_at": on_time and "2025-02-25 17:00:00",
				"mediation_on_time": on_time,
			}
			frappe.db.set_value(DISPUTE, doc.name, facts)

	def report(self, user: str | None = None, **filters: Any) -> dict[str, tuple[Any, ...]]:
		"""Group → applied, agreed, failed, withdrawn, success rate, in time."""
		period = {"from_date": "2025-01-01", "to_date": "2025-03-31"}
		with as_user(user or self.leader):
			rows = run("Dispute Mediation Results", filters={**period, **filters})["result"]
		keys = (
			"disputes_applied",
			"disputes_agreed",
			"disputes_failed",
			"disputes_withdrawn",
			"dispute_success_rate",
			"dispute_term_rate",
		)
		total = frappe._("Total")
		return {
			"total" if row["group_name"] == total else row["group"]: tuple(row[key] for key in keys)
			for row in rows
		}

	def test_by_institution(self):
		self.assertEqual(
			self.report(),
			{
				self.county.a1: (3, 2, 1, 0, 66.67, 66.67),
				self.county.a2: (2, 0, 1, 1, 0, 100),
				"total": (5, 2, 2, 1, 50, 75),
			},
		)

	def test_by_department_channel_and_way(self):
		by = self.report(group_by="department")
		self.assertEqual(by["骨科"], (3, 2, 1, 0, 66.67, 100))
		self.assertEqual(by["妇产科"], (1, 0, 1, 0, 0, 0))
		# what was only withdrawn has no rate: neither nought nor a hundred
		self.assertEqual(by[None], (1, 0, 0, 1, None, None))
		by = self.report(group_by="channel")
		self.assertEqual((by["Visit"][:5], by["Telephone"][4]), ((2, 1, 1, 0, 50), 100))
		self.assertEqual(by[None][:5], (2, 0, 1, 1, 0))
		self.assertEqual(self.report(group_by="route")["Administrative Mediation"][:5], (1, 0, 1, 0, 0))
		self.assertEqual(self.report(department="骨科")["total"][:5], (3, 2, 1, 0, 66.67))

	def test_everybody_sees_the_own_units(self):
		self.assertEqual(set(self.report(self.branch)), {self.county.a1, "total"})
		self.assertEqual(self.report(self.branch)["total"][0], 3)
		self.assertEqual(self.report(self.other), {})

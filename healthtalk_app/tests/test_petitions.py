"""P5: petitions by law, from the reception to the delivered opinion (信访工作条例 2022)."""

from typing import Any

import frappe

from healthtalk_app import exceptions
from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import petition as api
from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.services.steps import flow, next_steps
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_clocks import MONDAY, ClockTestCase, due

OPINION = {
	"reply": "The fee is paid back.",
	"facts_found": "One picture was charged twice.",
	"legal_basis": "信访工作条例 art. 34",
	"opinions": [{"demand": "Pay back 126 yuan", "opinion": "Paid back.", "supported": "Supported"}],
}
RECEPTION = {"reception_form": "Visit", "reception_at": "2026-03-02 10:05:00"}
MISSING = {"material": "Bill", "copies": 2, "requirement": "With the seal of the cashier"}
GOT = {"material": "Identity card", "state": "Received"}


class PetitionTestCase(ClockTestCase):
	"""Petitions of branch A1, raised on a Monday at ten and handled there."""

	def petition(self, moment: str = MONDAY, **given: Any) -> Any:
		return self.raised_on(moment, regime="Petition", channel="Visit", raiser_name="张三", **given)

	def call(self, moment: str, user: str, method: Any, doc: Any, *args: Any, **values: Any) -> Any:
		"""A method of the interface, called by a user at a moment; the document is read again."""
		with self.freeze_time(moment), as_user(user):
			answer = method(doc.name, *args, **values)
		doc.reload()
		return answer

	def act(self, moment: str, doc: Any, action: str, values: dict[str, Any] | None = None) -> Any:
		with self.freeze_time(moment), as_user(self.clerk):
			return flow.act("Talk Matter", doc.name, action, values)

	def taken_up(self, moment: str = "2026-03-03 09:00:00", **given: Any) -> Any:
		"""Accepted on Tuesday, planned and begun."""
		doc = self.petition(**given)
		self.act(moment, doc, "Accept", {"category": self.category})
		self.act(moment, doc, "Make Plan", {"plan": "Look into the bill."})
		return self.act(moment, doc, "Start")

	def answered(self, moment: str = "2026-04-01 09:00:00", **given: Any) -> Any:
		return self.act(moment, self.taken_up(**given), "Reply", OPINION)

	def delivered(self, moment: str = "2026-04-02 09:00:00", **given: Any) -> Any:
		doc = self.answered(**given)
		paper = next(row.name for row in doc.papers if row.kind == "Opinion")
		self.call(moment, self.clerk, api.record_delivery, doc, paper, "In Person")
		return doc

	def numbers(self, doc: Any) -> list[tuple[str, str]]:
		doc.reload()
		return [(row.kind, row.number) for row in doc.papers]


class TestReception(PetitionTestCase):
	def register(self, doc: Any, **values: Any) -> str:
		given = {**RECEPTION, "receptionist": self.clerk, **values}
		return self.call("2026-03-02 10:20:00", self.clerk, api.register, doc, given)

	def test_a_petition_is_registered_once_with_who_received_it_and_when(self) -> None:
		doc = self.petition()
		number = self.register(doc)
		self.assertEqual(number, "LOOP-A1卫信登〔2026〕1号")
		self.assertEqual((doc.registration_number, str(doc.registered_at)), (number, "2026-03-02 10:20:00"))
		self.assertEqual((doc.receptionist, str(doc.reception_at)), (self.clerk, "2026-03-02 10:05:00"))
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.register(doc)
		self.assert_log_tells_the_columns(doc)

	def test_the_register_is_refused_without_a_reception_and_for_other_matters(self) -> None:
		doc = self.petition()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.call("2026-03-02 10:20:00", self.clerk, api.register, doc, {"reception_form": "Visit"})
		with self.assertRaises(exceptions.TimeOrderError):
			self.register(doc, reception_at="2026-03-02 09:00:00")
		talk = self.raised_on()
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.register(talk)

	def test_what_the_register_says_stays(self) -> None:
		doc = self.petition()
		self.register(doc)
		with self.freeze_time("2026-03-02 11:00:00"), as_user(self.clerk):
			doc.receptionist = self.leader
			with self.assertRaises(exceptions.FrozenError):
				doc.save()

	def test_acceptance_enters_what_nobody_has_registered(self) -> None:
		doc = self.taken_up()
		self.assertEqual(doc.registration_number, "LOOP-A1卫信登〔2026〕1号")
		self.assertEqual((str(doc.registered_at), doc.reception_at), ("2026-03-03 09:00:00", None))

	def test_a_client_writes_neither_number_nor_papers_nor_the_chain(self) -> None:
		paper = {"kind": "Opinion", "number": "1", "delivered_at": MONDAY}
		other = self.petition()
		doc = self.petition(
			registration_number="1", registered_at=MONDAY, papers=[paper], review_of=other.name
		)
		self.assertFalse(doc.registration_number or doc.registered_at or doc.papers or doc.review_of)
		doc.reload()
		with self.freeze_time("2026-03-02 11:00:00"), as_user(self.clerk):
			doc.review_of, doc.overruled_at = other.name, MONDAY
			doc.append("papers", paper)
			doc.append("recusals", {"person": self.leader, "decision": "Recused"})
			doc.save()
		doc.reload()
		self.assertFalse(doc.review_of or doc.overruled_at or doc.papers or doc.recusals)

	def test_at_most_five_represent_a_joint_visit_and_six_need_some(self) -> None:
		five, six = "甲一、甲二、甲三、甲四、甲五", "甲一、甲二、甲三、甲四、甲五、甲六"
		doc = self.petition()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.register(doc, petitioner_count=6)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.register(doc, petitioner_count=12, representatives=six)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.register(doc, petitioner_count=1, representatives=five)
		doc.reload()
		self.register(doc, petitioner_count=12, representatives=five)
		self.assertEqual((doc.petitioner_count, doc.representatives), (12, "甲*、甲*、甲*、甲*、甲*"))
		clear = frappe.db.get_value("Protected Identity", {"reference_name": doc.name}, "representatives")
		self.assertEqual(clear, five)

	def test_five_may_visit_without_representatives_and_letters_need_none(self) -> None:
		self.assertTrue(self.register(self.petition(), petitioner_count=5))
		self.assertTrue(self.register(self.petition(), petitioner_count=30, reception_form="Letter"))


class TestOneTimeNotice(PetitionTestCase):
	def notice(self, doc: Any, *rows: dict[str, Any], **values: Any) -> None:
		self.call("2026-03-03 09:00:00", self.clerk, api.one_time_notice, doc, list(rows), **values)

	def test_it_is_given_once_before_acceptance_with_a_number(self) -> None:
		doc = self.petition()
		self.notice(doc, MISSING, GOT, supply_by="2026-03-10")
		self.assertEqual(self.numbers(doc), [("One-Time Notice", "LOOP-A1卫信告〔2026〕1号")])
		rows = [(row.material, row.copies, row.state, str(row.supplied_on)) for row in doc.materials]
		self.assertEqual(
			rows, [("Bill", 2, "To Supply", "None"), ("Identity card", 1, "Received", "2026-03-03")]
		)
		self.assertEqual(str(doc.supply_by), "2026-03-10")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.notice(doc, MISSING)

	def test_it_says_what_is_missing_by_a_day_to_come_and_is_no_step_of_an_accepted_one(self) -> None:
		doc = self.petition()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.notice(doc, GOT)
		with self.assertRaises(exceptions.TimeOrderError):
			self.notice(doc, MISSING, supply_by="2026-03-02")
		taken = self.taken_up()
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.notice(taken, MISSING)

	def test_by_the_national_rule_the_clock_does_not_wait(self) -> None:
		doc = self.petition()
		self.notice(doc, MISSING)
		self.assertFalse(doc.paused_since or doc.pauses)
		self.call("2026-03-12 09:00:00", self.clerk, api.materials_supplied, doc)
		self.assertEqual([row.state for row in doc.materials], ["Received"])
		self.assertEqual(doc.notice_due_at, due("2026-03-17"))

	def test_where_the_rule_lists_it_the_clock_stands_until_the_last_is_there(self) -> None:
		frappe.db.set_value("Deadline Rule", "petition-notice", "pause_reasons", "等待反映人补充材料")
		deadlines.forget()
		doc = self.petition()
		self.notice(doc, MISSING, {**MISSING, "material": "Case note"})
		self.assertEqual(str(doc.paused_since), "2026-03-03 09:00:00")
		first, second = (row.name for row in doc.materials)
		self.call("2026-03-05 09:00:00", self.clerk, api.materials_supplied, doc, [first])
		self.assertTrue(doc.paused_since)
		self.call("2026-03-06 09:00:00", self.clerk, api.materials_supplied, doc, [second])
		# three closings of the office lay in between, on the 3rd, 4th and 5th: the 17th becomes the 20th
		self.assertEqual((doc.paused_since, doc.notice_due_at), (None, due("2026-03-20")))
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.call("2026-03-06 10:00:00", self.clerk, api.materials_supplied, doc)
		self.assert_log_tells_the_columns(doc)


class TestRings(PetitionTestCase):
	def test_each_decision_has_its_paper_with_a_number_of_its_series(self) -> None:
		doc = self.answered()
		self.assertEqual(
			self.numbers(doc),
			[
				("Acceptance Notice", "LOOP-A1卫信告〔2026〕1号"),
				("Opinion", "LOOP-A1卫信复〔2026〕1号"),
			],
		)
		refused = self.petition()
		why = {
			"not_accepted_reason": "In Litigation or Arbitration",
			"not_accepted_note": "The court hears it.",
			"notice_given_at": "2026-03-04 09:00:00",
		}
		self.act("2026-03-04 09:00:00", refused, "Decline", why)
		self.assertEqual(self.numbers(refused), [("Refusal Notice", "LOOP-A1卫信告〔2026〕2号")])
		self.assertEqual(frappe.db.get_value("Talk Matter", refused.name, "notice_on_time"), "On Time")

	def test_a_talk_has_no_papers(self) -> None:
		doc = self.in_progress()
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", doc.name, "Reply", {"reply": "Done."})
		self.assertFalse(doc.papers or doc.registered_at)

	def test_an_opinion_needs_facts_basis_and_an_answer_to_each_demand(self) -> None:
		doc = self.taken_up()
		for missing in ("facts_found", "legal_basis", "opinions"):
			values = {key: value for key, value in OPINION.items() if key != missing}
			with self.assertRaises(exceptions.EvidenceMissingError, msg=missing):
				self.act("2026-04-01 09:00:00", doc, "Reply", values)
		with self.assertRaises(frappe.ValidationError):
			self.act("2026-04-01 09:00:00", doc, "Reply", {**OPINION, "opinions": [{"demand": "Pay"}]})
		self.assertEqual(self.act("2026-04-01 09:00:00", doc, "Reply", OPINION).status, "Replied")

	def test_what_was_found_stands_once_it_was_answered(self) -> None:
		doc = self.answered()
		doc.reload()
		with self.freeze_time("2026-04-01 10:00:00"), as_user(self.clerk):
			doc.opinions[0].opinion = "Something else."
			with self.assertRaises(exceptions.FrozenError):
				doc.save()

	def test_settled_on_the_spot_it_needs_no_papers(self) -> None:
		doc = self.raised(regime="Petition")
		with as_user(self.clerk):
			matter_api.settle_on_the_spot(doc.name, "Explained at once.")
		doc.reload()
		self.assertEqual((doc.status, doc.papers), ("Replied", []))
		self.assertTrue(doc.registration_number)

	def test_a_petition_may_be_passed_on_before_anybody_accepts_it(self) -> None:
		doc = self.petition()
		with as_user(self.clerk):
			self.assertIn("refer", {row["key"] for row in next_steps.facilities(doc)})
			slip = matter_api.refer(doc.name, self.county.a2, "It is your duty.")
		self.assertEqual(frappe.db.get_value("Referral Slip", slip, "matter"), doc.name)
		with as_user(self.clerk):
			talk = {row["key"] for row in next_steps.facilities(self.raised_on())}
		self.assertNotIn("refer", talk)

	def test_sixty_days_and_thirty_more_with_approval_and_only_once_told(self) -> None:
		doc = self.taken_up()
		# sixty days after 3 March end on Saturday 2 May, which moves to the Monday
		self.assertEqual(doc.resolution_due_at, due("2026-05-04"))
		with self.assertRaises(exceptions.WindowClosedError):
			self.call(
				"2026-04-20 09:00:00", self.clerk, matter_api.request_extension, doc, "Resolution", 31, "Hard"
			)
		row = self.call(
			"2026-04-20 09:00:00", self.clerk, matter_api.request_extension, doc, "Resolution", 30, "Hard"
		)
		self.call("2026-04-21 09:00:00", self.leader, matter_api.decide_extension, doc, row, True)
		# ninety days after 3 March: Monday 1 June
		self.assertEqual(doc.resolution_due_at, due("2026-06-01"))
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act("2026-05-20 09:00:00", doc, "Reply", OPINION)
		self.call("2026-05-20 10:00:00", self.clerk, matter_api.record_told, doc, row, "In Writing")
		self.assertEqual(self.act("2026-05-20 11:00:00", doc, "Reply", OPINION).resolution_on_time, "On Time")

	def test_the_provincial_rule_holds_where_it_is_chosen(self) -> None:
		self.enable_local_rules(1)
		self.follow("Provincial", "浙江省")
		doc = self.petition()
		# five working days after Monday; thirty days after 3 March: Thursday 2 April
		self.assertEqual(self.running(doc), {"Acceptance Notice": due("2026-03-09")})
		self.act("2026-03-03 09:00:00", doc, "Accept", {"category": self.category})
		doc.reload()
		self.assertEqual(doc.resolution_due_at, due("2026-04-02"))

	def test_a_section_signs_under_the_unit_above_it(self) -> None:
		doc = self.petition()
		with self.freeze_time("2026-03-03 09:00:00"):
			flow.act(
				"Talk Matter", doc.name, "Accept", {"category": self.category, "lead_unit": self.county.dept}
			)
		doc.reload()
		self.assertEqual(
			(doc.papers[0].unit, doc.papers[0].number), (self.county.bureau, "LOOP-BUREAU卫信告〔2026〕1号")
		)


class TestDelivery(PetitionTestCase):
	def test_a_paper_is_delivered_once_not_before_it_was_issued_and_with_the_way(self) -> None:
		doc = self.answered()
		paper = doc.papers[0].name
		for moment, how, error in (
			("2026-03-02 09:00:00", "In Person", exceptions.TimeOrderError),
			("2027-03-02 09:00:00", "In Person", exceptions.TimeOrderError),
			("2026-03-05 09:00:00", "", exceptions.EvidenceMissingError),
		):
			with self.assertRaises(error):
				self.call("2026-04-02 09:00:00", self.clerk, api.record_delivery, doc, paper, how, moment)
			doc.reload()
		self.call(
			"2026-04-02 09:00:00",
			self.clerk,
			api.record_delivery,
			doc,
			paper,
			"By Post",
			"2026-03-05 09:00:00",
		)
		self.assertEqual(
			(str(doc.papers[0].delivered_at), doc.papers[0].delivered_how), ("2026-03-05 09:00:00", "By Post")
		)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.call("2026-04-02 10:00:00", self.clerk, api.record_delivery, doc, paper, "By Post")

	def test_with_the_opinion_begin_thirty_days_for_a_review(self) -> None:
		doc = self.delivered()
		# thirty days after Thursday 2 April end on Saturday 2 May, which moves to the Monday
		self.assertEqual(self.running(doc)["Review Request"], due("2026-05-04"))
		self.assert_log_tells_the_columns(doc)

	def test_who_only_reads_and_who_does_not_see_it_can_do_none_of_this(self) -> None:
		doc = self.answered()
		viewer = factories.user("Viewer", self.county.a1)
		for user in (viewer, self.sister):
			for method, args in (
				(api.register, ({},)),
				(api.one_time_notice, ([MISSING],)),
				(api.materials_supplied, ()),
				(api.record_delivery, (doc.papers[0].name, "In Person")),
				(api.ask_review, ({"content": "Why"},)),
				(api.request_recusal, (self.clerk, "Cousin")),
				(api.decide_recusal, ("x", 1)),
			):
				with as_user(user), self.assertRaises(frappe.PermissionError, msg=method.__name__):
					method(doc.name, *args)

	def test_an_accusation_takes_its_own_way_without_register_or_papers(self) -> None:
		discipline = factories.user("Discipline Officer", self.county.bureau)
		with as_user(discipline):
			doc = factories.matter(
				regime="Petition", is_accusation=1, accused=[{"person": "某某"}], ignore_permissions=False
			)
			flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
			doc.reload()
			keys = {row["key"] for row in next_steps.facilities(doc)}
			with self.assertRaises(exceptions.MoveNotAllowedError):
				api.register(doc.name, {})
		self.assertFalse(doc.papers or doc.registered_at)
		self.assertTrue(keys.isdisjoint({"register_petition", "one_time_notice", "ask_review", "refer"}))

	def test_the_form_offers_what_is_open_now(self) -> None:
		def offered(doc: Any) -> set[str]:
			with self.freeze_time("2026-04-03 09:00:00"), as_user(self.clerk):
				return {row["key"] for row in next_steps.facilities(frappe.get_doc("Talk Matter", doc.name))}

		ours = {"register_petition", "one_time_notice", "materials_supplied", "record_delivery", "ask_review"}
		self.assertEqual(offered(self.petition()) & ours, {"register_petition", "one_time_notice"})
		self.assertEqual(offered(self.taken_up()) & ours, {"record_delivery"})
		self.assertEqual(offered(self.delivered()) & ours, {"record_delivery", "ask_review"})

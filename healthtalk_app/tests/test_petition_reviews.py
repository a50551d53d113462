"""P5: 复查 and 复核, each with the next superior organ, in their windows, final in the end (art. 35–36)."""

from typing import Any

import frappe

from healthtalk_app import exceptions, permissions
from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import petition as api
from healthtalk_app.services.steps import flow, next_steps
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_clocks import due
from healthtalk_app.tests.test_petitions import OPINION, PetitionTestCase

WHY = {"content": "The fee was not the point.", "reception_form": "Letter"}


class ReviewTestCase(PetitionTestCase):
	"""A1 answers on 1 April and delivers on 2 April; its superior is headquarters A, above it the bureau."""

	def ask(self, doc: Any, moment: str, user: str | None = None, **values: Any) -> Any:
		answer = self.call(moment, user or self.group, api.ask_review, doc, {**WHY, **values})
		return frappe.get_doc("Talk Matter", answer["name"])

	def decide(self, doc: Any, moment: str, user: str, result: str = "Upheld") -> Any:
		"""The superior organ accepts, plans, begins and decides in one go, and delivers its opinion."""
		with self.freeze_time(moment), as_user(user):
			for action, values in (
				("Accept", {"category": self.category}),
				("Make Plan", {"plan": "Hear both sides."}),
				("Start", None),
				("Reply", {**OPINION, "review_result": result}),
			):
				doc = flow.act("Talk Matter", doc.name, action, values)
			paper = next(row.name for row in doc.papers if row.kind == "Opinion")
			api.record_delivery(doc.name, paper, "By Post")
		doc.reload()
		return doc

	def reviewed(self, result: str = "Upheld") -> Any:
		"""The review, asked for on 10 April and decided on 20 April."""
		return self.decide(
			self.ask(self.delivered(), "2026-04-10 09:00:00"), "2026-04-20 09:00:00", self.group, result
		)

	def final(self) -> Any:
		"""The re-examination by the bureau."""
		again = self.ask(self.reviewed(), "2026-05-06 09:00:00", self.officer)
		return self.decide(again, "2026-05-20 09:00:00", self.officer)


class TestChain(ReviewTestCase):
	def test_the_superior_organ_reviews_within_thirty_days_of_the_request(self) -> None:
		first = self.delivered()
		review = self.ask(first, "2026-04-10 09:00:00", receptionist=self.group)
		self.assertEqual((review.variant, review.review_of), ("Review", first.name))
		self.assertEqual(
			(review.unit, review.lead_unit, review.status), (self.county.a, self.county.a, "Raised")
		)
		# fifteen days after Friday 10 April end on Saturday 25 April, thirty on Sunday 10 May: the Mondays
		self.assertEqual(
			self.running(review),
			{"Acceptance Notice": due("2026-04-27"), "Resolution": due("2026-05-11")},
		)
		self.assertEqual(review.clocks[-1].rule, "petition-review")
		self.assertEqual((review.raiser_name, str(review.reception_at)), ("张*", "2026-04-10 09:00:00"))
		clear = frappe.db.get_value("Protected Identity", {"reference_name": review.name}, "full_name")
		self.assertEqual(clear, "张三")
		first.reload()
		self.assertEqual(str(first.review_asked_at), "2026-04-10 09:00:00")
		self.assert_log_tells_the_columns(first)
		self.assert_log_tells_the_columns(review)

	def test_whom_a_petition_names_is_named_in_its_review(self) -> None:
		first = self.delivered()
		named = frappe.get_doc(
			doctype="Matter Accused",
			parenttype="Talk Matter",
			parent=first.name,
			parentfield="accused",
			idx=1,
			person="Somebody of the bureau",
			shut_out=f"|{self.officer}|",
		)
		named.db_insert()
		first.reload()
		review = self.ask(first, "2026-04-10 09:00:00")
		self.assertEqual(
			[(row.person, row.shut_out) for row in review.accused],
			[("Somebody of the bureau", f"|{self.officer}|")],
		)
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			permissions.require_not_complained_of(review)
		other = self.ask(self.delivered(), "2026-04-10 09:00:00")
		with as_user(self.officer):
			permissions.require_not_complained_of(other)

	def test_a_hearing_does_not_count_and_nothing_else_stops_a_review(self) -> None:
		review = self.ask(self.delivered(), "2026-04-10 09:00:00")
		with self.freeze_time("2026-04-13 09:00:00"), as_user(self.group):
			flow.act("Talk Matter", review.name, "Accept", {"category": self.category})
			with self.assertRaises(exceptions.EvidenceMissingError):
				matter_api.pause(review.name, "等待反映人补充材料")
		self.call("2026-04-14 09:00:00", self.group, matter_api.pause, review, "听证")
		self.call("2026-04-17 09:00:00", self.group, matter_api.resume, review)
		# the offices closed three times in between; thirty and three days after 10 April: Wednesday 13 May
		self.assertEqual(review.resolution_due_at, due("2026-05-13"))

	def test_the_window_is_open_on_its_last_day_and_closed_on_the_next(self) -> None:
		doc = self.delivered()
		with self.assertRaises(exceptions.WindowClosedError):
			self.ask(doc, "2026-05-05 09:00:00")
		self.assertEqual(self.ask(doc, "2026-05-04 16:59:00").variant, "Review")

	def test_a_date_that_a_client_claims_opens_no_window_that_is_over(self) -> None:
		doc = self.delivered()
		for claimed in ("2026-03-20 09:00:00", "2026-06-20 09:00:00"):
			with self.assertRaises(exceptions.TimeOrderError):
				self.call("2026-05-20 09:00:00", self.group, api.ask_review, doc, WHY, claimed)

	def test_no_request_lies_before_the_delivery_of_the_opinion(self) -> None:
		doc = self.delivered()
		asked = {**WHY, "received_proof": "Postmark"}
		with self.assertRaises(exceptions.TimeOrderError):
			self.call("2026-04-03 10:00:00", self.group, api.ask_review, doc, asked, "2026-04-01 18:00:00")
		self.call("2026-04-03 10:00:00", self.group, api.ask_review, doc, asked, "2026-04-02 18:00:00")

	def test_what_came_days_ago_or_in_a_window_that_is_over_has_its_proof(self) -> None:
		for now, came, needs_proof in (
			("2026-04-13 09:00:00", "2026-04-10 09:00:00", False),
			("2026-04-13 09:01:00", "2026-04-10 09:00:00", True),
			# the window ends on Monday 4 May at 17:00
			("2026-05-05 09:00:00", "2026-05-04 16:00:00", True),
		):
			doc = self.delivered()
			if needs_proof:
				with self.assertRaises(exceptions.EvidenceMissingError):
					self.call(now, self.group, api.ask_review, doc, WHY, came)
			proof = {"received_proof": "Postmark of 3 April"} if needs_proof else {}
			answer = self.call(now, self.group, api.ask_review, doc, {**WHY, **proof}, came)
			stored = frappe.db.get_value("Talk Matter", answer["name"], ["raised_at", "received_proof"])
			self.assertEqual((str(stored[0]), stored[1]), (came, proof.get("received_proof")))

	def test_there_is_nothing_to_review_before_an_opinion_and_one_review_of_each(self) -> None:
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.ask(self.taken_up(), "2026-04-10 09:00:00")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.ask(self.raised(), "2027-04-10 09:00:00", self.clerk)
		withdrawn = self.taken_up()
		with self.freeze_time("2026-04-09 09:00:00"), as_user(self.clerk):
			why = {"withdrawn_reason": "It has settled itself."}
			flow.act("Talk Matter", withdrawn.name, "Withdraw", why)
		withdrawn.reload()
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.ask(withdrawn, "2026-04-10 09:00:00")
		doc = self.delivered()
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.ask(doc, "2026-04-10 09:00:00", content=" ")
		self.ask(doc, "2026-04-10 09:00:00")
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.ask(doc, "2026-04-11 09:00:00")

	def test_a_review_that_was_declined_leaves_the_way_open(self) -> None:
		doc = self.delivered()
		review = self.ask(doc, "2026-04-10 09:00:00")
		why = {
			"not_accepted_reason": "No Concrete Demand",
			"not_accepted_note": "Say what you want.",
			"notice_given_at": "2026-04-13 09:00:00",
		}
		with self.freeze_time("2026-04-13 09:00:00"), as_user(self.group):
			flow.act("Talk Matter", review.name, "Decline", why)
		self.assertEqual(self.ask(doc, "2026-04-14 09:00:00").variant, "Review")

	def test_the_bureau_re_examines_what_the_headquarters_reviewed_and_that_is_final(self) -> None:
		review = self.reviewed()
		# thirty days after Monday 20 April: Wednesday 20 May
		self.assertEqual(self.running(review)["Re-examination Request"], due("2026-05-20"))
		again = self.ask(review, "2026-05-06 09:00:00", self.officer)
		self.assertEqual((again.variant, again.lead_unit), ("Re-examination", self.county.bureau))
		# thirty days after Wednesday 6 May: Friday 5 June
		self.assertEqual(self.running(again)["Resolution"], due("2026-06-05"))
		self.assertEqual(again.clocks[-1].rule, "petition-reexamination")
		again = self.decide(again, "2026-05-20 09:00:00", self.officer)
		self.assertEqual({row.step for row in again.clocks}, {"Acceptance Notice", "Resolution"})
		with self.assertRaises(exceptions.WindowClosedError):
			self.ask(again, "2026-05-21 09:00:00", self.officer)

	def test_above_the_bureau_there_is_nobody_here(self) -> None:
		with self.freeze_time("2026-03-02 10:00:00"), as_user(self.officer):
			doc = factories.matter(
				regime="Petition",
				unit=self.county.bureau,
				raised_at="2026-03-02 10:00:00",
				ignore_permissions=False,
			)
		doc = self.decide_first(doc)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.ask(doc, "2026-03-10 09:00:00", self.officer)

	def decide_first(self, doc: Any) -> Any:
		return self.decide(doc, "2026-03-05 09:00:00", self.officer)


class TestOrgans(ReviewTestCase):
	def test_who_gave_the_opinion_does_not_review_it(self) -> None:
		review = self.ask(self.delivered(), "2026-04-10 09:00:00")
		for unit in (self.county.a1,):
			with self.freeze_time("2026-04-13 09:00:00"), as_user(self.group):
				with self.assertRaises(exceptions.SameOrganError):
					flow.act(
						"Talk Matter", review.name, "Accept", {"category": self.category, "lead_unit": unit}
					)
		with self.freeze_time("2026-04-13 09:00:00"), as_user(self.group):
			doc = flow.act("Talk Matter", review.name, "Accept", {"category": self.category})
		self.assertEqual((doc.lead_unit, doc.papers[0].unit), (self.county.a, self.county.a))

	def test_the_stage_of_a_review_is_not_the_clients_to_choose(self) -> None:
		review = self.ask(self.delivered(), "2026-04-10 09:00:00")
		for change in ({"variant": ""}, {"variant": "Re-examination"}, {"regime": "Talk", "variant": ""}):
			with self.freeze_time("2026-04-13 09:00:00"), as_user(self.group):
				doc = frappe.get_doc("Talk Matter", review.name)
				doc.update(change)
				with self.assertRaises(exceptions.FrozenError, msg=str(change)):
					doc.save()
		with self.assertRaises(exceptions.BadInputError):
			self.petition(variant="Review")

	def test_the_handler_does_not_write_the_review_and_its_reader_sees_the_petition(self) -> None:
		review = self.ask(self.delivered(), "2026-04-10 09:00:00")
		with as_user(self.clerk):
			self.assertFalse(frappe.has_permission("Talk Matter", "read", review.name))
			with self.assertRaises(frappe.PermissionError):
				flow.act("Talk Matter", review.name, "Accept", {"category": self.category})
		with as_user(self.group):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", review.review_of))

	def test_a_review_says_its_result(self) -> None:
		review = self.ask(self.delivered(), "2026-04-10 09:00:00")
		with self.freeze_time("2026-04-20 09:00:00"), as_user(self.group):
			for action, values in (
				("Accept", {"category": self.category}),
				("Make Plan", {"plan": "Hear both sides."}),
				("Start", None),
			):
				doc = flow.act("Talk Matter", review.name, action, values)
			reply = next(row for row in next_steps.actions(doc) if row["status"] == "Replied")
			self.assertIn("review_result", [field["fieldname"] for field in reply["fields"]])
			with self.assertRaises(exceptions.EvidenceMissingError):
				flow.act("Talk Matter", review.name, "Reply", OPINION)


class TestResults(ReviewTestCase):
	def overruled(self, result: str) -> Any:
		review = self.reviewed(result)
		return frappe.get_doc("Talk Matter", review.review_of)

	def test_an_opinion_that_was_upheld_is_no_error(self) -> None:
		doc = self.overruled("Upheld")
		self.assertEqual((doc.status, doc.overruled_at), ("Replied", None))

	def test_an_opinion_that_was_changed_is_one(self) -> None:
		doc = self.overruled("Changed")
		self.assertEqual((doc.status, str(doc.overruled_at)), ("Replied", "2026-04-20 09:00:00"))
		self.assert_log_tells_the_columns(doc)

	def test_to_be_handled_anew_it_is_open_again_and_its_next_opinion_may_be_reviewed(self) -> None:
		doc = self.overruled("Handle Anew")
		self.assertEqual((doc.status, doc.reopen_count, doc.reply), ("In Progress", 1, None))
		# sixty days after Monday 20 April: Friday 19 June
		self.assertEqual(self.running(doc), {**self.met(doc), "Resolution": due("2026-06-19")})
		doc = self.act("2026-05-11 09:00:00", doc, "Reply", OPINION)
		opinions = [row for row in doc.papers if row.kind == "Opinion"]
		self.assertEqual(len(opinions), 2)
		self.call("2026-05-12 09:00:00", self.clerk, api.record_delivery, doc, opinions[-1].name, "In Person")
		# thirty days after Tuesday 12 May: Thursday 11 June
		self.assertEqual(self.running(doc)["Review Request"], due("2026-06-11"))
		self.assertEqual(self.ask(doc, "2026-05-13 09:00:00").variant, "Review")
		doc.reload()
		self.assert_log_tells_the_columns(doc)

	@staticmethod
	def met(doc: Any) -> dict[str, Any]:
		return {row.step: row.due_at for row in doc.clocks if row.met_at}


class TestRepeated(ReviewTestCase):
	def decline(self, raised_at: str, earlier: Any) -> Any:
		doc = self.petition(raised_at)
		why = {
			"not_accepted_reason": "Repeated",
			"not_accepted_note": "The matter has run its course.",
			"notice_given_at": raised_at,
		}
		with self.freeze_time(raised_at), as_user(self.clerk):
			why["repeats"] = earlier and earlier.name
			return flow.act("Talk Matter", doc.name, "Decline", why)

	def test_a_repeated_petition_names_the_earlier_one(self) -> None:
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.decline("2026-05-05 10:00:00", None)

	def test_while_a_review_may_be_asked_for_a_petition_is_not_repeated(self) -> None:
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.decline("2026-04-20 10:00:00", self.delivered())

	def test_after_the_window_it_is(self) -> None:
		doc = self.decline("2026-05-05 10:00:00", self.delivered())
		self.assertEqual((doc.status, doc.papers[0].kind), ("Not Accepted", "Refusal Notice"))

	def test_so_it_is_while_the_first_is_under_way_and_after_the_last_opinion(self) -> None:
		self.assertEqual(self.decline("2026-03-20 10:00:00", self.taken_up()).status, "Not Accepted")
		first = frappe.get_doc(
			"Talk Matter", frappe.db.get_value("Talk Matter", self.final().review_of, "review_of")
		)
		self.assertEqual(self.decline("2026-05-21 10:00:00", first).status, "Not Accepted")

	def test_only_an_earlier_petition_is_repeated(self) -> None:
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.decline("2026-05-05 10:00:00", self.raised_on())

"""P5: 回避, whoever has an interest in a matter does not handle it (信访工作条例 2022, art. 28)."""

from typing import Any

import frappe

from healthtalk_app import exceptions
from healthtalk_app.api import call_back as call_back_api
from healthtalk_app.api import dispute as dispute_api
from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import petition as api
from healthtalk_app.metrics import today
from healthtalk_app.services.notifying import digest, notices
from healthtalk_app.services.organisation import handover
from healthtalk_app.services.steps import flow, next_steps
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_loop import LoopTestCase


class RecusalTestCase(LoopTestCase):
	"""The clerk of A1 is the cousin of who complains; a colleague of his unit is not."""

	@classmethod
	def setUpTestData(cls) -> None:
		super().setUpTestData()
		cls.colleague = factories.user("Unit Officer", cls.county.a1)

	def petition(self, **given: Any) -> Any:
		return self.raised(regime="Petition", **given)

	def asked(self, doc: Any, person: str | None = None) -> str:
		with as_user(self.colleague):
			row = api.request_recusal(doc.name, person or self.clerk, "A cousin of the petitioner")
		doc.reload()
		return row

	def recused(self, doc: Any) -> Any:
		row = self.asked(doc)
		with as_user(self.leader):
			api.decide_recusal(doc.name, row, 1)
		doc.reload()
		return doc


class TestDecision(RecusalTestCase):
	def test_a_leader_decides_and_the_reasons_stay(self) -> None:
		doc = self.petition(handler=self.clerk)
		self.recused(doc)
		row = doc.recusals[0]
		self.assertEqual(
			(row.person, row.decision, row.requested_by, row.decided_by, row.reason),
			(self.clerk, "Recused", self.colleague, self.leader, "A cousin of the petitioner"),
		)
		self.assertIsNone(doc.handler)

	def test_an_officer_does_not_decide_nor_anybody_on_himself_nor_without_a_reason(self) -> None:
		doc = self.petition()
		row = self.asked(doc)
		with as_user(self.colleague), self.assertRaises(frappe.PermissionError):
			api.decide_recusal(doc.name, row, 1)
		with as_user(self.leader), self.assertRaises(exceptions.EvidenceMissingError):
			api.decide_recusal(doc.name, row, 0)
		own = self.asked(doc, self.leader)
		with as_user(self.leader), self.assertRaises(exceptions.RecusedError):
			api.decide_recusal(doc.name, own, 0, "No")

	def test_a_refused_request_keeps_nobody_out_and_may_be_asked_again(self) -> None:
		doc = self.petition()
		row = self.asked(doc)
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.asked(doc)
		with as_user(self.leader):
			api.decide_recusal(doc.name, row, 0, "Only of the same name")
		with as_user(self.clerk):
			self.assertTrue(frappe.has_permission("Talk Matter", "write", doc.name))
		self.assertTrue(self.asked(doc))

	def test_it_names_a_user_a_reason_and_who_asks(self) -> None:
		doc = self.petition()
		for values in (
			(self.clerk, " "),
			("nobody@example.com", "Cousin"),
			(self.clerk, "Cousin", "Somebody"),
		):
			with as_user(self.colleague), self.assertRaises(exceptions.EvidenceMissingError):
				api.request_recusal(doc.name, *values)


class TestKeptOut(RecusalTestCase):
	def refused(self, function: Any, *args: Any, **values: Any) -> None:
		"""The clerk is told why he may not."""
		with as_user(self.clerk), self.assertRaises(exceptions.RecusedError):
			function(*args, **values)

	def test_he_reads_but_takes_no_step_while_his_colleague_does(self) -> None:
		doc = self.recused(self.petition())
		with as_user(self.clerk):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc.name))
			self.assertFalse(frappe.has_permission("Talk Matter", "write", doc.name))
			self.assertEqual(next_steps.actions(doc), [])
		self.refused(flow.act, "Talk Matter", doc.name, "Accept", {"category": self.category})
		self.refused(api.register, doc.name, {})
		self.refused(matter_api.settle_on_the_spot, doc.name, "Done.")
		self.refused(matter_api.refer, doc.name, self.county.a2, "Please handle")
		with as_user(self.clerk):
			doc.reload()
			doc.content = "Nothing to see."
			with self.assertRaises(exceptions.RecusedError):
				doc.save()
		with as_user(self.colleague):
			accepted = flow.act("Talk Matter", doc.name, "Accept", {"category": self.category})
		self.assertEqual(accepted.status, "Accepted")

	def test_he_handles_neither_the_matter_nor_its_slips(self) -> None:
		doc = self.recused(self.petition())
		with as_user(self.colleague):
			with self.assertRaises(exceptions.RecusedError):
				flow.act(
					"Talk Matter", doc.name, "Accept", {"category": self.category, "handler": self.clerk}
				)
			doc.reload()
			doc.handler = self.clerk
			with self.assertRaises(exceptions.RecusedError):
				doc.save()
			slip = matter_api.refer(doc.name, self.county.a2, "Please handle")
		self.refused(flow.act, "Referral Slip", slip, "Issue")
		with as_user(self.clerk):
			self.assertTrue(frappe.has_permission("Referral Slip", "read", slip))
			with self.assertRaises(exceptions.RecusedError):
				factories.slip(
					matter=doc.name,
					sender_unit=self.county.a1,
					receiver_unit=self.county.a2,
					ignore_permissions=False,
				)
		with as_user(self.colleague):
			self.assertEqual(flow.act("Referral Slip", slip, "Issue").status, "Issued")

	def test_who_receives_a_slip_of_it_may_be_recused_too(self) -> None:
		doc = self.petition()
		slip = self.issued(doc, self.county.a2)
		row = self.asked(doc, self.sister)
		with as_user(self.leader):
			api.decide_recusal(doc.name, row, 1)
		with as_user(self.sister), self.assertRaises(exceptions.RecusedError):
			flow.act("Referral Slip", slip.name, "Sign For")

	def test_nor_does_he_write_a_dispute_that_came_of_it(self) -> None:
		doc = self.recused(self.petition())
		with as_user(self.colleague):
			dispute = dispute_api.open_from_matter(doc.name)
		other = self.petition()
		with as_user(self.clerk):
			self.assertTrue(frappe.has_permission("Dispute Mediation", "read", dispute))
			self.assertFalse(frappe.has_permission("Dispute Mediation", "write", dispute))
			another = dispute_api.open_from_matter(other.name)
			self.assertTrue(frappe.has_permission("Dispute Mediation", "write", another))
			with self.assertRaises(exceptions.RecusedError):
				frappe.get_doc(
					doctype="Dispute Mediation",
					subject="The same again",
					matter=doc.name,
					medical_unit=self.county.a1,
					facts="As told.",
				).insert()
		with as_user(self.colleague):
			self.assertTrue(frappe.has_permission("Dispute Mediation", "write", dispute))

	def test_nothing_of_it_is_handed_over_to_him(self) -> None:
		doc = self.recused(self.petition(handler=self.colleague))
		with as_user(self.leader), self.assertRaises(exceptions.HandoverError):
			handover.hand_over(self.colleague, self.clerk, self.county.a1, "Holiday")
		self.assertEqual(frappe.db.get_value("Talk Matter", doc.name, "handler"), self.colleague)

	def rectification(self, doc: Any, handler: str) -> str:
		made = frappe.get_doc(
			doctype="Rectification",
			subject="Windows",
			source_doctype="Talk Matter",
			source_name=doc.name,
			ordering_unit=self.county.a,
			responsible_unit=self.county.a1,
			problem="One window.",
			requirement="Two windows.",
			handler=handler,
		)
		made.flags.by_service = True
		made.insert(ignore_permissions=True)
		return made.name

	def handler_after(self, name: str, to_user: str) -> str:
		with as_user(self.leader):
			handover.hand_over(self.colleague, to_user, self.county.a1, "Holiday")
		return frappe.db.get_value("Rectification", name, "handler")

	def test_nor_a_rectification_or_an_assignment_of_it_while_a_third_takes_both(self) -> None:
		doc = self.recused(self.petition())
		order = self.rectification(doc, self.colleague)
		with self.assertRaises(exceptions.HandoverError):
			self.handler_after(order, self.clerk)
		third = factories.user("Unit Officer", self.county.a1)
		self.assertEqual(self.handler_after(order, third), third)
		given = {"reference_type": "Talk Matter", "reference_name": doc.name, "description": "x"}
		todo = frappe.get_doc(doctype="ToDo", allocated_to=third, **given).insert(ignore_permissions=True)
		with as_user(self.leader):
			with self.assertRaises(exceptions.HandoverError):
				handover.hand_over(third, self.clerk, self.county.a1, "Holiday")
			frappe.db.set_value("Rectification", order, "handler", None)
			handover.hand_over(third, self.colleague, self.county.a1, "Holiday")
		self.assertEqual(frappe.db.get_value("ToDo", todo.name, "allocated_to"), self.colleague)

	def test_nor_to_whom_the_matter_complains_of(self) -> None:
		accused = factories.user("Unit Officer", self.county.a1)
		frappe.db.set_value("User", accused, "full_name", "Wang Wu of Ward Two")
		doc = self.petition(accused=[{"person": "Wang Wu of Ward Two", "unit": self.county.a1}])
		order = self.rectification(doc, self.colleague)
		with self.assertRaises(exceptions.HandoverError):
			self.handler_after(order, accused)
		# the unit that is complained of handles the complaint all the same
		self.assertEqual(self.handler_after(order, self.clerk), self.clerk)

	def test_what_became_an_accusation_is_not_handed_over_with_the_rest(self) -> None:
		doc = self.petition()
		order = self.rectification(doc, self.colleague)
		frappe.db.set_value("Talk Matter", doc.name, "is_accusation", 1)
		self.assertEqual(self.handler_after(order, self.clerk), self.colleague)

	def test_his_rectification_is_handed_back_and_not_given_to_him_again(self) -> None:
		doc = self.petition()
		order = self.rectification(doc, self.clerk)
		self.recused(doc)
		with as_user(self.colleague):
			stored = frappe.get_doc("Rectification", order)
			self.assertIsNone(stored.handler)
			stored.handler = self.clerk
			with self.assertRaises(exceptions.RecusedError):
				stored.save()
			stored.reload()
			stored.handler = self.colleague
			stored.save()

	def test_he_makes_no_call_about_it_while_his_colleague_does(self) -> None:
		doc = self.petition()
		rating = frappe.get_doc(
			doctype="Public Evaluation", reference_doctype="Talk Matter", reference_name=doc.name
		)
		rating.db_insert()
		call = frappe.get_doc(
			doctype="Call Back",
			evaluation=rating.name,
			subject="Windows",
			reason="Wanted",
			status="To Call",
			unit=self.county.a1,
			matter=doc.name,
			rated_at=doc.raised_at,
			overall="Satisfied",
		)
		call.db_insert()
		name = call.name
		self.recused(doc)
		self.refused(call_back_api.record, name, "No Answer")
		self.refused(call_back_api.telephone, name, "Call about the rating")
		with as_user(self.colleague):
			self.assertEqual(call_back_api.record(name, "No Answer"), "To Call")

	def test_he_is_told_nothing_of_it_while_others_are(self) -> None:
		doc = self.recused(self.petition())
		told = notices.send(doc, "healthtalk_matter_accepted", [self.clerk, self.colleague])
		self.assertEqual(told, [self.colleague])
		other = self.petition()
		told = notices.send(other, "healthtalk_matter_accepted", [self.clerk, self.colleague])
		self.assertEqual(sorted(told), sorted([self.clerk, self.colleague]))

	def test_other_matters_stay_his(self) -> None:
		self.recused(self.petition())
		other = self.petition()
		with as_user(self.clerk):
			doc = flow.act("Talk Matter", other.name, "Accept", {"category": self.category})
		self.assertEqual(doc.status, "Accepted")

	def test_his_daily_digest_leaves_it_out(self) -> None:
		late = {"raised_at": "2026-03-02 10:00:00"}
		with self.freeze_time("2026-03-02 10:00:00"):
			doc, other = self.petition(**late), self.petition(**late)
		self.recused(doc)
		with self.freeze_time("2026-03-18 09:00:00"):
			for user, expected in ((self.clerk, {other.name}), (self.colleague, {doc.name, other.name})):
				groups = [g for g in today.today(user)["groups"] if g["key"] == "overdue"]
				(group,) = digest.without_recused(groups, user)
				self.assertEqual({row["name"] for row in group["rows"]}, expected)
				self.assertEqual(group["count"], len(expected))

"""Who takes which step of a slip: the units of the user himself, not those below him (design §3)."""

import frappe

from healthtalk_app import exceptions
from healthtalk_app.api import slip as slip_api
from healthtalk_app.services.records import events
from healthtalk_app.services.slips import slip_sides
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_loop import LoopTestCase


class TestSides(LoopTestCase):
	"""A slip from branch A1 to its sister A2; headquarters A and the bureau stand above both."""

	def setUp(self):
		super().setUp()
		self.slip = self.issued(self.in_progress(), self.county.a2)

	def step(self, user, action, **values):
		with as_user(user):
			return flow.act("Referral Slip", self.slip.name, action, values)

	def offered(self, user):
		with as_user(user):
			doc = frappe.get_doc("Referral Slip", self.slip.name)
			return {row["action"] for row in next_steps.actions(doc)}

	def test_a_superior_neither_signs_nor_answers_in_the_place_of_the_receiver(self):
		for superior in (self.group, self.officer):
			self.assertNotIn("Sign For", self.offered(superior))
			for action, values in (("Sign For", {}), ("Object", {"objection_reason": "Not theirs"})):
				with self.assertRaises(exceptions.WrongSideError):
					self.step(superior, action, **values)
		self.assertIn("Sign For", self.offered(self.sister))
		self.assertEqual(self.step(self.sister, "Sign For").status, "Signed For")
		with self.assertRaises(exceptions.WrongSideError):
			self.step(self.group, "Answer", reply="Done")

	def test_nor_does_it_withdraw_or_confirm_in_the_place_of_the_sender(self):
		with self.assertRaises(exceptions.WrongSideError):
			self.step(self.group, "Withdraw", withdrawn_reason="No")
		self.step(self.sister, "Sign For")
		self.step(self.sister, "Answer", reply="Done")
		with self.assertRaises(exceptions.WrongSideError):
			self.step(self.officer, "Confirm")
		self.assertEqual(self.step(self.clerk, "Confirm").status, "Confirmed")

	def test_nor_writes_into_the_fields_of_either_side(self):
		with as_user(self.group):
			doc = frappe.get_doc("Referral Slip", self.slip.name)
			doc.reply = "Done"
			with self.assertRaises(exceptions.WrongSideError):
				doc.save()

	def test_a_superior_of_the_sender_decides_on_an_objection(self):
		self.step(self.sister, "Object", objection_reason="Not ours")
		slip = self.step(self.group, "Designate", decision_note="It is.")
		self.assertEqual((slip.status, slip.designated), ("Signed For", 1))

	def test_a_superior_of_the_sender_urges_and_supervises_in_its_own_name(self):
		with as_user(self.group):
			slip_api.urge(self.slip.name, "Please hurry.")
			supervision = frappe.get_doc("Referral Slip", slip_api.supervise(self.slip.name, "Answer now."))
			self.assertEqual(supervision.sender_unit, self.county.a)
			self.assertEqual(flow.act("Referral Slip", supervision.name, "Issue").status, "Issued")
		hop = frappe.get_doc("Referral Slip", self.slip.name).hops[-1]
		self.assertEqual((hop.kind, hop.from_unit), ("Urged", self.county.a))
		with as_user(self.sister), self.assertRaises(exceptions.WrongSideError):
			slip_api.urge(self.slip.name, "Please hurry.")

	def test_an_administrator_may_stand_in_and_the_log_says_for_whom(self):
		administrator = factories.user(["Healthtalk Administrator", "Unit Officer"], self.county.bureau)
		self.step(administrator, "Sign For")
		event = events.of("Referral Slip", self.slip.name)[-1]
		self.assertEqual((event.event, event.details["acted_for"]), ("status", self.county.a2))
		self.assertIn(frappe.get_cached_value("Health Unit", self.county.a2, "unit_name"), panel.say(event))
		self.step(self.sister, "Answer", reply="Done")
		self.assertNotIn("acted_for", events.of("Referral Slip", self.slip.name)[-1].details)

	def test_a_unit_in_which_nobody_works_is_served_by_the_unit_above_until_somebody_does(self):
		team = factories.unit(parent=self.county.a2, kind="Team").name
		factories.user("Viewer", team)
		slip = self.issued(frappe.get_doc("Talk Matter", self.slip.matter), team)
		for user, may in ((self.sister, True), (self.group, False), (self.clerk, False)):
			with as_user(user):
				self.assertEqual(slip_sides.may_act(slip, "receiver"), may, user)
		with as_user(self.sister):
			flow.act("Referral Slip", slip.name, "Sign For")
		self.assertEqual(events.of("Referral Slip", slip.name)[-1].details["acted_for"], team)
		factories.user("Unit Officer", team)
		with as_user(self.sister):
			self.assertFalse(slip_sides.may_act(slip, "receiver"))

	def test_an_administrator_of_another_group_may_not(self):
		other = factories.user(["Healthtalk Administrator", "Unit Officer"], self.county.b)
		with as_user(other):
			self.assertFalse(slip_sides.may_act(self.slip, "receiver"))

"""How slips go through the county: sent, signed for, objected to, passed on, answered, confirmed (H8)."""

from __future__ import annotations

from datetime import timedelta

import frappe

from healthtalk_app.api import matter as matter_api
from healthtalk_app.api import slip as slip_api
from healthtalk_app.demo import county
from healthtalk_app.demo.picture import scan
from healthtalk_app.demo.plan import SlipCase, read
from healthtalk_app.demo.world import Way, World

SLIP = "Referral Slip"
ANSWERED = ("Replied", "Confirmed", "Withdrawn")


class Stopped(Exception):
	"""The slip stays where the case wants it."""


class SlipWay:
	"""One slip of a matter, and the supervision slip that may follow it."""

	def __init__(self, world: World, matter: str, case: SlipCase, key: str) -> None:
		self.world, self.matter, self.case = world, matter, case
		self.rng, self.phrases = world.rng(f"slip:{key}"), read("phrases")
		self.name: str | None = None

	def pick(self, kind: str) -> str:
		return self.rng.choice(self.phrases[kind])

	@property
	def status(self) -> str | None:
		"""How the slip stands, None before it was drafted."""
		return frappe.db.get_value(SLIP, self.name, "status") if self.name else None

	def sender(self) -> str:
		return self.world.officer(self.world.facts(SLIP, self.name, "sender_unit").sender_unit)

	def receiver(self) -> str:
		"""The receiver's officer; for an outside unit without an account the sender's."""
		facts = self.world.facts(SLIP, self.name, "sender_unit", "receiver_unit", "outside_unit")
		return self.world.officer(facts.sender_unit if facts.outside_unit else facts.receiver_unit)

	def act(self, user: str, action: str, **values: str) -> None:
		self.world.act(user, SLIP, self.name, action, values or None)

	def check(self) -> None:
		if self.status == self.case.stop:
			raise Stopped

	def way(self) -> Way:
		"""The slip from its draft on."""
		try:
			if self.case.kind == "Supervision":
				yield from self.supervised()
			else:
				self.draft()
				yield from self.carried()
		except Stopped:
			return

	def draft(self) -> None:
		world, case = self.world, self.case
		unit = world.holder(self.matter)
		with world.as_user(world.officer(unit)):
			self.name = matter_api.refer(
				self.matter,
				case.receiver,
				self.pick("requests"),
				kind="Assignment" if case.kind == "Supervision" else case.kind,
				urgency=self.rng.choice(("Normal", "Normal", "Urgent", "Very Urgent")),
				preliminary_opinion=self.pick("opinions"),
			)

	def carried(self) -> Way:
		"""From issue to confirmation, with the turn that the case takes."""
		world, rng = self.world, self.rng
		self.check()
		if self.case.stop == "Withdrawn" and rng.random() < 0.5:
			self.act(self.sender(), "Withdraw", withdrawn_reason=self.pick("slip_withdrawals"))
			return
		yield world.later(rng, 0, 0)
		self.act(
			self.sender(),
			"Issue",
			proposal=self.pick("proposals"),
			proposal_by=world.staff.name(self.sender()),
			proposal_on=world.now.date(),
			leader_instruction=self.pick("instructions"),
			instruction_by=world.staff.name(world.leader(county.BUREAU)),
			instruction_on=world.now.date(),
		)
		self.check()
		if self.case.stop == "Withdrawn":
			yield world.later(rng, 1, 1)
			self.act(self.sender(), "Withdraw", withdrawn_reason=self.pick("slip_withdrawals"))
			return
		yield from self.received()
		yield from self.answered()

	def received(self) -> Way:
		"""Signed for, after an objection or a passing on where the case has one."""
		world, rng, twist = self.world, self.rng, self.case.twist
		yield world.later(rng, 0, 1)
		if twist in ("upheld", "rejected") or self.case.stop == "Objected":
			self.act(self.receiver(), "Object", objection_reason=self.pick("objections"))
			self.check()
			yield world.later(rng, 0, 1)
			if twist == "rejected":
				self.act(self.sender(), "Designate", decision_note=self.pick("designate_notes"))
				return
			self.act(
				self.sender(),
				"Forward",
				next_unit=self.other_unit(),
				decision_note=self.pick("forward_notes"),
			)
			yield world.later(rng, 0, 1)
		self.act(self.receiver(), "Sign For")
		self.check()
		if twist == "passed on":
			yield world.later(rng, 0, 1)
			note = self.pick("pass_notes")
			self.act(self.receiver(), "Pass On", next_unit=self.other_unit(), decision_note=note)
			yield world.later(rng, 0, 1)
			self.act(self.receiver(), "Sign For")

	def other_unit(self) -> str:
		"""A unit that neither holds the slip nor sent it."""
		facts = self.world.facts(SLIP, self.name, "sender_unit", "receiver_unit")
		taken = {facts.sender_unit, facts.receiver_unit}
		return self.rng.choice(
			[unit for unit in ("QL-CDC", "QL-A", "QL-B", "QL-C", "QL-FB") if unit not in taken]
		)

	def answered(self) -> Way:
		"""Begun, urged, answered, sent back and confirmed."""
		world, rng, twist = self.world, self.rng, self.case.twist
		yield world.later(rng, 0, 1)
		self.act(self.receiver(), "Begin")
		self.check()
		if twist == "urged":
			yield world.later(rng, 2, 3)
			with world.as_user(self.sender()):
				slip_api.urge(self.name, self.pick("urges"))
		yield world.later(rng, 1, 4)
		self.reply()
		self.check()
		if twist == "sent back":
			yield world.later(rng, 0, 1)
			self.act(self.sender(), "Send Back", decision_note=self.pick("send_back_notes"))
			yield world.later(rng, 1, 2)
			self.reply()
		yield world.later(rng, 0, 2)
		by = world.staff.name(self.sender())
		self.act(self.sender(), "Confirm", confirmation_note=self.pick("confirmations"), confirmed_by=by)

	def reply(self) -> None:
		facts = self.world.facts(SLIP, self.name, "outside_unit", "receiver_unit")
		values = {"reply": self.pick("slip_replies"), "replied_by": self.world.staff.name(self.receiver())}
		if facts.outside_unit:
			values["replied_by"] = frappe.db.get_value("Health Unit", facts.receiver_unit, "unit_name")
			values["scan"] = scan(SLIP, self.name)
		self.act(self.receiver(), "Answer", **values)

	def supervised(self) -> Way:
		"""A slip that lies too long, and the supervision slip 督办 on it, which goes the case's way."""
		world, rng = self.world, self.rng
		wanted, self.case = self.case, SlipCase("Assignment", self.case.receiver)
		self.draft()
		yield world.later(rng, 0, 0)
		self.act(self.sender(), "Issue")
		yield world.later(rng, 2, 2)
		self.act(self.receiver(), "Sign For")
		yield world.later(rng, 11, 12)
		late, self.case = self.name, wanted
		with world.as_user(self.sender()):
			required_by = world.opening(world.calendar.add_working_days(world.now.date(), 6)) + timedelta(
				hours=8
			)
			self.name = slip_api.supervise(late, self.pick("supervisions"), str(required_by))
		yield from self.carried()
		# both came to an end: the first slip is answered with the supervision
		supervision, self.name, self.case = self.name, late, SlipCase("Assignment", wanted.receiver)
		if frappe.db.get_value(SLIP, supervision, "status") == "Confirmed":
			yield from self.answered()

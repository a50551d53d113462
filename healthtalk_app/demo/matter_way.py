"""How matters go through the county: the five rings 说听商办评, with what happens beside them (H7)."""

from __future__ import annotations

from datetime import timedelta

import frappe

from healthtalk_app.api import matter as matter_api
from healthtalk_app.demo import county
from healthtalk_app.demo.plan import Case, read
from healthtalk_app.demo.slip_way import ANSWERED, SlipWay
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules import ratings
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.records import identity

MATTER = "Talk Matter"
LONGEST_WAIT = 40
# what a petition of the plan is not declined for
REPEATED = ("Petition", "Repeated")


class MatterWay:
	"""One matter from the day on which it was raised."""

	def __init__(self, world: World, case: Case, name: str | None = None, key: str | None = None) -> None:
		self.world, self.case, self.name = world, case, name
		self.rng, self.phrases = world.rng(key or case.key), read("phrases")

	# small words
	def pick(self, kind: str) -> str:
		return self.rng.choice(self.phrases[kind])

	def officer(self) -> str:
		return self.world.officer(self.world.holder(self.name))

	def leader(self) -> str:
		return self.world.leader(self.world.holder(self.name))

	@property
	def status(self) -> str:
		return frappe.db.get_value(MATTER, self.name, "status")

	def act(self, action: str, **values: object) -> None:
		self.world.act(self.officer(), MATTER, self.name, action, values or None)

	def later(self, least: int, most: int) -> object:
		return self.world.later(self.rng, least, most)

	def has(self, twist: str) -> bool:
		return twist in self.case.twists

	def stops(self) -> bool:
		"""Whether the matter is left lying here."""
		return self.status == self.case.stop

	# the way
	def way(self) -> Way:
		"""All rings."""
		case = self.case
		if self.name is None:
			self.enter()
		if self.status == "Replied":
			# settled on the spot
			yield from self.rated()
			return
		if self.stops():
			return
		yield self.later(0, 2)
		if case.path == "declined":
			self.decline()
			return
		self.accept()
		if case.path == "withdrawn":
			yield self.later(1, 3)
			self.act("Withdraw", withdrawn_reason=self.pick("withdrawals"))
			return
		if self.stops():
			return
		yield from self.beside()
		yield self.later(0, 2)
		self.act("Make Plan", plan=case.plan, proposal=self.pick("proposals"))
		if self.stops():
			return
		yield self.later(0, 1)
		self.act("Start")
		if self.stops():
			return
		yield from self.handled()
		yield from self.rated()

	def enter(self) -> None:
		"""Write the matter down where it was raised."""
		case, world = self.case, self.world
		received = {}
		if case.regime == "Petition":
			form = "Letter" if case.channel == "Letter" else "Visit"
			received = {"reception_form": form, "receptionist": world.officer(case.unit)}
		with world.as_user(world.officer(case.unit)):
			self.name = (
				frappe.get_doc(
					doctype=MATTER,
					unit=case.unit,
					channel=case.channel,
					regime=case.regime,
					raised_at=case.raised_at,
					subject=case.subject,
					content=case.content,
					service_object=case.service_object,
					raiser_category=case.raiser_category,
					identity_level=case.identity_level,
					raiser_name=case.raiser_name,
					raiser_phone=case.raiser_phone,
					reception_at=case.raised_at if received else None,
					**received,
				)
				.insert()
				.name
			)

	def decline(self) -> None:
		# a petition that repeats another one names it: these stand in petition_way
		phrases = [row for row in self.phrases["decline"] if (self.case.regime, row[0]) != REPEATED]
		reason, note = self.rng.choice(phrases)
		self.act(
			"Decline", not_accepted_reason=reason, not_accepted_note=note, notice_given_at=self.world.now
		)

	def accept(self) -> None:
		"""The unit that received it takes it in and names who leads."""
		case, world = self.case, self.world
		values = {
			"category": case.category,
			"regime": case.regime,
			"lead_unit": self.open_unit(case.lead),
			"handler": world.officer(case.lead),
		}
		if case.regime == "Complaint" and self.rng.random() < 0.3:
			values["variant"] = "Several Departments"
		if self.has("responded"):
			values["first_response"] = self.pick("first_response")
		self.act("Accept", **values)

	def open_unit(self, unit: str) -> str:
		"""The unit itself, or who took over from it."""
		closed = self.world.facts("Health Unit", unit, "valid_to", "successor")
		return closed.successor if closed.valid_to and closed.valid_to <= self.world.now.date() else unit

	def beside(self) -> Way:
		"""Receipts, an opened identity, duplicates."""
		case, world = self.case, self.world
		if self.has("receipt"):
			with world.as_user(world.officer(frappe.db.get_value(MATTER, self.name, "unit"))):
				matter_api.receipt(self.name)
		if self.has("receipt") and case.identity_level == "Named":
			with world.as_user(self.officer()):
				identity.reveal(MATTER, self.name, "核实反映人联系方式")
		if case.path in ("duplicate", "undone"):
			yield from self.merged()

	def merged(self) -> Way:
		"""Somebody else raises the same; the duplicate joins this matter, and may leave it again."""
		case, world = self.case, self.world
		again = MatterWay(world, case, key=f"{case.key}:again")
		yield self.later(0, 1)
		with world.as_user(self.officer()):
			source = frappe.get_doc(MATTER, self.name)
			copy = frappe.get_doc(
				doctype=MATTER,
				unit=source.unit,
				channel="Group Chat",
				regime=case.regime,
				raised_at=world.now,
				subject=f"{case.subject}（另一位群众反映）",
				content=case.content,
				identity_level="Anonymous",
			).insert()
			matter_api.merge(copy.name, self.name)
		if case.path == "undone":
			yield self.later(1, 2)
			with world.as_user(self.officer()):
				matter_api.undo_merge(copy.name)
			again.name = copy.name
			again.case = Case(**{**case.__dict__, "path": "ordinary"})
			world.spawn(again.way())

	def handled(self) -> Way:
		"""Work on the matter up to its reply: pauses, extensions, slips."""
		if self.has("paused"):
			yield from self.paused()
		for outcome in ("extended", "extension approved", "extension refused", "extension asked"):
			if self.has(outcome):
				yield from self.extended(outcome)
		for number, slip in enumerate(self.case.slips):
			yield from self.helped(SlipWay(self.world, self.name, slip, f"{self.case.key}:{number}"))
		yield self.later(*((12, 18) if self.has("late") else (1, 5)))
		self.reply()

	def paused(self) -> Way:
		doc = frappe.get_doc(MATTER, self.name)
		reasons = sorted(
			{reason for row in doc.clocks if not row.met_at for reason in deadlines.pause_reasons_of(row)}
		)
		if not reasons:
			return
		yield self.later(0, 1)
		with self.world.as_user(self.officer()):
			matter_api.pause(self.name, self.rng.choice(reasons))
		yield self.later(3, 6)
		with self.world.as_user(self.officer()):
			matter_api.resume(self.name)

	def extended(self, outcome: str) -> Way:
		"""More time is asked for; a leader decides, and who raised the matter is told."""
		doc, world = frappe.get_doc(MATTER, self.name), self.world
		row = clocks.row_of(doc, "Resolution")
		if not row or not row.extension_cap:
			return
		yield self.later(1, 2)
		amount = min(row.extension_cap, self.rng.choice((5, 10)))
		with world.as_user(self.officer()):
			request = matter_api.request_extension(
				self.name, "Resolution", amount, self.pick("extension_reasons")
			)
		if outcome == "extension asked":
			yield world.now + timedelta(days=400)
		yield self.later(0, 1)
		refused = outcome == "extension refused"
		with world.as_user(self.leader()):
			note = self.pick("extension_refusals") if refused else None
			matter_api.decide_extension(self.name, request, not refused, note)
		if not refused:
			yield self.later(0, 1)
			with world.as_user(self.officer()):
				matter_api.record_told(self.name, request, "电话")

	def helped(self, slip: SlipWay) -> Way:
		"""Wait for the unit that was asked, unless the case goes on without it."""
		self.world.spawn(slip.way())
		for _again in range(LONGEST_WAIT):
			yield self.later(1, 2)
			if slip.status in ANSWERED and slip.case.stop != slip.status:
				return
			if slip.status == "Withdrawn" or (self.has("override") and slip.status == "In Progress"):
				return
		# the slip lies; so does the matter
		yield self.world.now + timedelta(days=400)

	def reply(self) -> None:
		values = {
			"reply": self.case.reply,
			"reply_how": self.rng.choice(("In Person", "Telephone", "In Writing", "Online")),
			"replied_by": self.world.staff.name(self.officer()),
			"trips": self.rng.choice(("0", "0", "1", "1", "More")),
		}
		if self.has("override"):
			values["co_handler_override"] = self.pick("overrides")
		if self.case.regime == "Petition":
			values |= self.opinion()
		self.act("Reply", **values)

	def opinion(self) -> dict[str, object]:
		"""What an opinion on a petition says beside the answer."""
		answer = {"demand": self.case.subject, "opinion": self.case.reply, "supported": "Supported"}
		return {
			"facts_found": f"经核查，{self.case.content}",
			"legal_basis": "《信访工作条例》第三十四条。",
			"opinions": [answer],
		}

	def rated(self) -> Way:
		"""Evaluated and closed, or closed unrated; sometimes opened again."""
		if self.stops():
			return
		if not self.has("rated"):
			yield self.world.now + timedelta(days=self.rng.randrange(16, 22))
			if self.status == "Replied":
				yield from self.closed()
			return
		bad = self.has("bad rating") or self.has("reopened")
		yield self.later(1, 4)
		self.evaluate(bad and not self.reopened_already())
		if self.stops():
			return
		if bad and not self.reopened_already():
			yield self.later(0, 2)
			self.act("Re-open", reopen_reason=self.pick("reopen_reasons"))
			yield self.later(2, 5)
			self.reply()
			yield from self.rated()
			return
		yield self.later(0, 2)
		yield from self.closed()

	def reopened_already(self) -> bool:
		return bool(frappe.db.get_value(MATTER, self.name, "reopen_count"))

	def evaluate(self, bad: bool) -> None:
		"""What the person who raised it thinks, from a paper form or on the telephone."""
		world, case = self.world, self.case
		signed = case.identity_level != "Anonymous"
		good = self.rng.choices(ratings.GOOD, (5, 4, 2))[0]
		solved = "Not Solved" if bad else self.rng.choices(("Solved", "Partly Solved"), (5, 1))[0]
		asks = frappe.db.get_value(MATTER, self.name, "asks_for_solution")
		with world.as_user(world.officer(frappe.db.get_value(MATTER, self.name, "unit"))):
			frappe.get_doc(
				doctype="Public Evaluation",
				reference_doctype=MATTER,
				reference_name=self.name,
				kind="Single",
				source=self.rng.choice(("Paper", "Telephone")),
				evaluated_at=world.now,
				signed=int(signed),
				rater_name=(case.raiser_name or "说事人") if signed else None,
				rater_phone=case.raiser_phone if signed else None,
				rater_category=case.raiser_category,
				overall=self.rng.choice(ratings.BAD) if bad else good,
				outcome=solved if asks else None,
				wants_call_back=int(bad and signed),
				comment=self.rng.choice(
					self.phrases["comments"][4:] if bad else self.phrases["comments"][:4]
				),
			).insert()

	def closed(self) -> Way:
		"""Close, once every slip has come to its end."""
		for _again in range(LONGEST_WAIT):
			if not frappe.db.get_value(MATTER, self.name, "open_slips"):
				self.act("Close")
				return
			yield self.later(1, 2)


class AccusationWay(MatterWay):
	"""检举控告: written down by whoever hears it, handled by the discipline officer alone (C9)."""

	def officer(self) -> str:
		return county.DISCIPLINE.user

	def enter(self) -> None:
		case, world = self.case, self.world
		# heard in another branch than the one that it accuses
		with world.as_user(world.officer("QL-A1")):
			matter_api.record_accusation(
				{
					"subject": case.subject,
					"content": case.content,
					"category": case.category,
					"channel": case.channel,
					"raised_at": str(case.raised_at),
					"identity_level": case.identity_level,
					"raiser_name": case.raiser_name,
					"raiser_phone": case.raiser_phone,
					"accused_unit": case.unit,
				}
			)
		self.name = frappe.get_all(
			MATTER, {"is_accusation": 1}, pluck="name", order_by="creation desc", limit=1
		)[0]

	def way(self) -> Way:
		self.enter()
		yield self.later(0, 1)
		self.act("Accept", category=self.case.category, regime="Petition", handler=county.DISCIPLINE.user)
		yield self.later(1, 2)
		self.act("Make Plan", plan="由机关纪委成立核查组，依规调查。")
		yield self.later(1, 1)
		self.act("Start")
		yield self.later(25, 30)
		self.act(
			"Reply", reply="经核查，已依规处理并向反映人反馈。", reply_how="In Person", replied_by="机关纪委"
		)

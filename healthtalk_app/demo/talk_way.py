"""How talks go: planned, prepared, held, followed up, closed; some are cancelled (H1–H7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.matter_way import MatterWay
from healthtalk_app.demo.plan import Talk, read
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.matters import session as session_service

SESSION = "Talk Session"
LEVELS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied")
ITEMS = ("Attitude", "Listening", "Response", "Handling", "Timeliness", "Result")
POLLS = 60


class TalkWay:
	"""One talk from its plan on."""

	def __init__(self, world: World, talk: Talk) -> None:
		self.world, self.talk = world, talk
		self.rng, self.texts = world.rng(f"talk:{talk.key}"), read("sessions")
		self.name: str | None = None

	def pick(self, kind: str) -> str:
		return self.rng.choice(self.texts[kind])

	def unit(self) -> str:
		return self.world.facts(SESSION, self.name, "unit").unit if self.name else self.talk.unit

	def act(self, action: str, **values: Any) -> Any:
		return self.world.act(self.world.officer(self.unit()), SESSION, self.name, action, values or None)

	def way(self) -> Way:
		"""Before, during and after."""
		world, talk, rng = self.world, self.talk, self.rng
		self.plan()
		yield max(world.now, talk.planned_start - timedelta(days=rng.randrange(2, 6)))
		self.prepare()
		if talk.cancelled:
			yield talk.planned_start - timedelta(hours=20)
			self.act("Cancel Talk", cancel_reason=self.pick("cancelled"))
			return
		end = talk.planned_start + timedelta(minutes=rng.choice((60, 90, 120)))
		# some are written up days later, from the paper
		yield world.later(rng, 3, 4) if rng.random() < 0.1 and not talk.stop else end
		if world.now < end:
			yield max(end, world.in_office(end, rng))
		self.hold(end)
		if talk.stop == "Held":
			return
		yield world.later(rng, 1, 2)
		self.act("Start Follow-up")
		yield from self.evaluated()
		yield from self.closed()

	def plan(self) -> None:
		talk, world = self.talk, self.world
		venue = frappe.get_all("Talk Venue", {"unit": talk.unit}, ["name", "venue_name"], order_by="name")
		with world.as_user(world.officer(talk.unit)):
			self.name = (
				frappe.get_doc(
					doctype=SESSION,
					title=talk.title,
					unit=talk.unit,
					organiser_kind=talk.organiser_kind,
					cooperation=talk.cooperation,
					mode=talk.mode,
					planned_start=talk.planned_start,
					planned_end=talk.planned_start + timedelta(hours=2),
					venue=venue[0].name if venue and talk.mode == "Fixed Day" else None,
					place=venue[0].venue_name if venue else f"{world.towns[talk.unit]}会议室",
					topics=talk.topics,
					organisers=talk.organisers,
				)
				.insert()
				.name
			)

	def prepare(self) -> None:
		"""Topics, invitations, and guidance where a team or an individual talks (H2)."""
		invited = [{"category": row["category"], "invited": row["invited"]} for row in self.talk.participants]
		values: dict[str, Any] = {"participants": invited}
		if self.talk.organiser_kind in session_service.GUIDED:
			values.update(
				party_organisation=county.PARTY,
				guidance_note=self.pick("guidance"),
				risk_check="Passed",
				risk_checked_by=self.world.staff.name(self.world.leader(county.PARTY)),
				risk_checked_on=self.world.now.date(),
				risk_check_note=self.pick("risk"),
			)
		self.act("Prepare", **values)

	def hold(self, end: Any) -> None:
		"""Minutes, who came, and what was said; each row becomes a matter that goes its own way."""
		talk, world = self.talk, self.world
		host = world.staff.name(world.leader(self.unit()))
		recorder = world.staff.name(world.officer(self.unit()))
		doc = self.act(
			"Hold",
			actual_start=talk.planned_start,
			actual_end=end,
			host=host,
			recorder=recorder,
			minutes=self.minutes(host, recorder),
			participants=talk.participants,
			matters=[self.row(case) for case in talk.cases],
		)
		made = frappe.get_all("Session Matter", {"parent": doc.name}, pluck="matter", order_by="idx")
		for case, name in zip(talk.cases, made, strict=True):
			world.spawn(MatterWay(world, case, name).way(), world.later(world.rng(f"after:{case.key}"), 0, 1))

	def minutes(self, host: str, recorder: str) -> str:
		parts = [self.pick("minutes").format(host=host, recorder=recorder)]
		for case in self.talk.cases:
			parts.append(self.pick("said").format(subject=case.subject) + self.pick("agreed"))
		if not self.talk.cases:
			parts.append(self.pick("nothing"))
		return "".join(f"<p>{part}</p>" for part in parts)

	@staticmethod
	def row(case: Any) -> dict[str, Any]:
		return {
			"subject": case.subject,
			"content": case.content,
			"category": case.category,
			"service_object": case.service_object,
			"identity_level": case.identity_level,
			"raiser_name": case.raiser_name,
			"raiser_phone": case.raiser_phone,
			"raiser_category": case.raiser_category,
			"handling": "On the Spot" if case.spot else "To Handle",
			"reply": case.reply if case.spot else None,
		}

	def evaluated(self) -> Way:
		"""By a tally of paper ballots, by single unsigned ones (few, or enough), or not at all."""
		kind = self.rng.choices(("tally", "many", "few", "none"), (70, 6, 6, 18))[0]
		if kind == "none":
			return
		yield self.world.later(self.rng, 0, 1)
		with self.world.as_user(self.world.officer(self.unit())):
			if kind == "tally":
				self.evaluation(**self.tally())
			for _ballot in range({"many": 6, "few": 3}.get(kind, 0)):
				overall = self.rng.choices(("Very Satisfied", "Satisfied", "Dissatisfied"), (5, 4, 1))[0]
				self.evaluation(kind="Single", source="On Site", signed=0, overall=overall)

	def evaluation(self, **values: Any) -> None:
		frappe.get_doc(
			doctype="Public Evaluation",
			reference_doctype=SESSION,
			reference_name=self.name,
			evaluated_at=self.world.now,
			**values,
		).insert()

	def tally(self) -> dict[str, Any]:
		"""Ballots that agree: valid ≤ returned ≤ issued, the levels adding up to the valid ones."""
		issued = sum(row["present"] for row in self.talk.participants)
		returned = max(1, issued - self.rng.randrange(0, 3))
		valid = max(1, returned - self.rng.randrange(0, 2))
		votes = self.votes(valid)
		items = [{"item": item, **dict(zip(LEVELS, self.votes(valid), strict=True))} for item in ITEMS]
		return {
			"kind": "Tally",
			"source": "Paper",
			"ballots_issued": issued,
			"ballots_returned": returned,
			"ballots_valid": valid,
			**{f"overall_{level}": count for level, count in zip(LEVELS, votes, strict=True)},
			"items": items,
			"counted_by": self.world.staff.name(self.world.officer(self.unit())),
			"scrutinised_by": "群众代表",
		}

	def votes(self, valid: int) -> list[int]:
		drawn = self.rng.choices(LEVELS, (50, 32, 12, 4, 2), k=valid)
		return [drawn.count(level) for level in LEVELS]

	def closed(self) -> Way:
		"""Close when every matter of the talk has come to its end; a leader waives the missing evaluation."""
		for _again in range(POLLS):
			yield self.world.later(self.rng, 3, 6)
			if session_service.unfinished_matters(self.name):
				continue
			values = {"follow_up_note": self.pick("follow")}
			if self.rng.random() < 0.2:
				values["lasting_rule"] = self.pick("lasting")
			if not frappe.db.get_value(SESSION, self.name, "evaluation_count"):
				values["waiver_reason"] = self.pick("waiver")
			self.world.act(self.world.leader(self.unit()), SESSION, self.name, "Close", values)
			return

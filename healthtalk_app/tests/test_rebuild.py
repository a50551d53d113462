"""Columns are a projection of the log: a whole life leaves no difference, tampering is found (design §4)."""

import frappe
from frappe.utils import now_datetime

from healthtalk_app.rules.columns import COLUMNS
from healthtalk_app.services.clockwork import more_time
from healthtalk_app.services.matters import evaluation, matter, merging
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.slips import slip_actions
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

CASES = ("Talk Session", "Talk Matter", "Referral Slip")


class TestRebuild(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("REBUILD")
		cls.category = factories.category(category_code="REBUILD-CAT", asks_for_solution=1).name
		cls.leader = factories.user("Unit Leader", cls.county.a1)
		cls.session, cls.matter, cls.slip = cls.whole_life()

	@classmethod
	def whole_life(cls) -> tuple[str, str, str]:
		"""A talk, a matter that stops, is extended, rated and re-opened, and a slip sent on and back."""
		forget()
		talk = factories.session(
			unit=cls.county.a1,
			topics=[{"topic": "The new ward"}],
			participants=[{"category": "Resident Representatives", "invited": 5, "present": 4}],
			matters=[{"subject": "Opening hours", "handling": "On the Spot", "reply": "From seven."}],
		)
		flow.act("Talk Session", talk.name, "Prepare")
		held = {"actual_start": now_datetime(), "minutes": "<p>Four came.</p>"}
		flow.act("Talk Session", talk.name, "Hold", held)
		doc = factories.matter(unit=cls.county.a1)
		act = cls.stepper("Talk Matter", doc.name)
		act("Accept", {"category": cls.category})
		act("Make Plan", {"plan": "A second window."})
		act("Start")
		matter.respond(cls.stored(doc), "We look into it.")
		more_time.pause(cls.stored(doc), "鉴定、检测")
		more_time.resume(cls.stored(doc))
		row = more_time.request_extension(cls.stored(doc), "Resolution", 3, "The laboratory needs longer.")
		with as_user(cls.leader):
			more_time.decide_extension(cls.stored(doc), row, True)
		paper = factories.slip(matter=doc.name, sender_unit=cls.county.a1, receiver_unit=cls.county.a2)
		on_slip = cls.stepper("Referral Slip", paper.name)
		on_slip("Issue")
		on_slip("Object", {"objection_reason": "Not our duty."})
		on_slip("Forward", {"next_unit": cls.county.b1, "decision_note": "B1 runs the pharmacy."})
		on_slip("Sign For")
		slip_actions.urge(cls.stored(paper), "Please hurry.")
		on_slip("Answer", {"reply": "Opened."})
		on_slip("Send Back", {"decision_note": "Since when?"})
		on_slip("Answer", {"reply": "Opened today."})
		on_slip("Confirm")
		act("Reply", {"reply": "The window is open."})
		facts = {"reference_doctype": "Talk Matter", "reference_name": doc.name, "rater_name": "张三"}
		factories.evaluation(**facts, overall="Dissatisfied", outcome="Not Solved")
		act("Re-open", {"reopen_reason": "It is closed again."})
		act("Reply", {"reply": "It stays open."})
		return talk.name, doc.name, paper.name

	@staticmethod
	def stepper(doctype: str, name: str):
		return lambda action, values=None: flow.act(doctype, name, action, values)

	@staticmethod
	def stored(doc):
		return frappe.get_doc(doc.doctype, doc.name)

	def found(self) -> list[tuple]:
		"""Kind and number, or column, of what is found in the three documents of this county."""
		ours = {self.session, self.matter, self.slip}
		return [
			(found.doctype, found.kind, found.sequence or found.column)
			for found in rebuild.check()
			if found.name in ours
		]

	def event(self, sequence: int, **filters):
		facts = {"reference_doctype": "Talk Matter", "reference_name": self.matter, "sequence": sequence}
		return frappe.get_doc("Case Event", {**facts, **filters})

	def count(self) -> int:
		return frappe.db.get_value("Talk Matter", self.matter, "event_count")

	def test_a_whole_life_leaves_no_difference(self):
		self.assertEqual(self.found(), [])
		stored = frappe.db.get_value(
			"Talk Matter",
			self.matter,
			["status", "reopen_count", "open_slips", "satisfaction", "paused_since"],
			as_dict=True,
		)
		self.assertEqual(
			stored,
			{
				"status": "Replied",
				"reopen_count": 1,
				"open_slips": 0,
				"satisfaction": None,
				"paused_since": None,
			},
		)
		urged = frappe.db.get_value("Referral Slip", self.slip, ["status", "urged_count"])
		self.assertEqual(urged, ("Confirmed", 1))

	def test_every_flow_and_pieces_of_one_give_the_same(self):
		piece, rebuild.PIECE = rebuild.PIECE, 1
		try:
			self.assertEqual(self.found(), [])
		finally:
			rebuild.PIECE = piece
		for doctype in CASES:
			self.assertEqual([found for found in rebuild.check(doctype) if found.name == self.matter], [])

	def test_an_altered_event_is_found(self):
		frappe.db.set_value("Case Event", self.event(4).name, "actor", "somebody@example.com")
		self.assertEqual(self.found(), [("Talk Matter", "altered", 4)])

	def test_an_altered_time_is_found(self):
		event = self.event(4)
		earlier = frappe.utils.add_to_date(event.occurred_at, days=-3)
		frappe.db.set_value("Case Event", event.name, "occurred_at", earlier)
		self.assertEqual(self.found(), [("Talk Matter", "altered", 4)])

	def test_a_removed_event_is_found(self):
		frappe.db.delete("Case Event", {"name": self.event(5).name})
		self.assertEqual(self.found(), [("Talk Matter", "removed", 5)])

	def test_the_removed_last_event_is_found(self):
		last = self.count()
		frappe.db.delete("Case Event", {"name": self.event(last).name})
		self.assertEqual(self.found(), [("Talk Matter", "removed", last)])

	def test_a_removed_log_is_found(self):
		frappe.db.delete("Case Event", {"reference_doctype": "Talk Session", "reference_name": self.session})
		number = frappe.db.get_value("Talk Session", self.session, "event_count")
		expected = [("Talk Session", "removed", sequence) for sequence in range(1, number + 1)]
		self.assertEqual(self.found(), expected)

	def test_an_inserted_event_is_found_even_with_a_hash_that_fits(self):
		doc = frappe.get_doc("Talk Matter", self.matter)
		forged = flow.events.build("responded", unit=doc.unit)
		flow.events.seal(doc.doctype, doc.name, doc.event_count, doc.last_event_hash, [forged])
		flow.events.write([forged])
		self.assertEqual(self.found(), [("Talk Matter", "inserted", doc.event_count + 1)])

	def test_an_event_inserted_between_others_is_found(self):
		# a number stands once in a log: who puts an event between others moves all that follow
		last = self.count()
		for sequence in range(last, 2, -1):
			frappe.db.set_value("Case Event", self.event(sequence).name, "sequence", sequence + 1)
		forged = flow.events.build("responded", unit=self.county.a1)
		flow.events.seal("Talk Matter", self.matter, 2, self.event(2).hash, [forged])
		flow.events.write([forged])
		expected = [("Talk Matter", "altered", sequence) for sequence in range(4, last + 2)]
		self.assertEqual(self.found(), expected)

	def test_events_without_their_document_are_found(self):
		frappe.db.delete("Referral Slip", {"name": self.slip})
		self.assertEqual(self.found(), [("Referral Slip", "orphan", None)])

	def test_a_column_written_past_the_services_is_found_and_set_right(self):
		frappe.db.set_value("Talk Matter", self.matter, {"reopen_count": 0, "resolution_on_time": "Late"})
		self.assertEqual(
			self.found(),
			[("Talk Matter", "column", "resolution_on_time"), ("Talk Matter", "column", "reopen_count")],
		)
		written = [found for found in rebuild.rebuild() if found.name == self.matter]
		self.assertEqual(len(written), 2)
		self.assertEqual(self.found(), [])
		stored = frappe.db.get_value("Talk Matter", self.matter, ["reopen_count", "resolution_on_time"])
		self.assertEqual(stored, (1, "On Time"))

	def test_nothing_is_written_where_the_log_was_tampered_with(self):
		frappe.db.set_value("Talk Matter", self.matter, "reopen_count", 0)
		frappe.db.delete("Case Event", {"name": self.event(5).name})
		self.assertEqual([found for found in rebuild.rebuild() if found.name == self.matter], [])
		self.assertEqual(frappe.db.get_value("Talk Matter", self.matter, "reopen_count"), 0)

	def test_unsigned_ratings_and_mergers_leave_no_difference(self):
		survivor, double = (
			factories.matter(unit=self.county.a1, identity_level="Anonymous") for _each in range(2)
		)
		merging.merge(self.stored(double), self.stored(survivor))
		merging.undo_merge(self.stored(double))
		act = self.stepper("Talk Matter", double.name)
		act("Accept", {"category": self.category})
		act("Make Plan", {"plan": "Look."})
		act("Start")
		act("Reply", {"reply": "Done."})
		factories.evaluation(
			reference_doctype="Talk Matter", reference_name=double.name, signed=0, rater_name=None
		)
		self.assertIn(self.stored(double).satisfaction, evaluation_levels())
		names = {survivor.name, double.name}
		self.assertEqual([found for found in rebuild.check("Talk Matter") if found.name in names], [])

	def test_the_check_asks_a_fixed_number_of_questions(self):
		rebuild.check()
		# for each flow its documents, their events, and the events without a document
		with self.assertQueryCount(3 * len(COLUMNS)):
			rebuild.check()


def evaluation_levels() -> set[str]:
	return {level.replace("_", " ").title() for level in evaluation.LEVELS}

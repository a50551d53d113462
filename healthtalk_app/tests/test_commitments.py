"""C4 Public commitments: written, approved, published, kept, verified; rated by all, once, unsigned."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, get_datetime, getdate, now_datetime, today

from healthtalk_app import permissions
from healthtalk_app.api import commitment as api
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	PublicInputError,
	RatingRefusedError,
	StatusWrittenError,
	TimeOrderError,
	WrongSideError,
)
from healthtalk_app.healthtalk_app.report.commitment_fulfilment import commitment_fulfilment
from healthtalk_app.metrics import registry
from healthtalk_app.printing import builders
from healthtalk_app.rules.periods import year_to
from healthtalk_app.services.clockwork import due_days
from healthtalk_app.services.commitments import commitment_ratings as ratings
from healthtalk_app.services.commitments import commitment_view
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.services.voice import public_voice
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, waiting_for

DOCTYPE, BALLOT = "Public Commitment", "Public Evaluation"
MEASURE = {"measure": "Open a third window", "responsible_person": "He Zhe"}
RESULT = {"result": "Waiting takes ten minutes", "evidence_note": "Register of the windows, office"}


class CommitmentTestCase(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("PC")
		self.officer = factories.user("Unit Officer", self.county.a1)
		self.leader = factories.user("Unit Leader", self.county.a1)
		self.above = factories.user("Unit Leader", self.county.a)
		self.sister = factories.user("Unit Officer", self.county.b1)
		self.inspector = factories.user("Inspector", self.county.bureau)

	def draft(self, user=None, **given):
		values = {
			"doctype": DOCTYPE,
			"title": "Waiting at most a quarter of an hour",
			"unit": self.county.a1,
			"content": "Nobody waits longer than a quarter of an hour for registration.",
			"due_on": add_days(today(), 60),
			"measures": [{**MEASURE, "due_on": add_days(today(), 30)}],
			**given,
		}
		with as_user(user or self.officer):
			return frappe.get_doc(values).insert()

	def act(self, doc, user, action, **values):
		with as_user(user):
			return flow.act(DOCTYPE, doc.name, action, values)

	def published(self, **given):
		doc = self.draft(**given)
		self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		return self.act(doc, self.officer, "Publish Commitment")

	def all_done(self, doc):
		with as_user(self.officer):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			for row in doc.measures:
				row.done = 1
			doc.save()

	def reported(self, **given):
		doc = self.published(**given)
		self.all_done(doc)
		return self.act(doc, self.officer, "Report Fulfilled", **RESULT)

	def ballots(self, doc, **filters):
		named = {"reference_doctype": DOCTYPE, "reference_name": doc.name, **filters}
		return frappe.get_all(BALLOT, named, ["*"])

	def residents(self, doc, *levels):
		for level in levels:
			ratings.cast(doc.name, "Residents", f"device:{frappe.generate_hash()}", level, None, "Online")


class TestTheWay(CommitmentTestCase):
	def test_C4_the_whole_way(self):
		doc = self.published()
		self.assertTrue(doc.number)
		self.assertEqual((doc.status, doc.approved_by), ("Published", self.leader))
		with as_user(self.officer):
			api.note_progress(doc.name, "Third window open", today(), evidence_note="Photographs, office")
		self.all_done(doc)
		doc = self.act(doc, self.officer, "Report Fulfilled", **RESULT)
		self.assertEqual((doc.fulfilment, doc.reported_by), ("Fulfilled", self.officer))
		doc = self.act(doc, self.leader, "Verify Result", verification_note="Seen: ten minutes")
		self.assertEqual(
			(doc.status, doc.fulfilment, doc.verified_by), ("Verified", "Fulfilled", self.leader)
		)
		self.assertEqual([str(found) for found in rebuild.check(DOCTYPE)], [])

	def test_C4_my_unit_today_shows_what_is_to_be_reported_and_verified(self):
		doc = self.published()
		shown = lambda user: {key for key, kind in waiting_for(user) if kind == DOCTYPE}  # noqa: E731
		for days, keys in (
			(60, set()),
			(8, set()),
			(7, {"to_answer"}),
			(0, {"due_today"}),
			(-1, {"overdue"}),
		):
			frappe.db.set_value(DOCTYPE, doc.name, "due_on", add_days(today(), days))
			self.assertEqual(shown(self.officer), keys)
			self.assertEqual(shown(self.sister), set())
			self.assertEqual(shown(self.above), set())
		self.reported()
		self.assertEqual(shown(self.above), {"to_decide"})
		self.assertIn("to_decide", shown(self.leader))
		self.assertEqual(shown(self.sister), set())

	def test_C4_the_unit_is_reminded_of_the_day(self):
		factories.duty(self.county.a1, "Liaison", user=self.officer)
		doc = self.published()

		def told(days):
			with patch.object(frappe.db, "commit"):
				due_days.remind(add_days(today(), days))
			return frappe.db.count("Notification Log", {"for_user": self.officer, "document_name": doc.name})

		before = told(1)
		self.assertEqual([told(days) - before for days in (56, 57, 60, 61, 62)], [0, 1, 2, 3, 3])

	def test_C4_an_approval_needs_text_day_measures_and_opinion(self):
		for missing in ("due_on", "measures"):
			doc = self.draft(**{missing: [] if missing == "measures" else None})
			with self.assertRaises(EvidenceMissingError):
				self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		with self.assertRaises(EvidenceMissingError):
			self.act(self.draft(), self.leader, "Approve Commitment")

	def test_C4_who_wrote_it_does_not_approve_it(self):
		doc = self.draft(user=self.leader)
		with self.assertRaises((MoveNotAllowedError, WrongSideError)):
			self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		# the leader of the unit above may
		doc = self.act(doc, self.above, "Approve Commitment", approval_opinion="Agreed")
		self.assertEqual(doc.status, "Approved")

	def test_C4_who_changed_it_does_not_approve_it(self):
		doc = self.draft()
		with as_user(self.leader):
			changed = frappe.get_doc(DOCTYPE, doc.name)
			changed.content = "Nobody waits longer than ten minutes."
			changed.save()
		with self.assertRaises(WrongSideError):
			self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")

	def test_C4_who_promises_in_person_neither_approves_nor_verifies(self):
		self.leader = factories.user("Unit Leader", self.county.a1, first_name="何 喆")
		doc = self.draft(kind="Person", promiser_name="何喆", promiser_position="Head")
		with self.assertRaises(WrongSideError):
			self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		self.act(doc, self.above, "Approve Commitment", approval_opinion="Agreed")
		doc = self.act(doc, self.officer, "Publish Commitment")
		self.all_done(doc)
		self.act(doc, self.officer, "Report Fulfilled", **RESULT)
		with self.assertRaises(WrongSideError):
			self.act(doc, self.leader, "Verify Result", verification_note="Seen")
		self.assertEqual(
			self.act(doc, self.above, "Verify Result", verification_note="Seen").verified_by, self.above
		)

	def test_C4_an_officer_does_not_approve(self):
		doc = self.draft(user=self.leader)
		with self.assertRaises(MoveNotAllowedError):
			self.act(doc, self.officer, "Approve Commitment", approval_opinion="Agreed")

	def test_C4_who_wrote_or_reported_it_does_not_verify_it(self):
		doc = self.published()
		self.all_done(doc)
		self.act(doc, self.leader, "Report Fulfilled", **RESULT)
		with self.assertRaises(WrongSideError):
			self.act(doc, self.leader, "Verify Result", verification_note="Seen")
		with self.assertRaises(EvidenceMissingError):
			self.act(doc, self.inspector, "Verify Result")
		doc = self.act(doc, self.inspector, "Verify Result", verification_note="Seen")
		self.assertEqual(doc.verified_by, self.inspector)

	def test_C4_what_was_approved_stays(self):
		doc = self.published()
		for change in (
			{"content": "Something else"},
			{"due_on": add_days(today(), 90)},
			{"approval_opinion": "Something else"},
		):
			with as_user(self.officer), self.assertRaises(FrozenError):
				changed = frappe.get_doc(DOCTYPE, doc.name)
				changed.update(change)
				changed.save()
		with as_user(self.officer), self.assertRaises(FrozenError):
			changed = frappe.get_doc(DOCTYPE, doc.name)
			changed.measures[0].measure = "Something else"
			changed.save()

	def test_C4_sent_back_to_draft_it_is_written_and_approved_anew(self):
		doc = self.draft()
		self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		doc = self.act(doc, self.leader, "Return to Draft", approval_opinion="Say by when")
		self.assertEqual((doc.status, doc.approved_by, doc.approved_at), ("Draft", None, None))
		with as_user(self.officer):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.content = "At most ten minutes"
			doc.save()

	def test_C4_a_result_needs_words_evidence_and_all_measures_or_a_reason(self):
		doc = self.published()
		with self.assertRaises(EvidenceMissingError):
			self.act(doc, self.officer, "Report Fulfilled", **RESULT)
		self.all_done(doc)
		for missing in RESULT:
			with self.assertRaises(EvidenceMissingError):
				self.act(doc, self.officer, "Report Fulfilled", **{**RESULT, missing: None})
		with self.assertRaises(EvidenceMissingError):
			self.act(doc, self.officer, "Report Partly Fulfilled", **RESULT)
		doc = self.act(
			doc, self.officer, "Report Partly Fulfilled", **RESULT, shortfall_reason="One window only"
		)
		self.assertEqual(doc.fulfilment, "Partly Fulfilled")

	def test_C4_a_result_that_is_sent_back_is_reported_anew(self):
		doc = self.reported()
		first = frappe.db.get_value(DOCTYPE, doc.name, "published_at")
		doc = self.act(doc, self.leader, "Send Result Back", verification_note="The window is shut")
		found = frappe.db.get_value(
			DOCTYPE, doc.name, ["status", "fulfilment", "reported_at", "published_at"]
		)
		self.assertEqual(found, ("Published", None, None, first))
		self.assertEqual([str(found) for found in rebuild.check(DOCTYPE)], [])

	def test_C4_a_status_is_not_written(self):
		doc = self.draft()
		with as_user(self.officer), self.assertRaises(StatusWrittenError):
			changed = frappe.get_doc(DOCTYPE, doc.name)
			changed.status = "Published"
			changed.save()
		for field in ("approved_by", "verified_by", "reported_by", "drafters", "fulfilment"):
			with as_user(self.officer):
				changed = frappe.get_doc(DOCTYPE, doc.name)
				before = changed.get(field)
				changed.set(field, self.sister if field != "fulfilment" else "Fulfilled")
				changed.save()
				self.assertEqual(frappe.db.get_value(DOCTYPE, doc.name, field), before, field)

	def test_C4_dates_are_in_order(self):
		with self.assertRaises(TimeOrderError):
			self.draft(measures=[{**MEASURE, "due_on": add_days(today(), 61)}])
		doc = self.draft(due_on=add_days(today(), 40))
		self.act(doc, self.leader, "Approve Commitment", approval_opinion="Agreed")
		frappe.db.set_value(DOCTYPE, doc.name, "due_on", add_days(today(), -1))
		with self.assertRaises(TimeOrderError):
			self.act(doc, self.officer, "Publish Commitment")

	# ---- progress
	def test_C4_progress_has_evidence_and_is_not_changed(self):
		doc = self.published()
		with as_user(self.officer):
			with self.assertRaises(EvidenceMissingError):
				api.note_progress(doc.name, "Third window open")
			with self.assertRaises(TimeOrderError):
				api.note_progress(doc.name, "Open", add_days(today(), 1), evidence_note="Office")
			with self.assertRaises(EvidenceMissingError):
				api.note_progress(doc.name, "Open", evidence="/private/files/of-others.pdf")
			api.note_progress(doc.name, "Third window open", evidence_note="Photographs, office")
			changed = frappe.get_doc(DOCTYPE, doc.name)
			self.assertEqual(changed.progress_notes[0].noted_by, self.officer)
			changed.progress_notes = []
			changed.save()
		self.assertEqual(len(frappe.get_doc(DOCTYPE, doc.name).progress_notes), 1)
		with as_user(self.sister), self.assertRaises(frappe.PermissionError):
			api.note_progress(doc.name, "Open", evidence_note="Office")

	def test_C4_progress_comes_with_a_file_of_ones_own(self):
		doc = self.published()
		with as_user(self.officer):
			sent = frappe.get_doc(
				doctype="File", file_name="window.txt", content="open", is_private=1
			).insert()
			api.note_progress(doc.name, "Third window open", evidence=sent.file_url)
		found = frappe.db.get_value("File", sent.name, ["attached_to_doctype", "attached_to_name"])
		self.assertEqual(found, (DOCTYPE, doc.name))

	def test_C4_progress_only_while_published(self):
		with as_user(self.officer), self.assertRaises(MoveNotAllowedError):
			api.note_progress(self.draft().name, "Open", evidence_note="Office")


class TestWhoSees(CommitmentTestCase):
	def test_C4_a_sister_unit_sees_nothing_of_it_in_the_desk(self):
		doc = self.published()
		for user, seen in ((self.officer, 1), (self.above, 1), (self.inspector, 1), (self.sister, 0)):
			with as_user(user):
				self.assertEqual(len(frappe.get_list(DOCTYPE, {"name": doc.name})), seen, user)
				self.assertEqual(bool(frappe.has_permission(DOCTYPE, "read", doc=doc.name)), bool(seen), user)
		with as_user(self.sister):
			for call in (api.standing, lambda name: permissions.require_visible(DOCTYPE, [name])):
				with self.assertRaises(frappe.PermissionError):
					call(doc.name)
			for child in ("Commitment Measure", "Commitment Progress"):
				self.assertEqual(frappe.get_list(child, {"parent": doc.name}, parent_doctype=DOCTYPE), [])

	def test_C4_a_unit_does_not_promise_for_another(self):
		with self.assertRaises(frappe.PermissionError):
			self.draft(user=self.sister)

	def test_C4_the_page_shows_what_was_promised_and_nothing_of_the_desk(self):
		doc = self.published()
		with as_user(self.officer):
			api.note_progress(doc.name, "Third window open", evidence_note="SECRET cupboard")
		seen = public_voice.commitment(commitment_view.code_of(doc))
		self.assertEqual((seen["title"], seen["unit_name"]), (doc.title, "Unit PC-A1"))
		self.assertEqual(seen["progress"], [{"on": today(), "note": "Third window open"}])
		said = str(seen)
		for hidden in ("SECRET", self.officer, self.leader, doc.name, "Agreed"):
			self.assertNotIn(hidden, said)

	def test_C4_a_draft_an_ended_and_an_unknown_one_are_answered_alike(self):
		nothing = {key: value for key, value in public_voice.commitment("no code").items() if key != "device"}
		self.assertFalse(nothing["found"])
		ended = self.published()
		frappe.db.set_value(DOCTYPE, ended.name, "public_until", add_days(today(), -1))
		for doc in (self.draft(), ended):
			seen = public_voice.commitment(commitment_view.code_of(doc))
			self.assertEqual({key: value for key, value in seen.items() if key != "device"}, nothing)
			self.assertNotIn(doc.title, str(public_voice.commitments()))

	def test_C4_the_list_leads_to_the_page(self):
		doc = self.published()
		row = next(
			row for row in public_voice.commitments(self.county.a1)["rows"] if row["title"] == doc.title
		)
		self.assertTrue(public_voice.commitment(row["code"])["found"])
		self.assertNotIn(doc.title, str(public_voice.commitments(self.county.b1)))


class TestEveryoneRates(CommitmentTestCase):
	def test_C4_a_device_rates_once(self):
		doc = self.published()
		code = commitment_view.code_of(doc)
		device = public_voice.commitment(code)["device"]
		seen = public_voice.rate_commitment(code, "Satisfied", "Good", device)
		self.assertEqual((seen["rated"], seen["can_rate"]), (True, False))
		with self.assertRaises(PublicInputError):
			public_voice.rate_commitment(code, "Very Satisfied", None, device)
		self.assertEqual(len(self.ballots(doc)), 1)
		# another commitment is another matter
		other = commitment_view.code_of(self.published(title="Lifts that work"))
		self.assertTrue(public_voice.rate_commitment(other, "Satisfied", None, device)["rated"])

	def test_C4_a_token_that_we_have_not_given_rates_nothing(self):
		doc = self.published()
		code = commitment_view.code_of(doc)
		given = ratings.new_device()
		for device in (
			None,
			"",
			"x",
			"x.y",
			given[:-1] + ("0" if given[-1] != "0" else "1"),
			f"x{given}",
			"一.二",
		):
			with self.assertRaises(PublicInputError):
				public_voice.rate_commitment(code, "Satisfied", None, device)
		self.assertEqual(self.ballots(doc), [])

	def test_C4_a_ballot_keeps_neither_user_nor_day(self):
		doc = self.published()
		with as_user(self.sister):
			api.rate(doc.name, "Dissatisfied", "Long queues")
		row = self.ballots(doc)[0]
		self.assertEqual(
			(row.owner, row.modified_by, row.signed, row.rater_name), ("Guest", "Guest", 0, None)
		)
		day = max(getdate(today()).replace(day=1), getdate(doc.published_at))
		for column in ("creation", "modified", "evaluated_at"):
			self.assertEqual(row[column], get_datetime(day), column)
		self.assertNotIn(self.sister, str(row))
		parties = frappe.get_all("Case Party", {"parent": row.name}, ["*"])
		self.assertEqual(
			[(p.owner, p.creation, p.unit) for p in parties], [("Guest", get_datetime(day), doc.unit)]
		)
		for doctype in ("Version", "Case Event", "Notification Log", "Activity Log", "Comment"):
			rows = frappe.get_all(doctype, {"creation": (">", now_datetime() - timedelta(minutes=1))}, ["*"])
			self.assertNotIn(row.name, str(rows), doctype)

	def test_C4_a_comment_holds_no_markup(self):
		doc = self.published()
		with as_user(self.sister):
			api.rate(doc.name, "Dissatisfied", "  <img src=x onerror=alert(1)> Long\nqueues ")
		row = self.ballots(doc)[0]
		self.assertEqual(row.comment, "＜img src=x onerror=alert(1)＞ Long\nqueues")
		with as_user(self.above), self.assertRaises(PublicInputError):
			api.rate(doc.name, "Satisfied", "\x00")
		with as_user(self.above):
			api.rate(doc.name, "Satisfied", "   ")
		self.assertEqual({row.comment for row in self.ballots(doc)}, {row.comment, None})

	def test_C4_a_user_rates_once_and_in_his_group(self):
		doc = self.published()
		expected = {
			self.sister: "Staff",
			self.above: "Leaders",
			self.officer: "Own Unit",
			self.leader: "Own Unit",
			self.inspector: "Staff",
		}
		for user, group in expected.items():
			with as_user(user):
				self.assertEqual(ratings.group_of(user, doc.unit), group)
				api.rate(doc.name, "Satisfied")
				self.assertNotIn(doc.name, [row["name"] for row in api.rateable()])
				with self.assertRaises(RatingRefusedError):
					api.rate(doc.name, "Satisfied")
		self.assertEqual(sorted(row.rater_group for row in self.ballots(doc)), sorted(expected.values()))

	def test_C4_nothing_to_rate_is_an_empty_list(self):
		# a ballot on something else has no key: without commitments none must be looked for
		row = frappe.get_doc(doctype=ratings.EVALUATION, kind="Single", overall="Satisfied")
		row.name = "NO-BALLOT"
		row.db_insert()
		frappe.db.set_value(
			"Public Commitment", {"status": ("in", ratings.RATEABLE)}, "public_until", "2020-01-01"
		)
		with as_user(self.officer):
			self.assertEqual(api.rateable(), [])

	def test_C4_who_has_no_part_in_health_talk_does_not_rate_in_the_desk(self):
		doc = self.published()
		with as_user(factories.user("Employee")):
			for call in (lambda: api.rate(doc.name, "Satisfied"), api.rateable):
				with self.assertRaises(frappe.PermissionError):
					call()

	def test_C4_a_draft_and_one_that_is_not_there_are_refused_alike(self):
		said = set()
		for name in (self.draft().name, "HTN-0000-00000"):
			with as_user(self.sister), self.assertRaises(RatingRefusedError) as refused:
				api.rate(name, "Satisfied")
			said.add(str(refused.exception))
		self.assertEqual(len(said), 1)

	def test_C4_nobody_enters_a_ballot_beside_the_rating(self):
		doc = self.published()
		with as_user(self.officer), self.assertRaises(RatingRefusedError):
			frappe.get_doc(
				doctype=BALLOT,
				reference_doctype=DOCTYPE,
				reference_name=doc.name,
				kind="Single",
				overall="Very Satisfied",
				rater_group="Residents",
			).insert()

	def test_C8_below_five_only_the_number_shows(self):
		doc = self.published()
		self.residents(doc, *["Satisfied"] * 4)
		with as_user(self.officer):
			self.assertEqual(frappe.get_list(BALLOT, {"reference_name": doc.name}), [])
			found = api.standing(doc.name)
		self.assertEqual(
			found,
			{
				"points": None,
				"groups": [{"group": "Residents", "cast": 4, "shown": 0, "points": None, "levels": [0] * 5}],
			},
		)
		self.residents(doc, "Dissatisfied")
		with as_user(self.officer):
			# (4 · 80 + 40) / 5
			self.assertEqual(api.standing(doc.name)["points"], 72)
			self.assertEqual(len(frappe.get_list(BALLOT, {"reference_name": doc.name})), 5)
		# a sixth ballot is not read off the difference of two figures
		self.residents(doc, "Very Dissatisfied")
		with as_user(self.officer):
			self.assertEqual(api.standing(doc.name)["points"], 72)
			self.assertEqual(api.standing(doc.name)["groups"][0]["cast"], 6)
		with as_user(self.sister):
			self.assertEqual(frappe.get_list(BALLOT, {"reference_name": doc.name}), [])

	def test_C4_groups_count_by_their_weights(self):
		doc = self.published()
		self.residents(doc, *["Very Satisfied"] * 5)
		for group, level in (("Staff", "Dissatisfied"), ("Own Unit", "Very Satisfied")):
			for number in range(5):
				ratings.cast(doc.name, group, f"{group}{number}", level, None, "Online")
		# residents 100 at 60, staff 40 at 20, the own unit weighs nothing: (6000 + 800) / 80
		self.assertEqual(commitment_view.rating(doc.name)["points"], 85)

	def test_C4_after_the_verification_nobody_rates_and_nothing_tells_who_has(self):
		doc = self.reported()
		with as_user(self.sister):
			api.rate(doc.name, "Satisfied")
		self.assertEqual(len(self.ballots(doc)[0].ballot_key), 64)
		self.act(doc, self.leader, "Verify Result", verification_note="Seen")
		self.assertIsNone(self.ballots(doc)[0].ballot_key)
		with as_user(self.above), self.assertRaises(RatingRefusedError):
			api.rate(doc.name, "Satisfied")
		device = ratings.new_device()
		with self.assertRaises(PublicInputError):
			public_voice.rate_commitment(commitment_view.code_of(doc), "Satisfied", None, device)

	def test_C4_a_level_that_there_is_not_is_refused(self):
		doc = self.published()
		with as_user(self.sister), self.assertRaises(RatingRefusedError):
			api.rate(doc.name, "Best")
		with as_user(self.sister), self.assertRaises(frappe.ValidationError):
			api.rate(doc.name, "Satisfied", "长" * 501)


class TestFigures(CommitmentTestCase):
	def test_C4_figures_and_report(self):
		kept, part, late = (self.published(title=title) for title in ("Kept", "Part", "Late"))
		self.all_done(kept)
		self.act(kept, self.officer, "Report Fulfilled", **RESULT)
		self.act(kept, self.leader, "Verify Result", verification_note="Seen")
		self.act(part, self.officer, "Report Partly Fulfilled", **RESULT, shortfall_reason="Half")
		frappe.db.set_value(DOCTYPE, late.name, "due_on", add_days(today(), -1))
		for doc in (kept, part):
			frappe.db.set_value(DOCTYPE, doc.name, "due_on", today())
		# not due yet
		self.published(
			title="Running", due_on=add_days(today(), 300), measures=[{**MEASURE, "due_on": today()}]
		)
		self.residents(late, *["Satisfied"] * 3, *["Very Dissatisfied"] * 2)
		year = year_to(getdate())
		with as_user(self.leader):
			found = registry.figures(commitment_fulfilment.FIGURES, year, "unit", None)[self.county.a1]
			self.assertEqual(
				{key: figure.value for key, figure in found.items()},
				{
					"commitments_published": 4,
					"commitments_due": 3,
					"commitments_overdue": 1,
					# (1 + 0.5 + 0) / 3
					"commitment_rate": 50.0,
					"commitment_in_time": 33.33,
					"commitment_verified": 50.0,
					# (3 · 80 + 2 · 20) / 5
					"commitment_points": 56.0,
					"commitment_satisfied": 60.0,
				},
			)
			for key in commitment_fulfilment.LISTED:
				for part_of in ("counted", "met", "missed"):
					answer = commitment_fulfilment.execute({"figure": key, "part": part_of})
					self.assertTrue(answer[0])
			listed = commitment_fulfilment.execute({"figure": "commitments_overdue"})[1]
			self.assertEqual(
				[(row.title, row.overdue, row.ballots, row.points) for row in listed], [("Late", 1, 5, 56)]
			)
			table = commitment_fulfilment.execute({})
			self.assertEqual([row["commitments_published"] for row in table[1]], [4, 4])
			self.assertTrue(table[3])
		with as_user(self.sister):
			self.assertEqual(commitment_fulfilment.execute({})[1], [])
			self.assertEqual(commitment_fulfilment.execute({"figure": "commitments_overdue"})[1], [])
		with as_user(self.leader), self.assertRaises(frappe.ValidationError):
			commitment_fulfilment.execute({"figure": "matters_raised"})


class TestPapers(CommitmentTestCase):
	def test_C4_the_letter_and_the_poster_lead_to_the_page_once_it_is_published(self):
		draft = self.draft()
		self.assertEqual(builders.context_for(draft, "commitment_letter")["public_url"], "")
		doc = self.reported()
		address = f"/healthtalk/commitment?code={commitment_view.code_of(doc)}"
		letter = builders.context_for(doc, "commitment_letter")
		self.assertTrue(letter["public_url"].endswith(address))
		self.assertEqual(letter["outcome"]["chosen"], ["已兑现"])
		self.assertEqual([row["group"] for row in letter["ratings"]], ["群众评", "职工评", "领导评", "自评"])
		self.assertTrue(builders.context_for(doc, "commitment_poster")["public_url"].endswith(address))
		for name in ("公开承诺书", "公开承诺海报"):
			# behind the platform's toolbar
			html = frappe.get_print(DOCTYPE, doc.name, name).split('<div class="ht-form">')[1]
			self.assertIn(doc.title, html)
			self.assertNotIn("None", html)

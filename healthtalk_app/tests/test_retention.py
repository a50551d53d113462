"""Identities go some years after the end of a case, when the bureau says so, and nothing else goes."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_years, now_datetime, today

from healthtalk_app.patches import drop_identities_of_removed_rows
from healthtalk_app.services import runs
from healthtalk_app.services.records import events, identity, personal_data, retention
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

MATTER, SETTINGS = "Talk Matter", "Healthtalk Settings"
# five years before this day; the site's other cases are younger
TODAY, DAY = "2010-01-01", "2005-01-01"
BEFORE = "2004-12-31 23:59:59"


class TestRetention(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("KEEP")
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.leader = factories.user("Unit Leader", cls.county.a1)

	def setUp(self) -> None:
		super().setUp()
		self.keep(5)

	def keep(self, years: int) -> None:
		frappe.db.set_single_value(SETTINGS, "identity_years", years)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def matter(self, ended: str = BEFORE, status: str = "Closed", **given: Any) -> str:
		doc = factories.matter(unit=self.county.a1, raiser_name="王小明", raiser_phone="13800001111", **given)
		events.record(doc, "status", from_status="Raised", to_status=status, unit=self.county.a1)
		frappe.db.set_value(MATTER, doc.name, "workflow_state", status)
		self.date(MATTER, doc.name, ended)
		return doc.name

	def date(self, doctype: str, name: str, ended: str) -> None:
		"""Everything that the log knows of a case was then."""
		about = {"reference_doctype": doctype, "reference_name": name}
		frappe.db.set_value("Case Event", about, "occurred_at", ended)

	def due(self) -> list[str]:
		return [kept.name for kept in retention.due(retention.last_day(TODAY))]

	def test_what_ended_before_the_day_is_due_and_nothing_later(self):
		old = [self.matter(status=status) for status in ("Closed", "Withdrawn", "Not Accepted")]
		self.matter(ended=f"{DAY} 00:00:00")
		self.matter(status="Replied")
		self.date(MATTER, factories.matter(unit=self.county.a1).name, BEFORE)
		self.assertEqual(sorted(self.due()), sorted(old))

	def test_what_officers_have_ended_is_due_after_the_years(self):
		names = []
		for action, values in (
			("Withdraw", {"withdrawn_reason": "Settled"}),
			(
				"Decline",
				{
					"not_accepted_reason": "Repeated",
					"not_accepted_note": "Answered before",
					"notice_given_at": now_datetime(),
				},
			),
		):
			with as_user(self.clerk):
				doc = factories.matter(
					unit=self.county.a1,
					raiser_name="王小明",
					raiser_phone="13800001111",
					ignore_permissions=False,
				)
				flow.act(MATTER, doc.name, action, values)
			names.append(doc.name)
		for years, expected in ((5, set()), (6, set(names))):
			day = retention.last_day(add_years(today(), years))
			self.assertEqual({kept.name for kept in retention.due(day)} & set(names), expected)

	def test_nobody_makes_a_case_older_by_a_time_of_his_own(self):
		name = self.matter(ended="2009-06-01")
		with as_user(self.clerk):
			doc = frappe.get_doc(MATTER, name)
			doc.step_at = BEFORE
			doc.save()
		self.assertEqual(self.due(), [])

	def test_an_accusation_stays_with_discipline(self):
		name = self.matter()
		frappe.db.set_value(MATTER, name, "is_accusation", 1)
		self.assertEqual(self.due(), [])

	def test_what_goes_on_keeps_its_identity(self):
		name = self.matter()
		order = frappe.get_doc(doctype="Rectification", name="KEEP-ORDER", status="Rectifying", matter=name)
		order.db_insert()
		self.assertEqual(self.due(), [])
		order.db_set("status", "Verified")
		review = self.matter(ended="2009-06-01")
		frappe.db.set_value(MATTER, review, {"review_of": name, "status": "In Progress"})
		self.assertEqual(self.due(), [])
		frappe.db.set_value(MATTER, review, "status", "Closed")
		again = self.matter(ended="2009-06-01")
		frappe.db.set_value(MATTER, again, {"review_of": review, "status": "In Progress"})
		self.assertEqual(self.due(), [])
		frappe.db.set_value(MATTER, again, "status", "Closed")
		self.assertEqual(self.due(), [name])
		for doctype, going_on, over in (
			("Dispute Mediation", "Mediating", "Closed"),
			("Demerit Record", "Appealed", "Upheld"),
		):
			other = frappe.get_doc(doctype=doctype, name=f"KEEP {doctype}", status=going_on, matter=name)
			other.db_insert()
			self.assertEqual(self.due(), [])
			other.db_set("status", over)
			self.assertEqual(self.due(), [name])

	def test_who_rated_a_talk_is_known_while_somebody_is_to_call_him(self):
		talk = factories.session(unit=self.county.a1).name
		frappe.db.set_value("Talk Session", talk, "status", "Held")
		rating = factories.evaluation(
			reference_doctype="Talk Session", reference_name=talk, unit=self.county.a1, rater_name="李四光"
		).name
		frappe.db.set_value("Public Evaluation", rating, "evaluated_at", BEFORE)
		self.assertEqual(self.due(), [rating])
		call = frappe.get_doc(doctype="Call Back", name="KEEP-CALL", evaluation=rating, status="To Call")
		call.db_insert()
		self.assertEqual(self.due(), [])
		call.db_set("status", "Reached")
		order = frappe.get_doc(doctype="Rectification", name="KEEP-ORDER", status="Open")
		order.update({"source_doctype": "Public Evaluation", "source_name": rating})
		order.db_insert()
		self.assertEqual(self.due(), [])
		order.db_set("status", "Verified")
		self.assertEqual(self.due(), [rating])

	def test_a_merged_matter_waits_for_the_last_that_it_went_into(self):
		last = self.matter(ended="2009-06-01")
		middle = self.matter(status="Merged", merged_into=last)
		first = self.matter(status="Merged", merged_into=middle)
		frappe.db.set_value(MATTER, middle, "merged_into", last)
		frappe.db.set_value(MATTER, first, "merged_into", middle)
		self.assertEqual(self.due(), [])
		self.date(MATTER, last, BEFORE)
		self.assertEqual(sorted(self.due()), sorted([first, middle, last]))
		frappe.db.set_value(MATTER, last, "status", "In Progress")
		kept = retention.Kept(MATTER, first, middle)
		self.assertFalse(retention.erase(kept, retention.last_day(TODAY)))
		self.assertTrue(identity.clear_values(MATTER, first))

	def test_a_rating_goes_with_its_matter(self):
		young, old = self.matter(ended="2009-06-01"), self.matter()
		frappe.db.set_value(MATTER, {"name": ("in", [young, old])}, "status", "Replied")
		ratings = {
			name: factories.evaluation(
				reference_doctype=MATTER, reference_name=name, unit=self.county.a1, rater_name="李四光"
			).name
			for name in (young, old)
		}
		frappe.db.set_value(
			"Public Evaluation", {"name": ("in", list(ratings.values()))}, "evaluated_at", BEFORE
		)
		frappe.db.set_value(MATTER, {"name": ("in", [young, old])}, "status", "Closed")
		self.date(MATTER, old, BEFORE)
		self.assertEqual(sorted(self.due()), sorted([old, ratings[old]]))

	def test_a_run_erases_them_and_the_case_stays(self):
		old, young = self.matter(), self.matter(ended="2009-06-01")
		with patch.object(frappe, "enqueue") as put:
			run = retention.begin(TODAY)
		self.assertEqual(put.call_args.args[0], "healthtalk_app.services.records.retention.work")
		with patch.object(frappe.db, "commit"), patch.object(runs, "is_at_work", return_value=False):
			retention.work(run)
		doc = frappe.get_doc("Background Run", run)
		self.assertEqual((doc.kind, doc.status, doc.progress), ("Retention", "Finished", 100))
		self.assertEqual(frappe.parse_json(doc.counts), {"erased": 1, "failed": 0})
		self.assertEqual(identity.clear_values(MATTER, old), {})
		self.assertEqual(identity.clear_values(MATTER, young)["full_name"], "王小明")
		kept = frappe.get_doc(MATTER, old)
		self.assertEqual((kept.raiser_name, kept.identity_level), (None, "Anonymous"))
		self.assertEqual(kept.subject, "Queue at the pharmacy")
		last = events.of(MATTER, old)[-1]
		self.assertEqual((last.event, last.details["ground"]), ("erased", "No Longer Needed"))
		with patch.object(frappe, "enqueue"):
			self.assertIsNone(retention.begin(TODAY))

	def test_a_submission_goes_with_the_matter_that_was_made_of_it(self):
		name = self.matter()
		sent = frappe.get_doc(
			doctype="Public Submission", name="KEEP-SENT", status="Accepted", unit=self.county.a1
		)
		sent.update({"raiser_name": "王*明", "raiser_phone": "138****1111", "identity_level": "Named"})
		sent.db_insert()
		frappe.db.set_value(MATTER, name, "submission", sent.name)
		(kept,) = retention.due(retention.last_day(TODAY))
		self.assertTrue(retention.erase(kept, retention.last_day(TODAY)))
		sent.reload()
		self.assertEqual(
			(sent.raiser_name, sent.raiser_phone, sent.identity_level), (None, None, "Anonymous")
		)

	def test_rows_of_a_talk_that_was_cancelled_are_forgotten(self):
		row = {"subject": "Queue", "raiser_name": "王小明", "raiser_phone": "13800001111"}
		talk = factories.session(unit=self.county.a1, matters=[row, {**row, "subject": "Parking"}])
		first, second = talk.matters
		talk.remove(second)
		talk.save()
		self.assertEqual(identity.clear_values("Session Matter", second.name), {})
		self.assertEqual(identity.clear_values("Session Matter", first.name)["full_name"], "王小明")
		self.date("Talk Session", talk.name, BEFORE)
		self.assertEqual(self.due(), [])
		frappe.db.set_value("Talk Session", talk.name, "status", "Cancelled")
		(kept,) = retention.due(retention.last_day(TODAY))
		self.assertTrue(retention.erase(kept, retention.last_day(TODAY)))
		self.assertEqual(identity.clear_values("Session Matter", first.name), {})
		first.reload()
		self.assertEqual((first.subject, first.raiser_name, first.raiser_phone), ("Queue", None, None))

	def test_the_patch_forgets_rows_that_are_no_more_and_no_others(self):
		row = {"subject": "Queue", "raiser_name": "王小明", "raiser_phone": "13800001111"}
		kept, gone = factories.session(
			unit=self.county.a1, matters=[row, {**row, "subject": "Parking"}]
		).matters
		frappe.db.delete("Session Matter", {"name": gone.name})
		drop_identities_of_removed_rows.execute()
		self.assertEqual(identity.clear_values("Session Matter", gone.name), {})
		self.assertEqual(identity.clear_values("Session Matter", kept.name)["full_name"], "王小明")

	def test_the_table_of_the_talk_forgets_with_the_matter(self):
		name = self.matter()
		row = {"subject": "Queue", "raiser_name": "王小明", "raiser_phone": "13800001111"}
		(row,) = factories.session(unit=self.county.a1, matters=[row]).matters
		row.db_set("matter", name)
		identity.forget("Session Matter", [row.name])
		personal_data.erase_documents([(MATTER, name)], "No Longer Needed")
		row.reload()
		self.assertEqual((row.raiser_name, row.raiser_phone, row.identity_level), (None, None, "Anonymous"))

	def test_a_run_follows_what_the_bureau_sets_meanwhile(self):
		old, young = self.matter(ended="2003-01-01"), self.matter()
		run = runs.create("Retention", "Test", to_date="2010-01-01").name
		here = patch.object(frappe.db, "commit"), patch.object(runs, "is_at_work", return_value=False)
		# by the years that are set last the day lies in 2004
		for years, left in ((0, {old, young}), (int(today()[:4]) - 2004, {young})):
			self.keep(years)
			with here[0], here[1]:
				retention.work(run)
			self.assertEqual({name for name in (old, young) if identity.clear_values(MATTER, name)}, left)
		self.assertEqual(frappe.db.get_value("Background Run", run, "status"), "Finished")

	def test_one_that_cannot_be_erased_stops_no_other(self):
		names = [self.matter(), self.matter()]
		real = personal_data.erase_documents

		def erase(found: list[tuple[str, str]], ground: str) -> int:
			if found[0][1] == names[0]:
				raise frappe.ValidationError("locked")
			return real(found, ground)

		run = runs.create("Retention", "Test", to_date=DAY).name
		with (
			patch.object(frappe.db, "commit"),
			patch.object(frappe.db, "rollback"),
			patch.object(runs, "is_at_work", return_value=False),
			patch.object(personal_data, "erase_documents", erase),
		):
			retention.work(run)
		counts = frappe.parse_json(frappe.db.get_value("Background Run", run, "counts"))
		self.assertEqual(counts, {"erased": 1, "failed": 1})
		self.assertEqual(self.due(), names[:1])

	def test_what_was_opened_again_in_the_meantime_is_left_alone(self):
		name = self.matter()
		(kept,) = retention.due(retention.last_day(TODAY))
		frappe.db.set_value(MATTER, name, "status", "In Progress")
		retention.erase(kept, retention.last_day(TODAY))
		self.assertTrue(identity.clear_values(MATTER, name))
		frappe.db.set_value(MATTER, name, "status", "Closed")
		retention.erase(kept, retention.last_day(TODAY))
		self.assertEqual(identity.clear_values(MATTER, name), {})

	def test_without_a_time_set_nothing_is_erased(self):
		self.matter()
		self.keep(0)
		with patch.object(frappe, "enqueue") as put:
			self.assertIsNone(retention.begin(TODAY))
		put.assert_not_called()

	def test_who_sets_the_time_hears_how_many_go(self):
		name = self.matter()
		admin = factories.user("Healthtalk Administrator", self.county.bureau)
		with as_user(admin):
			doc = frappe.get_doc(SETTINGS)
			doc.bureau_unit = self.county.bureau
			for wrong in (-1, 101):
				doc.identity_years = wrong
				with self.assertRaises(frappe.ValidationError):
					doc.save()
				doc.reload()
			doc.bureau_unit = self.county.bureau
			doc.identity_years = 10
			frappe.local.message_log = []
			doc.save()
		self.assertRegex(str(frappe.local.message_log), r"\b1 (documents|份)")
		self.assertTrue(identity.clear_values(MATTER, name))

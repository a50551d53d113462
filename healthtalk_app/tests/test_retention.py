"""Identities go some years after the end of a case, when the bureau says so, and nothing else goes."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import frappe

from healthtalk_app.services import runs
from healthtalk_app.services.records import events, identity, personal_data, retention
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
		cls.leader = factories.user("Unit Leader", cls.county.a1)

	def setUp(self) -> None:
		super().setUp()
		self.keep(5)

	def keep(self, years: int) -> None:
		frappe.db.set_single_value(SETTINGS, "identity_years", years)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def matter(self, ended: str = BEFORE, status: str = "Closed", **given: Any) -> str:
		name = factories.matter(
			unit=self.county.a1, raiser_name="王小明", raiser_phone="13800001111", **given
		).name
		frappe.db.set_value(MATTER, name, {"status": status, "step_at": ended})
		return name

	def due(self) -> list[str]:
		return [kept.name for kept in retention.due(retention.last_day(TODAY))]

	def test_what_ended_before_the_day_is_due_and_nothing_later(self):
		old = [self.matter(status=status) for status in ("Closed", "Withdrawn", "Not Accepted")]
		self.matter(ended=f"{DAY} 00:00:00")
		self.matter(status="Replied")
		frappe.db.set_value(MATTER, factories.matter(unit=self.county.a1).name, "step_at", BEFORE)
		self.assertEqual(sorted(self.due()), sorted(old))

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
		self.assertEqual(self.due(), [name])

	def test_a_merged_matter_waits_for_the_last_that_it_went_into(self):
		last = self.matter(ended="2009-06-01")
		middle = self.matter(status="Merged", merged_into=last)
		first = self.matter(status="Merged", merged_into=middle)
		frappe.db.set_value(MATTER, middle, "merged_into", last)
		frappe.db.set_value(MATTER, first, "merged_into", middle)
		self.assertEqual(self.due(), [])
		frappe.db.set_value(MATTER, last, "step_at", BEFORE)
		self.assertEqual(sorted(self.due()), sorted([first, middle, last]))

	def test_a_rating_goes_with_its_matter(self):
		young, old = self.matter(status="Replied"), self.matter(status="Replied")
		ratings = {
			name: factories.evaluation(
				reference_doctype=MATTER, reference_name=name, unit=self.county.a1, rater_name="李四光"
			).name
			for name in (young, old)
		}
		frappe.db.set_value(
			"Public Evaluation", {"name": ("in", list(ratings.values()))}, "evaluated_at", BEFORE
		)
		frappe.db.set_value(MATTER, {"name": ("in", [young, old])}, {"status": "Closed", "step_at": BEFORE})
		frappe.db.set_value(MATTER, young, "step_at", "2009-06-01")
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
			doc.identity_years = -1
			with self.assertRaises(frappe.ValidationError):
				doc.save()
			doc.reload()
			doc.bureau_unit = self.county.bureau
			doc.identity_years = 10
			frappe.local.message_log = []
			doc.save()
		self.assertRegex(str(frappe.local.message_log), r"\b1 (documents|份)")
		self.assertTrue(identity.clear_values(MATTER, name))

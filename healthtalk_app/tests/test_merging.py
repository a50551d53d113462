"""A merged duplicate: its units read the survivor, its files, codes and ratings lead there, and back."""

from unittest.mock import patch

import frappe

from healthtalk_app import exceptions
from healthtalk_app.services.matters import merging
from healthtalk_app.services.steps import flow
from healthtalk_app.services.voice import receipt_codes
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_loop import LoopTestCase


class TestMerging(LoopTestCase):
	def setUp(self):
		super().setUp()
		self.survivor = self.in_progress()
		self.duplicate = factories.matter(unit=self.county.a2, subject="The same queue")

	def merge(self, duplicate=None, into=None):
		merging.merge(self.again(duplicate or self.duplicate), self.again(into or self.survivor))

	def undo(self, duplicate=None):
		merging.undo_merge(self.again(duplicate or self.duplicate))

	def again(self, doc):
		return frappe.get_doc(doc.doctype, doc.name)

	def may(self, ptype, doc):
		with as_user(self.sister):
			return frappe.has_permission(doc.doctype, ptype, doc=doc.name)

	def files_of(self, doc):
		return frappe.get_all(
			"File", {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}, pluck="name"
		)

	def test_the_unit_of_the_duplicate_reads_the_survivor_and_only_while_it_is_merged(self):
		self.assertFalse(self.may("read", self.survivor))
		self.merge()
		self.assertTrue(self.may("read", self.survivor))
		self.assertFalse(self.may("write", self.survivor))
		with as_user(self.sister):
			listed = frappe.get_list("Talk Matter", {"name": self.survivor.name}, pluck="name")
		self.assertEqual(listed, [self.survivor.name])
		self.undo()
		self.assertFalse(self.may("read", self.survivor))
		self.assertTrue(self.may("write", self.duplicate))

	def test_who_had_the_survivor_keeps_it_when_a_merger_is_undone(self):
		self.issued(self.survivor, self.county.a2)
		self.merge()
		self.undo()
		self.assertTrue(self.may("read", self.survivor))

	def test_the_mark_by_which_lists_ask_for_parties_follows_them(self):
		def marked():
			return frappe.db.get_value("Talk Matter", self.survivor.name, "has_other_parties")

		with patch("healthtalk_app.permissions.criteria.FEW_UNITS", 0):
			self.assertEqual((marked(), self.may("read", self.survivor)), (0, False))
			self.merge()
			self.assertEqual((marked(), self.may("read", self.survivor)), (1, True))
			self.undo()
			self.assertEqual((marked(), self.may("read", self.survivor)), (0, False))
			self.issued(self.survivor, self.county.a2)
			self.assertEqual((marked(), self.may("read", self.survivor)), (1, True))
			self.again(self.survivor).save()
			self.assertEqual((marked(), self.may("read", self.survivor)), (1, True))

	def test_files_go_with_the_merger_and_come_back_each_to_its_own(self):
		own = factories.file("Talk Matter", self.survivor.name).name
		brought = factories.file("Talk Matter", self.duplicate.name).name
		self.merge()
		self.assertEqual(
			(set(self.files_of(self.survivor)), self.files_of(self.duplicate)), ({own, brought}, [])
		)
		self.undo()
		self.assertEqual((self.files_of(self.survivor), self.files_of(self.duplicate)), ([own], [brought]))

	def test_codes_on_the_receipt_lead_to_the_survivor_and_back(self):
		codes = receipt_codes.public_codes(self.duplicate)
		self.merge()
		for kind, code in codes.items():
			self.assertEqual(receipt_codes.holder_of(kind, code).matter, self.survivor.name)
		self.undo()
		self.assertEqual(receipt_codes.holder_of("tracking", codes["tracking"]).matter, self.duplicate.name)
		self.assertFalse(receipt_codes.holder_of("rating", codes["tracking"]))
		self.assertFalse(receipt_codes.holder_of("tracking", codes["tracking"][:-1] + "?"))

	def test_a_duplicate_of_a_duplicate_leads_to_the_last_survivor(self):
		third = factories.matter(unit=self.county.b1, subject="And again")
		self.merge(third, self.duplicate)
		self.merge()
		self.assertEqual(merging.survivor_of(third.name), self.survivor.name)
		units = [row.unit for row in self.again(self.survivor).parties if row.part == "Duplicate"]
		self.assertEqual(sorted(units), [self.county.a2, self.county.b1])
		self.undo(third)
		units = [row.unit for row in self.again(self.survivor).parties if row.part == "Duplicate"]
		self.assertEqual(units, [self.county.a2])

	def test_who_raised_a_duplicate_counts_among_those_concerned(self):
		third = factories.matter(unit=self.county.b1, subject="And again")
		self.merge(third, self.duplicate)
		self.merge()
		self.assertEqual((self.supporters(self.duplicate), self.supporters(self.survivor)), (1, 2))
		self.undo(third)
		self.assertEqual((self.supporters(self.duplicate), self.supporters(self.survivor)), (0, 1))
		self.undo()
		self.assertEqual(self.supporters(self.survivor), 0)

	def test_who_says_it_twice_is_one_person(self):
		first, again = (
			factories.matter(unit=self.county.a1, raiser_name="王五", raiser_phone="13800001111")
			for _copy in range(2)
		)
		self.merge(again, first)
		self.assertEqual(self.supporters(first), 0)
		self.undo(again)
		self.assertEqual(self.supporters(first), 0)
		third = factories.matter(unit=self.county.a1, raiser_name="李四", raiser_phone="13800002222")
		self.merge(third, again)
		self.merge(again, first)
		self.assertEqual(self.supporters(first), 1)

	def supporters(self, doc):
		return frappe.db.get_value("Talk Matter", doc.name, "supporters")

	def test_a_save_of_the_survivor_keeps_the_units_of_its_duplicates(self):
		self.merge()
		with as_user(self.clerk):
			doc = self.again(self.survivor)
			doc.progress_note = "Two people asked."
			doc.save()
		self.assertTrue(self.may("read", self.survivor))

	def test_a_rating_of_the_duplicate_rates_the_survivor(self):
		self.merge()
		with as_user(self.clerk):
			flow.act("Talk Matter", self.survivor.name, "Reply", {"reply": "The window is open."})
		given = {"reference_doctype": "Talk Matter", "reference_name": self.duplicate.name}
		given |= {"rater_name": "李四", "ignore_permissions": False}
		with (
			as_user(factories.user("Unit Officer", self.county.b1)),
			self.assertRaises(frappe.PermissionError),
		):
			factories.evaluation(**given)
		with as_user(self.sister):
			rating = factories.evaluation(**given)
		self.assertEqual(rating.reference_name, self.survivor.name)
		survivor = self.again(self.survivor)
		self.assertEqual((survivor.status, survivor.satisfaction), ("Evaluated", "Satisfied"))
		with as_user(self.clerk), self.assertRaises(exceptions.RatingRefusedError):
			factories.evaluation(**{**given, "reference_name": self.survivor.name})

	def test_who_raised_an_anonymous_duplicate_rates_without_a_name(self):
		frappe.db.set_value("Talk Matter", self.duplicate.name, "identity_level", "Anonymous")
		self.merge()
		with as_user(self.clerk):
			flow.act("Talk Matter", self.survivor.name, "Reply", {"reply": "The window is open."})
		given = {"reference_doctype": "Talk Matter", "signed": 0}
		with as_user(self.clerk), self.assertRaises(exceptions.RatingRefusedError):
			factories.evaluation(reference_name=self.survivor.name, ignore_permissions=False, **given)
		with as_user(self.sister):
			rating = factories.evaluation(
				reference_name=self.duplicate.name, ignore_permissions=False, **given
			)
		self.assertEqual((rating.reference_name, rating.rater_name), (self.survivor.name, None))

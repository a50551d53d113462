"""A full disk refuses a file in words, before half of it is written."""

import shutil
from unittest.mock import patch

import frappe

from healthtalk_app.exceptions import DiskFullError
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

FREE = 100


class TestDiskRoom(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		county = factories.county("ROOM")
		cls.matter = factories.matter(unit=county.a1).name

	def attach(self, size: int) -> str:
		with patch.object(shutil, "disk_usage", return_value=frappe._dict(free=FREE)):
			return factories.file("Talk Matter", self.matter, content="x" * size).name

	def test_a_file_that_has_no_room_is_refused(self):
		with self.assertRaises(DiskFullError):
			self.attach(FREE + 1)
		self.assertEqual(frappe.db.count("File", {"attached_to_name": self.matter}), 0)

	def test_a_file_that_just_fits_is_taken(self):
		self.assertTrue(self.attach(FREE))

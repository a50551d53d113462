"""T4: an inspection entered on a telephone; nothing twice, nobody's entry written over, by the team alone."""

from __future__ import annotations

import io
from typing import Any

import frappe
from frappe.utils import today
from PIL import Image

from healthtalk_app.exceptions import BadInputError, FrozenError, PublicInputError
from healthtalk_app.services.inspections import entry
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user
from healthtalk_app.tests.test_inspection_plan import template

BLANK = {"result": "", "finding": "", "deduction": 0}
ONE, TWO = "0" * 31 + "1", "0" * 31 + "2"


def photo(colour: str = "#7a9e8c") -> bytes:
	"""A photo with the place where it was taken in it."""
	picture = Image.new("RGB", (60, 40), colour)
	exif = picture.getexif()
	exif[0x8825] = {1: "N", 2: (29.0, 52.0, 0.0)}
	held = io.BytesIO()
	picture.save(held, "JPEG", exif=exif)
	return held.getvalue()


class TestInspectionEntry(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = county = factories.county("EN")
		self.team = [factories.user("Inspector", county.bureau) for _number in range(2)]
		self.doc = frappe.get_doc(
			doctype="Inspection",
			unit=county.a1,
			inspecting_unit=county.bureau,
			template=template(),
			kind="Regular",
			planned_from=today(),
			planned_to=today(),
			team=[{"user": user, "leader": int(not n)} for n, user in enumerate(self.team)],
		).insert()
		self.rows = [row.name for row in self.doc.items]
		frappe.set_user(self.team[0])

	def item(self, place: int, result: str = "Pass", **given: Any) -> dict[str, Any]:
		values = {"result": result, "finding": "", "deduction": 0, "was": BLANK, **given}
		return {"row": self.rows[place], **values}

	def enter(self, key: str, *items: dict[str, Any]) -> dict[str, Any]:
		return entry.enter(self.doc.name, key, list(items))

	def stored(self, place: int) -> Any:
		return frappe.get_doc("Inspection", self.doc.name).items[place]

	# ---- once
	def test_the_first_item_begins_the_inspection_at_the_servers_time(self) -> None:
		answer = self.enter(ONE, self.item(0))
		self.assertEqual((answer["status"], answer["items"][0]["result"]), ("In Progress", "Pass"))
		doc = frappe.get_doc("Inspection", self.doc.name)
		self.assertEqual(str(doc.inspection_date), today())
		self.assertEqual(answer["theirs"], [])

	def test_a_sending_that_arrives_twice_is_one(self) -> None:
		failed = self.item(1, "Fail", finding="Queue of an hour")
		first = self.enter(ONE, self.item(0), failed)
		before = frappe.db.get_value("Inspection", self.doc.name, ["modified", "event_count"])
		versions = frappe.db.count("Version", {"docname": self.doc.name})
		self.assertEqual(self.enter(ONE, self.item(0), failed), first)
		self.assertEqual(
			frappe.db.get_value("Inspection", self.doc.name, ["modified", "event_count"]), before
		)
		self.assertEqual(frappe.db.count("Version", {"docname": self.doc.name}), versions)
		self.assertEqual(frappe.db.count("Inspection Entry", {"inspection": self.doc.name}), 1)

	def test_an_old_sending_that_arrives_late_undoes_nothing(self) -> None:
		self.enter(ONE, self.item(0))
		self.enter(TWO, self.item(0, "Not Applicable", was={**BLANK, "result": "Pass"}))
		answer = self.enter(ONE, self.item(0))
		self.assertEqual(self.stored(0).result, "Not Applicable")
		self.assertEqual(answer["theirs"], [self.rows[0]])

	def test_a_key_stands_for_one_sending(self) -> None:
		self.enter(ONE, self.item(0))
		for items in ([self.item(1)], [self.item(0, "Fail")]):
			with self.assertRaises(BadInputError):
				self.enter(ONE, *items)
		for key in ("", "x" * 32, "1"):
			with self.assertRaises(BadInputError):
				self.enter(key, self.item(0))

	def test_what_a_colleague_has_entered_is_not_written_over(self) -> None:
		self.enter(ONE, self.item(0))
		with as_user(self.team[1]):
			answer = self.enter(TWO, self.item(0, "Fail", finding="Closed"), self.item(1))
		self.assertEqual(answer["theirs"], [self.rows[0]])
		self.assertEqual((self.stored(0).result, self.stored(1).result), ("Pass", "Pass"))
		# having seen it, the colleague may decide otherwise
		with as_user(self.team[1]):
			seen = {**BLANK, "result": "Pass"}
			self.enter("0" * 31 + "3", self.item(0, "Fail", finding="Closed", was=seen))
		self.assertEqual((self.stored(0).result, self.stored(0).finding), ("Fail", "Closed"))

	def test_what_does_not_apply_may_apply_after_all(self) -> None:
		self.enter(ONE, self.item(0, "Not Applicable"))
		self.assertEqual(self.stored(0).applicable, 0)
		self.enter(TWO, self.item(0, "Pass", was={**BLANK, "result": "Not Applicable"}))
		self.assertEqual((self.stored(0).result, self.stored(0).applicable), ("Pass", 1))

	def test_a_failure_loses_all_its_points_where_nothing_is_said(self) -> None:
		points = self.stored(0).points
		answer = self.enter(ONE, self.item(0, "Fail", finding="No price list"))
		self.assertEqual((self.stored(0).deduction, answer["items"][0]["deduction"]), (points, points))

	def test_photos_are_there_once_and_say_nothing_of_the_place(self) -> None:
		self.assertEqual(entry.add_photo(self.doc.name, self.rows[0], photo())["photos"], 1)
		self.assertEqual(entry.add_photo(self.doc.name, self.rows[0], photo())["photos"], 1)
		self.assertEqual(entry.add_photo(self.doc.name, self.rows[0], photo("#102030"))["photos"], 2)
		self.assertEqual(entry.add_photo(self.doc.name, self.rows[1], photo())["photos"], 1)
		file = frappe.get_doc("File", {"attached_to_name": self.doc.name})
		self.assertEqual(
			(file.is_private, dict(Image.open(io.BytesIO(file.get_content())).getexif())), (1, {})
		)
		with self.assertRaises(PublicInputError):
			entry.add_photo(self.doc.name, self.rows[0], b"<script>")

	def test_nonsense_is_refused_with_a_sentence(self) -> None:
		wrong = (
			{"result": "Perhaps"},
			{"finding": ["x"]},
			{"finding": "x" * 2001},
			{"deduction": -1, "result": "Fail"},
			{"deduction": [1]},
		)
		for values in wrong:
			with self.assertRaises(BadInputError):
				self.enter(ONE, {**self.item(0), **values})
		with self.assertRaises(BadInputError):
			self.enter(ONE, {**self.item(0), "row": "another"})
		with self.assertRaises(BadInputError):
			self.enter(ONE, {**self.item(0), "was": "x"})

	# ---- by whom
	def test_E5_only_the_team_sees_and_enters_its_inspections(self) -> None:
		self.assertEqual([sheet["name"] for sheet in entry.mine()], [self.doc.name])
		with as_user("Administrator"):
			others = [
				factories.user("Inspector", self.county.bureau),
				factories.user("Inspector", self.county.a1),
				factories.user("Unit Leader", self.county.a1),
				factories.user("Unit Leader", self.county.b),
			]
		for other in others:
			with as_user(other):
				self.assertEqual(entry.mine(), [])
				with self.assertRaises(frappe.PermissionError):
					self.enter(ONE, self.item(0))
				with self.assertRaises(frappe.PermissionError):
					entry.add_photo(self.doc.name, self.rows[0], photo())
		self.assertEqual(self.stored(0).result or "", "")

	def test_E5_nobody_reads_from_where_something_was_sent(self) -> None:
		self.enter(ONE, self.item(0))
		for user in (*self.team, "Guest"):
			with as_user(user):
				self.assertFalse(frappe.has_permission("Inspection Entry", "read"))
				with self.assertRaises(frappe.PermissionError):
					frappe.get_list("Inspection Entry")

	def test_after_the_letter_nothing_is_entered(self) -> None:
		frappe.db.set_value("Inspection", self.doc.name, "status", "Feedback Issued")
		with self.assertRaises(FrozenError):
			self.enter(ONE, self.item(0))
		self.assertEqual(entry.mine(), [])

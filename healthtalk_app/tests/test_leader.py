"""The leader's page: rings, what is overdue and whose, places, topics, visits, incidents; on one sheet."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import frappe
from frappe.utils import now_datetime, today
from pypdf import PdfReader

from healthtalk_app.api import leader as endpoints
from healthtalk_app.metrics import leader as figures
from healthtalk_app.printing.leader_context import leaders_page
from healthtalk_app.printing.platform import sheet
from healthtalk_app.services import leader
from healthtalk_app.tests import everything, factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, queries

MATTER = "Talk Matter"


class TestLeadersPage(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("LEAD")
		cls.head = factories.user("Unit Leader", cls.county.a)
		cls.neighbour = factories.user("Unit Leader", cls.county.b)
		cls.nobody = factories.user("Unit Leader")
		a1, a2, b1 = cls.county.a1, cls.county.a2, cls.county.b1
		cls.late = cls.matter(a1, "In Progress", "Act", hours=-2)
		cls.soon = cls.matter(a1, "In Progress", "Act", hours=50)
		cls.fresh = cls.matter(a2, "Accepted", "Listen", hours=50)
		cls.rated = cls.matter(a2, "Closed", "Evaluate", hours=-50)
		cls.theirs = cls.matter(b1, "In Progress", "Act", hours=-2)
		cls.secret = cls.matter(a1, "In Progress", "Act", hours=-2, is_accusation=1)

	@classmethod
	def matter(cls, unit: str, status: str, ring: str, hours: int, **given: int) -> str:
		doc = factories.matter(unit=unit, lead_unit=unit)
		due = now_datetime() + timedelta(hours=hours)
		facts = {"status": status, "ring": ring, "resolution_due_at": due, "response_due_at": due}
		# what is dated by hand has no clock of its own
		frappe.db.set_value(MATTER, doc.name, {**facts, "notice_due_at": None, **given})
		return doc.name

	def page(self, user: str | None = None) -> frappe._dict:
		with as_user(user or self.head):
			return frappe._dict(endpoints.page())

	def test_the_five_rings(self) -> None:
		rings = {ring["ring"]: (ring["open"], ring["overdue"]) for ring in self.page().rings}
		self.assertEqual(list(rings), ["Speak", "Listen", "Discuss", "Act", "Evaluate"])
		self.assertEqual(rings["Act"], (2, 1))
		self.assertEqual(rings["Listen"], (1, 0))
		self.assertEqual(rings["Evaluate"], (0, 0))
		# all of them were raised an hour ago
		if now_datetime().hour > 0:
			self.assertEqual(self.page().rings[0]["today"], 4)

	def test_a_number_opens_exactly_what_it_counts(self) -> None:
		with as_user(self.head):
			self.assertEqual(set(endpoints.ring("Act", "open")), {self.late, self.soon})
			self.assertEqual(endpoints.ring("Act", "overdue"), [self.late])
			self.assertEqual(endpoints.overdue(MATTER), [self.late])
			self.assertEqual(endpoints.overdue(MATTER, self.county.a2), [])
			self.assertEqual(endpoints.overdue(MATTER, self.county.b1), [])
			self.assertEqual(endpoints.overdue("User"), [])
			self.assertEqual(endpoints.ring("Nowhere"), [])

	def test_what_is_overdue_and_whose(self) -> None:
		overdue = self.page().overdue
		self.assertEqual((overdue["total"], overdue["units"]), (1, 1))
		(row,) = overdue["rows"]
		self.assertEqual((row["unit"], row["counts"], row["total"]), (self.county.a1, {MATTER: 1}, 1))
		others = self.page(self.neighbour).overdue["rows"]
		self.assertEqual([row["unit"] for row in others], [self.county.b1])

	def test_numbers_agree_with_the_lists_for_every_kind(self) -> None:
		everything.make(self.county, factories.user("Unit Officer", self.county.a1))
		bureau = factories.user(["Unit Leader", "Inspector"], self.county.bureau)
		with as_user(bureau):
			for debtor in figures.debtors():
				for doctype, count in debtor.counts.items():
					names = endpoints.overdue(doctype, debtor.unit)
					self.assertEqual(len(set(names)), count, (doctype, debtor.unit))
					self.assertEqual(len(frappe.get_list(doctype, {"name": ("in", names)})), count)
			page = leader.page()
			self.assertNotIn(everything.NAME, str(page))
			self.assertNotIn(everything.PHONE, str(page))

	def test_who_has_no_unit_sees_nothing(self) -> None:
		page = self.page(self.nobody)
		self.assertEqual(sum(ring["open"] for ring in page.rings), 0)
		self.assertEqual((page.overdue["rows"], page.topics, page.incidents["rows"]), ([], [], []))
		self.assertEqual((page.ranking["rows"], page.visits["rows"]), ([], []))

	def test_an_accusation_stands_nowhere_on_it(self) -> None:
		discipline = factories.user(["Discipline Officer", "Unit Leader"], self.county.bureau)
		with as_user(discipline):
			self.assertNotIn(self.secret, endpoints.ring("Act", "open"))
			self.assertNotIn(self.secret, endpoints.overdue(MATTER, self.county.a1))

	def test_places_visits_and_incidents(self) -> None:
		with as_user(factories.user("Unit Officer", self.county.a1)):
			frappe.get_doc(
				doctype="Opinion Incident",
				subject="Rumour",
				unit=self.county.a1,
				summary="A video says that the ward was closed.",
				sources=[{"medium": "Short Video", "title": "Closed!", "reach": 40000}],
				found_at=now_datetime(),
			).insert()
		page = self.page()
		self.assertEqual((page.incidents["open"], page.incidents["rows"][0].subject), (1, "Rumour"))
		self.assertEqual(self.page(self.neighbour).incidents["open"], 0)
		self.assertEqual(str(page.ranking["from_date"]), f"{today()[:4]}-01-01")

	def test_it_is_one_sheet(self) -> None:
		with as_user(self.head):
			endpoints.paper()
		pdf = PdfReader(BytesIO(frappe.local.response.filecontent))
		self.assertEqual(len(pdf.pages), 1)
		width, height = (float(side) * 25.4 / 72 for side in pdf.pages[0].mediabox[2:])
		self.assertEqual((round(width), round(height)), (210, 297))

	def test_a_full_page_is_one_sheet_too(self) -> None:
		page = self.page()
		name = "云岭县医疗健康集团石门分院（石门镇中心卫生院）"
		row = {"unit": "x", "unit_name": name, "counts": dict.fromkeys(page.kinds, 12), "total": 108}
		page.overdue = {"total": 999, "units": 40, "rows": [row] * leader.DEBTORS}
		page.overdue["by_kind"] = dict.fromkeys(page.kinds, 111)
		place = {"place": 1, "unit_name": name, "score": 92.5, "change": -3, "response": 96.3}
		place |= {"resolution": None, "satisfaction": 88.0}
		page.ranking = {**page.ranking, "count": 40, "rows": [place] * (leader.PLACES + leader.LAST_PLACES)}
		page.topics = [{"title": name * 2, "people": 23}] * leader.TOPICS
		page.visits = {"owed": 40, "due": 31, "rows": [{"unit_name": name, "planned": 1}] * leader.VISITS}
		incident = {"subject": name * 2, "status": "Judged", "overdue": True}
		page.incidents = {"open": 12, "rows": [incident] * leader.INCIDENTS}
		pdf = PdfReader(BytesIO(sheet("leaders_page", leaders_page(page))))
		self.assertEqual(len(pdf.pages), 1)

	def test_as_many_questions_however_much_there_is(self) -> None:
		self.page()
		with queries() as said:
			self.page()
		few = len(said)
		for unit in (self.county.a1, self.county.a2):
			self.matter(unit, "In Progress", "Act", hours=-3)
		with queries() as said:
			self.page()
		self.assertEqual(len(said), few)
		self.assertLess(few, 60)

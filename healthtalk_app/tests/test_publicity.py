"""H12, T8, E1 Publicity 宣传: confirmed by the bureau, points by medium and level, information tasks."""

from typing import Any

import frappe
from frappe.utils import add_days, getdate, today

from healthtalk_app import permissions
from healthtalk_app.api import publicity as api
from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	TimeOrderError,
)
from healthtalk_app.healthtalk_app.report.publicity import publicity as report
from healthtalk_app.metrics import publicity as figures
from healthtalk_app.metrics import registry
from healthtalk_app.metrics.base import Asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

ITEM, POINTS, TASK = "Publicity Item", "Publicity Points", "Information Task"
YEAR = 2025


class TestPublicity(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("PU")
		forget()
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.group = factories.user(["Unit Leader", "Appraiser"], cls.county.a)
		cls.bureau = factories.user("Unit Officer", cls.county.bureau)
		cls.viewer = factories.user("Viewer", cls.county.bureau)

	def setUp(self) -> None:
		super().setUp()
		forget()

	def make(self, user: str | None = None, **given: Any) -> Any:
		values = {
			"doctype": ITEM,
			"title": "说事说到家门口",
			"unit": self.county.a1,
			"medium": "Press",
			"level": "City",
			"published_on": f"{YEAR}-05-20",
			"link": f"https://paper.example.org/{frappe.generate_hash(length=8)}",
			**given,
		}
		with as_user(user or self.clerk):
			return frappe.get_doc(values).insert()

	def decided(self, doc: Any) -> tuple[str, float]:
		doc.reload()
		return doc.status, doc.points

	# ---- the item
	def test_H12_an_item_is_published_and_counts_once(self):
		self.assertRaises(TimeOrderError, self.make, published_on=add_days(today(), 1))
		doc = self.make()
		self.assertRaises(BadInputError, self.make, link=doc.link)
		# of another unit it is another item
		self.make(self.sister, unit=self.county.a2, link=doc.link)
		for wrong in ("paper.example.org/1", "javascript:alert(1)", "https://a b.example.org"):
			self.assertRaises(BadInputError, self.make, link=wrong)

	def test_E1_the_spokesperson_of_the_day_stands_on_it(self):
		factories.duty(self.county.a1, "Spokesperson", employee_name="周发言", valid_to="2025-06-30")
		factories.duty(self.county.a1, "Spokesperson", employee_name="吴发言", valid_from="2025-07-01")
		self.assertEqual(self.make(spokesperson="我自己").spokesperson, "周发言")
		self.assertEqual(self.make(published_on="2025-07-02").spokesperson, "吴发言")
		self.assertIsNone(self.make(self.sister, unit=self.county.a2).spokesperson)

	# ---- the decision
	def test_T8_points_count_once_the_bureau_has_confirmed(self):
		doc = self.make(status="Confirmed", points=99, decided_by="Administrator")
		self.assertEqual((doc.status, doc.points or 0, doc.decided_by), ("Registered", 0, None))
		for user in (self.clerk, self.group, self.viewer):
			with as_user(user):
				self.assertFalse(api.may_decide())
				self.assertRaises(frappe.PermissionError, api.confirm, [doc.name])
		with as_user(self.bureau):
			self.assertTrue(api.may_decide())
			self.assertEqual(api.confirm([doc.name]), 1)
			# again it changes nothing
			self.assertEqual(api.confirm([doc.name]), 0)
		# press 2 points, a city twice that of a county
		self.assertEqual(self.decided(doc), ("Confirmed", 4.0))
		with as_user(self.clerk):
			self.assertRaises(FrozenError, doc.update({"level": "National"}).save)
		doc.reload()
		frappe.db.set_value(POINTS, "Press City", "points", 50)
		self.assertEqual(self.decided(doc), ("Confirmed", 4.0))
		with as_user(self.bureau):
			api.take_back([doc.name])
		self.assertEqual(self.decided(doc), ("Registered", 0))
		with as_user(self.clerk):
			doc.update({"level": "National", "points": 70}).save()
		self.assertEqual(self.decided(doc), ("Registered", 0))

	def test_nothing_is_confirmed_without_evidence_or_points(self):
		doc = self.make(link="")
		with as_user(self.bureau):
			self.assertRaises(EvidenceMissingError, api.confirm, [doc.name])
		frappe.delete_doc(POINTS, "Radio National")
		doc = self.make(medium="Radio", level="National")
		with as_user(self.bureau):
			self.assertRaises(EvidenceMissingError, api.confirm, [doc.name])
			self.assertRaises(BadInputError, api.confirm, "{}")
			self.assertRaises(BadInputError, api.confirm, [])

	def test_what_does_not_count_says_why(self):
		doc = self.make()
		with as_user(self.bureau):
			self.assertRaises(EvidenceMissingError, api.leave_out, [doc.name], "  ")
			api.leave_out([doc.name], "转载，不是首发。")
			self.assertEqual(self.decided(doc), ("Not Counted", 0))
			self.assertEqual(doc.decision_reason, "转载，不是首发。")
			api.take_back([doc.name])
			api.confirm([doc.name])
			self.assertRaises(MoveNotAllowedError, api.leave_out, [doc.name], "x")
		with as_user(self.clerk):
			self.assertRaises(frappe.PermissionError, api.leave_out, [doc.name], "x")
			self.assertRaises(frappe.PermissionError, api.take_back, [doc.name])

	# ---- who may see and write
	def test_an_item_is_its_units_and_that_of_those_above(self):
		doc = self.make()
		for user, seen in ((self.clerk, True), (self.group, True), (self.bureau, True), (self.sister, False)):
			self.assertEqual(bool(permissions.visible(ITEM, [doc.name], user)), seen, user)
		with as_user(self.sister):
			self.assertRaises(frappe.PermissionError, frappe.get_doc(ITEM, doc.name).save)
			self.assertRaises(frappe.PermissionError, api.confirm, [doc.name])
		self.assertRaises(frappe.PermissionError, self.make, self.sister)
		self.assertRaises(frappe.PermissionError, self.make, self.viewer)

	def test_T8_the_bureau_sets_the_tasks(self):
		appraiser = factories.user("Appraiser", self.county.bureau)
		task = {"doctype": TASK, "unit": self.county.a1, "year": YEAR, "items_owed": 24}
		for user, error in ((self.group, frappe.PermissionError), (self.clerk, frappe.PermissionError)):
			with as_user(user):
				self.assertRaises(error, frappe.get_doc(task).insert)
		with as_user(appraiser):
			frappe.get_doc(task).insert()
			self.assertRaises(frappe.ValidationError, frappe.get_doc(task).insert)

	# ---- figures
	def test_T8_points_and_tasks_of_a_period(self):
		"""A1: press of the city 4 points, WeChat of the county 1, both confirmed; Douyin waits; one left out.

		24 items are owed in 2025, so in its second quarter 24 × 91 / 365 = 5.98, six: two of six are 33.33 %.
		"""
		frappe.get_doc(doctype=TASK, unit=self.county.a1, year=YEAR, items_owed=24).insert()
		frappe.get_doc(doctype=TASK, unit=self.county.a2, year=YEAR, items_owed=4).insert()
		good = [self.make(), self.make(medium="WeChat", level="County")]
		self.make(medium="Douyin", level="Province")
		out = self.make(level="National")
		old = self.make(published_on=f"{YEAR}-03-31")
		with as_user(self.bureau):
			api.confirm([doc.name for doc in (*good, old)])
			api.leave_out([out.name], "重复")
		keys = [metric.key for metric in figures.METRICS]
		quarter = Period(getdate(f"{YEAR}-04-01"), getdate(f"{YEAR}-06-30"))
		for user in (self.clerk, self.bureau):
			with as_user(user):
				found = registry.figures(keys, quarter, None, Asked(self.county.a1, below=False))[None]
			self.assertEqual([found[key].value for key in keys], [3, 2, 5.0, 33.33])
		wanted = {"from_date": quarter.start, "to_date": quarter.end, "health_unit": self.county.a}
		with as_user(self.group):
			rows = {row["group"]: row for row in report.execute(wanted)[1] if not row.get("is_total")}
			self.assertEqual(rows[self.county.a1]["publicity_points"], 5.0)
			self.assertEqual(rows[self.county.a2]["publicity_tasks"], 0.0)
			by_medium = {r.get("group"): r for r in report.execute({**wanted, "group_by": "medium"})[1]}
			self.assertEqual(by_medium["Press"]["publicity_points"], 4.0)
			self.assertEqual(by_medium["Douyin"]["publicity_confirmed"], 0)
			total = report.execute({**wanted, "medium": "WeChat"})[1][-1]
			self.assertEqual(total["publicity_points"], 1.0)
		with as_user(self.sister):
			rows = report.execute({**wanted, "health_unit": self.county.a1})[1]
			self.assertEqual(rows, [])

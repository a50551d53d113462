"""What is read often asks the database as often for many rows as for few (design §6, §10)."""

from collections.abc import Callable
from datetime import date

import frappe

from healthtalk_app.api import desk
from healthtalk_app.metrics import coverage, plan, today
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.steps import panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user, queries
from healthtalk_app.tests.test_loop import LoopTestCase


class TestQueries(LoopTestCase):
	def asked(self, call: Callable[[], object]) -> int:
		"""How many statements `call` needs for branch A1's clerk, with everything cached that can be."""
		with as_user(self.clerk):
			call()
			with queries() as said:
				call()
		return len(said)

	def more(self) -> None:
		"""Three more matters of A1 with slips and talks, and units that nothing has named so far."""
		for _again in range(3):
			other = factories.unit(parent=self.county.a).name
			doc = self.in_progress()
			self.issued(doc, other)
			factories.matter(unit=self.county.a1, lead_unit=other)
			factories.session(unit=self.county.a1, topics=[{"topic": f"On {doc.name}"}])

	def assert_constant(self, call: Callable[[], object], rows: Callable[[], int], most: int) -> None:
		self.more()
		few, before = self.asked(call), rows()
		self.more()
		self.assertGreater(rows(), before)
		self.assertEqual(self.asked(call), few)
		self.assertLessEqual(few, most)

	def listed(self, doctype: str) -> int:
		with as_user(self.clerk):
			return len(frappe.get_list(doctype, limit=500))

	def test_my_unit_today(self):
		# counts of each kind of work with its shares, the rows of the groups that hold any, the units' names
		self.assert_constant(
			lambda: desk.today(), lambda: sum(today.today(self.clerk)["counts"].values()), most=32
		)

	def test_the_plan_of_talks(self):
		year = date.today().year
		call = lambda: plan.plan(date(year, 1, 1), date(year, 12, 31), "Two Months")  # noqa: E731
		self.assert_constant(call, lambda: self.listed("Talk Session"), most=8)

	def test_the_lists_and_their_counts(self):
		for doctype in ("Talk Matter", "Referral Slip", "Talk Session"):
			fields = ["name", "status", "workflow_state", "modified"]
			self.assert_constant(
				lambda doctype=doctype, fields=fields: frappe.get_list(doctype, fields=fields, limit=500),
				lambda doctype=doctype: self.listed(doctype),
				most=6,
			)

	def test_which_units_were_inspected(self):
		year = date.today().year
		call = lambda: coverage.lines(Period(date(year, 1, 1), date(year, 12, 31)))  # noqa: E731

		def rows() -> int:
			with as_user(self.clerk):
				return len(frappe.get_list("Inspection Feedback", limit=500))

		def more() -> None:
			for _again in range(3):
				unit = self.county.a1
				frappe.get_doc(
					doctype="Inspection Feedback",
					subject="Letter",
					unit=unit,
					inspecting_unit=self.county.bureau,
					inspection_date=date(year, 1, 5),
					issued_at=f"{year}-01-05 10:00:00",
				).db_insert()

		more()
		few, before = self.asked(call), rows()
		more()
		self.assertGreater(rows(), before)
		self.assertEqual(self.asked(call), few)
		self.assertLessEqual(few, 8)

	def test_the_lists_of_campaigns_inspections_and_commitments(self):
		for doctype in ("Unit Task", "Inspection Feedback", "Public Commitment", "Study Record"):
			call = lambda doctype=doctype: frappe.get_list(doctype, fields=["name"], limit=500)  # noqa: E731
			self.assertLessEqual(self.asked(call), 8, doctype)

	def test_the_head_of_a_form(self):
		doc = self.in_progress()
		self.assertLessEqual(self.asked(lambda: panel.panel(frappe.get_doc("Talk Matter", doc.name))), 40)

	def test_a_document_is_read_with_the_tables_that_have_rows_and_no_other(self):
		doc = self.in_progress()
		self.issued(doc, self.county.a2)
		stored = {
			field.fieldname: frappe.get_all(
				field.options, {"parent": doc.name, "parentfield": field.fieldname}, "*", order_by="idx"
			)
			for field in doc.meta.get_table_fields()
		}
		filled = {name for name, rows in stored.items() if rows}
		self.assertLessEqual({"parties", "clocks"}, filled)
		self.assertLess(len(filled), len(stored))
		for for_update in (False, True):
			read = frappe.get_doc("Talk Matter", doc.name, for_update=for_update)
			for name, rows in stored.items():
				self.assertEqual([row.name for row in read.get(name)], [row.name for row in rows])
				self.assertTrue(
					all(row.as_dict().items() >= {"parent": doc.name}.items() for row in read.get(name))
				)
			self.assertEqual(read.as_dict()["clocks"][0]["due_at"], stored["clocks"][0].due_at)
		# its own row, which tables have rows, these
		self.assertEqual(self.asked(lambda: frappe.get_doc("Talk Matter", doc.name)), 2 + len(filled))

	def test_opening_a_form_asks_for_the_right_to_read_once(self):
		doc = self.in_progress()

		with as_user(self.clerk):
			with queries() as said:
				read = frappe.get_doc("Talk Matter", doc.name)
				before = len(said)
				self.assertTrue(all(read.has_permission("read") for _time in range(3)))
				once = len(said) - before
			# what was saved since is asked for anew, and so is what another may read
			read.modified = frappe.utils.now_datetime()
			with queries() as said:
				self.assertTrue(read.has_permission("read"))
			self.assertEqual(len(said), once)
		self.assertFalse(read.has_permission("read", user=self.sister))
		frappe.db.delete("Case Party", {"parent": doc.name})
		frappe.db.set_value("Talk Matter", doc.name, {"unit": self.county.b1, "lead_unit": self.county.b1})
		self.assertFalse(frappe.get_doc("Talk Matter", doc.name).has_permission("read", user=self.clerk))


class TestTodayList(LoopTestCase):
	def listed(self, group: str, doctype: str, user: str | None = None) -> list[str]:
		with as_user(user or self.clerk):
			return desk.today_list(group, doctype)

	def test_a_tile_opens_the_list_of_what_it_counts(self):
		raised = [self.raised().name for _again in range(25)]
		with as_user(self.clerk):
			(group,) = (group for group in desk.today()["groups"] if group["key"] == "new")
		self.assertEqual((group["count"], len(group["rows"])), (25, 20))
		self.assertEqual(group["lists"], [{"doctype": "Talk Matter", "count": 25}])
		self.assertEqual(sorted(self.listed("new", "Talk Matter")), sorted(raised))

	def test_a_group_of_both_kinds_has_a_list_of_each(self):
		doc = self.in_progress()
		slip = self.issued(doc, self.county.a2)
		self.assertEqual(self.listed("waiting", "Talk Matter"), [doc.name])
		self.assertEqual(self.listed("waiting", "Referral Slip"), [slip.name])
		self.assertEqual(self.listed("to_sign", "Talk Matter"), [])
		self.assertEqual(self.listed("to_sign", "Referral Slip", self.sister), [slip.name])

	def test_nobody_lists_what_is_not_his_or_no_group(self):
		self.raised()
		self.assertEqual(self.listed("new", "Talk Matter", self.sister), [])
		self.assertEqual(self.listed("new", "User"), [])
		self.assertEqual(self.listed("everything", "Talk Matter"), [])
		self.assertEqual(self.listed("new", "Talk Matter", factories.user("Unit Officer")), [])

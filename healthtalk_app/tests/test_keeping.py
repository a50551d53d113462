"""Who changes what the whole county goes by: the bureau its rules, a group its units and venues."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

SETTINGS = "Healthtalk Settings"
ADMIN = "Healthtalk Administrator"


class TestKeeping(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("RULES")
		cls.bureau = factories.user(ADMIN, cls.county.bureau)
		cls.group = factories.user(ADMIN, cls.county.a, "rules-a@example.com")
		cls.nowhere = factories.user(ADMIN, None, "rules-none@example.com")

	def setUp(self) -> None:
		super().setUp()
		self.name_bureau(self.county.bureau)

	def name_bureau(self, unit: str | None) -> None:
		frappe.db.set_single_value(SETTINGS, "bureau_unit", unit)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.local.healthtalk_scopes = {}
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def rule(self) -> str:
		return frappe.db.get_value("Deadline Rule", {"regime": "Complaint", "step": "Resolution"})

	def test_a_group_does_not_change_by_what_it_is_measured(self):
		for user in (self.group, self.nowhere):
			with as_user(user):
				doc = frappe.get_doc("Deadline Rule", self.rule())
				self.assertTrue(doc.has_permission("read"))
				doc.amount = 900
				with self.assertRaises(frappe.PermissionError):
					doc.save()
				with self.assertRaises(frappe.PermissionError):
					frappe.copy_doc(doc).insert()
				with self.assertRaises(frappe.PermissionError):
					doc.delete()
		with as_user(self.bureau):
			doc = frappe.get_doc("Deadline Rule", self.rule())
			doc.amount += 1
			doc.save()

	def test_every_rule_asks(self):
		for doctype in (
			"Citizen Notice Text",
			"Data Source",
			"Demerit Code",
			"Import Profile",
			"Inspection Template",
			"Matter Category",
			"Publicity Points",
			"Shipped Record",
			"Task Template",
			"Work Calendar",
		):
			doc = frappe.new_doc(doctype)
			for user, may in ((self.bureau, True), (self.group, False)):
				for ptype in ("create", "write"):
					if frappe.permissions.get_role_permissions(doc.meta, user).get(ptype):
						self.assertEqual(
							frappe.has_permission(doctype, ptype, doc, user), may, (doctype, ptype)
						)

	def test_until_the_bureau_is_named_the_role_alone_decides(self):
		self.name_bureau(None)
		with as_user(self.nowhere):
			doc = frappe.get_doc("Deadline Rule", self.rule())
			doc.amount += 1
			doc.save()

	def test_a_group_keeps_its_units_but_not_what_they_owe(self):
		with as_user(self.group):
			for name in (self.county.a, self.county.a1):
				unit = frappe.get_doc("Health Unit", name)
				unit.phone = "0570-1234567"
				unit.save()
				for field, value in (
					("talk_frequency", "None"),
					("appraisal_group", "Blood"),
					("has_account", 0),
					("parent_health_unit", self.county.b),
					("valid_to", "2099-01-01"),
					("headcount", 1),
				):
					unit = frappe.get_doc("Health Unit", name)
					unit.set(field, value)
					with self.assertRaisesRegex(frappe.PermissionError, "whole bureau"):
						unit.save()
			other = frappe.get_doc("Health Unit", self.county.b)
			other.phone = "1"
			with self.assertRaises(frappe.PermissionError):
				other.save()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc("Health Unit", self.county.a1).delete()
		with as_user(self.bureau):
			unit = frappe.get_doc("Health Unit", self.county.a1)
			unit.talk_frequency = "Quarter"
			unit.save()

	def opened(self, parent: str | None, **more: object) -> Document:
		values = {
			"doctype": "Health Unit",
			"code": f"RULES-{frappe.generate_hash(length=6)}",
			"kind": "Branch",
			"unit_name": "New",
			"short_name": frappe.generate_hash(length=6),
			"valid_from": "2020-01-01",
			"talk_frequency": "None",
			"parent_health_unit": parent,
		}
		return frappe.get_doc(values | more).insert()

	def test_a_group_opens_units_below_its_own_and_nowhere_else(self):
		with as_user(self.group):
			# H6: what a branch owes, not what its group asks for
			self.assertEqual(self.opened(self.county.a).talk_frequency, "Two Months")
			self.opened(self.county.a1)
			for parent in (self.county.bureau, self.county.b, None):
				with self.assertRaises(frappe.PermissionError):
					self.opened(parent)
		with as_user(self.bureau):
			self.assertEqual(self.opened(self.county.a).talk_frequency, "None")

	def test_of_a_unit_that_a_group_opens_it_does_not_say_by_what_it_is_measured(self):
		company = frappe.defaults.get_user_default("Company")
		department = frappe.get_doc(doctype="Department", department_name="Ward 9", company=company).insert()
		measures = (
			{"appraisal_group": "Blood"},
			{"headcount": 1},
			{"department": department.name},
			{"valid_to": add_days(getdate(), 9)},
			{"has_account": 0},
		)
		with as_user(self.group):
			for measure in measures:
				with (
					self.subTest(measure),
					self.assertRaisesRegex(frappe.PermissionError, "whole bureau"),
				):
					self.opened(self.county.a, **measure)
			with self.assertRaisesRegex(frappe.PermissionError, "within 31 days"):
				self.opened(self.county.a, valid_from=add_days(getdate(), 32))
			self.opened(self.county.a, valid_from=add_days(getdate(), 31))
			# the platform's own default is nobody's choice
			self.assertIsNone(self.opened(self.county.a, company=company).company)
			self.opened(self.county.a, kind="Outside Department", has_account=0)
		with as_user(self.bureau):
			for measure in (*measures, {"valid_from": add_days(getdate(), 400)}):
				self.opened(self.county.a, **measure)

	def test_rows_of_what_the_county_goes_by_are_not_changed_alone(self):
		"""The platform asks the role for a row that comes without its document, and nobody else."""
		calendar = frappe.get_doc("Work Calendar", frappe.get_all("Work Calendar", pluck="name", limit=1)[0])
		with as_user(self.bureau):
			calendar.append("days", {"date": "2031-03-05", "is_working": 0, "reason": "Own"})
			calendar.save()
		row = calendar.days[-1].name
		lone = {"parent": calendar.name, "parenttype": "Work Calendar", "parentfield": "days", "idx": 9}
		for user in (self.group, self.bureau):
			with as_user(user):
				day = frappe.get_doc("Work Calendar Day", row)
				day.is_working = 1
				with self.assertRaisesRegex(frappe.PermissionError, "in their document"):
					day.save()
				with self.assertRaisesRegex(frappe.PermissionError, "in their document"):
					frappe.get_doc(doctype="Work Calendar Day", date="2031-03-06", **lone).insert()
				with self.assertRaisesRegex(frappe.PermissionError, "in their document"):
					frappe.delete_doc("Work Calendar Day", row)
		kept = frappe.get_doc("Work Calendar", calendar.name)
		self.assertEqual([(d.is_working, d.reason) for d in kept.days if d.name == row], [(0, "Own")])
		with as_user(self.bureau):
			kept.remove(next(d for d in kept.days if d.name == row))
			kept.save()
		self.assertFalse(frappe.db.exists("Work Calendar Day", row))

	def test_what_says_the_same_is_no_change(self):
		"""A field that was cleared again, numbers as texts: nothing for the bureau to decide."""
		with as_user(self.group):
			unit = frappe.get_doc("Health Unit", self.county.a1)
			unit.update({"successor": "", "department": "", "valid_to": "", "headcount": "0"})
			unit.update({"has_account": "1", "valid_from": "2020-01-01", "phone": "0570-7654321"})
			unit.save()
			unit.headcount = "12"
			with self.assertRaisesRegex(frappe.PermissionError, "whole bureau"):
				unit.save()

	def test_a_group_whose_user_has_a_company_of_his_own_opens_units(self):
		company = frappe.defaults.get_global_default("company")
		for other in ("", company):
			frappe.defaults.set_user_default("company", other, self.group)
			with as_user(self.group):
				self.assertFalse(self.opened(self.county.a).company)

	def test_nobody_gives_a_unit_its_place_in_the_tree(self):
		units = frappe.get_all("Health Unit", fields=["name", "lft", "rgt"], order_by="lft")
		with as_user(self.group):
			before = permissions.scope()
			unit = frappe.get_doc("Health Unit", self.county.a)
			unit.update({"lft": -5, "rgt": 999999, "old_parent": self.county.b, "phone": "0570-1"})
			unit.save()
			self.assertEqual(permissions.scope(), before)
			new = self.opened(self.county.a1, lft=-9, rgt=999999, old_parent=self.county.b)
			self.assertEqual(new.rgt, new.lft + 1)
			new.delete(ignore_permissions=True)
		after = frappe.get_all("Health Unit", fields=["name", "lft", "rgt"], order_by="lft")
		self.assertEqual([row.name for row in after], [row.name for row in units])

	def test_a_form_that_was_open_does_not_write_back_an_old_place(self):
		with as_user(self.bureau):
			open_form = frappe.get_doc("Health Unit", self.county.b)
			self.opened(self.county.a1)
			open_form.phone = "0570-2"
			open_form.save()
		member = factories.user("Unit Officer", self.county.b)
		self.assertEqual(permissions.scope(member), {self.county.b, self.county.b1})
		self.assertEqual(
			frappe.db.get_descendants("Health Unit", self.county.b), [self.county.b1], "the tree is whole"
		)

	def test_the_place_of_a_category_is_not_written_either(self):
		above = factories.category(is_group=1)
		below = factories.category(parent_matter_category=above.name)
		with as_user(self.bureau):
			above = frappe.get_doc("Matter Category", above.name)
			above.update({"lft": 1, "rgt": 2})
			above.save()
		self.assertEqual(frappe.db.get_descendants("Matter Category", above.name), [below.name])

	def test_a_unit_still_moves_below_another(self):
		with as_user(self.bureau):
			unit = frappe.get_doc("Health Unit", self.county.a2)
			unit.parent_health_unit = self.county.b
			unit.save()
		self.assertEqual(
			set(frappe.db.get_descendants("Health Unit", self.county.b)), {self.county.b1, self.county.a2}
		)

	def test_nobody_enters_a_former_name(self):
		with as_user(self.group):
			unit = frappe.get_doc("Health Unit", self.county.a1)
			unit.append("former_names", {"unit_name": "Other", "short_name": "O", "used_until": "2024-01-01"})
			unit.save()
			self.assertEqual(unit.former_names, [])
			unit.unit_name = "Renamed"
			unit.save()
			unit.set("former_names", [])
			unit.save()
		kept = frappe.get_doc("Health Unit", self.county.a1)
		self.assertEqual([row.unit_name for row in kept.former_names], [f"Unit {self.county.a1}"])

	def test_a_unit_does_not_take_the_duties_of_another(self):
		with as_user(self.bureau):
			other = frappe.get_doc("Health Unit", self.county.b1)
			other.append("duties", {"duty": "Liaison", "valid_from": "2020-01-01", "employee_name": "Wang"})
			other.save()
		with as_user(self.group):
			unit = frappe.get_doc("Health Unit", self.county.a1)
			unit.update({"duties": [{"name": other.duties[0].name, "duty": "Liaison"}]})
			with self.assertRaises(BadInputError):
				unit.save()
		kept = frappe.get_doc("Health Unit", self.county.b1)
		self.assertEqual([row.employee_name for row in kept.duties], ["Wang"])

	def test_a_venue_is_kept_by_its_unit_and_those_above(self):
		officer = factories.user("Unit Officer", self.county.a1)
		values = {"doctype": "Talk Venue", "kind": "Fixed Studio"}
		with as_user(officer):
			venue = frappe.get_doc(values | {"venue_name": "Hall", "unit": self.county.a1}).insert()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(values | {"venue_name": "Other", "unit": self.county.b}).insert()
			venue.unit = self.county.b
			with self.assertRaises(frappe.PermissionError):
				venue.save()
		with as_user(self.group):
			kept = frappe.get_doc("Talk Venue", venue.name)
			kept.address = "Second floor"
			kept.save()
		with as_user(factories.user("Unit Officer", self.county.b)):
			other = frappe.get_doc("Talk Venue", venue.name)
			self.assertEqual(other.unit, self.county.a1)
			other.address = "Nowhere"
			with self.assertRaises(frappe.PermissionError):
				other.save()

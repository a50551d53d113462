"""Accusations 检举控告 (C9): the discipline officer only, never whom they accuse, by any field or route."""

import frappe
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.permissions.references import REFERENCES
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user
from healthtalk_app.tests.test_permissions import ROLES, raw, seen_in_list, seen_one_by_one

DISCIPLINE = "Discipline Officer"


class TestAccusations(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("TA")
		cls.accuse("XA", cls.county.a, accused=[{"unit": cls.county.a1}])
		cls.accuse("X0", None, accused=[{"unit": cls.county.b}])

	@classmethod
	def accuse(cls, name: str, unit: str | None, accused: list[dict]) -> None:
		"""An accusation with a slip, an evaluation, an event, a clock and a number."""
		raw(
			"Talk Matter",
			name,
			subject=f"Accusation {name}",
			content=f"Secret of {name}",
			unit=unit,
			is_accusation=1,
			raised_at=now_datetime(),
			accused=accused,
			clocks=[{"step": "Resolution", "starts_at": now_datetime()}],
			# whoever is party to it by mistake sees nothing all the same
			parties=[{"unit": cls.county.a1, "part": "Owner"}, {"unit": cls.county.b1, "part": "Lead"}],
		)
		sides = {"sender_unit": cls.county.a, "receiver_unit": cls.county.a1}
		raw("Referral Slip", f"R-{name}", matter=name, subject=f"Slip {name}", **sides)
		of_it = {"reference_doctype": "Talk Matter", "reference_name": name}
		raw("Public Evaluation", f"E-{name}", unit=cls.county.a1, signed=1, kind="Single", **of_it)
		raw("Case Event", f"V-{name}", event="created", **of_it)
		raw("Document Number", f"N-{name}", number=name, unit=cls.county.a, **of_it)
		raw("Identity Access", f"I-{name}", user="Administrator", unit=cls.county.a, **of_it)
		of_slip = {"reference_doctype": "Referral Slip", "reference_name": f"R-{name}"}
		raw("Case Event", f"W-{name}", event="created", **of_slip)

	def traces(self, name: str) -> dict[str, set[str]]:
		return {
			"Talk Matter": {name},
			"Referral Slip": {f"R-{name}"},
			"Public Evaluation": {f"E-{name}"},
			"Case Event": {f"V-{name}", f"W-{name}"},
			"Document Number": {f"N-{name}"},
			"Identity Access": {f"I-{name}"},
		}

	def check_hidden(self, name: str) -> None:
		"""The session's user, who may have any role, meets no trace of the accusation."""
		for doctype, names in self.traces(name).items():
			if frappe.has_permission(doctype):
				self.assertEqual(seen_in_list(doctype, names), set(), doctype)
			self.assertEqual(seen_one_by_one(doctype, names), set(), doctype)
			for each in names:
				self.assertFalse(frappe.has_permission(doctype, "write", doc=each))
		for table in ("Matter Accused", "Case Clock", "Case Party"):
			rows = frappe.get_list(table, filters={"parent": name}, parent_doctype="Talk Matter")
			self.assertEqual(rows, [], table)

	def check_seen(self, name: str) -> None:
		for doctype, names in self.traces(name).items():
			if doctype != "Document Number":
				self.assertEqual(seen_in_list(doctype, names), names, doctype)
				self.assertEqual(seen_one_by_one(doctype, names), names, doctype)
		self.assertTrue(frappe.has_permission("Talk Matter", "write", doc=name))
		rows = frappe.get_list("Matter Accused", filters={"parent": name}, parent_doctype="Talk Matter")
		self.assertEqual(len(rows), 1)

	def test_no_other_role_meets_a_trace(self) -> None:
		others = [role for role in ROLES if role != DISCIPLINE]
		for place in ("a", "a1", "b1", "bureau"):
			with as_user(factories.user([*others, "System Manager"], self.county[place])):
				self.check_hidden("XA")
				self.check_hidden("X0")

	def test_discipline_officer_over_the_unit_sees_and_handles_it(self) -> None:
		with as_user(factories.user(DISCIPLINE, self.county.a)):
			self.check_seen("XA")
			self.check_hidden("X0")
			self.assertTrue(permissions.can_see_accusation(frappe.get_doc("Talk Matter", "XA")))
		with as_user(factories.user(DISCIPLINE, self.county.bureau)):
			self.check_seen("XA")
			self.check_seen("X0")

	def test_discipline_officer_of_the_accused_unit_or_below_it_sees_nothing(self) -> None:
		self.accuse("XB", self.county.a1, accused=[{"unit": self.county.a}])
		for place in ("a1", "a", "b1", "outside"):
			with as_user(factories.user([*ROLES], self.county[place])):
				self.check_hidden("XB")
		accused_and_bureau = factories.user(DISCIPLINE, self.county.bureau)
		factories.permit(accused_and_bureau, self.county.a1)
		with as_user(accused_and_bureau):
			self.check_hidden("XB")

	def test_accused_person_sees_nothing(self) -> None:
		by_record = factories.user(DISCIPLINE, self.county.bureau)
		own = factories.employee(user_id=by_record)
		self.accuse("XP", None, accused=[{"employee": own.name}])
		by_name = factories.user(DISCIPLINE, self.county.bureau, email="zhao.gang@example.com")
		frappe.db.set_value("User", by_name, "full_name", "Zhao Gang")
		frappe.clear_document_cache("User", by_name)
		self.accuse("XN", None, accused=[{"person": "Zhao Gang"}])
		with as_user(by_record):
			self.check_hidden("XP")
			self.check_seen("XN")
		with as_user(by_name):
			self.check_hidden("XN")
			self.check_seen("XP")

	def test_a_share_is_refused_and_earlier_ones_are_withdrawn(self) -> None:
		user = factories.user("Unit Officer", self.county.a1)
		ignoring = {"ignore_share_permission": True}
		for doctype, name in (
			("Talk Matter", "XA"),
			("Referral Slip", "R-XA"),
			("Public Evaluation", "E-XA"),
		):
			with self.assertRaises(frappe.PermissionError):
				frappe.share.add_docshare(doctype, name, user, read=1, flags=ignoring)
		matter = factories.matter(unit=self.county.b1)
		frappe.share.add_docshare("Talk Matter", matter.name, user, read=1, flags=ignoring)
		with as_user(user):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc=matter.name))
		matter.reload()
		matter.is_accusation = 1
		matter.append("accused", {"unit": self.county.a1})
		matter.save(ignore_permissions=True)
		with as_user(user):
			self.assertFalse(frappe.has_permission("Talk Matter", "read", doc=matter.name))
			self.assertEqual(seen_in_list("Talk Matter", {matter.name}), set())

	def test_what_the_platform_keeps_about_it_is_hidden(self) -> None:
		"""Files, comments, versions, assignments and the like, for a user with the platform's widest role."""
		kept = {}
		for doctype, (kind, name) in REFERENCES.items():
			if frappe.db.exists("DocType", doctype):
				key = frappe.generate_hash(length=10)
				# some of the platform's logs are in tables without transactions
				self.addCleanup(frappe.db.delete, doctype, {"name": key})
				raw(doctype, key, **{kind: "Talk Matter", name: "XA", "is_private": 1})
				kept[doctype] = {key}
		raw("Deleted Document", "K-deleted", deleted_doctype="Talk Matter", deleted_name="XA")
		kept["Deleted Document"] = {"K-deleted"}
		for place in ("a1", "bureau"):
			with as_user(
				factories.user(["System Manager", "Unit Officer", "Website Manager"], self.county[place])
			):
				for doctype, names in kept.items():
					if frappe.has_permission(doctype):
						self.assertEqual(seen_in_list(doctype, names), set(), doctype)
					self.assertEqual(seen_one_by_one(doctype, names), set(), doctype)

	def test_clerk_may_record_but_not_read(self) -> None:
		clerk = factories.user("Unit Officer", self.county.a1)
		with as_user(clerk):
			matter = factories.matter(
				is_accusation=1, accused=[{"unit": self.county.b}], ignore_permissions=False
			)
			self.assertEqual(matter.owner, clerk)
			self.assertFalse(frappe.has_permission("Talk Matter", "read", doc=matter.name))
			self.assertEqual(seen_in_list("Talk Matter", {matter.name}), set())
		with as_user(factories.user(DISCIPLINE, self.county.bureau)):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc=matter.name))

	def test_who_is_shut_out_is_not_taken_from_a_client(self) -> None:
		officer = factories.user(DISCIPLINE, self.county.bureau)
		told = factories.user(DISCIPLINE, self.county.bureau)
		gone = factories.user(DISCIPLINE, self.county.bureau, email="qian.duo@example.com")
		frappe.db.set_value("User", gone, "full_name", "Qian Duo")
		frappe.clear_document_cache("User", gone)
		with as_user(factories.user("Unit Officer", self.county.a1)):
			# who enters it hides it from no officer
			matter = factories.matter(
				is_accusation=1,
				accused=[{"person": "Qian Duo", "shut_out": f"|{officer}|"}],
				ignore_permissions=False,
			)
		frappe.db.set_value("User", gone, "full_name", "Qian Shao")
		frappe.clear_document_cache("User", gone)
		with as_user(officer):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc=matter.name))
			# nor does who handles it open it to the accused, by another value or by another row
			for rows in ([{"name": matter.accused[0].name, "person": "Qian Duo"}], [{"person": "Qian Duo"}]):
				doc = frappe.get_doc("Talk Matter", matter.name)
				doc.set("accused", [{**rows[0], "shut_out": f"|{told}|"}])
				doc.save()
				self.assertEqual(doc.accused[0].shut_out, f"|{gone}|")
		with as_user(gone):
			self.assertFalse(frappe.has_permission("Talk Matter", "read", doc=matter.name))
		with as_user(told):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc=matter.name))

	def test_who_is_shut_out_is_not_said_before_a_matter_is_an_accusation(self) -> None:
		officer = factories.user(DISCIPLINE, self.county.bureau)
		hidden = [{"person": "Qian Duo", "shut_out": f"|{officer}|"}]
		with as_user(factories.user("Unit Officer", self.county.a1)):
			matter = factories.matter(unit=self.county.a1, accused=hidden, ignore_permissions=False)
			doc = frappe.get_doc("Talk Matter", matter.name)
			doc.set("accused", [{**hidden[0], "name": doc.accused[0].name}])
			doc.save()
			doc.is_accusation = 1
			doc.save()
		with as_user(officer):
			self.assertTrue(frappe.has_permission("Talk Matter", "read", doc=matter.name))

	def test_discipline_officer_creates_accusations_and_their_slips_only(self) -> None:
		def may_create(doctype: str, **values: object) -> bool:
			return frappe.has_permission(doctype, "create", doc=frappe.new_doc(doctype, **values))

		raw("Talk Matter", "XM", subject="Ordinary", unit=self.county.a, raised_at=now_datetime())
		with as_user(factories.user(DISCIPLINE, self.county.a)):
			own = {"unit": self.county.a}
			self.assertTrue(may_create("Talk Matter", is_accusation=1, **own))
			self.assertFalse(may_create("Talk Matter", **own))
			self.assertFalse(may_create("Talk Session", **own))
			sides = {"sender_unit": self.county.a, "receiver_unit": self.county.a2}
			self.assertTrue(may_create("Referral Slip", matter="XA", **sides))
			self.assertFalse(may_create("Referral Slip", matter="XM", **sides))

	def test_it_leaves_no_gap_in_numbers_and_names(self) -> None:
		"""Matters of the bureau are numbered on as if the accusation between them did not exist."""
		category = factories.category(category_code="TA-NUM").name

		def accepted(**given: object) -> frappe._dict:
			doc = factories.matter(**given)
			done = flow.act("Talk Matter", doc.name, "Accept", {"category": category})
			return frappe._dict(name=doc.name, number=done.number)

		first = accepted()
		secret = accepted(is_accusation=1, accused=[{"unit": self.county.b}])
		turned = accepted()
		doc = frappe.get_doc("Talk Matter", turned.name)
		doc.is_accusation = 1
		doc.append("accused", {"unit": self.county.b})
		doc.save(ignore_permissions=True)
		last = accepted()
		year = now_datetime().year
		numbers = [first.number, secret.number, turned.number, doc.number, last.number]
		expected = [("事", 1), ("控", 1), ("事", 2), ("控", 2), ("事", 3)]
		self.assertEqual(
			numbers, [f"{self.county.bureau}卫说{kind}〔{year}〕{at}号" for kind, at in expected]
		)
		self.assertNotRegex(secret.name, "^HTM-")
		names = [int(one.name.rpartition("-")[2]) for one in (first, turned, last)]
		self.assertEqual(names, [names[0], names[0] + 1, names[0] + 2])
		# the series of matters, as the bureau's officers see it, is whole
		with as_user(factories.user("Unit Officer", self.county.bureau)):
			rows = frappe.get_list(
				"Document Number",
				filters={"unit": self.county.bureau, "year": year},
				fields=["kind", "sequence", "is_void", "reference_name"],
				order_by="sequence",
			)
		seen = [(row.kind, row.sequence, row.is_void, row.reference_name) for row in rows]
		self.assertEqual(
			seen,
			[("matter", 1, 0, first.name), ("matter", 2, 1, None), ("matter", 3, 0, last.name)],
		)

"""Who sees and changes what (design §5): every protected DocType, every role, at every place of the tree."""

from unittest.mock import patch

import frappe
from frappe.model.base_document import get_controller
from frappe.utils import add_days, now_datetime, today

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError
from healthtalk_app.permissions.rows import CHILDREN, PROTECTED
from healthtalk_app.services.inputs import CheckedDocument
from healthtalk_app.services.quiet import QuietDocument
from healthtalk_app.services.records import parties
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

ROLES = (
	"Healthtalk Administrator",
	"Unit Officer",
	"Unit Leader",
	"Inspector",
	"Discipline Officer",
	"Appraiser",
	"Viewer",
)
PLACES = ("a1", "a2", "a", "b1", "outside", "bureau")
# what was entered at branch A1 and what its sister, its group and the others see of it
SEEN = {
	"Talk Session": {"a1": {"S1"}, "a2": {"S2"}, "a": {"S1", "S2"}, "b1": set(), "bureau": {"S1", "S2"}},
	"Talk Matter": {
		"a1": {"M1", "MB"},
		"a2": {"M2"},
		"a": {"M1", "M2", "MB"},
		"b1": {"MB"},
		"bureau": {"M0", "M1", "M2", "MB"},
	},
	"Referral Slip": {
		"a1": {"R1"},
		"a2": {"R2"},
		"a": {"R1", "R2"},
		"b1": {"R1"},
		"bureau": {"R1", "R2"},
	},
	"Rectification": {"a1": {"Z1"}, "a2": {"Z2"}, "a": {"Z1", "Z2"}, "b1": set(), "bureau": {"Z1", "Z2"}},
	"Call Back": {"a1": {"C1"}, "a2": {"C2"}, "a": {"C1", "C2"}, "b1": set(), "bureau": {"C1", "C2"}},
	"Public Evaluation": {
		"a1": {"E1", "ET", "ER"},
		"a2": set(),
		"a": {"E1", "ET", "ER"},
		"b1": set(),
		"bureau": {"E1", "ET", "ER"},
	},
	"Case Event": {
		"a1": {"V-S1", "V-M1", "V-R1"},
		"a2": set(),
		"a": {"V-S1", "V-M1", "V-R1"},
		"b1": {"V-R1"},
		"bureau": {"V-S1", "V-M1", "V-R1"},
	},
	"Work Handover": {"a1": {"H1"}, "a2": set(), "a": {"H1"}, "b1": set(), "bureau": {"H1"}},
	"Document Number": {"a1": {"N1"}, "a2": set(), "a": {"N1"}, "b1": set(), "bureau": {"N1"}},
	"Identity Access": {"a1": {"I1"}, "a2": set(), "a": {"I1"}, "b1": set(), "bureau": {"I1"}},
}


# units that every flow makes parties at each save
OWNERS = {
	"Talk Session": ("unit",),
	"Talk Matter": ("unit", "lead_unit"),
	"Referral Slip": ("sender_unit",),
	"Rectification": ("responsible_unit", "ordering_unit"),
	"Public Evaluation": ("unit",),
}


def raw(doctype: str, name: str, **values: object) -> None:
	"""A row as it may stand in the database, without the flow that leads there."""
	doc = frappe.get_doc({"doctype": doctype, "name": name, **values})
	for fieldname in OWNERS.get(doctype, ()):
		if values.get(fieldname) and not values.get("is_accusation"):
			doc.append("parties", {"unit": values[fieldname], "part": "Owner"})
	if doctype == "Talk Matter":
		parties.mark(doc)
	doc.db_insert()
	for child in doc.get_all_children():
		child.update({"parent": name, "parenttype": doctype, "name": frappe.generate_hash(length=10)})
		child.db_insert()


def rows_of_the_county(county: frappe._dict) -> None:
	"""Ordinary work of the county: names are short, so that expected sets can be read."""
	for code, unit in (("S1", county.a1), ("S2", county.a2)):
		raw("Talk Session", code, title=f"Talk {code}", unit=unit, planned_start=now_datetime())
	matters = {"M1": county.a1, "M2": county.a2, "MB": county.b1, "M0": None}
	for code, unit in matters.items():
		others = [{"unit": county.a1, "part": "Co-handler"}] if code == "MB" else []
		raw(
			"Talk Matter",
			code,
			subject=f"Matter {code}",
			content=f"Content of {code}",
			unit=unit,
			lead_unit=unit,
			raised_at=now_datetime(),
			parties=others,
			clocks=[{"step": "Resolution", "starts_at": now_datetime()}],
		)
	sent = {"subject": "Slip", "status": "Issued"}
	raw("Referral Slip", "R1", matter="M1", sender_unit=county.a1, receiver_unit=county.b1, **sent)
	raw("Referral Slip", "R2", matter="M2", sender_unit=county.a2, receiver_unit=county.party, **sent)
	for code, unit in (("1", county.a1), ("2", county.a2)):
		ordered = {"subject": f"Order {code}", "problem": "Problem", "ordering_unit": county.a}
		raw("Rectification", f"Z{code}", responsible_unit=unit, **ordered)
		raw("Call Back", f"C{code}", unit=unit, evaluation=f"E{code}", reason="Wanted")
	opinions = {
		"E1": {"kind": "Single", "signed": 1},
		"E2": {"kind": "Single", "signed": 0},
		"ER": {"kind": "Single", "signed": 0, "released": 1},
		"ET": {"kind": "Tally", "signed": 0},
	}
	of_m1 = {"reference_doctype": "Talk Matter", "reference_name": "M1", "unit": county.a1}
	for code, values in opinions.items():
		raw("Public Evaluation", code, **of_m1, **values)
	for doctype, name in (("Talk Session", "S1"), ("Talk Matter", "M1"), ("Referral Slip", "R1")):
		raw("Case Event", f"V-{name}", reference_doctype=doctype, reference_name=name, event="created")
	raw("Work Handover", "H1", unit=county.a1, from_user="Administrator", to_user="Administrator")
	raw("Document Number", "N1", number="1", **of_m1)
	raw("Identity Access", "I1", user="Administrator", reason="Call back", **of_m1)
	raw("Protected Identity", "P1", reference_doctype="Talk Matter", reference_name="M1", full_name="Li Ping")


def seen_in_list(doctype: str, names: set[str]) -> set[str]:
	"""Those of the names that the session's user finds in the list of the DocType."""
	filters = {"name": ["in", sorted(names)]}
	return set(frappe.get_list(doctype, filters=filters, pluck="name"))


def seen_one_by_one(doctype: str, names: set[str]) -> set[str]:
	"""Those of the names that the session's user may open."""
	return {name for name in names if frappe.has_permission(doctype, "read", doc=name)}


class CountyTestCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("TP")
		rows_of_the_county(cls.county)

	def user(self, role: str | list[str], place: str | None) -> str:
		"""A user of the role at a place of the county."""
		return factories.user(role, self.county[place] if place else None)


class TestRows(CountyTestCase):
	def test_every_role_at_every_place(self) -> None:
		for place in PLACES:
			for role in ROLES:
				with self.subTest(place=place, role=role):
					self.check_rows(role, place)

	def test_the_rule_for_many_units_is_the_same(self) -> None:
		"""One unit counts as many: lists ask each row who is party to it."""
		with patch("healthtalk_app.permissions.criteria.FEW_UNITS", 0):
			for place in PLACES:
				with self.subTest(place=place):
					self.check_rows("Unit Officer", place)

	def check_rows(self, role: str, place: str) -> None:
		readable = {
			doctype
			for doctype in SEEN
			if any(rule.role == role and rule.read for rule in frappe.get_meta(doctype).permissions)
		}
		with as_user(self.user(role, place)):
			for doctype in readable:
				everything = set.union(
					*SEEN[doctype].values(), {"E2"} if doctype == "Public Evaluation" else set()
				)
				expected = SEEN[doctype].get(place, set())
				if doctype == "Identity Access" and role not in (
					"Healthtalk Administrator",
					"Discipline Officer",
				):
					expected = set()
				self.assertEqual(seen_in_list(doctype, everything), expected, doctype)
				self.assertEqual(seen_one_by_one(doctype, everything), expected, doctype)

	def test_roles_without_docperm_see_no_rows(self) -> None:
		with as_user(self.user("Viewer", "bureau")):
			self.assertFalse(frappe.has_permission("Identity Access"))
			self.assertRaises(frappe.PermissionError, frappe.get_list, "Document Number")

	def test_nobody_reads_the_vault(self) -> None:
		with as_user(self.user(list(ROLES), "bureau")):
			self.assertRaises(frappe.PermissionError, frappe.get_list, "Protected Identity")
			self.assertFalse(frappe.has_permission("Protected Identity", "read", doc="P1"))

	def test_user_without_unit_sees_nothing(self) -> None:
		for roles in (["System Manager"], ["System Manager", "Healthtalk Administrator", "Unit Officer"]):
			with as_user(self.user(roles, None)):
				self.assertEqual(permissions.scope(), frozenset())
				self.assertFalse(frappe.has_permission("Talk Matter", "read", doc="M0"))
				if "Unit Officer" in roles:
					self.assertEqual(frappe.get_list("Talk Matter"), [])

	def test_permission_for_one_doctype_only_gives_no_scope(self) -> None:
		user = self.user("Unit Officer", None)
		factories.permit(user, self.county.bureau, apply_to_all_doctypes=0, applicable_for="Talk Session")
		self.assertEqual(permissions.scope(user), frozenset())

	def test_hidden_descendants_stay_hidden(self) -> None:
		user = self.user("Unit Officer", None)
		factories.permit(user, self.county.a, hide_descendants=1)
		self.assertEqual(permissions.scope(user), frozenset({self.county.a}))
		bureau = self.user("Unit Officer", None)
		factories.permit(bureau, self.county.bureau, hide_descendants=1)
		self.assertEqual(permissions.scope(bureau), frozenset({self.county.bureau}))

	def test_scope_and_homes(self) -> None:
		user = self.user("Unit Officer", "a")
		self.assertEqual(permissions.scope(user), {self.county.a, self.county.a1, self.county.a2})
		self.assertEqual(permissions.home_units(user), {self.county.a})
		self.assertEqual(permissions.default_unit(user), self.county.a)
		self.assertTrue(permissions.can_act_for(self.county.a2, user))
		self.assertFalse(permissions.can_act_for(self.county.b1, user))
		self.assertFalse(permissions.can_act_for(None, user))
		self.assertIsNone(permissions.scope(self.user("Unit Officer", "bureau")))

	def test_child_rows_follow_their_document(self) -> None:
		"""Rows of child tables are listed for documents that the user sees, and for no other."""
		filters = {"parent": ["in", ["M0", "M1", "M2", "MB"]]}
		for place, parents in SEEN["Talk Matter"].items():
			with as_user(self.user("Unit Officer", place)):
				rows = frappe.get_list(
					"Case Clock", filters=filters, fields=["parent"], parent_doctype="Talk Matter"
				)
				self.assertEqual({row.parent for row in rows}, parents)

	def test_every_doctype_of_the_module_is_decided(self) -> None:
		"""A new DocType is either protected by a rule or listed here as ruled by roles alone."""
		reference = {
			"Health Unit",
			"Talk Venue",
			"Work Calendar",
			"Deadline Rule",
			"Matter Category",
			"Healthtalk Settings",
			"Import Profile",
			"Published Ranking",
			"Ranking Schedule",
			"Shipped Record",
			"Inspection Template",
			"Appraisal Scheme",
			"Publicity Points",
			"Information Task",
			# the administrator's alone
			"Citizen Notice Text",
			"Demerit Code",
			"Task Template",
			"Data Source",
		}
		module = set(frappe.get_all("DocType", {"module": "Healthtalk App", "istable": 0}, pluck="name"))
		self.assertEqual(module, reference | set(PROTECTED))
		for doctype in module & set(PROTECTED):
			meta = frappe.get_meta(doctype)
			self.assertFalse([field for field in meta.fields if field.in_global_search], doctype)
			for table in meta.get_table_fields():
				self.assertIn(doctype, CHILDREN[table.options])
		self.check_hooks()

	def check_hooks(self) -> None:
		conditions, single = (
			frappe.get_hooks("permission_query_conditions"),
			frappe.get_hooks("has_permission"),
		)
		for doctype in (*PROTECTED, *CHILDREN):
			self.assertIn("healthtalk_app.permissions.query_conditions", conditions[doctype])
		for doctype in PROTECTED:
			self.assertIn("healthtalk_app.permissions.has_permission", single[doctype])

	def test_units_never_restrict_by_themselves(self) -> None:
		"""The platform's own User Permissions would hide co-handled documents: every link is exempt."""
		for doctype in frappe.get_all("DocType", {"module": "Healthtalk App"}, pluck="name"):
			for field in frappe.get_meta(doctype).get_link_fields():
				if field.options in ("Health Unit", "Employee", "Company", "Department", "User"):
					self.assertTrue(field.ignore_user_permissions, f"{doctype}.{field.fieldname}")

	def test_share_opens_one_document(self) -> None:
		user = self.user("Unit Officer", "outside")
		frappe.share.add_docshare("Talk Matter", "M1", user, read=1, flags={"ignore_share_permission": True})
		with as_user(user):
			self.assertEqual(seen_in_list("Talk Matter", {"M0", "M1", "M2"}), {"M1"})
			self.assertEqual(seen_one_by_one("Talk Matter", {"M0", "M1", "M2"}), {"M1"})

	def test_quotes_and_percent_signs_in_names(self) -> None:
		code = "T'50% \\"
		factories.unit(code=code, parent=self.county.a)
		raw("Talk Matter", "MQ", subject="Quote", unit=code, raised_at=now_datetime())
		with as_user(factories.user("Unit Officer", code)):
			self.assertEqual(seen_in_list("Talk Matter", {"M1", "MQ"}), {"MQ"})
			self.assertEqual(seen_one_by_one("Talk Matter", {"M1", "MQ"}), {"MQ"})


class TestTreeChanges(CountyTestCase):
	def test_moving_a_unit_changes_access_at_once(self) -> None:
		group_a, group_b = self.user("Unit Officer", "a"), self.user("Unit Officer", "b")
		with as_user(group_a):
			self.assertIn("M2", seen_in_list("Talk Matter", {"M2"}))
		unit = frappe.get_doc("Health Unit", self.county.a2)
		unit.parent_health_unit = self.county.b
		unit.save()
		with as_user(group_a):
			self.assertEqual(seen_in_list("Talk Matter", {"M1", "M2"}), {"M1"})
			self.assertEqual(seen_one_by_one("Talk Matter", {"M1", "M2"}), {"M1"})
			self.assertNotIn(self.county.a2, frappe.get_list("Health Unit", pluck="name"))
		with as_user(group_b):
			self.assertIn("M2", seen_in_list("Talk Matter", {"M2"}))

	def test_taking_a_permission_away_works_at_once(self) -> None:
		user = self.user("Unit Officer", "a1")
		with as_user(user):
			self.assertIn("M1", seen_in_list("Talk Matter", {"M1"}))
		frappe.delete_doc("User Permission", frappe.db.get_value("User Permission", {"user": user}))
		with as_user(user):
			self.assertEqual(seen_in_list("Talk Matter", {"M1"}), set())

	def test_closed_unit_passes_to_its_successor(self) -> None:
		"""Who worked there loses access, the successor sees what was finished before."""
		old, new = self.user("Unit Officer", "a1"), self.user("Unit Officer", "b1")
		frappe.db.set_value(
			"Health Unit", self.county.a1, {"valid_to": add_days(today(), -1), "successor": self.county.b1}
		)
		permissions.clear_tree_cache()
		self.assertEqual(permissions.scope(old), frozenset())
		self.assertEqual(permissions.scope(new), {self.county.a1, self.county.b1})
		with as_user(new):
			self.assertEqual(seen_in_list("Talk Matter", {"M1", "M2"}), {"M1"})


class TestWriting(CountyTestCase):
	def may(self, ptype: str, doctype: str, name: str) -> bool:
		return frappe.has_permission(doctype, ptype, doc=name)

	def test_owner_writes_and_party_reads(self) -> None:
		with as_user(self.user("Unit Officer", "a1")):
			self.assertTrue(self.may("write", "Talk Matter", "M1"))
			self.assertTrue(self.may("read", "Talk Matter", "MB"))
			self.assertFalse(self.may("write", "Talk Matter", "MB"))
			self.assertTrue(self.may("write", "Referral Slip", "R1"))
			self.assertFalse(self.may("write", "Referral Slip", "R2"))
			self.assertTrue(self.may("write", "Talk Session", "S1"))
			self.assertFalse(self.may("write", "Talk Session", "S2"))
		with as_user(self.user("Unit Officer", "b1")):
			self.assertTrue(self.may("write", "Referral Slip", "R1"))
			self.assertFalse(self.may("write", "Talk Matter", "M1"))

	def test_readers_roles_write_nothing(self) -> None:
		for role in ("Inspector", "Appraiser", "Viewer", "Discipline Officer"):
			with as_user(self.user(role, "a1")):
				self.assertTrue(self.may("read", "Talk Matter", "M1"), role)
				self.assertFalse(self.may("write", "Talk Matter", "M1"), role)

	def test_logs_are_written_by_nobody_and_nothing_is_deleted(self) -> None:
		with as_user(self.user(list(ROLES), "bureau")):
			self.assertFalse(self.may("write", "Case Event", "V-M1"))
			for doctype, name in (("Talk Matter", "M1"), ("Referral Slip", "R1"), ("Case Event", "V-M1")):
				self.assertFalse(self.may("delete", doctype, name))

	def test_new_documents_belong_to_the_users_side(self) -> None:
		def may_create(doctype: str, **values: object) -> bool:
			return frappe.has_permission(doctype, "create", doc=frappe.new_doc(doctype, **values))

		with as_user(self.user("Unit Officer", "a1")):
			self.assertTrue(may_create("Talk Session", unit=self.county.a1))
			self.assertFalse(may_create("Talk Session", unit=self.county.a2))
			self.assertTrue(may_create("Talk Matter"), "the user's only unit is filled in")
			self.assertFalse(may_create("Talk Matter", unit=self.county.b1))
			slip = {"receiver_unit": self.county.b1, "matter": "M1"}
			self.assertTrue(may_create("Referral Slip", sender_unit=self.county.a1, **slip))
			self.assertFalse(may_create("Referral Slip", sender_unit=self.county.b1, **slip))
		several = self.user("Unit Officer", "a1")
		factories.permit(several, self.county.b1)
		with as_user(several):
			self.assertFalse(may_create("Talk Matter"), "it is not clear whose matter it would be")
		with as_user(self.user("Unit Officer", "bureau")):
			self.assertTrue(may_create("Talk Matter"), "the bureau's intake")
		with as_user(self.user("Unit Officer", None)):
			self.assertFalse(may_create("Talk Matter", unit=self.county.a1))

	def test_a_document_cannot_be_given_away_or_taken(self) -> None:
		with as_user(self.user("Unit Officer", "a1")):
			matter = frappe.get_doc("Talk Matter", "M1")
			matter.unit = self.county.b1
			self.assertFalse(matter.has_permission("write"))
			foreign = frappe.get_doc("Talk Matter", "M2")
			foreign.unit = self.county.a1
			foreign.lead_unit = self.county.a1
			self.assertFalse(foreign.has_permission("write"))
			self.assertFalse(foreign.has_permission("read"), "the stored row decides")

	def test_rows_of_another_document_cannot_be_taken(self) -> None:
		"""Who reads a document learns the names of its rows; a save of his own must not move them."""
		with as_user(self.user("Unit Officer", "a1")):
			mine, theirs = (
				frappe.get_doc(
					doctype="Talk Session",
					title=title,
					unit=self.county.a1,
					planned_start=now_datetime(),
					topics=[{"topic": f"Topic of {title}"}],
				).insert()
				for title in ("Mine", "Theirs")
			)
			doc = frappe.get_doc("Talk Session", mine.name)
			doc.update({"topics": [{"name": theirs.topics[0].name, "topic": "Taken"}]})
			with self.assertRaises(BadInputError):
				doc.save()
			doc = frappe.get_doc("Talk Session", mine.name)
			doc.append("topics", {"topic": "Another"})
			doc.save()
		self.assertEqual([row.topic for row in doc.topics], ["Topic of Mine", "Another"])
		kept = frappe.get_doc("Talk Session", theirs.name)
		self.assertEqual([row.topic for row in kept.topics], ["Topic of Theirs"])

	def test_no_row_of_a_table_is_written_alone(self) -> None:
		watched = frappe.get_doc_hooks()
		rows = frappe.get_all("DocType", {"module": "Healthtalk App", "istable": 1}, pluck="name")
		self.assertLessEqual(set(CHILDREN), set(rows))
		for child in rows:
			for event in ("before_validate", "on_trash"):
				handlers = watched.get(child, {}).get(event, [])
				self.assertIn("healthtalk_app.permissions.references.refuse_single_row", handlers, child)

	def test_every_document_with_rows_refuses_those_of_another(self) -> None:
		tables = {"parenttype": "DocType", "fieldtype": ("in", ("Table", "Table MultiSelect"))}
		ours = frappe.get_all("DocType", {"module": "Healthtalk App"}, pluck="name")
		parents = frappe.get_all(
			"DocField", {**tables, "parent": ("in", ours)}, pluck="parent", distinct=True
		)
		self.assertIn("Health Unit", parents)
		for doctype in parents:
			# letters and hot topics are written by our code alone
			if not any(rule.write or rule.create for rule in frappe.get_meta(doctype).permissions):
				continue
			self.assertTrue(issubclass(get_controller(doctype), CheckedDocument), doctype)

	def test_a_save_is_told_to_who_has_the_document_open_and_to_nobody_else(self) -> None:
		"""The platform's `list_update` names document and user to everybody whose role reads the DocType."""
		matter = factories.matter(unit=self.county.a1)
		with patch("frappe.publish_realtime") as told:
			matter.subject = "Changed"
			matter.save()
		events = {call.args[0]: call.kwargs for call in told.call_args_list}
		self.assertEqual(events["doc_update"]["docname"], matter.name)
		self.assertNotIn("list_update", events)
		for doctype in PROTECTED:
			with self.subTest(doctype):
				self.assertIs(get_controller(doctype).notify_update, QuietDocument.notify_update)

	def test_links_to_hidden_documents_are_refused(self) -> None:
		"""A link of one's own would show the title and the fields of what it points at."""
		with as_user(self.user("Unit Officer", "a1")):
			slip = frappe.get_doc("Referral Slip", "R1")
			self.assertTrue(slip.has_permission("write"))
			slip.matter = "M2"
			self.assertFalse(slip.has_permission("write"))
			matter = frappe.new_doc("Talk Matter", unit=self.county.a1, merged_into="M2")
			self.assertFalse(matter.has_permission("create"))
			of_m2 = {"reference_doctype": "Talk Matter", "reference_name": "M2"}
			self.assertFalse(frappe.new_doc("Public Evaluation", **of_m2).has_permission("create"))
			of_m1 = {**of_m2, "reference_name": "M1"}
			self.assertTrue(frappe.new_doc("Public Evaluation", **of_m1).has_permission("create"))

	def test_stored_links_to_hidden_documents_stay(self) -> None:
		frappe.db.set_value("Talk Matter", "M1", "session", "S2")
		with as_user(self.user("Unit Officer", "a1")):
			self.assertTrue(frappe.get_doc("Talk Matter", "M1").has_permission("write"))

	def test_require_says_what_is_missing(self) -> None:
		with as_user(self.user("Unit Officer", "a1")):
			permissions.require(frappe.get_doc("Talk Matter", "M1"))
			with self.assertRaisesRegex(frappe.PermissionError, "M2"):
				permissions.require(frappe.get_doc("Talk Matter", "M2"), "read")
			self.assertRaises(frappe.PermissionError, permissions.require_role, ("Unit Leader",))
			permissions.require_role(("Unit Leader", "Unit Officer"))

	def test_confidential_identity_is_closed_to_the_unit_concerned(self) -> None:
		matter = frappe.get_doc("Talk Matter", "M1")
		with as_user(self.user("Unit Officer", "a1")):
			self.assertRaises(frappe.PermissionError, permissions.require_not_complained_of, matter)
		for place in ("a", "bureau"):
			with as_user(self.user("Unit Officer", place)):
				permissions.require_not_complained_of(matter)

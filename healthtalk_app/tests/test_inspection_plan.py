"""C5, T4, E5: whom a quarter owes a visit, the draw of a plan, and who may see it; worked out by hand."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from healthtalk_app import permissions
from healthtalk_app.api import inspection_plan as api
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, MoveNotAllowedError, WrongSideError
from healthtalk_app.healthtalk_app.report.inspection_coverage import inspection_coverage as report
from healthtalk_app.metrics import coverage
from healthtalk_app.metrics.registry import figure
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.inspections import interests, plan
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

QUARTER = Period(date(2025, 4, 1), date(2025, 6, 30))
TODAY = date(2025, 6, 10)
DOMAIN = "Window Service"


def template(domain: str = DOMAIN) -> str:
	"""A template of a domain, whichever ships."""
	found = frappe.db.get_value("Inspection Template", {"domain": domain, "enabled": 1})
	if found:
		return found
	items = [{"item_no": str(n), "item": f"Item {n}", "points": 10} for n in range(1, 4)]
	code = f"T-{frappe.generate_hash(length=6)}"
	doc = frappe.get_doc(
		doctype="Inspection Template", template_code=code, template_name=code, domain=domain, items=items
	)
	return doc.insert().name


def unit_of(inspection: str) -> str:
	return frappe.db.get_value("Inspection", inspection, "unit")


class Case(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("DR")
		self.template = template()

	def inspection(self, unit: str, **given: Any) -> Any:
		"""An inspection of the bureau, as planned."""
		values = {
			"doctype": "Inspection",
			"unit": unit,
			"inspecting_unit": self.county.bureau,
			"template": self.template,
			"kind": "Regular",
			"planned_from": today(),
			"planned_to": today(),
		}
		return frappe.get_doc({**values, **given}).insert()

	def visit(self, unit: str, on: str, status: str = "In Progress", **given: Any) -> str:
		"""A visit of the bureau on a day, put into a status as time would."""
		doc = self.inspection(unit, **given)
		frappe.db.set_value("Inspection", doc.name, {"inspection_date": on, "status": status})
		return doc.name


class TestCoverage(Case):
	def setUp(self) -> None:
		super().setUp()
		real = getdate
		frozen = patch("healthtalk_app.metrics.coverage.getdate", lambda value=None: real(value or TODAY))
		frozen.start()
		self.addCleanup(frozen.stop)

	def due(self, **given: Any) -> set[str]:
		lines = coverage.lines(QUARTER, self.county.bureau, **given)
		return {line.unit for line in lines if line.due}

	def test_C5_exactly_the_units_not_yet_visited_are_named(self) -> None:
		county = self.county
		# neither the bureau nor its offices nor outside departments are visited
		self.assertEqual(self.due(), {county.a, county.a1, county.a2, county.b, county.b1})
		self.visit(county.a1, "2025-04-01")
		self.visit(county.a2, "2025-06-30", "Closed")
		# the day before and the day after the quarter, and one that has not begun
		self.visit(county.b, "2025-03-31")
		self.visit(county.b1, "2025-07-01")
		self.inspection(county.a, planned_from="2025-06-01", planned_to="2025-06-30")
		self.assertEqual(self.due(), {county.a, county.b, county.b1})

	def test_C5_units_that_opened_or_closed_within_the_quarter(self) -> None:
		# the quarter has 91 days: 46 are more than half, 45 are less
		cases = {
			"OPEN46": ("2025-05-16", None, True),
			"OPEN45": ("2025-05-17", None, False),
			"SHUT46": ("2020-01-01", "2025-05-16", True),
			"SHUT45": ("2020-01-01", "2025-05-15", False),
			"BEFORE": ("2020-01-01", "2025-03-31", False),
			"AFTER": ("2025-07-01", None, False),
		}
		for code, (valid_from, valid_to, _owed) in cases.items():
			factories.unit(code=f"DR-{code}", parent=self.county.b, valid_from=valid_from, valid_to=valid_to)
		owed = {f"DR-{code}" for code, (_from, _to, owed) in cases.items() if owed}
		found = self.due() - {self.county[key] for key in ("a", "a1", "a2", "b", "b1")}
		self.assertEqual(found, owed)
		listed = {line.unit for line in coverage.lines(QUARTER, self.county.b)}
		self.assertEqual(
			{"DR-OPEN45", "DR-SHUT45", "DR-BEFORE", "DR-AFTER"} & listed, {"DR-OPEN45", "DR-SHUT45"}
		)

	def test_T4_by_line_and_by_area(self) -> None:
		self.visit(self.county.a1, "2025-05-01")
		self.visit(self.county.b1, "2025-05-01", template=template("Blood"))
		self.assertNotIn(self.county.a1, self.due(domain=DOMAIN))
		self.assertIn(self.county.b1, self.due(domain=DOMAIN))
		lines = coverage.lines(QUARTER, self.county.b)
		self.assertEqual({line.unit for line in lines}, {self.county.b, self.county.b1})

	def test_the_report_says_the_rule_and_names_each(self) -> None:
		self.visit(self.county.a1, "2025-05-01")
		filters = {"year": 2025, "quarter": "2", "health_unit": self.county.a}
		_columns, rows, said, _chart, cards = report.execute(filters)
		self.assertEqual([row["unit"] for row in rows], [self.county.a, self.county.a2])
		self.assertTrue(said)
		# three units, one visited: a third
		self.assertEqual([card["value"] for card in cards], [3, 1, 2, 33.33])
		_columns, rows, *_rest = report.execute({**filters, "everybody": 1})
		self.assertEqual(len(rows), 3)
		self.assertEqual(figure("inspection_coverage", QUARTER).metric.unit, "percent")

	def test_E5_the_unit_does_not_learn_from_the_figures_that_somebody_was_there(self) -> None:
		self.visit(self.county.a1, "2025-05-01", kind="Mystery")
		with as_user(factories.user("Unit Officer", self.county.a1)):
			(line,) = coverage.lines(QUARTER)
		self.assertEqual((line.unit, line.visits, line.due), (self.county.a1, 0, True))
		with as_user(factories.user("Inspector", self.county.bureau)):
			self.assertNotIn(self.county.a1, self.due())


class TestPlan(Case):
	def setUp(self) -> None:
		super().setUp()
		bureau = self.county.bureau
		self.planner = factories.user("Inspector", bureau)
		self.pool = sorted(factories.user("Inspector", bureau) for _number in range(4))
		frappe.set_user(self.planner)

	def make(self, **given: Any) -> Any:
		values = {
			"doctype": "Inspection Plan",
			"unit": self.county.bureau,
			"template": self.template,
			"kind": "Regular",
			"units_wanted": 3,
			"team_size": 2,
			"inspectors": [{"user": user} for user in self.pool],
		}
		return frappe.get_doc({**values, **given}).insert()

	def load(self, doc: Any) -> Any:
		return frappe.get_doc(doc.doctype, doc.name)

	def drawn(self, **given: Any) -> Any:
		doc = self.make(**given)
		api.seal(doc.name)
		api.draw(doc.name)
		return self.load(doc)

	# ---- sealing and drawing
	def test_the_digest_stands_before_the_draw_and_the_seed_after_it(self) -> None:
		doc = self.make()
		digest = api.seal(doc.name)
		doc = self.load(doc)
		self.assertEqual((doc.status, doc.commitment, doc.seed), ("Sealed", digest, None))
		api.draw(doc.name, "第7号", "王见证")
		doc = self.load(doc)
		self.assertEqual(sha256(doc.seed.encode()).hexdigest(), digest)
		# anyone can draw again
		seed = f"{doc.seed}第7号"
		order = sorted(
			(row.turn or "", sha256(f"{seed}|{row.unit}".encode()).hexdigest(), row.unit) for row in doc.units
		)
		self.assertEqual([row.unit for row in doc.units], [unit for _turn, _ticket, unit in order])
		self.assertEqual([bool(row.team) for row in doc.units], [True, True, True, False, False])
		self.assertEqual({row.left_out or "" for row in doc.units[3:]}, {"Later Turn"})
		first = sorted(
			self.pool, key=lambda user: sha256(f"{seed}|{order[0][2]}|{user}".encode()).hexdigest()
		)
		self.assertEqual(doc.units[0].team.split("\n"), first[:2])

	def test_what_was_sealed_is_fixed_and_the_seed_is_no_clients_to_write(self) -> None:
		doc = self.make(seed="mine", status="Drawn", commitment="x")
		self.assertEqual((doc.status, doc.seed, doc.commitment), ("Draft", None, None))
		api.seal(doc.name)
		for change in ({"units_wanted": 1}, {"inspectors": [{"user": user} for user in self.pool[:2]]}):
			doc = self.load(doc)
			doc.update(change)
			with self.assertRaises(FrozenError):
				doc.save()
		with self.assertRaises(MoveNotAllowedError):
			api.seal(doc.name)

	def test_the_longest_unvisited_come_first_and_the_visited_not_at_all(self) -> None:
		county, window = self.county, coverage.quarter(getdate())
		frappe.set_user("Administrator")
		before = add_days(window.start, -1)
		for unit in (county.a, county.a1, county.b):
			self.visit(unit, before)
		self.visit(county.a2, today())
		frappe.set_user(self.planner)
		doc = self.drawn(units_wanted=2)
		self.assertEqual(doc.units[0].unit, county.b1)
		self.assertEqual({row.unit for row in doc.units}, {county.a, county.a1, county.b, county.b1})
		name = frappe.db.get_value("Health Unit", county.a2, "unit_name")
		self.assertIn(name, doc.left_out)

	def test_a_witness_has_words_and_a_name(self) -> None:
		doc = self.make()
		api.seal(doc.name)
		with self.assertRaises(EvidenceMissingError):
			api.draw(doc.name, "7", "")

	def test_the_settings_say_who_is_visited_how_often(self) -> None:
		period = Period(getdate("2025-07-01"), getdate("2025-09-30"))
		settings = "Healthtalk Settings"
		self.addCleanup(frappe.clear_document_cache, settings, settings)

		def lines(**values: Any) -> dict[str, bool]:
			for fieldname, value in values.items():
				frappe.db.set_single_value(settings, fieldname, value)
			frappe.clear_document_cache(settings, settings)
			found = coverage.lines(period, self.county.a)
			self.assertEqual(
				[(line.unit, line.visits) for line in found],
				[(line.unit, line.visits) for line in coverage.lines(period, self.county.a, history=False)],
			)
			return {line.unit: line.reached for line in found}

		frappe.set_user("Administrator")
		a, a1, a2 = self.county.a, self.county.a1, self.county.a2
		for unit, day in ((a1, "2025-07-02"), (a1, "2025-08-02"), (a2, "2025-09-30"), (a, "2025-06-30")):
			name = self.visit(unit, day)
			self.assertTrue(name)
		self.assertEqual(lines(), {a: False, a1: True, a2: True})
		self.assertEqual(lines(visits_per_quarter=2), {a: False, a1: True, a2: False})
		self.assertEqual(lines(visited_kinds="Branch\n\n"), {a1: True, a2: False})
		self.assertEqual(lines(visited_kinds="", visits_per_quarter=0), {a: False, a1: True, a2: True})
		doc = frappe.get_doc(settings)
		doc.visited_kinds = "Branches"
		with self.assertRaises(frappe.ValidationError):
			doc.save()

	def test_a_team_needs_enough_inspectors(self) -> None:
		doc = self.make(inspectors=[{"user": self.pool[0]}])
		with self.assertRaises(EvidenceMissingError):
			api.seal(doc.name)

	# ---- interests
	def test_E5_nobody_of_the_unit_or_its_chain_is_sent(self) -> None:
		county = self.county
		frappe.set_user("Administrator")
		leader = factories.user("Inspector", county.a)
		doctor = factories.user("Inspector", county.b1)
		factories.duty(county.a1, "Area Leader", user=self.pool[0])
		people = [interests.Inspector(user) for user in (leader, doctor, self.pool[0])]
		found = interests.conflicts([county.a, county.a1, county.b1], people, county.bureau)
		self.assertEqual(
			found,
			{
				county.a: {leader: county.a, self.pool[0]: county.a1},
				county.a1: {leader: county.a, self.pool[0]: county.a1},
				county.b1: {doctor: county.b1},
			},
		)
		# who inspects from his own unit has no interest below it
		self.assertEqual(interests.conflicts([county.a1], people[:1], county.a), {})

	def test_E5_an_employee_of_the_unit_is_not_sent(self) -> None:
		county, user = self.county, self.pool[1]
		frappe.set_user("Administrator")
		company = factories.company()
		frappe.db.set_value("Health Unit", {"company": company}, "company", None)
		frappe.db.set_value("Health Unit", county.a1, "company", company)
		# his account says nothing of it: he is permitted on no unit of the group
		one = interests.Inspector(user, factories.employee(user_id=user, company=company).name)
		other = interests.Inspector(self.pool[0])
		found = interests.conflicts([county.a1, county.a2, county.b1], [one, other], county.bureau)
		self.assertEqual(found, {county.a1: {user: county.a1}})
		# a section of the organ is no side of its own
		frappe.db.set_value("Health Unit", county.a1, "company", None)
		frappe.db.set_value("Health Unit", county.bureau, "company", company)
		self.assertEqual(interests.conflicts([county.a1], [one], county.dept), {})

	def test_who_has_an_interest_is_left_out_with_the_reason(self) -> None:
		frappe.set_user("Administrator")
		for user in self.pool[:3]:
			factories.duty(self.county.a1, "Area Leader", user=user)
		frappe.set_user(self.planner)
		doc = self.drawn(area=self.county.a, units_wanted=0)
		rows = {row.unit: row for row in doc.units}
		self.assertEqual((rows[self.county.a1].left_out, rows[self.county.a1].team), ("No Team", ""))
		self.assertEqual(len(rows[self.county.a1].conflicts.split("\n")), 3)
		self.assertEqual(rows[self.county.a2].left_out or "", "")
		self.assertFalse(rows[self.county.a2].conflicts)

	# ---- inspections
	def test_inspections_are_made_once(self) -> None:
		doc = self.drawn()
		made = api.make_inspections(doc.name)
		self.assertEqual(len(made), 3)
		self.assertEqual(api.make_inspections(doc.name), [])
		self.assertEqual(frappe.db.count("Inspection", {"plan": doc.name}), 3)
		doc = self.load(doc)
		one = frappe.get_doc("Inspection", doc.units[0].inspection)
		self.assertEqual((one.unit, one.status), (doc.units[0].unit, "Planned"))
		self.assertEqual([row.user for row in one.team], doc.units[0].team.split("\n"))
		self.assertEqual([row.leader for row in one.team], [1, 0])
		self.assertTrue(one.items)
		# what is planned is not drawn again
		other = self.make()
		api.seal(other.name)
		self.assertEqual(len(self.load(other).units), 2)

	def test_a_plan_with_inspections_is_not_cancelled_one_without_says_why(self) -> None:
		doc = self.drawn()
		with self.assertRaises(EvidenceMissingError):
			api.cancel(doc.name, " ")
		api.make_inspections(doc.name)
		with self.assertRaises(MoveNotAllowedError):
			api.cancel(doc.name, "Too early")
		other = self.make()
		api.cancel(other.name, "Too early")
		self.assertEqual(self.load(other).status, "Cancelled")

	def test_who_has_drawn_does_not_cancel_the_draw(self) -> None:
		doc = self.drawn()
		with self.assertRaises(WrongSideError):
			api.cancel(doc.name, "Another result would suit us")
		self.assertEqual(self.load(doc).status, "Drawn")
		with as_user(self.pool[0]):
			with self.assertRaises(EvidenceMissingError):
				api.cancel(doc.name, "")
			api.cancel(doc.name, "The quarter is over")
		self.assertEqual(self.load(doc).status, "Cancelled")

	def test_E5_a_visit_of_a_plan_becomes_no_mystery_visit(self) -> None:
		doc = self.drawn()
		made = api.make_inspections(doc.name)
		for change in ({"kind": "Mystery"}, {"plan": None, "kind": "Mystery"}):
			one = frappe.get_doc("Inspection", made[0]).update(change)
			self.assertRaises(FrozenError, one.save)
		frappe.get_doc("Inspection", made[0]).save()
		frappe.db.set_value("Inspection", {"plan": doc.name}, "status", "In Progress")
		frappe.db.set_value("Inspection", made[0], {"is_mystery": 1, "status": "Closed"})
		with self.assertRaises(MoveNotAllowedError):
			api.publish(doc.name)
		frappe.db.set_value("Inspection", made[0], "is_mystery", 0)
		api.publish(doc.name)
		self.assertEqual(self.load(doc).status, "Published")

	# ---- who sees it
	def test_E5_who_works_in_a_unit_of_it_sees_no_mystery_plan_nor_its_visits(self) -> None:
		secret = self.drawn(kind="Mystery")
		unit = secret.units[0].unit
		made = next(name for name in api.make_inspections(secret.name) if unit_of(name) == unit)
		with as_user("Administrator"):
			both = factories.user("Inspector", self.county.bureau)
			factories.permit(both, unit)
			plain = factories.user("Inspector", self.county.bureau)
		for user, shown in ((both, False), (plain, True)):
			with as_user(user):
				for doctype, name in (("Inspection Plan", secret.name), ("Inspection", made)):
					self.assertEqual(bool(frappe.get_list(doctype, {"name": name})), shown, doctype)
					self.assertEqual(frappe.has_permission(doctype, "read", doc=name), shown, doctype)
					self.assertEqual(frappe.has_permission(doctype, "write", doc=name), shown, doctype)
		with as_user("Administrator"):
			frappe.db.set_value("Inspection Plan", secret.name, "kind", "Regular")
		with as_user(both):
			self.assertTrue(frappe.has_permission("Inspection Plan", "read", doc=secret.name))

	def test_E5_no_unit_sees_a_plan_before_its_visits_have_begun(self) -> None:
		doc = self.drawn()
		api.make_inspections(doc.name)
		officer = factories_user_of(self.county.a1)
		with as_user(officer):
			self.assertEqual(frappe.get_list("Inspection Plan", pluck="name"), [])
			self.assertFalse(frappe.has_permission("Inspection Plan", "read", doc=doc.name))
			self.assertEqual(permissions.visible("Inspection Plan Unit", [doc.units[0].name]), set())
			with self.assertRaises(frappe.PermissionError):
				api.draw(doc.name)
		with self.assertRaises(MoveNotAllowedError):
			api.publish(doc.name)
		frappe.db.set_value("Inspection", {"plan": doc.name}, "status", "In Progress")
		api.publish(doc.name)
		with as_user(officer):
			self.assertEqual(frappe.get_list("Inspection Plan", pluck="name"), [doc.name])
			self.assertTrue(frappe.get_doc("Inspection Plan", doc.name).has_permission("read"))
			self.assertFalse(frappe.has_permission("Inspection Plan", "write", doc=doc.name))

	def test_E5_a_published_list_tells_nobody_that_he_had_a_mystery_visit(self) -> None:
		frappe.set_user("Administrator")
		hidden = self.inspection(self.county.a1, kind="Mystery")
		frappe.set_user(self.planner)
		doc = self.drawn()
		self.assertNotIn(self.county.a1, [row.unit for row in doc.units])
		api.make_inspections(doc.name)
		frappe.db.set_value("Inspection", {"plan": doc.name}, "status", "In Progress")
		for status in ("Planned", "In Progress"):
			frappe.db.set_value("Inspection", hidden.name, "status", status)
			with self.assertRaises(MoveNotAllowedError):
				api.publish(doc.name)
		frappe.db.set_value("Inspection", hidden.name, "status", "Feedback Issued")
		api.publish(doc.name)
		self.assertEqual(self.load(doc).status, "Published")

	def test_a_mystery_visit_of_another_quarter_does_not_hold_a_list_back(self) -> None:
		doc = self.drawn()
		api.make_inspections(doc.name)
		frappe.db.set_value("Inspection", {"plan": doc.name}, "status", "In Progress")
		frappe.set_user("Administrator")
		hidden = self.inspection(self.county.a1, kind="Mystery").name
		first, last = getdate(doc.period_from), getdate(doc.period_to)
		before, after = add_days(first, -1), add_days(last, 1)
		for values in (
			{"status": "Planned", "planned_from": before, "planned_to": first},
			{"status": "Planned", "planned_from": last, "planned_to": after},
			{"status": "Planned", "planned_from": before, "planned_to": after},
			{"status": "In Progress", "inspection_date": last},
		):
			frappe.db.set_value("Inspection", hidden, values)
			with as_user(self.planner), self.assertRaises(MoveNotAllowedError):
				api.publish(doc.name)
		for values in (
			{"status": "In Progress", "inspection_date": before},
			{"status": "Planned", "inspection_date": None, "planned_from": after, "planned_to": after},
		):
			frappe.db.set_value("Inspection", hidden, values)
			with as_user(self.planner):
				plan._refuse_telling_of_mystery_visits(frappe.get_doc("Inspection Plan", doc.name))
		with as_user(self.planner):
			api.publish(doc.name)
		self.assertEqual(self.load(doc).status, "Published")

	def test_E5_the_plan_of_mystery_visits_is_never_published(self) -> None:
		doc = self.drawn(kind="Mystery")
		api.make_inspections(doc.name)
		frappe.db.set_value("Inspection", {"plan": doc.name}, "status", "In Progress")
		with self.assertRaises(MoveNotAllowedError):
			api.publish(doc.name)
		frappe.db.set_value("Inspection Plan", doc.name, "status", "Published")
		with as_user(factories_user_of(self.county.a1)):
			self.assertEqual(frappe.get_list("Inspection Plan", pluck="name"), [])

	def test_a_branch_plans_nothing_beyond_itself(self) -> None:
		with as_user(factories_user_of(self.county.a1, "Inspector")):
			for given in ({}, {"unit": self.county.a1, "area": self.county.b}):
				with self.assertRaises(frappe.PermissionError):
					self.make(**given)

	def test_an_officer_of_a_unit_makes_no_plan(self) -> None:
		with as_user(factories_user_of(self.county.bureau, "Unit Officer")):
			with self.assertRaises(frappe.PermissionError):
				self.make()

	def test_the_seed_is_refused_when_the_secret_key_is_another(self) -> None:
		doc = self.make()
		api.seal(doc.name)
		with patch.object(plan, "get_encryption_key", lambda: "another"):
			with self.assertRaises(MoveNotAllowedError):
				api.draw(doc.name)

	def test_an_inspection_of_the_plan_begins_as_any_other(self) -> None:
		doc = self.drawn()
		(name, *_rest) = api.make_inspections(doc.name)
		team = frappe.get_doc("Inspection", name).team
		with as_user(team[0].user):
			flow.act("Inspection", name, "Begin Inspection")
		self.assertEqual(frappe.db.get_value("Inspection", name, "status"), "In Progress")


def factories_user_of(unit: str, role: str = "Unit Officer") -> str:
	"""A user of a unit, made as Administrator."""
	with as_user("Administrator"):
		return factories.user(role, unit)

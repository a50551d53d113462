"""P1: demerit points from the proposal to the end of an appeal, who sees them, and how a unit stands."""

from datetime import date
from typing import Any

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from healthtalk_app import exceptions, permissions
from healthtalk_app.metrics import demerits as figures
from healthtalk_app.metrics import registry
from healthtalk_app.printing.builders import context_for
from healthtalk_app.rules import demerits as rules
from healthtalk_app.rules import projection
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import DEMERIT
from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, queries, waiting_for

NAME, LICENCE = "欧阳清河", "110330100012345"
HEARD = {"statement": "It says the ward was short of staff.", "confirmation_note": "Seen in the records."}
APPEAL = {"appeal_reason": "The records were completed in time."}
SETTINGS = "Healthtalk Settings"


def setting(**values: Any) -> None:
	for fieldname, value in values.items():
		frappe.db.set_single_value(SETTINGS, fieldname, value)
	frappe.clear_document_cache(SETTINGS, SETTINGS)


class DemeritTestCase(HealthTalkTestCase):
	"""Points for branch A1 and its people, which the bureau's inspector proposes."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("DMR")
		cls.inspector = factories.user("Inspector", cls.county.bureau)
		cls.other_inspector = factories.user("Inspector", cls.county.bureau)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)
		cls.administrator = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.branch = factories.user("Unit Officer", cls.county.a1)
		cls.branch_leader = factories.user("Unit Leader", cls.county.a1)
		cls.branch_inspector = factories.user("Inspector", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.a2)
		cls.group_leader = factories.user("Unit Leader", cls.county.a)
		cls.viewer = factories.user("Viewer", cls.county.bureau)
		for code, points, to in (
			("T-I4", "4", "Institution"),
			("T-I10", "10", "Institution"),
			("T-P6", "6", "Practitioner"),
		):
			cls.code(code, points, to)

	def setUp(self) -> None:
		super().setUp()
		setting(
			demerit_cycle="Calendar Year",
			demerit_counts_by="Day of Behaviour",
			demerit_tier_1=12,
			demerit_tier_2=16,
			demerit_tier_3=20,
			demerit_appeal_days=15,
		)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	@staticmethod
	def code(code: str, points: str, applies_to: str, **values: Any) -> str:
		doc = frappe.get_doc(
			doctype="Demerit Code",
			code=code,
			points=points,
			applies_to=applies_to,
			behaviour=f"Behaviour of {code}",
			basis="Law, art. 1",
			enabled=1,
			**values,
		)
		return doc.insert(ignore_permissions=True).name

	def propose(self, user: str | None = None, **values: Any) -> Any:
		given = {
			"kind": "Institution",
			"unit": self.county.a1,
			"proposing_unit": self.county.bureau,
			"code": "T-I4",
			"occurred_on": today(),
			"facts": "Four records were not finished.",
			"evidence_note": "Copies in folder 3.",
			**values,
		}
		with as_user(user or self.inspector):
			return frappe.get_doc(doctype=DEMERIT, **given).insert()

	def practitioner(self, **values: Any) -> Any:
		person = {
			"kind": "Practitioner",
			"code": "T-P6",
			"practitioner_name": NAME,
			"licence_number": LICENCE,
		}
		return self.propose(**{**person, **values})

	def act(self, doc: Any, action: str, values: dict[str, Any], user: str | None = None) -> Any:
		with as_user(user or self.discipline):
			return flow.act(DEMERIT, doc.name, action, values)

	def confirmed(self, **values: Any) -> Any:
		make = self.practitioner if values.get("kind") == "Practitioner" else self.propose
		return self.act(make(**values), "Confirm Points", HEARD)

	def appealed(self) -> Any:
		return self.act(self.confirmed(), "Appeal", APPEAL, self.branch)


class TestSteps(DemeritTestCase):
	def test_from_the_proposal_to_a_revocation(self) -> None:
		doc = self.propose()
		self.assertEqual(
			(doc.status, doc.points, doc.number, doc.proposed_by), ("Proposed", 4, None, self.inspector)
		)
		doc = self.act(doc, "Confirm Points", HEARD)
		year = getdate().year
		self.assertIn(f"记〔{year}〕", doc.number)
		self.assertEqual((doc.confirmed_by, doc.points, doc.cycle_points), (self.discipline, 4, 4))
		self.assertEqual(getdate(doc.counted_on), getdate())
		self.assertEqual(
			(getdate(doc.cycle_start), getdate(doc.cycle_end)), (date(year, 1, 1), date(year, 12, 31))
		)
		self.assertTrue(doc.measure)
		doc = self.act(doc, "Appeal", APPEAL, self.branch)
		doc = self.act(doc, "Revoke", {"appeal_decision": "They were finished."}, self.administrator)
		self.assertEqual((doc.status, doc.decided_by), ("Revoked", self.administrator))
		columns = projection.fold(DEMERIT, events.of(DEMERIT, doc.name))
		self.assertEqual({name: doc.get(name) for name in columns}, columns)

	def test_a_new_record_is_a_proposal_whatever_a_client_writes(self) -> None:
		doc = self.propose(points=10, counted_on="2020-01-01", proposed_by=self.discipline, cycle_points=99)
		self.assertEqual((doc.points, doc.counted_on, doc.proposed_by), (4, None, self.inspector))
		self.assertFalse(doc.cycle_points)
		with self.assertRaises(exceptions.StatusWrittenError):
			self.propose(status="Confirmed")

	def test_my_unit_today_shows_what_is_to_be_confirmed_and_decided(self) -> None:
		shown = lambda user: {key for key, kind in waiting_for(user) if kind == DEMERIT}  # noqa: E731
		self.assertEqual(shown(self.discipline), set())
		doc = self.propose()
		self.assertEqual(shown(self.discipline), {"to_decide"})
		for user in (self.branch, self.branch_leader, self.sister, self.viewer):
			self.assertEqual(shown(user), set())
		doc = self.act(doc, "Confirm Points", HEARD)
		self.assertEqual(shown(self.discipline), set())
		self.act(doc, "Appeal", APPEAL, self.branch)
		self.assertEqual(shown(self.discipline), {"to_decide"})

	def test_points_are_frozen_at_confirmation(self) -> None:
		proposal, given = self.propose(), self.confirmed()
		frappe.get_doc("Demerit Code", "T-I4").update({"points": "6"}).save()
		with as_user(self.inspector):
			proposal = frappe.get_doc(DEMERIT, proposal.name)
			proposal.facts = "Five records."
			self.assertEqual(proposal.save().points, 6)
		given = self.act(given, "Appeal", APPEAL, self.branch)
		self.assertEqual(given.points, 4)

	def test_who_proposed_does_not_confirm(self) -> None:
		doc = self.propose()
		with self.assertRaises(exceptions.WrongSideError):
			self.act(doc, "Confirm Points", HEARD, self.inspector)
		self.assertEqual(self.act(doc, "Confirm Points", HEARD, self.other_inspector).status, "Confirmed")

	def test_neither_proposer_nor_confirmer_decides_on_the_appeal(self) -> None:
		doc = self.appealed()
		for user in (self.inspector, self.discipline):
			with self.assertRaises(exceptions.WrongSideError):
				self.act(doc, "Uphold", {"appeal_decision": "It stands."}, user)
		doc = self.act(doc, "Uphold", {"appeal_decision": "It stands."}, self.other_inspector)
		self.assertEqual(doc.status, "Upheld")

	def test_every_step_has_its_evidence(self) -> None:
		doc = self.propose(evidence_note=None)
		for missing in ({}, {"statement": "Nothing"}, HEARD):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.act(doc, "Confirm Points", missing)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Dismiss", {})
		doc = self.act(doc, "Confirm Points", {**HEARD, "evidence_note": "Folder 3"})
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Appeal", {}, self.branch)
		doc = self.act(doc, "Appeal", APPEAL, self.branch)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.act(doc, "Revoke", {}, self.administrator)

	def test_what_was_decided_is_fixed(self) -> None:
		doc = self.confirmed()
		for fieldname, value in (
			("facts", "Other"),
			("code", "T-I10"),
			("occurred_on", add_days(today(), -1)),
		):
			with self.assertRaises(exceptions.FrozenError), as_user(self.inspector):
				frappe.get_doc(DEMERIT, doc.name).update({fieldname: value}).save()

	def test_a_late_appeal_says_why(self) -> None:
		doc = self.confirmed()
		frappe.db.set_value(DEMERIT, doc.name, "appeal_until", add_days(today(), -1))
		with self.assertRaises(exceptions.WindowClosedError):
			self.act(doc, "Appeal", APPEAL, self.branch)
		late = {**APPEAL, "late_appeal_reason": "The notice came by post."}
		self.assertEqual(self.act(doc, "Appeal", late, self.branch).status, "Appealed")

	def test_a_code_fits_its_kind_and_its_day(self) -> None:
		self.code("T-OLD", "2", "Both", valid_from="2020-01-01", valid_to="2024-12-31")
		self.propose(code="T-OLD", occurred_on="2024-12-31")
		refused = (
			{"code": "T-P6"},
			{"code": "T-OLD", "occurred_on": "2025-01-01"},
			{"code": "T-OLD", "occurred_on": "2019-12-31"},
		)
		for values in refused:
			with self.assertRaises(frappe.ValidationError):
				self.propose(**values)
		with self.assertRaises(exceptions.TimeOrderError):
			self.propose(occurred_on=add_days(today(), 1))

	def test_a_unit_gives_points_to_its_people_but_not_to_itself(self) -> None:
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.propose(user=self.branch_inspector, proposing_unit=self.county.a1)
		doc = self.practitioner(user=self.branch_inspector, proposing_unit=self.county.a1)
		self.assertEqual(doc.status, "Proposed")
		with self.assertRaises((frappe.PermissionError, exceptions.MoveNotAllowedError)):
			self.propose(user=self.branch_inspector, proposing_unit=self.county.a1, unit=self.county.b1)

	def test_an_accusation_is_no_reference(self) -> None:
		accused = factories.matter(
			is_accusation=1,
			subject="Accusation",
			accused=[{"accused_unit": self.county.b1, "unit": self.county.b1}],
		).name
		with self.assertRaises(exceptions.AccusationRouteError):
			self.propose(user=self.discipline, matter=accused)


class TestPeople(DemeritTestCase):
	def test_name_and_licence_are_masked_and_opened_with_a_reason(self) -> None:
		doc = self.confirmed(kind="Practitioner")
		stored = frappe.db.get_value(DEMERIT, doc.name, "*", as_dict=True)
		self.assertEqual(stored.practitioner_name, "欧阳**")
		self.assertEqual(stored.licence_number, "1*************5")
		for value in stored.values():
			self.assertNotIn(NAME, str(value))
			self.assertNotIn(LICENCE, str(value))
		with as_user(self.branch_leader):
			found = identity.reveal(DEMERIT, doc.name, "Notice to be served")
		self.assertEqual((found["practitioner_name"], found["licence_number"]), (NAME, LICENCE))
		with as_user(self.sister), self.assertRaises(frappe.PermissionError):
			identity.reveal(DEMERIT, doc.name, "Curious about him")
		with as_user(self.inspector), self.assertRaises(frappe.PermissionError):
			identity.reveal(DEMERIT, doc.name, "Curious about him")

	def test_a_practitioner_is_one_person_without_doubt(self) -> None:
		for values in ({"licence_number": None}, {"practitioner_name": None}):
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.practitioner(**values)

	def test_the_licence_joins_what_was_known_of_an_employee(self) -> None:
		employee = factories.employee().name
		first = self.confirmed(
			kind="Practitioner", employee=employee, practitioner_name=None, licence_number=None
		)
		self.assertIn("*", first.practitioner_name)
		second = self.confirmed(kind="Practitioner", employee=employee)
		third = self.confirmed(kind="Practitioner", licence_number=f" {LICENCE} ")
		fourth = self.confirmed(kind="Practitioner", employee=employee, licence_number=None)
		keys = {
			frappe.db.get_value(DEMERIT, doc.name, "subject_key") for doc in (first, second, third, fourth)
		}
		self.assertEqual(len(keys), 1)
		self.assertEqual(fourth.cycle_points, 24)
		self.assertNotEqual(self.practitioner(licence_number="110330100099999").subject_key, keys.pop())

	def test_a_proposal_with_a_wrong_licence_joins_nothing(self) -> None:
		employee = factories.employee().name
		known = self.confirmed(
			kind="Practitioner", employee=employee, practitioner_name=None, licence_number=None
		)
		before = frappe.db.get_value(DEMERIT, known.name, "subject_key")
		wrong = self.practitioner(employee=employee, licence_number="110330100099999")
		self.assertEqual(frappe.db.get_value(DEMERIT, known.name, "subject_key"), before)
		next_one = self.confirmed(
			kind="Practitioner", employee=employee, practitioner_name=None, licence_number=None
		)
		self.assertEqual((next_one.subject_key, next_one.cycle_points), (before, 12))
		self.act(wrong, "Dismiss", {"dismissal_reason": "It is another person."})
		self.assertEqual(frappe.db.get_value(DEMERIT, known.name, "subject_key"), before)

	def test_a_confirmation_waits_for_others_of_the_same_subject(self) -> None:
		for doc in (self.propose(), self.practitioner()):
			with queries() as said:
				self.act(doc, "Confirm Points", HEARD)
			locked = [query for query in said if "FOR UPDATE" in query.upper()]
			unit = next(at for at, query in enumerate(locked) if "`tabHealth Unit`" in query)
			points = next(at for at, query in enumerate(locked) if "SUM(" in query.upper())
			self.assertLess(unit, points)


class TestRows(DemeritTestCase):
	def sees(self, user: str, doc: Any) -> bool:
		with as_user(user):
			may = frappe.has_permission(DEMERIT)
			in_list = may and bool(frappe.get_list(DEMERIT, {"name": doc.name}))
			single = frappe.has_permission(DEMERIT, "read", doc=doc.name)
			self.assertEqual(bool(in_list), bool(single))
			return bool(single)

	def test_a_proposal_is_the_office_s(self) -> None:
		doc = self.propose()
		for user in (self.inspector, self.other_inspector, self.discipline, self.administrator):
			self.assertTrue(self.sees(user, doc), user)
		for user in (
			self.branch,
			self.branch_leader,
			self.branch_inspector,
			self.group_leader,
			self.sister,
			self.viewer,
		):
			self.assertFalse(self.sees(user, doc), user)
		self.act(doc, "Dismiss", {"dismissal_reason": "Not proven."})
		self.assertFalse(self.sees(self.branch_leader, doc))

	def test_confirmed_points_are_the_unit_s_to_read(self) -> None:
		doc = self.confirmed(kind="Practitioner")
		for user in (
			self.branch,
			self.branch_leader,
			self.branch_inspector,
			self.group_leader,
			self.discipline,
		):
			self.assertTrue(self.sees(user, doc), user)
		for user in (self.sister, self.viewer):
			self.assertFalse(self.sees(user, doc), user)

	def test_the_person_concerned_reads_his_points_and_no_proposal(self) -> None:
		person = factories.user("Inspector", self.county.bureau)
		employee = factories.employee(user_id=person).name
		doc = self.practitioner(employee=employee)
		self.assertFalse(self.sees(person, doc))
		self.act(doc, "Confirm Points", HEARD)
		self.assertTrue(self.sees(person, doc))

	def test_the_unit_writes_its_appeal_and_nothing_else(self) -> None:
		doc = self.appealed()
		with as_user(self.branch_leader):
			stored = frappe.get_doc(DEMERIT, doc.name)
			stored.appeal_decision = "Revoke it."
			self.assertRaises(exceptions.WrongSideError, stored.save)
		for user in (self.branch_leader, self.group_leader):
			with self.assertRaises((exceptions.WrongSideError, exceptions.MoveNotAllowedError)):
				self.act(doc, "Revoke", {"appeal_decision": "No."}, user)
		with as_user(self.branch_leader):
			offered = {row["action"] for row in next_steps.actions(frappe.get_doc(DEMERIT, doc.name))}
		self.assertEqual(offered, set())

	def test_the_unit_proposes_and_shares_nothing(self) -> None:
		for user in (self.branch, self.branch_leader, self.viewer):
			with self.assertRaises(frappe.PermissionError):
				self.propose(user=user, proposing_unit=self.county.a1)

	def test_notes_of_the_office_stay_there(self) -> None:
		doc = self.propose()
		with as_user(self.inspector):
			doc.add_comment("Comment", "Spoken of in the office")
		self.act(doc, "Confirm Points", HEARD)
		about = {"reference_doctype": DEMERIT, "reference_name": doc.name}
		for user, number in ((self.discipline, True), (self.branch_leader, False)):
			with as_user(user):
				self.assertEqual(bool(frappe.get_list("Case Event", about)), number)
				self.assertEqual(permissions.notes_shown(DEMERIT, doc.name), number)
		self.assertFalse(frappe.db.get_value(DEMERIT, doc.name, "_comments"))

	def test_the_unit_does_not_read_what_is_behind_it(self) -> None:
		matter = factories.matter(unit=self.county.b1).name
		doc = self.propose(matter=matter)
		self.act(doc, "Confirm Points", HEARD)
		with as_user(self.branch_leader):
			row = frappe.get_list(DEMERIT, {"name": doc.name}, ["*"])[0]
			self.assertFalse(row.get("matter"))
			self.assertFalse(row.get("proposed_by"))
			self.assertFalse(row.get("employee"))

	def test_the_panel_offers_each_his_steps(self) -> None:
		doc = self.propose()
		with as_user(self.discipline):
			shown = panel.panel(frappe.get_doc(DEMERIT, doc.name))
		self.assertEqual({row["status"] for row in shown["actions"]}, {"Confirmed", "Dismissed"})
		with as_user(self.inspector):
			shown = panel.panel(frappe.get_doc(DEMERIT, doc.name))
		self.assertEqual({row["status"] for row in shown["actions"]}, {"Dismissed"})


class TestStanding(DemeritTestCase):
	def standing(self, on: date, user: str | None = None, **asked: Any) -> dict[str, tuple[int, int, int]]:
		with as_user(user or self.discipline):
			lines = figures.standing(on, **asked)
		return {line.subject: (line.points, line.records, line.tier) for line in lines}

	def test_points_of_a_calendar_year(self) -> None:
		for code, day in (
			("T-I4", "2025-03-02"),
			("T-I10", "2025-06-30"),
			("T-I4", "2025-12-31"),
			("T-I10", "2026-01-01"),
		):
			self.confirmed(code=code, occurred_on=day)
		a1 = self.county.a1
		self.assertEqual(self.standing(date(2025, 6, 29))[a1], (4, 1, 0))
		self.assertEqual(self.standing(date(2025, 6, 30))[a1], (14, 2, 1))
		self.assertEqual(self.standing(date(2025, 12, 31))[a1], (18, 3, 2))
		self.assertEqual(self.standing(date(2026, 1, 1))[a1], (10, 1, 0))

	def test_points_from_an_anniversary_on_a_leap_day(self) -> None:
		setting(demerit_cycle="Anniversary")
		first = self.confirmed(code="T-I4", occurred_on="2024-02-29")
		self.assertEqual(
			(getdate(first.cycle_start), getdate(first.cycle_end)), (date(2024, 2, 29), date(2025, 2, 28))
		)
		second = self.confirmed(code="T-I10", occurred_on="2025-02-28")
		self.assertEqual((second.cycle_points, getdate(second.cycle_from)), (14, date(2024, 2, 29)))
		third = self.confirmed(code="T-I4", occurred_on="2025-03-01")
		self.assertEqual((third.cycle_points, getdate(third.cycle_start)), (4, date(2025, 3, 1)))
		a1 = self.county.a1
		self.assertEqual(self.standing(date(2025, 2, 28))[a1], (14, 2, 1))
		self.assertEqual(self.standing(date(2025, 3, 1))[a1], (4, 1, 0))
		self.assertEqual(self.standing(date(2026, 2, 28))[a1], (4, 1, 0))
		self.assertNotIn(a1, self.standing(date(2026, 3, 1)))

	def test_sql_and_the_rule_agree(self) -> None:
		"""Every day around the boundaries, by both cycles, against the pure rule."""
		days = (
			"2024-02-28",
			"2024-02-29",
			"2024-12-31",
			"2025-01-01",
			"2025-02-28",
			"2025-03-01",
			"2025-07-01",
		)
		setting(demerit_cycle="Anniversary")
		entries = []
		for day in days:
			doc = self.confirmed(
				code="T-I4", occurred_on=day, cycle_from="2024-02-29" if day == days[0] else None
			)
			entries.append(rules.Entry(4, getdate(day)))
			self.assertEqual(getdate(doc.cycle_from), date(2024, 2, 29))
		for cycle, anchor in (("Anniversary", date(2024, 2, 29)), ("Calendar Year", None)):
			setting(demerit_cycle=cycle)
			for day in (*days, "2024-03-01", "2025-06-30", "2026-02-28", "2026-03-01"):
				expected = rules.standing(entries, getdate(day), anchor)
				found = self.standing(getdate(day)).get(self.county.a1, (0, 0, 0))
				self.assertEqual(found, (expected.points, expected.records, expected.tier), (cycle, day))

	def test_one_day_of_the_cycle_for_all_records(self) -> None:
		self.confirmed(cycle_from="2020-05-04")
		with self.assertRaises(frappe.ValidationError):
			self.propose(cycle_from="2020-05-05")

	def test_an_appeal_leaves_the_points_and_a_revocation_takes_them(self) -> None:
		self.confirmed(code="T-I10")
		doc = self.appealed()
		self.assertEqual(self.standing(getdate())[self.county.a1], (14, 2, 1))
		self.act(doc, "Revoke", {"appeal_decision": "Unproven."}, self.administrator)
		self.assertEqual(self.standing(getdate())[self.county.a1], (10, 1, 0))

	def test_points_may_count_by_the_day_of_the_confirmation(self) -> None:
		setting(demerit_counts_by="Day of Confirmation")
		doc = self.confirmed(occurred_on=add_days(today(), -400))
		self.assertEqual(getdate(doc.counted_on), getdate())

	def test_everybody_sees_the_standing_of_his_own(self) -> None:
		self.confirmed()
		self.confirmed(unit=self.county.b1, code="T-I10")
		self.propose(code="T-I10")
		on = getdate()
		self.assertEqual(self.standing(on, self.branch), {self.county.a1: (4, 1, 0)})
		self.assertEqual(self.standing(on, self.sister), {})
		self.assertEqual(set(self.standing(on)), {self.county.a1, self.county.b1})
		with as_user(self.branch):
			rows = run("Demerit Standing", {"on": today()})["result"]
		self.assertEqual([row["unit"] for row in rows], [self.county.a1])

	def test_the_report_shows_tier_and_measure(self) -> None:
		self.confirmed(code="T-I10")
		self.confirmed(code="T-I10")
		self.confirmed(kind="Practitioner")
		with as_user(self.discipline):
			answer = run("Demerit Standing", {"on": today()})
		top, person = answer["result"][:2]
		self.assertEqual((top["points"], top["level"], top["unit"]), (20, 3, self.county.a1))
		self.assertTrue(top["measure"])
		self.assertEqual((person["points"], person["name"], person["level"]), (6, "欧阳**", 0))

	def test_the_figures_count_the_same(self) -> None:
		self.confirmed(code="T-I10")
		self.confirmed()
		year = getdate().year
		with as_user(self.branch):
			period = Period(date(year, 1, 1), date(year, 12, 31))
			found = registry.figures(["demerit_records", "demerit_points"], period)[None]
		self.assertEqual(
			{key: figure.value for key, figure in found.items()}, {"demerit_records": 2, "demerit_points": 14}
		)


class TestLastTier(DemeritTestCase):
	def proposed(self) -> list[str]:
		about = {"ground": proposal.DEMERITS, "unit": self.county.a1}
		return frappe.get_all("Accountability Record", about, pluck="reference_name")

	def test_the_last_tier_is_proposed_for_accountability_once(self) -> None:
		self.confirmed(code="T-I10")
		self.confirmed(code="T-I4")
		self.assertEqual(self.proposed(), [])
		reached = self.confirmed(code="T-I10")
		self.assertEqual(self.proposed(), [reached.name])
		self.confirmed(code="T-I4")
		self.assertEqual(self.proposed(), [reached.name])


class TestPaper(DemeritTestCase):
	def test_the_notice_says_what_was_decided(self) -> None:
		self.confirmed(code="T-I10")
		doc = self.confirmed(code="T-I4")
		paper = context_for(doc, "demerit_notice")
		self.assertEqual((paper["points"], paper["cycle_points"], paper["person"]), (4, 14, ""))
		self.assertEqual(paper["measure"], figures.policy().measures["Institution"][1])

	def test_the_desk_prints_the_notice(self) -> None:
		doc = self.confirmed(kind="Practitioner")
		with as_user(self.branch_leader):
			html = frappe.get_print(DEMERIT, doc.name, "记分通知书")
		for words in ("不良执业行为记分通知书", doc.number, "欧阳**", "Behaviour of T-P6"):
			self.assertIn(words, html)
		self.assertNotIn(NAME, html)

	def test_the_person_is_masked_on_paper_but_for_a_clear_print(self) -> None:
		doc = self.confirmed(kind="Practitioner")
		self.assertEqual(context_for(doc, "demerit_notice")["person"], "欧阳**")
		clear = {"practitioner_name": NAME, "licence_number": LICENCE}
		self.assertEqual(context_for(doc, "demerit_notice", clear)["person"], NAME)

	def test_there_is_no_notice_of_a_proposal(self) -> None:
		with self.assertRaises(exceptions.EvidenceMissingError):
			context_for(self.propose(), "demerit_notice")

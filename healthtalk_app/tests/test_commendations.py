"""C7, T7 Awards: rounds, nominations, jury and interests, votes, vetoes, places, certificate, list."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from healthtalk_app import permissions
from healthtalk_app.api import commendation as api
from healthtalk_app.exceptions import (
	ConflictOfInterestError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	PublicInputError,
	RatingRefusedError,
	StatusWrittenError,
	TimeOrderError,
	WindowClosedError,
	WrongSideError,
)
from healthtalk_app.healthtalk_app.report.award_list import award_list
from healthtalk_app.metrics import commendations as counted
from healthtalk_app.printing import builders
from healthtalk_app.services.commendations import jury, votes
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow, panel
from healthtalk_app.services.voice import public_awards
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

NOMINATION, ROUND = "Commendation", "Commendation Round"
HIDDEN = ("scores", "jury_points", "total", "findings", "jury_opinion")


class CommendationTestCase(HealthTalkTestCase):
	"""A bureau that honours units; jurors of its department, of B1 and of A1; A1 is nominated."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("CM")
		company = factories.company()
		frappe.db.set_value("Health Unit", {"company": company}, "company", None)
		frappe.db.set_value("Health Unit", cls.county.a1, "company", company)
		cls.admin = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.sister = factories.user("Unit Officer", cls.county.b1)
		cls.jurors = [
			factories.user("Viewer", unit) for unit in (cls.county.dept, cls.county.b1, cls.county.party)
		]
		cls.own_juror = factories.user("Viewer", cls.county.a1)
		cls.above_juror = factories.user("Viewer", cls.county.a)

	def setUp(self) -> None:
		super().setUp()
		forget()

	def round(self, **given: Any) -> Any:
		values = {
			"title": "2026年度健康说事评优",
			"kind": "Advanced Unit",
			"award": "2026年度健康说事先进单位",
			"unit": self.county.bureau,
			"year": getdate().year,
			"places": 1,
			"jury": [{"user": user} for user in (*self.jurors, self.own_juror, self.above_juror)],
		}
		with as_user(self.admin):
			return frappe.get_doc({"doctype": ROUND, **values, **given}).insert()

	def nomination(self, about: Any, user: str | None = None, **given: Any) -> Any:
		values = {"title": "Unit A1", "unit": self.county.a1, "merits": "全年办理事项128件，群众满意率98%。"}
		with as_user(user or self.officer):
			return frappe.get_doc({"doctype": NOMINATION, "round": about.name, **values, **given}).insert()

	def points(self, doc: Any, *points: float) -> None:
		for user, given in zip(self.jurors, points, strict=False):
			with as_user(user):
				api.give_points(doc.name, given)

	def act(self, doc: Any, action: str, user: str | None = None, **values: Any) -> Any:
		with as_user(user or self.admin):
			return flow.act(NOMINATION, doc.name, action, values)

	def shortlisted(self, about: Any, *points: float, **given: Any) -> Any:
		doc = self.nomination(about, **given)
		self.points(doc, *(points or (90, 85, 80.5)))
		return self.act(doc, "Shortlist")

	def held_accountable(self, unit: str, employee: str | None = None) -> str:
		"""A decision of today about a person of the unit."""
		doc = frappe.get_doc(doctype="Accountability Record", unit=unit, ground="Poor Service", person="张三")
		doc.update({"employee": employee, "proposal_reason": "Reason"})
		doc.insert()
		columns = {
			"status": "Decided",
			"workflow_state": "Decided",
			"decided_at": now_datetime(),
			"measure": "Admonition Talk",
		}
		frappe.db.set_value(doc.doctype, doc.name, columns)
		return doc.name


class TestSteps(CommendationTestCase):
	def test_from_the_nomination_to_the_certificate(self) -> None:
		doc = self.shortlisted(self.round())
		# (90 + 85 + 80.5) / 3; three are too few to leave any out
		self.assertEqual((doc.status, doc.jury_points, doc.total), ("Shortlisted", 85.17, 85.17))
		self.assertRaises(EvidenceMissingError, self.act, doc, "Give Award")
		doc = self.act(doc, "Give Award", decision_document="云卫〔2026〕5号")
		self.assertEqual(doc.status, "Awarded")
		self.assertIn("奖", doc.number)
		paper = builders.context_for(doc, "award_certificate")
		self.assertEqual((paper["award"], paper["recipient"]), ("2026年度健康说事先进单位", "Unit A1"))
		self.assertEqual(paper["number"], doc.number)
		self.assertEqual([str(found) for found in rebuild.check(NOMINATION)], [])

	def test_without_an_award_there_is_no_certificate(self) -> None:
		doc = self.nomination(self.round())
		self.assertRaises(EvidenceMissingError, builders.context_for, doc, "award_certificate")

	def test_a_status_is_not_written(self) -> None:
		doc = self.nomination(self.round())
		doc.status = "Awarded"
		with as_user(self.admin):
			self.assertRaises(StatusWrittenError, doc.save)

	def test_the_unit_decides_nothing(self) -> None:
		leader = factories.user(["Unit Leader", "Appraiser"], self.county.a1)
		doc = self.nomination(self.round(), leader)
		self.assertRaises(WrongSideError, self.act, doc, "Decline Nomination", leader, decline_reason="No")

	def test_there_are_as_many_awards_as_places(self) -> None:
		about = self.round()
		first = self.shortlisted(about)
		second = self.shortlisted(about, 70, 70, 70, unit=self.county.a2, title="Unit A2", user=self.admin)
		self.act(first, "Give Award", decision_document="5")
		self.assertRaises(MoveNotAllowedError, self.act, second, "Give Award", decision_document="5")

	def test_awards_and_votes_that_come_at_once_are_counted_one_after_the_other(self) -> None:
		asked: list[str] = []
		real = frappe.db.sql

		def noted(query: str, *args: Any, **more: Any) -> Any:
			asked.append(str(query))
			return real(query, *args, **more)

		def locked(table: str, word: str) -> bool:
			"""Whether rows were read as they stand now, not as they stood before the lock of the round."""
			found = [query for query in asked if f"`tab{table}`" in query and word in query]
			return any(query.endswith("FOR UPDATE") for query in found)

		doc = self.shortlisted(self.round())
		with patch.object(frappe.db, "sql", noted):
			self.act(doc, "Give Award", decision_document="5")
			self.assertTrue(locked(NOMINATION, "`round`="))
			about = self.round(public_vote=1, vote_from=today(), vote_to=today(), votes_each=1)
			voted = self.nomination(about, self.admin)
			votes.cast(voted.name, "device:1", votes.ONLINE)
			self.assertTrue(locked(votes.VOTE, "vote_key"))

	def test_an_award_waits_for_the_end_of_its_publicity(self) -> None:
		doc = self.shortlisted(self.round())
		with as_user(self.admin):
			doc = frappe.get_doc(NOMINATION, doc.name)
			doc.publicity_until = today()
			doc.save()
		self.assertRaises(TimeOrderError, self.act, doc, "Give Award", decision_document="5")

	def test_a_nominee_stands_once_in_a_round(self) -> None:
		about = self.round()
		self.nomination(about)
		self.assertRaises(frappe.ValidationError, self.nomination, about)
		self.nomination(self.round())

	def test_a_nomination_without_a_round_is_refused_in_words(self) -> None:
		with as_user(self.officer):
			doc = frappe.get_doc(doctype=NOMINATION, unit=self.county.a1, title="Nobody's")
			self.assertRaises(EvidenceMissingError, doc.insert)

	def test_units_nominate_until_the_last_day(self) -> None:
		about = self.round(nominations_until=add_days(today(), -1))
		self.assertRaises(WindowClosedError, self.nomination, about)
		self.assertEqual(self.nomination(about, self.admin).status, "Nominated")

	def test_a_unit_outside_of_the_awarding_one_is_not_nominated(self) -> None:
		about = self.round(unit=self.county.b)
		self.assertRaises(frappe.ValidationError, self.nomination, about)

	def test_what_is_judged_stands(self) -> None:
		doc = self.nomination(self.round())
		self.points(doc, 90)
		with as_user(self.officer):
			doc = frappe.get_doc(NOMINATION, doc.name)
			doc.merits = "Other"
			self.assertRaises(FrozenError, doc.save)

	def test_a_round_with_nominees_stands(self) -> None:
		about = self.round()
		self.nomination(about)
		with as_user(self.admin):
			about.reload()
			about.period_to = add_days(about.period_to, 30)
			self.assertRaises(FrozenError, about.save)


class TestJury(CommendationTestCase):
	def test_who_has_an_interest_gives_no_points(self) -> None:
		doc = self.nomination(self.round())
		for user in (self.own_juror, self.above_juror):
			with as_user(user):
				self.assertRaises(ConflictOfInterestError, api.give_points, doc.name, 100)
				self.assertEqual(jury.facilities(doc), [])
		with as_user(self.jurors[0]):
			self.assertEqual(dict(jury.facilities(doc)).keys(), {"give_points", "recuse_from_jury"})

	def test_who_has_nominated_does_not_judge(self) -> None:
		about = self.round(jury=[{"user": user} for user in (*self.jurors, self.admin)])
		doc = self.nomination(about, self.admin)
		with as_user(self.admin):
			self.assertRaises(ConflictOfInterestError, api.give_points, doc.name, 100)

	def test_strangers_give_none(self) -> None:
		doc = self.nomination(self.round())
		with as_user(self.sister):
			self.assertRaises(frappe.PermissionError, api.give_points, doc.name, 100)
		with as_user(self.officer):
			self.assertRaises(frappe.PermissionError, api.give_points, doc.name, 100)

	def test_points_lie_between_0_and_100(self) -> None:
		doc = self.nomination(self.round())
		with as_user(self.jurors[0]):
			self.assertRaises(frappe.ValidationError, api.give_points, doc.name, 100.5)

	def test_points_are_changed_not_added(self) -> None:
		doc = self.nomination(self.round())
		with as_user(self.jurors[0]):
			api.give_points(doc.name, 60)
			api.give_points(doc.name, 70, "Better")
			self.assertEqual(api.own_points(doc.name), {"points": 70, "remark": "Better", "recused": False})
		self.assertEqual([row.points for row in frappe.get_doc(NOMINATION, doc.name).scores], [70])

	def test_who_keeps_out_does_not_count(self) -> None:
		doc = self.nomination(self.round())
		self.points(doc, 90, 80)
		with as_user(self.jurors[2]):
			api.recuse(doc.name, "An old friend")
		# two of the three that the round asks for
		self.assertRaises(EvidenceMissingError, self.act, doc, "Shortlist")
		with as_user(self.jurors[2]):
			api.give_points(doc.name, 70)
		self.assertEqual(self.act(doc, "Shortlist").jury_points, 80)

	def test_an_interest_that_arises_later_takes_the_points_away(self) -> None:
		doc = self.nomination(self.round(least_points=2))
		self.points(doc, 90, 80, 40)
		factories.permit(self.jurors[2], self.county.a1)
		# (90 + 80) / 2
		self.assertEqual(self.act(doc, "Shortlist").jury_points, 85)

	def test_of_five_the_highest_and_the_lowest_are_left_out(self) -> None:
		more = [factories.user("Viewer", self.county.b) for _number in range(2)]
		about = self.round(jury=[{"user": user} for user in (*self.jurors, *more)])
		doc = self.nomination(about)
		for user, given in zip((*self.jurors, *more), (100, 80, 70, 90, 91), strict=True):
			with as_user(user):
				api.give_points(doc.name, given)
		# 100 and 70 go: (80 + 90 + 91) / 3
		self.assertEqual(self.act(doc, "Shortlist").jury_points, 87)

	def test_the_nominee_decides_nothing(self) -> None:
		person = factories.employee(user_id=self.admin).name
		about = self.round(kind="Advanced Person")
		other = factories.user("Healthtalk Administrator", self.county.bureau)
		doc = self.nomination(about, other, employee=person, title=None)
		with as_user(self.admin):
			self.assertFalse(permissions.notes_shown(NOMINATION, doc.name))
		self.assertRaises(ConflictOfInterestError, self.act, doc, "Decline Nomination", decline_reason="No")


class TestVetoes(CommendationTestCase):
	def test_a_decision_about_a_person_of_the_unit_vetoes_it(self) -> None:
		doc = self.nomination(self.round())
		self.points(doc, 90, 85, 80)
		self.assertRaises(EvidenceMissingError, self.act, doc, "Veto", veto_reason="No")
		record = self.held_accountable(self.county.a1)
		self.assertRaises(MoveNotAllowedError, self.act, doc, "Shortlist")
		with as_user(self.admin):
			found = api.check_vetoes(doc.name)
		self.assertEqual([one["count"] for one in found], [1])
		# an administrator does not read records of accountability: kind and number alone
		self.assertEqual([one["records"] for one in found], [[]])
		doc = self.act(doc, "Veto", veto_reason="一票否决")
		self.assertEqual([(row.kind, row.times) for row in doc.findings], [("Held Accountable", 1)])
		self.assertRaises(MoveNotAllowedError, self.act, doc, "Lift Veto")
		frappe.db.set_value("Accountability Record", record, "status", "Revoked")
		doc = self.act(doc, "Lift Veto")
		self.assertEqual((doc.status, doc.vetoed_at, doc.findings), ("Nominated", None, []))

	def test_a_veto_after_the_shortlist_keeps_the_award_away(self) -> None:
		doc = self.shortlisted(self.round())
		self.held_accountable(self.county.a1)
		self.assertRaises(MoveNotAllowedError, self.act, doc, "Give Award", decision_document="5")

	def test_a_sister_units_decision_vetoes_nobody_here(self) -> None:
		self.held_accountable(self.county.b1)
		self.assertEqual(self.nomination(self.round()).findings, [])

	def test_a_decision_outside_of_the_days_does_not_veto(self) -> None:
		self.held_accountable(self.county.a1)
		about = self.round(period_from="2020-01-01", period_to="2020-12-31")
		self.assertEqual(self.nomination(about).findings, [])

	def test_a_person_is_vetoed_by_his_own_decision_alone(self) -> None:
		person, other = factories.employee().name, factories.employee().name
		about = self.round(kind="Advanced Person", places=0)
		self.held_accountable(self.county.a1, other)
		doc = self.nomination(about, employee=person, title=None)
		self.assertEqual(doc.findings, [])
		self.assertEqual(doc.title, frappe.db.get_value("Employee", person, "employee_name"))
		self.assertEqual(len(self.nomination(about, employee=other, title=None).findings), 1)

	def test_a_person_is_nominated_in_his_unit(self) -> None:
		about = self.round(kind="Advanced Person")
		person = factories.employee().name
		with self.assertRaises(frappe.ValidationError):
			self.nomination(about, self.sister, unit=self.county.b1, employee=person, title=None)

	def test_a_person_is_nominated_by_his_record(self) -> None:
		about = self.round(kind="Advanced Person")
		self.assertRaises(EvidenceMissingError, self.nomination, about, title="Wang")


class TestWhoSees(CommendationTestCase):
	def test_rows(self) -> None:
		doc = self.nomination(self.round())
		for user in (self.officer, self.admin, self.own_juror, self.jurors[1]):
			with as_user(user):
				self.assertTrue(frappe.has_permission(NOMINATION, "read", doc=doc.name))
				self.assertIn(doc.name, frappe.get_list(NOMINATION, pluck="name"))
		with as_user(self.sister):
			self.assertFalse(frappe.has_permission(NOMINATION, "read", doc=doc.name))
			self.assertNotIn(doc.name, frappe.get_list(NOMINATION, pluck="name"))

	def test_an_award_is_for_everybody(self) -> None:
		doc = self.shortlisted(self.round())
		self.act(doc, "Give Award", decision_document="5")
		with as_user(self.sister):
			self.assertTrue(frappe.has_permission(NOMINATION, "read", doc=doc.name))
			self.assertFalse(permissions.notes_shown(NOMINATION, doc.name))

	def test_the_unit_does_not_read_how_it_was_judged(self) -> None:
		doc = self.shortlisted(self.round())
		for user in (self.officer, self.jurors[0]):
			with as_user(user):
				shown = frappe.get_doc(NOMINATION, doc.name).as_dict()
				self.assertFalse(set(HIDDEN) & {key for key, value in shown.items() if value})
				self.assertEqual(panel.history(frappe.get_doc(NOMINATION, doc.name)), [])
				rows = frappe.get_list("Commendation Score", parent_doctype=NOMINATION, pluck="name")
				self.assertEqual(rows, [])
		with as_user(self.admin):
			self.assertEqual(len(frappe.get_doc(NOMINATION, doc.name).as_dict()["scores"]), 3)

	def test_a_save_of_the_unit_keeps_what_it_does_not_see(self) -> None:
		doc = self.nomination(self.round())
		self.points(doc, 90)
		with as_user(self.officer):
			sent = frappe.get_doc(NOMINATION, doc.name).as_dict()
			sent.update({"public_summary": "Short", "total": 100, "scores": [], "nominated_by": "Guest"})
			frappe.get_doc(sent).save()
		stored = frappe.get_doc(NOMINATION, doc.name)
		self.assertEqual((len(stored.scores), stored.total, stored.nominated_by), (1, 90, self.officer))

	def test_the_list_shows_points_to_who_gives_the_award(self) -> None:
		about = self.round()
		self.shortlisted(about)
		with as_user(self.admin):
			columns, rows, *_rest = award_list.execute({"round": about.name})
			self.assertEqual([(row["place"], row["total"]) for row in rows], [(1, 85.17)])
			self.assertIn("votes", {column["fieldname"] for column in columns})
		with as_user(self.officer):
			columns, rows, *_rest = award_list.execute({"round": about.name})
			self.assertEqual(
				[(row["place"], row["total"], row["votes"]) for row in rows], [(None, None, None)]
			)
			self.assertNotIn("votes", {column["fieldname"] for column in columns})
		with as_user(self.sister):
			self.assertEqual(award_list.execute({"round": about.name})[1], [])


class VotingTestCase(CommendationTestCase):
	def voting(self, **given: Any) -> Any:
		values = {
			"public_vote": 1,
			"vote_from": today(),
			"vote_to": add_days(today(), 5),
			"nominations_until": add_days(today(), -1),
			"vote_weight": 20,
		}
		return self.round(**{**values, **given})


class TestVotes(VotingTestCase):
	def test_one_vote_a_person_and_nominee(self) -> None:
		about = self.voting(votes_each=1)
		first = self.nomination(about, self.admin)
		second = self.nomination(about, self.admin, unit=self.county.a2, title="Unit A2")
		with as_user(self.sister):
			self.assertEqual([row["voted"] for row in api.nominees(about.name)], [False, False])
			api.vote(first.name)
			self.assertRaises(RatingRefusedError, api.vote, first.name)
			self.assertRaises(RatingRefusedError, api.vote, second.name)
			self.assertEqual([row["voted"] for row in api.nominees(about.name)], [True, False])
		row = frappe.get_all(votes.VOTE, filters={"round": about.name}, fields=["*"])[0]
		self.assertEqual((row.owner, row.creation.day), ("Guest", 1))
		with as_user(self.officer):
			self.assertRaises(frappe.PermissionError, frappe.get_list, votes.VOTE)

	def test_the_vote_counts_by_its_weight_when_it_is_over(self) -> None:
		about = self.voting()
		first = self.nomination(about, self.admin)
		second = self.nomination(about, self.admin, unit=self.county.a2, title="Unit A2")
		for number in range(4):
			votes.cast(first.name, f"device:{number}", votes.ONLINE)
		for number in range(4, 7):
			votes.cast(second.name, f"device:{number}", votes.ONLINE)
		self.points(first, 80, 80, 80)
		self.points(second, 90, 90, 90)
		self.assertRaises(MoveNotAllowedError, self.act, second, "Shortlist")
		with patch("healthtalk_app.services.commendations.round.getdate", lambda value=None: _later(value)):
			with patch(
				"healthtalk_app.services.commendations.commendation.getdate", lambda value=None: _later(value)
			):
				second = self.act(second, "Shortlist")
		# 90 · 0.8 + 75 · 0.2, for three votes are 75 per cent of four
		self.assertEqual((second.vote_points, second.total), (75, 87))
		self.assertEqual(
			set(frappe.get_all(votes.VOTE, filters={"round": about.name}, pluck="vote_key")), {None}
		)

	def test_nobody_votes_before_or_after(self) -> None:
		about = self.voting(vote_from=add_days(today(), 2), nominations_until=today())
		doc = self.nomination(about)
		self.assertRaises(RatingRefusedError, votes.cast, doc.name, "device:1", votes.ONLINE)
		with as_user(self.sister):
			self.assertRaises(frappe.PermissionError, api.nominees, about.name)

	def test_a_vote_begins_after_the_nominations(self) -> None:
		self.assertRaises(TimeOrderError, self.voting, nominations_until=add_days(today(), 1))


class TestThePublicPage(VotingTestCase):
	"""What guests reach, by way of the service that both the pages and the interface call."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_single_value("Healthtalk Settings", "portal_enabled", 1)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")

	def test_a_device_votes_once(self) -> None:
		about = self.voting()
		doc = self.nomination(about, self.admin, public_summary="Much was done")
		with as_user("Guest"):
			(row,) = [row for row in public_awards.awards()["rows"] if row["title"] == about.title]
			shown = public_awards.award(row["code"])
			(nominee,) = shown["nominees"]
			self.assertEqual((nominee["title"], nominee["summary"]), ("Unit A1", "Much was done"))
			self.assertEqual(set(nominee), {"code", "title", "unit_name", "summary", "voted"})
			after = public_awards.vote_award(row["code"], nominee["code"], shown["device"])
			self.assertEqual((after["left"], after["nominees"][0]["voted"]), (0, True))
			again = (row["code"], nominee["code"], shown["device"])
			self.assertRaises(PublicInputError, public_awards.vote_award, *again)
			# a token that we have not given votes for nobody
			self.assertRaises(PublicInputError, public_awards.vote_award, *again[:2], "made.up")
		self.assertEqual(counted.votes(about.name), {doc.name: 1})

	def test_a_wrong_code_and_a_round_that_is_over_answer_alike(self) -> None:
		about = self.voting(vote_from=add_days(today(), 2), nominations_until=today())
		with as_user("Guest"):
			over = public_awards.award(rounds.code_of(about.name))
			wrong = public_awards.award(rounds.code_of("another"))
			for shown in (over, wrong):
				shown.pop("device")
			self.assertEqual(over, wrong)
			self.assertFalse(over["found"])
			self.assertRaises(PublicInputError, public_awards.vote_award, rounds.code_of(about.name), "x")


def _later(value: Any = None) -> Any:
	"""A week from now, where nothing is asked for."""
	return getdate(value or add_days(today(), 7))


class TestRounds(CommendationTestCase):
	def test_a_juror_has_an_account_and_a_role(self) -> None:
		stranger = factories.user("Website Manager", None)
		jury = [{"user": user} for user in (*self.jurors, stranger)]
		self.assertRaises(frappe.ValidationError, self.round, jury=jury)

	def test_a_jury_is_large_enough(self) -> None:
		self.assertRaises(frappe.ValidationError, self.round, jury=[{"user": self.jurors[0]}])

	def test_every_unit_reads_the_call_and_only_its_unit_writes(self) -> None:
		about = self.round()
		appraiser = factories.user("Appraiser", self.county.a)
		with as_user(self.officer):
			self.assertTrue(frappe.has_permission(ROUND, "read", doc=about.name))
		with as_user(appraiser):
			self.assertFalse(frappe.has_permission(ROUND, "write", doc=about.name))
		with as_user(self.admin):
			self.assertTrue(frappe.has_permission(ROUND, "write", doc=about.name))
		with as_user(factories.user("Viewer", None)):
			self.assertFalse(frappe.has_permission(ROUND, "read", doc=about.name))

	def test_the_days_of_the_vetoes_are_the_year(self) -> None:
		about = self.round(year=2025)
		self.assertEqual((str(about.period_from), str(about.period_to)), ("2025-01-01", "2025-12-31"))
		self.assertEqual(rounds.vetoing(about).days, 365)

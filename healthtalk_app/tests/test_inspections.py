"""Inspections 督导检查 from the plan to the day on which all was put right (T4, T5, C5, E5, T7)."""

import io
import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from healthtalk_app import exceptions
from healthtalk_app.healthtalk_app.report.inspection_findings import inspection_findings
from healthtalk_app.rules import inspections as rules
from healthtalk_app.services.clockwork import due_days
from healthtalk_app.services.inspections import evidence, feedback, perfunctory
from healthtalk_app.services.organisation import moving
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget, waiting_for

INSPECTION, LETTER, RECT = "Inspection", "Inspection Feedback", "Rectification"
LEADER_NAME, SECOND_NAME = "欧阳督一", "司徒查二"
# what the inspected unit may read about; rows of each are searched for the visitors
EVERYWHERE = (
	INSPECTION,
	"Inspection Member",
	"Inspection Item",
	LETTER,
	"Inspection Finding",
	RECT,
	"Rectification Round",
	"Case Party",
	"Case Clock",
	"Case Event",
	"Document Number",
	"File",
	"Version",
	"Comment",
	"Communication",
	"ToDo",
	"Notification Log",
	"Workflow Action",
	"View Log",
	"Activity Log",
	"Conduct Campaign",
	"Campaign Extension",
	"Unit Task",
	"Accountability Record",
)
PARENTS = {
	"Inspection Member": INSPECTION,
	"Inspection Item": INSPECTION,
	"Inspection Finding": LETTER,
	"Rectification Round": RECT,
	"Case Party": RECT,
	"Case Clock": RECT,
}


def photo(colour: str = "red", word: str = "") -> bytes:
	"""A JPEG that tells who took it."""
	from PIL import Image

	out = io.BytesIO()
	exif = Image.Exif()
	# artist, camera, moment
	exif.update({0x013B: word, 0x010F: word, 0x0132: "2026:11:01 10:00:00"})
	Image.new("RGB", (40, 30), colour).save(out, "JPEG", exif=exif, comment=word.encode())
	return out.getvalue()


class InspectionTestCase(HealthTalkTestCase):
	"""The bureau's department inspects branch A1 with two inspectors of its own."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("INSP")
		cls.leader = factories.user("Inspector", cls.county.dept, first_name=LEADER_NAME)
		cls.second = factories.user("Inspector", cls.county.dept, first_name=SECOND_NAME)
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.head = factories.user("Unit Leader", cls.county.a1)
		cls.group = factories.user("Inspector", cls.county.a)
		cls.sister = factories.user(["Unit Officer", "Inspector"], cls.county.a2)
		cls.viewer = factories.user("Viewer", cls.county.a1)
		cls.stranger = factories.user("Inspector", cls.county.b)
		cls.template = (
			frappe.get_doc(
				doctype="Inspection Template",
				template_code="INSP-T",
				template_name="窗口检查",
				domain="Window Service",
				items=[
					{"item": "公示", "standard": "价格公示", "points": 10, "basis": "价格法"},
					{"item": "态度", "standard": "文明用语", "points": 10, "critical": 1},
					{"item": "等候", "standard": "不超过十五分钟", "points": 20},
					{"item": "无障碍", "standard": "通道畅通", "points": 60},
				],
			)
			.insert()
			.name
		)

	def setUp(self) -> None:
		super().setUp()
		forget()

	def team(self) -> list[dict[str, Any]]:
		return [
			{"user": self.leader, "member_name": LEADER_NAME, "leader": 1},
			{"user": self.second, "member_name": SECOND_NAME},
		]

	def planned(self, user: str | None = None, **given: Any) -> Any:
		values = {
			"doctype": INSPECTION,
			"unit": self.county.a1,
			"inspecting_unit": self.county.dept,
			"template": self.template,
			"planned_from": today(),
			"planned_to": add_days(today(), 7),
			"team": self.team(),
			**given,
		}
		with as_user(user or self.leader):
			return frappe.get_doc(values).insert()

	def step(self, doc: Any, action: str, user: str | None = None, **values: Any) -> Any:
		with as_user(user or self.leader):
			return flow.act(INSPECTION, doc.name, action, values)

	def inspected(self, results: str = "FFPN", photos: bool = False, **given: Any) -> Any:
		"""An inspection under way whose items have a result each: P, F or N."""
		doc = self.step(self.planned(**given), "Begin Inspection")
		with as_user(self.leader):
			words = {"P": "Pass", "F": "Fail", "N": "Not Applicable"}
			for row, letter in zip(doc.items, results, strict=False):
				row.result = words[letter]
				if letter == "F":
					row.update({"finding": f"{row.item}不到位", "evidence_note": "现场记录"})
			doc.save()
			if photos:
				evidence.add_photo(doc, "1", photo("red", LEADER_NAME))
				evidence.add_photo(doc, "1", photo("blue", LEADER_NAME))
			return frappe.get_doc(INSPECTION, doc.name)

	def issued(self, doc: Any = None, **given: Any) -> Any:
		doc = doc or self.inspected(photos=True, **given)
		values = {
			"opinion": "总体较好，窗口服务有差距。",
			"rectify_by": add_days(today(), 10),
			"answer_by": add_days(today(), 5),
		}
		return self.step(doc, "Issue Feedback", **values)

	def campaign(self) -> str:
		"""A campaign under way in group A and its branches."""
		day = today()
		with patch.object(frappe.db, "commit"):
			doc = frappe.get_doc(
				doctype="Conduct Campaign",
				title="作风建设",
				unit=self.county.bureau,
				phases=[{"phase": "Start", "starts_on": day, "ends_on": add_days(day, 30)}],
				deliverables=[{"deliverable": "Rules", "phase": "Start"}],
				units=[{"unit": self.county.a, "with_below": 1}],
				members=[{"team": "Leading Group", "post": "Head", "person_name": "Director"}],
			).insert()
			flow.transition(doc, "Active")
		return doc.name

	def going_through_the_motions(self, doc: Any) -> Any:
		with as_user(self.leader):
			doc.update({"perfunctory": 1, "perfunctory_reason": "台账系补写", "extension_days": 20})
			doc.save()
		return doc

	def orders(self, doc: Any) -> list[Any]:
		names = frappe.get_all(RECT, {"source_name": doc.feedback}, pluck="name", order_by="subject")
		return [frappe.get_doc(RECT, name) for name in names]

	def verified(self, order: Any) -> None:
		plan = {
			"classification": "Inconvenient",
			"cause": "不重视",
			"measures": "改",
			"responsible_person": "王一",
		}
		with as_user(self.officer):
			flow.act(RECT, order.name, "File Plan", plan)
			flow.act(RECT, order.name, "Begin")
			flow.act(
				RECT, order.name, "Hand In", {"completion": "好", "self_check": "好", "evidence_note": "x"}
			)
		finding = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "属实"}
		with as_user(self.leader):
			flow.act(RECT, order.name, "Verify", finding)


class TestTemplates(InspectionTestCase):
	def test_t4_ten_templates_ship_with_twelve_items_each(self) -> None:
		names = ("XZ", "YL", "JK", "WJ", "FY", "XY", "KJ", "SF", "CK", "ZH")
		for name in names:
			doc = frappe.get_doc("Inspection Template", name)
			self.assertGreaterEqual(len(doc.items), 12, name)
			self.assertEqual(doc.total_points, 100, name)
			self.assertTrue(any(row.critical for row in doc.items), name)
			for row in doc.items:
				self.assertTrue(row.item and row.standard and row.method and row.basis and row.points, name)
		domains = frappe.get_all("Inspection Template", {"name": ("in", names)}, pluck="domain")
		self.assertEqual(len(set(domains)), 10)

	def test_a_template_without_points_or_with_crossed_grades_is_refused(self) -> None:
		doc = frappe.get_doc("Inspection Template", self.template)
		doc.good_from = 95
		with self.assertRaises(exceptions.BadInputError):
			doc.save()
		doc = frappe.get_doc("Inspection Template", self.template)
		doc.items[0].points = 0
		with self.assertRaises(exceptions.EvidenceMissingError):
			doc.save()

	def test_a_planned_inspection_keeps_the_items_of_its_day(self) -> None:
		doc = self.planned()
		template = frappe.get_doc("Inspection Template", self.template)
		template.items[0].points = 99
		template.save()
		doc = self.step(doc, "Begin Inspection")
		self.assertEqual([row.points for row in doc.items], [10, 10, 20, 60])


class TestWay(InspectionTestCase):
	def test_from_the_plan_to_the_end(self) -> None:
		doc = self.issued()
		# 10 + 10 + 20 apply, 20 are lost; the critical failure caps nothing below 60
		self.assertEqual((doc.status, doc.score, doc.grade), ("Feedback Issued", 50.0, "Unqualified"))
		self.assertEqual(
			(doc.points_full, doc.points_lost, doc.failed_count, doc.critical_failed), (40, 20, 2, 1)
		)
		letter = frappe.get_doc(LETTER, doc.feedback)
		self.assertEqual(letter.number, doc.number)
		self.assertTrue(doc.number.startswith(f"{self.county.dept}卫说检"))
		self.assertEqual(letter.team_names, f"{LEADER_NAME}、{SECOND_NAME}")
		self.assertEqual([row.item for row in letter.findings], ["公示", "态度"])
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.step(doc, "Close", conclusion="好")
		with as_user(self.officer):
			feedback.answer(letter.name, "接受意见，立即整改。", "王院长")
		doc = frappe.get_doc(INSPECTION, doc.name)
		self.assertEqual(doc.status, "Rectifying")
		letter.reload()
		self.assertEqual((letter.answer, letter.answered_by), ("接受意见，立即整改。", "王院长"))
		for order in self.orders(doc):
			self.verified(order)
		doc = self.step(doc, "Close", conclusion="全部销号")
		self.assertEqual(doc.status, "Closed")
		self.assertEqual(rebuild.check(INSPECTION), [])

	def test_where_nothing_failed_it_ends_at_once(self) -> None:
		doc = self.issued(self.inspected("PPPP"))
		self.assertEqual((doc.score, doc.grade, self.orders(doc)), (100.0, "Excellent", []))
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.step(doc, "Start Rectifying")
		self.assertEqual(self.step(doc, "Close", conclusion="很好").status, "Closed")

	def test_a_critical_failure_caps_the_grade(self) -> None:
		doc = self.inspected("PFPP")
		self.assertEqual((doc.score, doc.grade), (90.0, "Qualified"))

	def test_a_client_writes_neither_score_nor_the_words_of_the_template(self) -> None:
		doc = self.inspected("PPPP")
		with as_user(self.leader):
			doc.score, doc.grade, doc.number = 12, "Unqualified", "1"
			doc.items[0].update({"standard": "随便", "points": 1})
			doc.save()
		doc.reload()
		self.assertEqual((doc.score, doc.grade, doc.number), (100.0, "Excellent", None))
		self.assertEqual((doc.items[0].standard, doc.items[0].points), ("价格公示", 10))
		with as_user(self.leader), self.assertRaises(exceptions.BadInputError):
			doc.set("items", doc.items[1:])
			doc.save()

	def test_evidence_is_asked_for(self) -> None:
		doc = self.inspected("FPPP")
		for values in ({"finding": ""}, {"evidence_note": ""}):
			with as_user(self.leader):
				doc.reload()
				doc.items[0].update({"finding": "无公示", "evidence_note": "x", **values})
				doc.save()
			with self.assertRaises(exceptions.EvidenceMissingError):
				self.issued(doc)
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.issued(self.inspected("PPP"))
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.issued(self.inspected("NNNN"))
		with self.assertRaises(exceptions.BadInputError), as_user(self.leader):
			doc.reload()
			doc.items[0].deduction = 11
			doc.save()

	def test_after_the_letter_nothing_found_changes(self) -> None:
		doc = self.issued()
		for change in ({"opinion": "改"}, {"unit": self.county.a2}, {"team": []}, {"perfunctory": 1}):
			with as_user(self.leader), self.assertRaises(exceptions.FrozenError):
				frappe.get_doc(INSPECTION, doc.name).update(change).save()
		with as_user(self.leader), self.assertRaises(exceptions.FrozenError):
			again = frappe.get_doc(INSPECTION, doc.name)
			again.items[0].result = "Pass"
			again.save()
		with as_user(self.leader), self.assertRaises(exceptions.FrozenError):
			evidence.add_photo(frappe.get_doc(INSPECTION, doc.name), "1", photo())

	def test_a_team_has_two_and_a_leader(self) -> None:
		doc = self.planned(team=self.team()[:1])
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.step(doc, "Begin Inspection")
		doc = self.planned(team=[{**row, "leader": 0} for row in self.team()])
		with self.assertRaises(exceptions.EvidenceMissingError):
			self.step(doc, "Begin Inspection")

	def test_only_a_superior_or_a_department_inspects(self) -> None:
		for unit, inspecting in (
			(self.county.a1, self.county.a1),
			(self.county.a1, self.county.b),
			(self.county.bureau, self.county.dept),
		):
			with self.assertRaises(exceptions.WrongSideError):
				self.planned("Administrator", unit=unit, inspecting_unit=inspecting)
		self.planned("Administrator", inspecting_unit=self.county.a)

	def test_open_inspections_of_a_closed_unit_go_on_in_its_successor(self) -> None:
		doc = self.planned()
		moving.move_open_work(self.county.a1, self.county.a2)
		self.assertEqual(frappe.db.get_value(INSPECTION, doc.name, "unit"), self.county.a2)

	def test_a_visit_that_was_made_stays_with_the_unit_that_was_visited(self) -> None:
		doc = self.inspected()
		moving.move_open_work(self.county.a1, self.county.a2)
		doc.reload()
		self.assertEqual((doc.unit, doc.inspecting_unit), (self.county.a1, self.county.dept))
		doc = self.issued(doc)
		self.assertEqual(frappe.db.get_value(LETTER, doc.feedback, "unit"), self.county.a1)
		# what it orders goes over to the successor
		moving.move_open_work(self.county.a1, self.county.a2)
		self.assertEqual({order.responsible_unit for order in self.orders(doc)}, {self.county.a2})
		# so does the inspecting unit's part
		moving.move_open_work(self.county.dept, self.county.bureau)
		doc.reload()
		self.assertEqual((doc.unit, doc.inspecting_unit), (self.county.a1, self.county.bureau))

	def test_the_day_of_a_visit_is_known_and_has_come(self) -> None:
		tomorrow = add_days(today(), 1)
		with self.assertRaises(exceptions.TimeOrderError):
			self.planned(inspection_date=tomorrow)
		doc = self.inspected()
		with as_user(self.leader):
			doc.inspection_date = None
			doc.save()
			self.assertEqual(str(doc.inspection_date), today())
			doc.inspection_date = tomorrow
			with self.assertRaises(exceptions.TimeOrderError):
				doc.save()

	def test_a_plan_never_ends_before_it_begins(self) -> None:
		doc = self.planned()
		with as_user(self.leader), self.assertRaises(exceptions.TimeOrderError):
			doc.planned_to = add_days(doc.planned_from, -1)
			doc.save()

	def test_the_head_of_the_form(self) -> None:
		doc = self.planned()
		with as_user(self.leader):
			shown = panel.panel(doc)
		self.assertEqual([ring["state"] for ring in shown["rings"]], ["current", *["todo"] * 4])
		self.assertEqual(shown["holder"]["unit"], self.county.dept)
		self.assertEqual([row["action"] for row in shown["actions"]], ["Begin Inspection"])
		with as_user(self.second):
			self.assertEqual(next_steps.actions(doc)[0]["action"], "Begin Inspection")


class TestTeam(InspectionTestCase):
	def refused(self, name: str, *rows: dict[str, Any], **given: Any) -> None:
		"""Refused with a sentence that names whom."""
		with self.assertRaisesRegex(exceptions.ConflictOfInterestError, name):
			self.planned(team=[*self.team(), *rows], **given)

	def test_nobody_of_the_unit_or_of_one_above_or_below(self) -> None:
		for who in (self.officer, self.group):
			self.refused("钱三", {"user": who, "member_name": "钱三"})
		self.refused("孙四", {"member_name": "孙四", "member_unit": self.county.a1})
		self.refused("孙四", {"member_name": "孙四", "member_unit": self.county.a})
		self.refused("孙四", {"member_name": "孙四", "member_unit": self.county.a1}, unit=self.county.a)
		self.planned(team=[*self.team(), {"member_name": "孙四", "member_unit": self.county.b}])
		self.planned(team=[*self.team(), {"user": self.sister, "member_name": "周五"}])

	def test_who_holds_a_duty_of_the_unit(self) -> None:
		factories.duty(self.county.a1, "Liaison", user=self.stranger, employee_name="吴六")
		self.refused("吴六", {"user": self.stranger, "member_name": "吴六"})

	def test_a_former_duty_is_none(self) -> None:
		dates = {"valid_from": "2020-01-01", "valid_to": "2021-01-01"}
		factories.duty(self.county.a1, "Liaison", user=self.stranger, employee_name="吴六", **dates)
		doc = self.planned(team=[*self.team(), {"user": self.stranger, "member_name": "吴六"}])
		stored = frappe.get_all("Inspection Member", {"parent": doc.name}, pluck="user", order_by="idx")
		self.assertEqual(stored, [self.leader, self.second, self.stranger])

	def test_an_employee_of_the_unit_without_an_account(self) -> None:
		company = factories.company()
		frappe.db.set_value("Health Unit", {"company": company}, "company", None)
		frappe.db.set_value("Health Unit", self.county.a1, "company", company)
		employee = factories.employee(company=company, first_name="郑七").name
		self.refused("郑七", {"employee": employee})
		self.planned(team=[*self.team(), {"employee": employee}], unit=self.county.b1)

	def test_of_whom_nothing_is_known_the_unit_is_asked_for(self) -> None:
		with self.assertRaisesRegex(exceptions.EvidenceMissingError, "冯八"):
			self.planned(team=[*self.team(), {"member_name": "冯八"}])
		self.planned(team=[*self.team(), {"member_name": "冯八", "member_unit": self.county.outside}])

	def test_an_employee_is_known_by_his_account(self) -> None:
		employee = factories.employee(user_id=self.officer).name
		with self.assertRaises(exceptions.ConflictOfInterestError):
			self.planned(team=[*self.team(), {"employee": employee}])

	def test_somebody_joins_later(self) -> None:
		doc = self.inspected()
		with as_user(self.leader), self.assertRaises(exceptions.ConflictOfInterestError):
			doc.append("team", {"user": self.officer, "member_name": "钱三"})
			doc.save()

	def test_nobody_stands_twice(self) -> None:
		with self.assertRaises(frappe.ValidationError):
			self.planned(team=[*self.team(), self.team()[1]])


class TestRectifications(InspectionTestCase):
	def test_failed_items_become_rectifications_at_once_and_once(self) -> None:
		doc = self.issued()
		orders = self.orders(doc)
		self.assertEqual([order.problem for order in orders], ["公示不到位", "态度不到位"])
		first = orders[0]
		self.assertEqual(
			(first.found_through, first.source_doctype, first.ordering_unit, first.responsible_unit),
			("Inspection", LETTER, self.county.dept, self.county.a1),
		)
		self.assertEqual(str(first.rectify_due_at), f"{add_days(today(), 10)} 17:00:00")
		letter = frappe.get_doc(LETTER, doc.feedback)
		self.assertEqual({row.rectification for row in letter.findings}, {order.name for order in orders})
		for row in letter.findings:
			feedback.order(doc, letter, row, doc.feedback_at)
		self.assertEqual(len(self.orders(doc)), 2)

	def test_what_is_due_today_is_due_by_midnight(self) -> None:
		for days, at in ((0, "23:59:59"), (1, "17:00:00")):
			doc = self.step(
				self.inspected(),
				"Issue Feedback",
				opinion="总体较好。",
				rectify_by=add_days(today(), days),
				answer_by=add_days(today(), 5),
			)
			due = {str(order.rectify_due_at) for order in self.orders(doc)}
			self.assertEqual(due, {f"{add_days(today(), days)} {at}"})

	def test_t7_a_failed_round_is_ordered_again_by_the_inspecting_unit(self) -> None:
		doc = self.issued()
		order = self.orders(doc)[0]
		plan = {
			"classification": "Inconvenient",
			"cause": "不重视",
			"measures": "改",
			"responsible_person": "王一",
		}
		with as_user(self.officer):
			flow.act(RECT, order.name, "File Plan", plan)
			flow.act(RECT, order.name, "Begin")
			flow.act(
				RECT, order.name, "Hand In", {"completion": "好", "self_check": "好", "evidence_note": "x"}
			)
		finding = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "公示牌仍是空的"}
		with as_user(self.leader):
			order = flow.act(RECT, order.name, "Order Again", finding)
		self.assertEqual((order.status, len(order.rounds)), ("Ordered Again", 2))

	def test_the_unit_answers_once_and_nobody_else_does(self) -> None:
		doc = self.issued()
		for user in (self.leader, self.sister, self.group):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				feedback.answer(doc.feedback, "好")
		with as_user(self.officer):
			with self.assertRaises(exceptions.EvidenceMissingError):
				feedback.answer(doc.feedback, " ")
			feedback.answer(doc.feedback, "好")
			with self.assertRaises(exceptions.FrozenError):
				feedback.answer(doc.feedback, "再答")
			letter = frappe.get_doc(LETTER, doc.feedback)
			letter.score = 100
			with self.assertRaises(frappe.PermissionError):
				letter.save()

	def test_my_unit_today_shows_the_letter_until_it_is_answered(self) -> None:
		doc = self.issued()
		for days, key in ((-1, "overdue"), (0, "due_today"), (5, "to_answer")):
			frappe.db.set_value(LETTER, doc.feedback, "answer_by", add_days(today(), days))
			self.assertEqual({k for k, kind in waiting_for(self.officer) if kind == LETTER}, {key})
		for user in (self.leader, self.sister, self.group):
			self.assertNotIn(LETTER, {kind for _key, kind in waiting_for(user)})
		with as_user(self.officer):
			feedback.answer(doc.feedback, "好")
		self.assertNotIn(LETTER, {kind for _key, kind in waiting_for(self.officer)})

	def test_the_unit_is_reminded_of_its_answer(self) -> None:
		factories.duty(self.county.a1, "Liaison", user=self.officer)
		doc = self.issued()
		of_letter = {"for_user": self.officer, "document_name": doc.feedback}

		def told(days: int) -> int:
			"""How many notices the officer has had after the job of a day."""
			with patch.object(frappe.db, "commit"):
				due_days.remind(add_days(today(), days))
			return frappe.db.count("Notification Log", of_letter)

		before = frappe.db.count("Notification Log", of_letter)
		# three days before the fifth day, on it, and once it is over
		self.assertEqual([told(days) - before for days in (1, 2, 3, 5, 6, 7)], [0, 1, 1, 2, 3, 3])
		with as_user(self.officer):
			feedback.answer(doc.feedback, "好")
		answered = frappe.db.count("Notification Log", of_letter)
		self.assertEqual(told(5), answered)


class TestMotions(InspectionTestCase):
	def extensions(self, campaign: str) -> list[tuple[str, int]]:
		rows = frappe.get_all("Campaign Extension", {"campaign": campaign}, ["unit", "days"])
		return [(row.unit, row.days) for row in rows]

	def records(self, doc: Any) -> list[Any]:
		of_letter = {"reference_doctype": LETTER, "reference_name": doc.feedback}
		return frappe.get_all("Accountability Record", of_letter, ["name", "ground", "unit", "status"])

	def test_c5_it_extends_the_units_campaign_and_proposes_accountability(self) -> None:
		campaign = self.campaign()
		doc = self.issued(self.going_through_the_motions(self.inspected()))
		self.assertEqual(self.extensions(campaign), [(self.county.a1, 20)])
		(record,) = self.records(doc)
		self.assertEqual(
			(record.ground, record.unit, record.status), ("Perfunctory Finding", self.county.a1, "Proposed")
		)
		self.assertEqual(doc.accountability, record.name)
		letter = frappe.get_doc(LETTER, doc.feedback)
		self.assertEqual((letter.perfunctory, letter.extension_days), (1, 20))
		perfunctory.follow(doc, letter)
		self.assertEqual(len(self.records(doc)), 1)
		self.assertEqual(len(self.extensions(campaign)), 1)

	def test_without_a_campaign_it_proposes_all_the_same(self) -> None:
		doc = self.issued(self.going_through_the_motions(self.inspected()))
		self.assertEqual(len(self.records(doc)), 1)

	def test_what_failed_honestly_does_neither(self) -> None:
		campaign = self.campaign()
		doc = self.issued()
		self.assertEqual(self.records(doc), [])
		self.assertEqual(self.extensions(campaign), [])

	def test_what_shows_it_is_asked_for(self) -> None:
		doc = self.inspected()
		with as_user(self.leader), self.assertRaises(frappe.ValidationError):
			doc.perfunctory = 1
			doc.save()
			self.issued(doc)


class TestRows(InspectionTestCase):
	def seen(self, user: str, doctype: str = INSPECTION) -> int:
		with as_user(user):
			try:
				return len(frappe.get_list(doctype, {"unit": self.county.a1}))
			except frappe.PermissionError:
				return -1

	def test_before_the_letter_the_unit_sees_nothing_and_after_it_the_letter(self) -> None:
		doc = self.inspected()
		inspector_of_a1 = factories.user(
			["Inspector", "Healthtalk Administrator", "Unit Leader"], self.county.a1
		)
		for user in (inspector_of_a1, self.group, self.sister, self.stranger):
			self.assertEqual((self.seen(user), self.seen(user, LETTER)), (0, 0), user)
			with as_user(user):
				self.assertFalse(frappe.has_permission(INSPECTION, "read", doc=doc.name))
		for user in (self.officer, self.viewer):
			self.assertEqual(self.seen(user), -1)
		doc = self.issued(doc)
		for user, letters in (
			(inspector_of_a1, 1),
			(self.officer, 1),
			(self.viewer, 1),
			(self.group, 1),
			(self.sister, 0),
			(self.stranger, 0),
		):
			self.assertEqual(self.seen(user, LETTER), letters, user)
			with as_user(user):
				self.assertFalse(frappe.has_permission(INSPECTION, "read", doc=doc.name))

	def test_the_team_sees_and_writes_what_it_inspects(self) -> None:
		doc = self.planned(team=[*self.team(), {"user": self.stranger, "member_name": "周五"}])
		self.assertEqual((self.seen(self.leader), self.seen(self.stranger)), (1, 1))
		with as_user(self.stranger):
			frappe.get_doc(INSPECTION, doc.name).save()
		self.assertEqual(self.seen("Guest"), -1)


class TestMystery(InspectionTestCase):
	def dump(self, user: str) -> str:
		"""Everything that a user can list, in one text."""
		found = []
		with as_user(user):
			for doctype in EVERYWHERE:
				try:
					parent = {"parent_doctype": PARENTS[doctype]} if doctype in PARENTS else {}
					rows = frappe.get_list(doctype, fields=["*"], limit=0, **parent)
				except frappe.PermissionError:
					continue
				found += [{"doctype": doctype, **row} for row in rows]
		return json.dumps(found, default=str, ensure_ascii=False)

	def visited(self) -> Any:
		self.campaign()
		doc = self.inspected(photos=True, kind="Mystery")
		return self.issued(self.going_through_the_motions(doc))

	def test_e5_the_unit_never_learns_who_came(self) -> None:
		doc = self.visited()
		self.assertEqual(doc.is_mystery, 1)
		factories.duty(self.county.a1, "Liaison", user=self.officer, employee_name="经办")
		everybody = ["Unit Officer", "Unit Leader", "Inspector", "Viewer", "Healthtalk Administrator"]
		for user in (
			self.officer,
			self.head,
			self.viewer,
			self.group,
			factories.user(everybody, self.county.a1),
		):
			text = self.dump(user)
			self.assertIn(doc.feedback, text, user)
			for secret in (self.leader, self.second, LEADER_NAME, SECOND_NAME):
				self.assertNotIn(secret, text, user)

	def test_the_dump_would_show_a_named_team(self) -> None:
		"""Of an open visit the same search finds the team: the search itself works."""
		self.issued(kind="Open")
		text = self.dump(self.officer)
		self.assertIn(LEADER_NAME, text)

	def test_who_inspects_sees_all(self) -> None:
		self.visited()
		self.assertIn(LEADER_NAME, self.dump(self.second))

	def test_photos_of_the_letter_tell_nothing(self) -> None:
		doc = self.visited()
		of_letter = {"attached_to_doctype": LETTER, "attached_to_name": doc.feedback}
		files = [frappe.get_doc("File", name) for name in frappe.get_all("File", of_letter, pluck="name")]
		own = frappe.get_all(
			"File", {"attached_to_doctype": INSPECTION}, ["file_url", "file_name", "content_hash"]
		)
		self.assertEqual(len(files), 2)
		for file in files:
			content = file.get_content()
			self.assertNotIn(LEADER_NAME.encode(), content)
			self.assertNotIn(b"Exif", content)
			self.assertNotIn(file.file_url, [row.file_url for row in own])
			self.assertNotIn(file.content_hash, [row.content_hash for row in own])
			self.assertEqual(
				(file.owner, file.modified_by, file.is_private), ("Administrator", "Administrator", 1)
			)
		with as_user(self.officer):
			self.assertTrue(all(frappe.has_permission("File", "read", doc=file) for file in files))
			mine = frappe.get_doc("File", {"attached_to_doctype": INSPECTION})
			self.assertFalse(frappe.has_permission("File", "read", doc=mine))
		with as_user(self.sister):
			self.assertFalse(frappe.has_permission("File", "read", doc=files[0]))

	def test_a_letter_that_names_a_visitor_is_not_issued(self) -> None:
		doc = self.inspected(kind="Mystery")
		with self.assertRaisesRegex(exceptions.EvidenceMissingError, LEADER_NAME):
			self.step(
				doc, "Issue Feedback", opinion=f"{LEADER_NAME} 看了", rectify_by=today(), answer_by=today()
			)

	def test_a_visitor_leaves_no_comment_on_what_the_unit_reads(self) -> None:
		doc = self.visited()
		order = self.orders(doc)[0]
		for doctype, name in ((LETTER, doc.feedback), (RECT, order.name)):
			for kind in ("Comment", "Like"):
				with as_user(self.leader), self.assertRaises(frappe.PermissionError):
					frappe.get_doc(doctype, name).add_comment(kind, "我去过")
		with as_user(self.officer):
			frappe.get_doc(LETTER, doc.feedback).add_comment("Comment", "收到")

	def test_the_same_photo_sent_twice_is_there_once(self) -> None:
		doc = self.inspected()
		with as_user(self.leader):
			first = evidence.add_photo(doc, "1", photo())
			self.assertEqual(evidence.add_photo(doc, "1", photo()), first)
		self.assertEqual(frappe.db.count("File", {"attached_to_name": doc.name}), 1)


class TestReport(InspectionTestCase):
	def rows(self, user: str, **filters: Any) -> list[dict[str, Any]]:
		with as_user(user):
			return inspection_findings.execute(filters)[1]

	def test_findings_by_unit_and_item(self) -> None:
		self.inspected()
		self.assertEqual(self.rows(self.leader), [])
		self.issued()
		self.issued(self.inspected("PPPP", kind="Mystery"))
		row, total = self.rows(self.leader)
		# scores of 50 and 100, two failed items, one of them critical
		self.assertEqual(
			[row[key] for key in inspection_findings.KEYS], [2, 75.0, 50.0, 1, 0, 2, 1], row["group_name"]
		)
		self.assertEqual(total["inspections_fed_back"], 2)
		rows = self.rows(self.leader, group_by="item")
		self.assertEqual(
			{row["group_name"]: row["inspection_findings"] for row in rows[:-1]}, {"公示": 1, "态度": 1}
		)
		self.assertEqual(self.rows(self.leader, kind="Mystery")[0]["inspections_fed_back"], 1)
		self.assertEqual(self.rows(self.leader, group_by="template")[0]["group_name"], "窗口检查")

	def test_each_reader_counts_his_own_letters(self) -> None:
		self.issued(kind="Mystery")
		for user, seen in (
			(self.officer, 1),
			(self.viewer, 1),
			(self.group, 1),
			(self.sister, 0),
			(self.stranger, 0),
		):
			rows = self.rows(user)
			self.assertEqual(rows[0]["inspections_fed_back"] if rows else 0, seen, user)
			self.assertNotIn(LEADER_NAME, json.dumps(rows, default=str, ensure_ascii=False))


class TestRules(InspectionTestCase):
	def test_the_words_of_the_rules_are_those_of_the_forms(self) -> None:
		options = frappe.get_meta("Inspection Item").get_field("result").options.split("\n")
		self.assertEqual(options, ["", rules.PASS, rules.FAIL, rules.NOT_APPLICABLE])
		self.assertEqual(
			frappe.get_meta(INSPECTION).get_field("grade").options.split("\n")[1:], list(rules.GRADES)
		)

"""What a bad rating opens: one rectification within five working days, and a call-back (rules.md 好差评)."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import exceptions, permissions
from healthtalk_app.api import call_back as call_back_api
from healthtalk_app.printing import platform
from healthtalk_app.services.records import events, rebuild
from healthtalk_app.services.rectifications import follow_up, rectification_sides
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_printing import text_of
from healthtalk_app.tests.test_rectification import (
	CALL,
	DUE,
	EVALUATION,
	FINDING,
	MATTER,
	RATED,
	RECT,
	REPLIED,
	RectificationTestCase,
)


class TestBadRating(RectificationTestCase):
	def test_the_due_moment_over_a_holiday_with_working_days_made_up(self) -> None:
		"""Rated 30 September: 9, 10, 11 (Saturday, made up), 13 and 14 October."""
		rating = self.rated()
		(name,) = self.of(rating)
		doc = frappe.get_doc(RECT, name)
		self.assertEqual((str(doc.opened_at), str(doc.rectify_due_at)), (RATED, DUE))
		self.assertEqual(
			(doc.status, doc.found_through, doc.classification), ("Open", "Bad Rating", "Dissatisfied")
		)
		self.assertEqual((doc.responsible_unit, doc.ordering_unit), (self.county.a1, self.county.a))
		self.assertEqual((doc.source_doctype, doc.source_name), (EVALUATION, rating.name))
		self.assertEqual((doc.matter, doc.subject), (rating.reference_name, "Queue at the pharmacy"))
		self.assertEqual(doc.clocks[0].rule, "rating-rectify")
		self.assertEqual(rebuild.check(RECT), [])

	def test_a_rating_after_hours_or_on_a_day_of_rest_counts_from_the_next_working_day(self) -> None:
		for at, due in (
			# Tuesday 17:01 is received on 9 October: 10, 11, 13, 14, 15
			("2025-09-30 17:01:00", "2025-10-15 17:00:00"),
			# in the holiday: received on 9 October as well
			("2025-10-04 09:00:00", "2025-10-15 17:00:00"),
			# Sunday 28 September is worked: 29, 30, 9, 10, 11
			("2025-09-28 09:00:00", "2025-10-11 17:00:00"),
		):
			(name,) = self.of(self.rated(at=at))
			self.assertEqual(str(frappe.db.get_value(RECT, name, "rectify_due_at")), due, at)

	def test_a_rating_that_is_not_bad_opens_nothing(self) -> None:
		for level in ("Very Satisfied", "Satisfied", "Basically Satisfied"):
			rating = self.rated(overall=level)
			self.assertEqual(self.of(rating), [])
			self.assertEqual(frappe.get_all(CALL, {"evaluation": rating.name}), [])

	def test_exactly_one_for_each_rating_whoever_asks_again(self) -> None:
		rating = self.rated()
		first = self.of(rating)
		given = {"kind": "rectification", "unit": self.county.a}
		numbers = frappe.get_all("Document Number", given)
		for _again in range(3):
			self.assertEqual(follow_up.open_rectification(rating), first[0])
			follow_up.after_rating(rating)
		self.assertEqual(self.of(rating), first)
		self.assertEqual(len(frappe.get_all(CALL, {"evaluation": rating.name})), 1)
		self.assertEqual(frappe.get_all("Document Number", given), numbers)

	def test_who_comes_second_finds_what_the_first_has_opened_and_leaves_no_gap(self) -> None:
		rating = self.rated()
		first = self.of(rating)
		before = frappe.get_all("Document Number", {"kind": "rectification"}, pluck="name")
		key = {"source_key": f"{EVALUATION}:{rating.name}"}
		# as in a transaction that began before the first one ended: the look finds nothing
		look = frappe.db.get_value
		blind = [True]

		def get_value(doctype: str, *args: Any, **kwargs: Any) -> Any:
			if doctype == RECT and args == (key,) and not kwargs and blind.pop():
				return None
			return look(doctype, *args, **kwargs)

		with patch.object(frappe.db, "get_value", get_value):
			self.assertEqual(follow_up.open_rectification(rating), first[0])
		self.assertEqual(blind, [])
		self.assertEqual(self.of(rating), first)
		self.assertEqual(frappe.get_all("Document Number", {"kind": "rectification"}, pluck="name"), before)

	def test_a_second_bad_rating_after_reopening_opens_a_second_one(self) -> None:
		doc = self.replied()
		first = self.rated(doc)
		with self.freeze_time("2025-10-06 10:00:00"), as_user(self.clerk):
			flow.act(MATTER, doc.name, "Re-open", {"reopen_reason": "还没解决。"})
			doc = flow.act(MATTER, doc.name, "Reply", {"reply": "再增开一个窗口。"})
		second = self.rated(doc, at="2025-10-10 10:00:00")
		self.assertNotEqual(self.of(first), self.of(second))
		# Friday: 11 (made up), 13, 14, 15, 16
		self.assertEqual(
			str(frappe.db.get_value(RECT, self.of(second)[0], "rectify_due_at")), "2025-10-16 17:00:00"
		)

	def test_an_imported_rating_opens_nothing(self) -> None:
		doc = self.replied()
		frappe.flags.in_import = True
		self.addCleanup(setattr, frappe.flags, "in_import", False)
		rating = self.rated(doc)
		self.assertEqual((rating.bad_rating, self.of(rating)), (1, []))
		self.assertEqual(frappe.get_all(CALL, {"evaluation": rating.name}), [])

	def test_the_bureau_orders_what_headquarters_put_right_and_itself_where_nobody_stands_above(self) -> None:
		for unit, expected in ((self.county.b, self.county.bureau), (self.county.bureau, self.county.bureau)):
			self.assertEqual(rectification_sides.orders_for(unit), expected)
		team = factories.unit(parent=self.county.a1, kind="Team").name
		# nobody works in the team: branch A1 serves it, so headquarters order and verify
		self.assertEqual(rectification_sides.orders_for(team), self.county.a)

	def test_an_accusation_that_is_rated_opens_nothing(self) -> None:
		doc = self.replied()
		frappe.db.set_value(MATTER, doc.name, "is_accusation", 1)
		rating = frappe._dict(
			doctype=EVALUATION, name="x", kind="Single", signed=1, overall="Dissatisfied",
			reference_doctype=MATTER, reference_name=doc.name,
		)  # fmt: skip
		self.assertIsNone(follow_up.open_rectification(rating))
		self.assertIsNone(follow_up.open_call_back(rating))
		with self.assertRaises(exceptions.AccusationRouteError):
			self.ordered("Administrator", source_doctype=MATTER, source_name=doc.name)

	def test_what_turns_out_to_be_an_accusation_takes_its_rectification_along(self) -> None:
		rating = self.rated()
		(name,) = self.of(rating)
		frappe.db.set_value(
			MATTER, rating.reference_name, {"is_accusation": 1, "unit": None, "lead_unit": None}
		)
		call = frappe.get_value(CALL, {"evaluation": rating.name})
		number = frappe.get_value("Document Number", {"reference_name": name})
		discipline = factories.user(["Discipline Officer", "Unit Leader"], self.county.bureau)
		for user, sees in (
			(self.clerk, False),
			(self.group, False),
			(self.bureau, False),
			(discipline, True),
		):
			with as_user(user):
				self.assertEqual(frappe.has_permission(RECT, "read", doc=name), sees, user)
				self.assertEqual(len(frappe.get_list(RECT, {"name": name})), int(sees))
				if user != discipline:
					self.assertFalse(permissions.visible(CALL, [call]))
					self.assertFalse(permissions.visible("Document Number", [number]))

	def test_a_bad_rating_of_a_talk_by_name_opens_one_and_an_unsigned_ballot_none(self) -> None:
		talk = factories.session(unit=self.county.a1)
		held = {"status": "Held", "workflow_state": "Held", "held_at": REPLIED, "actual_start": REPLIED}
		frappe.db.set_value("Talk Session", talk.name, held)
		talk.reload()
		signed = self.rated(talk, outcome=None)
		(name,) = self.of(signed)
		doc = frappe.get_doc(RECT, name)
		self.assertEqual((doc.matter, doc.subject, str(doc.rectify_due_at)), (None, talk.title, DUE))
		unsigned = self.rated(talk, outcome=None, signed=0)
		self.assertEqual(self.of(unsigned), [])


class TestUnsigned(RectificationTestCase):
	"""Who rates an anonymous matter leaves nothing by which he could be found (design §5)."""

	def setUp(self) -> None:
		super().setUp()
		factories.duty(self.county.a1, "First Responsible Person", user=self.head, employee_name="院长")
		factories.duty(self.county.a1, "Section Head", user=self.colleague, employee_name="科长")
		doc = self.replied(identity_level="Anonymous", raiser_name=None)
		self.rating = self.rated(doc, signed=0, comment="就是三号窗口的人说的。", rater_name="张三")
		(self.name,) = self.of(self.rating)

	def test_it_is_due_after_five_working_days_of_the_day(self) -> None:
		doc = frappe.get_doc(RECT, self.name)
		self.assertEqual((str(doc.opened_at), str(doc.rectify_due_at)), ("2025-09-30 00:00:00", DUE))
		self.assertEqual(rebuild.check(RECT), [])

	def test_it_holds_neither_words_nor_hand_nor_hour(self) -> None:
		doc = frappe.get_doc(RECT, self.name)
		self.assertNotIn("三号窗口", doc.as_json())
		self.assertNotIn("张三", doc.as_json())
		self.assertEqual((doc.source_doctype, doc.source_name), (MATTER, doc.matter))
		day = get_datetime("2025-09-30 00:00:00")
		of_number = frappe.get_all(
			"Document Number",
			{"reference_name": self.name},
			["owner", "creation", "modified", "modified_by", "issued_at"],
		)
		rows = [doc, *doc.clocks, *doc.parties, *doc.rounds, *of_number]
		for row in rows:
			self.assertEqual((row.owner, row.modified_by), ("Guest", "Guest"), row)
			self.assertEqual((row.creation, row.modified), (day, day), row)
		self.assertEqual([row.issued_at for row in of_number], [day])
		self.assertEqual([row.ordered_by for row in doc.rounds], [None])
		log = frappe.get_all(
			"Case Event",
			{
				"reference_name": ("in", (self.name, doc.matter)),
				"event": ("in", ("created", "clock.started", "rectification.opened")),
				"occurred_at": (">=", day),
			},
			["actor", "owner", "recorded_at", "creation"],
		)
		self.assertEqual(len(log), 3)
		for event in log:
			self.assertEqual(
				(event.actor, event.owner, event.recorded_at, event.creation), ("", "Guest", day, day)
			)

	def test_notices_say_the_day_only_and_nobody_who_sent_them(self) -> None:
		day = get_datetime("2025-09-30 00:00:00")
		for name, told in ((self.name, self.head), (self.rating.reference_name, self.colleague)):
			rows = frappe.get_all(
				"Notification Log",
				{"document_name": name, "for_user": told},
				["from_user", "owner", "creation"],
			)
			self.assertEqual([tuple(row.values()) for row in rows], [("Guest", "Guest", day)], name)

	def test_nobody_is_called_back(self) -> None:
		self.assertEqual(frappe.get_all(CALL, {"matter": self.rating.reference_name}), [])


class TestCallBack(RectificationTestCase):
	def call_of(self, rating: Any) -> Any:
		(name,) = frappe.get_all(CALL, {"evaluation": rating.name}, pluck="name")
		return frappe.get_doc(CALL, name)

	def record(self, user: str, doc: Any, result: str = "Reached", **given: Any) -> Any:
		said = {"said": "窗口还是一个。"} if result == "Reached" else {}
		with as_user(user):
			call_back_api.record(doc.name, result, **{**said, **given})
		return frappe.get_doc(CALL, doc.name)

	def test_every_signed_bad_rating_is_on_the_list_with_the_masked_name(self) -> None:
		rating = self.rated()
		doc = self.call_of(rating)
		self.assertEqual((doc.status, doc.reason, doc.unit), ("To Call", "Bad Rating", self.county.a1))
		self.assertEqual((str(doc.rated_at), str(doc.due_at)), (RATED, DUE))
		self.assertEqual((doc.rater, doc.rectification), (rating.rater_name, self.of(rating)[0]))
		self.assertNotIn("张三", doc.as_json())
		self.assertNotIn("13800001234", doc.as_json())

	def test_who_wants_it_is_called_and_of_the_others_a_sample(self) -> None:
		wanted = self.rated(overall="Satisfied", outcome="Solved", wants_call_back=1)
		self.assertEqual(self.call_of(wanted).reason, "Wanted")
		for share, expected in ((0, 0), (100, 1)):
			frappe.db.set_single_value("Healthtalk Settings", "call_back_sample", share)
			frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
			rating = self.rated(overall="Satisfied", outcome="Solved")
			found = frappe.get_all(CALL, {"evaluation": rating.name}, pluck="reason")
			self.assertEqual(found, ["Sample"] * expected)

	def test_the_sample_is_drawn_evenly(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "call_back_sample", 25)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		rating = frappe._dict(kind="Single", signed=1, overall="Satisfied", reference_doctype="Talk Session")
		drawn = [
			follow_up.reason_to_call(frappe._dict(rating, name=f"{number:08x}abcdef01"))
			for number in range(1000)
		]
		self.assertEqual(drawn.count("Sample"), 250)

	def test_a_call_is_written_down_and_the_rating_stands(self) -> None:
		rating = self.rated()
		before = frappe.get_doc(EVALUATION, rating.name).as_dict()
		matter = frappe.db.get_value(MATTER, rating.reference_name, ("satisfaction", "outcome"))
		doc = self.record(self.clerk, self.call_of(rating), new_opinion="Very Satisfied")
		self.assertEqual(
			(doc.status, doc.called_by, doc.new_opinion), ("Reached", self.clerk, "Very Satisfied")
		)
		self.assertEqual(
			[(row.result, row.said, row.unit) for row in doc.attempts],
			[("Reached", "窗口还是一个。", self.county.a1)],
		)
		self.assertEqual(frappe.get_doc(EVALUATION, rating.name).as_dict(), before)
		self.assertEqual(
			frappe.db.get_value(MATTER, rating.reference_name, ("satisfaction", "outcome")), matter
		)
		self.assertEqual(matter, ("Dissatisfied", "Not Solved"))
		log = events.of(MATTER, rating.reference_name)
		self.assertEqual(log[-1].details, {"call_back": doc.name, "reached": 1})
		with self.assertRaises(exceptions.MoveNotAllowedError):
			self.record(self.clerk, doc)

	def test_who_does_not_answer_is_tried_again_and_may_still_be_reached(self) -> None:
		doc = self.call_of(self.rated())
		for status in ("To Call", "To Call", "Not Reached"):
			doc = self.record(self.clerk, doc, "No Answer")
			self.assertEqual(doc.status, status)
		self.assertEqual(doc.attempt_count, 3)
		doc = self.record(self.clerk, doc)
		self.assertEqual((doc.status, doc.attempt_count), ("Reached", 4))
		self.assertEqual(
			self.record(self.clerk, self.call_of(self.rated()), "Wrong Number").status, "Not Reached"
		)

	def test_what_is_no_call_is_refused(self) -> None:
		doc = self.call_of(self.rated())
		for error, given in (
			(exceptions.EvidenceMissingError, {"result": "Perhaps"}),
			(exceptions.EvidenceMissingError, {"result": "Reached", "said": " "}),
			(exceptions.EvidenceMissingError, {"result": "No Answer", "new_opinion": "Satisfied"}),
			(exceptions.EvidenceMissingError, {"result": "Reached", "new_opinion": "Fine"}),
			(exceptions.TimeOrderError, {"result": "Reached", "called_at": "2025-09-29 10:00:00"}),
			(
				exceptions.TimeOrderError,
				{"result": "Reached", "called_at": str(now_datetime() + timedelta(days=1))[:19]},
			),
		):
			with self.assertRaises(error):
				self.record(self.clerk, doc, **given)
		self.assertEqual(frappe.get_doc(CALL, doc.name).attempts, [])

	def test_who_calls_and_who_does_not_even_see(self) -> None:
		rating = self.rated()
		doc = self.call_of(rating)
		for user, sees in (
			(self.clerk, True),
			(self.group, True),
			(self.inspector, True),
			(self.sister, False),
			(self.other_group, False),
			(factories.user("Unit Officer"), False),
		):
			with as_user(user):
				self.assertEqual(frappe.get_list(CALL, {"name": doc.name}, pluck="name"), [doc.name] * sees)
				self.assertFalse(frappe.has_permission(CALL, "write", doc=doc.name))
				if not sees:
					for call in (
						call_back_api.script,
						lambda name: call_back_api.telephone(name, "回访评议"),
					):
						with self.assertRaises(frappe.PermissionError):
							call(doc.name)
			if not sees:
				with self.assertRaises(frappe.PermissionError):
					self.record(user, doc)
		viewer = factories.user("Viewer", self.county.a1)
		with self.assertRaises(frappe.PermissionError):
			self.record(viewer, doc)
		self.assertEqual(self.record(self.group, doc).status, "Reached")

	def test_nobody_writes_the_list_by_hand(self) -> None:
		doc = self.call_of(self.rated())
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(CALL, doc.name).update({"status": "Reached"}).save()
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(doctype=CALL, evaluation=doc.evaluation, reason="Wanted").insert()
		with self.assertRaises(exceptions.FrozenError):
			doc.save()
		with self.assertRaises(exceptions.FrozenError):
			frappe.delete_doc(CALL, doc.name)

	def test_the_telephone_is_opened_for_a_reason_that_stays_on_record(self) -> None:
		rating = self.rated()
		doc = self.call_of(rating)
		with as_user(self.clerk):
			with self.assertRaises(exceptions.EvidenceMissingError):
				call_back_api.telephone(doc.name, "")
			self.assertEqual(
				call_back_api.telephone(doc.name, "回访评议"), {"name": "张三", "phone": "13800001234"}
			)
		rows = frappe.get_all(
			"Identity Access", {"user": self.clerk}, ["reference_doctype", "reference_name", "reason"]
		)
		self.assertEqual([tuple(row.values()) for row in rows], [(EVALUATION, rating.name, "回访评议")])

	def test_without_a_telephone_of_the_rater_it_is_that_of_the_matter(self) -> None:
		rating = self.rated(self.replied(raiser_phone="13900005678"), rater_phone=None)
		doc = self.call_of(rating)
		with as_user(self.clerk):
			self.assertEqual(
				call_back_api.telephone(doc.name, "回访评议"), {"name": "张三", "phone": "13900005678"}
			)
		self.assertEqual(len(frappe.get_all("Identity Access", {"user": self.clerk})), 2)

	def test_a_confidential_rater_is_called_by_a_superior_only(self) -> None:
		rating = self.rated(self.replied(identity_level="Confidential"))
		doc = self.call_of(rating)
		self.assertEqual(doc.rater, "（保密）")
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			call_back_api.telephone(doc.name, "回访评议")
		with as_user(self.bureau):
			self.assertEqual(call_back_api.telephone(doc.name, "回访评议")["phone"], "13800001234")

	def test_what_the_caller_says_names_unit_and_subject(self) -> None:
		frappe.db.set_single_value(
			"Healthtalk Settings", "call_back_script", "这里是{unit}，关于“{subject}”。"
		)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		doc = self.call_of(self.rated())
		with as_user(self.clerk):
			said = call_back_api.script(doc.name)
		self.assertEqual(said, f"这里是Unit {self.county.a1}，关于“Queue at the pharmacy”。")


class TestForgery(RectificationTestCase):
	"""A rating is neither forged nor repeated, and what follows it is not made without one."""

	def test_a_client_neither_sets_nor_borrows_the_key_of_a_rating(self) -> None:
		rating = self.rated()
		doc = self.ordered(source_key=f"{EVALUATION}:{rating.name}", matter=rating.reference_name)
		self.assertEqual((doc.source_key, doc.matter), (None, None))
		self.assertEqual(len(self.of(rating)), 1)

	def test_a_rating_is_not_repeated_changed_or_deleted(self) -> None:
		doc = self.replied()
		rating = self.rated(doc)
		with self.assertRaises(exceptions.RatingRefusedError):
			self.rated(doc, overall="Very Satisfied")
		with self.assertRaises(exceptions.FrozenError):
			frappe.get_doc(EVALUATION, rating.name).update({"overall": "Satisfied"}).save()
		with self.assertRaises(exceptions.FrozenError):
			frappe.delete_doc(EVALUATION, rating.name)
		self.assertEqual(len(self.of(rating)), 1)

	def test_a_client_does_not_call_a_bad_rating_good(self) -> None:
		rating = self.rated(bad_rating=0)
		self.assertEqual((rating.bad_rating, len(self.of(rating))), (1, 1))

	def test_a_stranger_rates_nothing(self) -> None:
		doc = self.replied()
		for user in (self.sister, self.other_group):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				factories.evaluation(
					reference_doctype=MATTER,
					reference_name=doc.name,
					overall="Dissatisfied",
					outcome="Not Solved",
					rater_name="张三",
					ignore_permissions=False,
				)
		self.assertEqual(frappe.get_all(RECT, {"matter": doc.name}), [])


class TestPaper(RectificationTestCase):
	def printed(self, doc: Any, print_format: str) -> str:
		platform.setup_print()
		platform.forget_generator()
		return text_of(frappe.get_print(RECT, doc.name, print_format, as_pdf=True))

	def test_the_order_and_the_order_to_do_it_again(self) -> None:
		doc = frappe.get_doc(RECT, self.of(self.rated())[0])
		text = self.printed(doc, "责令整改通知书")
		for said in ("责令限期整改通知书", doc.number, "经群众评议", "2025年10月14日前整改到位", "送达回证"):
			self.assertIn(said, text)
		self.assertNotIn("张三", text)
		doc = self.step(self.group, self.submitted(doc), "Order Again", **FINDING)
		text = self.printed(doc, "责令整改通知书")
		for said in (
			"责令重新限期整改通知书",
			doc.rounds[1].number,
			doc.rounds[0].number,
			"现场查看，属实。",
		):
			self.assertIn(said, text)

	def test_the_report_carries_the_names_of_two_inspectors(self) -> None:
		doc = self.submitted(frappe.get_doc(RECT, self.of(self.rated())[0]))
		factories.file(RECT, doc.name, file_name="照片.txt")
		doc = self.step(self.group, doc, "Verify", **FINDING)
		text = self.printed(doc, "整改报告销号表")
		for said in (
			"已增开窗口。",
			"平均等候十分钟。",
			"排队记录，存门诊部。",
			"照片.txt",
			"李二",
			"赵三",
			"√同意销号",
		):
			self.assertIn(said, text)

	def test_a_stranger_prints_nothing(self) -> None:
		(name,) = self.of(self.rated())
		for user in (self.sister, self.other_group):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				frappe.get_print(RECT, name, "责令整改通知书", as_pdf=True)

"""Import of files: what becomes of each row, and that the services would have made the same."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.analytics import texts
from healthtalk_app.exceptions import BadInputError, ImportRefusedError
from healthtalk_app.services import runs
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.importing import run as importing
from healthtalk_app.services.importing.intake import Intake
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

MATTER = "Talk Matter"
PROFILE = "test-letters"
HEADINGS = ("编号", "姓名", "电话", "主题", "时间", "内容", "单位", "答复", "答复时间")
PLAN = "由{unit}核实。"
# what differs between two documents that say the same
OWN = {
	"name",
	"creation",
	"modified",
	"parent",
	"number",
	"source_key",
	"source_run",
	"last_event_hash",
	"reference_name",
	"recorded_at",
	"hash",
	"previous_hash",
	"issued_at",
	"sequence",
}
RECENT = (now_datetime() - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)


class ImportTestCase(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		# a run commits each chunk; here the test's own transaction holds everything
		for name in ("commit", "rollback"):
			patched = patch.object(frappe.db, name, self.quietly(getattr(frappe.db, name)))
			patched.start()
			self.addCleanup(patched.stop)
		self.county = factories.county("IMP")
		frappe.db.set_value(
			"Health Unit", self.county.a1, {"unit_name": "云溪镇卫生院", "short_name": "云溪"}
		)
		frappe.db.set_value("Health Unit", self.county.a1, "aliases", "云溪医院\n老街卫生所")
		frappe.db.set_value("Matter Category", {"keywords": ("is", "set")}, "keywords", None)
		self.category = factories.category(
			keywords="排队、挂号+难\n-宠物", default_unit=self.county.dept
		).name
		self.breach = factories.category(keywords="收红包", is_integrity=1).name
		self.profile = self.make_profile()
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)

	@staticmethod
	def quietly(real: Any) -> Any:
		"""A commit or rollback of all is left out; one to a savepoint is done."""
		return lambda *args, **given: real(*args, **given) if given.get("save_point") else None

	def make_profile(self, **given: Any) -> Any:
		fields = (
			"Source Number",
			"Name of Raiser",
			"Telephone",
			"Subject",
			"Raised At",
			"Content",
			"Department",
			"Reply",
			"Replied At",
		)
		columns = [{"field": f, "heading": h} for f, h in zip(fields, HEADINGS, strict=True)]
		columns[5]["required"] = 1
		values = {
			"doctype": "Import Profile",
			"profile_code": PROFILE,
			"profile_name": "测试来信",
			"channel": "Website Letter",
			"regime": "Talk",
			"column_map": columns,
			"word_map": [{"source_text": "局医政科", "kind": "Unit", "unit": self.county.dept}],
			"plan": PLAN,
			"reply_how": "Online",
			"close_unrated": 1,
		}
		return frappe.get_doc({**values, **given}).insert()

	def file(
		self, *rows: tuple[str, ...], name: str = "来信.csv", headings: tuple[str, ...] = HEADINGS
	) -> Path:
		path = self.folder / name
		with path.open("w", encoding="utf-8", newline="") as file:
			csv.writer(file).writerows([headings, *rows])
		return path

	def take_in(self, *rows: tuple[str, ...], **given: Any) -> dict[str, Any]:
		return importing.from_path(self.file(*rows), PROFILE, **given)

	def row(self, number: str, subject: str = "门诊排队太久", **given: str) -> tuple[str, ...]:
		values = {
			"姓名": "王小明",
			"电话": "13800001111",
			"时间": str(RECENT),
			"内容": f"第{number}封信：请多开一个窗口。",
			"单位": "",
			"答复": "",
			"答复时间": "",
			**given,
		}
		return tuple({"编号": number, "主题": subject, **values}[heading] for heading in HEADINGS)

	def matter(self, result: dict[str, Any], at: int = 0) -> Any:
		return frappe.get_doc(MATTER, result["rows"][at]["matter"])


class TestRows(ImportTestCase):
	def test_a_placed_row_is_accepted_answered_and_closed_at_its_own_times(self) -> None:
		raised, replied = RECENT - timedelta(days=400), RECENT - timedelta(days=390)
		result = self.take_in(self.row("1", 时间=str(raised), 答复="已增开窗口。", 答复时间=str(replied)))
		doc = self.matter(result)
		self.assertEqual((doc.category, doc.lead_unit, doc.unit), (self.category, self.county.dept, None))
		self.assertEqual((doc.status, doc.closed_unrated, doc.reply), ("Closed", 1, "已增开窗口。"))
		self.assertEqual((doc.raised_at, doc.accepted_at, doc.resolved_at), (raised, raised, replied))
		days = frappe.get_cached_doc("Healthtalk Settings").auto_close_days
		self.assertEqual(doc.closed_at, replied + timedelta(days=days))
		self.assertEqual((doc.raiser_name, doc.raiser_phone), ("王**", "138****1111"))
		self.assertIn(f"〔{raised.year}〕", doc.number)
		self.assertEqual(doc.plan, PLAN.format(unit=f"Unit {self.county.dept}"))
		self.assertEqual([d for d in rebuild.check(MATTER) if d.name == doc.name], [])

	def test_a_row_without_category_stays_at_intake_with_its_reply(self) -> None:
		result = self.take_in(self.row("1", "路灯不亮", 答复="已转城管。", 答复时间=str(RECENT)))
		doc = self.matter(result)
		self.assertEqual((doc.status, doc.category, doc.unit, doc.lead_unit), ("Raised", None, None, None))
		self.assertEqual((doc.reply, doc.number), ("已转城管。", None))
		self.assertEqual((result["placed"], result["not_placed"]), (0, 1))

	def test_words_of_the_category_decide_and_barred_words_rule_it_out(self) -> None:
		rows = (self.row("1", "挂号实在太难"), self.row("2", "宠物医院排队"), self.row("3", "挂号处在哪"))
		result = self.take_in(*rows)
		self.assertEqual([row["category"] for row in result["rows"]], [self.category, None, None])

	def test_the_unit_is_the_file_s_else_the_text_s_else_the_category_s(self) -> None:
		result = self.take_in(
			self.row("1", "云溪医院排队", 单位="局医政科"),
			self.row("2", "云溪医院排队"),
			self.row("3", 单位="云溪镇卫生院办公室"),
			self.row("4"),
		)
		units = [self.county.dept, self.county.a1, self.county.a1, self.county.dept]
		self.assertEqual([row["unit"] for row in result["rows"]], units)

	def test_what_cannot_be_a_matter_is_rejected_with_its_reason(self) -> None:
		result = self.take_in(
			self.row("1", 内容="", subject=""),
			self.row("2", 时间=""),
			self.row("3", 时间="去年冬天"),
			self.row("4", 时间=str(now_datetime() + timedelta(days=2))),
			self.row("5"),
		)
		self.assertEqual((result["read"], result["created"], result["rejected"]), (5, 1, 4))
		with patch.object(frappe.local, "lang", "en"):
			again = self.take_in(self.row("6", 内容="", subject=""), self.row("7", 时间="去年冬天"))
		self.assertEqual(
			[row["reason"] for row in again["rows"]],
			["there is no text", "the time “去年冬天” cannot be read"],
		)

	def test_an_age_that_is_no_number_is_left_out(self) -> None:
		"""² and ① are digits, but no numbers: they broke the whole file off."""
		profile = frappe.get_doc("Import Profile", PROFILE)
		profile.append("column_map", {"field": "Age", "heading": "年龄"})
		profile.save()
		headings = (*HEADINGS, "年龄")
		ages = ("②", "²", "1" * 5000, "46岁", "０７")
		rows = [(*self.row(str(at), f"第{at}件"), age) for at, age in enumerate(ages)]
		result = importing.from_path(self.file(*rows, headings=headings), PROFILE)
		self.assertEqual([self.matter(result, at).raiser_age for at in range(5)], [0, 0, 0, 46, 7])

	def test_a_plan_longer_than_its_column_is_refused(self) -> None:
		self.profile.plan = "长" * 30_000
		with self.assertRaises(BadInputError):
			self.profile.save()

	def test_what_could_be_markup_is_text(self) -> None:
		result = self.take_in(
			self.row("1", "<img src=x onerror=alert(1)>排队", 内容="<a href=javascript:x>见<A市办法></a>")
		)
		doc = self.matter(result)
		self.assertEqual((doc.subject, doc.content), ("排队", "见&lt;A市办法&gt;"))

	def test_a_reply_before_its_message_is_kept_but_not_dated(self) -> None:
		result = self.take_in(self.row("1", 答复="已办。", 答复时间=str(RECENT - timedelta(days=1))))
		doc = self.matter(result)
		self.assertEqual((doc.status, doc.reply, doc.resolved_at), ("Accepted", "已办。", None))

	def test_the_same_text_of_the_same_person_is_a_duplicate_and_of_another_one_is_not(self) -> None:
		text = "门诊大厅只开一个窗口，我从早上七点一直等到十一点也没有轮到，希望医院多开几个窗口。"
		rows = [self.row(number, 内容=text) for number in "12"]
		result = self.take_in(*rows, self.row("3", 内容=text, 姓名="李大山", 电话=""))
		self.assertEqual([r["result"] for r in result["rows"]], ["Created", "Duplicate", "Created"])
		self.assertEqual(result["rows"][1]["matter"], result["rows"][0]["matter"])
		self.assertEqual(result["similar"], 1)

	def test_what_a_clerk_has_entered_before_is_a_duplicate(self) -> None:
		entered = factories.matter(
			subject="门诊排队太久",
			content="第1封信：请多开一个窗口。",
			raiser_name="王小明",
			raiser_phone="13800001111",
		)
		numbered = factories.matter(channel="Website Letter", source_number="2")
		result = self.take_in(self.row("1"), self.row("2"))
		self.assertEqual(
			[(row["result"], row["matter"]) for row in result["rows"]],
			[("Duplicate", entered.name), ("Duplicate", numbered.name)],
		)

	def test_an_accusation_goes_to_the_discipline_officer_and_names_no_unit(self) -> None:
		result = self.take_in(self.row("1", "举报云溪医院医生收红包"))
		row = result["rows"][0]
		self.assertEqual((row["category"], row["unit"]), (None, None))
		doc = self.matter(result)
		self.assertEqual((doc.is_accusation, doc.status, doc.unit, doc.lead_unit), (1, "Raised", None, None))
		self.assertEqual([row.unit for row in doc.accused], [self.county.a1])
		officer = factories.user("Unit Officer", self.county.bureau)
		self.assertFalse(frappe.has_permission(MATTER, doc=doc, user=officer))
		discipline = factories.user("Discipline Officer", self.county.bureau)
		self.assertTrue(frappe.has_permission(MATTER, doc=doc, user=discipline))
		again = self.take_in(self.row("1", "举报云溪医院医生收红包"))
		self.assertEqual((again["duplicates"], again["rows"][0]["matter"]), (1, None))

	def test_a_matter_older_than_every_rule_has_no_deadline(self) -> None:
		result = self.take_in(self.row("1", 时间="1998-05-06 10:00"), self.row("2"))
		old, new = self.matter(result), self.matter(result, 1)
		self.assertEqual((old.clocks, old.resolution_due_at), ([], None))
		self.assertIsNotNone(new.resolution_due_at)
		self.assertEqual(result["without_deadline"], 1)

	def test_nobody_is_notified_now_or_by_the_next_sweep(self) -> None:
		factories.duty(self.county.dept, "Liaison", user=factories.user("Unit Officer", self.county.dept))
		before = frappe.get_all("Notification Log", pluck="name")
		overdue = now_datetime() - timedelta(days=90)
		result = self.take_in(self.row("1", 时间=str(overdue)))
		doc = self.matter(result)
		self.assertLess(get_datetime(doc.resolution_due_at), now_datetime())
		self.assertEqual(frappe.get_all("Notification Log", pluck="name"), before)
		self.assertNotIn(doc.name, [name for name, _clock in sweep.due_clocks(MATTER, now_datetime())])


class TestAgain(ImportTestCase):
	def test_a_second_run_changes_nothing(self) -> None:
		rows = [self.row(number, 答复="已办。", 答复时间=str(RECENT)) for number in "123"]
		first = self.take_in(*rows)
		names = [row["matter"] for row in first["rows"]]
		before = [frappe.get_doc(MATTER, name).as_json() for name in names]
		second = self.take_in(*rows)
		self.assertEqual((second["read"], second["created"], second["duplicates"]), (3, 0, 3))
		self.assertEqual([frappe.get_doc(MATTER, name).as_json() for name in names], before)

	def test_a_reply_that_came_since_carries_the_matter_on(self) -> None:
		first = self.take_in(self.row("1"))
		second = self.take_in(self.row("1", 答复="已增开窗口。", 答复时间=str(RECENT + timedelta(days=1))))
		self.assertEqual((second["created"], second["updated"]), (0, 1))
		doc = self.matter(first)
		self.assertEqual((doc.status, doc.reply), ("Replied", "已增开窗口。"))
		self.assertEqual(doc.resolved_at, RECENT + timedelta(days=1))
		self.assertEqual([d for d in rebuild.check(MATTER) if d.name == doc.name], [])

	def test_a_row_is_placed_later_when_the_words_have_grown(self) -> None:
		first = self.take_in(self.row("1", "窗口太少"))
		self.assertEqual(self.matter(first).category, None)
		frappe.db.set_value("Matter Category", self.category, "keywords", "窗口太少")
		second = self.take_in(self.row("1", "窗口太少"))
		self.assertEqual((second["updated"], self.matter(first).status), (1, "Accepted"))

	def test_a_broken_off_run_goes_on_after_its_last_chunk(self) -> None:
		rows = [self.row(str(number), f"第{number}次排队") for number in range(1, 8)]
		real, calls = Intake.take_in, []

		def dies_at_the_third(intake: Intake, read: Any) -> Any:
			calls.append(read)
			if len(calls) == 3:
				raise KeyboardInterrupt
			return real(intake, read)

		with patch.object(importing, "CHUNK", 2):
			with patch.object(Intake, "take_in", dies_at_the_third):
				self.assertRaises(KeyboardInterrupt, self.take_in, *rows)
			broken = frappe.get_last_doc("Background Run")
			self.assertEqual((broken.status, broken.chunks_done, broken.rows_done), ("Running", 2, 4))
			result = self.take_in(*rows)
		self.assertEqual(result["run"], broken.name)
		self.assertEqual((result["read"], result["created"], result["duplicates"]), (7, 7, 0))
		self.assertEqual([row["row"] for row in result["rows"]], list(range(2, 9)))
		self.assertEqual(frappe.db.get_value("Background Run", broken.name, "status"), "Finished")

	def test_a_trial_writes_nothing(self) -> None:
		tables = (MATTER, "Case Event", "Background Run", "Import Row", "Document Number")
		before = [frappe.db.count(table) for table in tables]
		result = self.take_in(self.row("1"), self.row("1"), dry_run=True)
		self.assertEqual((result["created"], result["duplicates"], result["run"]), (1, 1, None))
		self.assertEqual([frappe.db.count(table) for table in tables], before)


class TestFiles(ImportTestCase):
	def refused(self, path: Path) -> str:
		before = frappe.db.count(MATTER), frappe.db.count("Background Run")
		with self.assertRaises(ImportRefusedError) as refusal:
			importing.from_path(path, PROFILE)
		self.assertEqual((frappe.db.count(MATTER), frappe.db.count("Background Run")), before)
		return str(refusal.exception)

	def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(self) -> None:
		damaged = self.folder / "损坏.xlsx"
		damaged.write_bytes(b"PK\x03\x04 not a workbook")
		self.assertIn("损坏.xlsx", self.refused(damaged))
		self.assertIn("没有.xlsx", self.refused(self.folder / "没有.xlsx"))
		self.assertIn("空.csv", self.refused(self.file(name="空.csv")))
		other = self.folder / "图.png"
		other.write_bytes(b"\x89PNG")
		self.assertIn("图.png", self.refused(other))

	def test_a_missing_column_is_named_with_those_that_are_there(self) -> None:
		path = self.file(("1", "x"), headings=("编号", "标题"))
		sentence = self.refused(path)
		for word in ("时间", "内容", "标题", "测试来信"):
			self.assertIn(word, sentence)

	def test_a_chinese_export_in_gb18030_with_semicolons_is_read(self) -> None:
		path = self.folder / "国标.csv"
		lines = [";".join(HEADINGS), ";".join(self.row("1"))]
		path.write_text("\r\n".join(lines), encoding="gb18030")
		result = importing.from_path(path, PROFILE)
		self.assertEqual((result["created"], self.matter(result).subject), (1, "门诊排队太久"))

	def test_a_profile_that_cannot_be_followed_is_refused(self) -> None:
		bad = (
			{"column_map": [{"field": "Subject", "heading": "主题"}]},
			{"column_map": [{"field": "Raised At", "heading": "时间"}]},
			{"date_formats": "day of the month"},
			{"plan": "由{who}办"},
			{"word_map": [{"source_text": "电话", "kind": "Channel"}]},
		)
		for number, values in enumerate(bad):
			with self.subTest(values=values), self.assertRaises(ImportRefusedError):
				self.make_profile(profile_code=f"bad-{number}", **values)


class TestWho(ImportTestCase):
	def test_only_an_administrator_imports_and_only_for_his_units(self) -> None:
		path = self.file(self.row("1"))
		for role in ("Unit Officer", "Unit Leader", "Viewer", "Discipline Officer"):
			with as_user(factories.user(role, self.county.bureau)):
				self.assertRaises(frappe.PermissionError, importing.from_path, path, PROFILE)
		with as_user(factories.user("Healthtalk Administrator", self.county.a)):
			# the profile puts matters at the bureau's intake
			self.assertRaises(ImportRefusedError, importing.from_path, path, PROFILE)
		with as_user(factories.user("Healthtalk Administrator", self.county.bureau)):
			self.assertEqual(importing.from_path(path, PROFILE)["created"], 1)

	def test_a_run_and_its_rows_are_seen_by_who_ran_it_and_the_bureau_s_administrators(self) -> None:
		mine = factories.user("Healthtalk Administrator", self.county.bureau)
		with as_user(mine):
			run = importing.from_path(self.file(self.row("1")), PROFILE)["run"]
		seen = {
			mine: 1,
			factories.user("Healthtalk Administrator", self.county.bureau): 1,
			factories.user("Healthtalk Administrator", self.county.a): 0,
		}
		for user, number in seen.items():
			with as_user(user):
				self.assertEqual(len(frappe.get_list("Background Run", {"name": run})), number)
				self.assertEqual(len(frappe.get_list("Import Row", {"run": run})), number)
				doc = frappe.get_doc("Background Run", run)
				self.assertEqual(frappe.has_permission("Background Run", "read", doc), bool(number))
				self.assertFalse(frappe.has_permission("Background Run", "write", doc))
		with as_user(factories.user("Unit Officer", self.county.bureau)):
			self.assertRaises(frappe.PermissionError, frappe.get_list, "Import Row")

	def test_what_works_on_a_profile_keeps_others_waiting(self) -> None:
		lock = runs.lock_name(f"import {PROFILE}")
		with patch.object(frappe.db, "sql", self.answering(frappe.db.sql, lock)):
			self.assertRaises(frappe.ValidationError, self.take_in, self.row("1"))

	@staticmethod
	def answering(real: Any, lock: str) -> Any:
		"""The database, in which another connection holds the lock."""

		def sql(query: Any, values: Any = (), *args: Any, **given: Any) -> Any:
			return (
				((0,),)
				if "get_lock" in str(query) and lock in values
				else real(query, values, *args, **given)
			)

		return sql


class TestSameAsServices(ImportTestCase):
	"""The rows of an import are those that the services write, column by column (issue 3, "Must show")."""

	def test_rows_equal_what_the_services_write(self) -> None:
		old = datetime(1999, 3, 4, 10, 20, 30)
		cases = [
			self.row("1", 答复="已办。", 答复时间=str(RECENT + timedelta(hours=30))),
			self.row("2", 电话=""),
			self.row("3", "路灯不亮", 答复="已转。", 答复时间=str(RECENT)),
			self.row(
				"4", "云溪医院排队", 时间=str(old), 答复="已办。", 答复时间=str(old + timedelta(days=70))
			),
			self.row("5", 时间=str(RECENT - timedelta(days=50)), 姓名="", 电话=""),
			self.row("6", "举报云溪医院医生收红包"),
			self.row(
				"8", "排队：关于<方案>的疑问", 内容="印发<A市办法>的通知，3<5，<b onclick=x>好", 姓名="<甲>乙"
			),
			self.row(
				"7",
				时间=str(RECENT - timedelta(days=60)),
				答复="好。",
				答复时间=str(RECENT - timedelta(days=2)),
			),
		]
		result = self.take_in(*cases)
		self.assertEqual(result["created"], len(cases), result["rows"])
		imported = [self.matter(result, at) for at in range(len(cases))]
		for doc, case in zip(imported, cases, strict=True):
			with self.subTest(row=case[0]):
				self.maxDiff = None
				self.assertEqual(self.all_rows(doc.name), self.all_rows(self.by_services(doc, case).name))

	def by_services(self, like: Any, case: tuple[str, ...]) -> Any:
		"""The same matter through `insert` and the flow, as a clerk would have entered it."""
		cells = dict(zip(HEADINGS, case, strict=True))
		accused = [{"unit": row.unit, "person": row.person} for row in like.accused]
		with notices.muted():
			doc = factories.matter(
				subject=cells["主题"],
				content=texts.clean(cells["内容"]),
				channel="Website Letter",
				raised_at=get_datetime(cells["时间"]),
				raiser_name=cells["姓名"] or None,
				raiser_phone=cells["电话"] or None,
				source_number=cells["编号"],
				category=like.category,
				lead_unit=like.lead_unit,
				reply=cells["答复"] or None,
				accused=accused,
			)
			steps = []
			if like.accepted_at:
				steps.append(("Accepted", like.accepted_at))
			if like.resolved_at:
				doc.plan, doc.reply_how, doc.replied_by = like.plan, "Online", like.replied_by
				steps += [("Planned", like.accepted_at), ("In Progress", like.accepted_at)]
				steps.append(("Replied", like.resolved_at))
			if like.closed_at:
				steps.append(("Closed", like.closed_at))
			for status, at in steps:
				flow.transition(doc, status, occurred_at=at)
		self.hush(doc.name)
		return doc

	def hush(self, name: str) -> None:
		"""What the import does not tell of is marked as told."""
		with patch.object(sweep, "tell"):
			for parent, clock in sweep.due_clocks(MATTER, now_datetime()):
				if parent == name:
					sweep.raise_level(MATTER, parent, clock, now_datetime())

	def all_rows(self, name: str) -> dict[str, list[dict[str, Any]]]:
		of = {"reference_doctype": MATTER, "reference_name": name}
		child = {"parenttype": MATTER, "parent": name}
		wanted = {
			MATTER: {"name": name},
			"Case Clock": child,
			"Case Party": child,
			"Matter Accused": child,
			"Case Event": {**of, "event": ("!=", "notice")},
			"Document Number": of,
			"Protected Identity": of,
		}
		return {doctype: self.plain(doctype, filters) for doctype, filters in wanted.items()}

	def plain(self, doctype: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
		order = "sequence asc" if doctype == "Case Event" else "idx asc"
		rows = frappe.get_all(doctype, filters=filters, fields=["*"], order_by=order)
		return [self.comparable(row) for row in rows]

	def comparable(self, row: dict[str, Any]) -> dict[str, Any]:
		"""Without what is every document's own; the present moment stands for every moment of this test."""
		now = now_datetime() - timedelta(minutes=5)
		plain = {}
		for column, value in row.items():
			if column in OWN or column.startswith("_"):
				continue
			if isinstance(value, datetime):
				value = "now" if value > now else value
			if column == "details":
				value = json.loads(value or "{}")
			plain[column] = value
		return plain

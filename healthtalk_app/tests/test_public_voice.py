"""What a guest may do, and what an officer makes of it (issue 4, 1; design §3, §5, §9)."""

import io
import json
import os
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from healthtalk_app.analytics import likeness
from healthtalk_app.api import personal_data as api_personal_data
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	PublicInputError,
	TooOftenError,
	WindowClosedError,
)
from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.matters import evaluation, merging
from healthtalk_app.services.records import events, identity, personal_data, rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.services.voice import (
	likely,
	public_view,
	public_voice,
	receipt_codes,
	sign_in,
	submission,
	throttle,
	uploads,
)
from healthtalk_app.tests import factories, sounds
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

KEY = "a-key-of-the-page-0001"
WRONG = "0000-0000-0000-0000"
PHONE = "13800138000"
CLOCK = "healthtalk_app.services.voice.guest_acts.now_datetime"


def said(**given: Any) -> dict[str, Any]:
	return {
		"content": "发热门诊的候诊椅坏了两把\n老人只能站着等。",
		"raiser_name": "张三丰",
		"raiser_phone": PHONE,
		**given,
	}


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 30), exif: Any = None) -> bytes:
	out = io.BytesIO()
	Image.new("RGB", size, "red").save(out, form, **({"exif": exif} if exif else {}))
	return out.getvalue()


class PublicCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("PV")
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.neighbour = factories.user("Unit Officer", cls.county.a2)
		cls.intake = factories.user("Unit Officer", cls.county.bureau)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)
		cls.category = factories.category(asks_for_solution=1).name

	def submit(self, files: Any = (), key: str | None = None, **given: Any) -> dict[str, str]:
		with as_user("Guest"):
			return public_voice.submit(said(**{"unit": self.county.a1, **given}), list(files), key)

	def sent(self, receipt: dict[str, str]) -> Any:
		name = receipt_codes.holder_of("tracking", receipt["tracking_code"]).submission
		return frappe.get_doc(SUBMISSION, name)

	def accept(self, receipt: dict[str, str], user: str | None = None, **values: Any) -> Any:
		with as_user(user or self.officer):
			doc = flow.act(
				SUBMISSION, self.sent(receipt).name, "Accept", {"category": self.category, **values}
			)
		return frappe.get_doc(MATTER, doc.matter)

	def reply(self, matter: Any) -> Any:
		matter = frappe.get_doc(MATTER, matter.name)
		matter.plan, matter.reply = "Mend it", "两把椅子都已修好。"
		for status in ("Planned", "In Progress", "Replied"):
			flow.transition(matter, status)
		return matter

	def progress(self, receipt: dict[str, str]) -> dict[str, Any]:
		with as_user("Guest"):
			return public_voice.progress(receipt["tracking_code"])

	def rate(
		self, receipt: dict[str, str], level: str = "Satisfied", outcome: str = "Solved", **more: Any
	) -> Any:
		with as_user("Guest"):
			return public_voice.rate(receipt["rating_code"], level, outcome, **more)

	def refused(self, field: str, **given: Any) -> str:
		before = frappe.db.count(SUBMISSION)
		with self.assertRaises(PublicInputError) as caught:
			self.submit(**given)
		self.assertEqual((caught.exception.field, frappe.db.count(SUBMISSION)), (field, before))
		return str(caught.exception)


class TestRaising(PublicCase):
	def test_a_resident_raises_a_matter_and_gets_a_receipt(self) -> None:
		receipt = self.submit()
		doc = self.sent(receipt)
		self.assertEqual(
			(doc.subject, doc.unit, doc.status), ("发热门诊的候诊椅坏了两把", self.county.a1, "Received")
		)
		self.assertEqual((doc.raiser_name, doc.raiser_phone), ("张**", "138****8000"))
		clear = identity.clear_values(SUBMISSION, doc.name)
		self.assertEqual((clear["full_name"], clear["phone"]), ("张三丰", PHONE))
		self.assertEqual(len(receipt["tracking_code"]), 19)
		self.assertNotEqual(receipt["tracking_code"], receipt["rating_code"])
		self.assertEqual(doc.owner, "Guest")

	def test_an_anonymous_one_leaves_nothing(self) -> None:
		doc = self.sent(self.submit(identity_level="Anonymous", raiser_email="a@b.cn", wants_notice=1))
		self.assertEqual(
			(doc.raiser_name, doc.raiser_phone, doc.raiser_email, doc.wants_notice), (None, None, None, 0)
		)
		self.assertEqual(identity.clear_values(SUBMISSION, doc.name), {})

	def test_who_is_logged_in_while_he_raises_it_is_nobody_here(self) -> None:
		with as_user(self.neighbour):
			receipt = public_voice.submit(
				said(unit=self.county.a1, identity_level="Anonymous", accused="李四"), [("a.jpg", photo())]
			)
			public_voice.supplement(receipt["tracking_code"], "还有第三把。", [])
			self.assertEqual(frappe.session.user, self.neighbour)
		doc = self.sent(receipt)
		rows = [doc, *doc.accused]
		for doctype, kind, name in (
			("File", "attached_to_doctype", "attached_to_name"),
			("Comment", "reference_doctype", "reference_name"),
			("Version", "ref_doctype", "docname"),
			("Case Event", "reference_doctype", "reference_name"),
		):
			found = frappe.get_all(doctype, {kind: SUBMISSION, name: doc.name}, ["*"])
			self.assertTrue(found or doctype == "Version", doctype)
			rows += found
		for row in rows:
			self.assertEqual((row.owner, row.modified_by), ("Guest", "Guest"), row)
			self.assertNotIn(self.neighbour, str(row.as_dict() if row is doc else row))

	def test_a_confidential_one_shows_not_even_a_mask(self) -> None:
		doc = self.sent(self.submit(identity_level="Confidential"))
		self.assertEqual((doc.raiser_name, doc.raiser_phone), (identity.WITHHELD, identity.WITHHELD))

	def test_the_server_says_when_it_was_received(self) -> None:
		with patch(CLOCK, return_value=datetime(2026, 3, 5, 9, 0)):
			doc = self.sent(self.submit())
		self.assertEqual(doc.received_at, datetime(2026, 3, 5, 9, 0))
		self.refused("received_at", received_at="2020-01-01")
		self.refused("status", status="Accepted")

	def test_a_second_tap_gives_the_same_receipt_and_another_text_another(self) -> None:
		first, again = self.submit(key=KEY), self.submit(key=KEY)
		self.assertEqual(first, again)
		other = self.submit(key=KEY, content="另一件事")
		self.assertNotEqual(first["tracking_code"], other["tracking_code"])
		self.assertEqual(self.sent(other).content, "另一件事")

	def test_without_a_unit_it_lies_at_the_intake(self) -> None:
		doc = self.sent(self.submit(unit=""))
		self.assertIsNone(doc.unit)
		self.assert_seen(doc, {self.officer: False, self.intake: True})

	def test_the_row_rule(self) -> None:
		doc = self.sent(self.submit())
		self.assert_seen(doc, {self.officer: True, self.neighbour: False, self.intake: True, "Guest": False})

	def assert_seen(self, doc: Any, expected: dict[str, bool]) -> None:
		for user, seen in expected.items():
			with as_user(user):
				listed = (
					doc.name in frappe.get_list(SUBMISSION, pluck="name", limit=0)
					if user != "Guest"
					else False
				)
				self.assertEqual(
					(listed, frappe.has_permission(SUBMISSION, "read", doc=doc.name)), (seen, seen), user
				)

	def test_who_bore_the_name_when_it_came_stays_shut_out_of_the_matter_made_of_it(self) -> None:
		accused = factories.user("Discipline Officer", self.county.bureau, first_name="吴小慢")
		doc = self.sent(self.submit(content="收红包", accused="吴小慢", accused_unit=self.county.a1))
		frappe.db.set_value("User", accused, {"first_name": "别名", "full_name": "别名"})
		frappe.clear_document_cache("User", accused)
		made = frappe.get_doc("Talk Matter", submission.make_matter(doc))
		self.assertEqual(made.accused[0].shut_out, f"|{accused}|")

	def test_an_accusation_goes_to_the_discipline_officer_only(self) -> None:
		doc = self.sent(self.submit(accused="李主任", accused_unit=self.county.a1))
		self.assertEqual((doc.unit, doc.is_accusation, doc.accused[0].unit), (None, 1, self.county.a1))
		self.assertFalse(doc.name.startswith("HTP-"))
		self.assert_seen(doc, {self.officer: False, self.intake: False, self.discipline: True})
		own = factories.user("Discipline Officer", self.county.a1)
		self.assert_seen(doc, {own: False})

	def test_what_cannot_be_taken_names_its_field(self) -> None:
		self.refused("content", content="  ")
		self.refused("content", content="长" * 5001)
		self.refused("content", content=["a"])
		self.refused("content", content="\ud800")
		self.refused("content", content="乱码\ufffd\ufffd")
		self.refused("raiser_name", raiser_name="")
		self.refused("raiser_name", raiser_name="张*")
		self.refused("raiser_phone", raiser_phone="12ab")
		self.refused("raiser_phone", raiser_phone="")
		self.refused("raiser_email", raiser_email="nobody")
		self.refused("identity_level", identity_level="Secret")
		self.refused("channel", channel="12345 Hotline")
		self.refused("unit", unit="NO-SUCH")
		self.refused("unit", unit=self.county.outside)
		self.refused("subject", subject="长" * 101)

	def test_markup_stays_text_and_nothing_of_it_is_lost(self) -> None:
		doc = self.sent(self.submit(content="<script>alert(1)</script>血压 < 90 & 心率 > 100"))
		self.assertEqual(doc.content, "＜script＞alert(1)＜/script＞血压 ＜ 90 & 心率 ＞ 100")

	def test_limits_count_by_address(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "submit_limit_per_hour", 2)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		with patch.object(throttle, "address", return_value="203.0.113.9"):
			for number in range(2):
				self.submit(content=f"第{number}件事")
			with self.assertRaises(TooOftenError):
				self.submit(content="第三件事")
		with patch.object(throttle, "address", return_value="203.0.113.10"):
			self.submit(content="别处的事")

	def test_limits_count_a_household_and_not_each_of_its_addresses(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "submit_limit_per_hour", 2)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		for given in ("2001:db8:7:1::1", "2001:0DB8:7:1:ffff::2"):
			with patch.object(throttle, "address", return_value=given):
				self.submit(content=f"从{given}说的事")
		with (
			patch.object(throttle, "address", return_value="2001:db8:7:1:abcd::3"),
			self.assertRaises(TooOftenError),
		):
			self.submit(content="第三件事")
		with patch.object(throttle, "address", return_value="2001:db8:7:2::1"):
			self.submit(content="邻居的事")

	def test_by_what_an_address_is_counted(self) -> None:
		for given, counted in (
			("203.0.113.9", "203.0.113.9"),
			("::ffff:203.0.113.9", "203.0.113.9"),
			("fe80::1%eth0", "fe80::"),
			("2001:db8:7:1:2:3:4:5", "2001:db8:7:1::"),
			("unknown", "unknown"),
			("", ""),
			(None, None),
		):
			with self.subTest(given):
				self.assertEqual(throttle.network(given), counted)

	def test_closed_pages_take_nothing_in(self) -> None:
		receipt = self.submit()
		frappe.db.set_single_value("Healthtalk Settings", "portal_enabled", 0)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		for call in (self.submit, lambda: self.progress(receipt), lambda: self.rate(receipt)):
			with self.assertRaises(PublicInputError):
				call()
		self.assertEqual((public_voice.home()["open"], public_voice.home()["units"]), (False, []))


class TestFiles(PublicCase):
	def test_a_photo_is_drawn_anew_without_what_is_hidden_in_it(self) -> None:
		exif = Image.Exif()
		exif[Base.Make] = "Secret Camera"
		exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
		content = photo(exif=exif) + b"<script>alert(1)</script>"
		self.assertIn(b"Secret Camera", content)
		doc = self.sent(self.submit(files=[("../../etc/passwd.php", content)]))
		(file,) = frappe.get_all(
			"File",
			{"attached_to_doctype": SUBMISSION, "attached_to_name": doc.name},
			["name", "is_private", "file_name"],
		)
		kept = frappe.get_doc("File", file.name).get_content()
		self.assertEqual(Image.open(io.BytesIO(kept)).size, (40, 30))
		self.assertNotIn(b"Secret", kept)
		self.assertNotIn(b"script", kept)
		self.assertEqual(file.is_private, 1)
		self.assertRegex(file.file_name, r"^photo-[0-9a-f]+\w*\.jpg$")

	def test_kinds_are_told_by_content(self) -> None:
		for form in ("JPEG", "PNG", "WEBP"):
			self.assertTrue(uploads.checked([("x", photo(form))])[0].file_name.endswith(".jpg"))
		voices = {**{kind: made() for kind, made in sounds.ALL.items()}, "amr": sounds.amr()}
		for kind, content in voices.items():
			(kept,) = uploads.checked([("x.exe", content)])
			self.assertEqual(kept.file_name.rpartition(".")[2], kind)
			self.assertNotIn(sounds.PLACE, kept.content)

	def test_everything_else_is_refused_with_a_sentence(self) -> None:
		import zipfile

		packed = io.BytesIO()
		with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
			archive.writestr("bomb", b"0" * 1_000_000)
		bomb = io.BytesIO()
		Image.new("1", (12000, 12000)).save(bomb, "PNG")
		bad = {
			"zip": packed.getvalue(),
			"many pixels": bomb.getvalue(),
			"script": b"<script>alert(1)</script>",
			"svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
			"pdf": b"%PDF-1.7",
			"executable": b"MZ\x90\x00",
			"voice and page": b"ID3\x04<HTML><script>",
			"voice and archive": b"ID3\x04" + packed.getvalue(),
			"torn photo": photo()[:200],
			"torn voice": sounds.m4a()[:-5],
			"gif": photo("GIF"),
			"empty": b"",
		}
		for name, content in bad.items():
			with self.assertRaises(PublicInputError, msg=name) as caught:
				uploads.checked([(name, content)])
			self.assertEqual(caught.exception.field, "files")

	def test_number_and_size_have_their_limits(self) -> None:
		with self.assertRaisesRegex(PublicInputError, "6"):
			uploads.checked([("x", photo())] * 7)
		with self.assertRaisesRegex(PublicInputError, "10"):
			uploads.checked([("x", b"ID3" + b"\0" * (10 * 1024 * 1024))])


class TestOfficer(PublicCase):
	def test_accepting_makes_a_matter_whose_clocks_run_from_receipt(self) -> None:
		received = now_datetime().replace(microsecond=0) - timedelta(days=2)
		with patch(CLOCK, return_value=received):
			receipt = self.submit(files=[("a.jpg", photo())], place="一楼", wants_notice=1)
		matter = self.accept(receipt)
		doc = self.sent(receipt)
		self.assertEqual(
			(matter.raised_at, matter.status, matter.unit), (received, "Accepted", self.county.a1)
		)
		self.assertEqual({row.starts_at for row in matter.clocks}, {received})
		self.assertEqual(
			(matter.channel, matter.place, matter.submission), ("Website Letter", "一楼", doc.name)
		)
		self.assertEqual((matter.raiser_name, matter.raiser_phone), ("张**", "138****8000"))
		self.assertEqual(identity.clear_values(MATTER, matter.name)["phone"], PHONE)
		self.assertEqual(identity.clear_values(SUBMISSION, doc.name), {})
		self.assertEqual(
			frappe.db.count("File", {"attached_to_doctype": MATTER, "attached_to_name": matter.name}), 1
		)
		self.assertEqual((doc.status, doc.matter, bool(doc.decided_at)), ("Accepted", matter.name, True))

	def test_what_was_received_in_time_is_no_late_entry(self) -> None:
		received = now_datetime().replace(microsecond=0) - timedelta(days=5)
		with patch(CLOCK, return_value=received):
			receipt = self.submit()
		self.assertEqual(
			[e.late_entry for e in events.of(MATTER, self.accept(receipt).name) if e.event == "created"], [0]
		)

	def test_without_a_category_the_matter_waits_as_raised(self) -> None:
		self.assertEqual(self.accept(self.submit(), category=None).status, "Raised")

	def test_another_units_officer_decides_nothing(self) -> None:
		receipt = self.submit()
		with self.assertRaises(frappe.PermissionError):
			self.accept(receipt, self.neighbour)
		with self.assertRaises(frappe.PermissionError):
			self.accept(receipt, factories.user("Inspector", self.county.a1))

	def test_merging_counts_who_is_concerned_too(self) -> None:
		matter = self.accept(self.submit())
		receipt = self.submit(content="我也遇到了，椅子坏了", raiser_phone="13900002222")
		with as_user(self.officer):
			with self.assertRaises(EvidenceMissingError):
				flow.act(SUBMISSION, self.sent(receipt).name, "Merge")
			flow.act(SUBMISSION, self.sent(receipt).name, "Merge", {"merge_into": matter.name})
		self.assertEqual(frappe.db.get_value(MATTER, matter.name, "supporters"), 1)
		self.assertEqual(receipt_codes.holder_of("tracking", receipt["tracking_code"]).matter, matter.name)
		self.assertEqual(self.progress(receipt)["can"], ["supplement"])
		self.assertEqual(list(rebuild.check(MATTER)) + list(rebuild.check(SUBMISSION)), [])

	def test_no_merger_into_what_is_hidden_or_finished(self) -> None:
		hidden = factories.matter(unit=self.county.b1)
		done = self.accept(self.submit())
		done.withdrawn_reason = "Gone"
		flow.transition(done, "Withdrawn")
		name = self.sent(self.submit(content="又一件")).name
		for target, error in ((hidden.name, frappe.PermissionError), (done.name, MoveNotAllowedError)):
			with as_user(self.officer), self.assertRaises(error):
				flow.act(SUBMISSION, name, "Merge", {"merge_into": target})

	def test_declining_needs_a_lawful_reason_and_a_note_which_the_raiser_reads(self) -> None:
		receipt = self.submit()
		name = self.sent(receipt).name
		with as_user(self.officer):
			with self.assertRaises(EvidenceMissingError):
				flow.act(SUBMISSION, name, "Decline", {"declined_reason": "Outside Duties"})
			note = "请向医保局反映。"
			flow.act(
				SUBMISSION, name, "Decline", {"declined_reason": "Outside Duties", "declined_note": note}
			)
		seen = self.progress(receipt)
		self.assertIn(note, seen["reply"])
		self.assertEqual(seen["can"], [])

	def test_what_was_decided_stands(self) -> None:
		receipt = self.submit()
		self.accept(receipt)
		doc = self.sent(receipt)
		with as_user(self.officer):
			doc.content = "Something else"
			self.assertRaises(FrozenError, doc.save)
			doc.reload()
			doc.received_at = add_to_date(doc.received_at, days=1)
			self.assertRaises(FrozenError, doc.save)
		self.assertRaises(FrozenError, self.sent(receipt).delete)

	def test_an_officer_does_not_rewrite_what_was_sent(self) -> None:
		for field, value in (
			("content", "Shorter"),
			("subject", "All is well"),
			("raiser_name", "李四"),
			("identity_level", "Confidential"),
		):
			doc = self.sent(self.submit(content=f"原话 {field}"))
			with as_user(self.officer):
				doc.set(field, value)
				self.assertRaises(FrozenError, doc.save)
				doc.reload()
				doc.category = self.category
				doc.save()

	def test_whom_a_resident_accuses_stands_and_more_may_be_added(self) -> None:
		doc = self.sent(self.submit(content="收红包", accused="李主任", accused_unit=self.county.a2))
		with as_user(self.discipline):
			for change in (
				lambda: doc.accused[0].update({"person": "王主任"}),
				lambda: doc.accused[0].update({"unit": self.county.a1}),
				lambda: doc.set("accused", [{"person": "王主任"}]),
			):
				change()
				self.assertRaises(FrozenError, doc.save)
				doc.reload()
			doc.append("accused", {"person": "王主任"})
			doc.save()
			doc.reload()
		self.assertEqual([row.person for row in doc.accused], ["李主任", "王主任"])

	def test_who_joins_is_counted_once_however_often_he_writes(self) -> None:
		matter = self.accept(self.submit())
		other = "13900002222"
		for phone, people in ((PHONE, 0), (other, 1), (other, 1), ("13900003333", 2), (None, 3), (None, 4)):
			anonymous = {} if phone else {"identity_level": "Anonymous"}
			sent = self.sent(self.submit(content="我也遇到了", raiser_phone=phone, **anonymous))
			with as_user(self.officer):
				flow.act(SUBMISSION, sent.name, "Merge", {"merge_into": matter.name})
			self.assertEqual(frappe.db.get_value(MATTER, matter.name, "supporters"), people)
		self.assertEqual(list(rebuild.check(MATTER)), [])

	def test_what_a_clerk_took_from_paper_he_may_correct(self) -> None:
		with as_user(self.officer):
			doc = frappe.get_doc(doctype=SUBMISSION, subject="Windos", content="One window.").insert()
			doc.subject = "Windows"
			doc.save()
		self.assertEqual(frappe.db.get_value(SUBMISSION, doc.name, "subject"), "Windows")

	def test_the_intake_hands_on_what_concerns_another_unit(self) -> None:
		doc = self.sent(self.submit(unit=""))
		with as_user(self.intake):
			submission.forward(doc, self.county.a2)
		self.assertEqual(frappe.db.get_value(SUBMISSION, doc.name, "unit"), self.county.a2)
		self.assertEqual(events.of(SUBMISSION, doc.name)[-1].event, "forwarded")
		with self.assertRaises(MoveNotAllowedError):
			submission.forward(doc, self.county.a2)

	def test_what_waits_at_a_closed_unit_moves_to_its_successor(self) -> None:
		from healthtalk_app.services.organisation import moving

		waiting, decided = self.sent(self.submit()), self.submit(content="已受理的一件")
		self.accept(decided)
		self.assertEqual(moving.open_documents(SUBMISSION, self.county.a1), [waiting.name])
		moving.move_open_work(self.county.a1, self.county.a2)
		self.assertEqual(frappe.db.get_value(SUBMISSION, waiting.name, "unit"), self.county.a2)
		self.assertEqual(self.sent(decided).unit, self.county.a1)

	def test_what_waits_stands_in_my_unit_today(self) -> None:
		from healthtalk_app.metrics import today

		name = self.sent(self.submit()).name
		for user, seen in ((self.officer, [name]), (self.neighbour, [])):
			self.assertEqual(today.names("from_public", SUBMISSION, user), seen)
		with as_user(self.officer):
			self.assertEqual(today.today()["counts"]["from_public"], 1)

	def test_who_opens_the_identity_of_a_confidential_one(self) -> None:
		from healthtalk_app.api.identity import reveal

		name = self.sent(self.submit(identity_level="Confidential")).name
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			reveal(SUBMISSION, name, "To call back")
		with as_user(self.intake):
			self.assertEqual(reveal(SUBMISSION, name, "To call back")["raiser_phone"], PHONE)

	def test_counts_by_channel(self) -> None:
		from healthtalk_app.healthtalk_app.report.public_channels import public_channels

		self.accept(self.submit())
		self.submit(content="第二件")
		self.submit(content="检举", accused="李主任")
		with as_user(self.officer):
			rows = public_channels.execute({"unit": self.county.a1})[1]
		(web,) = [row for row in rows if row["submissions_received"] and not row.get("is_total")]
		self.assertEqual(
			[web[key] for key in ("submissions_received", "submissions_waiting", "submissions_accepted")],
			[2, 1, 1],
		)
		self.assertEqual((web["matters_raised"], rows[-1]["submissions_received"], len(rows)), (1, 2, 14))

	def test_a_discipline_officer_accepts_an_accusation_and_nobody_else(self) -> None:
		receipt = self.submit(accused="李主任", accused_unit=self.county.a1)
		with self.assertRaises(frappe.PermissionError):
			self.accept(receipt, self.intake)
		matter = self.accept(receipt, self.discipline, category=None)
		self.assertEqual((matter.is_accusation, matter.unit, matter.accused[0].person), (1, None, "李主任"))
		with as_user(self.intake):
			self.assertFalse(frappe.has_permission(MATTER, "read", doc=matter.name))

	def test_notes_from_the_box_are_entered_at_once(self) -> None:
		from healthtalk_app.api.submission import enter_paper

		rows = [
			{"content": f"第{i}张纸条", **({"raiser_name": "王五"} if i == 3 else {})} for i in range(1, 11)
		]
		common = {"channel": "Opinion Box", "received_at": str(now_datetime() - timedelta(hours=3))}
		with as_user(self.officer):
			names = enter_paper([*rows, {"content": " "}], common)
		found = frappe.get_all(
			SUBMISSION, {"name": ("in", names)}, ["unit", "channel", "identity_level", "raiser_name"]
		)
		self.assertEqual(len(names), 10)
		self.assertEqual({(row.unit, row.channel) for row in found}, {(self.county.a1, "Opinion Box")})
		self.assertEqual([row.raiser_name for row in found if row.identity_level == "Named"], ["王*"])
		with as_user(factories.user("Viewer", self.county.a1)), self.assertRaises(frappe.PermissionError):
			enter_paper(rows, common)
		with as_user(self.officer), self.assertRaises(frappe.ValidationError):
			enter_paper(rows, {**common, "received_at": str(now_datetime() + timedelta(days=1))})


class TestFollowing(PublicCase):
	def test_a_wrong_code_a_mistyped_one_and_that_of_another_kind_are_one(self) -> None:
		receipt = self.submit()
		answers = [
			public_voice.progress(code)
			for code in (
				WRONG,
				"",
				"x",
				"7ZZZ-ZZZZ-ZZZZ-ZZZ7",
				receipt["rating_code"],
				receipt["tracking_code"][:-1],
			)
		]
		self.assertEqual([answer for answer in answers if answer != answers[0]], [])
		self.assertEqual((answers[0]["found"], answers[0]["rings"]), (False, []))
		for call in (
			lambda: public_voice.supplement(WRONG, "x", []),
			lambda: public_voice.withdraw(receipt["rating_code"], "x"),
			lambda: public_voice.reopen("?", "x"),
			lambda: public_voice.rate(receipt["tracking_code"], "Satisfied", "Solved"),
		):
			with self.assertRaises(PublicInputError) as caught:
				call()
			self.assertEqual(caught.exception.field, "code")

	def test_enquiries_are_counted_by_code_whether_it_exists_or_not(self) -> None:
		receipt = self.submit()
		frappe.db.set_single_value("Healthtalk Settings", "code_limit_per_hour", 3)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		for code in (receipt["tracking_code"], WRONG):
			for _number in range(3):
				public_voice.progress(code)
			with self.assertRaises(TooOftenError):
				public_voice.progress(code)

	def test_the_way_through_the_rings(self) -> None:
		receipt = self.submit()
		seen = self.progress(receipt)
		self.assertEqual(
			(seen["found"], seen["current"], seen["can"]), (True, "Speak", ["supplement", "withdraw"])
		)
		self.assertEqual(seen["answer_by"], receipt["answer_by"])
		matter = self.accept(receipt)
		self.assertEqual([row["ring"] for row in self.progress(receipt)["rings"]], ["Speak", "Listen"])
		self.assertEqual(self.progress(receipt)["reply"], "")
		self.reply(matter)
		seen = self.progress(receipt)
		self.assertEqual((seen["reply"], seen["can"]), ("两把椅子都已修好。", ["reopen", "rate"]))
		self.assertNotIn("PV-", str(seen))

	def test_a_supplement_reaches_the_officer_and_its_log(self) -> None:
		receipt = self.submit()
		for doctype in (SUBMISSION, MATTER):
			with as_user("Guest"):
				public_voice.supplement(receipt["tracking_code"], f"还有 {doctype}", [("p", photo())])
			name = self.sent(receipt).name if doctype == SUBMISSION else self.sent(receipt).matter
			doc = frappe.get_doc(doctype, name)
			self.assertTrue(doc.content.endswith(f"还有 {doctype}"))
			told = events.of(doctype, name)[-1].details
			self.assertEqual((told["files"], len(told["sent"]), told["by"]), (1, 1, self.sent(receipt).name))
			if doctype == SUBMISSION:
				self.accept(receipt)
		self.reply(frappe.get_doc(MATTER, self.sent(receipt).matter))
		with self.assertRaises(PublicInputError):
			public_voice.supplement(receipt["tracking_code"], "太晚了", [])

	def test_withdrawing_before_and_after_acceptance(self) -> None:
		for accepted in (False, True):
			receipt = self.submit(content=f"要撤回的 {accepted}")
			if accepted:
				self.accept(receipt)
			with as_user("Guest"):
				with self.assertRaises(PublicInputError):
					public_voice.withdraw(receipt["tracking_code"], " ")
				public_voice.withdraw(receipt["tracking_code"], "已经解决了")
				self.assertEqual(public_voice.progress(receipt["tracking_code"])["can"], [])
			doc = self.sent(receipt)
			status = frappe.db.get_value(MATTER, doc.matter, "status") if accepted else doc.status
			self.assertEqual(status, "Withdrawn")
			with self.assertRaises(PublicInputError):
				public_voice.withdraw(receipt["tracking_code"], "again")

	def test_an_accusation_is_not_withdrawn(self) -> None:
		receipt = self.submit(accused="李主任")
		self.assertEqual(self.progress(receipt)["can"], ["supplement"])
		with self.assertRaises(PublicInputError):
			public_voice.withdraw(receipt["tracking_code"], "怕了")

	def test_a_time_saved_without_a_step_dates_no_step_of_somebody_else(self) -> None:
		receipt = self.submit()
		matter = self.reply(self.accept(receipt))
		for earlier in (add_to_date(now_datetime(), years=-3), matter.resolved_at):
			with as_user(self.officer):
				doc = frappe.get_doc(MATTER, matter.name)
				doc.step_at = earlier
				doc.save()
			before = now_datetime()
			with as_user("Guest"):
				public_voice.reopen(receipt["tracking_code"], "还是坏的。")
			moved = [event for event in events.of(MATTER, matter.name) if event.event == "status"][-1]
			self.assertEqual(moved.to_status, "In Progress")
			self.assertGreaterEqual(moved.occurred_at, before)
			doc = frappe.get_doc(MATTER, matter.name)
			doc.reply = "又修了一次。"
			flow.transition(doc, "Replied")

	def test_reopening_inside_the_window_only(self) -> None:
		receipt = self.submit()
		matter = self.reply(self.accept(receipt))
		with as_user("Guest"):
			public_voice.reopen(receipt["tracking_code"], "又坏了")
		self.assertEqual(
			frappe.db.get_value(MATTER, matter.name, ["status", "reopen_count"]), ("In Progress", 1)
		)
		matter = self.reply_again(matter)
		frappe.db.set_value(
			MATTER, matter.name, "resolved_at", now_datetime() - timedelta(days=15, minutes=1)
		)
		self.assertNotIn("reopen", self.progress(receipt)["can"])
		with as_user("Guest"), self.assertRaises(PublicInputError):
			public_voice.reopen(receipt["tracking_code"], "又坏了")

	def test_the_window_begins_with_the_reply_and_not_again_at_closing(self) -> None:
		receipt = self.submit()
		matter = self.reply(self.accept(receipt))
		self.rate(receipt)
		with as_user(self.officer):
			flow.act(MATTER, matter.name, "Close")
		for ago, inside in (
			(timedelta(days=15) - timedelta(minutes=1), True),
			(timedelta(days=15, minutes=1), False),
		):
			frappe.db.set_value(MATTER, matter.name, "resolved_at", now_datetime() - ago)
			seen = self.progress(receipt)
			self.assertEqual("reopen" in seen["can"], inside)
			doc = frappe.get_doc(MATTER, matter.name)
			self.assertEqual(seen["reopen_until"], public_view.day(doc.resolved_at + timedelta(days=15)))
			doc.reopen_reason = "又坏了"
			frappe.db.savepoint("inside_window")
			if inside:
				flow.transition(doc, "In Progress")
				frappe.db.rollback(save_point="inside_window")
			else:
				with self.assertRaises(WindowClosedError):
					flow.transition(doc, "In Progress")

	def reply_again(self, matter: Any) -> Any:
		matter = frappe.get_doc(MATTER, matter.name)
		matter.reply = "又修好了。"
		flow.transition(matter, "Replied")
		return matter


class TestRating(PublicCase):
	def test_a_rating_is_signed_and_stands(self) -> None:
		receipt = self.submit()
		matter = self.accept(receipt)
		with self.assertRaises(PublicInputError):
			self.rate(receipt)
		self.reply(matter)
		view = public_voice.rating_view(receipt["rating_code"])
		self.assertEqual((view["can_rate"], view["asks_for_solution"], view["rated"]), (True, True, False))
		self.assertTrue(
			self.rate(receipt, "Dissatisfied", "Partly Solved", comment="慢", wants_call_back=True)["rated"]
		)
		doc = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		self.assertEqual(
			(doc.signed, doc.rater_name, doc.rater_phone, doc.source), (1, "张**", "138****8000", "Online")
		)
		self.assertEqual(
			(doc.overall, doc.outcome, doc.wants_call_back, doc.bad_rating),
			("Dissatisfied", "Partly Solved", 1, 1),
		)
		self.assertEqual(frappe.db.get_value(MATTER, matter.name, "status"), "Evaluated")
		with self.assertRaises(PublicInputError):
			self.rate(receipt, "Very Satisfied")
		self.assertEqual(frappe.db.count("Public Evaluation", {"reference_name": matter.name}), 1)

	def test_an_anonymous_rating_leaves_neither_name_nor_time(self) -> None:
		receipt = self.submit(identity_level="Anonymous")
		matter = self.reply(self.accept(receipt))
		self.rate(receipt)
		doc = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		self.assertEqual((doc.signed, doc.rater_name, doc.owner), (0, None, "Guest"))
		self.assertEqual((doc.creation.hour, doc.creation.minute, doc.creation.second), (0, 0, 0))
		self.assertEqual(events.of(MATTER, matter.name)[-1].actor, "")

	def test_the_rows_of_an_anonymous_rating_tell_no_hour_either(self) -> None:
		receipt = self.submit(identity_level="Anonymous")
		matter = self.reply(self.accept(receipt))
		before = now_datetime()
		self.rate(receipt, level="Very Dissatisfied", outcome="Not Solved")
		rating = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		put_right = frappe.get_last_doc("Rectification", {"matter": matter.name})
		docs = (frappe.get_doc(MATTER, matter.name), rating, put_right)
		rows = [row for doc in docs for row in (doc, *doc.get_all_children())]
		self.assertTrue({"Case Party", "Case Clock"} <= {row.doctype for row in rows})
		for row in rows:
			self.assertLess(max(row.creation, row.modified), before, row.doctype)
		# the platform's own names of ten signs begin with the tenth of a second
		for doc in (rating, put_right):
			self.assertEqual({len(row.name) for row in doc.get_all_children()}, {20})

	def test_what_is_asked_for_is_asked_for(self) -> None:
		receipt = self.submit()
		self.reply(self.accept(receipt))
		for level, outcome, field in (
			("Great", "Solved", "level"),
			("", "Solved", "level"),
			("Satisfied", "Never", "outcome"),
			("Satisfied", None, "outcome"),
		):
			with self.assertRaises(PublicInputError) as caught:
				self.rate(receipt, level, outcome)
			self.assertEqual(caught.exception.field, field)

	def test_who_joined_rates_as_himself(self) -> None:
		matter = self.accept(self.submit(identity_level="Anonymous"))
		joined = self.submit(content="我也是", raiser_name="李四光")
		with as_user(self.officer):
			flow.act(SUBMISSION, self.sent(joined).name, "Merge", {"merge_into": matter.name})
		self.reply(matter)
		self.rate(joined)
		doc = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		self.assertEqual((doc.signed, doc.rater_name), (1, "李**"))

	def test_officers_never_get_the_code_of_who_has_his_receipt(self) -> None:
		from healthtalk_app.api.matter import receipt as print_receipt

		matter = self.accept(self.submit())
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			print_receipt(matter.name)
		own = factories.matter(unit=self.county.a1)
		with as_user(self.officer):
			self.assertTrue(print_receipt(own.name))


class TestSimilar(PublicCase):
	def test_a_guess_at_what_others_wrote_finds_nothing(self) -> None:
		guess = "张医生收费两次，药房窗口排了一个小时的队"
		for level in ("Named", "Confidential", "Anonymous"):
			matter = self.accept(self.submit(subject=guess, content=guess, identity_level=level))
			frappe.db.set_value(MATTER, matter.name, "public_summary", "门诊秩序")
			self.assertEqual(public_voice.similar(guess), [])
			frappe.db.set_value(MATTER, matter.name, "public_summary", "药房窗口排队久")
			self.assertEqual([row["summary"] for row in public_voice.similar(guess)], ["药房窗口排队久"])
			frappe.db.set_value(MATTER, matter.name, "public_summary", None)

	def test_summaries_are_made_ready_once_while_they_stay_the_same(self) -> None:
		matter = self.accept(self.submit())
		frappe.db.set_value(MATTER, matter.name, "public_summary", "发热门诊候诊椅损坏")
		made = likeness.ready
		likely.ready.clear_cache()
		with patch("healthtalk_app.analytics.likeness.ready", side_effect=made) as counted:
			for _time in range(3):
				self.assertTrue(public_voice.similar("发热门诊候诊椅坏了两把"))
			self.assertEqual(counted.call_count, 1)
			frappe.db.set_value(MATTER, matter.name, "public_summary", "发热门诊候诊椅都坏了")
			self.assertTrue(public_voice.similar("发热门诊候诊椅坏了两把"))
			self.assertEqual(counted.call_count, 2)

	def test_only_what_was_summed_up_for_the_public_is_shown(self) -> None:
		matter = self.accept(self.submit())
		ask = "发热门诊候诊椅坏了两把，老人站着等"
		self.assertEqual(public_voice.similar(ask), [])
		frappe.db.set_value(MATTER, matter.name, "public_summary", "发热门诊候诊椅损坏")
		(found,) = public_voice.similar(ask)
		self.assertEqual(
			(found["summary"], found["people"], found["ring"]), ("发热门诊候诊椅损坏", 1, "Listen")
		)
		self.assertNotIn(matter.name, str(found))
		self.assertEqual(public_voice.similar("完全是另外一回事，关于停车收费"), [])
		receipt = self.submit(content=ask, joins=found["key"])
		doc = self.sent(receipt)
		self.assertEqual((doc.joins, doc.merge_into, doc.status), (matter.name, matter.name, "Received"))
		self.assertEqual(self.sent(self.submit(content="乱填", joins="f" * 32)).joins, None)

	def test_accusations_are_never_similar(self) -> None:
		accusation = factories.matter(
			is_accusation=1, accused=[{"person": "李主任"}], public_summary="发热门诊候诊椅损坏"
		)
		self.assertTrue(accusation.name)
		self.assertEqual(public_voice.similar("发热门诊候诊椅损坏了"), [])


class TestSignIn(PublicCase):
	def talk(self, **given: Any) -> Any:
		start = now_datetime().replace(microsecond=0)
		return factories.session(unit=self.county.a1, planned_start=start, **given)

	def test_who_comes_is_counted_and_a_name_is_left_by_who_wants_to(self) -> None:
		talk = self.talk()
		code = sign_in.code_of(talk)
		with as_user("Guest"):
			self.assertTrue(public_voice.talk_view(code)["can_sign_in"])
			public_voice.sign_in(code)
			public_voice.sign_in(code, "王五", "Patient Representatives")
			with self.assertRaises(PublicInputError):
				public_voice.sign_in(code, category="Ghosts")
			with self.assertRaises(PublicInputError):
				public_voice.sign_in(WRONG)
		talk.reload()
		self.assertEqual(talk.signed_in, 2)
		sign_in.fill_in(talk)
		came = {row.category: row.present for row in talk.participants if row.present}
		self.assertEqual(came["Patient Representatives"], 1)
		self.assertEqual(came["Resident Representatives"], 1)
		self.assertEqual(
			[row.participant_name for row in talk.participants if row.participant_name], ["王五"]
		)
		sign_in.fill_in(talk)
		again = {row.category: row.present for row in talk.participants if row.present}
		self.assertEqual(again, came)

	def test_many_names_take_further_rows_and_nobody_is_counted_twice(self) -> None:
		talk = self.talk(participants=[{"category": "Patient Representatives", "invited": 3, "present": 0}])
		names = [f"{place:02d}号来宾的名字写得很长很长" for place in range(12)]
		kept = {"counts": {"Patient Representatives": 13}}
		kept["names"] = [["Patient Representatives", name] for name in names]
		talk.sign_ins = json.dumps(kept)
		for _time in range(2):
			sign_in.fill_in(talk)
			self.assertEqual(sum(row.present for row in talk.participants), 13)
			said = "、".join(row.participant_name for row in talk.participants).split("、")
			self.assertEqual(said, names)
			self.assertTrue(all(len(row.participant_name) <= 140 for row in talk.participants))

	def test_only_on_the_day(self) -> None:
		talk = factories.session(unit=self.county.a1, planned_start=now_datetime() + timedelta(days=2))
		code = sign_in.code_of(talk)
		self.assertFalse(public_voice.talk_view(code)["can_sign_in"])
		with self.assertRaises(PublicInputError):
			public_voice.sign_in(code)

	def test_wrong_codes_find_no_talk(self) -> None:
		self.assertEqual(public_voice.talk_view(WRONG), public_voice.talk_view("x"))
		self.assertFalse(public_voice.talk_view(WRONG)["found"])


class TestEvaluationByCode(PublicCase):
	def test_without_the_code_a_guest_rates_nothing(self) -> None:
		matter = self.reply(self.accept(self.submit()))
		doc = frappe.get_doc(
			doctype=evaluation.DOCTYPE,
			reference_doctype=MATTER,
			reference_name=matter.name,
			kind="Single",
			source="Online",
			signed=1,
			rater_name="某某",
			overall="Satisfied",
			outcome="Solved",
		)
		with as_user("Guest"), self.assertRaises(frappe.PermissionError):
			doc.insert()


class TestPersonalData(PublicCase):
	def raised(self) -> tuple[Any, Any, dict[str, str]]:
		receipt = self.submit(raiser_email="zhang@example.com", wants_notice=1)
		matter = self.reply(self.accept(receipt))
		self.rate(receipt)
		return frappe.get_doc(MATTER, matter.name), self.sent(receipt), receipt

	def assert_nothing_left(self, matter: Any, sent: Any) -> None:
		for doc in (matter.reload(), sent.reload()):
			self.assertEqual((doc.raiser_name, doc.raiser_phone, doc.raiser_email), (None, None, None))
			self.assertEqual((doc.identity_level, doc.wants_notice), ("Anonymous", 0))
			self.assertEqual(identity.clear_values(doc.doctype, doc.name), {})
			self.assertFalse(
				frappe.db.exists("Version", {"docname": doc.name, "data": ("like", "%raiser_name%")})
			)
		rating = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		self.assertEqual((rating.rater_name, rating.overall), (None, "Satisfied"))
		self.assertEqual(identity.clear_values("Public Evaluation", rating.name), {})
		self.assertEqual([*rebuild.check(MATTER), *rebuild.check(SUBMISSION)], [])

	def test_an_officer_erases_who_raised_it_and_the_case_stays(self) -> None:
		matter, sent, receipt = self.raised()
		leader = factories.user("Unit Leader", self.county.a1)
		with as_user(self.officer), self.assertRaises(frappe.PermissionError):
			personal_data.erase(matter, personal_data.GROUNDS[0])
		with (
			as_user(factories.user("Unit Leader", self.county.a2)),
			self.assertRaises(frappe.PermissionError),
		):
			api_personal_data.erase(MATTER, matter.name, personal_data.GROUNDS[0])
		with as_user(leader):
			with self.assertRaises(EvidenceMissingError):
				api_personal_data.erase(MATTER, matter.name, "Because")
			self.assertEqual(api_personal_data.erase(MATTER, matter.name, personal_data.GROUNDS[0]), 3)
		self.assert_nothing_left(matter, sent)
		self.assertEqual((matter.reply, matter.status), ("两把椅子都已修好。", "Evaluated"))
		erased = {"ground": personal_data.GROUNDS[0], "files": 0}
		self.assertEqual(events.of(MATTER, matter.name)[-1].details, erased)
		self.assertTrue(self.progress(receipt)["found"])

	def test_the_rating_of_who_joined_is_erased_with_him_and_not_with_who_raised_it(self) -> None:
		leader = factories.user("Unit Leader", self.county.a1)
		for of_joined, left in ((True, None), (False, "李**")):
			matter = self.accept(self.submit())
			joined = self.submit(content="我也是", raiser_name="李四光", raiser_phone="13900002222")
			with as_user(self.officer):
				flow.act(SUBMISSION, self.sent(joined).name, "Merge", {"merge_into": matter.name})
			self.reply(matter)
			self.rate(joined)
			doc = self.sent(joined) if of_joined else matter
			with as_user(leader):
				api_personal_data.erase(doc.doctype, doc.name, personal_data.GROUNDS[0])
			rating = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
			self.assertEqual(rating.rater_name, left)
			kept = "张**" if of_joined else None
			self.assertEqual(frappe.db.get_value(MATTER, matter.name, "raiser_name"), kept)

	def files(self, doctype: str, name: str) -> list[str]:
		held = {"attached_to_doctype": doctype, "attached_to_name": name}
		return frappe.get_all("File", held, pluck="name", order_by="creation")

	def erase(self, doc: Any) -> int:
		"""Erase who raised it; returns the number of files in the event."""
		with as_user(factories.user("Unit Leader", self.county.a1)):
			api_personal_data.erase(doc.doctype, doc.name, personal_data.GROUNDS[0])
		return events.of(doc.doctype, doc.name)[-1].details["files"]

	def test_photos_and_voice_notes_go_with_who_sent_them_and_papers_of_officers_stay(self) -> None:
		receipt = self.submit(files=[("a.jpg", photo(size=(31, 30)))])
		matter = self.accept(receipt)
		with as_user("Guest"):
			public_voice.supplement(receipt["tracking_code"], "又坏了", [("b.jpg", photo(size=(32, 30)))])
		joined = self.submit(content="我也是", raiser_name="李四光", files=[("c.jpg", photo(size=(33, 30)))])
		sent = self.sent(joined)
		(his,) = self.files(SUBMISSION, sent.name)
		with as_user(self.officer):
			flow.act(SUBMISSION, sent.name, "Merge", {"merge_into": matter.name})
			paper = frappe.get_doc(
				doctype="File",
				file_name="scan.txt",
				content="Minutes.",
				is_private=1,
				attached_to_doctype=MATTER,
				attached_to_name=matter.name,
			).insert()
		before = self.files(MATTER, matter.name)
		urls = {name: frappe.get_doc("File", name).get_full_path() for name in before}
		self.assertEqual(len(before), 4)
		# what is handed out to him names no file of others
		with as_user(factories.user("Unit Leader", self.county.a1)):
			given = api_personal_data.export(MATTER, matter.name, "Asked for at the counter")
		told = [name for part, shown in given.items() if part != "identity" for name in shown["files"]]
		mine = sorted({*before} - {his, paper.name})
		own = frappe.get_all("File", {"name": ("in", mine)}, pluck="file_name")
		self.assertEqual(sorted(told), sorted(own))
		self.assertEqual(self.erase(matter), 2)
		self.assertEqual(set(self.files(MATTER, matter.name)), {his, paper.name})
		self.assertEqual({name for name, path in urls.items() if os.path.exists(path)}, {his, paper.name})
		self.assertEqual(self.erase(sent), 1)
		self.assertEqual(self.files(MATTER, matter.name), [paper.name])
		self.assertEqual([*rebuild.check(MATTER), *rebuild.check(SUBMISSION)], [])

	def test_who_raised_a_duplicate_is_followed_into_the_matter_that_it_was_merged_into(self) -> None:
		matter = self.accept(self.submit(files=[("a.jpg", photo(size=(34, 30)))]))
		other = self.submit(
			content="同一件事",
			raiser_name="李四光",
			raiser_phone="13900002222",
			files=[("b.jpg", photo(size=(35, 30)))],
		)
		duplicate = self.accept(other)
		with as_user(self.officer):
			merging.merge(frappe.get_doc(MATTER, duplicate.name), frappe.get_doc(MATTER, matter.name))
		self.reply(matter)
		self.assertEqual(self.progress(other)["can"], ["rate"])
		self.rate(other)
		rating = frappe.get_last_doc("Public Evaluation", {"reference_name": matter.name})
		self.assertEqual(rating.rater_name, "李**")
		found = personal_data.documents(MATTER, duplicate.name)
		self.assertIn(("Public Evaluation", rating.name), found)
		self.assertNotIn(("Public Evaluation", rating.name), personal_data.documents(MATTER, matter.name))
		self.assertEqual(self.erase(duplicate), 1)
		self.assertIsNone(frappe.db.get_value("Public Evaluation", rating.name, "rater_name"))
		self.assertEqual(frappe.db.get_value(MATTER, matter.name, "raiser_name"), "张**")
		self.assertEqual(len(self.files(MATTER, matter.name)), 1)

	def test_the_name_left_at_the_door_of_the_talk_goes_too_and_no_others(self) -> None:
		talk = factories.session(unit=self.county.a1, planned_start=now_datetime().replace(microsecond=0))
		code = sign_in.code_of(talk)
		with as_user("Guest"):
			for name in ("张三丰", "张三"):
				public_voice.sign_in(code, name)
		matter = self.accept(self.submit(session=code))
		talk.reload()
		sign_in.fill_in(talk)
		talk.save(ignore_permissions=True)
		self.erase(matter)
		talk.reload()
		self.assertNotIn("张三丰", talk.sign_ins)
		self.assertIn("张三", [row.participant_name for row in talk.participants])
		self.assertEqual((talk.signed_in, sign_in.read(talk.sign_ins)["names"][0][1]), (2, "张三"))

	def test_his_data_is_handed_out_and_the_reading_is_on_record(self) -> None:
		matter, sent, _receipt = self.raised()
		with as_user(factories.user("Unit Leader", self.county.a1)):
			data = api_personal_data.export(MATTER, matter.name, "Asked for at the counter")
		self.assertEqual(
			(data["identity"]["raiser_name"], data["identity"]["raiser_phone"]), ("张三丰", PHONE)
		)
		self.assertIn(f"{SUBMISSION} {sent.name}", data)
		self.assertEqual(
			frappe.get_last_doc("Identity Access", {"reference_name": matter.name}).way, "Export"
		)

	def test_the_platforms_tools_find_and_erase_what_was_left_with_an_address(self) -> None:
		matter, sent, _receipt = self.raised()
		user = factories.user("Viewer", email="zhang@example.com")
		from frappe.website.doctype.personal_data_download_request.personal_data_download_request import (
			get_user_data,
		)

		self.assertIn("张三丰", get_user_data(user).encode().decode("unicode_escape"))
		request = frappe.get_doc(doctype="Personal Data Deletion Request", email=user)
		with patch("frappe.sendmail"):
			request.insert(ignore_permissions=True)
			request.db_set("status", "Pending Approval")
			# renaming an account looks through every table of the site: that is the platform's own part
			with patch("frappe.rename_doc"):
				request.reload().trigger_data_deletion()
		self.assertEqual(frappe.db.get_value(request.doctype, request.name, "status"), "Deleted")
		self.assert_nothing_left(matter, sent)

"""Other systems: keys, rights, limits; each request taken once; a source sees its own and what changes."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import frappe
import requests
from frappe.utils import get_datetime, get_system_timezone, now_datetime

from healthtalk_app.api import data_source as endpoints
from healthtalk_app.exceptions import BadInputError, MoveNotAllowedError, PartnerError, PublicInputError
from healthtalk_app.services.matters import merging
from healthtalk_app.services.partners import source_intake, source_view, sources
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow
from healthtalk_app.services.voice import receipt_codes
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

SOURCE, MESSAGE, CHANGE = "Data Source", "Source Message", "Source Change"
MATTER, SUBMISSION = "Talk Matter", "Public Submission"
PHONE = "13800000001"
CONTENT = "药房排队要一个小时，\n希望多开一个窗口。"


class PartnerCase(HealthTalkTestCase):
	"""A county with a hotline that is trusted and a mini-program that is not."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("PART")
		cls.category = factories.category(category_code="PART-CAT", asks_for_solution=1).name
		cls.admin = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.hotline = cls.source("part-hotline", channel="12345 Hotline", may_push=1, trusted=1, may_rate=1)
		cls.program = cls.source("part-wechat", channel="Group Chat", may_submit=1, may_push=1, may_rate=1)

	@classmethod
	def source(cls, code: str, **given: Any) -> Any:
		values = {"source_name": code, "code": code, "default_unit": cls.county.a1, "regime": "Hotline"}
		return frappe.get_doc({"doctype": SOURCE, **values, **given}).insert()

	def setUp(self) -> None:
		super().setUp()
		# a refused request takes everything back; here that would take the test's own rows
		patcher = patch.object(frappe.db, "rollback", self._rollback(frappe.db.rollback))
		patcher.start()
		self.addCleanup(patcher.stop)

	@staticmethod
	def _rollback(real: Any) -> Any:
		def back(*, save_point: str | None = None) -> None:
			if save_point:
				real(save_point=save_point)

		return back

	def key(self, source: str) -> str:
		return sources.new_key(frappe.get_doc(SOURCE, source))

	def body(self, reference: str = "GD-1", **given: Any) -> dict[str, Any]:
		values = {"reference": reference, "content": CONTENT, "raiser_name": "张三", "raiser_phone": PHONE}
		return {**values, **given}

	def send(self, source: Any, kind: str, body: dict[str, Any], key: str = "key-0000000000001") -> Any:
		work = getattr(source_intake, kind)
		frappe.db.savepoint("partner_request")
		try:
			return source_intake.once(source, kind, key, body, lambda: work(source, body))
		except frappe.ValidationError:
			# the endpoint takes back what a refused request wrote
			frappe.db.rollback(save_point="partner_request")
			raise

	def pushed(self, source: Any, reference: str = "GD-1", **given: Any) -> Any:
		self.send(source, "push", self.body(reference, **given), f"key-of-{reference:0>12}")
		row = frappe.get_doc(MESSAGE, {"source": source.name, "reference": reference})
		return frappe.get_doc(row.reference_doctype, row.reference_name)

	def code_of(self, call: Any, *arguments: Any) -> str:
		with self.assertRaises(PartnerError) as caught:
			call(*arguments)
		return caught.exception.code

	def told(self, source: Any) -> list[tuple[str, str]]:
		rows = frappe.get_all(CHANGE, {"source": source.name}, ["reference", "state"], order_by="name")
		return [(row.reference, row.state) for row in rows]

	def replied(self, doc: Any) -> Any:
		doc = frappe.get_doc(MATTER, doc.name)
		doc.category, doc.plan = self.category, "加开窗口"
		for step in ("Accepted", "Planned", "In Progress"):
			flow.transition(doc, step)
		doc.reply = "已加开窗口。"
		flow.transition(doc, "Replied")
		return doc


class TestKeys(PartnerCase):
	def address(self) -> str:
		"""One that no test has used: counts outlive a rollback."""
		parts = hashlib.sha256(frappe.generate_hash().encode()).digest()
		return f"10.{parts[0]}.{parts[1]}.{parts[2]}"

	def test_a_key_opens_its_source_and_is_not_kept(self) -> None:
		key = self.key("part-hotline")
		self.assertEqual(sources.authenticate(key, self.address()).name, "part-hotline")
		self.assertRegex(key, r"^[0-9a-f]{12}\.[A-Za-z0-9_-]{43}$")
		secret = key.split(".")[1]
		stored = frappe.as_json(frappe.db.get_value(SOURCE, "part-hotline", "*", as_dict=True))
		versions = frappe.as_json(frappe.get_all("Version", {"docname": "part-hotline"}, ["data"]))
		self.assertNotIn(secret, stored + versions)

	def test_a_new_key_ends_the_one_before(self) -> None:
		old = self.key("part-hotline")
		new = self.key("part-hotline")
		self.assertEqual(self.code_of(sources.authenticate, old, self.address()), "unauthorised")
		self.assertEqual(sources.authenticate(new, self.address()).name, "part-hotline")

	def test_every_wrong_key_is_answered_alike(self) -> None:
		key = self.key("part-hotline")
		key_id, secret = key.split(".")
		off = self.source("part-off", channel="Letter", active=0)
		wrong = (
			None,
			"",
			"x",
			"." + secret,
			f"{'0' * 12}.{secret}",
			f"{key_id}.{'A' * 43}",
			key + "A",
			key.upper(),
			sources.new_key(off),
			"中文",
		)
		for given in wrong:
			with self.assertRaises(PartnerError) as caught:
				sources.authenticate(given, self.address())
			self.assertEqual(
				(caught.exception.code, caught.exception.sentence),
				("unauthorised", frappe._("The key is missing or wrong.")),
			)

	def test_a_key_is_not_written_by_a_form(self) -> None:
		key = self.key("part-hotline")
		doc = frappe.get_doc(SOURCE, "part-hotline")
		doc.key_id, doc.key_digest = "f" * 12, sources.digest("known")
		doc.save()
		self.assertEqual(sources.authenticate(key, self.address()).name, "part-hotline")

	def test_only_administrators_make_keys(self) -> None:
		with as_user(self.clerk):
			for call in (lambda: endpoints.new_key("part-hotline"), lambda: frappe.get_list(SOURCE)):
				with self.assertRaises(frappe.PermissionError):
					call()
		with as_user(self.admin):
			self.assertIn(".", endpoints.new_key("part-hotline"))

	def test_a_source_comes_from_its_addresses_only(self) -> None:
		key = self.key("part-hotline")
		doc = frappe.get_doc(SOURCE, "part-hotline")
		doc.allowed_addresses = "192.168.7.0/24\n2001:db8::/32\n"
		doc.save()
		for address, right in (("192.168.7.9", True), ("2001:db8::5", True), ("192.168.8.1", False)):
			if right:
				self.assertEqual(sources.authenticate(key, address).name, "part-hotline")
			else:
				self.assertEqual(self.code_of(sources.authenticate, key, address), "address_not_allowed")
		self.assertEqual(self.code_of(sources.authenticate, key, "local"), "address_not_allowed")
		doc.allowed_addresses = "192.168.7.0/99"
		with self.assertRaises(BadInputError):
			doc.save()

	def test_a_source_has_its_own_limit(self) -> None:
		doc = self.source(f"part-{frappe.generate_hash(length=6)}", channel="Letter", limit_per_minute=3)
		key, address = sources.new_key(doc), self.address()
		for _request in range(3):
			sources.authenticate(key, address)
		self.assertEqual(self.code_of(sources.authenticate, key, address), "too_often")
		other = sources.new_key(self.source(f"part-{frappe.generate_hash(length=6)}", channel="Letter"))
		self.assertTrue(sources.authenticate(other, address))

	def test_guessing_is_counted_by_address(self) -> None:
		address = self.address()
		with patch.object(sources, "WRONG_KEYS_PER_HOUR", 2):
			codes = [self.code_of(sources.authenticate, "x", address) for _guess in range(3)]
		self.assertEqual(codes, ["unauthorised", "unauthorised", "too_often"])

	def test_a_source_does_what_it_may(self) -> None:
		sources.require(self.program, "may_submit")
		self.assertEqual(self.code_of(sources.require, self.hotline, "may_submit"), "not_allowed")

	def test_codes_are_plain(self) -> None:
		for code in ("Part", "a b", "x", "-abc", "'; drop"):
			with self.assertRaises((BadInputError, frappe.NameError)):
				self.source(code, channel="Letter")


class TestWhatIsBrought(PartnerCase):
	def test_a_resident_gets_the_receipt_of_a_submission(self) -> None:
		answer, again = self.send(self.program, "submit", self.body(wants_notice=True))
		self.assertFalse(again)
		self.assertEqual(
			sorted(answer), ["answer_by", "rating_code", "received_at", "reference", "tracking_code"]
		)
		holder = receipt_codes.holder_of("tracking", answer["tracking_code"])
		doc = frappe.get_doc(SUBMISSION, holder.submission)
		self.assertEqual(
			(doc.channel, doc.unit, doc.data_source, doc.identity_level, doc.wants_notice),
			("Group Chat", self.county.a1, "part-wechat", "Named", 1),
		)
		self.assertEqual((doc.raiser_name, doc.raiser_phone), ("张*", "138****0001"))
		self.assertEqual(identity.clear_values(SUBMISSION, doc.name)["phone"], PHONE)

	def test_what_an_untrusted_source_pushes_is_decided_on_by_an_officer(self) -> None:
		doc = self.pushed(self.program)
		self.assertEqual((doc.doctype, doc.status), (SUBMISSION, "Received"))
		refused = self.body("GD-2", raised_at="2026-01-01T00:00:00Z")
		self.assertEqual(
			self.code_of(self.send, self.program, "push", refused, "key-000000000000x"), "invalid"
		)

	def test_what_a_trusted_source_pushes_is_a_matter_at_once(self) -> None:
		zone = ZoneInfo(get_system_timezone())
		at = (now_datetime() - timedelta(hours=5)).replace(microsecond=0)
		utc = at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
		doc = self.pushed(self.hotline, raised_at=utc.isoformat().replace("+00:00", "Z"))
		self.assertEqual((doc.doctype, doc.status, doc.regime), (MATTER, "Raised", "Hotline"))
		self.assertEqual(get_datetime(doc.raised_at), at)
		self.assertEqual(
			(doc.channel, doc.unit, doc.source_number, doc.source_key, doc.data_source),
			("12345 Hotline", self.county.a1, "GD-1", "part-hotline:GD-1", "part-hotline"),
		)
		self.assertEqual(doc.subject, "药房排队要一个小时，")
		created = events.of(MATTER, doc.name)[0]
		self.assertEqual((created.event, get_datetime(created.occurred_at)), ("created", at))

	def test_a_time_is_neither_ahead_nor_long_ago(self) -> None:
		zone = ZoneInfo(get_system_timezone())
		for days in (1, -31):
			at = (now_datetime() + timedelta(days=days)).replace(tzinfo=zone).isoformat(timespec="seconds")
			body = self.body(raised_at=at)
			self.assertEqual(self.code_of(self.send, self.hotline, "push", body), "invalid")

	def test_an_accusation_goes_the_way_of_accusations(self) -> None:
		doc = self.pushed(self.hotline, accused="王五主任")
		self.assertEqual((doc.is_accusation, doc.unit), (1, None))
		with as_user(self.clerk):
			self.assertFalse(frappe.has_permission(MATTER, "read", doc=doc.name))
			self.assertEqual(frappe.get_list(MATTER, {"name": doc.name}), [])

	def test_who_gives_nothing_of_himself_stays_anonymous(self) -> None:
		body = {"reference": "GD-1", "content": CONTENT}
		self.send(self.hotline, "push", body)
		doc = frappe.get_doc(MATTER, {"source_key": "part-hotline:GD-1"})
		self.assertEqual(doc.identity_level, "Anonymous")

	def test_markup_is_made_harmless_and_bad_values_are_named(self) -> None:
		doc = self.pushed(self.hotline, subject="<script>alert(1)</script>")
		self.assertEqual(doc.subject, "＜script＞alert(1)＜/script＞")
		for field, value in (("raiser_phone", "no"), ("raiser_email", "no"), ("unit", "NO-SUCH")):
			with self.assertRaises(PublicInputError) as caught:
				self.send(self.hotline, "push", self.body("GD-9", **{field: value}), "key-00000000000009")
			self.assertEqual(caught.exception.field, field)

	def test_files_are_checked_by_their_content(self) -> None:
		wrong = self.body(files=[{"content": "!!!!"}])
		self.assertEqual(self.code_of(self.send, self.hotline, "push", wrong), "invalid")
		page = base64.b64encode(b"<html><script>1</script></html>").decode()
		with self.assertRaises(PublicInputError) as caught:
			self.send(self.hotline, "push", self.body(files=[{"content": page}]), "key-00000000000002")
		self.assertEqual(caught.exception.field, "files")
		from io import BytesIO

		from PIL import Image

		picture = BytesIO()
		Image.new("RGB", (8, 8), "red").save(picture, "PNG")
		sent = base64.b64encode(picture.getvalue()).decode()
		doc = self.pushed(self.hotline, "GD-3", files=[{"content": sent}])
		(file,) = frappe.get_all(
			"File", {"attached_to_doctype": MATTER, "attached_to_name": doc.name}, ["is_private", "file_name"]
		)
		self.assertEqual((file.is_private, file.file_name[-4:]), (1, ".jpg"))


class TestOnce(PartnerCase):
	def test_the_same_request_gets_the_same_answer(self) -> None:
		first, again = self.send(self.program, "submit", self.body())
		repeated = self.send(self.program, "submit", self.body())
		self.assertEqual((again, repeated), (False, (first, True)))
		self.assertEqual(len(frappe.get_all(SUBMISSION, {"data_source": "part-wechat"})), 1)

	def test_an_officers_edit_does_not_change_the_answer(self) -> None:
		first, _again = self.send(self.program, "submit", self.body())
		name = frappe.get_all(SUBMISSION, {"data_source": "part-wechat"}, pluck="name")[0]
		frappe.db.set_value(SUBMISSION, name, "answer_due_at", "2030-01-01 12:00:00")
		self.assertEqual(self.send(self.program, "submit", self.body())[0], first)

	def test_the_codes_of_a_receipt_are_kept_nowhere(self) -> None:
		answer, _again = self.send(self.program, "submit", self.body())
		kept = frappe.as_json(frappe.get_all(MESSAGE, fields=["*"]))
		for code in (answer["tracking_code"], answer["rating_code"], PHONE, "张三"):
			self.assertNotIn(code, kept)

	def test_the_same_key_with_another_body_is_refused(self) -> None:
		self.send(self.program, "submit", self.body())
		for kind, body in (("submit", self.body(content="别的事")), ("push", self.body())):
			self.assertEqual(self.code_of(self.send, self.program, kind, body), "key_reused")

	def test_a_reference_is_taken_once(self) -> None:
		self.send(self.program, "submit", self.body())
		code = self.code_of(self.send, self.program, "submit", self.body(), "key-0000000000002")
		self.assertEqual(code, "reference_taken")

	def test_two_sources_may_use_the_same_key_and_reference(self) -> None:
		self.send(self.program, "push", self.body())
		self.send(self.hotline, "push", self.body())
		self.assertEqual(len(frappe.get_all(MESSAGE, {"reference": "GD-1"})), 2)

	def test_what_was_refused_may_be_sent_again(self) -> None:
		self.assertEqual(
			self.code_of(self.send, self.program, "push", self.body(raised_at="2026-01-01T00:00:00Z")),
			"invalid",
		)
		answer, again = self.send(self.program, "push", self.body())
		self.assertEqual((answer["state"], again), ("received", False))


class TestWhatASourceSees(PartnerCase):
	def test_a_source_sees_what_it_brought_and_nothing_else(self) -> None:
		self.pushed(self.hotline)
		self.assertEqual(source_view.status(self.hotline, "GD-1")["state"], "received")
		for view in (source_view.status, source_view.result):
			self.assertEqual(self.code_of(view, self.program, "GD-1"), "not_found")
			self.assertEqual(self.code_of(view, self.hotline, "GD-2"), "not_found")
		matter = factories.matter(unit=self.county.a1, source_number="GD-7", channel="12345 Hotline")
		self.assertTrue(matter.name)
		self.assertEqual(self.code_of(source_view.status, self.hotline, "GD-7"), "not_found")

	def test_the_result_of_a_matter(self) -> None:
		doc = self.replied(self.pushed(self.hotline))
		found = source_view.result(self.hotline, "GD-1")
		self.assertEqual(
			{key: found[key] for key in ("state", "number", "unit", "reply", "satisfaction", "outcome")},
			{
				"state": "replied",
				"number": doc.number,
				"unit": "Unit PART-A1",
				"reply": "已加开窗口。",
				"satisfaction": "",
				"outcome": "",
			},
		)
		at = datetime.fromisoformat(found["replied_at"])
		self.assertEqual(at.replace(tzinfo=None), get_datetime(doc.resolved_at).replace(microsecond=0))
		self.assertIsNotNone(at.utcoffset())

	def test_a_resident_rates_by_the_code_of_his_receipt(self) -> None:
		doc = self.replied(self.pushed(self.hotline))
		code = receipt_codes.public_codes(doc)["rating"]
		body = {"rating_code": code, "level": "satisfied", "outcome": "solved"}
		self.assertEqual(
			self.code_of(self.send, self.program, "rate", body, "key-00000000000a1"), "not_found"
		)
		answer, _again = self.send(self.hotline, "rate", body, "key-00000000000a2")
		self.assertEqual(answer, {"reference": "GD-1", "state": "evaluated"})
		self.assertEqual(self.send(self.hotline, "rate", body, "key-00000000000a2"), (answer, True))
		code = self.code_of(self.send, self.hotline, "rate", body, "key-00000000000a3")
		self.assertEqual(code, "not_possible")
		found = source_view.result(self.hotline, "GD-1")
		self.assertEqual((found["satisfaction"], found["outcome"]), ("satisfied", "solved"))
		self.assertEqual(len(frappe.get_all("Public Evaluation", {"reference_name": doc.name})), 1)

	def test_a_wrong_code_and_that_of_another_source_are_answered_alike(self) -> None:
		doc = self.replied(self.pushed(self.hotline))
		foreign = receipt_codes.public_codes(doc)["rating"]
		for code in ("2222-2222-2222-2222", foreign, "x"):
			body = {"rating_code": code, "level": "satisfied"}
			self.assertEqual(self.code_of(source_intake.rate, self.program, body), "not_found")

	def test_rows_about_a_matter_are_seen_with_it(self) -> None:
		doc = self.pushed(self.hotline, accused="王五主任")
		name = frappe.get_value(MESSAGE, {"reference_name": doc.name})
		with as_user(self.admin):
			self.assertEqual(frappe.get_list(MESSAGE, {"name": name}), [])
			self.assertFalse(frappe.has_permission(MESSAGE, "write", doc=name))
		plain = self.pushed(self.hotline, "GD-2")
		name = frappe.get_value(MESSAGE, {"reference_name": plain.name})
		with as_user(self.admin):
			self.assertEqual(frappe.get_list(MESSAGE, {"name": name}, pluck="name"), [name])
			self.assertFalse(frappe.has_permission(MESSAGE, "write", doc=name))
		with as_user(self.clerk):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_list(MESSAGE)


class TestWhatChanges(PartnerCase):
	def test_each_step_of_a_matter_is_told_to_its_source_alone(self) -> None:
		self.replied(self.pushed(self.hotline))
		self.pushed(self.program)
		states = ["accepted", "accepted", "in_progress", "replied"]
		self.assertEqual(self.told(self.hotline), [("GD-1", state) for state in states])
		self.assertEqual(self.told(self.program), [])

	def test_a_submission_goes_on_as_its_matter(self) -> None:
		sent = self.pushed(self.program)
		sent.category = self.category
		flow.transition(sent, "Accepted")
		matter = frappe.get_doc(MATTER, sent.matter)
		self.assertEqual(matter.data_source, "part-wechat")
		self.assertEqual(self.told(self.program), [("GD-1", "accepted")])
		self.assertEqual(source_view.result(self.program, "GD-1")["number"], matter.number)

	def test_a_declined_submission_is_told(self) -> None:
		sent = self.pushed(self.program)
		sent.declined_reason, sent.declined_note = "Already Settled", "已于上月答复。"
		flow.transition(sent, "Declined")
		self.assertEqual(self.told(self.program), [("GD-1", "not_accepted")])
		found = source_view.result(self.program, "GD-1")
		self.assertEqual((found["state"], found["number"]), ("not_accepted", ""))
		self.assertIn("已于上月答复。", found["reply"])

	def test_a_merged_matter_is_followed_to_the_end_and_back(self) -> None:
		first, second = self.pushed(self.hotline), self.pushed(self.hotline, "GD-2")
		survivor = factories.matter(unit=self.county.a1)
		merging.merge(first, second)
		merging.merge(frappe.get_doc(MATTER, second.name), survivor)
		self.replied(survivor)
		self.assertEqual(self.told(self.hotline).count(("GD-1", "replied")), 1)
		self.assertEqual(self.told(self.hotline).count(("GD-2", "replied")), 1)
		self.assertEqual(source_view.result(self.hotline, "GD-1")["reply"], "已加开窗口。")

	def test_after_an_undone_merger_a_number_leads_to_its_own_matter(self) -> None:
		first, survivor = self.pushed(self.hotline), factories.matter(unit=self.county.a1)
		merging.merge(first, survivor)
		merging.undo_merge(frappe.get_doc(MATTER, first.name))
		self.replied(survivor)
		self.assertNotIn(("GD-1", "replied"), self.told(self.hotline))
		self.assertEqual(source_view.status(self.hotline, "GD-1")["state"], "received")

	def test_a_signed_rating_is_told_and_an_unsigned_one_tells_no_hour(self) -> None:
		for reference, level in (("GD-1", "Named"), ("GD-2", "Anonymous")):
			who = {} if level == "Named" else {"raiser_name": None, "raiser_phone": None}
			matter = self.pushed(self.hotline, reference)
			if level == "Anonymous":
				frappe.db.set_value(MATTER, matter.name, {"identity_level": level, **who})
				matter.reload()
			self.replied(matter)
			factories.evaluation(
				reference_doctype=MATTER,
				reference_name=matter.name,
				signed=int(level == "Named"),
				rater_name="张三" if level == "Named" else None,
			)
		evaluated = [reference for reference, state in self.told(self.hotline) if state == "evaluated"]
		self.assertEqual(evaluated, ["GD-1"])
		self.assertEqual(source_view.status(self.hotline, "GD-2")["state"], "evaluated")

	def test_changes_are_asked_for_by_the_last_one_known(self) -> None:
		self.replied(self.pushed(self.hotline))
		self.assertEqual(source_view.changes(self.hotline)["changes"], [])
		frappe.db.set_value(
			CHANGE, {"source": "part-hotline"}, "creation", now_datetime() - timedelta(minutes=1)
		)
		found = source_view.changes(self.hotline)["changes"]
		self.assertEqual([row["state"] for row in found], ["accepted", "accepted", "in_progress", "replied"])
		later = source_view.changes(self.hotline, found[1]["id"])["changes"]
		self.assertEqual(later, found[2:])
		self.assertEqual(source_view.changes(self.program)["changes"], [])


class TestCallbacks(PartnerCase):
	def setUp(self) -> None:
		super().setUp()
		self.calls: list[dict[str, Any]] = []
		for target, name, stand_in in (
			(requests, "request", self.called),
			(frappe.db, "commit", lambda *_args, **_kwargs: None),
		):
			patcher = patch.object(target, name, stand_in)
			patcher.start()
			self.addCleanup(patcher.stop)
		self.addCleanup(frappe.cache.delete_value, "webhooks")

	def called(self, **kwargs: Any) -> requests.Response:
		self.calls.append(kwargs)
		response = requests.Response()
		response.status_code = 200
		return response

	def flush(self) -> None:
		from frappe.integrations.doctype import webhook

		flag, frappe.flags.in_test = frappe.flags.in_test, True
		try:
			webhook.flush_webhook_execution_queue()
		finally:
			frappe.flags.in_test = flag

	def test_a_callback_is_signed_and_says_nothing_of_people(self) -> None:
		with as_user(self.admin):
			made = endpoints.set_up_callback("part-hotline", "https://hotline.example.org/back")
		doc = self.pushed(self.hotline)
		self.flush()
		self.calls.clear()
		self.replied(doc)
		self.flush()
		call = self.calls[-1]
		body = json.loads(call["data"])
		self.assertEqual(sorted(body), ["id", "occurred_at", "reference", "state"])
		self.assertEqual((body["reference"], body["state"]), ("GD-1", "replied"))
		expected = hmac.new(made["secret"].encode(), call["data"].encode(), hashlib.sha256).digest()
		self.assertEqual(call["headers"]["X-Frappe-Webhook-Signature"], base64.b64encode(expected))
		log = frappe.as_json(frappe.get_all("Webhook Request Log", {"webhook": made["webhook"]}, ["*"]))
		for secret in (PHONE, "张三", "药房", made["secret"]):
			self.assertNotIn(secret, log)

	def test_another_source_is_not_told(self) -> None:
		endpoints.set_up_callback("part-wechat", "https://wechat.example.org/back")
		self.replied(self.pushed(self.hotline))
		self.flush()
		self.assertEqual(self.calls, [])

	def test_setting_it_up_again_changes_address_and_secret(self) -> None:
		first = endpoints.set_up_callback("part-hotline", "https://a.example.org/")
		second = endpoints.set_up_callback("part-hotline", "https://b.example.org/")
		self.assertEqual(first["webhook"], second["webhook"])
		self.assertNotEqual(first["secret"], second["secret"])

	def test_without_signature_or_tls_there_is_no_callback(self) -> None:
		for address in ("http://hotline.example.org/", "https://", "ftp://x", ""):
			with self.assertRaises(BadInputError):
				endpoints.set_up_callback("part-hotline", address)
		example = frappe.get_doc("Webhook", "健康说事 · 数据来源回调示例")
		self.assertEqual((example.enabled, example.webhook_doctype), (0, CHANGE))
		example.enabled = 1
		with self.assertRaises(MoveNotAllowedError):
			example.save()

	def test_only_administrators_set_it_up(self) -> None:
		with as_user(self.clerk), self.assertRaises(frappe.PermissionError):
			endpoints.set_up_callback("part-hotline", "https://hotline.example.org/")

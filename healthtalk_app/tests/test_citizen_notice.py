"""Notices to citizens: who is told of what, once, by a text that says no more than it may."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe
import requests
from frappe.utils import add_to_date, get_datetime, now_datetime

from healthtalk_app.api import citizen_notice as endpoints
from healthtalk_app.exceptions import BadInputError, EvidenceMissingError, MoveNotAllowedError
from healthtalk_app.services.clockwork import more_time
from healthtalk_app.services.matters import matter
from healthtalk_app.services.notifying import citizen_notice, citizen_texts, notice_delivery, notices
from healthtalk_app.services.records import events, rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, forget

NOTICE = "Citizen Notice"
PHONE, MAIL = "13800000001", "zhang.san@example.com"
SETTINGS = {
	"citizen_notices": 1,
	"rate_request_days": 3,
	"notices_per_number": 6,
	"sms_first_hour": 0,
	"sms_last_hour": 0,
	"service_phone": "0574-00000000",
	"rule_level": "National",
}
GATEWAY = {
	"sms_gateway_url": "https://sms.example.com/send",
	"message_parameter": "text",
	"receiver_parameter": "to",
	"use_post": 1,
}


class Gateway:
	"""A gateway of SMS that notes what it was sent and answers as it is told."""

	def __init__(self) -> None:
		self.sent: list[dict[str, Any]] = []
		self.answer: int | Exception = 200

	def post(self, url: str, **kwargs: Any) -> requests.Response:
		# the platform goes on writing into what it sends
		self.sent.append(dict(kwargs["data"]))
		if isinstance(self.answer, Exception):
			raise self.answer
		response = requests.Response()
		response.status_code, response.url = self.answer, f"{url}?to={PHONE}"
		return response


class CitizenNoticeCase(HealthTalkTestCase):
	"""A county whose notices go to a gateway of the test; jobs do not commit."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("CTZN")
		cls.category = factories.category(category_code="CTZN-CAT", asks_for_solution=1).name
		for field, value in SETTINGS.items():
			frappe.db.set_single_value("Healthtalk Settings", field, value)
		for field, value in GATEWAY.items():
			frappe.db.set_single_value("SMS Settings", field, value)
		frappe.db.set_value("Citizen Notice Text", {"name": ("is", "set")}, "enabled", 1)
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.stranger = factories.user("Unit Officer", cls.county.b1)

	def setUp(self) -> None:
		super().setUp()
		forget()
		self.gateway = Gateway()
		for target, name, stand_in in (
			(frappe.db, "commit", lambda *_args, **_kwargs: None),
			(frappe.db, "rollback", self._rollback(frappe.db.rollback)),
			(requests, "post", self.gateway.post),
		):
			patcher = patch.object(target, name, stand_in)
			patcher.start()
			self.addCleanup(patcher.stop)

	@staticmethod
	def _rollback(real: Any) -> Any:
		def back(*, save_point: str | None = None) -> None:
			if save_point:
				real(save_point=save_point)

		return back

	def matter(self, **given: Any) -> Any:
		values = {
			"unit": self.county.a1,
			"category": self.category,
			"raiser_name": "张三",
			"raiser_phone": PHONE,
			"raiser_email": MAIL,
			"wants_notice": 1,
		}
		return factories.matter(**{**values, **given})

	def at(self, status: str, **given: Any) -> Any:
		"""A matter that has come as far as `status`."""
		doc = self.matter(**given)
		doc.plan, doc.reply = "开两个窗口", "已开两个窗口"
		for step in ("Accepted", "Planned", "In Progress", "Replied"):
			doc.reply = "已开两个窗口" if step == "Replied" else None
			flow.transition(doc, step)
			if step == status:
				break
		return doc

	def noted(self, doc: Any, channel: str = "SMS") -> list[str]:
		filters = {"reference_name": doc.name, "channel": channel}
		return frappe.get_all(NOTICE, filters, pluck="occasion", order_by="creation, name")

	def notice(self, doc: Any, occasion: str, channel: str = "SMS") -> str:
		filters = {"reference_name": doc.name, "channel": channel, "occasion": occasion}
		return frappe.get_all(NOTICE, filters, pluck="name")[0]

	def state(self, name: str) -> Any:
		return frappe.get_doc(NOTICE, name)

	def logged(self, doc: Any, event: str) -> list[dict[str, Any]]:
		return [row.details for row in events.of(doc.doctype, doc.name) if row.event == event]


class TestWhoIsTold(CitizenNoticeCase):
	def test_each_step_is_told_once_by_each_way(self) -> None:
		doc = self.at("In Progress")
		more_time.request_extension(doc, "Resolution", 5, "需要外购零件")
		doc.reload()
		with as_user(factories.user("Unit Leader", self.county.a1)):
			row = doc.extensions[0].name
			more_time.decide_extension(frappe.get_doc("Talk Matter", doc.name), row, True)
		doc.reload()
		doc.reply = "已开两个窗口"
		flow.transition(doc, "Replied")
		expected = ["Acceptance", "Extension", "Receipt", "Reply"]
		self.assertEqual(sorted(self.noted(doc)), expected)
		self.assertEqual(sorted(self.noted(doc, "E-mail")), expected)
		row = self.state(self.notice(doc, "Receipt"))
		self.assertEqual((row.status, row.recipient, row.attempts), ("Waiting", "138****0001", 0))
		self.assertEqual(self.state(self.notice(doc, "Receipt", "E-mail")).recipient, "z***@***.com")

	def test_a_refusal_is_told(self) -> None:
		doc = self.matter()
		doc.not_accepted_reason, doc.not_accepted_note = "Already Settled", "已于上月答复"
		doc.notice_given_at = now_datetime()
		flow.transition(doc, "Not Accepted")
		self.assertEqual(sorted(self.noted(doc)), ["Receipt", "Refusal"])
		notice_delivery.deliver(self.notice(doc, "Refusal"))
		self.assertIn("不予受理，原因：", self.gateway.sent[0]["text"])

	def test_what_is_settled_before_his_eyes_is_not_told(self) -> None:
		doc = self.matter()
		matter.settle_on_the_spot(doc, "现场解释清楚")
		self.assertEqual(self.noted(doc), ["Receipt"])

	def test_an_answer_after_reopening_is_told_again(self) -> None:
		doc = self.at("Replied")
		doc.reopen_reason = "还是要等"
		flow.transition(doc, "In Progress")
		doc.reply = "再开一个窗口"
		flow.transition(doc, "Replied")
		self.assertEqual(self.noted(doc).count("Reply"), 2)

	def test_nobody_is_told_who_did_not_ask_for_it(self) -> None:
		self.assertEqual(self.noted(self.at("Accepted", wants_notice=0)), [])

	def test_nobody_anonymous_is_told(self) -> None:
		doc = self.at("Accepted", identity_level="Anonymous")
		self.assertEqual(self.noted(doc) + self.noted(doc, "E-mail"), [])
		self.assertEqual((doc.wants_notice, doc.raiser_email), (0, None))

	def test_only_what_was_given_is_used(self) -> None:
		doc = self.matter(raiser_email=None)
		self.assertEqual((self.noted(doc), self.noted(doc, "E-mail")), (["Receipt"], []))

	def test_imports_and_the_demo_tell_nobody(self) -> None:
		with notices.muted():
			doc = self.at("Replied")
			self.assertEqual(citizen_notice.queue(doc, "Reply"), [])
		self.assertEqual(self.noted(doc), [])

	def test_an_administrator_switches_off_one_way_or_all(self) -> None:
		frappe.db.set_value("Citizen Notice Text", "Receipt SMS", "enabled", 0)
		doc = self.matter()
		self.assertEqual((self.noted(doc), self.noted(doc, "E-mail")), ([], ["Receipt"]))
		frappe.db.set_single_value("Healthtalk Settings", "citizen_notices", 0)
		forget()
		doc = self.matter()
		self.assertEqual(self.noted(doc, "E-mail"), [])

	def test_the_same_event_is_noted_once(self) -> None:
		doc = self.matter()
		self.assertEqual(citizen_notice.queue(doc, "Receipt"), [])
		self.assertEqual(self.noted(doc), ["Receipt"])


class TestDelivery(CitizenNoticeCase):
	def test_what_is_sent_and_what_is_kept(self) -> None:
		doc = self.at("Replied", subject="药房排队时间太长需要增加窗口")
		name = self.notice(doc, "Reply")
		self.assertEqual(notice_delivery.deliver(name), "Sent")
		page = citizen_texts.facts(doc)["page"]
		self.assertEqual(
			self.gateway.sent,
			[
				{
					"to": PHONE,
					"text": f"您反映的“药房排队时间太长需要增加…”（编号{doc.number}）已由Unit CTZN-A1答复，"
					f"凭回执可查看：{page}。监督电话0574-00000000。",
				}
			],
		)
		row = self.state(name)
		self.assertEqual((row.status, row.attempts, row.reason), ("Sent", 1, None))
		self.assertEqual(
			self.logged(doc, "citizen.told"), [{"occasion": "Reply", "channel": "SMS", "notice": name}]
		)
		found = [row for row in rebuild.check("Talk Matter") if row.name == doc.name]
		self.assertEqual(found, [])

	def test_the_log_of_the_platform_keeps_neither_number_nor_text(self) -> None:
		doc = self.matter()
		notice_delivery.deliver(self.notice(doc, "Receipt"))
		log = frappe.get_last_doc("SMS Log")
		self.assertEqual((log.message, log.no_of_sent_sms), (None, 1))
		self.assertEqual((log.requested_numbers, log.sent_to), ("138****0001", "138****0001"))
		self.assertNotIn(PHONE, frappe.as_json(self.state(self.notice(doc, "Receipt"))))

	def test_other_messages_of_the_platform_are_logged_as_ever(self) -> None:
		from frappe.core.doctype.sms_settings.sms_settings import send_sms

		send_sms([PHONE], "会议改期", success_msg=False)
		log = frappe.get_last_doc("SMS Log")
		self.assertEqual((log.message, log.sent_to), ("会议改期", PHONE))

	def test_nothing_is_sent_twice(self) -> None:
		name = self.notice(self.matter(), "Receipt")
		self.assertEqual(notice_delivery.deliver(name), "Sent")
		self.assertIsNone(notice_delivery.deliver(name))
		self.assertEqual(len(self.gateway.sent), 1)

	def test_a_confidential_matter_is_spoken_of_without_its_content(self) -> None:
		doc = self.at("Replied", identity_level="Confidential", subject="科主任收红包")
		name = self.notice(doc, "Reply")
		self.assertEqual(self.state(name).recipient, "（保密）")
		notice_delivery.deliver(name)
		(sent,) = self.gateway.sent
		self.assertEqual(sent["to"], PHONE)
		for secret in ("红包", doc.number, "CTZN-A1", "张三"):
			self.assertNotIn(secret, sent["text"])

	def test_a_clear_refusal_is_tried_again_a_few_times(self) -> None:
		doc = self.matter()
		name = self.notice(doc, "Receipt")
		self.gateway.answer = 500
		pauses = []
		for attempt in range(1, 5):
			frappe.db.set_value(NOTICE, name, "not_before", now_datetime() - timedelta(seconds=1))
			notice_delivery.deliver(name)
			row = self.state(name)
			self.assertEqual(row.attempts, attempt)
			pauses.append(round((get_datetime(row.not_before) - now_datetime()).total_seconds() / 60))
		self.assertEqual(pauses[:3], [10, 30, 90])
		self.assertEqual((row.status, row.reason, row.answer_code), ("Failed", "Refused by the Gateway", 500))
		self.assertEqual(len(self.gateway.sent), 4)
		(said,) = self.logged(doc, "citizen.not_told")
		self.assertEqual(said["reason"], "Refused by the Gateway")

	def test_what_the_gateway_answers_is_nowhere_logged_with_the_number(self) -> None:
		before = set(frappe.get_all("Error Log", pluck="name"))
		name = self.notice(self.matter(), "Receipt")
		self.gateway.answer = 500
		notice_delivery.deliver(name)
		self.gateway.answer = ValueError(f"https://sms.example.com/send?to={PHONE}")
		frappe.db.set_value(NOTICE, name, "not_before", now_datetime() - timedelta(seconds=1))
		notice_delivery.deliver(name)
		self.assertEqual(set(frappe.get_all("Error Log", pluck="name")), before)

	def test_what_may_have_arrived_is_not_sent_again(self) -> None:
		for error in (requests.ReadTimeout(), requests.ConnectionError("reset by peer")):
			name = self.notice(self.matter(), "Receipt")
			self.gateway.answer = error
			self.assertEqual(notice_delivery.deliver(name), "Failed")
			self.assertEqual(self.state(name).reason, "Not Known Whether It Arrived")
			self.assertIsNone(notice_delivery.deliver(name))

	def test_what_a_dead_worker_left_is_given_up(self) -> None:
		doc = self.matter()
		name = self.notice(doc, "Receipt")
		marks = {"status": "Sending", "attempts": 1, "tried_at": now_datetime() - timedelta(minutes=14)}
		frappe.db.set_value(NOTICE, name, marks)
		notice_delivery.give_up_lost()
		self.assertEqual(self.state(name).status, "Sending")
		frappe.db.set_value(NOTICE, name, "tried_at", now_datetime() - timedelta(minutes=16))
		notice_delivery.give_up_lost()
		row = self.state(name)
		self.assertEqual((row.status, row.reason), ("Failed", "Not Known Whether It Arrived"))
		self.assertEqual(self.gateway.sent, [])

	def test_without_a_gateway_the_officer_reads_why(self) -> None:
		frappe.db.set_single_value("SMS Settings", "sms_gateway_url", "")
		doc = self.matter()
		name = self.notice(doc, "Receipt")
		for _attempt in range(4):
			frappe.db.set_value(NOTICE, name, "not_before", now_datetime() - timedelta(seconds=1))
			notice_delivery.deliver(name)
		self.assertEqual((self.state(name).status, self.state(name).reason), ("Failed", "No Gateway"))
		self.assertEqual(len(self.logged(doc, "citizen.not_told")), 1)

	def test_telephones_stay_silent_at_night(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "sms_first_hour", 8)
		frappe.db.set_single_value("Healthtalk Settings", "sms_last_hour", 21)
		forget()
		name = self.notice(self.matter(), "Receipt")
		tonight = (now_datetime() + timedelta(days=1)).replace(hour=21, minute=5)
		with patch.object(notice_delivery, "now_datetime", lambda: tonight):
			self.assertEqual(notice_delivery.deliver(name), "Waiting")
		morning = add_to_date(tonight, days=1).replace(hour=8, minute=0, second=0, microsecond=0)
		self.assertEqual(get_datetime(self.state(name).not_before), morning)
		self.assertEqual(self.gateway.sent, [])
		with patch.object(notice_delivery, "now_datetime", lambda: morning):
			self.assertEqual(notice_delivery.deliver(name), "Sent")

	def test_one_number_rings_only_so_often_a_day(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "notices_per_number", 2)
		forget()
		results = [notice_delivery.deliver(self.notice(self.matter(), "Receipt")) for _matter in range(3)]
		self.assertEqual(results, ["Sent", "Sent", "Not Sent"])
		other = self.notice(self.matter(raiser_phone="13900000002"), "Receipt")
		self.assertEqual(notice_delivery.deliver(other), "Sent")

	def test_a_number_that_no_telephone_has_is_not_called(self) -> None:
		doc = self.matter(raiser_phone="0574-87654321")
		name = self.notice(doc, "Receipt")
		self.assertEqual(notice_delivery.deliver(name), "Not Sent")
		self.assertEqual(self.state(name).reason, "No Mobile Number")
		self.assertEqual(self.gateway.sent, [])

	def test_who_does_not_want_it_any_more_is_left_alone(self) -> None:
		doc = self.matter()
		doc.wants_notice = 0
		doc.save()
		self.assertEqual(notice_delivery.deliver(self.notice(doc, "Receipt")), "Not Sent")
		self.assertEqual(self.gateway.sent, [])

	def test_the_sweep_sends_what_no_worker_took(self) -> None:
		doc = self.matter(raiser_email=None)
		notice_delivery.sweep()
		self.assertEqual(self.state(self.notice(doc, "Receipt")).status, "Sent")


class TestMail(CitizenNoticeCase):
	def setUp(self) -> None:
		super().setUp()
		account = frappe.get_doc(
			doctype="Email Account",
			email_account_name="Citizen Notice Test",
			email_id="office@example.org",
			enable_outgoing=1,
			default_outgoing=1,
			smtp_server="localhost",
			awaiting_password=1,
		)
		account.db_insert()
		self.doc = self.at("Accepted", subject="<b>药房</b>")
		self.name = self.notice(self.doc, "Acceptance", "E-mail")

	def test_a_mail_lies_in_the_queue_without_a_link_that_bears_the_address(self) -> None:
		self.assertEqual(notice_delivery.deliver(self.name), "Handed Over")
		mail = frappe.get_doc("Email Queue", self.state(self.name).mail)
		self.assertEqual([row.recipient for row in mail.recipients], [MAIL])
		self.assertEqual((mail.reference_doctype, mail.communication), (NOTICE, None))
		self.assertFalse(mail.add_unsubscribe_link)
		self.assertEqual(frappe.get_all("Communication", {"reference_name": self.name}), [])
		self.assertNotIn("<b>药房</b>", mail.message)

	def test_a_mail_that_left_is_forgotten(self) -> None:
		notice_delivery.deliver(self.name)
		mail = self.state(self.name).mail
		frappe.db.set_value("Email Queue", mail, "status", "Sent")
		notice_delivery.settle_mails()
		self.assertEqual((self.state(self.name).status, self.state(self.name).mail), ("Sent", None))
		self.assertFalse(frappe.db.exists("Email Queue", mail))
		self.assertEqual(frappe.get_all("Email Queue Recipient", {"parent": mail}), [])
		told = {"occasion": "Acceptance", "channel": "E-mail", "notice": self.name}
		self.assertEqual(self.logged(self.doc, "citizen.told"), [told])

	def test_a_mail_that_could_not_leave_is_shown(self) -> None:
		notice_delivery.deliver(self.name)
		mail = self.state(self.name).mail
		notice_delivery.settle_mails()
		self.assertEqual(self.state(self.name).status, "Handed Over")
		frappe.db.set_value("Email Queue", mail, "status", "Error")
		notice_delivery.settle_mails()
		row = self.state(self.name)
		self.assertEqual((row.status, row.reason), ("Failed", "Mail Not Delivered"))
		self.assertFalse(frappe.db.exists("Email Queue", mail))
		self.assertEqual(len(self.logged(self.doc, "citizen.not_told")), 1)


class TestRequestToRate(CitizenNoticeCase):
	def setUp(self) -> None:
		super().setUp()
		# each request is committed by itself; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))

	def asked(self, doc: Any) -> int:
		return self.noted(doc).count("Request to Rate")

	def test_who_has_not_rated_is_asked_once_after_three_days(self) -> None:
		doc = self.at("Replied")
		citizen_notice.ask_to_rate()
		self.assertEqual(self.asked(doc), 0)
		frappe.db.set_value("Talk Matter", doc.name, "resolved_at", now_datetime() - timedelta(days=3))
		citizen_notice.ask_to_rate()
		citizen_notice.ask_to_rate()
		self.assertEqual(self.asked(doc), 1)

	def test_who_has_rated_in_the_meantime_is_not_asked(self) -> None:
		doc = self.at("Replied")
		frappe.db.set_value("Talk Matter", doc.name, "resolved_at", now_datetime() - timedelta(days=3))
		citizen_notice.ask_to_rate()
		factories.evaluation(reference_doctype="Talk Matter", reference_name=doc.name, rater_name="张三")
		name = self.notice(doc, "Request to Rate")
		self.assertEqual(notice_delivery.deliver(name), "Not Sent")
		self.assertEqual(self.state(name).reason, "No Longer Due")

	def test_nought_days_ask_nobody(self) -> None:
		frappe.db.set_single_value("Healthtalk Settings", "rate_request_days", 0)
		forget()
		doc = self.at("Replied")
		frappe.db.set_value("Talk Matter", doc.name, "resolved_at", now_datetime() - timedelta(days=9))
		citizen_notice.ask_to_rate()
		self.assertEqual(self.asked(doc), 0)


class TestRowsAndTexts(CitizenNoticeCase):
	def test_notices_are_seen_with_their_matter(self) -> None:
		name = self.notice(self.matter(), "Receipt")
		for user, seen in ((self.clerk, [name]), (self.stranger, [])):
			with as_user(user):
				self.assertEqual(frappe.get_list(NOTICE, {"name": name}, pluck="name"), seen)
				self.assertEqual(frappe.has_permission(NOTICE, "read", doc=name), bool(seen))
				self.assertFalse(frappe.has_permission(NOTICE, "write", doc=name))

	def test_a_failed_notice_is_sent_again_by_who_handles_the_matter(self) -> None:
		name = self.notice(self.matter(), "Receipt")
		with as_user(self.clerk):
			with self.assertRaises(MoveNotAllowedError):
				endpoints.send_again(name)
		frappe.db.set_value(NOTICE, name, {"status": "Failed", "attempts": 4})
		with as_user(self.stranger):
			with self.assertRaises(frappe.PermissionError):
				endpoints.send_again(name)
		with as_user(self.clerk):
			endpoints.send_again(name)
		self.assertEqual(notice_delivery.deliver(name), "Sent")

	def test_the_head_of_a_form_shows_what_failed(self) -> None:
		from healthtalk_app.services.steps import panel

		doc = self.matter(raiser_email=None)
		frappe.db.set_value(NOTICE, self.notice(doc, "Receipt"), {"status": "Failed", "reason": "No Gateway"})
		(shown,) = panel.panel(doc)["notices"]
		self.assertTrue(shown["failed"])

	def test_a_text_holds_only_placeholders_that_are_filled(self) -> None:
		doc = frappe.get_doc("Citizen Notice Text", "Reply SMS")
		for field, text in (
			("text", "{{ frappe.db.sql('select 1') }}"),
			("text", "{raiser_name}"),
			("closed_text", "编号{number}"),
			("closed_text", "{subject_short}"),
		):
			doc.reload()
			doc.set(field, text)
			with self.assertRaises(BadInputError):
				doc.save()
		doc.reload()
		doc.text = "编号{number}已答复。"
		doc.save()

	def test_a_mail_has_a_subject(self) -> None:
		doc = frappe.get_doc("Citizen Notice Text", "Reply E-mail")
		doc.subject = " "
		with self.assertRaises((EvidenceMissingError, frappe.MandatoryError)):
			doc.save()

	def test_the_preview_shows_a_sample_to_administrators_only(self) -> None:
		with as_user(factories.user("Healthtalk Administrator", self.county.bureau)):
			shown = endpoints.preview(text="编号{number}", closed_text="{raised}", subject="x")
		self.assertEqual((shown["text"], shown["closed_text"]), ("编号宁卫说事〔2026〕12号", "11月20日"))
		self.assertEqual(shown["lengths"]["text"], 15)
		with as_user(self.clerk):
			with self.assertRaises(frappe.PermissionError):
				endpoints.preview(text="编号{number}")

	def test_every_occasion_has_its_text_for_both_ways(self) -> None:
		rows = frappe.get_all("Citizen Notice Text", fields=["occasion", "channel"])
		self.assertEqual(len({(row.occasion, row.channel) for row in rows}), 12)

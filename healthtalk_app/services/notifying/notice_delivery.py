"""Sending what waits in *Citizen Notice*: by the platform's SMS Settings and by its queue of mails.

A notice is sent at most once. Before it leaves it is marked and that is committed; where a worker dies or the
line breaks while the gateway has it, nobody knows whether it arrived, and it is not sent again by itself.
Only a clear refusal is followed by another attempt. The clear number is read here, from the vault, and goes
to the gateway and nowhere else: what the platform logs of it is emptied (`empty_sms_log`, `settle_mails`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe
import requests
from frappe.utils import cint, escape_html, get_datetime, now_datetime, validate_email_address

from healthtalk_app.rules import citizen_texts as rules
from healthtalk_app.rules.masking import mask_phone
from healthtalk_app.services.notifying import citizen_notice, citizen_texts, notices
from healthtalk_app.services.records import events, identity

DOCTYPE = citizen_notice.DOCTYPE
ATTEMPTS = 4
FIRST_PAUSE = timedelta(minutes=10)
LOST_AFTER = timedelta(minutes=15)
PIECE = 200
# the step that a notice tells of stands no more
DUE_WHILE = {"Request to Rate": ("Replied",)}
LEFT = ("Sent", "Handed Over")


@dataclass(frozen=True)
class Outcome:
	"""How one attempt ended: the new status, why, and whether another attempt makes sense."""

	status: str
	reason: str | None = None
	again: bool = False
	code: int = 0
	mail: str | None = None


def deliver(notice: str) -> str | None:
	"""Send one waiting notice; returns its new status, None where there was nothing to do. Idempotent."""
	frappe.local.lang = notices.site_language()
	now = now_datetime()
	# locked: of two workers one sends
	row = frappe.db.get_value(DOCTYPE, notice, "*", as_dict=True, for_update=True)
	if not row or row.status != "Waiting" or get_datetime(row.not_before) > now:
		return None
	doc = frappe.get_doc(row.reference_doctype, row.reference_name)
	if row.channel == citizen_texts.SMS and (later := ringing_from(now)) > now:
		frappe.db.set_value(DOCTYPE, notice, "not_before", later)
		frappe.db.commit()
		return "Waiting"
	outcome = refusal(doc, row, now)
	if not outcome:
		row.attempts = cint(row.attempts) + 1
		marks = {"status": "Sending", "attempts": row.attempts, "tried_at": now}
		frappe.db.set_value(DOCTYPE, notice, marks)
		# from here on a dead worker leaves the mark and nothing is sent twice
		frappe.db.commit()
		outcome = send(doc, row)
	note(doc, row, outcome)
	frappe.db.commit()
	return outcome.status


def refusal(doc: Any, row: Any, now: Any) -> Outcome | None:
	"""Why a notice is not sent at all: what held when it was noted need not hold now."""
	if not cint(doc.get("wants_notice")) or doc.get("identity_level") == "Anonymous":
		return Outcome("Not Sent", "No Longer Wanted")
	if doc.status not in DUE_WHILE.get(row.occasion, (doc.status,)):
		return Outcome("Not Sent", "No Longer Due")
	if not citizen_texts.text_for(doc, row.occasion, row.channel):
		return Outcome("Not Sent", "Text Switched Off")
	clear = identity.clear_values(row.reference_doctype, row.reference_name)
	if row.channel == citizen_texts.MAIL:
		good = validate_email_address(clear.get("email") or "")
		return None if good else Outcome("Not Sent", "No E-mail Address")
	if not rules.mobile(clear.get("phone")):
		return Outcome("Not Sent", "No Mobile Number")
	if too_many(clear["phone"], now):
		return Outcome("Not Sent", "Too Many Today")
	return None


def too_many(phone: str, now: Any) -> bool:
	"""Whether this number was told often enough today: nobody has another's telephone ring all day."""
	most = cint(frappe.get_cached_doc("Healthtalk Settings").notices_per_number)
	if not most:
		return False
	# get_all: the question is how often a telephone rang, not who asks
	documents = frappe.get_all(
		"Protected Identity", {"phone_digest": identity.phone_digest(phone)}, pluck="reference_name"
	)
	today = now.replace(hour=0, minute=0, second=0, microsecond=0)
	filters = {
		"reference_name": ("in", documents or [""]),
		"channel": citizen_texts.SMS,
		"status": ("in", LEFT),
		"sent_at": (">=", today),
	}
	return len(frappe.get_all(DOCTYPE, filters, pluck="name", limit=most)) >= most


def send(doc: Any, row: Any) -> Outcome:
	"""One attempt by the way of the notice."""
	clear = identity.clear_values(row.reference_doctype, row.reference_name)
	subject, said = citizen_texts.text_for(doc, row.occasion, row.channel)
	if row.channel == citizen_texts.MAIL:
		return by_mail(row, clear["email"], subject, said)
	return by_sms(rules.mobile(clear["phone"]), said)


# ---- the two ways --------------------------------------------------------------------------------
def by_sms(number: str, said: str) -> Outcome:
	"""By the gateway of the platform's SMS Settings, or, on version 16, of another app's hook."""
	# it lies with another app on each version; needed here alone
	from frappe.core.doctype.sms_settings.sms_settings import send_sms

	if not frappe.get_hooks("send_sms") and not frappe.db.get_single_value("SMS Settings", "sms_gateway_url"):
		return Outcome("Failed", "No Gateway", again=True)
	try:
		with numbers_left_out():
			send_sms([number], said, success_msg=False)
	except requests.HTTPError as error:
		code = error.response.status_code if error.response is not None else 0
		return Outcome("Failed", "Refused by the Gateway", again=True, code=code)
	except (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError):
		return Outcome("Failed", "Gateway Not Reachable", again=True)
	except requests.ConnectionError as error:
		# refused before anything was said, or broken off while the gateway had it
		before = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
		if before:
			return Outcome("Failed", "Gateway Not Reachable", again=True)
		return Outcome("Failed", "Not Known Whether It Arrived")
	except Exception:
		# not logged as it stands: its text contains the address that was called, and the number in it
		return Outcome("Failed", "Not Known Whether It Arrived")
	return Outcome("Sent")


def by_mail(row: Any, address: str, subject: str, said: str) -> Outcome:
	"""Into the platform's queue, which sends it and tries again by itself."""
	try:
		queued = frappe.sendmail(
			recipients=[address],
			subject=subject,
			message=f"<p>{escape_html(said)}</p>",
			reference_doctype=DOCTYPE,
			reference_name=row.name,
			# its link would bear the address
			add_unsubscribe_link=0,
		)
	except frappe.OutgoingEmailError:
		frappe.clear_messages()
		return Outcome("Failed", "No Mail Account", again=True)
	if not queued:
		return Outcome("Not Sent", "No Longer Wanted")
	return Outcome("Handed Over", mail=queued.name)


@contextmanager
def numbers_left_out() -> Iterator[None]:
	"""Sending in which the platform's SMS Log keeps neither number nor text."""
	frappe.flags.healthtalk_sms = True
	try:
		yield
	finally:
		frappe.flags.healthtalk_sms = False


def empty_sms_log(doc: Any, method: str | None = None) -> None:
	"""`before_insert` of SMS Log: of a notice to a citizen only that one was sent is kept."""
	if frappe.flags.healthtalk_sms:
		doc.message = None
		doc.requested_numbers = mask_phone(doc.requested_numbers)
		doc.sent_to = mask_phone(doc.sent_to)


# ---- what is kept --------------------------------------------------------------------------------
def note(doc: Any, row: Any, outcome: Outcome) -> None:
	"""Write how an attempt ended, and the end of it all into the log of the case."""
	values: dict[str, Any] = {"reason": outcome.reason, "answer_code": outcome.code, "mail": outcome.mail}
	values["status"] = outcome.status
	if outcome.again and row.attempts < ATTEMPTS:
		pause = FIRST_PAUSE * 3 ** (row.attempts - 1)
		values.update(status="Waiting", not_before=now_datetime() + pause)
	if outcome.status in LEFT and not row.sent_at:
		values["sent_at"] = now_datetime()
	frappe.db.set_value(DOCTYPE, row.name, values)
	if values["status"] in ("Waiting", "Handed Over"):
		return
	told = outcome.status == "Sent"
	details = {"occasion": row.occasion, "channel": row.channel, "notice": row.name}
	if not told:
		details["reason"] = outcome.reason
	unit = doc.get("lead_unit") or doc.get("unit")
	events.record(doc, "citizen.told" if told else "citizen.not_told", unit=unit, details=details)


def ringing_from(at: Any) -> Any:
	"""The first moment from `at` on at which the settings let a telephone ring."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return rules.allowed_from(at, cint(settings.sms_first_hour), cint(settings.sms_last_hour))


# ---- the sweep -----------------------------------------------------------------------------------
def sweep() -> int:
	"""Send what waits, settle what lies in the queue of mails; returns how many left. Every 5 minutes."""
	give_up_lost()
	settle_mails()
	# get_all: the sweep works for every unit
	waiting = frappe.get_all(
		DOCTYPE,
		filters={"status": "Waiting", "not_before": ("<=", now_datetime())},
		pluck="name",
		order_by="not_before",
		limit=PIECE,
	)
	return sum(attempt(name) in LEFT for name in waiting)


def attempt(name: str) -> str | None:
	"""Deliver one notice; what goes wrong with it stops no other."""
	try:
		return deliver(name)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"{DOCTYPE} {name}")
		frappe.db.commit()
		return None


def give_up_lost() -> None:
	"""What was marked and never settled: its worker died, and nobody knows how far it came."""
	# get_all: as above
	lost = frappe.get_all(
		DOCTYPE, filters={"status": "Sending", "tried_at": ("<", now_datetime() - LOST_AFTER)}, pluck="name"
	)
	for name in lost:
		settle(name, Outcome("Failed", "Not Known Whether It Arrived"))


def settle_mails() -> None:
	"""Take over how the platform's queue ended, and remove the mail with its address and text from there."""
	handed = frappe.get_all(DOCTYPE, filters={"status": "Handed Over"}, fields=["name", "mail"], limit=PIECE)
	for row in handed:
		status = frappe.db.get_value("Email Queue", row.mail, "status")
		if status in ("Error", "Expired"):
			settle(row.name, Outcome("Failed", "Mail Not Delivered"))
		elif status in ("Sent", None):
			settle(row.name, Outcome("Sent"))


def settle(name: str, outcome: Outcome) -> None:
	"""End a notice that is no more under way, and forget its mail."""
	row = frappe.db.get_value(DOCTYPE, name, "*", as_dict=True, for_update=True)
	note(frappe.get_doc(row.reference_doctype, row.reference_name), row, outcome)
	if row.mail:
		forget_mail(row.mail)
	frappe.db.commit()


def forget_mail(mail: str) -> None:
	"""Delete a mail from the platform's queue with its recipients."""
	frappe.db.delete("Email Queue Recipient", {"parent": mail})
	frappe.db.delete("Email Queue", {"name": mail})

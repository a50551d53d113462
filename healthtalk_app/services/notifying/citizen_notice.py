"""Telling who raised a matter what becomes of it: who is told of what, and what waits to be sent.

Only who gave a number or address and agreed is told; nobody anonymous, nobody of an import or the demo. A
notice is a row of *Citizen Notice*, written in the transaction of what it tells of, once for each occasion
and way; `notice_delivery` sends it afterwards. Neither text nor number is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import frappe
from frappe.utils import cint, now_datetime

from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.notifying import citizen_texts, notices

DOCTYPE = "Citizen Notice"
# days for which a request to rate is tried
ASK_FOR = 7
# what happens → on which occasion the citizen is told
STEPS: dict[str, dict[str, str]] = {
	MATTER: {
		"created": "Receipt",
		"Accepted": "Acceptance",
		"Not Accepted": "Refusal",
		"clock.extended": "Extension",
		"Replied": "Reply",
	},
	SUBMISSION: {"created": "Receipt", "Merged": "Acceptance", "Declined": "Refusal"},
}
FIELDS = {citizen_texts.SMS: "raiser_phone", citizen_texts.MAIL: "raiser_email"}


def about(doc: Any, events: Iterable[Any]) -> None:
	"""Tell of the events of one save what the citizen is to know."""
	steps = STEPS.get(doc.doctype)
	if not steps or not wanted(doc):
		return
	for event in events:
		occasion = steps.get(event.to_status if event.event == "status" else event.event)
		if occasion and is_news(doc, event):
			queue(doc, occasion)


def is_news(doc: Any, event: Any) -> bool:
	"""Whether the citizen does not know it already: he stood there, or had his receipt as a submission."""
	if event.event == "created":
		return not doc.flags.on_record
	if event.event == "clock.extended":
		return frappe.parse_json(event.details or "{}").get("step") == "Resolution"
	# settled on the spot: it was accepted and answered before his eyes
	return not (event.to_status == "Accepted" and doc.get("reply")) and not (
		event.to_status == "Replied" and doc.get("on_the_spot")
	)


def wanted(doc: Any) -> bool:
	"""Whether the citizen agreed to be told, and somebody is told at all now."""
	if not cint(doc.get("wants_notice")) or doc.get("identity_level") == "Anonymous" or notices.silent():
		return False
	return bool(cint(frappe.get_cached_doc("Healthtalk Settings").citizen_notices))


def queue(doc: Any, occasion: str) -> list[str]:
	"""Note that the citizen is to be told, by each way that he gave and that is switched on for the occasion.

	Returns the names of the new notices; none of what was noted before, so it may be called again.
	"""
	if not wanted(doc):
		return []
	made = []
	for channel in citizen_texts.switched_on(occasion):
		shown = doc.get(FIELDS[channel])
		key = event_key(doc, occasion, channel)
		if not shown or frappe.db.exists(DOCTYPE, {"event_key": key}):
			continue
		row = frappe.get_doc(
			doctype=DOCTYPE,
			reference_doctype=doc.doctype,
			reference_name=doc.name,
			occasion=occasion,
			channel=channel,
			recipient=shown,
			status="Waiting",
			not_before=now_datetime(),
			event_key=key,
		)
		# the log of notices is the app's own
		row.insert(ignore_permissions=True)
		send_after_commit(row.name)
		made.append(row.name)
	return made


def event_key(doc: Any, occasion: str, channel: str) -> str:
	"""By which one event is told once by one way: a matter is answered again only after it was re-opened."""
	times = cint(doc.get("reopen_count"))
	if occasion == "Extension":
		times = len([row for row in doc.get("extensions") or [] if row.decision == "Approved"])
	return f"{doc.doctype}:{doc.name}:{occasion}:{times}:{channel}"


def send_after_commit(name: str) -> None:
	"""Have a worker send the notice; the sweep does it where no worker takes the job."""
	frappe.enqueue(
		"healthtalk_app.services.notifying.notice_delivery.deliver",
		queue="short",
		enqueue_after_commit=True,
		notice=name,
	)


def send_again(doc: Any) -> None:
	"""Have a failed notice sent once more. The caller has checked the right to write what it tells of."""
	doc.db_set({"status": "Waiting", "reason": None, "attempts": 0, "not_before": now_datetime()})
	send_after_commit(doc.name)


def of(doctype: str, name: str) -> list[frappe._dict]:
	"""The notices of one document, newest first. The caller has checked who asks."""
	# get_all: the notices follow the permission of their document, which the caller checks once
	return frappe.get_all(
		DOCTYPE,
		filters={"reference_doctype": doctype, "reference_name": name},
		fields=["name", "occasion", "channel", "status", "reason", "recipient", "sent_at", "creation"],
		order_by="creation desc",
		limit=20,
	)


def ask_to_rate() -> int:
	"""Ask who was answered some days ago and has not rated; returns how many were to be asked. Daily.

	`rate_request_days` in the settings counts natural days from the reply; 0 asks nobody. Who could not be
	asked within a week is not asked any more.
	"""
	# the sweep's steps tell citizens, too: asked for late, so that neither needs the other first
	from healthtalk_app.services.clockwork import sweep

	days = cint(frappe.get_cached_doc("Healthtalk Settings").rate_request_days)
	if not days:
		return 0
	# get_all: the sweep works for every unit
	names = frappe.get_all(
		MATTER,
		filters={
			"status": "Replied",
			"wants_notice": 1,
			"resolved_at": (
				"between",
				(now_datetime() - timedelta(days=days + ASK_FOR), now_datetime() - timedelta(days=days)),
			),
		},
		pluck="name",
		order_by="resolved_at",
	)
	return sum(sweep.apart(partial(request_rating, name), f"{MATTER} {name}") for name in names)


def request_rating(name: str) -> None:
	"""Note one request to rate."""
	queue(frappe.get_doc(MATTER, name), "Request to Rate")

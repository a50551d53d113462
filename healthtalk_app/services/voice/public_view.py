"""The few fields that the holder of a receipt may see; documents are never handed out (design §9)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime, strip_html

from healthtalk_app.rules.transitions import MATTER, RING_OF_STATUS, RINGS, SUBMISSION, UNANSWERED
from healthtalk_app.services.matters import matter as matters
from healthtalk_app.services.organisation import units
from healthtalk_app.services.voice.receipt_codes import Holder

ANSWERED = ("Replied", "Evaluated", "Closed")
REACHED = {
	"Speak": "raised_at",
	"Listen": "accepted_at",
	"Discuss": "planned_at",
	"Act": "started_at",
	"Evaluate": "evaluated_at",
}
NOTHING: dict[str, Any] = {
	"found": False,
	"subject": "",
	"status": "",
	"rings": [],
	"current": "",
	"answer_by": "",
	"reply": "",
	"can": [],
	"reopen_until": "",
}
NOT_RATEABLE: dict[str, Any] = {
	"found": False,
	"subject": "",
	"reply": "",
	"asks_for_solution": False,
	"can_rate": False,
	"rated": False,
}


def progress(holder: Holder) -> dict[str, Any]:
	"""How far it has come, in the words of the public."""
	if not holder:
		return dict(NOTHING)
	sent = submission_of(holder)
	doc = matter_of(holder)
	if not doc:
		return _waiting(sent)
	own = holder.raised == doc.name
	return {
		**NOTHING,
		"found": True,
		"subject": sent.subject if sent else doc.subject,
		"status": status_word(doc.status),
		"rings": rings(doc, sent.received_at if sent else doc.raised_at),
		"current": doc.ring or RINGS[0],
		"answer_by": day(doc.resolution_due_at) if doc.status in UNANSWERED else "",
		"reply": reply(doc),
		"can": can(doc, own),
		"reopen_until": day(matters.reopen_until(doc)) if own and doc.status in ANSWERED else "",
	}


def _waiting(sent: frappe._dict) -> dict[str, Any]:
	"""A submission on which nobody has decided, or that came to no matter."""
	waits = sent.status == "Received"
	answer = ""
	if sent.status == "Declined":
		reason = _(sent.declined_reason, context=SUBMISSION) if sent.declined_reason else ""
		answer = "\n".join(filter(None, (reason, plain(sent.declined_note))))
	return {
		**NOTHING,
		"found": True,
		"subject": sent.subject,
		"status": status_word(sent.status),
		"rings": [{"ring": RINGS[0], "at": moment(sent.received_at)}],
		"current": RINGS[0],
		"answer_by": day(sent.answer_due_at) if waits else "",
		"reply": answer,
		"can": (["supplement"] if sent.is_accusation else ["supplement", "withdraw"]) if waits else [],
	}


def rating(holder: Holder) -> dict[str, Any]:
	"""What there is to rate."""
	if not holder:
		return dict(NOT_RATEABLE)
	sent, doc = submission_of(holder), matter_of(holder)
	if not doc:
		return {**NOT_RATEABLE, "found": True, "subject": sent.subject}
	return {
		"found": True,
		"subject": sent.subject if sent else doc.subject,
		"reply": reply(doc),
		"asks_for_solution": bool(doc.asks_for_solution),
		"can_rate": doc.status == "Replied",
		"rated": bool(doc.satisfaction),
	}


# ---- parts ---------------------------------------------------------------------------------------
def submission_of(holder: Holder) -> frappe._dict | None:
	"""The columns of the submission that are shown or decide what is."""
	if not holder.submission:
		return None
	columns = (
		"name",
		"subject",
		"status",
		"received_at",
		"answer_due_at",
		"declined_reason",
		"declined_note",
		"matter",
		"identity_level",
		"is_accusation",
	)
	return frappe.db.get_value(SUBMISSION, holder.submission, columns, as_dict=True)


def matter_of(holder: Holder) -> frappe._dict | None:
	"""The same of the matter."""
	if not holder.matter:
		return None
	columns = (
		"name",
		"subject",
		"status",
		"ring",
		"raised_at",
		"accepted_at",
		"planned_at",
		"started_at",
		"evaluated_at",
		"resolved_at",
		"closed_at",
		"resolution_due_at",
		"reply",
		"not_accepted_reason",
		"not_accepted_note",
		"asks_for_solution",
		"satisfaction",
		"identity_level",
		"is_accusation",
		"submission",
	)
	return frappe.db.get_value(MATTER, holder.matter, columns, as_dict=True)


def can(doc: frappe._dict, own: bool) -> list[str]:
	"""What the holder may do now. Who only joined a matter neither withdraws nor re-opens it for all."""
	found = []
	if doc.status in UNANSWERED:
		found.append("supplement")
		if own and not doc.is_accusation:
			found.append("withdraw")
	if doc.status in ANSWERED and own and now_datetime() <= matters.reopen_until(doc):
		found.append("reopen")
	if doc.status == "Replied":
		found.append("rate")
	return found


def rings(doc: frappe._dict, began: Any) -> list[dict[str, str]]:
	"""The rings that were reached, with their times."""
	last = RINGS.index(doc.ring) if doc.ring in RINGS else RING_OF_STATUS.get(doc.status, 0)
	times = {ring: doc.get(column) for ring, column in REACHED.items()} | {"Speak": began}
	return [{"ring": ring, "at": moment(times[ring])} for ring in RINGS[: last + 1]]


def reply(doc: frappe._dict) -> str:
	"""What was answered, once it was answered."""
	if doc.status == "Not Accepted":
		reason = _(doc.not_accepted_reason, context=MATTER) if doc.not_accepted_reason else ""
		return "\n".join(filter(None, (reason, plain(doc.not_accepted_note))))
	return plain(doc.reply) if doc.status in ANSWERED else ""


def status_word(status: str) -> str:
	"""A status as a resident would say it."""
	return _(WORDS[status])


WORDS = {
	"Received": "Received, waiting to be taken up",
	"Declined": "Not taken up; the reason is given below",
	"Raised": "Registered, waiting to be taken up",
	"Accepted": "Taken up",
	"Not Accepted": "Not taken up; the reason is given below",
	"Planned": "A plan was agreed on",
	"In Progress": "Being handled",
	"Replied": "Answered; please rate it",
	"Evaluated": "Answered and rated",
	"Closed": "Closed",
	"Merged": "Handled together with another matter",
	"Withdrawn": "Withdrawn",
}


def plain(value: str | None) -> str:
	"""A text without markup."""
	return strip_html(value).strip() if value and "<" in value else (value or "").strip()


def day(at: Any) -> str:
	"""A day as officials write it, "" for none."""
	if not at:
		return ""
	at = get_datetime(at)
	return f"{at.year}年{at.month}月{at.day}日"


def moment(at: Any) -> str:
	"""A day with its time, "" for none."""
	return f"{day(at)} {get_datetime(at):%H:%M}" if at else ""


def unit_name(unit: str | None) -> str:
	"""The name of a unit; the bureau's where none is given."""
	unit = unit or units.bureau()
	return (frappe.get_cached_value("Health Unit", unit, "unit_name") or "") if unit else ""

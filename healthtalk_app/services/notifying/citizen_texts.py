"""What a citizen is told: the administrator's text for an occasion, filled with facts of the matter."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, get_url

from healthtalk_app.exceptions import BadInputError, EvidenceMissingError, refuse
from healthtalk_app.rules import citizen_texts as rules
from healthtalk_app.services.notifying import notices

TEXT = "Citizen Notice Text"
SMS, MAIL = "SMS", "E-mail"
PAGE = "/healthtalk"
REASONS = ("not_accepted_reason", "declined_reason")
# for the preview: one matter as it might be
SAMPLE = {
	"number": "宁卫说事〔2026〕12号",
	"subject_short": "药房排队时间太长…",
	"raised": "11月20日",
	"due": "12月4日",
	"unit": "第一人民医院",
	"reason": "已办结",
	"phone": "0574-00000000",
}


def check(doc: Any) -> None:
	"""A text contains only placeholders that are filled, and where confidential tells no content."""
	if doc.channel == MAIL and not (doc.subject or "").strip():
		frappe.throw(_("A mail has a subject."), EvidenceMissingError)
	for fieldname, allowed in (
		("subject", rules.CLOSED),
		("text", rules.OPEN),
		("closed_text", rules.CLOSED),
	):
		wrong = rules.strange(doc.get(fieldname) or "", allowed)
		if wrong:
			refuse(
				_("{0} cannot contain {1}. Here these may stand: {2}"),
				_(doc.meta.get_label(fieldname), context=TEXT),
				"、".join(wrong),
				"、".join(f"{{{name}}}" for name in allowed),
				error=BadInputError,
			)


def switched_on(occasion: str) -> list[str]:
	"""The ways by which citizens are told on an occasion."""
	# get_all: the texts are the administrator's; who takes a step need not be able to read them
	return frappe.get_all(
		TEXT, filters={"occasion": occasion, "enabled": 1}, pluck="channel", order_by="channel desc"
	)


def text_for(doc: Any, occasion: str, channel: str) -> tuple[str, str] | None:
	"""Subject and text for one matter, or None where the administrator has switched them off."""
	filters = {"occasion": occasion, "channel": channel, "enabled": 1}
	fields = ("subject", "text", "closed_text")
	row = frappe.db.get_value(TEXT, filters, fields, as_dict=True)
	if not row:
		return None
	known = facts(doc)
	closed = {name: known[name] for name in rules.CLOSED}
	hidden = doc.identity_level == "Confidential" or doc.get("is_accusation")
	said = rules.fill(row.closed_text, closed) if hidden else rules.fill(row.text, known)
	return rules.fill(row.subject or "", closed), said


def facts(doc: Any) -> dict[str, str]:
	"""What the placeholders stand for."""
	unit = doc.get("lead_unit") or doc.get("unit")
	reason = next((doc.get(field) for field in REASONS if doc.get(field)), "")
	return {
		"number": doc.get("number") or "",
		"subject_short": rules.short(doc.get("subject") or ""),
		"raised": day(doc.get("raised_at") or doc.get("received_at") or doc.creation),
		"due": day(doc.get("resolution_due_at") or doc.get("answer_due_at")),
		"unit": (frappe.get_cached_value("Health Unit", unit, "unit_name") or "") if unit else "",
		"reason": _(reason, lang=notices.site_language(), context=doc.doctype) if reason else "",
		"phone": frappe.get_cached_doc("Healthtalk Settings").service_phone or "",
		"page": get_url(PAGE),
	}


def day(at: Any) -> str:
	"""A day of this year or the next as it is said."""
	if not at:
		return ""
	at = get_datetime(at)
	return f"{at.month}月{at.day}日"


def preview(subject: str, text: str, closed_text: str) -> dict[str, Any]:
	"""The three texts for a sample matter, and of how many characters each is."""
	sample = {**SAMPLE, "page": get_url(PAGE)}
	closed = {name: sample[name] for name in rules.CLOSED}
	shown = {
		"subject": rules.fill(subject, closed),
		"text": rules.fill(text, sample),
		"closed_text": rules.fill(closed_text, closed),
	}
	return {**shown, "lengths": {name: len(said) for name, said in shown.items()}}

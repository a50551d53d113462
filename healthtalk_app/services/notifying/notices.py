"""Notices: what is told is a Notification record that an administrator edits, whom and when stands here.

A Notification of ours has the event "Method" and one of our method names (`healthtalk_overdue`, …). It
reaches its recipient in the transaction of what it tells of, so that a step that is rolled back tells nobody.
Texts use the `notice_…` attributes set by `send`; who may not read the document is told without its content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.email.doctype.notification.notification import get_context
from frappe.utils import cint, escape_html, get_datetime

from healthtalk_app import permissions
from healthtalk_app.services.inspections import visitors
from healthtalk_app.services.notifying import recipients
from healthtalk_app.services.organisation import units

SYSTEM = "System Notification"
HOME = "/app/health-talk"
FACTS = ("title", "unit", "step", "due", "days", "by", "items", "recipient")


def send(doc: Any, method: str, users: Iterable[str], **facts: Any) -> list[str]:
	"""Tell users about a document through the Notifications for `method`; returns who was told.

	`facts` are the `notice_…` attributes that the texts may use. `closed=True` tells everybody without the
	content; `link` replaces the link to the document, and its notice is kept in the desk by every channel.
	"""
	closed, link = facts.pop("closed", False), facts.pop("link", None)
	recused = permissions.recused_users(doc)
	people = recipients.reachable(user for user in users if user not in recused)
	if not people or silent():
		return []
	facts = {"title": title_of(doc), **facts}
	told: list[str] = []
	with attributes(doc, facts):
		for alert in alerts_for(doc.doctype, method):
			told += _deliver(alert, doc, people, closed, link)
	return list(dict.fromkeys(told))


def _deliver(alert: Any, doc: Any, people: list[str], closed: bool, link: str | None) -> list[str]:
	"""Send one Notification; an error in its text is logged and stops nobody's work."""
	try:
		addresses = addresses_of(people)
		doc.notice_recipient = ",".join(addresses.values())
		context = {**get_context(doc), "alert": alert, "comments": None}
		if not applies(alert, doc, context):
			return []
		wanted, cc, bcc = alert.get_list_of_recipients(doc, context)
		recused = permissions.recused_users(doc)
		found = [user for user in users_of([*wanted, *cc, *bcc]) if user not in recused]
		readers = [user for user in found if not closed and may_read(doc, user)]
		strangers = [user for user in found if user not in readers and user in people]
		in_the_desk = alert.channel == SYSTEM or cint(alert.send_system_notification) or link
		if in_the_desk:
			_log(alert, doc, doc, readers, link)
			_log(alert, doc, without_content(doc), strangers, HOME)
		if alert.channel != SYSTEM and readers:
			_send_elsewhere(alert, doc, readers)
		return [*readers, *strangers] if in_the_desk else readers
	except Exception:
		# a text that an administrator broke must not stop the step that it tells of
		title = _("Notification {0} could not be sent").format(alert.name)
		frappe.log_error(title=title, message=frappe.get_traceback())
		return []


def _log(alert: Any, doc: Any, shown: Any, users: list[str], link: str | None) -> None:
	"""Write the notice into the users' list in the desk; `shown` is what its texts see of the document.

	Who may read the document but not what was noted about it is not told either whose step it was.
	"""
	if not users:
		return
	context = {**get_context(doc), "doc": shown, "alert": alert, "comments": None}
	reference = (doc.doctype, doc.name) if shown is doc else ("Health Unit", units.bureau())
	entry = frappe._dict(
		type="Alert",
		document_type=reference[0],
		document_name=reference[1],
		link=link,
		subject=frappe.render_template(alert.subject, context),
		email_content=frappe.render_template(alert.message or "", context),
	)
	insiders = [user for user in users if permissions.notes_shown(doc.doctype, doc.name, user)]
	_write(entry, insiders)
	with visitors.by_nobody():
		_write(entry, [user for user in users if user not in insiders])


def _write(entry: frappe._dict, users: list[str]) -> None:
	"""The rows of a notice, written by the user at work."""
	if users:
		entry.from_user = frappe.session.user
		make_notification_logs(entry, list(addresses_of(users).values()))


def _send_elsewhere(alert: Any, doc: Any, readers: list[str]) -> None:
	"""By the channel that an administrator chose (e-mail, SMS, Slack), to those who may read the document."""
	doc.notice_recipient = ",".join(addresses_of(readers).values())
	alert.set("recipients", [{"receiver_by_document_field": "notice_recipient"}])
	alert.send_system_notification = 0
	alert.send(doc)


@contextmanager
def attributes(doc: Any, facts: dict[str, Any]) -> Iterator[None]:
	"""Lend a document the `notice_…` attributes that texts refer to."""
	doc.__dict__.update({f"notice_{fact}": facts.get(fact) for fact in FACTS})
	try:
		yield
	finally:
		for fact in FACTS:
			doc.__dict__.pop(f"notice_{fact}", None)


class Blank(dict):
	"""A document of which a text sees nothing but what is given: everything else is empty."""

	def __getattr__(self, fieldname: str) -> Any:
		if fieldname.startswith("__"):
			raise AttributeError(fieldname)
		return self.get(fieldname, "")


def without_content(doc: Any) -> Blank:
	"""What a text sees for somebody who may not read the document: the step and the day, nothing else."""
	return Blank(
		doctype=doc.doctype,
		notice_step=doc.notice_step or "",
		notice_due=doc.notice_due or "",
		notice_days=doc.notice_days or "",
	)


def alerts_for(doctype: str, method: str) -> list[Any]:
	"""The Notifications that are switched on for a method."""
	# get_all: texts are the administrator's; who takes a step need not be able to read them
	names = frappe.get_all(
		"Notification",
		filters={"enabled": 1, "document_type": doctype, "event": "Method", "method": method},
		pluck="name",
		order_by="name",
	)
	return [frappe.get_doc("Notification", name) for name in names]


def applies(alert: Any, doc: Any, context: dict[str, Any]) -> bool:
	"""Whether the condition that an administrator may have added holds."""
	if alert.get("condition_type") == "Filters":
		# conditions of this kind exist from version 16 on
		from frappe.utils.data import evaluate_filters

		return not alert.filters or evaluate_filters(doc, json.loads(alert.filters))
	return not alert.condition or bool(frappe.safe_eval(alert.condition, None, context))


def may_read(doc: Any, user: str) -> bool:
	"""Whether the recipient may read the document that he is told of."""
	return bool(frappe.has_permission(doc.doctype, "read", doc=doc, user=user))


def addresses_of(users: list[str]) -> dict[str, str]:
	"""User → e-mail address, by which the platform addresses its notifications."""
	# get_all: as in recipients.reachable
	rows = frappe.get_all("User", filters={"name": ("in", users)}, fields=["name", "email"])
	return {row.name: row.email for row in rows if row.email}


def users_of(addresses: Iterable[str]) -> list[str]:
	"""The enabled users of e-mail addresses; addresses of nobody in the system are left out."""
	wanted = sorted({address.strip() for address in addresses if address and address.strip()})
	if not wanted:
		return []
	# get_all: as in recipients.reachable
	return frappe.get_all(
		"User", filters={"email": ("in", wanted), "enabled": 1}, pluck="name", order_by="name"
	)


def silent() -> bool:
	"""Whether nobody is told now: when the platform tells nobody either, and in `muted`."""
	flags = frappe.flags
	importing_quietly = flags.in_import and flags.mute_emails
	return bool(importing_quietly or flags.in_install or flags.in_patch or flags.healthtalk_muted)


@contextmanager
def muted() -> Iterator[None]:
	"""Work that tells nobody: demo data and the import of what happened long ago."""
	before, frappe.flags.healthtalk_muted = frappe.flags.healthtalk_muted, True
	try:
		yield
	finally:
		frappe.flags.healthtalk_muted = before


# ---- words ---------------------------------------------------------------------------------------
def site_language() -> str:
	"""The language of notices: texts are shipped in it and their subjects are not translated."""
	return frappe.get_cached_doc("System Settings").language or "zh"


def word(text: str | None) -> str:
	"""A label in the language of notices, whatever language the job or the user at work has."""
	return _(text, lang=site_language()) if text else ""


def title_of(doc: Any) -> str:
	"""Number and subject of a document, safe inside a text."""
	subject = doc.get("subject") or doc.get("title") or doc.get("unit_name") or doc.name
	return escape_html(f"{doc.get('number') or ''}《{subject}》")


def unit_name(unit: str | None) -> str:
	"""The name of a unit, empty for the bureau's intake."""
	return escape_html(frappe.get_cached_value("Health Unit", unit, "unit_name")) if unit else ""


def moment(at: datetime | str | None) -> str:
	"""A moment as Chinese officials write it."""
	if not at:
		return ""
	at = get_datetime(at)
	return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"

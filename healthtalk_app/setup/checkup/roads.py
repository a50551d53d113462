"""What leaves the house: mail, text messages, paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.printing import faces
from healthtalk_app.printing.platform import FONT_SLOTS
from healthtalk_app.setup.checkup.note import Note

SINCE = timedelta(days=7)
WAITING = timedelta(hours=2)
MOST = 100


def mail() -> Iterator[str]:
	"""An account to send from, and mails that did not leave."""
	# get_all: the check is an operator's on the command line and reads everything
	account = frappe.get_all("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}, limit=1)
	if not account and not frappe.conf.mail_server:
		yield Note(
			_(
				"No outgoing mail account is set: reminders do not leave the desk. Set a default outgoing "
				"account in Email Account."
			)
		)
	if frappe.conf.mute_emails:
		yield _("Mails are muted. Take mute_emails out of site_config.json.")
	now = now_datetime()
	failed = {"status": "Error", "creation": (">", now - SINCE)}
	if found := _some("Email Queue", failed):
		yield _("{0} mails of the last week were not sent. Their errors stand in Email Queue.").format(found)
	waiting = {"status": "Not Sent", "creation": ("between", (now - SINCE, now - WAITING))}
	if found := _some("Email Queue", waiting):
		yield _("{0} mails have waited for over two hours. Look at the scheduler and the workers.").format(
			found
		)


def sms() -> Iterator[str]:
	"""Citizens are told by text message only where there is a gateway."""
	if not frappe.get_cached_doc("Healthtalk Settings").citizen_notices:
		return
	gateway = frappe.db.get_single_value("SMS Settings", "sms_gateway_url")
	if not gateway and not frappe.get_hooks("send_sms"):
		yield _(
			"Citizens are to be told, but no gateway is set in SMS Settings. Set it, or switch the notices "
			"off in Healthtalk Settings."
		)
	failed = {"status": "Failed", "channel": "SMS", "tried_at": (">", now_datetime() - SINCE)}
	if found := _some("Citizen Notice", failed):
		yield _("{0} text messages of the last week failed. Their reasons stand in Citizen Notice.").format(
			found
		)


def fonts() -> Iterator[str]:
	"""The faces of the printed forms."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	slots = {role: settings.get(field) or "" for role, field in FONT_SLOTS.items()}
	for source in faces.absent(own={role for role, path in slots.items() if faces.readable(path)}):
		yield _(
			"The face {0} of the forms is not installed; another face is printed instead. Install it: {1}."
		).format(source.label, source.install)
	for role, path in slots.items():
		if path.strip() and not faces.readable(path):
			label = frappe.get_meta("Healthtalk Settings").get_label(FONT_SLOTS[role])
			yield _(
				"The font file {0} set for {1} in Healthtalk Settings cannot be read; another face is "
				"printed instead. Put the file there or empty the setting."
			).format(path, _(label))


def _some(doctype: str, filters: dict[str, object]) -> str:
	"""How many, to the limit; empty for none."""
	# get_all: as above
	found = len(frappe.get_all(doctype, filters, pluck="name", limit=MOST + 1))
	return f"{MOST}+" if found > MOST else str(found or "")

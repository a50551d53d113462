"""Settings of the site: bureau, rules, workflows, addresses, keys, passwords, the working-day calendar."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.exceptions import StatusLostError
from healthtalk_app.rules.transitions import STATUSES
from healthtalk_app.services.clockwork import calendars, deadlines
from healthtalk_app.services.records import identity
from healthtalk_app.services.runs import words_of
from healthtalk_app.services.steps import workflows
from healthtalk_app.setup.checkup.note import Note

SETTINGS = "Healthtalk Settings"
REGIMES = ("Talk", "Petition", "Complaint", "Hotline")
MOST_ATTEMPTS = 10


def configuration() -> Iterator[str]:
	"""What an administrator has set, or forgot to."""
	yield from _bureau()
	yield from _deadlines()
	yield from _workflows()
	yield from _addresses()
	yield from _key()
	yield from _logins()
	if cint(frappe.conf.developer_mode):
		yield _("Developer mode is on. Take developer_mode out of site_config.json and restart.")


def calendar() -> Iterator[str]:
	"""The official plan of working days of this year, and of the next once deadlines reach into it."""
	name = frappe.get_cached_doc(SETTINGS).calendar
	if not name:
		yield _("No work calendar is set in Healthtalk Settings: deadlines count Monday to Friday only.")
		return
	if not frappe.db.exists("Work Calendar", name):
		yield _("The work calendar {0} of Healthtalk Settings is gone. Choose another one there.").format(
			name
		)
		return
	for year in calendars.unpublished_years():
		yield _(
			"The official plan of {0} is not in the work calendar {1}: deadlines there count Monday to "
			"Friday only. Update the package chinesecalendar and run bench migrate, or enter the days by "
			"hand."
		).format(year, name)


def _bureau() -> Iterator[str]:
	bureau = frappe.get_cached_doc(SETTINGS).bureau_unit
	if not bureau:
		yield _("No bureau is set in Healthtalk Settings. Choose the unit at the top of the tree.")
		return
	unit = frappe.db.get_value("Health Unit", bureau, ["name", "valid_to"], as_dict=True)
	if not unit:
		yield _("The bureau {0} of Healthtalk Settings is gone. Choose another unit there.").format(bureau)
	elif unit.valid_to and unit.valid_to < getdate():
		yield _("The bureau {0} of Healthtalk Settings is closed. Choose its successor there.").format(bureau)


def _deadlines() -> Iterator[str]:
	for regime in REGIMES:
		# what a matter without variant and category would get, at the level and place that the site follows
		if deadlines.select(regime, "Resolution", None, getdate()):
			continue
		said = _(
			"No deadline rule for the answer is in force today for {0}: such matters have no deadline. "
			"Enable one in Deadline Rule."
		).format(_(regime))
		# a bureau need not use every regime
		yield said if frappe.db.exists("Talk Matter", {"regime": regime}) else Note(said)


def _workflows() -> Iterator[str]:
	# get_all: as above
	active = dict(
		frappe.get_all("Workflow", {"is_active": 1}, ["document_type", "name"], as_list=True, order_by="name")
	)
	for doctype, statuses in STATUSES.items():
		if doctype not in active:
			yield _(
				"{0} has no active workflow, so nobody can move it on. Activate one, or reset the shipped "
				"one in Shipped Record."
			).format(_(doctype))
			continue
		doc = frappe.get_doc("Workflow", active[doctype])
		before = len(frappe.local.message_log)
		try:
			workflows.check_states(doc, statuses)
			workflows.check_statuses(doc, statuses)
		except StatusLostError as problem:
			yield _("Workflow {0} no longer fits its flow. {1}").format(doc.name, words_of(problem))
		finally:
			del frappe.local.message_log[before:]


def _addresses() -> Iterator[str]:
	host = frappe.conf.host_name or frappe.conf.hostname or ""
	if not host:
		yield _(
			"The address of the site is not set: codes on paper and links in mails may lead nowhere. Run "
			"bench --site {0} set-config host_name https://…"
		).format(frappe.local.site)
	elif frappe.get_cached_doc(SETTINGS).portal_enabled and not host.startswith("https://"):
		yield _(
			"The public pages are open and the address of the site is {0}: codes and telephone numbers "
			"travel unprotected. Set up HTTPS and set host_name to https://…"
		).format(host)


def _key() -> Iterator[str]:
	"""The key in site_config.json must be the one with which the site's digests were made."""
	lost = _(
		"The encryption_key in site_config.json is not the one with which this site was filled: codes of "
		"receipts and stored passwords do not work. Put the key from the backup of site_config.json back."
	)
	if not frappe.conf.encryption_key:
		yield lost
		return
	# get_all: no clear value leaves this function
	last = frappe.get_all(
		"Protected Identity",
		filters={"phone": ("is", "set"), "phone_digest": ("is", "set")},
		fields=["phone", "phone_digest"],
		order_by="modified desc",
		limit=1,
	)
	if last and identity.phone_digest(last[0].phone) != last[0].phone_digest:
		yield lost


def _logins() -> Iterator[str]:
	settings = frappe.get_cached_doc("System Settings")
	if not settings.enable_password_policy:
		yield _("Weak passwords are accepted. Switch on Enable Password Policy in System Settings.")
	if not 0 < cint(settings.allow_consecutive_login_attempts) <= MOST_ATTEMPTS:
		yield _(
			"Passwords can be tried more than {0} times in a row. Lower Allow Consecutive Login Attempts in "
			"System Settings."
		).format(MOST_ATTEMPTS)

"""What the app sets up on a site. Every step is idempotent and overwrites nothing that somebody entered."""

from __future__ import annotations

import frappe
from frappe.utils import getdate
from frappe.utils.password import get_encryption_key

from healthtalk_app.services import figure_columns
from healthtalk_app.services.clockwork import calendars
from healthtalk_app.services.ethics import export as ethics_export
from healthtalk_app.setup import shipped

CALENDAR = "中国法定工作日"
SETTINGS = "Healthtalk Settings"
FIRST_PLAN = 2020
# version 15 fills an unset time with the present one, whatever its default
OFFICE_START, OFFICE_END = "08:30:00", "17:00:00"


def before_install() -> None:
	"""Look at the roles that are there before the sync of our DocTypes creates ours."""
	remember_roles()


def before_migrate() -> None:
	"""As before an installation: a newer version may bring a role with a new DocType."""
	remember_roles()


def after_sync() -> None:
	"""Set the site up, once DocTypes and fixtures are there."""
	set_up()


def after_migrate() -> None:
	"""Bring the site up to the installed version."""
	set_up()


def set_up() -> None:
	"""All steps, in their order."""
	# made now, by one process: of two workers that need the first key at once, each would make its own, and
	# every code and digest of one of them would be lost
	get_encryption_key()
	figure_columns.keep()
	shipped.sync()
	set_up_calendar()
	fill_in_settings()
	set_up_paper()
	ethics_export.set_up()


def remember_roles() -> None:
	"""Keep the names of the roles that are not ours, so that removal leaves them (setup/uninstall.py)."""
	frappe.flags.healthtalk_roles_before = frozenset(frappe.get_all("Role", pluck="name"))


def set_up_calendar() -> None:
	"""A calendar with the published plans on a new site; newly published years on every site."""
	this_year = getdate().year
	if not frappe.get_all("Work Calendar", limit=1):
		values = {"calendar_name": CALENDAR, "office_start": OFFICE_START, "office_end": OFFICE_END}
		frappe.get_doc({"doctype": "Work Calendar", **values}).insert(ignore_permissions=True)
		calendars.ensure_years(CALENDAR, range(FIRST_PLAN, this_year + 2))
		if not frappe.db.get_single_value(SETTINGS, "calendar"):
			frappe.db.set_single_value(SETTINGS, "calendar", CALENDAR)
		return
	# a calendar without any published year is kept by hand; it is not filled behind its keeper's back
	for name in frappe.get_all("Work Calendar", {"published_years": ("is", "set")}, pluck="name"):
		calendars.ensure_years(name, range(this_year, this_year + 2))


def fill_in_settings() -> None:
	"""Give settings that were never set their default, for instance those that came with a newer version."""
	known = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.default and field.fieldname not in known:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def set_up_paper() -> None:
	"""The generator of our forms in the desk's PDF button."""
	# the printing engine is heavy and needed by nothing else here
	from healthtalk_app.printing.mailed_reports import setup_mail
	from healthtalk_app.printing.platform import setup_print

	setup_print()
	setup_mail()

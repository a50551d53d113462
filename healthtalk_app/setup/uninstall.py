"""Removal: the platform drops our DocTypes and what has our module; the rest stands in the lists below.

What people attached to our documents (files, comments, versions, assignments) goes with them, and so does
what only our roles and DocTypes gave a meaning to. Nothing of Frappe, of ERPNext or of other apps is touched,
and nothing that was there before the app.
"""

from __future__ import annotations

import frappe
from frappe.model.delete_doc import delete_dynamic_links

from healthtalk_app.services.ethics import export as ethics_export
from healthtalk_app.setup.shipped import MASTERS

APP = "healthtalk_app"
MODULE = "Healthtalk App"
SETTINGS = "Healthtalk Settings"
SERIES = (
	"HTV-",
	"HTS-",
	"HTM-",
	"HTR-",
	"HTH-",
	"HTK-",
	"HTP-",
	"HTZ-",
	"HTJ-",
	"HTF-",
	"HTC-",
	"HTD-",
	"HTO-",
	"HTT-",
	"HTQ-",
	"HTU-",
	"HTX-",
	"HTN-",
	"HTIP-",
	"HTCC-",
	"HTDR-",
	"HTWS-",
	"HTAW-",
	"HTY-",
)

# Documents of the platform about one of our DocTypes, with the field that names it. They are deleted through
# their controllers, which also remove files, columns and caches.
DOCUMENTS = (
	("Workflow", "document_type"),
	("Notification", "document_type"),
	("File", "attached_to_doctype"),
	("Auto Repeat", "reference_doctype"),
	("Assignment Rule", "document_type"),
	("Client Script", "dt"),
	("Server Script", "reference_doctype"),
	("Number Card", "document_type"),
	("Dashboard Chart", "document_type"),
	("Kanban Board", "reference_doctype"),
	("Calendar View", "reference_doctype"),
	("Print Format", "doc_type"),
	("Report", "ref_doctype"),
	("Web Form", "doc_type"),
	("Webhook", "webhook_doctype"),
	("Milestone Tracker", "document_type"),
	("DocType Layout", "document_type"),
	("Form Tour", "reference_doctype"),
	("Document Naming Rule", "document_type"),
	("Data Import", "reference_doctype"),
	("Success Action", "ref_doctype"),
	("Scheduler Event", "scheduled_against"),
	("List View Settings", "name"),
)
# Rows without a life of their own.
ROWS = (
	("ToDo", "reference_type"),
	("Workflow Action", "reference_doctype"),
	("Comment", "reference_doctype"),
	("Communication", "reference_doctype"),
	("Communication Link", "link_doctype"),
	("Dynamic Link", "link_doctype"),
	("Event Participants", "reference_doctype"),
	("Version", "ref_doctype"),
	("View Log", "reference_doctype"),
	("Access Log", "export_from"),
	("Activity Log", "reference_doctype"),
	("Error Log", "reference_doctype"),
	("Permission Log", "for_doctype"),
	("Notification Log", "document_type"),
	("Notification Subscribed Document", "document"),
	("Document Follow", "ref_doctype"),
	("DocShare", "share_doctype"),
	("Document Share Key", "reference_doctype"),
	("Tag Link", "document_type"),
	("Energy Point Log", "reference_doctype"),
	("Email Queue", "reference_doctype"),
	("Email Unsubscribe", "reference_doctype"),
	("Submission Queue", "ref_doctype"),
	("Milestone", "reference_type"),
	("List Filter", "reference_doctype"),
	("Reminder", "reminder_doctype"),
	("User Permission", "allow"),
	("DefaultValue", "defkey"),
	("Global Search DocType", "document_type"),
	("Custom DocPerm", "parent"),
	("Custom Field", "dt"),
	("Property Setter", "doc_type"),
	("Deleted Document", "deleted_doctype"),
)
# Version 16 ties these to the app instead of the module.
BY_APP = ("Desktop Icon", "Workspace Sidebar")


def before_uninstall() -> None:
	"""Remove what the platform would leave, while our DocTypes still tell what is ours."""
	doctypes = our_doctypes()
	remember_for_afterwards(doctypes)
	remove_paper()
	remove_calls(doctypes)
	remove_documents(doctypes)
	remove_rows(doctypes)
	remove_jobs()
	remove_desk()
	remove_onboarding()
	remove_shipped()
	remove_series()
	ethics_export.take_down()
	frappe.clear_cache()


def after_uninstall() -> None:
	"""Remove the traces that the platform's own removal leaves."""
	left = frappe.flags.healthtalk_removed or {}
	for doctype, names in left.items():
		if not names:
			continue
		frappe.db.delete("Deleted Document", {"deleted_doctype": doctype, "deleted_name": ("in", names)})
		forget_changes(doctype, names)
	ours = left.get("DocType") or [SETTINGS]
	frappe.db.delete("Deleted Document", {"deleted_doctype": ("in", ours)})
	frappe.db.delete("Singles", {"doctype": SETTINGS})
	frappe.db.delete("Patch Log", {"patch": ("like", f"%{APP}.%")})
	frappe.db.commit()


def our_doctypes() -> list[str]:
	"""Every DocType of the app, child tables included."""
	return frappe.get_all("DocType", filters={"module": MODULE}, pluck="name")


def remember_for_afterwards(doctypes: list[str]) -> None:
	"""Keep the names of what the platform is going to delete itself, and so to list as deleted documents."""
	removed = {"DocType": doctypes, "Module Def": [MODULE]}
	for field in frappe.get_all(
		"DocField", filters={"fieldtype": "Link", "options": "Module Def"}, fields=["parent", "fieldname"]
	):
		if field.parent != "DocType" and frappe.db.table_exists(field.parent):
			names = frappe.get_all(field.parent, filters={field.fieldname: MODULE}, pluck="name")
			if names:
				removed[field.parent] = names
	# these the platform replaces at every migrate, each time leaving a deleted document
	frappe.flags.healthtalk_removed = removed | {doctype: desk_records(doctype) for doctype in BY_APP}


def remove_paper() -> None:
	"""Take our generator out of the desk's PDF button."""
	# the printing engine is heavy and needed by nothing else here
	from healthtalk_app.printing.mailed_reports import remove_mail
	from healthtalk_app.printing.platform import remove_print

	remove_print()
	remove_mail()


def remove_calls(doctypes: list[str]) -> None:
	"""Delete what the platform noted of each call to another system: it names our documents."""
	webhooks = frappe.get_all("Webhook", filters={"webhook_doctype": ("in", doctypes)}, pluck="name")
	frappe.db.delete("Webhook Request Log", {"webhook": ("in", webhooks or [""])})


def remove_documents(doctypes: list[str]) -> None:
	"""Delete the platform's documents about our DocTypes; those with our module go later."""
	for doctype, field in DOCUMENTS:
		if frappe.db.table_exists(doctype):
			ours = (frappe.flags.healthtalk_removed or {}).get(doctype, ())
			for name in frappe.get_all(doctype, filters={field: ("in", doctypes)}, pluck="name"):
				if name not in ours:
					delete(doctype, name)


def remove_rows(doctypes: list[str]) -> None:
	"""Delete log lines, permissions and the like about our DocTypes."""
	for doctype, field in ROWS:
		if frappe.db.table_exists(doctype):
			remove_what_hangs_on(doctype, {field: ("in", doctypes)})
			frappe.db.delete(doctype, {field: ("in", doctypes)})
	for table in ("__global_search", "__UserSettings"):
		frappe.db.delete(table, {"doctype": ("in", doctypes)})


def remove_what_hangs_on(doctype: str, filters: dict[str, tuple[str, list[str]]]) -> None:
	"""Delete the child rows of rows that are about to go, and the record of their changes."""
	meta = frappe.get_meta(doctype)
	has_record = meta.track_changes or doctype == "User Permission"
	if meta.istable or not (has_record or meta.get_table_fields()):
		return
	names = frappe.get_all(doctype, filters=filters, pluck="name") or [""]
	for child in meta.get_table_fields():
		frappe.db.delete(child.options, {"parenttype": doctype, "parent": ("in", names)})
	forget_changes(doctype, names)


def forget_changes(doctype: str, names: list[str]) -> None:
	"""Delete the platform's record of changes to documents that are gone."""
	frappe.db.delete("Version", {"ref_doctype": doctype, "docname": ("in", names)})
	# version 16 keeps a second one, of who may do what
	if frappe.db.table_exists("Permission Log"):
		frappe.db.delete("Permission Log", {"for_doctype": doctype, "for_document": ("in", names)})


def remove_jobs() -> None:
	"""Delete our scheduled jobs with their logs."""
	for name in frappe.get_all("Scheduled Job Type", filters={"method": ("like", f"{APP}.%")}, pluck="name"):
		frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": name})
		delete("Scheduled Job Type", name)


def remove_desk() -> None:
	"""Delete what stands on the desk under our app's name."""
	for doctype in BY_APP:
		for name in desk_records(doctype):
			delete(doctype, name)


def desk_records(doctype: str) -> list[str]:
	"""Names of our records of a DocType in `BY_APP`; none in version 15."""
	if not frappe.db.table_exists(doctype):
		return []
	meta = frappe.get_meta(doctype)
	# the icon that the platform makes for the app itself names no app but shows our picture
	marks = {"app": APP, "logo_url": ("like", f"/assets/{APP}/%")}
	known = {field: mark for field, mark in marks.items() if meta.has_field(field)}
	return frappe.get_all(doctype, or_filters=known, pluck="name") if known else []


def remove_onboarding() -> None:
	"""Delete the steps of our onboarding, which know no module; the onboarding itself does."""
	onboardings = frappe.get_all("Module Onboarding", filters={"module": MODULE}, pluck="name")
	steps = {"parenttype": "Module Onboarding", "parent": ("in", onboardings or [""])}
	for step in frappe.get_all("Onboarding Step Map", filters=steps, pluck="step"):
		delete("Onboarding Step", step)


def remove_shipped() -> None:
	"""Delete shipped records outside our own DocTypes, except those that others still need."""
	rows = frappe.get_all(
		"Shipped Record",
		filters={"shipped_hash": ("is", "set")},
		fields=["record_doctype", "record_name"],
	)
	ours = set(our_doctypes())
	shipped = {(row.record_doctype, row.record_name) for row in rows if row.record_doctype not in ours}
	for doctype, name in sorted(shipped - {key for key in shipped if key[0] in MASTERS}):
		delete(doctype, name)
	for name in (name for doctype, name in shipped if doctype == "Role Profile"):
		remove_role_profile(name)
	for name in (name for doctype, name in shipped if doctype == "Role"):
		remove_role(name)
	for name in (name for doctype, name in shipped if doctype == "Workflow State"):
		remove_unless_used("Workflow State", name, "Workflow Document State", "state")
	for name in (name for doctype, name in shipped if doctype == "Workflow Action Master"):
		remove_unless_used("Workflow Action Master", name, "Workflow Transition", "action")


def remove_role_profile(name: str) -> None:
	"""Delete our role profile and take it from users; roles of the platform that came with it stay theirs."""
	if frappe.get_meta("User").has_field("role_profile_name"):
		for user in frappe.get_all("User", filters={"role_profile_name": name}, pluck="name"):
			frappe.db.set_value("User", user, "role_profile_name", None, update_modified=False)
	if frappe.db.table_exists("User Role Profile"):
		frappe.db.delete("User Role Profile", {"role_profile": name})
	delete("Role Profile", name)


def remove_role(name: str) -> None:
	"""Delete one of our roles and every row that grants it or grants something to it."""
	frappe.db.delete("Has Role", {"role": name})
	frappe.db.delete("Custom DocPerm", {"role": name})
	delete("Role", name)


def remove_unless_used(doctype: str, name: str, rows: str, field: str) -> None:
	"""Delete a state or action of ours unless somebody's own workflow uses it by now."""
	if not frappe.db.exists(rows, {field: name, "parenttype": "Workflow"}):
		delete(doctype, name)


def remove_series() -> None:
	"""Delete the counters of our document names."""
	for prefix in SERIES:
		frappe.db.delete("Series", {"name": ("like", f"{prefix}%")})


def delete(doctype: str, name: str) -> None:
	"""Delete a document for good, whatever links to it: the app goes as a whole."""
	if frappe.db.exists(doctype, name):
		frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
		# the platform does this in a job, for which a removed app should not wait
		delete_dynamic_links(doctype, name)
		forget_changes(doctype, [name])

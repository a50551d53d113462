"""Leave every kind of trace that use of the app leaves on a site.

Run as `python -m tests.site.use_the_app before|after SITE`: what the site has of its own before the app is
installed, and what people do with the app afterwards.
"""

from __future__ import annotations

import sys

import frappe
from frappe.utils import today

from healthtalk_app.services.organisation import handover, units
from healthtalk_app.setup import shipped
from healthtalk_app.tests import everything, factories

OFFICER, LEADER = "use-officer@example.com", "use-leader@example.com"
HANDS = {
	everything.CONFIRMER: "Discipline Officer",
	everything.AWARDER: "Healthtalk Administrator",
	everything.JUROR: "Viewer",
	everything.KEEPER: "Discipline Officer",
}
APPROVAL = "Use Approval"


def before() -> None:
	"""The site's own users, staff, a tag and a workflow state whose name the app uses too."""
	for user in (OFFICER, LEADER, *HANDS):
		factories.user("Stock User", email=user)
	factories.employee(first_name=everything.STAFF)
	factories._make("Tag", {"name": "urgent"}, {})
	for state in (APPROVAL, "Closed"):
		factories._make("Workflow State", {"workflow_state_name": state}, {})


def use() -> None:
	"""A row in every DocType, a case with everything that hangs on it, and an administrator's own changes."""
	county = factories.county("USE")
	officer, leader = OFFICER, LEADER
	for user, role in ((officer, "Unit Officer"), (leader, "Unit Leader")):
		grant(user, role)
		factories.permit(user, county.a1)
	for user, role in HANDS.items():
		grant(user, role)
	factories.duty(county.a1, "Liaison", user=officer, employee_name="Officer")
	matter = factories.matter(unit=county.a1, handler=officer)
	session = factories.session(unit=county.a1)
	factories.slip(matter=matter.name, sender_unit=county.a1, receiver_unit=county.b1)
	hang_on(matter, officer)
	customise(session)
	handover.hand_over(officer, leader, county.a1, "Test")
	everything.make(factories.county("ALL"), officer)
	units.close_unit(county.a1, today(), county.a2)
	shipped.sync()
	if empty := everything.empty():
		sys.exit(f"No row in {', '.join(empty)}: say in tests/everything.py how one comes about.")


def grant(user: str, role: str) -> None:
	"""A role without a version of the user, which would stay with the user as it should."""
	row = {"parent": user, "parenttype": "User", "parentfield": "roles", "role": role}
	frappe.get_doc({"doctype": "Has Role", **row}).db_insert()
	frappe.clear_cache(user=user)


def hang_on(matter: frappe.model.document.Document, user: str) -> None:
	"""What the platform keeps beside a document."""
	factories.file("Talk Matter", matter.name)
	matter.add_comment("Comment", "Seen")
	matter.add_tag("urgent")
	matter.subject = "Another subject"
	matter.save()
	for doctype, values in {
		"ToDo": {
			"allocated_to": user,
			"reference_type": "Talk Matter",
			"reference_name": matter.name,
			"description": "Look",
		},
		"DocShare": {"user": user, "share_doctype": "Talk Matter", "share_name": matter.name, "read": 1},
		"View Log": {"viewed_by": user, "reference_doctype": "Talk Matter", "reference_name": matter.name},
		"Communication": {
			"communication_medium": "Phone",
			"subject": "Call",
			"content": "Called",
			"reference_doctype": "Talk Matter",
			"reference_name": matter.name,
		},
		"Notification Log": {
			"subject": "Look",
			"for_user": user,
			"document_type": "Talk Matter",
			"document_name": matter.name,
		},
		"List Filter": {"filter_name": "Mine", "reference_doctype": "Talk Matter", "filters": "[]"},
		"Kanban Board": {
			"kanban_board_name": "By ring",
			"reference_doctype": "Talk Matter",
			"field_name": "ring",
		},
	}.items():
		factories._make(doctype, values, {})


def customise(session: frappe.model.document.Document) -> None:
	"""What an administrator adds: fields, properties, permissions, a report, a workflow state, a format."""
	from frappe.custom.doctype.custom_field.custom_field import create_custom_field
	from frappe.custom.doctype.property_setter.property_setter import make_property_setter
	from frappe.permissions import add_permission

	create_custom_field("Talk Matter", {"fieldname": "own_field", "label": "Own", "fieldtype": "Data"})
	make_property_setter("Talk Session", "title", "label", "Own Theme", "Data")
	add_permission("Talk Venue", "Viewer", 0, "write")
	workflow = frappe.get_doc("Workflow", "Health Talk Referral Slip")
	state = {"state": APPROVAL, "update_field": "status", "update_value": "Draft"}
	workflow.append("states", {**state, "doc_status": "0", "allow_edit": "Unit Leader"})
	workflow.save()
	factories._make(
		"Report",
		{
			"report_name": "Own Report",
			"ref_doctype": "Talk Matter",
			"report_type": "Report Builder",
			"is_standard": "No",
			"json": "{}",
		},
		{},
	)
	factories._make(
		"Print Format",
		{"name": "Own Format", "doc_type": "Talk Session", "standard": "No", "html": "x", "custom_format": 1},
		{},
	)
	factories._make(
		"Number Card",
		{"label": "Own Card", "document_type": "Talk Matter", "function": "Count", "filters_json": "[]"},
		{},
	)
	frappe.db.set_default("Talk Session", session.name)


if __name__ == "__main__":
	frappe.init(sys.argv[2])
	frappe.connect()
	frappe.set_user("Administrator")
	{"before": before, "after": use}[sys.argv[1]]()
	frappe.db.commit()

"""Attempts at what is not one's own, past the flows: queries, platform methods, addresses, accounts, texts.

Each attempt stands in docs/security-review.md by the name that it has here. The ground is that of
`test_leaks`: documents of a sister unit and an accusation carry a word that no answer may hold.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import frappe
import pytest
import requests
from frappe.database.mariadb.database import MariaDBDatabase
from frappe.utils import background_jobs
from frappe.utils.password import delete_all_passwords_for, set_encrypted_password
from werkzeug.test import TestResponse

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.matrix.ground import User
from tests.matrix.ways import Door, aside, unwritten
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, Way, ground, rpc

__all__ = ["ground"]
M = "Talk Matter"
SECRET = "(select content from `tabTalk Matter` where name = 'LK2-M')"
VAULT = "select full_name from `tabProtected Identity`"
LIKE = [["content", "like", f"{HIDDEN[:6]}%"]]
WHOLE_IMPORT = (
	"留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n"
	"lk-1,张三,医院乱收费,2021-03-01,请查处。,,\n"
)
WORKFLOW, BLOCK = "Health Talk Matter", "My Unit Today"
NO = frozenset((400, 401, 403, 404, 405, 417))


def listed(**arguments: Any) -> Way:
	return "GET", f"/api/resource/{M}", {"fields": '["name"]', "limit_page_length": 0, **arguments}


def viewed(**arguments: Any) -> Way:
	given = {"doctype": M, "fields": '["`tabTalk Matter`.`name`"]', "start": 0, "page_length": 500}
	return rpc("frappe.desk.reportview.get", **given, **arguments)


def reported(report: str, **filters: Any) -> Way:
	return rpc("frappe.desk.query_report.run", report_name=report, filters=json.dumps(filters))


# what names no hidden word and shows nothing of what is hidden, whatever else it answers
READING: dict[str, Way] = {
	"order_by with a statement": listed(order_by=f"{SECRET} desc"),
	"order_by with a case": listed(order_by="case when 1=1 then name else subject end"),
	"order_by of two statements": listed(order_by="name; drop table `tabNote`"),
	"group_by with a statement": listed(group_by=SECRET),
	"field with a statement": listed(fields=json.dumps(["name", f"{SECRET} as x"])),
	"field in brackets": listed(fields=json.dumps([f"({SECRET}) as x"])),
	"field of the vault": listed(fields=json.dumps(["name", f"({VAULT} limit 1) as x"])),
	"field with a function around a statement": listed(fields=json.dumps([f"ifnull(null, {SECRET})"])),
	"field of another table": listed(fields='["`tabProtected Identity`.`full_name`"]'),
	"field that ends the statement": listed(fields='["name` from `tabTalk Matter` -- "]'),
	"field with a comment sign": listed(fields='["name/**/from/**/`tabUser`"]'),
	"filter key with or": listed(filters=json.dumps({"name` like '%' or 1=1 -- ": "x"})),
	"filter operator": listed(filters=json.dumps([["name", "= name or 1=1 or name", "x"]])),
	"filter on another table": listed(filters=json.dumps([["Protected Identity", "full_name", "like", "%"]])),
	"filter value with a statement": listed(filters=json.dumps([["name", "in", f"({VAULT})"]])),
	"filter on a hidden child row": listed(filters=json.dumps([["Case Clock", "step", "like", "HIDDEN%"]])),
	"filter by guess of hidden text": listed(filters=json.dumps(LIKE), fields='["name", "content"]'),
	"or_filters that widen": listed(or_filters='[["name", "like", "%"]]', fields='["name", "content"]'),
	"page size with sql": listed(limit_page_length="1 union select content from `tabTalk Matter`"),
	"page start with sql": listed(limit_start="0 union select content from `tabTalk Matter`"),
	"debug": listed(debug=1, filters=json.dumps(LIKE)),
	"parent of another kind": ("GET", "/api/resource/Case Party", {"parent": "ToDo", "fields": '["*"]'}),
	"view with order_by": viewed(order_by=f"{SECRET} desc"),
	"view with group_by": viewed(group_by=f"{SECRET}"),
	"view with aggregate": viewed(
		group_by="`tabTalk Matter`.`content`",
		aggregate_on_field="content",
		aggregate_on_doctype=M,
		aggregate_function="max",
	),
	"view with counted comments": viewed(with_comment_count=1),
	"view with child columns": viewed(filters=json.dumps([["Matter Accused", "person", "like", "%"]])),
	"stats of the side bar": rpc(
		"frappe.desk.reportview.get_stats", doctype=M, stats='["content", "subject"]', filters="[]"
	),
	"values for a filter": rpc(
		"frappe.desk.reportview.get_filter_dashboard_data", doctype=M, stats='[{"name": "content"}]'
	),
	"export of chosen rows": rpc(
		"frappe.desk.reportview.export_query",
		doctype=M,
		fields='["`tabTalk Matter`.`content`"]',
		selected_items='["LK2-M", "LKX-M"]',
		file_format_type="CSV",
	),
	"link search in another field": rpc(
		"frappe.desk.search.search_link", doctype=M, txt="HIDDEN", searchfield="content"
	),
	"link search with a filter": rpc(
		"frappe.desk.search.search_link", doctype=M, txt="", filters=json.dumps(LIKE)
	),
	"link search by a query of one's own": rpc(
		"frappe.desk.search.search_link", doctype=M, txt="", query="frappe.db.sql"
	),
	"link search by an open method": rpc(
		"frappe.desk.search.search_widget", doctype=M, txt="HIDDEN", query="frappe.client.get_list"
	),
	"link search of the vault": rpc("frappe.desk.search.search_link", doctype="Protected Identity", txt=""),
	"tree by a method of one's own": rpc(
		"frappe.desk.treeview.get_all_nodes", doctype=M, label="x", parent="", tree_method="frappe.db.sql"
	),
	"calendar with other columns": rpc(
		"frappe.desk.calendar.get_events",
		doctype=M,
		start="2000-01-01",
		end="2100-01-01",
		field_map='{"start": "raised_at", "end": "raised_at", "title": "content"}',
	),
	"next by a hidden column": rpc(
		"frappe.desk.form.utils.get_next",
		doctype=M,
		value="A",
		prev=0,
		sort_field="content",
		sort_order="desc",
		filters="[]",
	),
	"linked documents": rpc(
		"frappe.desk.form.linked_with.get",
		doctype="Health Unit",
		docname="TL-A2",
	),
	"mapped document": rpc(
		"frappe.model.mapper.make_mapped_doc", method="frappe.client.get", source_name="LK2-M"
	),
	"mapped documents": rpc(
		"frappe.model.mapper.map_docs",
		method="frappe.client.get",
		source_names='["LK2-M"]',
		target_doc=json.dumps({"doctype": M}),
	),
	"difference of a version": rpc(
		"frappe.utils.diff.get_version_diff", from_version="LK2-M-V", to_version="LK2-M-V"
	),
	"versions to compare": rpc(
		"frappe.utils.diff.version_query",
		doctype="Version",
		txt="",
		searchfield="name",
		start=0,
		page_len=50,
		filters={"ref_doctype": M, "docname": "LK2-M", "fieldname": "content"},
	),
	"report with sql as unit": reported(
		"Matter Ledger", unit="x' or '1'='1", from_date="2000-01-01", to_date="2100-01-01"
	),
	"report about another unit": reported(
		"Matter Ledger", unit="TL-A2", from_date="2000-01-01", to_date="2100-01-01"
	),
	"report of a word": reported(
		"Matter Ledger", from_date="2000-01-01", to_date="2100-01-01", subject="%HIDDEN%"
	),
	"report with a list as a date": reported("Matter Ledger", from_date=["2000-01-01"], to_date={"x": 1}),
	"slips of another unit": reported(
		"Referral Slip Tracking", unit="TL-A2", from_date="2000-01-01", to_date="2100-01-01"
	),
	"ratings of another unit": reported(
		"Evaluation Analysis", unit="TL-A2", from_date="2000-01-01", to_date="2100-01-01"
	),
	"custom columns of a report": rpc(
		"frappe.desk.query_report.run",
		report_name="Matter Ledger",
		filters=json.dumps({"from_date": "2000-01-01", "to_date": "2100-01-01"}),
		custom_columns=[
			{
				"fieldname": "content",
				"insert_after_index": 0,
				"doctype": M,
				"link_field": {"fieldname": "name", "names": {}},
			}
		],
	),
	"tagged by a word": rpc("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag=HIDDEN[:6]),
	"search of the website": rpc("frappe.utils.global_search.web_search", text="HIDDENWORD*", scope=""),
	"list page of the website": ("GET", f"/list/{M}", {}),
	"rows of the website's list": rpc("frappe.www.list.get", doctype=M, txt="HIDDEN"),
	"attached pictures": rpc("frappe.core.api.file.get_attached_images", doctype=M, names='["LKX-M"]'),
	"transitions of many": rpc(
		"frappe.model.workflow.get_common_transition_actions",
		docs=json.dumps([{"doctype": M, "name": "LK2-M"}]),
		doctype=M,
	),
	"assignments": rpc(
		"frappe.client.get_list", doctype="ToDo", fields='["*"]', filters='{"reference_type": "Talk Matter"}'
	),
	"changes of documents": rpc("frappe.client.get_list", doctype="Version", fields='["*"]'),
	"e-mail template about another's document": rpc(
		"frappe.email.doctype.email_template.email_template.get_email_template",
		template_name="LK-TEMPLATE",
		doc=json.dumps({"doctype": M, "name": "LK2-M"}),
	),
	"timeline of a hidden document": rpc(
		"frappe.desk.form.load.get_communications", doctype=M, name="LKX-M", start=0, limit=50
	),
	"print of many": rpc(
		"frappe.utils.print_format.download_multi_pdf",
		doctype=M,
		name='["LK2-M", "LKX-M"]',
		format="Standard",
	),
	"print with a document of one's own making": rpc(
		"frappe.www.printview.get_html_and_style",
		doc=json.dumps({"doctype": M, "name": "LK2-M", "unit": "TL-A1", "lead_unit": "TL-A1"}),
	),
}
# the platform breaks off in its own code: no row, and nothing done
BROKEN = frozenset(("tree by a method of one's own", "mapped document", "mapped documents"))


@pytest.fixture(scope="module")
def kept(ground: frappe._dict) -> Iterator[str]:
	"""What the platform keeps of others, so that a refusal is not for want of it; an uploaded file."""
	raw("Email Account", "LK-MAIL", email_account_name="LK-MAIL", email_id="lk@example.com")
	set_encrypted_password("Email Account", "LK-MAIL", HIDDEN, "password")
	raw("Email Template", "LK-TEMPLATE", subject="x", response=HIDDEN)
	raw("Prepared Report", "LK-PREPARED", report_name="Matter Ledger", status="Completed")
	# no text in any code page, as real ones are none
	prepared = gzip.compress(HIDDEN.encode() + bytes(range(256)), compresslevel=0)
	factories.file("Prepared Report", "LK-PREPARED", prepared, file_name="lk.json.gz")
	uploaded = factories.file(None, None, WHOLE_IMPORT, file_name="lk-import.csv")
	frappe.db.commit()
	yield uploaded.file_url
	delete_all_passwords_for("Email Account", "LK-MAIL")
	frappe.db.commit()


@pytest.fixture
def officer(
	kept: str, ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> Rest:
	return rest(make_user("Unit Officer", "Unit Leader", "Healthtalk Administrator", unit=ground.a1))


@pytest.fixture
def clerk(
	kept: str, ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> Rest:
	return rest(make_user("Unit Officer", unit=ground.a1))


@pytest.mark.parametrize("attempt", READING)
def test_reading(attempt: str, officer: Rest) -> None:
	answer = ask(officer, READING[attempt])
	assert HIDDEN.lower() not in shown(answer).lower(), answer.text[:2000]
	assert "LK2-M" not in shown(answer) or "LK2-M" in json.dumps(READING[attempt]), answer.text[:2000]
	assert "LKX-M" not in shown(answer) or "LKX-M" in json.dumps(READING[attempt]), answer.text[:2000]
	assert answer.status_code < 500 or attempt in BROKEN, (answer.status_code, answer.text[-1500:])


# ---- what would change something, or show what is nobody's ----------------------------------------
# what the platform has for nobody, or not for this: a method that is not open, or no method at all
NOT_THERE = {
	"link search by a query of one's own",
	"tree by a method of one's own",
	"mapped document",
	"mapped documents",
	"list page of the website",
}
# what is refused to everybody, the Administrator too
NOBODYS = {
	"role by a method of the document",
	"automatic copies of another's matter",
	"event of the log",
	"event changed",
	"event removed",
	"identity without a reason",
	"matter renamed",
	"matter merged by renaming",
	"matter submitted",
}
# what one of the versions refuses to everybody: to alter a table within a request, to fetch a file
ONE_VERSION = {"field of one's own", "image of the server's network"}
# after these one has to log in again
ENDING = ("settings of the system",)
# the clerk's own account, and the file that was uploaded
ME, FILE = "ME@HERE", "FILE@HERE"
CHANGING: dict[str, Way] = {
	"role of one's own": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Has Role",
			"parent": ME,
			"parenttype": "User",
			"parentfield": "roles",
			"role": "System Manager",
		},
	),
	"roles of one's own account": (
		"PUT",
		f"/api/resource/User/{ME}",
		{"roles": [{"role": "System Manager"}]},
	),
	"role by a method of the document": rpc(
		"run_doc_method", dt="User", dn=ME, method="add_roles", args='["System Manager"]'
	),
	"unit for oneself": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "User Permission",
			"user": ME,
			"allow": "Health Unit",
			"for_value": "TL-BUREAU",
			"apply_to_all_doctypes": 1,
		},
	),
	"unit for oneself in bulk": rpc(
		"frappe.core.doctype.user_permission.user_permission.add_user_permissions",
		data=json.dumps(
			{"user": ME, "doctype": "Health Unit", "docname": "TL-BUREAU", "apply_to_all_doctypes": 1}
		),
	),
	"taking units away": rpc(
		"frappe.core.doctype.user_permission.user_permission.clear_user_permissions",
		user=ME,
		for_doctype="Health Unit",
	),
	"right of a role": rpc(
		"frappe.core.page.permission_manager.permission_manager.update",
		doctype=M,
		role="Unit Officer",
		permlevel=0,
		ptype="delete",
		value=1,
	),
	"row of rights": rpc(
		"frappe.core.page.permission_manager.permission_manager.add",
		parent="Protected Identity",
		role="Unit Officer",
		permlevel=0,
	),
	"reset of rights": rpc("frappe.core.page.permission_manager.permission_manager.reset", doctype=M),
	"right as a document": rpc(
		"frappe.client.insert",
		doc={"doctype": "Custom DocPerm", "parent": "Protected Identity", "role": "Unit Officer", "read": 1},
	),
	"acting as another": rpc("frappe.core.doctype.user.user.impersonate", user="Administrator", reason="x"),
	"acting as another by the second version": (
		"POST",
		"/api/v2/method/User/impersonate",
		{"user": "Administrator", "reason": "x"},
	),
	"acting as another by its long name": (
		"POST",
		"/api/v2/method/frappe.core.doctype.user.user.impersonate",
		{"user": "Administrator", "reason": "x"},
	),
	"acting as another by a command": (
		"POST",
		"/",
		{"cmd": "frappe.core.doctype.user.user.impersonate", "user": "Administrator", "reason": "x"},
	),
	"keys of another": rpc("frappe.core.doctype.user.user.generate_keys", user="Administrator"),
	"another's password": rpc(
		"frappe.client.set_value",
		doctype="User",
		name="Administrator",
		fieldname="new_password",
		value="Aa1!aaaaaaaa",
	),
	"password of a field": rpc(
		"frappe.client.get_password", doctype="Email Account", name="LK-MAIL", fieldname="password"
	),
	"console": rpc(
		"frappe.desk.doctype.system_console.system_console.execute_code",
		doc=json.dumps({"doctype": "System Console", "type": "SQL", "console": VAULT}),
	),
	"processes of the database": rpc("frappe.desk.doctype.system_console.system_console.show_processlist"),
	"server script": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Server Script",
			"name": "x",
			"script_type": "API",
			"api_method": "x",
			"allow_guest": 1,
			"script": "pass",
		},
	),
	"client script": rpc(
		"frappe.client.insert",
		doc={"doctype": "Client Script", "name": "x", "dt": M, "script": "alert(1)", "enabled": 1},
	),
	"report with sql": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Report",
			"report_name": "x",
			"ref_doctype": M,
			"report_type": "Query Report",
			"is_standard": "No",
			"query": VAULT,
		},
	),
	"print format with code": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Print Format",
			"name": "x",
			"doc_type": M,
			"custom_format": 1,
			"print_format_type": "Jinja",
			"html": f"{{{{ frappe.db.sql('{VAULT}') }}}}",
		},
	),
	"script of the app's own block": rpc(
		"frappe.client.set_value",
		doctype="Custom HTML Block",
		name=BLOCK,
		fieldname="script",
		value="alert(1)",
	),
	"workspace for everybody": rpc(
		"frappe.desk.doctype.workspace.workspace.new_page",
		new_page=json.dumps({"title": "x", "label": "x", "public": 1, "content": "[]", "name": "x"}),
	),
	"the app's own workspace": rpc(
		"frappe.desk.doctype.workspace.workspace.save_page",
		name="Health Talk",
		title="Health Talk",
		public=1,
		new_widgets="{}",
		blocks="[]",
	),
	"notification with code": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Notification",
			"name": "x",
			"subject": "x",
			"document_type": M,
			"event": "New",
			"channel": "System Notification",
			"message": "{{ frappe.db.sql('x') }}",
		},
	),
	"page of the website": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Web Page",
			"title": "x",
			"route": "healthtalk",
			"published": 1,
			"main_section_html": "<script>alert(1)</script>",
		},
	),
	"web form": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Web Form",
			"title": "x",
			"route": "x",
			"doc_type": M,
			"published": 1,
			"anonymous": 1,
		},
	),
	"webhook inside the house": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Webhook",
			"name": "x",
			"webhook_doctype": M,
			"webhook_docevent": "on_update",
			"request_url": "http://127.0.0.1:6379/",
		},
	),
	"assignment rule": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Assignment Rule",
			"name": "x",
			"document_type": M,
			"rule": "Round Robin",
			"assign_condition": "True",
			"assignment_days": [{"day": "Monday"}],
			"users": [{"user": "Administrator"}],
		},
	),
	"automatic copies of another's matter": rpc(
		"frappe.automation.doctype.auto_repeat.auto_repeat.make_auto_repeat", doctype=M, docname="LK2-M"
	),
	"field of one's own": rpc(
		"frappe.client.insert",
		doc={"doctype": "Custom Field", "dt": M, "label": "x", "fieldname": "x", "fieldtype": "Data"},
	),
	"property of a field": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Property Setter",
			"doc_type": M,
			"doctype_or_field": "DocField",
			"field_name": "status",
			"property": "read_only",
			"value": "0",
			"property_type": "Check",
		},
	),
	"workflow": rpc(
		"frappe.client.set_value", doctype="Workflow", name=WORKFLOW, fieldname="is_active", value=0
	),
	"settings of the app": rpc(
		"frappe.client.set_value",
		doctype="Healthtalk Settings",
		name="Healthtalk Settings",
		fieldname="small_group",
		value=2,
	),
	"settings of the system": rpc(
		"frappe.client.set_value",
		doctype="System Settings",
		name="System Settings",
		fieldname="enable_password_policy",
		value=0,
	),
	"gateway of text messages": (
		"PUT",
		"/api/resource/SMS Settings/SMS Settings",
		{
			"sms_gateway_url": "http://evil.example",
			"message_parameter": "text",
			"receiver_parameter": "to",
		},
	),
	"deadline rule": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Deadline Rule",
			"rule_code": "x",
			"title": "x",
			"basis": "x",
			"regime": "Talk",
			"step": "Resolution",
			"amount": 999,
			"unit": "Day",
			"valid_from": "2020-01-01",
		},
	),
	"event of the log": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Case Event",
			"reference_doctype": M,
			"reference_name": "LK1-M",
			"event": "responded",
		},
	),
	"event changed": rpc(
		"frappe.client.set_value", doctype="Case Event", name="LK1-M-E", fieldname="event", value="x"
	),
	"event removed": rpc("frappe.client.delete", doctype="Case Event", name="LK1-M-E"),
	"events removed in bulk": rpc(
		"frappe.desk.reportview.delete_items", doctype="Case Event", items='["LK1-M-E"]'
	),
	"access to identities as a document": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Identity Access",
			"reference_doctype": M,
			"reference_name": "LK1-M",
			"user": "Administrator",
			"reason": "xxxx",
		},
	),
	"identity as a document": rpc("frappe.client.get_list", doctype="Protected Identity", fields='["*"]'),
	"identity counted": rpc(
		"frappe.client.get_count", doctype="Protected Identity", filters='{"full_name": ["like", "王%"]}'
	),
	"identity of another's matter": rpc(
		"healthtalk_app.api.identity.reveal", doctype=M, name="LK2-M", reason="核实情况"
	),
	"identity without a reason": rpc(
		"healthtalk_app.api.identity.reveal", reason="  ", doctype=M, name="LK1-M"
	),
	"matter renamed": rpc("frappe.client.rename_doc", doctype=M, old_name="LK1-M", new_name="LK9-M"),
	"matter merged by renaming": rpc(
		"frappe.model.rename_doc.update_document_title", doctype=M, docname="LK1-M", name="LK2-M", merge=1
	),
	"matter submitted": rpc("frappe.client.cancel", doctype=M, name="LK1-M"),
	"run with a path": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "Background Run",
			"kind": "Import",
			"title": "x",
			"status": "Waiting",
			"source_path": "/etc/passwd",
		},
	),
	"import of a stored file": rpc(
		"healthtalk_app.api.intake.start", profile="public-messages", file_url=FILE
	),
	"key of a source": rpc(
		"frappe.client.insert",
		doc={"doctype": "Data Source", "source_name": "x", "code": "lk-source", "channel": "12345 Hotline"},
	),
	"backups": rpc("frappe.utils.backups.fetch_latest_backups"),
	"backup made": rpc("frappe.desk.page.backups.backups.schedule_files_backup", user_email="x@example.com"),
	"jobs of the site": ("GET", "/api/resource/Scheduled Job Type", {}),
	"errors of the site": ("GET", "/api/resource/Error Log", {}),
	"recorder": rpc("frappe.recorder.get"),
	"mail account": rpc("frappe.client.get", doctype="Email Account", name="LK-MAIL"),
	"background jobs": rpc("frappe.client.get_list", doctype="Scheduled Job Log", fields='["*"]'),
	"mail linked to another's matter": rpc(
		"frappe.email.relink",
		name="LK1-M-N",
		reference_doctype=M,
		reference_name="LK2-M",
	),
	"prepared report of others": rpc(
		"frappe.core.doctype.prepared_report.prepared_report.download_attachment", dn="LK-PREPARED"
	),
	"image of the server's network": rpc(
		"frappe.client.insert",
		doc={
			"doctype": "File",
			"file_url": "http://127.0.0.1:11000/x",
			"is_private": 1,
			"attached_to_doctype": M,
			"attached_to_name": "LK2-M",
		},
	),
}
# the platform takes these and leaves out, or does not find, what it must
TAKEN = frozenset(
	(
		"role of one's own",
		"roles of one's own account",
		"events removed in bulk",
		"identity as a document",
		"identity counted",
		"workspace for everybody",
	)
)
WATCHED = (
	"Has Role",
	"User Permission",
	"Custom DocPerm",
	"DocPerm",
	"Server Script",
	"Client Script",
	"Report",
	"Print Format",
	"Custom HTML Block",
	"Notification",
	"Web Page",
	"Web Form",
	"Webhook",
	"Assignment Rule",
	"Auto Repeat",
	"Custom Field",
	"Property Setter",
	"Deadline Rule",
	"Case Event",
	"Identity Access",
	"Background Run",
	"Data Source",
	"Talk Matter",
	"Workspace",
)


@pytest.mark.parametrize("attempt", CHANGING)
def test_changing(attempt: str, clerk: Rest, kept: str) -> None:
	before = standing()
	verb, path, arguments = CHANGING[attempt]
	mine = json.loads(json.dumps(arguments).replace(ME, clerk.user).replace(FILE, kept))
	answer = ask(clerk, (verb, path.replace(ME, clerk.user), mine))
	if attempt not in TAKEN:
		assert answer.status_code in NO, (answer.status_code, answer.text[:1500])
	assert HIDDEN.lower() not in answer.text.lower()
	assert standing() == before
	# nothing has made somebody else of him
	assert clerk.get("/api/method/frappe.auth.get_logged_user").json()["message"] == clerk.user


def test_each_asks_for_something_that_is_there(clerk: Rest, kept: str, site: str) -> None:
	"""Who may do everything is refused none of them, but for what the platform does for nobody.

	Nothing that the Administrator does here is written, and no job begins.
	"""
	before, password = standing(), frappe.conf.admin_password

	def door() -> Door:
		return Door(site, User("A", "none", "Administrator"), password)

	def ask_all() -> dict[str, TestResponse]:
		found, administrator = {}, door()
		for attempt, (verb, path, arguments) in {**READING, **CHANGING}.items():
			given = json.loads(json.dumps(arguments).replace(ME, clerk.user).replace(FILE, kept))
			with (
				unwritten(),
				patch.object(MariaDBDatabase, "updatedb"),
				patch.object(background_jobs, "enqueue"),
			):
				found[attempt] = administrator.ask(verb, path.replace(ME, clerk.user), given)
			if attempt in ENDING:
				administrator = door()
		return found

	try:
		answers = aside(ask_all)
	finally:
		frappe.clear_cache()
	missing = {
		attempt
		for attempt, answer in answers.items()
		if answer.status_code in (404, 500) or b"frappe.whitelist" in answer.data
	}
	missing -= NOBODYS
	assert missing == NOT_THERE, {one: answers[one].data[:300] for one in missing ^ NOT_THERE}
	refused = {attempt for attempt in CHANGING if answers[attempt].status_code != 200} - ONE_VERSION
	assert refused == NOBODYS, {one: answers[one].data[:300] for one in refused ^ NOBODYS}
	assert standing() == before


def standing() -> dict[str, object]:
	"""What none of these may change."""
	frappe.db.commit()
	found: dict[str, object] = {
		doctype: frappe.get_all(doctype, fields=["name", "modified"], order_by="name") for doctype in WATCHED
	}
	for setting, fieldname in (
		("Healthtalk Settings", "small_group"),
		("System Settings", "enable_password_policy"),
		("SMS Settings", "sms_gateway_url"),
	):
		found[setting] = frappe.db.get_single_value(setting, fieldname, cache=False)
	found["workflow"] = frappe.db.get_value("Workflow", WORKFLOW, "is_active")
	return found


def ask(session: Rest, way: Way) -> requests.Response:
	verb, path, arguments = way
	if verb == "GET":
		return session.get(path, arguments)
	return {"POST": session.post, "PUT": session.put}[verb](path, arguments)


def shown(answer: requests.Response) -> str:
	"""What an answer says beside the words of the request, which come back in refusals."""
	return answer.text if answer.ok else ""

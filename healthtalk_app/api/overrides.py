"""Whitelisted methods of the platform that answer about documents without asking who may see them.

Each checks first, for the DocTypes that we restrict, and leaves everything else to the platform's own method.
Arguments that differ between versions are passed on by name.
"""

import inspect
import json
from typing import Any

import frappe
import frappe.client
import frappe.core.api.file
import frappe.core.doctype.user.user
import frappe.desk.doctype.dashboard_chart.dashboard_chart
import frappe.desk.doctype.tag.tag
import frappe.desk.form.document_follow
import frappe.desk.form.load
import frappe.desk.form.save
import frappe.desk.like
import frappe.desk.listview
import frappe.desk.notifications
import frappe.desk.reportview
import frappe.desk.search
import frappe.email
import frappe.share
import frappe.utils.file_manager
import frappe.utils.global_search
import frappe.workflow.doctype.workflow.workflow
from frappe import _
from frappe.model.db_query import DatabaseQuery
from frappe.utils import cint, sbool

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.references import hide_notes, hide_titles, restricts
from healthtalk_app.permissions.rows import CHILDREN, is_protected, notes_shown, visible
from healthtalk_app.services.inspections import visitors


def _check(doctype: str, name: str, ptype: str = "read") -> None:
	"""Raise a PermissionError for a restricted document that the user may not use in this way."""
	if is_protected(doctype):
		frappe.has_permission(doctype, ptype, doc=name, throw=True)


@frappe.whitelist()
def get_count(
	doctype: str, filters: str | dict | list | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""`frappe.client.get_count`, which counts rows of every unit by any field, for whoever asks."""
	if not restricts(doctype):
		# a count by a field tells what is in it, of a source's key too
		if frappe.get_meta(doctype).module == "Healthtalk App":
			frappe.has_permission(doctype, throw=True)
		return frappe.client.get_count(doctype, filters, debug, cache)
	if doctype in CHILDREN:
		refuse(_("Rows of {0} are counted with their document."), _(doctype), error=frappe.PermissionError)
	filters = frappe.utils.get_safe_filters(filters)
	query = DatabaseQuery(doctype).execute(
		filters=filters, fields=[f"`tab{doctype}`.`name`"], order_by=None, run=False
	)
	# the query builder of the platform wrote the inner query, with the row rule in it
	return frappe.db.sql(f"select count(*) from ({query}) p")[0][0]


@frappe.whitelist()
def get_listed_count() -> int:
	"""`frappe.desk.reportview.get_count`, which on 15 takes the name of Case Event for a piece of SQL."""
	if frappe.form_dict.get("doctype") != "Case Event":
		return frappe.desk.reportview.get_count()
	args = frappe.desk.reportview.get_form_params()
	args.update(fields=["`tabCase Event`.`name`"], distinct=sbool(args.distinct), limit=cint(args.limit))
	query = frappe.desk.reportview.execute(**{**args, "order_by": None, "run": False})
	# the query builder of the platform wrote the inner query, with the row rule in it
	return frappe.db.sql(f"select count(*) from ({query}) p")[0][0]


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str | None:
	"""`frappe.desk.search.get_link_title`: the title only of what the user may see."""
	if is_protected(doctype) and docname not in visible(doctype, [docname]):
		return docname
	return frappe.desk.search.get_link_title(doctype, docname)


@frappe.whitelist()
def search_link(doctype: str, txt: str, **more: Any) -> list[dict]:
	"""`frappe.desk.search.search_link`, which drops every rule when a link ignores User Permissions."""
	return frappe.call(frappe.desk.search.search_link, doctype=doctype, txt=txt, **_with_rules(doctype, more))


@frappe.whitelist()
def search_widget(doctype: str, txt: str, **more: Any) -> list:
	"""`frappe.desk.search.search_widget`, the same."""
	return frappe.call(
		frappe.desk.search.search_widget, doctype=doctype, txt=txt, **_with_rules(doctype, more)
	)


def _with_rules(doctype: str, arguments: dict[str, Any]) -> dict[str, Any]:
	arguments.pop("cmd", None)
	if restricts(doctype):
		arguments["ignore_user_permissions"] = False
	return arguments


@frappe.whitelist()
def search_everything(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list[dict]:
	"""`frappe.utils.global_search.search`, which asks for the role and not for the row: nothing of ours."""
	found = frappe.utils.global_search.search(text, start, limit, doctype)
	return [row for row in found if frappe.get_meta(row.doctype).module != "Healthtalk App"]


@frappe.whitelist()
def validate_link(doctype: str, docname: str, fields: Any = None, **more: Any) -> dict:
	"""`frappe.client.validate_link`: what the user may not see does not exist."""
	if is_protected(doctype) and docname not in visible(doctype, [docname]):
		return frappe._dict(name=None)
	return frappe.call(frappe.client.validate_link, doctype=doctype, docname=docname, fields=fields, **more)


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""`frappe.desk.listview.get_group_by_count`, which counts assignments over all rows."""
	if not is_protected(doctype) or field != "assigned_to":
		return frappe.desk.listview.get_group_by_count(doctype, current_filters, field)
	rows = frappe.get_list(
		doctype,
		filters=frappe.parse_json(current_filters),
		fields=["_assign"],
		order_by=None,
	)
	counts: dict[str, int] = {}
	for row in rows:
		for user in json.loads(row._assign or "[]"):
			counts[user] = counts.get(user, 0) + 1
	ranked = sorted(counts.items(), key=lambda item: -item[1])
	return [frappe._dict(name=user, count=count) for user, count in ranked[:50]]


@frappe.whitelist()
def get_state_count(doctype: str, workflow_state_field: str, states: str | list) -> list[dict] | None:
	"""`get_workflow_state_count` of the workflow's form: over all rows, so only for the administrator."""
	if is_protected(doctype):
		frappe.only_for("Administrator")
	return frappe.workflow.doctype.workflow.workflow.get_workflow_state_count(
		doctype, workflow_state_field, states
	)


@frappe.whitelist()
def get_chart(**arguments: Any) -> dict | None:
	"""`dashboard_chart.get`: the platform keeps one result for all users, and heat maps over all rows."""
	core = frappe.desk.doctype.dashboard_chart.dashboard_chart.get
	arguments.pop("cmd", None)
	name, given = arguments.get("chart_name"), arguments.get("chart")
	chart = frappe.get_doc("Dashboard Chart", name) if name else frappe._dict(frappe.parse_json(given) or {})
	if not restricts(chart.document_type or ""):
		return frappe.call(core, **arguments)
	if name:
		chart.check_permission("read")
	if chart.type == "Heatmap":
		frappe.only_for("Administrator")
	# past the check of types and the cache, which both wrap it
	return frappe.call(inspect.unwrap(core), **arguments)


@frappe.whitelist()
def getdoc(doctype: str, name: str) -> Any:
	"""`frappe.desk.form.load.getdoc` without the titles of linked documents that the user may not see."""
	answer = frappe.desk.form.load.getdoc(doctype, name)
	hide_titles(frappe.local.response.get("_link_titles") or {})
	hide_notes(doctype, name, frappe.local.response.get("docinfo"))
	return answer


@frappe.whitelist()
def get_docinfo(doctype: str, name: str) -> Any:
	"""`get_docinfo` without what the user may not read of it."""
	answer = frappe.desk.form.load.get_docinfo(doctype=doctype, name=name)
	hide_notes(doctype, name, frappe.local.response.get("docinfo"))
	return answer


@frappe.whitelist()
def get_communications(doctype: str, name: str, start: int = 0, limit: int = 20) -> list[dict[str, Any]]:
	"""`get_communications`, the same."""
	found = frappe.desk.form.load.get_communications(doctype, name, start, limit)
	return found if notes_shown(doctype, name) else []


@frappe.whitelist()
def savedocs(doc: str, action: str) -> Any:
	"""`frappe.desk.form.save.savedocs`, the same."""
	answer = frappe.desk.form.save.savedocs(doc, action)
	hide_titles(frappe.local.response.get("_link_titles") or {})
	# a new document has its name by now
	for saved in frappe.local.response.get("docs") or ():
		hide_notes(saved.get("doctype"), saved.get("name"), frappe.local.response.get("docinfo"))
	return answer


@frappe.whitelist(methods=["POST", "PUT"])
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
	"""`add_tag`, which writes to any document."""
	_check(dt, dn, "write")
	return frappe.desk.doctype.tag.tag.add_tag(tag, dt, dn, color)


@frappe.whitelist(methods=["POST", "PUT"])
def add_tags(tags: str | list, dt: str, docs: str | list, color: str | None = None) -> None:
	"""`add_tags`, the same for many."""
	for name in frappe.parse_json(docs):
		_check(dt, name, "write")
	frappe.desk.doctype.tag.tag.add_tags(tags, dt, docs, color)


@frappe.whitelist(methods=["POST", "PUT"])
def remove_tag(tag: str, dt: str, dn: str) -> None:
	"""`remove_tag`, the same."""
	_check(dt, dn, "write")
	frappe.desk.doctype.tag.tag.remove_tag(tag, dt, dn)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list:
	"""`get_tagged_docs`, which names documents of every unit."""
	if not is_protected(doctype):
		return frappe.desk.doctype.tag.tag.get_tagged_docs(doctype, tag)
	return frappe.get_list(doctype, filters={"_user_tags": ["like", tag]}, fields=["name"], as_list=True)


@frappe.whitelist(methods=["POST", "PUT"])
def toggle_like(doctype: str, name: str, add: str | bool = False) -> None:
	"""`toggle_like`, which writes to any document."""
	_check(doctype, name)
	visitors.refuse_visitor(doctype, name)
	frappe.desk.like.toggle_like(doctype, name, add)


@frappe.whitelist()
def get_follow_users(doctype: str, doc_name: str) -> list[dict]:
	"""`get_follow_users`, which says who follows any document."""
	_check(doctype, doc_name)
	return frappe.desk.form.document_follow.get_follow_users(doctype, doc_name)


@frappe.whitelist()
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""`get_open_count` of a form's links, which counts rows of every unit: no more than the user may see."""
	answer = frappe.desk.notifications.get_open_count(doctype, name, items)
	links = frappe.get_meta(doctype).get_dashboard_data()
	found = answer["count"] if isinstance(answer["count"], dict) else {}
	for row in found.get("external_links_found", ()):
		kind = row["doctype"]
		if restricts(kind):
			field = links.get("non_standard_fieldnames", {}).get(kind, links.get("fieldname"))
			readable = kind not in CHILDREN and frappe.has_permission(kind, "read")
			seen = frappe.get_list(kind, filters={field: name}, limit=100) if readable else []
			row.update({key: min(cint(row[key]), len(seen)) for key in ("count", "open_count")})
	return answer


@frappe.whitelist()
def get_users(doctype: str, name: str) -> list[dict]:
	"""`frappe.share.get_users`, which says with whom any document is shared."""
	_check(doctype, name)
	return frappe.share.get_users(doctype, name)


@frappe.whitelist(methods=["POST", "PUT"])
def relink(name: str, reference_doctype: str | None = None, reference_name: str | None = None) -> None:
	"""`frappe.email.relink`, which moves any message to any document."""
	message = frappe.get_doc("Communication", name)
	message.check_permission("read")
	if message.reference_doctype and message.reference_name:
		_check(message.reference_doctype, message.reference_name, "write")
	if reference_doctype and reference_name:
		_check(reference_doctype, reference_name, "write")
	frappe.email.relink(name, reference_doctype, reference_name)


@frappe.whitelist(methods=["POST"])
def impersonate(user: str, reason: str) -> None:
	"""`impersonate`: releases of 16 ask for the right to it without looking at the answer, so that everybody
	who is logged in may become Administrator."""
	frappe.only_for("Administrator")
	frappe.core.doctype.user.user.impersonate(user, reason)


@frappe.whitelist(methods=["POST", "PUT"])
def unzip_file(name: str) -> list:
	"""`unzip_file`, which opens any stored archive."""
	frappe.has_permission("File", "write", doc=name, throw=True)
	return frappe.core.api.file.unzip_file(name)


@frappe.whitelist(methods=["POST", "PUT"])
def add_attachments(doctype: str, name: str, attachments: str | list) -> list:
	"""`add_attachments`, which opens any stored file by attaching it to a document of one's own."""
	_check(doctype, name, "write")
	for file in frappe.parse_json(attachments):
		if isinstance(file, str):
			frappe.has_permission("File", "read", doc=file, throw=True)
	return frappe.utils.file_manager.add_attachments(doctype, name, attachments)

"""What a request may ask the platform for, before it is answered.

Some ways around the row rules lie inside the platform's own web interface and have no hook of their own.
"""

import re
from collections.abc import Iterator

import frappe
from frappe import _

from healthtalk_app.permissions.rows import CHILDREN, PROTECTED

# parameters that name columns; what is typed into a document is not looked at
COLUMN_PARAMETERS = (
	"aggregate_function_based_on",
	"chart",
	"current_filters",
	"doc",
	"field",
	"field_map",
	"fieldname",
	"fields",
	"filter_fields",
	"filters",
	"group_by",
	"or_filters",
	"order_by",
	"searchfield",
	"sort_field",
	"stats",
)
LINKED_COLUMN = re.compile(r"(\w+)`?\s*\.\s*`?\w")
RESOURCE = re.compile(r"^/api/(?:(?:v1/)?resource|v2/document)/([^/]+)(/[^/]+)?")
# methods that answer with one document
SINGLE = (
	"frappe.client.get",
	"frappe.client.get_doc_permissions",
	"frappe.client.has_permission",
	"frappe.desk.form.load.getdoc",
	"frappe.desk.form.load.get_docinfo",
	"frappe.utils.print_format.download_pdf",
	"frappe.www.printview.get_html_and_style",
	"run_doc_method",
	"runserverobj",
)


def guard_request() -> None:
	"""`before_request`: nobody is logged in yet for a token, so nothing here depends on the user."""
	form = frappe.local.form_dict
	# version 16 puts whole linked documents into the answer without asking for permission
	form.pop("expand_links", None)
	_refuse_single_rows(form)
	_refuse_linked_columns(form)
	_reread_document(form)


def _refuse_single_rows(form: frappe._dict) -> None:
	"""The platform shows a single row of a child table to whoever may read the DocType of its document."""
	match = RESOURCE.match(frappe.local.request.path)
	named = {match.group(1)} if match and match.group(2) else set()
	method = frappe.local.request.path.rstrip("/").rpartition("/")[2]
	if method in SINGLE or form.get("cmd") in SINGLE:
		named |= {form.get("doctype"), form.get("dt"), form.get("doc")}
	if any(isinstance(name, str) and name in CHILDREN for name in named):
		frappe.throw(_("Rows are read with their document."), frappe.PermissionError)


def _refuse_linked_columns(form: frappe._dict) -> None:
	"""`matter.content` in a list of slips joins the matter without its row rule.

	A column is left out, as the desk asks for titles of links in this way; a filter or an order is refused.
	"""
	doctypes = _asked_doctypes(form)
	for key in COLUMN_PARAMETERS:
		value = form.get(key)
		if not value or (key == "doc" and "number_card" not in _path(form)):
			continue
		if key == "fields":
			form[key] = _without_linked(value, doctypes)
		elif any(_names_protected(text, doctypes) for text in _texts(value)):
			frappe.throw(_("Columns of linked documents cannot be asked for."), frappe.PermissionError)


def _without_linked(value: str | list, doctypes: set[str]) -> str | list:
	fields = value
	if isinstance(value, str):
		try:
			fields = frappe.parse_json(value)
		except ValueError:
			fields = value.split(",")
		if isinstance(fields, str):
			fields = fields.split(",")
	if not isinstance(fields, list):
		fields = [fields]
	kept = [field for field in fields if not any(_names_protected(text, doctypes) for text in _texts(field))]
	if len(kept) == len(fields):
		return value
	kept = kept or ["name"]
	return frappe.as_json(kept) if isinstance(value, str) else kept


def _names_protected(text: str, doctypes: set[str]) -> bool:
	"""Whether the text names a column behind a link to a protected DocType."""
	return any(_links_to_protected(name, doctypes) for name in LINKED_COLUMN.findall(text))


def _links_to_protected(fieldname: str, doctypes: set[str]) -> bool:
	if not doctypes:
		# the parameter that names the DocType is not known: any such link counts
		filters = {"fieldname": fieldname, "fieldtype": "Link", "options": ["in", PROTECTED]}
		return bool(frappe.db.exists("DocField", filters) or frappe.db.exists("Custom Field", filters))
	for doctype in doctypes:
		meta = frappe.get_meta(doctype)
		metas = [meta, *(frappe.get_meta(table.options) for table in meta.get_table_fields())]
		for each in metas:
			field = each.get_field(fieldname)
			if field and field.fieldtype == "Link" and field.options in PROTECTED:
				return True
	return False


def _asked_doctypes(form: frappe._dict) -> set[str]:
	found = {form.get("doctype")} if isinstance(form.get("doctype"), str) else set()
	if match := RESOURCE.match(frappe.local.request.path):
		found.add(match.group(1))
	return {name for name in found if isinstance(name, str) and frappe.db.exists("DocType", name)}


def _path(form: frappe._dict) -> str:
	return f"{frappe.local.request.path} {form.get('cmd') or ''}"


def _texts(value: object) -> Iterator[str]:
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		for key, part in value.items():
			yield from _texts(key)
			yield from _texts(part)
	elif isinstance(value, list | tuple):
		for part in value:
			yield from _texts(part)


def _reread_document(form: frappe._dict) -> None:
	"""`run_doc_method` runs on a document as the client describes it: take the stored one instead."""
	if not any(name in _path(form) for name in ("run_doc_method", "runserverobj")):
		return
	for key in ("docs", "document"):
		if not form.get(key):
			continue
		sent = frappe.parse_json(form[key])
		sent = sent[0] if isinstance(sent, list) and sent else sent
		if isinstance(sent, dict) and sent.get("doctype") in PROTECTED:
			form[key] = frappe.get_doc(sent["doctype"], sent.get("name")).as_json()

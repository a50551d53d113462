"""What a request may ask the platform for, before it is answered.

Some ways around the row rules lie inside the platform's own web interface and have no hook of their own.
"""

import json
import re
from collections.abc import Callable, Iterator

import frappe
from frappe import _

from healthtalk_app.permissions.ethics import EMPLOYEE, GRADE, GRADES_FIELD, keeps_files
from healthtalk_app.permissions.rows import CHILDREN, NOTED, PROTECTED, notes_shown, office_only

# parameters that name columns; what is typed into a document is not looked at
COLUMN_PARAMETERS = (
	"aggregate_function_based_on",
	"chart",
	"current_filters",
	"doc",
	"export_fields",
	"export_filters",
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
	"select_columns",
	"sort_field",
	"stats",
)
LINKED_COLUMN = re.compile(r"(\w+)`?\s*\.\s*`?\w")
RESOURCE = re.compile(r"^/api/(?:(?:v1/)?resource|v2/document)/([^/]+)(/[^/]+)?")
# methods that print what a client describes: they get the stored document
PRINTING = (
	"frappe.utils.print_format.download_pdf",
	"frappe.utils.print_format.print_by_server",
	"frappe.www.printview.get_html_and_style",
	"frappe.www.printview.get_rendered_raw_commands",
)
# methods that write lists with all columns that a role may read
WHOLE = ("data_export", "download_template")
# read by everybody with a role, but not all of their columns
LEVELLED = ("Published Ranking",)
GRADES = re.compile(rf"{GRADE}|{GRADES_FIELD}")
# this looks for its document without any rule
FINDING = "frappe.client.get"
# methods that answer with one document
SINGLE = (
	FINDING,
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
	_refuse_borrowed_names(form)
	_refuse_single_rows(form)
	_refuse_linked_columns(form)
	_reread_document(form)


def _refuse_borrowed_names(form: frappe._dict) -> None:
	"""A method that we watch is watched under its own name; a module that imports it lends it another one."""
	asked = asked_method(form)
	called = form.get("cmd") or "/method/" in frappe.local.request.path
	if not called or "." not in asked or asked.startswith("healthtalk_app."):
		return
	try:
		function = frappe.get_attr(asked)
	except Exception:
		# the platform answers for a method that does not exist
		return
	own = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
	watched = own in SINGLE or own in PRINTING or own in frappe.get_hooks("override_whitelisted_methods")
	if watched and own != asked:
		frappe.throw(_("This method is called by its own name only."), frappe.PermissionError)


def _refuse_single_rows(form: frappe._dict) -> None:
	"""The platform shows a single row of a child table to whoever may read the DocType of its document."""
	match = RESOURCE.match(frappe.local.request.path)
	named = {match.group(1)} if match and match.group(2) else set()
	if asked_method(form) in SINGLE:
		named |= {form.get(key) for key in ("doctype", "dt", "doc") if isinstance(form.get(key), str)}
	if not named.isdisjoint(CHILDREN):
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
			form[key] = _without(value, lambda text: _names_protected(text, doctypes))
		elif any(_names_protected(text, doctypes) for text in texts(value)):
			frappe.throw(_("Columns of linked documents cannot be asked for."), frappe.PermissionError)


def guard_levels() -> None:
	"""`auth_hooks`: columns of a level that the user may not read are not asked for, nor filtered by.

	Version 15 leaves every second one of them in the answer, and both versions filter by all of them.
	"""
	user = frappe.session.user
	if user == "Administrator" or not getattr(frappe.local, "request", None):
		return
	form = frappe.local.form_dict
	_refuse_methods_of_noted(form)
	doctypes = _asked_doctypes(form)
	_keep_to_the_office(form, doctypes, user)
	closed = {name for doctype in doctypes for name in _closed_columns(doctype, user)}
	closed |= {name for doctype in doctypes & set(NOTED) for name in _columns_of_unshown(doctype, form, user)}
	if closed:
		_leave_out(form, re.compile(rf"\b({'|'.join(sorted(closed))})\b"))
	if EMPLOYEE in doctypes and not keeps_files(user):
		_leave_out(form, GRADES)


def _leave_out(form: frappe._dict, names: re.Pattern[str]) -> None:
	"""Columns that are not for the user are not asked for, and no filter or order names them."""
	for key in COLUMN_PARAMETERS:
		value = form.get(key)
		if not value or (key == "doc" and "number_card" not in _path(form)):
			continue
		if key == "fields":
			form[key] = _without(value, lambda text: bool(names.search(text)))
		elif any(names.search(text) for text in texts(value)):
			frappe.throw(_("These columns are not for your role."), frappe.PermissionError)


def _keep_to_the_office(form: frappe._dict, doctypes: set[str], user: str) -> None:
	"""A list with columns of a level holds the rows alone of which the user reads what was noted.

	Levels belong to a role; but whom a record concerns, and who works in its unit, may have that role.
	"""
	keys = [key for key in COLUMN_PARAMETERS if key != "doc" or "number_card" in _path(form)]
	asked = [*(text for key in keys for text in texts(form.get(key))), *texts(_drawn(form))]
	for doctype in doctypes & set(NOTED):
		opened = _levels(doctype) - _closed_columns(doctype, user)
		names = re.compile(rf"\b({'|'.join(sorted(opened))})\b|\*")
		if opened and (any(way in _path(form) for way in WHOLE) or any(names.search(text) for text in asked)):
			if asked_method(form) == FINDING:
				frappe.throw(_("These columns are not for your role."), frappe.PermissionError)
			frappe.flags.healthtalk_office_only = {*office_only(), doctype}


def _columns_of_unshown(doctype: str, form: frappe._dict, user: str) -> set[str]:
	"""Columns of a level, where the request names a document about which the user reads no notes."""
	named = [form.get(key) for key in ("name", "docname") if isinstance(form.get(key), str)]
	return _levels(doctype) if any(not notes_shown(doctype, name, user) for name in named) else set()


def _levels(doctype: str) -> set[str]:
	"""The columns of a DocType that have a level."""
	return {df.fieldname for df in frappe.get_meta(doctype).fields if df.permlevel}


def _refuse_methods_of_noted(form: frappe._dict) -> None:
	"""A method that runs on a document brings the whole of it along, whatever levels its columns have."""
	if not any(name in _path(form) for name in ("run_doc_method", "runserverobj")):
		return
	named = {(form.get("dt"), form.get("dn"))}
	for key in ("docs", "document"):
		named |= {(sent["doctype"], sent.get("name")) for sent in sent_documents(form.get(key))}
	noted = any(kind in NOTED and not notes_shown(kind, str(name)) for kind, name in named)
	if noted or any(kind in LEVELLED and _closed_columns(kind, frappe.session.user) for kind, _name in named):
		frappe.throw(_("These columns are not for your role."), frappe.PermissionError)


def _closed_columns(doctype: str, user: str) -> set[str]:
	if doctype not in (*PROTECTED, *LEVELLED):
		return set()
	meta = frappe.get_meta(doctype)
	levels = {df.permlevel for df in meta.fields if df.permlevel}
	open_levels = meta.get_permlevel_access("read", user=user) if levels else []
	return {df.fieldname for df in meta.fields if df.permlevel and df.permlevel not in open_levels}


def _without(value: str | list, unwanted: Callable[[str], bool]) -> str | list:
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
	kept = [field for field in fields if not any(unwanted(text) for text in texts(field))]
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
	found = {*texts(form.get("doctype")), *texts(_drawn(form).get("document_type"))}
	if match := RESOURCE.match(frappe.local.request.path):
		found.add(match.group(1))
	return {name for name in found if frappe.db.exists("DocType", name, cache=True)}


def _drawn(form: frappe._dict) -> dict:
	"""The chart or number card that is asked for, as the client describes it or as it is stored."""
	if not any(kind in _path(form) for kind in ("dashboard_chart", "number_card")):
		return {}
	if isinstance(name := form.get("chart_name"), str) and name:
		return frappe.db.get_value("Dashboard Chart", name, "*", as_dict=True) or {}
	given = form.get("chart") or form.get("doc")
	try:
		drawn = frappe.parse_json(given) if isinstance(given, str) else given
	except ValueError:
		return {}
	return drawn if isinstance(drawn, dict) else {}


def _path(form: frappe._dict) -> str:
	return f"{frappe.local.request.path} {form.get('cmd') or ''}"


def asked_method(form: frappe._dict) -> str:
	"""The platform's method that is called, whichever way it is named."""
	cmd = form.get("cmd")
	return cmd if isinstance(cmd, str) and cmd else frappe.local.request.path.rstrip("/").rpartition("/")[2]


def texts(value: object) -> Iterator[str]:
	"""Every text in a value, also in what will be read as JSON, where a letter has many spellings."""
	if isinstance(value, str):
		yield value
		if value.lstrip()[:1] in ("[", "{", '"'):
			try:
				parsed = json.loads(value)
			except ValueError:
				return
			yield from texts(parsed)
	elif isinstance(value, dict):
		for key, part in value.items():
			yield from texts(key)
			yield from texts(part)
	elif isinstance(value, list | tuple):
		for part in value:
			yield from texts(part)


def _reread_document(form: frappe._dict) -> None:
	"""Methods and prints that run on a document as the client describes it: take the stored one instead."""
	if any(name in _path(form) for name in ("run_doc_method", "runserverobj")):
		for key in ("docs", "document"):
			for sent in sent_documents(form.get(key))[:1]:
				stored = frappe.get_doc(sent["doctype"], sent.get("name"))
				# made a document again before it is known who asks
				stored.flags.whole = True
				form[key] = stored.as_json()
	elif frappe.local.request.path.startswith("/printview"):
		form.pop("doc", None)
	elif asked_method(form) in PRINTING:
		for sent in sent_documents(form.get("doc"))[:1]:
			if "printview" in asked_method(form):
				form.doc, form.name = sent["doctype"], str(sent.get("name") or "")
			else:
				form.pop("doc")


def sent_documents(value: object) -> list[dict]:
	"""Protected documents as a client describes them, one or a list, maybe as JSON."""
	try:
		sent = frappe.parse_json(value) if isinstance(value, str) else value
	except ValueError:
		return []
	return [
		one
		for one in (sent if isinstance(sent, list) else [sent])
		if isinstance(one, dict) and isinstance(one.get("doctype"), str) and one["doctype"] in PROTECTED
	]

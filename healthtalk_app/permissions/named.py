"""A document that the user may not see and one that does not exist get the same answer.

The platform answers 403 for the one and 404 for the other, which tells strangers what there is.
"""

import frappe

from healthtalk_app.permissions.documents import require_visible
from healthtalk_app.permissions.requests import RESOURCE, asked_method, sent_documents, texts
from healthtalk_app.permissions.rows import PROTECTED

# parameters that together name one document or several
PAIRS = (
	("doctype", "name"),
	("doctype", "docname"),
	("doctype", "docnames"),
	("doctype", "doc_name"),
	("doctype", "items"),
	("doc", "name"),
	("dt", "dn"),
	("dt", "docs"),
	("reference_doctype", "reference_name"),
)
# the neighbour of a document in some order tells about that document
NEIGHBOUR = "frappe.desk.form.utils.get_next"
# our own methods name no DocType where there is only one
OWN = {
	"healthtalk_app.api.matter.": ("Talk Matter", ("name", "into")),
	"healthtalk_app.api.session.": ("Talk Session", ("name",)),
	"healthtalk_app.api.slip.": ("Referral Slip", ("name",)),
	"healthtalk_app.api.dispute.": ("Dispute Mediation", ("name",)),
	"healthtalk_app.api.incident.": ("Opinion Incident", ("name",)),
	"healthtalk_app.api.accountability.": ("Accountability Record", ("name",)),
	"healthtalk_app.api.ethics.": ("Ethics Appraisal", ("name",)),
	"healthtalk_app.api.call_back.": ("Call Back", ("name",)),
	"healthtalk_app.api.submission.": ("Public Submission", ("name",)),
}
# these say nothing about either
SILENT = (
	"frappe.client.validate_link",
	"frappe.client.validate_link_and_fetch",
	"frappe.desk.link_preview.get_preview_data",
	"frappe.desk.search.get_link_title",
	# the name is that of a view of the list, which asks the row rule when it is opened
	"frappe.desk.reportview.save_report",
)
# these make documents, whose names a client cannot choose
MAKING = ("frappe.client.insert", "frappe.client.insert_many")
# the desk asks for a new form by such a name, and opens it when there is no such document
UNSAVED = ("new", "new-")


def guard_documents() -> None:
	"""`auth_hooks`: the user is known by now, and nothing was read yet."""
	if frappe.session.user == "Administrator" or not getattr(frappe.local, "request", None):
		return
	form = frappe.local.form_dict
	method = asked_method(form)
	if method in SILENT:
		return
	named: dict[str, set[str]] = {}
	for doctype, name in _named(form, method):
		if doctype in PROTECTED and not is_unsaved(name):
			named.setdefault(doctype, set()).add(name)
	for doctype, names in named.items():
		if not _holds_key(form, doctype, names):
			require_visible(doctype, sorted(names))


def is_unsaved(name: str) -> bool:
	"""Whether it is the name of a form that was never saved; no document is called so."""
	return name == UNSAVED[0] or name.startswith(UNSAVED[1])


def _named(form: frappe._dict, method: str) -> set[tuple[str, str]]:
	"""DocType and name of every document that the request names."""
	found = set()
	if (match := RESOURCE.match(frappe.local.request.path)) and match.group(2):
		found.add((match.group(1), match.group(2)[1:]))
	for kind, key in PAIRS:
		if isinstance(form.get(kind), str):
			found |= {(form[kind], name) for name in _names(form.get(key))}
	if method == NEIGHBOUR:
		found |= {(form.get("doctype"), name) for name in _names(form.get("value"))}
	for prefix, (doctype, keys) in OWN.items():
		if method.startswith(prefix):
			found |= {(doctype, name) for key in keys for name in _names(form.get(key))}
	if method not in MAKING:
		for key in ("doc", "docs", "document"):
			for sent in sent_documents(form.get(key)):
				if not sent.get("__islocal") and isinstance(sent.get("name"), str):
					found.add((sent["doctype"], sent["name"]))
	return found


def _names(value: object) -> set[str]:
	"""One name, or the names of a list, which may be written as JSON."""
	found = set(texts(value))
	return found - {value} if len(found) > 1 else found


def _holds_key(form: frappe._dict, doctype: str, names: set[str]) -> bool:
	"""Whether the request brings the key of a link that shares just this document."""
	key = form.get("key")
	if not key or not isinstance(key, str) or len(names) != 1:
		return False
	shared = {"reference_doctype": doctype, "reference_docname": next(iter(names)), "key": key}
	return bool(frappe.db.exists("Document Share Key", shared))

"""What the platform stores about our documents: files, versions, comments, assignments and the like.

Such a row is as visible as the document that it speaks of; the platform itself shows most of them to everyone
who may read the DocType.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Criterion, Field, Table

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.criteria import for_reader, nothing
from healthtalk_app.permissions.demerits import DEMERIT
from healthtalk_app.permissions.ethics import ETHICS
from healthtalk_app.permissions.files import may_create
from healthtalk_app.permissions.proceedings import PROCEEDINGS
from healthtalk_app.permissions.rows import (
	CHILDREN,
	NOTED,
	PROTECTED,
	among,
	notes_shown,
	spoken_of,
	visible,
)

# DocType of the platform: the fields that say of which document it speaks
REFERENCES = {
	"Activity Log": ("reference_doctype", "reference_name"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"DocShare": ("share_doctype", "share_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"Document Share Key": ("reference_doctype", "reference_docname"),
	"Email Queue": ("reference_doctype", "reference_name"),
	"Energy Point Log": ("reference_doctype", "reference_name"),
	"Error Log": ("reference_doctype", "reference_name"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"Integration Request": ("reference_doctype", "reference_docname"),
	"Milestone": ("reference_type", "reference_name"),
	"Notification Log": ("document_type", "document_name"),
	"Reminder": ("reminder_doctype", "reminder_docname"),
	"Tag Link": ("document_type", "document_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"View Log": ("reference_doctype", "reference_name"),
	"Workflow Action": ("reference_doctype", "reference_name"),
}
# what the form needs to know beside a document, which says nothing about it
KEPT_BESIDE = ("doctype", "name", "permissions")
# the columns into which the platform copies such rows
COPIED = {"Comment": "_comments", "ToDo": "_assign", "Tag Link": "_user_tags"}
# rows that hold the content of many documents: whoever made them, and nobody else
OWN_ONLY = {
	"Access Log": "export_from",
	"Data Import": "reference_doctype",
	"Deleted Document": "deleted_doctype",
}
CONTENT = ("Data Import Log", "Prepared Report")
# a mail with the rows of one user's report
MAIL, MAILED = "Email Queue", "Auto Email Report"
# what somebody is told himself is his, whatever else was noted about the document
TOLD = "Notification Log"
OURS = (*PROTECTED, *CHILDREN)
# how the desk calls a document that was not saved yet
UNSAVED = "new-"


def reference_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""`permission_query_conditions` of the platform's DocTypes that speak of our documents."""
	return for_reader(user, lambda reader: reference_criterion(doctype, reader))


def reference_criterion(doctype: str, user: str) -> Criterion | None:
	"""Rows of `doctype` that speak of nothing that the user may not see; None means no restriction."""
	if user == "Administrator":
		return None
	table = frappe.qb.DocType(doctype)
	if doctype in OWN_ONLY:
		return _foreign(table[OWN_ONLY[doctype]]) | _own(doctype, table, user)
	if doctype == "Data Import Log":
		parent = frappe.qb.DocType("Data Import")
		imports = frappe.qb.from_(parent).select(parent.name).where(reference_criterion("Data Import", user))
		return table.data_import.isin(imports)
	if doctype == "Prepared Report":
		report = frappe.qb.DocType("Report")
		ours = frappe.qb.from_(report).select(report.name).where(report.ref_doctype.isin(OURS))
		return table.report_name.notin(ours) | (table.owner == user)
	return _speaks_of_visible(doctype, table, user)


def _foreign(field: Field) -> Criterion:
	return field.isnull() | field.notin(OURS)


def _own(doctype: str, table: Table, user: str) -> Criterion:
	# a deleted document has no unit any more; only the Administrator deletes ours
	return nothing() if doctype == "Deleted Document" else table.owner == user


def _speaks_of_visible(doctype: str, table: Table, user: str) -> Criterion:
	kind, name = (table[field] for field in REFERENCES[doctype])
	rule = _foreign(kind)
	rule_of = among if doctype == TOLD else spoken_of
	for target in PROTECTED:
		rule |= (kind == target) & rule_of(name, target, user)
	if doctype == MAIL:
		order = frappe.qb.DocType(MAILED)
		own = frappe.qb.from_(order).select(order.name).where(order.owner == user)
		rule &= kind.isnull() | (kind != MAILED) | name.isin(own)
	if doctype == "File":
		mail = frappe.qb.DocType("Communication")
		shown = frappe.qb.from_(mail).select(mail.name).where(_speaks_of_visible("Communication", mail, user))
		rule &= kind.isnull() | (kind != "Communication") | name.isin(shown)
	return rule


def reference_has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, **_more: object
) -> bool:
	"""`has_permission` of the same DocTypes; asks the platform's own rule afterwards.

	Version 15 stops at the first hook that answers, 16 takes None for no: so the answer is always True or
	False and includes the other hooks' answers.
	"""
	user = user or frappe.session.user
	if user != "Administrator" and not _reference_allowed(doc, ptype or "read", user):
		return False
	hooks = frappe.get_hooks("has_permission")
	for path in {*hooks.get(doc.doctype, []), *hooks.get("*", [])}:
		if path.startswith("healthtalk_app."):
			continue
		answer = frappe.call(frappe.get_attr(path), doc=doc, ptype=ptype, user=user, debug=False)
		if answer is not None and not answer:
			return False
	return True


def _reference_allowed(doc: Document, ptype: str, user: str) -> bool:
	if doc.doctype in OWN_ONLY or doc.doctype in CONTENT:
		stored = doc.name and frappe.db.exists(doc.doctype, doc.name)
		return not stored or _passes(doc, user)
	if doc.doctype == "File" and ptype == "create" and not may_create(doc, user):
		return False
	fields = REFERENCES[doc.doctype]
	spoken_of = {tuple(doc.get(field) for field in fields)}
	if doc.name and ptype != "create":
		# what a client writes into the row does not make it a row of another document
		spoken_of |= set(frappe.get_all(doc.doctype, {"name": doc.name}, list(fields), as_list=True))
	return all(_may_speak_of(doc, kind, name, ptype, user) for kind, name in spoken_of)


def _may_speak_of(doc: Document, kind: str | None, name: str | None, ptype: str, user: str) -> bool:
	if doc.doctype == MAIL and kind == MAILED:
		return frappe.db.get_value(MAILED, name, "owner") == user
	if kind not in OURS:
		return True
	if kind in CHILDREN or not name:
		return False
	if name not in visible(kind, [name], user):
		# a file may be chosen before the document is saved for the first time
		return doc.doctype == "File" and str(name).startswith(UNSAVED)
	if doc.doctype != TOLD and not notes_shown(kind, name, user):
		return False
	if doc.doctype == "File" and ptype in ("create", "write", "delete"):
		return frappe.has_permission(kind, "write", doc=name, user=user)
	return True


def _passes(doc: Document, user: str) -> bool:
	table = frappe.qb.DocType(doc.doctype)
	found = (
		frappe.qb.from_(table)
		.select(table.name)
		.where((table.name == doc.name) & reference_criterion(doc.doctype, user))
	)
	return bool(found.run())


# --- events of the platform's documents ---


def hide_titles(titles: dict[str, str]) -> None:
	"""Replace the titles of linked documents ("DocType::name") that the user may not see by their names."""
	names: dict[str, set[str]] = {}
	for key in titles:
		doctype, _separator, name = key.partition("::")
		if doctype in PROTECTED:
			names.setdefault(doctype, set()).add(name)
	for doctype, linked in names.items():
		for name in linked - visible(doctype, linked):
			titles[f"{doctype}::{name}"] = name


def hide_printed_titles(doc: Document, method: str | None = None, *_settings: object) -> None:
	"""`before_print`: the same for the platform's own print formats."""
	hide_titles(doc.get("__link_titles") or {})


def hide_notes(doctype: str, name: str, docinfo: dict | None) -> None:
	"""Empty what the form shows beside a document for who may read the document but no notes about it."""
	if docinfo and not notes_shown(doctype, name):
		for key, value in docinfo.items():
			if key not in KEPT_BESIDE and value:
				docinfo[key] = type(value)()


def keep_apart(doc: Document, method: str | None = None) -> None:
	"""The platform copies comments, assignments and tags into the row, which others read than the notes."""
	kind, name = REFERENCES[doc.doctype]
	if doc.get(kind) in NOTED and doc.get(name):
		frappe.db.set_value(doc.get(kind), doc.get(name), COPIED[doc.doctype], None, update_modified=False)


def refuse_share(doc: Document, method: str | None = None) -> None:
	"""An accusation, and what belongs to it, is never shared: a share would pass over every other rule."""
	if doc.share_doctype == PROCEEDINGS:
		frappe.throw(
			_("Accountability records cannot be shared. They are for discipline and the person concerned."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if doc.share_doctype == ETHICS:
		frappe.throw(
			_("Sheets of the ethics appraisal are for discipline and the person. They cannot be shared."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if doc.share_doctype in PROTECTED and doc.share_name in _of_accusations(
		doc.share_doctype, [doc.share_name]
	):
		frappe.throw(
			_("Accusations cannot be shared. They go to the discipline officer only."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def withdraw_shares(doc: Document, method: str | None = None) -> None:
	"""When a matter turns out to be an accusation, earlier shares and followers lose it at once."""
	if not doc.get("is_accusation") or not doc.has_value_changed("is_accusation"):
		return
	concerned = {doc.doctype: [doc.name]}
	concerned["Referral Slip"] = frappe.get_all("Referral Slip", filters={"matter": doc.name}, pluck="name")
	for doctype in ("Rectification", "Call Back", DEMERIT):
		concerned[doctype] = frappe.get_all(doctype, filters={"matter": doc.name}, pluck="name")
	concerned["Dispute Mediation"] = frappe.get_all(
		"Dispute Mediation", filters={"matter": doc.name}, pluck="name"
	)
	concerned["Public Evaluation"] = frappe.get_all(
		"Public Evaluation",
		filters={"reference_doctype": "Talk Matter", "reference_name": doc.name},
		pluck="name",
	)
	for doctype, names in concerned.items():
		if names:
			frappe.db.delete("DocShare", {"share_doctype": doctype, "share_name": ["in", names]})
			frappe.db.delete("Document Follow", {"ref_doctype": doctype, "ref_docname": ["in", names]})


def refuse_single_row(doc: Document, method: str | None = None) -> None:
	"""Rows of child tables are written with their document: alone, nobody asks whose they are."""
	if frappe.session.user != "Administrator" and not doc.flags.ignore_permissions:
		refuse(_("Rows of {0} are changed in their document."), _(doc.doctype), error=frappe.PermissionError)


def _of_accusations(doctype: str, names: list[str]) -> set[str]:
	"""Those of the names that are accusations or belong to one."""
	table, matter = frappe.qb.DocType(doctype), frappe.qb.DocType("Talk Matter")
	accusations = frappe.qb.from_(matter).select(matter.name).where(matter.is_accusation == 1)
	if doctype in ("Talk Matter", "Public Submission"):
		rule = table.is_accusation == 1
	elif doctype in ("Referral Slip", "Rectification", "Call Back", "Dispute Mediation", DEMERIT):
		rule = table.matter.isin(accusations)
	elif doctype in ("Public Evaluation", "Case Event", "Identity Access", "Document Number"):
		rule = table.reference_name.isin(accusations)
	else:
		return set()
	return set(frappe.qb.from_(table).select(table.name).where(table.name.isin(names) & rule).run(pluck=True))


def restricts(doctype: str) -> bool:
	"""Whether lists of the DocType are narrowed by our rules."""
	return doctype in OURS or doctype in REFERENCES or doctype in OWN_ONLY or doctype in CONTENT

"""A way out of the platform that works without asking who will read: refused removals."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.rename_doc import get_link_fields

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.references import OURS
from healthtalk_app.permissions.rows import criterion


def refuse_removal(doc: Document, method: str | None = None) -> None:
	"""`on_trash` of what our documents name: the platform would say which one names it."""
	user = frappe.session.user
	if user == "Administrator":
		return
	for field in get_link_fields(doc.doctype):
		if field.parent in OURS and not field.issingle and _names_unseen(field, doc.name, user):
			refuse(
				_("{0} stands in documents that are kept. Switch it off or close it instead."),
				_(doc.doctype),
				error=frappe.LinkExistsError,
				title=_("Not Permitted"),
			)


def _names_unseen(field: frappe._dict, name: str, user: str) -> bool:
	"""Whether a row that the user may not see names the document in this field."""
	table = frappe.qb.DocType(field.parent)
	naming = frappe.qb.from_(table).select(table.name).where(table[field.fieldname] == name)
	if (rule := criterion(field.parent, user)) is None:
		return False
	seen = frappe.qb.from_(table).select(table.name).where(table[field.fieldname] == name).where(rule)
	return bool(naming.where(table.name.notin(seen)).limit(1).run())

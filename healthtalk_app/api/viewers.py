"""Who has a document open is shown to all who have it open: the platform's server of live news asks here."""

import frappe
from frappe import _

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.rows import notes_shown
from healthtalk_app.services.inspections import visitors


@frappe.whitelist(methods=["GET", "POST"])
def can_subscribe_doc(doctype: str, docname: str) -> bool:
	"""`can_subscribe_doc` of version 15: who has a document open is shown to all who have it open."""
	if not (doctype and docname):
		# the platform breaks on the one, and asks for no document with the other
		missing = _("{0} {1} does not exist, or you may not see it.")
		refuse(missing, _(doctype), docname, error=frappe.PermissionError)
	frappe.has_permission(doctype, doc=docname, throw=True)
	_refuse_to_be_seen(doctype, docname)
	return True


@frappe.whitelist(methods=["GET", "POST"])
def may_subscribe(doctype: str, name: str) -> bool:
	"""`frappe.realtime.has_permission` of version 16, the same."""
	return can_subscribe_doc(doctype, name)


def _refuse_to_be_seen(doctype: str, name: str) -> None:
	"""A visitor is not shown beside his letter; nor is who deals with a record to whom it concerns."""
	visitors.refuse_visitor(doctype, name)
	if not notes_shown(doctype, name):
		raise frappe.PermissionError

"""Reports mailed by the platform: who may order one of ours, with whose rows, and to which address."""

import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.references import restricts

MODULE = "Healthtalk App"


def holds_ours(report: str | None) -> bool:
	"""Whether a report is one of Health Talk's, made from one, or lists what speaks of its documents."""
	seen: set[str] = set()
	while report and report not in seen:
		seen.add(report)
		fields = ["module", "ref_doctype", "reference_report"]
		found = frappe.db.get_value("Report", report, fields, as_dict=True) or frappe._dict()
		if found.module == MODULE or restricts(found.ref_doctype):
			return True
		report = found.reference_report
	return False


def check_mailed_report(doc: Document, method: str | None = None) -> None:
	"""`validate` of Auto Email Report, and before each sending.

	Whoever orders a report of ours gets his own rows at his own address, and nobody sees to it but he; what
	the Administrator orders is his business alone. The owner says who that is, as the database has it,
	because a client can write one.
	"""
	if not any(holds_ours(report) for report in _reports(doc)):
		return
	owner = doc.owner if doc.is_new() else frappe.db.get_value(doc.doctype, doc.name, "owner")
	if doc.owner != owner or frappe.session.user not in ("Administrator", owner):
		_deny(_("A report is sent with the rows that its user may see. Only {0} may order it so."), owner)
	if owner == "Administrator":
		return
	if doc.user != owner:
		_deny(_("A report is sent with the rows that its user may see. Only {0} may order it so."), doc.user)
	own = (frappe.db.get_value("User", owner, "email") or owner).lower()
	if {address.lower() for address in (doc.email_to or "").split()} - {own}:
		_deny(
			_("It is sent to the address of its user alone, {0}: others order it with their own rows."), own
		)


def _reports(doc: Document) -> set[str]:
	"""The report asked for, and the one that an order was for before: changing it is seeing to it, too."""
	before = None if doc.is_new() else frappe.db.get_value(doc.doctype, doc.name, "report")
	return {report for report in (doc.report, before) if report}


def _deny(sentence: str, *values: object) -> None:
	refuse(sentence, *values, error=frappe.PermissionError, title=_("Not Permitted"))

"""What the whole county goes by: rules and words, kept by the bureau; units and venues, kept by who is above.

Everybody with the role reads it. Who administers one group of units would else set the deadlines, points and
words by which that group is measured. Until the bureau stands in Healthtalk Settings a site is being set up,
and the role alone decides.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, getdate

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.documents import READING
from healthtalk_app.permissions.scope import UNIT, can_act_for, scope

VENUE = "Talk Venue"
# with whom a unit is compared, who its people are, and when it ends
COMPARED = ("appraisal_group", "company", "department", "headcount", "valid_to", "successor")
# by what it is measured altogether
MEASURED = ("kind", "parent_health_unit", "talk_frequency", "has_account", "valid_from", *COMPARED)
# that far ahead a group says on which day a new unit begins
DAYS_AHEAD = 31


def keeps(doc: Document, ptype: str | None = None, user: str | None = None, **_more: object) -> bool:
	"""`has_permission` of rules, units and venues; True or False, as `documents.has_permission`."""
	user = user or frappe.session.user
	ptype = ptype or "read"
	if ptype in READING or sees_all_or_sets_up(user):
		return True
	if doc.doctype == UNIT:
		if ptype == "create":
			return can_act_for(doc.parent_health_unit, user)
		return ptype == "write" and can_act_for(doc.name, user)
	if doc.doctype == VENUE:
		stored = frappe.db.get_value(VENUE, doc.name, "unit") if doc.name else None
		return can_act_for(doc.unit, user) and (not stored or can_act_for(stored, user))
	return False


def sees_all_or_sets_up(user: str | None = None) -> bool:
	"""Whether the user keeps what the whole county goes by, given the role."""
	return scope(user) is None or not frappe.get_cached_doc("Healthtalk Settings").bureau_unit


def refuse_own_measure(unit: Document) -> None:
	"""Raise `frappe.PermissionError` where somebody sets by what units of his own are measured.

	Of a unit that he opens he says the kind, the superior unit and the first day; what it owes follows.
	"""
	if unit.flags.ignore_permissions or sees_all_or_sets_up():
		return
	if before := unit.get_doc_before_save():
		_refuse_fields(unit, [field for field in MEASURED if _said(unit, field) != _said(before, field)])
		return
	filled_in = frappe.new_doc(UNIT)
	for fieldname in ("company", "department"):
		# the platform fills in its own default: nobody chose it
		if unit.get(fieldname) == filled_in.get(fieldname):
			unit.set(fieldname, None)
	_refuse_fields(unit, [field for field in COMPARED if _said(unit, field)])
	if not unit.has_account and unit.kind != "Outside Department":
		_refuse_fields(unit, ["has_account"])
	if getdate(unit.valid_from) > getdate(add_days(getdate(), DAYS_AHEAD)):
		refuse(
			_("A unit opens within {0} days; a later day is set by an administrator of the whole bureau."),
			DAYS_AHEAD,
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def _said(unit: Document, fieldname: str) -> object:
	"""What a field says, however a client writes it: nothing may be an empty text, a number a text."""
	value, kind = unit.get(fieldname), unit.meta.get_field(fieldname).fieldtype
	if kind in ("Int", "Check"):
		return cint(value)
	return (getdate(value) if kind == "Date" else value) if value else None


def _refuse_fields(unit: Document, fieldnames: list[str]) -> None:
	if fieldnames:
		refuse(
			_("{0} of a unit is set by an administrator of the whole bureau."),
			_(unit.meta.get_label(fieldnames[0])),
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)

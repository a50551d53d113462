"""What a user may do with one document; the stored row decides, not what a client has sent."""

import json
from collections.abc import Iterable
from weakref import WeakKeyDictionary

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Criterion, Field, Table
from pypika.queries import QueryBuilder

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.accusations import (
	ACCUSATION_ROLE,
	accusation_shown,
	complained_of,
	follows_accusation,
)
from healthtalk_app.permissions.commendations import COMMENDATION, ROUND
from healthtalk_app.permissions.criteria import everything, in_scope, nothing
from healthtalk_app.permissions.demerits import DEMERIT, demerit_shown
from healthtalk_app.permissions.ethics import ETHICS, ethics_office
from healthtalk_app.permissions.proceedings import PROCEEDINGS, may_propose, proceedings_shown
from healthtalk_app.permissions.recusal import recused_from, refuse_recused
from healthtalk_app.permissions.rows import APPRAISAL, FLOWS, PROTECTED, criterion, matching, visible
from healthtalk_app.permissions.scope import can_act_for, default_unit, home_units, scope

# the field that says whose document it is
OWNING_UNIT = {
	"Talk Session": "unit",
	"Talk Matter": "unit",
	"Referral Slip": "sender_unit",
	"Dispute Mediation": "unit",
	"Opinion Incident": "unit",
	"Work Handover": "unit",
	"Rectification": "ordering_unit",
	"Public Submission": "unit",
	"Satisfaction Survey": "unit",
	"Self Check": "unit",
	"Publicity Item": "unit",
	"Conduct Campaign": "unit",
	"Unit Task": "ordering_unit",
	"Study Record": "unit",
	"Public Commitment": "unit",
	"Work Summary": "unit",
	"Inspection Plan": "unit",
	"Inspection": "inspecting_unit",
	PROCEEDINGS: "unit",
	DEMERIT: "proposing_unit",
	COMMENDATION: "unit",
	APPRAISAL: "unit",
	ROUND: "unit",
}
READING = {"read", "select", "print", "email", "export", "report"}
# written by services only, which do not ask for the user's permission
NEVER_WRITTEN = {
	"Case Event",
	"Identity Access",
	"Document Number",
	"Protected Identity",
	"Background Run",
	"Campaign Extension",
	"Import Row",
	"Hot Topic",
	"Inspection Entry",
	"Call Back",
	"Inspection Feedback",
	"Citizen Notice",
	"Source Message",
	"Source Change",
	"Survey Invitation",
	"Survey Response",
	"Commendation Vote",
}


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None, **_more: object) -> bool:
	"""`has_permission` of every protected DocType; True or False, for None means yes on 15 and no on 16."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	ptype = ptype or "read"
	if ptype == "delete":
		return False
	reads = ptype in READING
	if reads and doc.name and _may_read(doc, user):
		return True
	stored = doc.name and ptype != "create" and frappe.db.exists(doc.doctype, doc.name)
	if not stored:
		return _can_create(doc, user)
	return not reads and _can_write(doc, user)


def _may_read(doc: Document, user: str) -> bool:
	"""Whether the stored row is the user's to read; a yes holds for this object until it is saved.

	Opening a form asks three times. What is seen is stored, so one question is enough.
	"""
	if not hasattr(frappe.local, "healthtalk_reads"):
		frappe.local.healthtalk_reads = WeakKeyDictionary()
	asked = (user, doc.name, str(doc.modified))
	if frappe.local.healthtalk_reads.get(doc) == asked:
		return True
	if doc.name not in visible(doc.doctype, [doc.name], user):
		return False
	frappe.local.healthtalk_reads[doc] = asked
	return True


def require(doc: Document, ptype: str = "write") -> None:
	"""Raise a PermissionError that says what is missing, unless the session's user holds the permission."""
	if not frappe.has_permission(doc.doctype, ptype, doc=doc):
		if ptype not in READING:
			refuse_recused(doc)
		refuse(
			_("{0} {1} belongs to another unit, or your role does not allow this step."),
			_(doc.doctype),
			doc.name or "",
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def require_visible(doctype: str, names: Iterable[str]) -> None:
	"""Raise one and the same PermissionError for what the user may not see and for what is not there."""
	names = list(names)
	seen = visible(doctype, names) if names else set()
	hidden = [name for name in names if name not in seen]
	if hidden:
		refuse(
			_("{0} {1} does not exist, or you may not see it."),
			_(doctype),
			hidden[0],
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def require_visible_links(doc: Document) -> None:
	"""Raise the same for a new link to what is hidden or not there, before the platform tells them apart."""
	user = frappe.session.user
	if user == "Administrator" or doc.flags.ignore_permissions or doc.flags.ignore_links:
		return
	hidden = _hidden_links(doc, user)
	if hidden and not doc.is_new():
		hidden -= _links(frappe.get_doc(doc.doctype, doc.name))
	for doctype, name in sorted(hidden):
		require_visible(doctype, [name])


def require_role(roles: Iterable[str]) -> None:
	"""Raise a PermissionError unless the session's user has one of the roles."""
	if frappe.session.user != "Administrator" and set(roles).isdisjoint(frappe.get_roles()):
		refuse(
			_("This step needs one of these roles: {0}."),
			"、".join(_(role) for role in roles),
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def require_accusation(doc: Document) -> None:
	"""Raise a PermissionError unless the session's user may see the accusation."""
	if not can_see_accusation(doc):
		frappe.throw(
			_("Accusations are handled by the discipline officer only."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def require_not_complained_of(doc: Document) -> None:
	"""A confidential matter hides who raised it from the unit that it complains of (design §5).

	That is the unit or person it names, and the unit that handles it; a superior's officer may ask, and the
	bureau may even where it handles the matter itself. Raises `frappe.PermissionError`.
	"""
	user = frappe.session.user
	if user == "Administrator":
		return
	named = frappe.qb.DocType("Matter Accused")
	complains = (
		frappe.qb.from_(named)
		.select(named.name)
		.where((named.parent == doc.name) & complained_of(named, user))
		.run()
	)
	handles = scope(user) is not None and not home_units(user).isdisjoint(_handling_units(doc))
	if complains or handles:
		frappe.throw(
			_("The matter is confidential; its identity is not shown to the unit that it concerns."),
			frappe.PermissionError,
			title=_("Confidential"),
		)


def _handling_units(doc: Document) -> set[str]:
	"""Units that handle or have handled a matter: as lead, then or now, or with a slip of it."""
	units = {doc.get("lead_unit") or doc.get("unit")}
	units |= {row.unit for row in doc.get("parties") or [] if row.part in ("Lead", "Receiver", "Co-handler")}
	# get_all: the log of a document that the caller may read
	changes = frappe.get_all(
		"Case Event",
		filters={"reference_doctype": doc.doctype, "reference_name": doc.name, "event": "lead"},
		pluck="details",
	)
	for details in changes:
		units |= set(json.loads(details).values())
	return units - {None}


def can_see_accusation(doc: Document, user: str | None = None) -> bool:
	"""Whether the user may see the accusation: a discipline officer over its unit who is not accused."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	table = frappe.qb.DocType(doc.doctype)
	return bool(matching(doc.doctype, [doc.name], accusation_shown(table, user, doc.doctype)))


def _write_criterion(doctype: str, user: str, table: Table) -> Criterion:
	"""The owning side writes; co-handlers and other parties read."""
	if doctype in NEVER_WRITTEN:
		return nothing()
	if doctype == PROCEEDINGS:
		return proceedings_shown(table, user)
	if doctype == ETHICS:
		return ethics_office(table, user)
	if doctype == DEMERIT:
		# the unit writes its appeal, the office all else: the service keeps them apart
		return demerit_shown(table, user)
	ordinary = in_scope(user, *_owning_fields(doctype, table))
	if doctype == "Inspection":
		# who may see one is of the inspecting side; roles decide who writes
		ordinary = criterion(doctype, user, table) or everything()
	if doctype == "Inspection Plan":
		ordinary &= criterion(doctype, user, table) or everything()
	if doctype == "Talk Session":
		ordinary |= table.name.isin(_sessions_held_by(user))
	if not _handles_ordinary(doctype, "write", user):
		ordinary = nothing()
	if doctype in ("Talk Matter", "Public Submission"):
		rule = ((table.is_accusation == 0) & ordinary) | accusation_shown(table, user, doctype)
		return rule & table.name.notin(recused_from(user)) if doctype == "Talk Matter" else rule
	if doctype in ("Referral Slip", "Rectification", "Dispute Mediation"):
		rule = follows_accusation(table.matter, ordinary, user, table.matter.isnotnull())
		return rule & (table.matter.isnull() | table.matter.notin(recused_from(user)))
	return ordinary


def _owning_fields(doctype: str, table: Table) -> tuple[Field, ...]:
	if doctype == "Talk Matter":
		return table.unit, table.lead_unit
	if doctype == "Referral Slip":
		return table.sender_unit, table.receiver_unit
	if doctype == "Rectification":
		return table.ordering_unit, table.responsible_unit
	if doctype == "Unit Task":
		return table.unit, table.ordering_unit
	if doctype == COMMENDATION:
		return table.unit, table.awarding_unit
	return (table.unit,)


def _handles_ordinary(doctype: str, ptype: str, user: str) -> bool:
	"""The discipline officer's role alone opens accusations; ordinary work needs another role."""
	if doctype not in FLOWS or doctype == DEMERIT:
		return True
	roles = set(frappe.get_roles(user)) - {ACCUSATION_ROLE}
	return any(rule.role in roles and rule.get(ptype) for rule in frappe.get_meta(doctype).permissions)


def _sessions_held_by(user: str) -> QueryBuilder:
	organiser = frappe.qb.DocType("Session Organiser")
	return (
		frappe.qb.from_(organiser)
		.select(organiser.parent)
		.where((organiser.parenttype == "Talk Session") & organiser.part.isin(["Lead", "Joint"]))
		.where(in_scope(user, organiser.unit))
	)


def _can_write(doc: Document, user: str) -> bool:
	"""The stored row is the user's to change, stays on the user's side and points at nothing hidden."""
	table = frappe.qb.DocType(doc.doctype)
	rule = _write_criterion(doc.doctype, user, table)
	if doc.name not in matching(doc.doctype, [doc.name], rule):
		return False
	if field := OWNING_UNIT.get(doc.doctype):
		stored = frappe.db.get_value(doc.doctype, doc.name, field)
		if (doc.get(field) or None) != (stored or None) and not can_act_for(doc.get(field), user):
			return False
	hidden = _hidden_links(doc, user)
	return not hidden or hidden <= _links(frappe.get_doc(doc.doctype, doc.name))


def _can_create(doc: Document, user: str) -> bool:
	if doc.doctype in NEVER_WRITTEN or scope(user) == frozenset():
		return False
	if doc.doctype in OWNING_UNIT:
		unit = doc.get(OWNING_UNIT[doc.doctype]) or default_unit(user)
		if not can_act_for(unit, user):
			return False
	if doc.doctype == ETHICS:
		# whose sheet he may draw is for the service: the unit follows from the person
		return ACCUSATION_ROLE in frappe.get_roles(user) and not _hidden_links(doc, user)
	if doc.doctype == PROCEEDINGS:
		return may_propose(doc.get("unit"), user) and not _hidden_links(doc, user)
	if not _handles_ordinary(doc.doctype, "create", user) and not _of_accusation(doc, user):
		return False
	return not _hidden_links(doc, user)


def _of_accusation(doc: Document, user: str) -> bool:
	"""A new accusation, or a slip about one that the user may see."""
	if doc.doctype == "Referral Slip":
		table = frappe.qb.DocType("Talk Matter")
		return bool(matching("Talk Matter", [doc.matter or ""], accusation_shown(table, user)))
	return doc.doctype in ("Talk Matter", "Public Submission") and bool(doc.is_accusation)


def _links(doc: Document) -> set[tuple[str, str]]:
	"""Protected documents that the document and its rows point at."""
	found = set()
	for row in (doc, *doc.get_all_children()):
		for field in row.meta.get_link_fields():
			if field.options in PROTECTED and row.get(field.fieldname):
				found.add((field.options, row.get(field.fieldname)))
		for field in row.meta.get_dynamic_link_fields():
			if row.get(field.options) in PROTECTED and row.get(field.fieldname):
				found.add((row.get(field.options), row.get(field.fieldname)))
	return found


def _hidden_links(doc: Document, user: str) -> set[tuple[str, str]]:
	"""Links to documents that the user may not see: the platform would show their title and fields."""
	by_doctype: dict[str, set[str]] = {}
	for doctype, name in _links(doc):
		by_doctype.setdefault(doctype, set()).add(name)
	return {
		(doctype, name)
		for doctype, names in by_doctype.items()
		for name in names - visible(doctype, names, user)
	}

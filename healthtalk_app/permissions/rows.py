"""Which documents a user may see and change; one criterion serves lists, single documents and metrics."""

from collections.abc import Iterable

import frappe
from frappe.query_builder import Criterion, Field, Table
from frappe.query_builder.functions import Coalesce

from healthtalk_app.permissions.accusations import (
	ACCUSATION_ROLE,
	accusation_shown,
	accusations,
	follows_accusation,
)
from healthtalk_app.permissions.criteria import (
	concerned,
	everything,
	for_reader,
	in_scope,
	nothing,
	shared,
)
from healthtalk_app.permissions.scope import scope

IDENTITY_ROLES = {"Healthtalk Administrator", ACCUSATION_ROLE}
RUN_ROLE = "Healthtalk Administrator"
FLOWS = (
	"Talk Session",
	"Talk Matter",
	"Referral Slip",
	"Rectification",
	"Public Submission",
	"Satisfaction Survey",
	"Dispute Mediation",
	"Opinion Incident",
)
# DocTypes whose rows are not for everybody; the others are reference data, ruled by roles alone
PROTECTED = (
	*FLOWS,
	"Public Evaluation",
	"Call Back",
	"Case Event",
	"Identity Access",
	"Document Number",
	"Work Handover",
	"Protected Identity",
	"Background Run",
	"Import Row",
	"Hot Topic",
	"Citizen Notice",
	"Source Message",
	"Source Change",
	"Survey Invitation",
	"Survey Response",
)
# child tables and the DocTypes whose rows they belong to
CHILDREN = {
	"Case Party": (*FLOWS, "Public Evaluation"),
	"Case Clock": (
		"Talk Matter",
		"Referral Slip",
		"Rectification",
		"Dispute Mediation",
		"Opinion Incident",
		"Public Submission",
	),
	"Clock Pause": ("Talk Matter", "Dispute Mediation"),
	"Clock Extension": ("Talk Matter", "Dispute Mediation"),
	"Matter Accused": ("Talk Matter", "Public Submission"),
	"Matter Recusal": ("Talk Matter",),
	"Petition Material": ("Talk Matter",),
	"Petition Opinion": ("Talk Matter",),
	"Petition Paper": ("Talk Matter",),
	"Session Organiser": ("Talk Session",),
	"Session Participant": ("Talk Session",),
	"Session Topic": ("Talk Session",),
	"Session Matter": ("Talk Session",),
	"Slip Hop": ("Referral Slip",),
	"Rectification Round": ("Rectification",),
	"Call Attempt": ("Call Back",),
	"Evaluation Item": ("Public Evaluation",),
	"Hot Topic Matter": ("Hot Topic",),
	"Dispute Mediator": ("Dispute Mediation",),
	"Incident Source": ("Opinion Incident",),
	"Incident Release": ("Opinion Incident",),
	"Incident Matter": ("Opinion Incident",),
	"Incident Step": ("Opinion Incident",),
	"Dispute Department": ("Dispute Mediation",),
	"Survey Question": ("Satisfaction Survey",),
	"Survey Sample": ("Satisfaction Survey",),
}


def is_protected(doctype: str) -> bool:
	"""Whether rows of the DocType, or of the child table, are restricted."""
	return doctype in PROTECTED or doctype in CHILDREN


def criterion(doctype: str, user: str | None = None, table: Table | None = None) -> Criterion | None:
	"""What a row must fulfil for the user to see it, on `table` (the DocType's own unless an alias is given).

	None means no restriction.
	"""
	user = user or frappe.session.user
	if user == "Administrator" or not is_protected(doctype):
		return None
	table = table or frappe.qb.DocType(doctype)
	if doctype in CHILDREN:
		return Criterion.any(
			(table.parenttype == parent) & among(table.parent, parent, user) for parent in CHILDREN[doctype]
		)
	return _READ[doctype](table, user)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""`permission_query_conditions` of every protected DocType: the criterion as SQL in parentheses."""
	return for_reader(user, lambda reader: criterion(doctype, reader))


def visible(doctype: str, names: Iterable[str], user: str | None = None) -> set[str]:
	"""Those of the names that the user may see; asks the stored rows, whatever a client has sent."""
	return matching(doctype, names, criterion(doctype, user))


def matching(doctype: str, names: Iterable[str], rule: Criterion | None) -> set[str]:
	"""Those of the names whose stored row fulfils the rule."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(list(names)))
	if rule is not None:
		query = query.where(rule)
	return set(query.run(pluck=True))


def _session(table: Table, user: str) -> Criterion:
	return concerned("Talk Session", table, user, table.unit)


def _matter(table: Table, user: str) -> Criterion:
	if scope(user) is None:
		# every list of the bureau asks this: no word more than is needed, and coalesced, because nearly all
		# matters are ordinary and an index that begins with this is slower than the list's own order
		ordinary = Coalesce(table.is_accusation, 0) == 0
	else:
		ordinary = (table.is_accusation == 0) & concerned(
			"Talk Matter", table, user, table.unit, table.lead_unit, others=table.has_other_parties
		)
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return ordinary
	return ordinary | accusation_shown(table, user)


def _submission(table: Table, user: str) -> Criterion:
	"""What the public sent: the unit addressed and those above; without a unit the bureau's intake."""
	ordinary = in_scope(user, table.unit)
	if shown := shared("Public Submission", table, user):
		ordinary |= shown
	return ((table.is_accusation == 0) & ordinary) | accusation_shown(table, user, "Public Submission")


def _slip(table: Table, user: str) -> Criterion:
	"""Sender and, from its issue on, whoever holds or has held it; a draft is the sender's own."""
	own = concerned("Referral Slip", table, user, table.sender_unit)
	own |= in_scope(user, table.receiver_unit) & (table.status != "Draft")
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _rectification(table: Table, user: str) -> Criterion:
	"""The unit that puts right, the one that ordered it, and those above; never of a hidden accusation."""
	own = concerned("Rectification", table, user, table.responsible_unit, table.ordering_unit)
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _call_back(table: Table, user: str) -> Criterion:
	"""The unit that was rated and those above."""
	return follows_accusation(table.matter, in_scope(user, table.unit), user, table.matter.isnotnull())


def _dispute(table: Table, user: str) -> Criterion:
	"""Who handles it, the medical side and the departments that act together."""
	own = concerned("Dispute Mediation", table, user, table.unit, table.medical_unit)
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _incident(table: Table, user: str) -> Criterion:
	"""The unit concerned and, once it was reported, the unit that it was reported to."""
	return concerned("Opinion Incident", table, user, table.unit)


def _evaluation(table: Table, user: str) -> Criterion:
	"""Unsigned single ballots stay unread until there are enough of them to be released (C8)."""
	own = concerned("Public Evaluation", table, user, table.unit)
	opened = (table.signed == 1) | (table.kind == "Tally") | (table.released == 1)
	refers = table.reference_doctype == "Talk Matter"
	return opened & follows_accusation(table.reference_name, own, user, refers)


def _event(table: Table, user: str) -> Criterion:
	known = [
		(table.reference_doctype == doctype) & among(table.reference_name, doctype, user)
		for doctype in (*FLOWS, "Public Evaluation", "Work Handover")
	]
	if scope(user) is None:
		known.append(table.reference_doctype.notin(PROTECTED))
	return Criterion.any(known)


def _identity_access(table: Table, user: str) -> Criterion:
	if IDENTITY_ROLES.isdisjoint(frappe.get_roles(user)):
		return nothing()
	return _about_matters(table, user)


def _about_matters(table: Table, user: str) -> Criterion:
	"""Rows of the user's units that do not speak of a hidden accusation or of what belongs to one."""
	matter, slip = frappe.qb.DocType("Talk Matter"), frappe.qb.DocType("Referral Slip")
	hidden = (
		frappe.qb.from_(matter)
		.select(matter.name)
		# by name, which is never empty: the rule itself answers neither yes nor no where the unit is blank
		.where((matter.is_accusation == 1) & matter.name.notin(accusations(user)))
	)
	of_hidden = frappe.qb.from_(slip).select(slip.name).where(slip.matter.isin(hidden))
	speaks = ((table.reference_doctype == "Talk Matter") & table.reference_name.isin(hidden)) | (
		(table.reference_doctype == "Referral Slip") & table.reference_name.isin(of_hidden)
	)
	put_right = frappe.qb.DocType("Rectification")
	ordered = frappe.qb.from_(put_right).select(put_right.name).where(put_right.matter.isin(hidden))
	speaks |= (table.reference_doctype == "Rectification") & table.reference_name.isin(ordered)
	sent = frappe.qb.DocType("Public Submission")
	shown = frappe.qb.from_(sent).select(sent.name).where(accusation_shown(sent, user, "Public Submission"))
	unread = frappe.qb.from_(sent).select(sent.name).where((sent.is_accusation == 1) & sent.name.notin(shown))
	speaks |= (table.reference_doctype == "Public Submission") & table.reference_name.isin(unread)
	dispute = frappe.qb.DocType("Dispute Mediation")
	disputed = frappe.qb.from_(dispute).select(dispute.name).where(dispute.matter.isin(hidden))
	speaks |= (table.reference_doctype == "Dispute Mediation") & table.reference_name.isin(disputed)
	return in_scope(user, table.unit) & (table.reference_doctype.isnull() | ~speaks)


def _handover(table: Table, user: str) -> Criterion:
	return in_scope(user, table.unit) | (table.from_user == user) | (table.to_user == user)


def _nobody(table: Table, user: str) -> Criterion:
	return nothing()


def _survey(table: Table, user: str) -> Criterion:
	return concerned("Satisfaction Survey", table, user, table.unit)


def _run(table: Table, user: str) -> Criterion:
	"""Who ran it, and administrators of the whole bureau: the rows of a file name matters of every unit."""
	own = table.owner == user
	if RUN_ROLE in frappe.get_roles(user) and scope(user) is None:
		return everything()
	return own


def _hot_topic(table: Table, user: str) -> Criterion:
	"""A unit's topics are made of the matters of the unit and all below it: who sees these sees the topic."""
	# get_all: the user's own permissions
	without_below = frappe.get_all(
		"User Permission",
		filters={"user": user, "allow": "Health Unit", "hide_descendants": 1},
		pluck="for_value",
	)
	rule = in_scope(user, table.unit)
	return rule & table.unit.notin(without_below) if without_below and scope(user) is not None else rule


def _import_row(table: Table, user: str) -> Criterion:
	return among(table.run, "Background Run", user)


def _about_case(table: Table, user: str) -> Criterion:
	"""Notices to citizens and messages of other systems follow what they speak of."""
	return Criterion.any(
		(table.reference_doctype == doctype) & among(table.reference_name, doctype, user)
		for doctype in ("Talk Matter", "Public Submission")
	)


_READ = {
	"Talk Session": _session,
	"Talk Matter": _matter,
	"Referral Slip": _slip,
	"Dispute Mediation": _dispute,
	"Opinion Incident": _incident,
	"Public Submission": _submission,
	"Public Evaluation": _evaluation,
	"Rectification": _rectification,
	"Call Back": _call_back,
	"Case Event": _event,
	"Identity Access": _identity_access,
	"Document Number": _about_matters,
	"Work Handover": _handover,
	"Protected Identity": _nobody,
	"Background Run": _run,
	"Import Row": _import_row,
	"Hot Topic": _hot_topic,
	"Citizen Notice": _about_case,
	"Source Message": _about_case,
	"Source Change": _about_case,
	"Satisfaction Survey": _survey,
	"Survey Invitation": _nobody,
	"Survey Response": _nobody,
}


def among(field: Field, doctype: str, user: str) -> Criterion:
	"""The field holds the name of a row of `doctype` that the user may see."""
	table = frappe.qb.DocType(doctype)
	return field.isin(frappe.qb.from_(table).select(table.name).where(_READ[doctype](table, user)))

"""Which documents a user may see and change; one criterion serves lists, single documents and metrics."""

from collections.abc import Callable, Iterable

import frappe
from frappe.query_builder import Criterion, Field, Table
from frappe.query_builder.functions import Coalesce
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.queries import QueryBuilder
from pypika.terms import ValueWrapper

from healthtalk_app.permissions.scope import own_side, scope

ACCUSATION_ROLE = "Discipline Officer"
IDENTITY_ROLES = {"Healthtalk Administrator", ACCUSATION_ROLE}
RUN_ROLE = "Healthtalk Administrator"
FEW_UNITS = 8
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
	"Case Clock": ("Talk Matter", "Referral Slip", "Rectification", "Dispute Mediation", "Opinion Incident"),
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


def for_reader(user: str | None, rule_of: Callable[[str], Criterion | None]) -> str:
	"""The rule of `user`, and of who is at work too: a report may ask in the name of somebody else."""
	readers = {user or frappe.session.user, frappe.session.user or user}
	return " and ".join(filter(None, (as_sql(rule_of(reader)) for reader in sorted(readers))))


def as_sql(rule: Criterion | None) -> str:
	"""A criterion as a piece of SQL in parentheses, its values escaped by the database driver."""
	if rule is None:
		return ""
	values = NamedParameterWrapper()
	sql = rule.get_sql(quote_char="`", with_namespace=True, param_wrapper=values)
	return f"({sql % {key: _literal(value) for key, value in values.get_parameters().items()}})"


def _literal(value: str) -> str:
	"""A text as SQL without per cent signs: 16 fills parameters into the finished condition, 15 does not."""
	if "%" in value:
		return f"_utf8mb4 0x{value.encode().hex()}"
	return frappe.db.escape(value, percent=False)


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


def nothing() -> Criterion:
	"""No row at all."""
	return ValueWrapper(1) == 0


def _everything() -> Criterion:
	return ValueWrapper(1) == 1


def in_scope(user: str, *fields: Field) -> Criterion:
	"""One of the fields names a unit of the user's scope."""
	units = scope(user)
	if units is None:
		return _everything()
	if not units:
		return nothing()
	names = sorted(units)
	return Criterion.any(field.isin(names) for field in fields)


def _concerned(doctype: str, table: Table, user: str, *fields: Field) -> Criterion:
	"""Own unit, party or share; everything for a user over the bureau.

	The units of `fields` are parties, too. A user with few units finds his documents among the parties; for
	one with many, a list is read in its order, and each row asks who is party to it.
	"""
	units = scope(user)
	if units is None:
		return _everything()
	rule = _shared(doctype, table, user)
	if not units:
		return rule or nothing()
	party = frappe.qb.DocType("Case Party")
	query = (
		frappe.qb.from_(party)
		.where((party.parenttype == doctype) & (party.parentfield == "parties"))
		.where(party.unit.isin(sorted(units)))
	)
	if len(units) <= FEW_UNITS:
		concerned = table.name.isin(query.select(party.parent))
	else:
		is_party = query.select(1).where(party.parent == table.name).limit(1)
		concerned = in_scope(user, *fields) | (Coalesce(is_party, 0) == 1)
	return concerned | rule if rule else concerned


def _shared(doctype: str, table: Table, user: str) -> Criterion | None:
	"""What somebody shared with the user; None where nobody did, so that no query has to look for it."""
	share = frappe.qb.DocType("DocShare")
	names = (
		frappe.qb.from_(share)
		.select(share.share_name)
		.where((share.share_doctype == doctype) & (share.read == 1))
		.where((share.user == user) | (share.everyone == 1))
		.run(pluck=True)
	)
	return table.name.isin(names) if names else None


def _session(table: Table, user: str) -> Criterion:
	return _concerned("Talk Session", table, user, table.unit)


def _matter(table: Table, user: str) -> Criterion:
	ordinary = table.is_accusation == 0
	# every list of the bureau asks this: no word more than is needed
	if scope(user) is not None:
		ordinary &= _concerned("Talk Matter", table, user, table.unit, table.lead_unit)
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return ordinary
	return ordinary | accusation_shown(table, user)


def _submission(table: Table, user: str) -> Criterion:
	"""What the public sent: the unit addressed and those above; without a unit the bureau's intake."""
	ordinary = in_scope(user, table.unit)
	if shared := _shared("Public Submission", table, user):
		ordinary |= shared
	return ((table.is_accusation == 0) & ordinary) | accusation_shown(table, user, "Public Submission")


def accusation_shown(table: Table, user: str, doctype: str = "Talk Matter") -> Criterion:
	"""Accusations 检举控告: the discipline officer over the unit, never whom it accuses (C9, R9).

	No share, no party and no other role opens them. `doctype` is that of `table`.
	"""
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return nothing()
	shown = (table.is_accusation == 1) & in_scope(user, table.unit)
	return shown & table.name.notin(_accusing(user, doctype))


def _accusing(user: str, doctype: str) -> QueryBuilder:
	"""Matters, or submissions, that accuse the user, one of the user's units or a unit above these."""
	accused = frappe.qb.DocType("Matter Accused")
	return (
		frappe.qb.from_(accused)
		.select(accused.parent)
		.where((accused.parenttype == doctype) & complained_of(accused, user))
	)


def complained_of(accused: Table, user: str) -> Criterion:
	"""Rows of Matter Accused that name the user, one of the user's units or a unit above these."""
	# the user's own record, which the user's roles need not allow to read
	own = frappe.get_all("Employee", filters={"user_id": user}, fields=["name", "employee_name"])
	names = {frappe.get_cached_value("User", user, "full_name"), *(row.employee_name for row in own)}
	whom = [accused.person.isin(sorted(name for name in names if name) or [user])]
	# who bore the name when the accusation was written down stays shut out, whatever his name is now
	whom.append(accused.shut_out.like(f"%|{user}|%"))
	if own:
		whom.append(accused.employee.isin([row.name for row in own]))
	if side := own_side(user):
		whom.append(accused.unit.isin(sorted(side)))
	return Criterion.any(whom)


def _accusations(user: str | None = None) -> QueryBuilder:
	"""Names of all accusations, or of those that the user may see."""
	matter = frappe.qb.DocType("Talk Matter")
	rule = matter.is_accusation == 1 if user is None else accusation_shown(matter, user)
	return frappe.qb.from_(matter).select(matter.name).where(rule)


def follows_accusation(matter: Field, otherwise: Criterion, user: str, refers: Criterion) -> Criterion:
	"""What belongs to an accusation is seen by who sees the accusation, all else by its own rule."""
	ordinary = otherwise & ~(refers & matter.isin(_accusations()))
	if ACCUSATION_ROLE not in frappe.get_roles(user):
		return ordinary
	return ordinary | (refers & matter.isin(_accusations(user)))


def _slip(table: Table, user: str) -> Criterion:
	"""Sender and, from its issue on, whoever holds or has held it; a draft is the sender's own."""
	own = _concerned("Referral Slip", table, user, table.sender_unit)
	own |= in_scope(user, table.receiver_unit) & (table.status != "Draft")
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _rectification(table: Table, user: str) -> Criterion:
	"""The unit that puts right, the one that ordered it, and those above; never of a hidden accusation."""
	own = _concerned("Rectification", table, user, table.responsible_unit, table.ordering_unit)
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _call_back(table: Table, user: str) -> Criterion:
	"""The unit that was rated and those above."""
	return follows_accusation(table.matter, in_scope(user, table.unit), user, table.matter.isnotnull())


def _dispute(table: Table, user: str) -> Criterion:
	"""Who handles it, the medical side and the departments that act together."""
	own = _concerned("Dispute Mediation", table, user, table.unit, table.medical_unit)
	return follows_accusation(table.matter, own, user, table.matter.isnotnull())


def _incident(table: Table, user: str) -> Criterion:
	"""The unit concerned and, once it was reported, the unit that it was reported to."""
	return _concerned("Opinion Incident", table, user, table.unit)


def _evaluation(table: Table, user: str) -> Criterion:
	"""Unsigned single ballots stay unread until there are enough of them to be released (C8)."""
	own = _concerned("Public Evaluation", table, user, table.unit)
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
		.where((matter.is_accusation == 1) & matter.name.notin(_accusations(user)))
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
	return _concerned("Satisfaction Survey", table, user, table.unit)


def _run(table: Table, user: str) -> Criterion:
	"""Who ran it, and administrators of the whole bureau: the rows of a file name matters of every unit."""
	own = table.owner == user
	if RUN_ROLE in frappe.get_roles(user) and scope(user) is None:
		return _everything()
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

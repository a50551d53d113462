"""Which documents a user may see and change; one criterion serves lists, single documents and metrics."""

from collections.abc import Callable, Iterable

import frappe
from frappe.query_builder import Criterion, Field, Table
from frappe.query_builder.functions import Coalesce

from healthtalk_app.permissions.accusations import (
	ACCUSATION_ROLE,
	accusation_shown,
	accusations,
	follows_accusation,
)
from healthtalk_app.permissions.commendations import (
	COMMENDATION,
	ROUND,
	commendation_office,
	commendation_shown,
	round_shown,
)
from healthtalk_app.permissions.criteria import (
	concerned,
	everything,
	for_reader,
	in_scope,
	nothing,
	shared,
)
from healthtalk_app.permissions.demerits import DEMERIT, demerit_office, demerit_shown
from healthtalk_app.permissions.ethics import ETHICS, ethics_office, ethics_shown
from healthtalk_app.permissions.proceedings import PROCEEDINGS, proceedings_shown, record_shown
from healthtalk_app.permissions.scope import home_units, scope

APPRAISAL = "Unit Appraisal"
IDENTITY_ROLES = {"Healthtalk Administrator", ACCUSATION_ROLE}
RUN_ROLE = "Healthtalk Administrator"
PLANNER_ROLES = {"Healthtalk Administrator", "Inspector"}
FLOWS = (
	"Talk Session",
	"Talk Matter",
	"Referral Slip",
	"Rectification",
	"Public Submission",
	"Satisfaction Survey",
	"Inspection",
	"Dispute Mediation",
	"Opinion Incident",
	"Conduct Campaign",
	"Unit Task",
	"Public Commitment",
	"Work Summary",
	PROCEEDINGS,
	DEMERIT,
	COMMENDATION,
	APPRAISAL,
)
# DocTypes whose rows are not for everybody; the others are reference data, ruled by roles alone
PROTECTED = (
	*FLOWS,
	"Public Evaluation",
	"Inspection Feedback",
	"Call Back",
	"Case Event",
	"Identity Access",
	"Document Number",
	"Work Handover",
	"Protected Identity",
	"Background Run",
	"Campaign Extension",
	"Import Row",
	"Hot Topic",
	"Inspection Plan",
	"Inspection Entry",
	"Citizen Notice",
	"Source Message",
	"Source Change",
	"Study Record",
	"Publicity Item",
	"Self Check",
	"Survey Invitation",
	"Survey Response",
	ROUND,
	"Commendation Vote",
	ETHICS,
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
		PROCEEDINGS,
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
	"Inspection Member": ("Inspection",),
	"Inspection Item": ("Inspection",),
	"Inspection Finding": ("Inspection Feedback",),
	"Call Attempt": ("Call Back",),
	"Evaluation Item": ("Public Evaluation",),
	"Hot Topic Matter": ("Hot Topic",),
	"Inspection Plan Inspector": ("Inspection Plan",),
	"Inspection Plan Unit": ("Inspection Plan",),
	"Dispute Mediator": ("Dispute Mediation",),
	"Incident Source": ("Opinion Incident",),
	"Incident Release": ("Opinion Incident",),
	"Incident Matter": ("Opinion Incident",),
	"Incident Step": ("Opinion Incident",),
	"Dispute Department": ("Dispute Mediation",),
	"Commitment Measure": ("Public Commitment",),
	"Commitment Progress": ("Public Commitment",),
	"Survey Question": ("Satisfaction Survey",),
	"Survey Sample": ("Satisfaction Survey",),
	"Self Check Problem": ("Self Check",),
	"Campaign Content Area": ("Conduct Campaign",),
	"Campaign Phase": ("Conduct Campaign",),
	"Campaign Deliverable": ("Conduct Campaign",),
	"Campaign Figure": ("Conduct Campaign",),
	"Campaign Unit": ("Conduct Campaign",),
	"Campaign Member": ("Conduct Campaign",),
	"Unit Task Value": ("Unit Task",),
	"Work Summary Paragraph": ("Work Summary",),
	"Work Summary Figure": ("Work Summary",),
	"Study Attendee": ("Study Record",),
	"Accountability Cause": (PROCEEDINGS,),
	"Appraisal Row": (APPRAISAL,),
	"Appraisal Veto": (APPRAISAL,),
	"Use of Result": (APPRAISAL,),
	"Commendation Juror": (ROUND,),
	"Commendation Score": (COMMENDATION,),
	"Commendation Finding": (COMMENDATION,),
	"Ethics Appraisal Item": (ETHICS,),
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
		rule_of = spoken_of if doctype in _NOTES else among
		return Criterion.any(
			(table.parenttype == parent) & rule_of(table.parent, parent, user) for parent in CHILDREN[doctype]
		)
	return _READ[doctype](table, user)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""`permission_query_conditions` of every protected DocType: the criterion as SQL in parentheses."""
	return for_reader(user, lambda reader: _listed(doctype, reader))


def _listed(doctype: str, user: str) -> Criterion | None:
	"""The same in lists; whom proceedings concern opens them by their notice alone.

	In a list he could filter by what the fields hold that are not for him.
	"""
	if user != "Administrator" and (doctype == PROCEEDINGS or doctype in office_only()):
		return NOTED[doctype](frappe.qb.DocType(doctype), user)
	return criterion(doctype, user)


def office_only() -> set[str]:
	"""DocTypes of which this request lists only rows whose notes are for the user: it names their columns."""
	return frappe.flags.healthtalk_office_only or set()


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


def _inspection(table: Table, user: str) -> Criterion:
	"""The inspecting side: the unit, those above it and the team; never who works in the inspected unit.

	That unit reads the feedback letter, a document of its own, so that nothing here has to be hidden (E5).
	"""
	homes = _places_of_work(user)
	outside = table.unit.notin(homes) if homes else everything()
	if scope(user) is None:
		return outside
	member = frappe.qb.DocType("Inspection Member")
	on_team = (
		frappe.qb.from_(member)
		.select(member.parent)
		.where((member.parenttype == "Inspection") & (member.user == user))
	)
	rule = in_scope(user, table.inspecting_unit) | table.name.isin(on_team)
	if shown := shared("Inspection", table, user):
		rule |= shown
	return rule & outside


def _places_of_work(user: str) -> list[str]:
	"""The units in which the user works, where he must not read who comes; nobody inspects the bureau."""
	return sorted(home_units(user) - {frappe.db.get_single_value("Healthtalk Settings", "bureau_unit")})


def _feedback(table: Table, user: str) -> Criterion:
	"""The inspected unit and those above it, and who inspected; a letter is there once it was issued."""
	own = in_scope(user, table.unit, table.inspecting_unit)
	shown = shared("Inspection Feedback", table, user)
	return own | shown if shown else own


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


def _campaign(table: Table, user: str) -> Criterion:
	"""The unit whose campaign it is, those above, and from its start each unit that owes something."""
	rule = in_scope(user, table.unit)
	if scope(user):
		task = frappe.qb.DocType("Unit Task")
		rule |= table.name.isin(frappe.qb.from_(task).select(task.campaign).where(in_scope(user, task.unit)))
	own = shared("Conduct Campaign", table, user)
	return rule | own if own else rule


def _campaign_extension(table: Table, user: str) -> Criterion:
	"""The unit whose campaign goes on longer, the one whose campaign it is, those above; no sister unit."""
	return in_scope(user, table.unit, table.ordering_unit)


def _unit_task(table: Table, user: str) -> Criterion:
	"""The unit that owes it, the one whose campaign it is, and those above."""
	rule = in_scope(user, table.unit, table.ordering_unit)
	own = shared("Unit Task", table, user)
	return rule | own if own else rule


def _evaluation(table: Table, user: str) -> Criterion:
	"""Unsigned single ballots stay unread until there are enough of them to be released (C8)."""
	own = concerned("Public Evaluation", table, user, table.unit)
	opened = (table.signed == 1) | (table.kind == "Tally") | (table.released == 1)
	refers = table.reference_doctype == "Talk Matter"
	return opened & follows_accusation(table.reference_name, own, user, refers)


def _event(table: Table, user: str) -> Criterion:
	known = [
		(table.reference_doctype == doctype) & spoken_of(table.reference_name, doctype, user)
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
	held = frappe.qb.DocType(PROCEEDINGS)
	known = frappe.qb.from_(held).select(held.name).where(proceedings_shown(held, user))
	speaks |= (table.reference_doctype == PROCEEDINGS) & table.reference_name.notin(known)
	given = frappe.qb.DocType(DEMERIT)
	known = frappe.qb.from_(given).select(given.name).where(demerit_shown(given, user))
	speaks |= (table.reference_doctype == DEMERIT) & table.reference_name.notin(known)
	return in_scope(user, table.unit) & (table.reference_doctype.isnull() | ~speaks)


def _handover(table: Table, user: str) -> Criterion:
	return in_scope(user, table.unit) | (table.from_user == user) | (table.to_user == user)


def _nobody(table: Table, user: str) -> Criterion:
	return nothing()


def _survey(table: Table, user: str) -> Criterion:
	return concerned("Satisfaction Survey", table, user, table.unit)


def _commitment(table: Table, user: str) -> Criterion:
	"""The unit that promises and those above it; what everybody may know stands on the page."""
	return concerned("Public Commitment", table, user, table.unit)


def _appraisal(table: Table, user: str) -> Criterion:
	"""The unit, those above it and appraisers; what could not be computed yet is for who sees every unit."""
	computed = concerned(APPRAISAL, table, user, table.unit)
	return computed if scope(user) is None else computed & (table.status != "Draft")


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


def _inspection_plan(table: Table, user: str) -> Criterion:
	"""Who plans inspections; everybody once a plan is published, which those of mystery visits never are.

	Such a plan is kept from who works in a unit of its list: he would learn who comes, and when.
	"""
	units = scope(user)
	if units is not None and not units:
		return nothing()
	own = nothing() if PLANNER_ROLES.isdisjoint(frappe.get_roles(user)) else in_scope(user, table.unit)
	if homes := _places_of_work(user):
		line = frappe.qb.DocType("Inspection Plan Unit")
		at_home = (
			frappe.qb.from_(line)
			.select(line.parent)
			.where((line.parenttype == "Inspection Plan") & line.unit.isin(homes))
		)
		own &= (table.kind != "Mystery") | table.name.notin(at_home)
	return own | ((table.status == "Published") & (table.kind != "Mystery"))


def _import_row(table: Table, user: str) -> Criterion:
	return among(table.run, "Background Run", user)


def _about_case(table: Table, user: str) -> Criterion:
	"""Notices to citizens and messages of other systems follow what they speak of."""
	return Criterion.any(
		(table.reference_doctype == doctype) & among(table.reference_name, doctype, user)
		for doctype in ("Talk Matter", "Public Submission")
	)


def _of_unit(doctype: str) -> Callable[[Table, str], Criterion]:
	"""Registers of a unit: the unit itself and those above it."""

	def rule(table: Table, user: str) -> Criterion:
		own = in_scope(user, table.unit)
		shown = shared(doctype, table, user)
		return own | shown if shown else own

	return rule


_READ = {
	"Talk Session": _session,
	"Talk Matter": _matter,
	"Referral Slip": _slip,
	"Dispute Mediation": _dispute,
	"Opinion Incident": _incident,
	"Conduct Campaign": _campaign,
	"Unit Task": _unit_task,
	"Campaign Extension": _campaign_extension,
	"Public Submission": _submission,
	"Public Evaluation": _evaluation,
	"Rectification": _rectification,
	"Call Back": _call_back,
	"Inspection": _inspection,
	"Inspection Feedback": _feedback,
	"Case Event": _event,
	"Identity Access": _identity_access,
	"Document Number": _about_matters,
	"Work Handover": _handover,
	"Protected Identity": _nobody,
	"Background Run": _run,
	"Import Row": _import_row,
	"Hot Topic": _hot_topic,
	"Inspection Plan": _inspection_plan,
	"Inspection Entry": _nobody,
	"Citizen Notice": _about_case,
	"Source Message": _about_case,
	"Source Change": _about_case,
	"Satisfaction Survey": _survey,
	"Public Commitment": _commitment,
	"Study Record": _of_unit("Study Record"),
	"Publicity Item": _of_unit("Publicity Item"),
	"Self Check": _of_unit("Self Check"),
	"Work Summary": _of_unit("Work Summary"),
	"Survey Invitation": _nobody,
	"Survey Response": _nobody,
	PROCEEDINGS: record_shown,
	DEMERIT: demerit_shown,
	COMMENDATION: commendation_shown,
	APPRAISAL: _appraisal,
	ROUND: round_shown,
	"Commendation Vote": _nobody,
	ETHICS: ethics_shown,
}
# who may read a document but not what was noted about it: log, versions, comments, files
NOTED = {
	PROCEEDINGS: proceedings_shown,
	DEMERIT: demerit_office,
	COMMENDATION: commendation_office,
	ETHICS: ethics_office,
}
_NOTES = ("Accountability Cause", "Commendation Score", "Commendation Finding")


def among(field: Field, doctype: str, user: str) -> Criterion:
	"""The field holds the name of a row of `doctype` that the user may see."""
	table = frappe.qb.DocType(doctype)
	return field.isin(frappe.qb.from_(table).select(table.name).where(_READ[doctype](table, user)))


def spoken_of(field: Field, doctype: str, user: str) -> Criterion:
	"""The field of a note holds the name of a row of `doctype` about which the user may read notes."""
	if doctype not in NOTED:
		return among(field, doctype, user)
	table = frappe.qb.DocType(doctype)
	return field.isin(frappe.qb.from_(table).select(table.name).where(NOTED[doctype](table, user)))


def notes_shown(doctype: str, name: str, user: str | None = None) -> bool:
	"""Whether the user may read what was noted about a document that he may read."""
	return name in with_notes(doctype, [name], user)


def with_notes(doctype: str, names: Iterable[str], user: str | None = None) -> set[str]:
	"""Those of the documents, which he may read, about which the user may read notes."""
	user = user or frappe.session.user
	names = set(names)
	if not names or user == "Administrator" or doctype not in NOTED:
		return names
	return matching(doctype, names, NOTED[doctype](frappe.qb.DocType(doctype), user))

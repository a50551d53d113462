"""What must hold for a nomination 评优评先, and the evidence of each of its steps (C7, T7, design §3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	ConflictOfInterestError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	WrongSideError,
	refuse,
)
from healthtalk_app.metrics import staff
from healthtalk_app.permissions.commendations import OFFICE
from healthtalk_app.services.commendations import jury, vetoes, votes
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering

DOCTYPE = rounds.NOMINATION
PERSON, CASE = vetoes.PERSON, "Typical Case"
OF_A_DEPARTMENT = ("Advanced Department", "Civilised Window", "Youth Model Unit")
NUMBER_KIND = "commendation"
# the round never changes; the rest stands once the nominee is shortlisted or turned away
TEXT = ("title", "unit", "department", "employee", "position", "session", "merits", "evidence")
DECISION = ("decision_document", "publicity_until", "citation", "veto_reason", "decline_reason")


# ---- the steps of a save -------------------------------------------------------------------------
def lock_text(doc: Any) -> None:
	"""What the jury and the public have read stays as it is."""
	if doc.flags.by_service:
		return
	hold_decision(doc)
	if not doc.before:
		return
	doc.refuse_frozen(("round",), _("A nomination belongs to the round in which it was made."))
	if doc.before.status != "Nominated" or doc.before.scores or rounds.is_voting(rounds.of(doc)):
		doc.refuse_frozen(TEXT, _("The nomination is being judged, or was decided."))


def hold_decision(doc: Any) -> None:
	"""What is decided, and what the public reads from its vote on, is not the nominee's to write."""
	if is_office_of(doc.before.awarding_unit if doc.before else rounds.of(doc).unit):
		return
	names = [*DECISION]
	if doc.before and (doc.before.status != "Nominated" or rounds.has_begun(rounds.of(doc))):
		names.append("public_summary")
	changed = [name for name in names if (doc.differs(name) if doc.before else doc.get(name))]
	if changed:
		refuse(
			_("Only who gives the award writes here: {0}."),
			"、".join(_(doc.meta.get_label(name), context=DOCTYPE) for name in changed),
			error=WrongSideError,
			title=_("Not Your Step"),
		)


def follow_round(doc: Any) -> None:
	"""Kind and awarding unit are those of the round; units nominate while it takes nominations."""
	about = rounds.of(doc)
	doc.kind, doc.awarding_unit = about.kind, about.unit
	if not doc.is_new():
		return
	doc.unit = doc.unit or permissions.default_unit()
	doc.nominated_by = frappe.session.user
	if not rounds.takes_nominations(about) and not is_office(doc):
		frappe.throw(
			_("The last day of the nominations is over."), WindowClosedError, title=_("Nominations Until")
		)
	if not doc.unit or not units.is_within(doc.unit, about.unit):
		refuse(
			_("The unit does not belong to {0}, which gives the award."), units.name_on(about.unit, getdate())
		)


def fill_nominee(doc: Any) -> None:
	"""Fields of another kind of nominee are empty; a person's post and account come from his record."""
	if doc.kind not in OF_A_DEPARTMENT:
		doc.department = None
	if doc.kind != CASE:
		doc.session = None
	if doc.kind != PERSON:
		doc.employee = doc.position = doc.account = None
		return
	if not doc.employee:
		doc.require_evidence(
			("employee",), _("A person is nominated by his record, by which vetoes are found.")
		)
	# get_value: the nominating unit need not be allowed to read records of employees
	known = frappe.db.get_value(
		"Employee", doc.employee, ("employee_name", "designation", "user_id"), as_dict=True
	)
	if doc.is_new() or doc.differs("employee") or doc.differs("unit"):
		check_belongs(doc)
	doc.title = known.employee_name
	doc.account = known.user_id
	doc.position = doc.position or known.designation


def check_belongs(doc: Any) -> None:
	"""A person is nominated in his unit, or in one above it; his name is told to nobody else."""
	unit = staff.unit_of(doc.employee)
	if unit and not units.is_within(unit, doc.unit):
		refuse(_("The person does not belong to the unit."))


def check_once(doc: Any) -> None:
	"""A nominee stands once in a round, until the nomination is declined."""
	same = {"employee": doc.employee} if doc.employee else {"unit": doc.unit, "title": doc.title}
	filters = {"round": doc.round, "name": ("!=", doc.name or ""), "status": ("!=", "Declined"), **same}
	if not doc.is_new() and not any(doc.differs(name) for name in ("title", "unit", "employee")):
		return
	# get_all: nominations of other units count as well
	if frappe.get_all(DOCTYPE, filters=filters, limit=1):
		refuse(_("{0} is nominated in this round already."), doc.title)


def check_vetoes_at_first(doc: Any) -> None:
	"""A new nomination is looked up at once, and again when the nominee changes."""
	if doc.is_new() or any(doc.differs(name) for name in ("unit", "employee")):
		vetoes.check(doc)


# ---- guards --------------------------------------------------------------------------------------
def is_office(doc: Any) -> bool:
	"""Whether the user at work gives the award."""
	return is_office_of(doc.awarding_unit)


def is_office_of(unit: str) -> bool:
	"""Whether the user at work gives the awards of a unit."""
	user = frappe.session.user
	if user == "Administrator":
		return True
	return not OFFICE.isdisjoint(frappe.get_roles(user)) and permissions.can_act_for(unit)


def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side, or while its evidence is missing."""
	if not doc.flags.system_move:
		require_office(doc)
	GUARDS[new](doc)


def require_office(doc: Any) -> None:
	"""Raise for who does not give the award, and for who has an interest in the nominee."""
	if not is_office(doc):
		frappe.throw(
			_("Who gives the award decides on nominations."), WrongSideError, title=_("Not Your Step")
		)
	if jury.has_interest(doc, frappe.session.user):
		frappe.throw(
			_("You must not decide on this nominee: you are the nominee, or belong to the unit."),
			ConflictOfInterestError,
			title=_("Conflict of Interest"),
		)


def _shortlisted(doc: Any) -> None:
	about = rounds.of(doc)
	if rounds.is_voting(about) or (about.public_vote and getdate() < getdate(about.vote_from)):
		frappe.throw(_("The public vote is not over."), MoveNotAllowedError)
	vetoes.require_none(doc)
	jury.require_enough(doc)
	jury.count(doc)


def _awarded(doc: Any) -> None:
	vetoes.require_none(doc)
	doc.require_evidence(("decision_document",), _("An award is given by a document."))
	if doc.publicity_until and getdate(doc.publicity_until) >= getdate():
		frappe.throw(
			_("The nominee is being made public. The award is given after the last day."), TimeOrderError
		)
	require_place(doc)


def require_place(doc: Any) -> None:
	"""Raise `MoveNotAllowedError` when all places are given; the round is locked, so two at once wait."""
	places = cint(frappe.db.get_value(rounds.ROUND, doc.round, "places", for_update=True))
	# of all units, and as they stand now: a plain read would not see what was awarded while this one waited
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(table.name).where(table.round == doc.round)
	given = query.where(table.status == "Awarded").for_update().run()
	if places and len(given) >= places:
		refuse(_("All places of the round are given: {0}."), places, error=MoveNotAllowedError)


def _vetoed(doc: Any) -> None:
	vetoes.require_some(doc)
	doc.require_evidence(("veto_reason",), _("The unit is told why."))


def _declined(doc: Any) -> None:
	doc.require_evidence(("decline_reason",), _("The unit is told why."))


def _nominated_again(doc: Any) -> None:
	vetoes.require_none(doc)


GUARDS = {
	"Nominated": _nominated_again,
	"Shortlisted": _shortlisted,
	"Awarded": _awarded,
	"Vetoed": _vetoed,
	"Declined": _declined,
}


def offered(doc: Any, status: str) -> bool:
	"""Whether a step is for the user at work; the guard decides again."""
	return is_office(doc) and not jury.has_interest(doc, frappe.session.user)


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""A number for the certificate; nobody's vote can be told any more."""
	if new == "Nominated":
		doc.veto_reason = None
	elif new == "Shortlisted":
		votes.forget_who(rounds.of(doc))
	elif new == "Awarded":
		doc.number = numbering.issue(doc.awarding_unit, NUMBER_KIND, doc, at)
	return {}


# ---- beside the workflow -------------------------------------------------------------------------
FACILITIES = {"check_vetoes": "Check Vetoes"}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What who gives the award may do beside the workflow."""
	open_now = is_office(doc) and doc.status in ("Nominated", "Shortlisted", "Vetoed")
	return [(key, label) for key, label in FACILITIES.items() if open_now]


def require_certificate(doc: Any) -> None:
	"""Raise `EvidenceMissingError` where nothing was awarded."""
	if doc.status != "Awarded":
		refuse(_("A certificate is printed once the award is given."), error=EvidenceMissingError)

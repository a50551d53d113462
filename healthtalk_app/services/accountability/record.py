"""What must hold for an Accountability Record 责任追究, and the evidence of each step (C6, design §3)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, cint, getdate, now_datetime

from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	MoveNotAllowedError,
	WindowClosedError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules.joint_liability import STANDING
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.transitions import ACCOUNTABILITY
from healthtalk_app.services import inputs
from healthtalk_app.services.accountability import joint
from healthtalk_app.services.accountability.joint import OPEN
from healthtalk_app.services.accountability.proposal import JOINT
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.matters import accusation
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, numbering

REGIME, APPEAL, APPEAL_DECISION = "Accountability", "Appeal", "Appeal Decision"
NUMBER_KIND = "accountability"
# what the decision says: fixed once it is made
DECIDED = (
	"subject",
	"proposal_reason",
	"reference_doctype",
	"reference_name",
	"evidence",
	"dismissal_reason",
	"ground",
	"unit",
	"employee",
	"person",
	"account",
	"position",
	"facts",
	"statement",
	"basis",
	"review_opinion",
	"reviewed_by",
	"measure",
	"decision",
	"with_talk",
	"deciding_unit",
	"decided_in",
	"influence_months",
)
APPEALED = ("appeal_grounds",)
ON_APPEAL = ("appeal_review", "appeal_decision", "appeal_decided_in")
ON_AN_APPEAL = frozenset({("Appealed", "Upheld"), ("Appealed", "Revoked")})
# how many persons review, and what may stand between their names
REVIEWERS = 2
# ten years; no rule knows more
MOST_MONTHS = 120
NAMES = re.compile(r"[、,，;；/／\n]|\sand\s")
TALK = ("talk_at", "talk_place", "talker", "recorder", "talk_content", "talk_attitude")
CARRIED_OUT = ("execution", *TALK, "improve_until")
# what a record that is taken up again is to say anew
OF_A_DECISION = (
	"number",
	"influence_until",
	"delivery_how",
	"execution",
	"appeal_grounds",
	"appeal_review",
	"appeal_decision",
	"appeal_decided_in",
	"revocation_reason",
	"dismissal_reason",
)


# ---- the steps of a save -------------------------------------------------------------------------
def lock_decision(doc: Any) -> None:
	"""What was decided stands; the system alone proposes joint liability."""
	if doc.flags.by_service:
		return
	if doc.is_new():
		if doc.ground == JOINT:
			refuse_joint_by_hand()
		return
	if doc.differs("ground") and JOINT in (doc.ground, doc.before.ground):
		refuse_joint_by_hand()
	# what is taken up again was finished, and gives what that step asks for
	if doc.before.status not in OPEN and doc.status != "Under Review":
		doc.refuse_frozen(DECIDED, _("The decision has been made."))
	if doc.before.executed_at:
		doc.refuse_frozen(CARRIED_OUT, _("The decision has been carried out."))
	if doc.before.status == "Upheld":
		doc.refuse_frozen(ON_APPEAL, _("The appeal has been decided."))
	if doc.before.appealed_at:
		doc.refuse_frozen(APPEALED, _("The appeal has been lodged."))
	if doc.before.status != "Proposed" and doc.ground == JOINT:
		doc.refuse_frozen(("unit",), _("A joint record belongs to the unit whose leader is liable."))


def refuse_joint_by_hand() -> None:
	"""There is exactly one joint record of a unit and year, and the rule makes it."""
	frappe.throw(
		_("Joint liability is proposed by the system, once for each unit and year."), MoveNotAllowedError
	)


def fill_defaults(doc: Any) -> None:
	"""Name, post and account of an employee; who is shut out; a subject."""
	if doc.is_new():
		doc.proposed_by = None if doc.flags.by_rule else frappe.session.user
	other = doc.before and any(doc.differs(name) for name in ("employee", "person"))
	if other and not doc.flags.by_service and not doc.differs("account"):
		# of the person that the record spoke of before
		doc.account = None
	if doc.employee and (doc.is_new() or other or not doc.person):
		fill_from_employee(doc)
	doc.person = (doc.person or "").strip() or None
	if not doc.unit:
		doc.require_evidence(("unit",), _("A record belongs to the unit of the person."))
	if doc.is_new() or any(doc.differs(name) for name in ("person", "employee", "unit")):
		kept = doc.before and all(not doc.differs(name) for name in ("person", "employee"))
		known = accusation.users_in(doc.before.shut_out) if kept else set()
		doc.shut_out = accusation.shut_out(known | accusation.bearers(doc.person, doc.employee))
	if cint(doc.influence_months) < 0:
		doc.influence_months = 0
	if cint(doc.influence_months) > MOST_MONTHS:
		refuse(_("A decision has its influence for {0} months at most."), MOST_MONTHS, error=BadInputError)
	whom = doc.person or frappe.get_cached_value("Health Unit", doc.unit, "unit_name")
	doc.subject = doc.subject or f"{whom} · {_(doc.ground, context=ACCOUNTABILITY)}"


def fill_from_employee(doc: Any) -> None:
	"""What the record of the employee says; who fills in more may correct the post."""
	# the employee's own record, which the discipline officer's role need not allow to read
	known = frappe.db.get_value(
		"Employee", doc.employee, ("employee_name", "designation", "user_id"), as_dict=True
	)
	doc.person = known.employee_name
	doc.position = doc.position or known.designation
	doc.account = known.user_id or doc.account


def check_own_hand(doc: Any) -> None:
	"""Nobody takes part in what concerns himself 回避, nor makes himself a reader."""
	user = frappe.session.user
	if user == doc.account and not doc.flags.by_service:
		frappe.throw(
			_("You cannot take part in a record that concerns yourself."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong person, or while its evidence is missing."""
	if not doc.flags.system_move:
		check_other_hand(doc, old, new)
	if check := GUARDS.get(new):
		check(doc, old)


def _under_review(doc: Any, old: str) -> None:
	if old in ("Dismissed", "Revoked") and not (doc.ground == JOINT and doc.before.review_needed):
		frappe.throw(
			_("Only a joint record that is due again is taken up again; otherwise propose anew."),
			MoveNotAllowedError,
		)
	doc.require_evidence(("proposal_reason",), _("A review begins with the reason of the proposal."))


def _dismissed(doc: Any, old: str) -> None:
	doc.require_evidence(("dismissal_reason",), _("It is on record why a proposal is not followed."))


def _decided(doc: Any, old: str) -> None:
	if doc.review_needed:
		frappe.throw(
			_("The ground of this joint record has changed. Dismiss it, or wait until it is due again."),
			MoveNotAllowedError,
			title=_("Put up for Review"),
		)
	doc.require_evidence(
		("facts", "statement", "basis", "reviewed_by", "review_opinion"),
		_("A decision rests on facts, on what the person says to them, and on a review."),
	)
	if len({spoken(name) for name in NAMES.split(doc.reviewed_by)} - {""}) < REVIEWERS:
		frappe.throw(
			_("A review is made by two persons at least. Write down their names, one behind the other."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	doc.require_evidence(
		("measure", "decision", "decided_in"), _("A decision says what was decided, and where.")
	)
	if not doc.person and doc.with_talk:
		doc.require_evidence(("person",), _("A talk is held with a person."))


def _executed(doc: Any, old: str) -> None:
	require_notified(doc)
	doc.require_evidence(("execution",), _("It is on record how the decision was carried out."))
	if doc.with_talk:
		doc.require_evidence(TALK, _("An admonition talk has its record."))
		doc.refuse_future(inputs.moment(doc.talk_at))


def _appealed(doc: Any, old: str) -> None:
	require_notified(doc)
	doc.require_evidence(("appeal_grounds",), _("An appeal says what it is about."))
	if doc.before.appealed_at:
		frappe.throw(_("The appeal has been decided."), WindowClosedError, title=_("Appeal"))
	at = inputs.moment(doc.flags.occurred_at or doc.step_at) or now_datetime()
	if clocks.is_over(doc, APPEAL, at):
		refuse(
			_("The time for an appeal ended on {0}."),
			frappe.format(clocks.row_of(doc, APPEAL).due_at, "Datetime"),
			error=WindowClosedError,
			title=_("Appeal"),
		)


def decided(doc: Any) -> str | None:
	"""The user who took the decision, None before it."""
	hands = [event.actor for event in events.of(ACCOUNTABILITY, doc.name) if event.to_status == "Decided"]
	return hands[-1] if hands else None


def offered(doc: Any, status: str) -> bool:
	"""Whether a step is for the user at work: who took the decision does not decide on the appeal."""
	return (doc.status, status) not in ON_AN_APPEAL or frappe.session.user != decided(doc)


def check_other_hand(doc: Any, old: str, new: str) -> None:
	"""Refuse who took the decision as judge of the appeal against it."""
	if (old, new) in ON_AN_APPEAL and frappe.session.user == decided(doc):
		frappe.throw(
			_("Somebody else than who took the decision decides on the appeal."),
			WrongSideError,
			title=_("Not Your Step"),
		)


def _appeal_decided(doc: Any, old: str) -> None:
	doc.require_evidence(
		("appeal_review", "appeal_decision", "appeal_decided_in"),
		_("An appeal is looked into and decided with its reasons."),
	)


def _revoked(doc: Any, old: str) -> None:
	if old == "Appealed":
		_appeal_decided(doc, old)
	doc.require_evidence(("revocation_reason",), _("It is on record why a decision is taken back."))


GUARDS = {
	"Under Review": _under_review,
	"Dismissed": _dismissed,
	"Decided": _decided,
	"Executed": _executed,
	"Appealed": _appealed,
	"Upheld": _appeal_decided,
	"Revoked": _revoked,
}


def require_notified(doc: Any) -> None:
	"""Nothing happens to a person who was not told of the decision."""
	if not doc.notified_at:
		frappe.throw(
			_("The person concerned is notified of the decision first."),
			MoveNotAllowedError,
			title=_("Notification"),
		)


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Number, dates and clocks of a step."""
	if new == "Under Review" and old in ("Dismissed", "Revoked"):
		doc.clocks = []
		for fieldname in OF_A_DECISION:
			doc.set(fieldname, None)
		joint.take_up_again(doc)
	elif new == "Decided":
		doc.deciding_unit = doc.deciding_unit or units.bureau() or doc.unit
		doc.number = numbering.issue(doc.deciding_unit, NUMBER_KIND, doc, at)
		months = cint(doc.influence_months)
		doc.influence_until = add_months(at.date(), months) if months else None
	elif new == "Appealed":
		clocks.meet(doc, APPEAL, at)
		clocks.start(doc, APPEAL_DECISION, at, rule=rule_of(APPEAL_DECISION, at))
	elif new == "Dismissed" and doc.ground == JOINT:
		joint.remember(doc)
	elif new in ("Upheld", "Revoked"):
		if new == "Revoked" and doc.ground == JOINT:
			joint.remember(doc)
		clocks.meet(doc, APPEAL_DECISION, at)
		clocks.drop(doc, APPEAL)
	return {}


def rule_of(step: str, at: datetime) -> frappe._dict | None:
	"""The rule for a term that is in force at a moment."""
	return deadlines.select(REGIME, step, None, at.date())


def moved(doc: Any, old: str, new: str) -> None:
	"""A decision, or its revocation, tells on the liability of who leads the unit."""
	if doc.ground != JOINT and new in ("Decided", "Revoked"):
		joint.follow(doc.unit, getdate(doc.decided_at).year)


# ---- beside the workflow --------------------------------------------------------------------------
FACILITIES = {
	"accountability_notify": "Notify the Person",
	"accountability_confirm": "Confirm after Review",
	"accountability_appeal": "Appeal",
}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What the discipline officer may do beside the workflow now: keys and their words."""
	open_now = {
		"accountability_notify": doc.status == "Decided" and not doc.notified_at,
		"accountability_confirm": doc.review_needed and doc.status in STANDING,
	}
	return [(key, FACILITIES[key]) for key, is_open in open_now.items() if is_open]


def own_facilities(doc: Any) -> list[tuple[str, str]]:
	"""What the person concerned may do: appeal once, in time."""
	open_now = doc.status in ("Decided", "Executed") and doc.notified_at and not doc.appealed_at
	concerned = frappe.session.user == doc.account
	if not (open_now and concerned) or clocks.is_over(doc, APPEAL, now_datetime()):
		return []
	return [("accountability_appeal", FACILITIES["accountability_appeal"])]


def require_step(doc: Any, key: str, offered: list[tuple[str, str]]) -> None:
	"""Raise `MoveNotAllowedError` for a step that is not open now."""
	if key not in dict(offered):
		frappe.throw(_("This step is not open now, or not for you."), MoveNotAllowedError)

"""What must hold for a Rectification 整改事项, and the evidence of each step (design §3, T6, T7, E6)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	AccusationRouteError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.inspections import visitors
from healthtalk_app.services.organisation import units
from healthtalk_app.services.petitions import recusal
from healthtalk_app.services.rectifications import rectification_sides as sides
from healthtalk_app.services.self_checks import self_check
from healthtalk_app.services.steps.evidence import has_file

# after so many rounds that failed, accountability is proposed, unless the settings say otherwise
FAILED_ROUNDS = 3
# fixed from the moment it is ordered
ORDERED = ("subject", "source_doctype", "source_name", "ordering_unit", "responsible_unit", "required_by")
# what the order says; corrected until the unit has filed its plan
SAID = ("problem", "violated_clause", "requirement", "review_contact", "leader_instruction")
PLAN = ("responsible_person", "cause", "measures")
RESULT = ("completion", "self_check", "evidence", "evidence_note")
FINDING = ("verified_by", "second_verifier", "verification_note", "new_due")
LASTING = ("lasting_rule", "lasting_rule_on", "lasting_rule_file")
# from where a problem may come: the field in which the source says of which matter it speaks
SOURCES = {"Public Evaluation": "reference_name", MATTER: "name"}


# ---- the steps of a save -------------------------------------------------------------------------
def check_source(doc: Any) -> None:
	"""The source exists and speaks of no accusation: these are the discipline officer's alone (C9)."""
	if not doc.is_new():
		return
	doc.matter = matter_of(doc.source_doctype, doc.source_name)
	if doc.matter and frappe.db.get_value(MATTER, doc.matter, "is_accusation"):
		frappe.throw(
			_("Accusations are handled by the discipline officer; no rectification is ordered for them."),
			AccusationRouteError,
		)
	if not doc.flags.by_service:
		permissions.refuse_recused(doc)


def matter_of(doctype: str | None, name: str | None) -> str | None:
	"""The matter of which a source speaks, None where it speaks of none."""
	if not doctype:
		return None
	if not name or not frappe.db.exists(doctype, name):
		frappe.throw(
			_("Say which document shows the problem, or leave the source blank."), EvidenceMissingError
		)
	if doctype == "Public Evaluation":
		kind, matter = frappe.db.get_value(doctype, name, ("reference_doctype", "reference_name"))
		return matter if kind == MATTER else None
	return name if doctype == MATTER else None


def check_units(doc: Any) -> None:
	"""A unit orders itself, those below it or, as a department of the bureau, any unit; both are open."""
	if not doc.is_new():
		return
	for unit in (doc.ordering_unit, doc.responsible_unit):
		if unit and not units.is_open(unit, now_datetime().date()):
			name = frappe.get_cached_value("Health Unit", unit, "unit_name")
			refuse(_("{0} is closed; choose its successor."), name)
	if not sides.orders(doc.ordering_unit, doc.responsible_unit):
		frappe.throw(
			_("Only a superior unit, a department of the bureau or the unit itself orders a rectification."),
			WrongSideError,
			title=_("Not Your Step"),
		)


def lock_facts(doc: Any) -> None:
	"""What was ordered, handed in or verified is fixed; nobody writes in the other side's place."""
	if doc.flags.by_service or not doc.before:
		return
	if doc.before.source_doctype == visitors.LETTER:
		visitors.refuse_visitor(visitors.LETTER, doc.before.source_name)
	was = doc.before.status
	doc.refuse_frozen(ORDERED, _("The rectification has been ordered."))
	if was != "Open":
		doc.refuse_frozen(SAID, _("The unit has filed its plan for this order."))
	if was == "Submitted":
		kind = ("classification", "found_through")
		doc.refuse_frozen((*kind, *PLAN, *RESULT), _("The result has been handed in."))
	if was == "Verified":
		written = tuple(name for name in LASTING if doc.before.get(name))
		doc.refuse_frozen(written, _("The rectification has been verified."))
	if doc.differs("handler"):
		recusal.keep_out(doc)
	sides.check_writers(doc, "responsible", ("handler", *PLAN, *RESULT, *LASTING))
	sides.check_writers(doc, "ordering", (*SAID, *FINDING))


def check_lasting_rule(doc: Any) -> None:
	"""A lasting rule has its day, and that is not in the future."""
	if doc.lasting_rule_on and getdate(doc.lasting_rule_on) > getdate():
		frappe.throw(_("The day on which the rule was made lies in the future."), TimeOrderError)
	if doc.lasting_rule_on or doc.lasting_rule_file:
		doc.require_evidence(("lasting_rule",), _("Say which rule was made."))
	elif doc.lasting_rule:
		doc.require_evidence(("lasting_rule_on",), _("Say when the rule was made."))


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move:
		side = sides.SIDES[new]
		sides.check_side(doc, side)
		doc.flags.acted_for = sides.acted_for(doc, side)
	if check := GUARDS.get(new):
		check(doc)


def _plan_filed(doc: Any) -> None:
	doc.require_evidence(
		("classification", "cause", "measures", "responsible_person"),
		_("A plan says how the public meets the problem, its cause, and who does what."),
	)


def _submitted(doc: Any) -> None:
	doc.require_evidence(
		("completion", "self_check"), _("A result says what was done and what a self-check found.")
	)
	if not (doc.evidence or doc.evidence_note or has_file(doc, round_begun(doc))):
		frappe.throw(
			_("A result has its evidence: attach a file, or say where the evidence on paper is kept."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def round_begun(doc: Any) -> Any:
	"""Since when files are evidence of this round."""
	return doc.rounds[-1].ordered_at if doc.rounds else doc.opened_at


def _looked_at(doc: Any) -> None:
	doc.require_evidence(
		("verified_by", "second_verifier", "verification_note"),
		_("Two people look at the result and write down what they found."),
	)
	names = [spoken(name) for name in (doc.verified_by, doc.second_verifier)]
	if names[0] == names[1]:
		frappe.throw(_("The second inspector is somebody else than the first."), MoveNotAllowedError)
	if spoken(doc.responsible_person) in names:
		frappe.throw(
			_("Who is responsible for the rectification does not verify it."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	sides.check_verifier(doc)
	_name_no_visitor(doc)


def _name_no_visitor(doc: Any) -> None:
	"""Nobody learns from a verification who made a mystery visit: visitors do not verify (E5)."""
	visit = visitors.visit_of(doc.source_name) if doc.source_doctype == visitors.LETTER else None
	if visit and (named := visitors.named(visit, [doc.get(name) for name in FINDING[:3]])):
		refuse(
			_("Nobody learns who made a mystery visit, but the verification would name: {0}."),
			"、".join(named),
			error=EvidenceMissingError,
		)


def _ordered_again(doc: Any) -> None:
	_looked_at(doc)
	at = doc.flags.occurred_at or doc.step_at or now_datetime()
	if doc.new_due and get_datetime(doc.new_due) <= get_datetime(at):
		frappe.throw(_("The new date has passed already."), TimeOrderError)


GUARDS = {
	"Plan Filed": _plan_filed,
	"Submitted": _submitted,
	"Verified": _looked_at,
	"Ordered Again": _ordered_again,
}


# ---- what follows --------------------------------------------------------------------------------
def moved(doc: Any, new: str) -> None:
	"""Its self-check shows it; who fails to put something right three times answers for it (T7, C6)."""
	self_check.follow(doc)
	if new == "Ordered Again" and doc.ordered_again_count >= failed_rounds():
		proposal.propose(
			proposal.REPEATED,
			doc,
			doc.responsible_unit,
			reason=_("{0} rounds of the rectification {1} have failed.").format(
				doc.ordered_again_count, doc.number
			),
		)


def failed_rounds() -> int:
	"""After how many failed rounds accountability is proposed."""
	return cint(frappe.get_cached_doc("Healthtalk Settings").get("failed_rounds")) or FAILED_ROUNDS

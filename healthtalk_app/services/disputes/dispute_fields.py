"""What must hold at every save of a Dispute Mediation: sides, mediators, amounts, publicity, parties."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, get_datetime, getdate, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	AccusationRouteError,
	BadInputError,
	ConflictOfInterestError,
	EvidenceMissingError,
	MoveNotAllowedError,
	refuse,
)
from healthtalk_app.rules import amounts
from healthtalk_app.rules.transitions import DISPUTE, FINISHED, MATTER
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import identity

OLDEST = 130
UNDER_WAY = ("Mediating", "Appraisal")
ENDED = ("Agreed", "Failed", "Withdrawn")
# the number carries the unit, the clocks run by the way of mediation
FIXED_WHEN_ACCEPTED = (
	"unit",
	"medical_unit",
	"route",
	"received_at",
	"matter",
	"applied_by",
	"not_elsewhere",
)
FIXED_WHEN_ENDED = (
	"facts",
	"demands",
	"amount_claimed",
	"agreement",
	"amount_agreed",
	"performance",
	"responsibility",
	"failed_reason",
	"end_reason",
	"end_note",
	"mediators",
	"insurer",
	"insurer_told_on",
	"no_insurer_reason",
	"judicial_confirmation_told",
	"subject",
	"channel",
	"department",
	"departments",
	"medical_agent",
	"patient_died",
	"represented_by",
	"notice_ways",
	"notice_records",
	"notice_copies",
	"notice_autopsy",
	"notice_how",
	"other_side_agreed",
	"mediation_body",
	"in_public",
	"appraisal_body",
	"appraisal_subject",
	"appraisal_result",
)
CONSENTS = ("patient_consents_on", "medical_consents_on")


# ---- the steps of a save -------------------------------------------------------------------------
def lock_past_steps(doc: Any) -> None:
	"""What a step has settled stands."""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was not in ("Registered", "Notified"):
		doc.refuse_frozen(FIXED_WHEN_ACCEPTED, _("The application has been decided on."))
	if was in ENDED or was in FINISHED[DISPUTE]:
		doc.refuse_frozen(FIXED_WHEN_ENDED, _("The mediation has ended."))


def fill_defaults(doc: Any) -> None:
	"""The unit of who enters it, the channel of its matter, a department written in one way."""
	doc.unit = doc.unit or permissions.default_unit() or units.bureau()
	doc.require_evidence(("medical_unit",), _("A dispute has a medical side."))
	# to the second, as a form sends it back
	doc.received_at = get_datetime(doc.received_at or now_datetime()).replace(microsecond=0)
	doc.refuse_future(doc.received_at)
	doc.department = "".join((doc.department or "").split()) or None
	if not 0 <= cint(doc.patient_age) <= OLDEST:
		refuse(_("{0} is not an age."), doc.patient_age, error=BadInputError)


def check_matter(doc: Any) -> None:
	"""An accusation is no dispute between two sides."""
	if not doc.matter or not (doc.is_new() or doc.differs("matter")):
		return
	facts = frappe.db.get_value(MATTER, doc.matter, ("is_accusation", "channel"), as_dict=True)
	if facts.is_accusation:
		frappe.throw(_("Accusations are handled by the discipline officer only."), AccusationRouteError)
	permissions.refuse_recused(doc)
	doc.channel = doc.channel or facts.channel


def check_sides(doc: Any) -> None:
	"""The health authority mediates between others: not where it is the medical side, or belongs to it."""
	if doc.is_new() or doc.differs("medical_unit"):
		if not units.is_open(doc.medical_unit, getdate(doc.received_at)):
			refuse(_("{0} is closed; choose its successor."), doc.medical_unit, error=MoveNotAllowedError)
	if doc.route == "Administrative Mediation" and doc.unit in medical_side(doc):
		frappe.throw(
			_("Administrative mediation is the health authority's: the medical side does not handle it."),
			ConflictOfInterestError,
			title=_("Conflict of Interest"),
		)


def medical_side(doc: Any) -> set[str]:
	"""The institution and everything below it."""
	return {doc.medical_unit, *frappe.db.get_descendants("Health Unit", doc.medical_unit)}


def check_amounts(doc: Any) -> None:
	"""What is paid is not negative, and stands in Chinese numerals beside the figures."""
	for fieldname in ("amount_claimed", "amount_agreed"):
		if flt(doc.get(fieldname)) < 0:
			refuse(_("{0} cannot be negative."), _(doc.meta.get_label(fieldname), context=DISPUTE))
	try:
		doc.amount_in_words = amounts.in_words(flt(doc.amount_agreed, 2)) if doc.agreement else None
	except ValueError:
		refuse(_("{0} is too large."), _(doc.meta.get_label("amount_agreed"), context=DISPUTE))


def check_mediators(doc: Any) -> None:
	"""Nobody mediates in his own cause 回避: neither the patient nor who works for the institution."""
	side = medical_side(doc)
	known = {} if doc.is_new() else identity.clear_values(DISPUTE, doc.name)
	patient = {**known, **(doc.flags.clear_identity or {})}.get("full_name")
	for row in doc.mediators:
		homes = permissions.home_units(row.user) if row.user else frozenset()
		if row.unit in side or homes & side:
			refuse_mediator(row, _("{0} works for the medical side and cannot mediate here."))
		if patient and (row.mediator_name or "").strip() == patient:
			refuse_mediator(row, _("{0} bears the name of a party and cannot mediate here."))
	if doc.status in UNDER_WAY and doc.before and doc.before.status in UNDER_WAY:
		doc.require_evidence(("mediators",), _("A mediation has a body and its mediators."))
		check_declarations(doc)


def refuse_mediator(row: Any, why: str) -> None:
	refuse(why, row.mediator_name, error=ConflictOfInterestError, title=_("Conflict of Interest"))


def check_declarations(doc: Any) -> None:
	"""Every mediator has declared that he has no interest in the dispute."""
	open_rows = [row.mediator_name for row in doc.mediators if not row.no_interest]
	if open_rows:
		refuse(
			_("{0} has not declared to be without interest in the dispute, or withdraws and is replaced."),
			"、".join(open_rows),
			error=EvidenceMissingError,
			title=_("Conflict of Interest"),
		)


def check_insurer(doc: Any) -> None:
	"""Above the threshold of the settings the insurer takes part (local rule of Ningbo); 0 asks for none."""
	threshold = flt(frappe.get_cached_doc("Healthtalk Settings").dispute_insurer_threshold)
	at_stake = max(flt(doc.amount_claimed), flt(doc.amount_agreed))
	if not threshold or at_stake <= threshold or doc.no_insurer_reason:
		return
	doc.require_evidence(
		("insurer", "insurer_told_on"),
		_("The claim lies above {0} yuan: the insurer takes part, or it is said why none does.").format(
			frappe.format(threshold, "Float")
		),
	)


def check_publicity(doc: Any) -> None:
	"""Nothing is public without both consents (art. 42); a consent that is taken back takes it back."""
	for fieldname in CONSENTS:
		if doc.get(fieldname) and getdate(doc.get(fieldname)) > now_datetime().date():
			refuse(_("{0} lies in the future."), _(doc.meta.get_label(fieldname), context=DISPUTE))
	if both_consent(doc):
		return
	if doc.in_public:
		doc.require_evidence(
			CONSENTS, _("A mediation is held in public with the consent of both sides only.")
		)
	if doc.published_at:
		doc.publication_text = None
		doc.queue_event("publication.withdrawn")


def both_consent(doc: Any) -> bool:
	"""Whether both sides have consented to publication."""
	return all(doc.get(fieldname) for fieldname in CONSENTS)


def refresh_parties(doc: Any) -> None:
	"""Who handles it, the medical side and the departments that act together see it."""
	doc.set("parties", [])
	doc.add_party(doc.unit, "Owner")
	doc.add_party(doc.medical_unit, "Medical Side")
	for row in doc.departments:
		doc.add_party(row.unit, "Co-handler")
